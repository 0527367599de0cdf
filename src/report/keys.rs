//! The user's access keys as they are described in messages. Knows no command and no secret.

use super::bench::Bench;
use crate::{
    setup::{AccessKey, Facts},
    terms::{Fact, KeyId},
};

/// All keys of the user in one line, to choose from.
pub(super) fn keys_to_choose(bench: &Bench, facts: &Facts) -> String {
    let text = &bench.text;
    let said = |key: &AccessKey| {
        let made = match key.created {
            Some(created) => text.setup_key_made(text.date(created), &key.id),
            None => KeyId::to_string(&key.id),
        };
        match last_used(bench, key) {
            used if used.is_empty() => made,
            used => format!("{made}: {used}"),
        }
    };
    facts.keys.present().into_iter().flatten().map(said).collect::<Vec<_>>().join(", ")
}

/// When a key was last used, as far as IAM says; empty where it does not.
pub(super) fn last_used(bench: &Bench, key: &AccessKey) -> String {
    let text = &bench.text;
    match &key.used {
        Fact::Present(at) => {
            let passed = bench.now().duration_since(*at).max(jiff::SignedDuration::ZERO).unsigned_abs();
            text.screen_key_used(text.time_ago(text.duration(passed)))
        }
        Fact::Absent => text.screen_key_never_used().to_owned(),
        Fact::Unknown | Fact::Hidden(_) => String::new(),
    }
}
