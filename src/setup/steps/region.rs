//! Region: one is chosen, and SES answers there. Knows nothing of what stands in other regions.

use super::{
    super::{Facts, Intent, Question, Refusal, Standing},
    needs::under_whom,
};
use crate::terms::{Denial, Fact, FailureKind, Region};

/// What is true of the region.
pub fn assess(intent: &Intent, facts: &Facts) -> Standing {
    let Some(region) = intent.region else {
        return Standing::Undecided { asks: vec![Question::Region] };
    };
    if let Err(standing) = under_whom(intent, facts) {
        return standing;
    }
    match &facts.account {
        Fact::Unknown => Standing::Unknown,
        Fact::Absent | Fact::Present(_) => Standing::Done,
        // SES answers; that we may not read the account says nothing against the region.
        Fact::Hidden(denial) if denial.kind == FailureKind::Denied => Standing::Done,
        Fact::Hidden(denial) => hidden(denial, region),
    }
}

/// What it means that SES does not let us see the account in this region.
pub(super) fn hidden(denial: &Denial, region: Region) -> Standing {
    match denial.kind == FailureKind::RegionUnavailable {
        true => Standing::Refused(Refusal::RegionOff(region)),
        false => Standing::hidden(denial),
    }
}
