//! What AWS or Laravel said, whatever it was wrapped in, taken apart. Does not search for it; that is `tells`. Keeps
//! only sentences that are known word for word.

use super::{
    flat::{Flat, flat},
    tells::{FAILED, FoundError, rank_of_denied},
    wrapping::is_region,
};
use crate::diagnosis::complaint::{Kind, once};

/// A known sentence, taken apart; the fields are those of a complaint.
pub(super) struct Sentence {
    pub kind: Kind,
    pub message: Option<String>,
    pub identities: Vec<String>,
    pub cut: Option<String>,
    pub region: Option<String>,
    pub action: Option<String>,
    pub resource: Option<String>,
}

/// What the error that explains the others says.
pub(super) fn read(flat: &Flat, error: &FoundError, text: &[u8]) -> Sentence {
    let said = || match &error.code {
        Some(_) => Sentence::silent(error.kind),
        None => Sentence::said(error.kind, self::flat(&text[error.from..error.to]).text.trim()),
    };
    match error.kind {
        Kind::NotVerified => not_verified(flat).unwrap_or_else(said),
        Kind::NotAuthorized => not_authorized(flat).unwrap_or_else(said),
        Kind::UnverifiedUser
        | Kind::Signature
        | Kind::Clock
        | Kind::KeyNotAccepted
        | Kind::Expired
        | Kind::NoCredentials
        | Kind::RateExceeded
        | Kind::QuotaExceeded
        | Kind::SmtpLogin
        | Kind::SdkMissing
        | Kind::MailerUndefined
        | Kind::EnvRefused
        | Kind::Other => said(),
    }
}

impl Sentence {
    fn said(kind: Kind, message: &str) -> Sentence {
        Sentence { message: Some(message.into()), ..Sentence::silent(kind) }
    }

    fn silent(kind: Kind) -> Sentence {
        let (identities, message, cut, region, action, resource) = Default::default();
        Sentence { kind, message, identities, cut, region, action, resource }
    }
}

/// `Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: a@x, b@y...`
fn not_verified(flat: &Flat) -> Option<Sentence> {
    const START: &str = "email address is not verified";
    let mut best: Option<Sentence> = None;
    for (at, _) in flat.low.match_indices(START).filter(|(at, _)| flat.low[at + START.len()..].starts_with(FAILED)) {
        let rest = &flat.text[at + START.len() + FAILED.len()..];
        let region = rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').next().unwrap_or_default();
        let list = rest[region.len()..].trim_start_matches([' ', ':']);
        let (identities, cut, length) = names(list);
        let end = flat.text.len() - list.len() + length;
        let read = Sentence {
            identities,
            cut,
            region: is_region(region).then(|| region.to_ascii_lowercase()),
            ..Sentence::said(Kind::NotVerified, flat.text[at..end].trim_end())
        };
        // A log repeats the sentence, and cuts some repetitions short.
        if best.as_ref().is_none_or(|best| read.identities.len() > best.identities.len()) {
            best = Some(read);
        }
    }
    best
}

/// The names of a list, how a name that is cut off begins, and how many bytes of the text the list takes.
///
/// The list ends where a name is not followed by a comma; what follows is not part of it.
fn names(text: &str) -> (Vec<String>, Option<String>, usize) {
    let (mut found, mut cut, mut end, mut at) = (Vec::new(), None, 0, 0);
    loop {
        let part = &text[at..];
        let part = &part[..part.find(',').unwrap_or(part.len())];
        let Some((from, word)) = words(part).take(8).find(|(_, word)| word.contains('@') || is_arn_or_domain(word))
        else {
            // `, ...`, or the first half of `"Kim, Minsu" <minsu@…>`.
            if part.trim_start().starts_with("...") {
                cut = Some(String::new());
                end = at + part.len() - part.trim_start().len() + 3;
            } else if part.trim_start().starts_with('"') && text[at..].len() > part.len() {
                at += part.len() + 1;
                continue;
            }
            break;
        };
        let (name, rest) = bare(word);
        // Laravel adds a full stop, and AWS may have ended with one; three or more are a cut.
        if rest.starts_with("...") || rest.starts_with('…') {
            cut = Some(name);
            end = at + from + word.len() - rest.len() + rest.find(|c| c != '.' && c != '…').unwrap_or(rest.len());
            break;
        }
        end = at + from + word.len() - rest.len();
        found.push(name);
        let behind = part[from + word.len()..].trim_start();
        if behind.starts_with("...") {
            cut = Some(String::new());
            break;
        }
        // Whatever follows the name within its part ends the list.
        if !behind.is_empty() || at + part.len() >= text.len() || rest.contains(|c| c != '>') {
            break;
        }
        at += part.len() + 1;
    }
    (once(found), cut, end)
}

/// The words of a text, with where they begin.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(' ').scan(0, |at, word| {
        let from = *at;
        *at += word.len() + 1;
        Some((from, word))
    })
}

/// A name without what surrounds it, and the rest of the word behind it.
fn bare(word: &str) -> (String, &str) {
    let start = word.find(|c: char| c.is_alphanumeric() || c == '_').unwrap_or(0);
    let inside = &word[start..];
    let allowed = |c: char| c.is_alphanumeric() || "@.-_+'!#$%&*/=?^~:".contains(c);
    let whole = &inside[..inside.find(|c: char| !allowed(c)).unwrap_or(inside.len())];
    let name = whole.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_');
    let name_only = name.rsplit_once(":identity/").map_or(name, |(_, name)| name);
    (name_only.to_owned(), &inside[name.len()..])
}

fn is_arn_or_domain(word: &str) -> bool {
    let word = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    word.contains(":identity/")
        || (word.contains('.') && !word.contains(['(', '{', '\\', '<', '[']) && !word.contains("://"))
}

/// Both of AWS's forms: ``User `arn' is not authorized to perform `ses:SendEmail' on resource `arn'`` of a send, and
/// `User: arn is not authorized to perform: ses:GetAccount on resource: arn because …` of a control call.
fn not_authorized(flat: &Flat) -> Option<Sentence> {
    const DENIED: &str = " is not authorized to perform";
    let token = |text: &str| {
        let text = text.trim_start_matches([':', ' ', '`', '\'', '"']);
        let end = text.find(|c: char| c.is_whitespace() || matches!(c, '`' | '\'' | '"' | ',' | '<' | ';'));
        text[..end.unwrap_or(text.len())].trim_end_matches('.').to_owned()
    };
    // The one of several that explains the others.
    let denied = flat.low.match_indices(DENIED).map(|(at, _)| at);
    let at = denied.min_by_key(|at| rank_of_denied(&token(&flat.text[at + DENIED.len()..])))?;
    let start = flat.low[..at].rfind("user").unwrap_or(at + 1);
    let rest = &flat.text[at + DENIED.len()..];
    let action = token(rest);
    let resource = rest.to_ascii_lowercase().find("on resource").map(|at| token(&rest[at + "on resource".len()..]));
    let last = resource.as_deref().filter(|it| !it.is_empty()).unwrap_or(&action);
    let end = rest.find(last).map_or(0, |at| at + last.len());
    let region = resource.as_deref().and_then(|arn| arn.split(':').nth(3)).filter(|code| is_region(code));
    Some(Sentence {
        region: region.map(str::to_ascii_lowercase),
        action: Some(action).filter(|action| action.contains(':')),
        resource: resource.filter(|it| !it.is_empty()),
        ..Sentence::said(Kind::NotAuthorized, &flat.text[start..at + DENIED.len() + end])
    })
}
