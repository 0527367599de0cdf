//! Sign-in: AWS says who we are, and it is the account that the set-up was begun in. An operator who has no login signs in
//! to nothing: what they cannot see is not known.

use crate::{
    setup::{Caller, Facts, Intent, Question, Refusal, SignIn, Standing},
    terms::{AccountId, Fact, FailureKind},
};

/// What is true of the sign-in.
pub fn assess(intent: &Intent, facts: &Facts) -> Standing {
    match &facts.caller {
        Fact::Unknown => Standing::Unknown,
        Fact::Absent if intent.sign_in == SignIn::AppKey => Standing::Done,
        Fact::Absent => Standing::Undecided { asks: vec![Question::Credentials] },
        // The app's own key rests in the sealed file, which was not opened in this run.
        Fact::Hidden(denial) if denial.kind == FailureKind::Vault => {
            Standing::Undecided { asks: vec![Question::Passphrase] }
        }
        Fact::Hidden(denial) => Standing::hidden(denial),
        Fact::Present(_) => match other_account(intent, facts) {
            Some((pinned, caller)) => {
                Standing::Refused(Refusal::OtherAccount { here: caller.account.clone(), pinned: pinned.clone() })
            }
            None => Standing::Done,
        },
    }
}

/// The account that the set-up was begun in and the caller, where the caller belongs to another. Nothing is done then.
pub fn other_account<'a>(intent: &'a Intent, facts: &'a Facts) -> Option<(&'a AccountId, &'a Caller)> {
    let (pinned, caller) = (intent.account.as_ref()?, facts.caller.present()?);
    (*pinned != caller.account).then_some((pinned, caller))
}
