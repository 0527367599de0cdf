//! What a step needs of those before it. Knows no change.

use super::{
    super::{Facts, Intent, Standing, Step, Under},
    sign_in,
};

/// Under whom a change of these steps runs, or the standing of a step that cannot know.
pub(super) fn under_whom(intent: &Intent, facts: &Facts) -> Result<Under, Standing> {
    needs(Step::SignIn, sign_in::assess(intent, facts))?;
    let caller = facts.caller.present().ok_or(Standing::Unknown)?;
    let region = intent.region.ok_or(Standing::Blocked { by: Step::Region })?;
    Ok(Under { sign_in: intent.sign_in.clone(), account: caller.account.clone(), region })
}

/// Nothing where `step` is done; else what its standing means for a step that needs it.
pub(super) fn needs(step: Step, standing: Standing) -> Result<(), Standing> {
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
