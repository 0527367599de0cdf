//! Pasted text may hold keys. What looks like one is masked. Does not know which keys exist.

use crate::diagnosis::complaint::KeySort;

/// The same text with the ids of keys cut to their ends, and what may be a secret gone.
pub(super) fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (run, behind) = rest.split_at(rest.find(|c: char| !is_of_a_key(c)).unwrap_or(rest.len()));
        rest = behind;
        if run.is_empty() {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        } else if is_key_id(run) {
            out.push_str(&format!("{}…{}", &run[..4], &run[run.len() - 4..]));
        } else if may_be_secret(run) {
            out.push_str("•••");
        } else {
            out.push_str(run);
        }
    }
    out
}

/// Which sort of key a text shows first.
pub(super) fn key_sort(text: &str) -> Option<KeySort> {
    text.split(|c: char| !c.is_ascii_alphanumeric()).find_map(|run| match run.get(..4)? {
        "AKIA" if run.len() >= 16 => Some(KeySort::LongLived),
        "ASIA" if run.len() >= 16 => Some(KeySort::Temporary),
        _ => None,
    })
}

fn is_of_a_key(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '+' | '=')
}

fn is_key_id(run: &str) -> bool {
    (16..=128).contains(&run.len())
        && ["AKIA", "ASIA"].iter().any(|start| run.starts_with(start))
        && run.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Secrets of IAM have 40 characters, SMTP passwords 44, session tokens hundreds.
fn may_be_secret(run: &str) -> bool {
    let has = |which: fn(&u8) -> bool| run.bytes().any(|b| which(&b));
    run.len() >= 40 && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}
