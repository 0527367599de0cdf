//! Whether the text around an error is about mail at all. Knows no error: many a program has AWS's and the network's words,
//! and of several records in a log the one that names mail is the answer.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What only SES, its SDKs and mail clients write, in any case.
const OF_MAIL: [&str; 34] = [
    "aws ses",
    "ses api",
    "ses v2",
    "sesv2",
    "amazonses",
    "sendrawemail",
    "sendemail",
    "send_email",
    "send_raw_email",
    "send-email",
    "send-raw-email",
    "v2/email",
    "email-smtp",
    "://email.",
    "://email-fips.",
    "ses:send",
    "ses.amazonaws",
    "sestransport",
    "illuminate/mail",
    "illuminate\\mail",
    "illuminate\\\\mail",
    "component\\mailer",
    "component\\\\mailer",
    "symfony/mailer",
    "swiftmailer",
    "swift_",
    "phpmailer",
    "nodemailer",
    "smtp",
    "client-ses",
    "simpleemail",
    "aws::ses",
    "aws\\ses",
    "\"ses\" service",
];

/// What stands near a login's own words, in lower case.
const OF_A_LOGIN: [&str; 15] = [
    "auth0",
    "auth/",
    "verification_",
    "\"errors\"",
    "error_description",
    "unauthorized",
    "access_denied",
    "oauth",
    "login",
    "log in",
    "sign in",
    "sign-in",
    "signup",
    "firebase",
    "cognito",
];

/// How far before an error and behind it mail may be named, in bytes: the message of an exception, and its first calls.
const BEFORE: usize = 2 * 1024;
const BEHIND: usize = 4 * 1024;

static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let built = AhoCorasick::builder().ascii_case_insensitive(true).build(OF_MAIL);
    built.expect("a few words are no more than a search can hold")
});

/// Whether mail is named around an error.
pub(super) fn names_mail(text: &[u8], from: usize, to: usize) -> bool {
    WORDS.is_match(&text[from.saturating_sub(BEFORE)..text.len().min(to + BEHIND)])
}

/// Whether the words are those of a login to some app.
pub(super) fn is_of_a_login(text: &[u8], at: usize) -> bool {
    const NEAR: usize = 200;
    let near = &text[at.saturating_sub(NEAR)..text.len().min(at + NEAR)];
    let low = String::from_utf8_lossy(near).to_ascii_lowercase();
    OF_A_LOGIN.iter().any(|word| low.contains(word)) && !names_mail(text, at, at)
}
