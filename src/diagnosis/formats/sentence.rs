//! What AWS or Laravel said, whatever it was wrapped in, taken apart. Does not search for it; that is `tells`. Keeps
//! only sentences that are known word for word.

use super::{
    extent,
    flat::{Flat, flat},
    rank::{FoundError, Span},
    tells::{FAILED_THE_CHECK, rank_of_denied},
    wrapping::is_region,
};
use crate::diagnosis::complaint::{Denier, Kind, Station, once};

/// A known sentence, taken apart; the fields are those of a complaint.
pub(super) struct Sentence {
    pub kind: Kind,
    pub message: Option<String>,
    pub identities: Vec<String>,
    pub cut: Option<String>,
    pub region: Option<String>,
    pub action: Option<String>,
    pub resource: Option<String>,
    pub principal: Option<String>,
    pub denier: Option<Denier>,
}

/// What the error that explains the others says.
pub(super) fn read(flat: &Flat, error: &FoundError, text: &[u8]) -> Sentence {
    let taken_apart = if error.kind == Kind::NotVerified {
        not_verified(flat)
    } else if error.kind == Kind::NotAuthorized {
        not_authorized(text, flat)
    } else {
        None
    };
    taken_apart.unwrap_or_else(|| {
        let is_in_a_letter = error.kind == Kind::NotAuthorized && is_quarantined(text);
        let denier = is_in_a_letter.then_some(Denier::Quarantine);
        Sentence { message: whole_sentence(error, text), denier, ..Sentence::silent(error.kind) }
    })
}

/// The sentence, whole.
fn whole_sentence(error: &FoundError, text: &[u8]) -> Option<String> {
    if error.code.is_some() {
        let from = extent::behind_a_code(text, error.from, error.to)?;
        return Some(extent::sentence(text, from, from)).filter(|said| said.len() > 1);
    }
    if error.kind.station() == Station::Way && error.span == Span::Open {
        return Some(extent::sentence(text, extent::lead_in(text, error.from), error.to));
    }
    let here = |from: usize| flat(&text[from..error.to]).text.trim().to_owned();
    Some(match error.span {
        Span::Open => extent::sentence(text, error.from, error.to),
        Span::Within => extent::sentence(text, extent::start_of(text, error.from), error.to),
        Span::Closed => here(error.from),
        Span::Cut => here(error.from) + "…",
    })
}

impl Sentence {
    fn said(kind: Kind, message: &str) -> Sentence {
        Sentence { message: Some(message.into()), ..Sentence::silent(kind) }
    }

    fn silent(kind: Kind) -> Sentence {
        let (identities, message, cut, region, action, resource, principal) = Default::default();
        Sentence { kind, message, identities, cut, region, action, resource, principal, denier: None }
    }
}

/// `Email address is not verified. The following identities failed the check in region AP-NORTHEAST-2: a@x, b@y...`
fn not_verified(flat: &Flat) -> Option<Sentence> {
    const START: &str = "email address is not verified. the following ";
    let mut best: Option<Sentence> = None;
    for (core, _) in flat.low.match_indices(FAILED_THE_CHECK) {
        // Of a text whose head was cut off, what is left of it.
        let said = flat.low[..core].bytes().rev().zip(START.bytes().rev()).take_while(|(is, should)| is == should);
        let at = core - said.count();
        let rest = &flat.text[core + FAILED_THE_CHECK.len()..];
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
        end = at + from + word.len() - rest.len() + usize::from(rest.starts_with('>'));
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
fn not_authorized(text: &[u8], flat: &Flat) -> Option<Sentence> {
    /// PHP repeats a sentence twice, and cuts it once.
    const FEW: usize = 8;
    // The one of several that explains the others, as whole as it comes.
    let denied = flat.low.match_indices(DENIED).map(|(at, _)| at).take(FEW);
    let read = denied.map(|at| (rank_of_denied(&token(&flat.text[at + DENIED.len()..])), denied_at(text, flat, at)));
    let length = |sentence: &Sentence| sentence.message.as_ref().map_or(0, String::len);
    let whole = read.min_by_key(|(rank, sentence)| (*rank, std::cmp::Reverse(length(sentence))));
    whole.map(|(_, sentence)| sentence).or_else(|| without_its_head(text, flat))
}

/// A denial whose head was cut off: what is left names the action, or what it was on.
fn without_its_head(text: &[u8], flat: &Flat) -> Option<Sentence> {
    let low = &flat.low;
    let of_ses = |at: &usize| token(&flat.text[*at..]).to_ascii_lowercase().starts_with("ses:");
    let behind = |words: &str| low.find(words).map(|at| at + words.len()).filter(of_ses);
    let first = || low.find("ses:").filter(|at| low[*at..].contains(" on resource"));
    let at = behind("to perform").or_else(first).or_else(|| behind("allows the"))?;
    let start = low[..at].rfind(['"', '>', '\n']).map_or(0, |quote| quote + 1);
    let mut sentence = denied_behind(text, flat, start, None, at);
    if sentence.denier.is_none() {
        let why = low.find(" because ").or_else(|| low.starts_with("because ").then_some(0));
        let why = why.and_then(|at| because(&format!(" {}", flat.text[at..].trim_start())).map(|(_, denier)| denier));
        sentence.denier = why;
    }
    Some(sentence)
}

/// What behind a user and what it may not do belongs to the sentence.
const DENIED: &str = " is not authorized to perform";

fn denied_at(text: &[u8], flat: &Flat, at: usize) -> Sentence {
    let (start, principal) = principal(&flat.text[..at]);
    denied_behind(text, flat, start, principal, at + DENIED.len())
}

/// A denial whose action stands behind a place.
fn denied_behind(text: &[u8], flat: &Flat, start: usize, principal: Option<String>, behind: usize) -> Sentence {
    let rest = &flat.text[behind..];
    let action = token(rest);
    // A sentence has one resource; the next in the record may have another.
    let own = rest.find(DENIED).map_or(rest, |next| &rest[..next]);
    let resource = own.to_ascii_lowercase().find("on resource").map(|at| token(&own[at + "on resource".len()..]));
    let last = resource.as_deref().filter(|it| !it.is_empty()).unwrap_or(&action);
    let end = rest.find(last).map_or(0, |at| at + last.len());
    let why = because(rest[end..].trim_start_matches('\''));
    let region = resource.as_deref().and_then(|arn| arn.split(':').nth(3)).filter(|code| is_region(code));
    let quote = if rest[end..].starts_with('\'') { "'" } else { "" };
    let message = format!("{}{quote}{}", &flat.text[start..behind + end], why.map_or("", |(why, _)| why));
    Sentence {
        region: region.map(str::to_ascii_lowercase),
        action: Some(action).filter(|action| action.contains(':')),
        resource: resource.filter(|it| !it.is_empty()),
        principal,
        denier: why.map(|(_, denier)| denier).or_else(|| is_quarantined(text).then_some(Denier::Quarantine)),
        ..Sentence::said(Kind::NotAuthorized, &message)
    }
}

fn token(text: &str) -> String {
    let text = text.trim_start_matches([':', ' ', '`', '\'', '"']);
    let end = text.find(|c: char| c.is_whitespace() || matches!(c, '`' | '\'' | '"' | ',' | '<' | ';'));
    text[..end.unwrap_or(text.len())].trim_end_matches('.').to_owned()
}

/// Where the sentence begins that names a user or a role at its end, and its ARN.
fn principal(before: &str) -> (usize, Option<String>) {
    /// An ARN has 20 to 2,048 characters; users and roles have fewer.
    const NEAR: usize = 400;
    let near = (before.len().saturating_sub(NEAR)..before.len()).find(|at| before.is_char_boundary(*at));
    let near = near.unwrap_or(before.len());
    let Some(arn) = before[near..].rfind("arn:").map(|at| near + at) else {
        let start = before.to_ascii_lowercase().rfind("user").unwrap_or(before.len());
        return (start.min(before.len()), None);
    };
    let name = token(&before[arn..]);
    let words = before[..arn].trim_end_matches([':', ' ', '`', '\'', '"']);
    let start = ["user", "role"].iter().find_map(|word| {
        let start = words.len().checked_sub(word.len())?;
        words.get(start..).filter(|it| it.eq_ignore_ascii_case(word)).map(|_| start)
    });
    (start.unwrap_or(arn), Some(name))
}

/// Why the policies deny, in AWS's words, and which of them does.
fn because(rest: &str) -> Option<(&str, Denier)> {
    const LONGEST: usize = 400;
    let begins = |words: &str| rest.get(..words.len()).is_some_and(|it| it.eq_ignore_ascii_case(words));
    if !begins(" because ") && !begins(" with an explicit deny") {
        return None;
    }
    let most = rest.char_indices().nth(LONGEST).map_or(rest.len(), |(at, _)| at);
    let ends = [". ", "\"", "</", " (service:", " - <", " {", "\\n", " at /", " status code"];
    let low = rest.to_ascii_lowercase();
    let end = ends.iter().filter_map(|it| low[..most].find(it)).min().unwrap_or(most);
    let why = rest[..end].trim_end_matches(['.', ' ', '\'']);
    let low = why.to_ascii_lowercase();
    let says = |words: &str| low.contains(words);
    let denier = if says("compromisedkeyquarantine") {
        Denier::Quarantine
    } else if says("service control policy") || says("resource control policy") {
        Denier::Organization
    } else if says("permissions boundary") {
        Denier::Boundary
    } else if says("session policy") {
        Denier::Session
    } else if says("vpc endpoint policy") {
        Denier::Endpoint
    } else if says("resource-based policy") {
        Denier::Resource
    } else if says("explicit deny") {
        Denier::Identity
    } else {
        Denier::NothingAllows
    };
    Some((why, denier))
}

/// Whether the text names the policy that AWS attaches to a key that it found in public.
fn is_quarantined(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"AWSCompromisedKeyQuarantine").is_some()
}
