//! Production: out of the sandbox, in which SES sends only to verified addresses.
//!
//! The request is held back until the identity is whole: AWS says that this gets it approved faster. Knows nothing of the letter.

use super::{
    super::{Change, Facts, Intent, Question, Refusal, Review, ReviewStatus, SesAccount, Standing, Step, Terms, Wait},
    identity,
    needs::{needs, under_whom},
    region,
};
use crate::terms::{Fact, Timestamp};

/// What is true of production access.
pub fn assess(intent: &Intent, facts: &Facts, now: Timestamp) -> Standing {
    let under = match under_whom(intent, facts) {
        Ok(under) => under,
        Err(standing) => return standing,
    };
    let account = match &facts.account {
        Fact::Unknown | Fact::Absent => return Standing::Unknown,
        Fact::Hidden(denial) => return region::hidden(denial, under.region),
        Fact::Present(account) => account,
    };
    if let Some(stop) = account.stop() {
        return Standing::Refused(Refusal::SendingStopped(stop));
    }
    let suppress = wants_suppression(account, facts);
    if account.production {
        return if suppress { Standing::Open { next: Change::SuppressBounces { under } } } else { Standing::Done };
    }
    match &account.review {
        // AWS never received it, so it may be sent again.
        None | Some(Review { status: ReviewStatus::Failed, .. }) => {}
        // Granted, and the switch may follow a moment later.
        Some(Review { status: ReviewStatus::Pending | ReviewStatus::Granted, .. }) => {
            return Standing::Waiting { on: Wait::Review };
        }
        Some(Review { status: ReviewStatus::Denied, case }) => {
            return Standing::Refused(Refusal::ReviewDenied { case: case.clone() });
        }
        Some(Review { status: ReviewStatus::Other(word), .. }) => {
            return Standing::Refused(Refusal::ReviewWord(word.clone()));
        }
    }
    let (Some(website), Terms::Accepted) = (&intent.website, intent.terms) else {
        let website = intent.website.is_none().then_some(Question::Website);
        let terms = (intent.terms == Terms::NotAsked).then_some(Question::AcceptTerms);
        return Standing::Undecided { asks: website.into_iter().chain(terms).collect() };
    };
    if let Err(standing) = needs(Step::Identity, identity::assess(intent, facts, now)) {
        return standing;
    }
    if suppress {
        return Standing::Open { next: Change::SuppressBounces { under } };
    }
    Standing::Open {
        next: Change::AskForProduction {
            under,
            website: website.clone(),
            mail_type: intent.mail_type_told(),
            contact: intent.contact.clone(),
        },
    }
}

/// Off where it is seen off, and not refused in the world that we are in now.
fn wants_suppression(account: &SesAccount, facts: &Facts) -> bool {
    let refused = facts.suppression_refused.as_ref().is_some_and(|it| it.in_production == account.production);
    !account.suppresses_both() && !refused
}
