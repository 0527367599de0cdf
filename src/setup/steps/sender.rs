//! Sender: the IAM user whose key the app uses, allowed to send and little else. Does not know how
//! a policy is read: that is `policy`.

use super::{
    super::{Access, Authorship, Change, Facts, Intent, Question, Refusal, Standing, Step, policy},
    needs::under_whom,
    region,
};
use crate::terms::Fact;

/// How AWS shows whose work a thing is.
pub const TAG: (&str, &str) = ("managed-by", "sesame");
/// The tag of a user that we did not make and may use.
pub const ADOPTED_TAG: (&str, &str) = ("used-by", "sesame");

/// What is true of the user. Nothing is made for a region that is switched off, or of which nothing is known yet.
pub fn assess(intent: &Intent, facts: &Facts) -> Standing {
    let standing = of_the_user(intent, facts);
    match (intent.access, region::assess(intent, facts)) {
        (Access::Key, Standing::Refused(Refusal::RegionOff(_))) => Standing::Blocked { by: Step::Region },
        (Access::Key, Standing::Unknown) if standing.open().is_some() => Standing::Unknown,
        (Access::Key | Access::Role(_), _) => standing,
    }
}

fn of_the_user(intent: &Intent, facts: &Facts) -> Standing {
    let under = match under_whom(intent, facts) {
        Ok(under) => under,
        Err(standing) => return standing,
    };
    if intent.from.is_none() {
        return Standing::Undecided { asks: vec![Question::From] };
    }
    match intent.access {
        Access::Key => {}
        // No user signs in; what the role may do is told to its owner, and cannot be seen from here.
        Access::Role(_) => return Standing::Done,
    }
    let user = intent.user.clone();
    let sender = match &facts.sender {
        Fact::Unknown => return Standing::Unknown,
        Fact::Hidden(denial) => return Standing::hidden(denial),
        Fact::Absent => {
            let tags = own_tag().into_iter().chain(intent.tags.iter().cloned()).collect();
            let (path, boundary) = (intent.iam_path.clone(), intent.permissions_boundary.clone());
            return Standing::Open { next: Change::CreateSender { under, user, path, boundary, tags } };
        }
        // Half a look at what it may do says nothing.
        Fact::Present(sender) if sender.inline.is_unknown() || sender.attached.is_unknown() => {
            return Standing::Unknown;
        }
        Fact::Present(sender) => sender,
    };
    match sender.made {
        Authorship::Ours | Authorship::Adopted => {}
        Authorship::Foreign if intent.adopt.as_ref() == Some(&sender.name) => {
            return Standing::Open { next: Change::AdoptSender { under, user } };
        }
        Authorship::Foreign => return Standing::Undecided { asks: vec![Question::AdoptUser] },
    }
    if let Some(by) = policy::barred(sender) {
        return Standing::Refused(Refusal::SenderBarred { user, by });
    }
    match policy::lacking(intent, sender, under.region) {
        Ok(None) => Standing::Done,
        Ok(Some(grant)) => Standing::Open { next: Change::AllowSending { under, user, grant } },
        Err(flaw) => Standing::Refused(Refusal::Policy { user, flaw }),
    }
}

/// What everything that we create in AWS carries.
pub fn own_tag() -> Vec<(String, String)> {
    vec![(TAG.0.into(), TAG.1.into())]
}
