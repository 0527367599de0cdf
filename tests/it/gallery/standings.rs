//! Every standing that a page can have, in Korean at 80×24.

use std::collections::BTreeSet;

use open_sesame::{
    dns::{Answer, Said, Sighting, ZoneCut, ask},
    setup::{
        Access, AccessKey, Caller, Check, Delivery, Dkim, Facts, Identity, IdentityName, Intent, IssueTrace, KeyFrom,
        OfferedKey, RecordKey, Review, ReviewStatus, Runtime, SesAccount, StandingKind, Step,
    },
    terms::{Fact, Keep, Slot},
    wizard::{Key, Page},
    words::Locale,
};
use strum::IntoEnumIterator as _;

use super::check;
use crate::{
    setup::{self, a, everything, nothing},
    wizard::Script,
};

/// A conversation on the page of this step, in such a world.
fn at(step: Step, intent: Intent, facts: Facts) -> Script {
    let mut script = Script::open(intent).sees(facts);
    while script.model.page.step() != Some(step) {
        script = script.press(&[Key::Tab]);
        assert_ne!(script.model.page, Page::Receipt, "no page is about {step}");
    }
    script
}

/// The conversations that this file shows.
pub fn scripts() -> impl Iterator<Item = (String, Script)> {
    worlds().into_iter().map(|(step, name, intent, facts)| (format!("{step}-{name}"), at(step, intent, facts)))
}

fn worlds() -> Vec<(Step, &'static str, Intent, Facts)> {
    let intent = setup::intent;
    let pending_address = Identity {
        name: IdentityName::Email(a("no-reply@example.co.kr")),
        dkim: Dkim { tokens: Vec::new(), ..setup::domain().dkim },
        mail_from: None,
        ..setup::pending_domain()
    };
    let failed = Identity {
        verification: Check::Failed,
        dkim: Dkim { status: Check::Failed, ..setup::domain().dkim },
        ..setup::pending_domain()
    };
    let denied = SesAccount {
        review: Some(Review { status: ReviewStatus::Denied, case: Some("1234567890".into()) }),
        ..setup::sandbox()
    };
    let inactive = open_sesame::setup::AccessKey { active: false, ..setup::key(setup::KEY) };
    let foreign = open_sesame::setup::Sender {
        made: open_sesame::setup::Authorship::Foreign,
        inline: Fact::Present(Default::default()),
        ..setup::sender()
    };
    let two = vec![setup::key(setup::KEY), setup::key(setup::OTHER_KEY)];
    vec![
        (Step::SignIn, "unknown", intent(), Facts::default()),
        (Step::SignIn, "undecided", intent(), Facts { caller: Fact::Absent, ..nothing() }),
        (Step::SignIn, "refused", Intent { account: Some(a("999988887777")), ..intent() }, everything()),
        (Step::SignIn, "done", intent(), everything()),
        (Step::Region, "blocked", intent(), Facts { caller: Fact::Absent, account: Fact::Unknown, ..nothing() }),
        (Step::Region, "undecided", Intent { region: None, ..intent() }, nothing()),
        (Step::Region, "hidden", intent(), Facts { account: Fact::Hidden(setup::denied()), ..nothing() }),
        (Step::Sender, "unknown", intent(), Facts { sender: Fact::Unknown, ..nothing() }),
        (Step::Sender, "open", intent(), nothing()),
        (Step::Sender, "undecided", intent(), Facts { sender: Fact::Present(foreign), ..everything() }),
        (Step::Sender, "refused", intent(), Facts { sender: Fact::Hidden(setup::denied()), ..nothing() }),
        (Step::Sender, "done", intent(), everything()),
        (Step::Key, "blocked", intent(), nothing()),
        (
            Step::Key,
            "open",
            intent(),
            Facts { keys: Fact::Present(vec![]), kept: Fact::Present(vec![]), ..everything() },
        ),
        (
            Step::Key,
            "undecided",
            intent(),
            Facts { keys: Fact::Present(two), kept: Fact::Present(vec![]), ..everything() },
        ),
        (Step::Key, "waiting", intent(), Facts { accepted: Fact::Absent, ..just_made() }),
        (Step::Key, "refused", intent(), Facts { keys: Fact::Present(vec![inactive]), ..everything() }),
        (Step::Key, "done", intent(), everything()),
        (Step::Sender, "role", Intent { access: Access::Role(Runtime::Ec2), ..intent() }, everything()),
        (Step::Key, "role", Intent { access: Access::Role(Runtime::Ecs), ..intent() }, everything()),
        (Step::Key, "in-env", intent(), offered(Slot::Resting(Keep::Project, a(setup::KEY)), setup::senders_own())),
        (Step::Key, "given", Intent { key_from: Some(KeyFrom::Given), ..intent() }, keyless()),
        (
            Step::Key,
            "of-another-user",
            Intent { key_from: Some(KeyFrom::Given), given: Some(a(setup::KEY)), ..intent() },
            offered(Intent::given_slot(&a(setup::KEY)), setup::caller()),
        ),
        (Step::Key, "old", intent(), old()),
        (Step::Key, "replaced", rotating(), old()),
        (Step::Key, "replaced-written", rotating(), with_second()),
        (Step::Key, "replaced-proven", rotating(), proven()),
        (Step::Identity, "open", intent(), nothing()),
        (
            Step::Identity,
            "waiting-on-dns",
            intent(),
            Facts { identity: Fact::Present(setup::pending_domain()), ..everything() },
        ),
        (
            Step::Identity,
            "waiting-on-click",
            Intent { identity: open_sesame::setup::IdentityKind::Email, ..intent() },
            Facts { identity: Fact::Present(pending_address), ..everything() },
        ),
        (Step::Identity, "wrong", intent(), doubled()),
        (Step::Identity, "failed", intent(), Facts { identity: Fact::Present(failed), ..everything() }),
        (Step::Identity, "done", intent(), everything()),
        (Step::Production, "undecided", Intent { website: None, ..intent() }, nothing()),
        (Step::Production, "open", intent(), nothing()),
        (Step::Production, "waiting", intent(), Facts { account: Fact::Present(setup::under_review()), ..nothing() }),
        (Step::Production, "refused", intent(), Facts { account: Fact::Present(denied), ..nothing() }),
        (Step::Production, "done", intent(), everything()),
        (Step::Project, "undecided", intent(), Facts { project: Fact::Absent, ..everything() }),
        (Step::Project, "open", intent(), Facts { project: Fact::Present(setup::new_app()), ..everything() }),
        (Step::Project, "switch", intent(), Facts { project: Fact::Present(setup::prepared_app()), ..everything() }),
        (
            Step::Project,
            "blocked",
            intent(),
            Facts {
                project: Fact::Present(setup::prepared_app()),
                account: Fact::Present(setup::under_review()),
                ..everything()
            },
        ),
        (Step::Project, "done", intent(), everything()),
        (Step::Delivery, "blocked", intent(), nothing()),
        (Step::Delivery, "undecided", intent(), everything()),
    ]
}

/// At Gabia, whose form added the zone to every name, and one resolver that has seen it.
fn doubled() -> Facts {
    let identity = setup::pending_domain();
    let seoul = a("ap-northeast-2");
    let records = open_sesame::setup::wanted_records(&setup::intent(), &identity, seoul);
    let records = records.iter().map(|record| {
        let said = |name: &str, answer: Answer| {
            let said = |server: &str| Said { server: server.into(), answer: answer.clone() };
            let question = ask::Question { name: name.into(), kind: record.kind(), why: ask::Aim::Itself };
            (question, Sighting { authoritative: vec![said("ns.gabia.co.kr")], public: vec![said("1.1.1.1")] })
        };
        let there = Answer::Found(vec![record.value.to_string()]);
        let twice = format!("{}.example.co.kr", record.name);
        let seen = [said(&record.name, Answer::NoName), said(&twice, there)].into_iter().collect();
        (RecordKey { name: record.name.clone(), kind: record.kind() }, seen)
    });
    let zone = ZoneCut { zone: "example.co.kr".into(), servers: vec!["ns.gabia.co.kr".into()] };
    Facts { identity: Fact::Present(identity), zone: Fact::Present(zone), records: records.collect(), ..everything() }
}

fn rotating() -> Intent {
    Intent { rotating: Some(a(setup::KEY)), ..setup::intent() }
}

/// The app's key is more than a year old.
fn old() -> Facts {
    let used = Fact::Present(setup::ago(3 * 3600));
    let first = AccessKey { created: Some(setup::ago(400 * 86_400)), used, ..setup::key(setup::KEY) };
    Facts { keys: Fact::Present(vec![first]), ..everything() }
}

/// Another has come after it, and AWS takes it.
fn with_second() -> Facts {
    let mut keys = old().keys.present().cloned().unwrap_or_default();
    keys.push(AccessKey { created: Some(setup::ago(60)), used: Fact::Absent, ..setup::key(setup::OTHER_KEY) });
    Facts {
        keys: Fact::Present(keys),
        kept: Fact::Present(vec![setup::kept(setup::KEY), setup::kept(setup::OTHER_KEY)]),
        accepted: Fact::Present(a(setup::OTHER_KEY)),
        issue: IssueTrace::Made { key: a(setup::OTHER_KEY), at: setup::ago(50) },
        ..everything()
    }
}

/// It stands in `.env`, and a message has left with it.
fn proven() -> Facts {
    let delivery =
        Delivery { to: a("success@simulator.amazonses.com"), key: a(setup::OTHER_KEY), message_id: "0100".into() };
    let env = setup::DONE_ENV.replace(setup::KEY, setup::OTHER_KEY);
    Facts { project: Fact::Present(setup::app(&env)), delivery: Fact::Present(delivery), ..with_second() }
}

fn keyless() -> Facts {
    Facts { kept: Fact::Present(vec![]), ..everything() }
}

/// A key that exists, at rest nowhere yet.
fn offered(slot: Slot, owner: Caller) -> Facts {
    Facts { offered: Fact::Present(OfferedKey { id: a(setup::KEY), slot, owner }), ..keyless() }
}

/// A key that AWS does not know yet.
fn just_made() -> Facts {
    let made = open_sesame::setup::AccessKey { created: Some(setup::ago(3)), ..setup::key(setup::KEY) };
    Facts { keys: Fact::Present(vec![made]), ..everything() }
}

#[test]
fn every_standing_of_every_step() {
    let mut shown = BTreeSet::new();
    for (step, name, intent, facts) in worlds() {
        let script = at(step, intent, facts);
        let kind = StandingKind::from(&script.model.standing(step));
        shown.insert((step, kind.to_string()));
        check(&format!("{step}-{name}"), &script, Locale::Ko, (80, 24));
    }
    for step in Step::iter() {
        assert!(shown.iter().any(|(it, _)| *it == step), "{step} is not in the gallery");
    }
    for kind in StandingKind::iter() {
        assert!(shown.iter().any(|(_, it)| *it == kind.to_string()), "nothing in the gallery stands {kind}");
    }
}
