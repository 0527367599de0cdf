//! Delivery: a test was taken by SES. AWS keeps no trace of a test; our own ledger does. Asked for none, the step is done by
//! an earlier one that was sent as the app would send now, and says how old that is; asked for one, only by that one.
//!
//! In the sandbox SES refuses recipients that are not verified, so one's own inbox is verified on the way.

use super::{
    super::{
        Access, Change, Facts, IdentityName, Intent, Question, Refusal, SIMULATORS, SendOptions, Standing, Step, Wait,
    },
    keys::none_at_hand,
    needs::under_whom,
    sender::own_tag,
};
use crate::{
    laravel::{Mailer, plan},
    terms::{Address, Fact, Slot},
};

/// What is true of the test.
pub fn assess(intent: &Intent, facts: &Facts) -> Standing {
    let Some(to) = &intent.test_to else {
        return match facts.proof_of(intent) {
            Some(_) => Standing::Done,
            None => Standing::Undecided { asks: vec![Question::TestTo] },
        };
    };
    match &facts.delivery {
        Fact::Present(delivery) if delivery.to == *to => return Standing::Done,
        Fact::Hidden(denial) => return Standing::hidden(denial),
        Fact::Unknown | Fact::Absent | Fact::Present(_) => {}
    }
    let Some(region) = intent.region else { return Standing::Blocked { by: Step::Region } };
    let Some(from) = &intent.from else { return Standing::Undecided { asks: vec![Question::From] } };
    match intent.access {
        Access::Key => {}
        Access::Role(_) => return Standing::Refused(Refusal::NoKeyHere),
    }
    // No sign-in is needed: it is the app's own key that sends.
    let Some(key) = facts.app_key() else { return none_at_hand(facts) };
    if facts.accepted == Fact::Absent {
        return Standing::Blocked { by: Step::Key };
    }
    match &facts.identity {
        Fact::Unknown => return Standing::Unknown,
        Fact::Present(identity) if identity.verified => {}
        Fact::Absent | Fact::Hidden(_) | Fact::Present(_) => return Standing::Blocked { by: Step::Identity },
    }
    if let Some(standing) = recipient(intent, facts, to) {
        return standing;
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
            options: Box::new(planned_options(intent, facts, from, mailer)),
        },
    }
}

/// As the set-up wants the app to send: what the app's files say of it, or will.
pub fn planned_options(intent: &Intent, facts: &Facts, from: &Address, mailer: Mailer) -> SendOptions {
    let app = facts.project.present().map(|project| &project.app);
    let name = intent.from_name.clone().or_else(|| plan::from_name(app?));
    let of_mailer = app.map(|app| SendOptions::in_force(app, mailer)).unwrap_or_default();
    SendOptions { from_name: name.or_else(|| Some(from.domain().unicode())), ..of_mailer }
}

/// What the sandbox wants of the recipient first; `None` where it lets mail pass, or that cannot be seen.
fn recipient(intent: &Intent, facts: &Facts, to: &Address) -> Option<Standing> {
    let in_sandbox = facts.account.present().is_some_and(|account| !account.production);
    let covered = facts.identity.present().is_some_and(|identity| identity.verified && identity.name.covers(to));
    if !in_sandbox || covered || to.domain().as_str() == SIMULATORS {
        return None;
    }
    match &facts.recipient {
        Fact::Unknown => Some(Standing::Unknown),
        Fact::Present(identity) if identity.verified => None,
        Fact::Present(_) => Some(Standing::Waiting { on: Wait::Click }),
        Fact::Absent => match facts.no_mail(&IdentityName::Email(to.clone())) {
            // AWS's mail with the link would arrive nowhere.
            Some(why) => Some(Standing::Refused(Refusal::NoMail { domain: to.domain().clone(), why })),
            // Without a sign-in that may verify the recipient, SES says itself whether it takes them.
            None => under_whom(intent, facts).ok().map(|under| {
                let tags = own_tag().into_iter().chain(intent.tags.iter().cloned()).collect();
                Standing::Open { next: Change::VerifyRecipient { under, address: to.clone(), tags } }
            }),
        },
        Fact::Hidden(_) => None,
    }
}
