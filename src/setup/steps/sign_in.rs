//! Sign-in: AWS says who we are, and it is the account that the set-up was begun in. Whoever wants to do without signs in
//! to nothing: what they cannot see is not known.

use crate::{
    setup::{Facts, Intent, Question, SignIn, Standing},
    terms::{Denial, Fact},
};

pub fn assess(intent: &Intent, facts: &Facts) -> Standing {
    match &facts.caller {
        Fact::Unknown => Standing::Unknown,
        Fact::Absent if intent.sign_in == SignIn::AppKey => Standing::Done,
        Fact::Absent => Standing::Undecided { asks: vec![Question::Credentials] },
        Fact::Hidden(denial) => Standing::Refused(denial.clone()),
        Fact::Present(caller) => match &intent.account {
            Some(pinned) if *pinned != caller.account => Standing::Refused(Denial {
                code: "OtherAccount".into(),
                message: format!(
                    "this set-up was begun in account {}, and these credentials belong to {}",
                    pinned.grouped(),
                    caller.account.grouped()
                ),
            }),
            Some(_) | None => Standing::Done,
        },
    }
}
