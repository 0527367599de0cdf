//! One file per step. Each knows its own facts and who must be done before it, and nothing of the others' insides.

pub mod delivery;
pub mod identity;
pub mod key;
pub mod production;
pub mod project;
pub mod region;
pub mod sender;
pub mod sign_in;

use super::{Facts, Intent, SignIn, Standing, Step, Under};
use crate::terms::Region;

/// Under whom a change of these steps runs, or the step that is in the way.
fn under(intent: &Intent, facts: &Facts) -> Result<Under, Standing> {
    let sign_in: SignIn = match sign_in::assess(intent, facts) {
        Standing::Done => intent.sign_in.clone(),
        Standing::Unknown => return Err(Standing::Unknown),
        Standing::Undecided { .. }
        | Standing::Blocked { .. }
        | Standing::Open { .. }
        | Standing::Waiting { .. }
        | Standing::Refused(_) => return Err(Standing::Blocked { by: Step::SignIn }),
    };
    let Some(caller) = facts.caller.present() else { return Err(Standing::Unknown) };
    let region: Region = intent.region.ok_or(Standing::Blocked { by: Step::Region })?;
    Ok(Under { sign_in, account: caller.account.clone(), region })
}
