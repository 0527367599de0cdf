//! Region: one is chosen, and SES answers there.

use super::super::{Facts, Intent, Question, Standing};
use crate::terms::Fact;

pub fn assess(intent: &Intent, facts: &Facts) -> Standing {
    if intent.region.is_none() {
        return Standing::Undecided { asks: vec![Question::Region] };
    }
    if let Err(standing) = super::under(intent, facts) {
        return standing;
    }
    match &facts.account {
        Fact::Unknown => Standing::Unknown,
        Fact::Absent | Fact::Present(_) => Standing::Done,
        // SES answers; that we may not read the account says nothing against the region.
        Fact::Hidden(denial) if matches!(denial.code.as_str(), "AccessDenied" | "AccessDeniedException") => {
            Standing::Done
        }
        Fact::Hidden(denial) => Standing::Refused(denial.clone()),
    }
}
