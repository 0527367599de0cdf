//! From intent and facts to a standing for each step, and from the standings to what comes next. Knows nothing of what a
//! step looks at: that is in `steps`.

use super::{Change, Facts, Intent, Refusal, Standing, Step, Wait, steps};
use crate::terms::Timestamp;

/// What is true of a step.
pub fn assess(step: Step, intent: &Intent, facts: &Facts, now: Timestamp) -> Standing {
    // What was answered for another account is not answered for this one.
    let intent = &*intent.as_answered(facts);
    // What was seen is of another account than the set-up's.
    if step != Step::SignIn && steps::sign_in::other_account(intent, facts).is_some() {
        return Standing::Blocked { by: Step::SignIn };
    }
    // Nothing can be verified where SES is switched off.
    let region_is_off = || matches!(steps::region::assess(intent, facts), Standing::Refused(Refusal::RegionOff(_)));
    if step == Step::Identity && region_is_off() {
        return Standing::Blocked { by: Step::Region };
    }
    match step {
        Step::SignIn => steps::sign_in::assess(intent, facts),
        Step::Region => steps::region::assess(intent, facts),
        Step::Sender => steps::sender::assess(intent, facts),
        Step::Key => steps::key::assess(intent, facts, now),
        Step::Identity => steps::identity::assess(intent, facts, now),
        Step::Production => steps::production::assess(intent, facts, now),
        Step::Project => steps::project::assess(intent, facts, now),
        Step::Delivery => steps::delivery::assess(intent, facts),
    }
}

/// Every step with its standing, in order.
pub fn standings(intent: &Intent, facts: &Facts, now: Timestamp) -> Vec<(Step, Standing)> {
    Step::all().map(|step| (step, assess(step, intent, facts, now))).collect()
}

/// The change to offer next: the first that is open, in the guide's order. Steps that wait hold nothing back but what
/// is blocked by them. Never what is made by request only, such as a test message.
pub fn next_change(intent: &Intent, facts: &Facts, now: Timestamp) -> Option<Change> {
    Step::all()
        .filter(|step| *step != Step::Delivery)
        .find_map(|step| assess(step, intent, facts, now).open().filter(|next| !next.is_by_request()).cloned())
}

/// What comes next for a caller that waits where the guide waits. AWS's reviewers are not waited for before the app is
/// prepared: that may take a day.
pub fn next_move(intent: &Intent, facts: &Facts, now: Timestamp) -> Option<Move> {
    let mut later = None;
    for step in Step::all().filter(|step| *step != Step::Delivery) {
        let standing = assess(step, intent, facts, now);
        if let Some(next) = standing.open().filter(|next| !next.is_by_request()) {
            return Some(Move::Make(next.clone()));
        }
        match standing.waits_on() {
            Some(on @ Wait::Review) => later = later.or(Some(Move::Wait { on, step })),
            Some(on) => return Some(Move::Wait { on, step }),
            None => {}
        }
    }
    later
}

/// Ours, or the world's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    Make(Change),
    Wait { on: Wait, step: Step },
}
