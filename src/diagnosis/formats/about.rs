//! Whether the text around an error is about mail at all. Knows no error: many a program has AWS's and the network's words,
//! and of several records in a log the one that names mail is the answer.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What only SES, its SDKs and mail clients write, in any case.
const OF_MAIL: [&str; 43] = [
    "email.af-",
    "email.ap-",
    "email.ca-",
    "email.eu-",
    "email.il-",
    "email.me-",
    "email.mx-",
    "email.sa-",
    "email.us-",
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

/// What stands near the words of another product's login, which are Laravel's too, in lower case.
const OF_ANOTHERS_LOGIN: [&str; 14] = [
    "auth0",
    "(auth/",
    "firebase",
    "identitytoolkit",
    "email_not_verified",
    "cognito",
    "supabase",
    "clerk",
    "okta",
    "keycloak",
    "github.com",
    "gitlab",
    "bitbucket",
    "heroku",
];

/// How far before an error and behind it mail may be named, in bytes: the message of an exception, and its first calls.
const BEFORE: usize = 2 * 1024;
const BEHIND: usize = 4 * 1024;

static WORDS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let built = AhoCorasick::builder().ascii_case_insensitive(true).build(OF_MAIL);
    built.expect("a few words are no more than a search can hold")
});

/// All that is looked for here.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    OF_MAIL.into_iter().chain(OF_A_LOGIN).chain(OF_ANOTHERS_LOGIN)
}

/// Whether mail is named around an error.
pub(super) fn names_mail(text: &[u8], from: usize, to: usize) -> bool {
    WORDS.is_match(&text[from.saturating_sub(BEFORE)..text.len().min(to + BEHIND)])
}

/// Whether the words are those of a login to some app.
pub(super) fn is_of_a_login(text: &[u8], at: usize) -> bool {
    is_near(text, at, &OF_A_LOGIN) && !names_mail(text, at, at)
}

/// Whether the words are those of a login that is not Laravel's.
pub(super) fn is_of_anothers_login(text: &[u8], at: usize) -> bool {
    is_near(text, at, &OF_ANOTHERS_LOGIN)
}

fn is_near(text: &[u8], at: usize, words: &[&str]) -> bool {
    const NEAR: usize = 200;
    let near = &text[at.saturating_sub(NEAR)..text.len().min(at + NEAR)];
    let low = String::from_utf8_lossy(near).to_ascii_lowercase();
    words.iter().any(|word| low.contains(word))
}
