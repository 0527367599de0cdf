//! Region: one is chosen, SES answers there, and AWS bills there by the plan that was asked for. Knows nothing of what stands in
//! other regions.

use super::{
    super::{Change, Facts, Intent, Question, Refusal, SesAccount, Standing, Under},
    needs::under_whom,
};
use crate::terms::{Denial, Fact, FailureKind, Region};

/// What is true of the region.
pub fn assess(intent: &Intent, facts: &Facts) -> Standing {
    let Some(region) = intent.region else {
        return Standing::Undecided { asks: vec![Question::Region] };
    };
    let under = match under_whom(intent, facts) {
        Ok(under) => under,
        Err(standing) => return standing,
    };
    match &facts.account {
        Fact::Unknown => Standing::Unknown,
        Fact::Absent => Standing::Done,
        Fact::Present(account) => match price_switch(intent, account, under) {
            Some(next) => Standing::Open { next },
            None => Standing::Done,
        },
        // SES answers; that we may not read the account says nothing against the region.
        Fact::Hidden(denial) if denial.kind == FailureKind::Denied => Standing::Done,
        Fact::Hidden(denial) => hidden(denial, region),
    }
}

/// The plan that was asked for in this run, where AWS tells of another. What it does not tell is not switched: nothing would show
/// that it was done. Nor is the plan of an account that may not send: of that AWS speaks first.
fn price_switch(intent: &Intent, account: &SesAccount, under: Under) -> Option<Change> {
    let (wish, plan) = (intent.pricing?, account.plan.as_ref()?);
    let from = plan.current.clone();
    let is_other = plan.comes_to() != wish.of_aws() && account.region == under.region && account.stop().is_none();
    is_other.then_some(Change::SetPricePlan { under, plan: wish, from })
}

/// What it means that SES does not let us see the account in this region.
pub(super) fn hidden(denial: &Denial, region: Region) -> Standing {
    match denial.kind == FailureKind::RegionUnavailable {
        true => Standing::Refused(Refusal::RegionOff(region)),
        false => Standing::hidden(denial),
    }
}
