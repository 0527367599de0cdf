//! A key of the server's own, beside the app's: asked for by name, and no step of a set-up. Its secret goes into a file that
//! is then taken there, so nothing here signs in with it.

use std::path::Path;

use super::{
    super::{
        Access, AccessKey, Change, DeleteReason, Facts, Intent, KeyOrigin, KeyRefusal, Question, Standing, Step, Wait,
    },
    keys,
    needs::{needs, under_whom},
    project::wish_for_a_server,
    sender,
};
use crate::{
    laravel::plan::AppKey,
    terms::{Fact, Timestamp},
};

/// What is true of a key that is still to be made for a server, with its lines in this file.
pub fn servers_key(intent: &Intent, facts: &Facts, now: Timestamp, file: &Path) -> Standing {
    match intent.access {
        Access::Key => {}
        Access::Role(_) => return Standing::Refused(KeyRefusal::RoleHasNone.into()),
    }
    let under = match under_whom(intent, facts) {
        Ok(under) => under,
        Err(standing) => return standing,
    };
    let keys: &[AccessKey] = match &facts.keys {
        Fact::Unknown => return Standing::Unknown,
        Fact::Hidden(denial) => return Standing::hidden(denial),
        Fact::Absent => &[],
        Fact::Present(keys) => keys,
    };
    if keys.iter().any(|key| key.file.as_deref() == Some(file)) {
        return Standing::Done;
    }
    let user = intent.user.clone();
    // Of a reply that never arrived.
    let orphans: Vec<&AccessKey> = keys.iter().filter(|key| key.origin == KeyOrigin::Orphan).collect();
    if let [only] = orphans[..] {
        let why = DeleteReason::NobodyHoldsIt;
        return Standing::Open { next: Change::DeleteKey { under, user, key: only.id.clone(), why } };
    }
    if keys::may_still_show(facts, keys, now) {
        return Standing::Waiting { on: Wait::Propagation };
    }
    if let Err(standing) = needs(Step::Sender, sender::assess(intent, facts)) {
        return standing;
    }
    if keys.len() >= keys::LIMIT {
        return Standing::Undecided { asks: vec![Question::RetireKey] };
    }
    let Some(wish) = wish_for_a_server(intent, facts, now, AppKey::ToCome) else {
        return Standing::Undecided { asks: vec![Question::From] };
    };
    let (file, wish) = (file.to_owned(), Box::new(wish));
    Standing::Open { next: Change::IssueServerKey { under, user, file, wish } }
}
