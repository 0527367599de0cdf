//! One file per step. Each knows its own facts and who must be done before it, and nothing of the others' insides.

// An `Err` here is no failure: it is the standing that the caller returns anyway.
#![allow(clippy::result_large_err, reason = "the other way out of a step is its standing, made once per look")]

pub mod delivery;
pub mod identity;
pub mod key;
pub mod production;
pub mod project;
pub mod region;
pub mod rotation;
pub mod sender;
pub mod server;
pub mod sign_in;

use super::{Facts, Intent, Standing, Step, Under};

/// Under whom a change of these steps runs, or the standing of a step that cannot know.
fn under(intent: &Intent, facts: &Facts) -> Result<Under, Standing> {
    needs(Step::SignIn, sign_in::assess(intent, facts))?;
    let caller = facts.caller.present().ok_or(Standing::Unknown)?;
    let region = intent.region.ok_or(Standing::Blocked { by: Step::Region })?;
    Ok(Under { sign_in: intent.sign_in.clone(), account: caller.account.clone(), region })
}

/// Nothing where `step` is done; else what its standing means for a step that needs it.
fn needs(step: Step, standing: Standing) -> Result<(), Standing> {
    match standing {
        Standing::Done => Ok(()),
        Standing::Unknown => Err(Standing::Unknown),
        Standing::Undecided { .. }
        | Standing::Blocked { .. }
        | Standing::Open { .. }
        | Standing::Waiting { .. }
        | Standing::Wrong { .. }
        | Standing::Refused(_) => Err(Standing::Blocked { by: step }),
    }
}
