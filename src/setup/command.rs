//! The command lines with which a set-up goes on, whole: each does what is said of it when it is typed as it stands. Does not
//! know how flags are read; the tests read each of them.

use super::{
    answered_in::AccountAnswer,
    assess::standings,
    facts::Facts,
    intent::{Intent, Terms},
    question::Question,
    standing::Standing,
    step::Step,
};
use crate::terms::{Address, Timestamp, WebsiteUrl, is_public_host, is_public_mailbox, is_reserved, shell_word};

/// A command of Sesame about this set-up, which has to be named where it is not the usual one.
pub fn sesame(intent: &Intent, words: &str) -> String {
    let name = &intent.setup;
    let setup = if name.is_default() { String::new() } else { format!(" --setup {name}") };
    format!("sesame{setup} {words}").trim_end().to_owned()
}

/// A command of Sesame with these flags before its own words; those that it says itself stay away, and so do other programs'.
pub fn typed_with(flags: &[String], command: &str) -> String {
    let Some(rest) = command.strip_prefix("sesame").filter(|rest| rest.is_empty() || rest.starts_with(' ')) else {
        return command.to_owned();
    };
    let says = |name: &str| rest.split(' ').any(|word| word.split('=').next() == Some(name));
    // To sign in one needs no app and no region, to sign out the sentence names whose session, and help is the same everywhere.
    let takes = |name: &str| {
        let of_a_sign_out = name == "--rehearse";
        let of_a_sign_in = of_a_sign_out || name == "--profile";
        !says("--help") && (of_a_sign_out || !says("logout")) && (of_a_sign_in || !says("login"))
    };
    let is_new = |name: &str| takes(name) && !says(name);
    let flags = flags
        .iter()
        .filter(|flag| is_new(flag.split([' ', '=']).next().unwrap_or_default()))
        .map(|flag| format!(" {flag}"));
    format!("sesame{}{rest}", flags.collect::<String>())
}

/// The flags that a command needs to be about the same sender in the same region: only `setup --yes` remembers them.
pub fn about(intent: &Intent) -> String {
    let from = intent.from.as_ref().map(|from| format!(" --from {}", shell_word(&from.to_string())));
    let region = intent.region.map(|region| format!(" --region {region}"));
    from.into_iter().chain(region).collect()
}

/// The words of `sesame setup` with all that is still to be said, as far as it follows: the sender, the region, and for the
/// request the website and the promise. `None` where something is left that only the operator can decide; then `sesame`, which
/// asks, goes on.
pub fn setup_words(intent: &Intent, facts: &Facts, now: Timestamp) -> Option<String> {
    intent.from.as_ref().filter(|from| !is_reserved(from.domain()))?;
    let (mut said, mut words) = (intent.clone(), format!("setup{}", about(intent)));
    if !facts.account.present().is_some_and(|account| account.production) {
        let website = intent.website.clone().or_else(|| guessed_website(intent, facts))?;
        words += &format!(" --website {} --accept-terms", shell_word(&website.to_string()));
        (said.website, said.terms) = (Some(website), Terms::Accepted);
        said.answer_anew(AccountAnswer::AcceptTerms);
    }
    let asks = |(step, standing): (Step, Standing)| step != Step::Delivery && !standing.asks().is_empty();
    (!standings(&said, facts, now).into_iter().any(asks)).then_some(words)
}

/// What that comes to as a plan, which changes nothing; else what asks.
pub fn plan_or_ask(intent: &Intent, facts: &Facts, now: Timestamp) -> String {
    match setup_words(intent, facts, now) {
        Some(words) => sesame(intent, &format!("{words} --plan")),
        None => sesame(intent, ""),
    }
}

/// A flag with an answer that has the right form, for a line to be typed on; none where it takes a decision to answer.
pub fn example(ask: Question, intent: &Intent, facts: &Facts) -> Option<String> {
    match ask {
        Question::From => {
            let of_app = facts.project.present().and_then(|project| project.app.env.text("MAIL_FROM_ADDRESS"));
            let of_app = of_app.and_then(|from| from.parse::<Address>().ok());
            let own = of_app.filter(|from| !is_reserved(from.domain()) && !is_public_mailbox(from.domain()));
            let from = own.map_or_else(|| "no-reply@example.co.kr".to_owned(), |from| from.to_string());
            Some(format!("--from {}", shell_word(&from)))
        }
        Question::Region => Some("--region ap-northeast-2".to_owned()),
        Question::Website => {
            let website = guessed_website(intent, facts).map(|url| url.to_string());
            let website = website.unwrap_or_else(|| "https://example.co.kr".to_owned());
            Some(format!("--website {}", shell_word(&website)))
        }
        Question::AcceptTerms => Some("--accept-terms".to_owned()),
        Question::GivenKey
        | Question::Credentials
        | Question::AdoptUser
        | Question::RetireKey
        | Question::Passphrase
        | Question::Project
        | Question::TestTo => None,
    }
}

/// The app's own address where others can reach it, else that of the sender's domain. A public mailbox has no site of
/// the app.
pub fn guessed_website(intent: &Intent, facts: &Facts) -> Option<WebsiteUrl> {
    let host = |url: &str| url.trim_start_matches("https://").split(['/', '?', ':']).next().map(is_public_host);
    let app = facts.project.present().and_then(|project| project.app.env.text("APP_URL"));
    let app = app.filter(|url| url.starts_with("https://") && host(url) == Some(true)).and_then(|url| url.parse().ok());
    let domain = intent.from.as_ref().map(|from| from.domain()).filter(|domain| !is_public_mailbox(domain));
    app.or_else(|| format!("https://{}", domain?).parse().ok())
}
