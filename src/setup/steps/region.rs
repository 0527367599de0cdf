//! Region: one is chosen, and SES answers there.

use super::super::{Facts, Intent, Question, Standing, Step};
use crate::terms::Fact;

pub fn assess(intent: &Intent, facts: &Facts) -> Standing {
    if intent.region.is_none() {
        return Standing::Undecided { asks: vec![Question::Region] };
    }
    match super::under(intent, facts) {
        Ok(_) => {}
        Err(Standing::Blocked { by: Step::SignIn }) => return Standing::Blocked { by: Step::SignIn },
        Err(_) => return Standing::Unknown,
    }
    match &facts.account {
        Fact::Unknown => Standing::Unknown,
        // GetAccount always has an account; that it is hidden says nothing against the region.
        Fact::Absent | Fact::Present(_) => Standing::Done,
        Fact::Hidden(denial) if denial.code == "AccessDeniedException" || denial.code == "AccessDenied" => {
            Standing::Done
        }
        Fact::Hidden(denial) => Standing::Refused(denial.clone()),
    }
}
