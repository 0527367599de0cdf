//! Delivery: a test of this run was taken by SES. AWS keeps no trace of a test, so nobody can know of an earlier one.

use super::super::{Change, Facts, Intent, Question, Standing, Step};
use crate::{
    laravel::plan,
    terms::{Fact, Slot},
};

pub fn assess(intent: &Intent, facts: &Facts) -> Standing {
    let Some(to) = &intent.test_to else {
        return Standing::Undecided { asks: vec![Question::TestTo] };
    };
    match &facts.delivery {
        Fact::Present(delivery) if delivery.to == *to => return Standing::Done,
        Fact::Hidden(denial) => return Standing::Refused(denial.clone()),
        Fact::Unknown | Fact::Absent | Fact::Present(_) => {}
    }
    let Some(region) = intent.region else { return Standing::Blocked { by: Step::Region } };
    let Some(from) = &intent.from else { return Standing::Undecided { asks: vec![Question::From] } };
    // No sign-in is needed: it is the app's own key that sends.
    let Some(key) = facts.app_key() else { return super::key::none_at_hand(facts) };
    if facts.accepted == Fact::Absent {
        return Standing::Blocked { by: Step::Key };
    }
    match &facts.identity {
        Fact::Unknown => return Standing::Unknown,
        Fact::Present(identity) if identity.verified => {}
        Fact::Absent | Fact::Hidden(_) | Fact::Present(_) => return Standing::Blocked { by: Step::Identity },
    }
    let default = |project: &super::super::Project| plan::default_mailer(&project.app);
    let mailer = intent.mailer.or(facts.project.present().map(default)).unwrap_or(plan::Mailer::Ses);
    Standing::Open {
        next: Change::SendTest {
            region,
            mailer,
            key: key.id.clone(),
            secret: Slot::Resting(intent.keep, key.id.clone()),
            from: from.clone(),
            to: to.clone(),
        },
    }
}
