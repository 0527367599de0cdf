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
        Fact::Present(_) => return Standing::Done,
        Fact::Hidden(denial) => return Standing::Refused(denial.clone()),
        Fact::Unknown | Fact::Absent => {}
    }
    let (Some(from), Some(region)) = (&intent.from, intent.region) else {
        return Standing::Blocked { by: Step::Region };
    };
    let Some(key) = facts.app_key() else { return Standing::Blocked { by: Step::Key } };
    if !facts.identity.present().is_some_and(|identity| identity.verified) {
        return Standing::Blocked { by: Step::Identity };
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
