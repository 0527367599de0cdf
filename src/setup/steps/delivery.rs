//! Delivery: a test of this run was taken by SES. AWS keeps no trace of a test, so nobody can know of an earlier one.

use super::super::{Access, Change, Facts, Intent, Question, Standing, Step};
use crate::{
    laravel::Mailer,
    terms::{Denial, Fact, Slot},
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
    match intent.access {
        Access::Key => {}
        Access::Role(_) => return Standing::Refused(only_where_the_role_is()),
    }
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
    let mailer = facts.project.present().map(|project| intent.mailer_of(&project.app));
    let mailer = mailer.or(intent.mailer).unwrap_or(Mailer::Ses);
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

/// The code of the refusal of a test that only the app's own machine can send.
pub const NO_KEY_HERE: &str = "NoKeyHere";

fn only_where_the_role_is() -> Denial {
    Denial {
        code: NO_KEY_HERE.into(),
        message: "the app signs in with a role, which only what it runs on has: send the test from there".into(),
    }
}
