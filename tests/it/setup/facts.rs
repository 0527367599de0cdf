//! How parts of a look are joined, what a change makes unknown, and which key the app uses.

use std::collections::BTreeSet;

use open_sesame::{
    laravel::Mailer,
    setup::{
        ChangeKind, Delivery, HostInDns, Line, Logins, Part, ProcessEndpoint, ProfileEndpoint, Proof, Scope, SmtpDial,
        SuppressionRefusal,
    },
};
use strum::IntoEnumIterator as _;

use super::*;

#[test]
fn learning_nothing_changes_nothing() {
    for facts in [Facts::default(), nothing(), everything(), told()] {
        let mut after = facts.clone();
        after.learn(Facts::default());
        assert_eq!(after, facts);
    }
}

#[test]
fn what_was_forgotten_is_unknown_and_what_is_learned_is_as_if_nothing_had_been_known() {
    for part in Part::iter() {
        let scope = Scope::of([part]);
        let mut forgotten = told();
        forgotten.forget(&scope);
        assert_eq!(unknown(&forgotten), unknown(&part_of(&Facts::default(), part, &told())), "{part:?}");

        // Newer news of the part, joined to what was known and to what was forgotten.
        let news = part_of(&everything(), part, &Facts::default());
        let (mut joined, mut anew) = (told(), forgotten);
        joined.learn(news.clone());
        anew.learn(news);
        assert_eq!(joined, anew, "{part:?}");
    }
    let mut all = told();
    all.forget(&Scope::everything());
    // What only this run can know, and what the ledger holds, no look brings back.
    let run = Facts {
        issue: told().issue,
        logins: told().logins,
        cli: told().cli,
        delivery: told().delivery,
        proof: told().proof,
        suppression_refused: told().suppression_refused,
        site: told().site,
        bad_region: told().bad_region,
        smtp: told().smtp,
        // No change of ours makes a host of AWS's come or go.
        hosts: told().hosts,
        ..Facts::default()
    };
    assert_eq!(all, run);
}

#[test]
fn the_ledger_is_heard_with_the_list_of_keys() {
    let check = |what: &str, keys: Fact<Vec<AccessKey>>, expected: IssueTrace| {
        let mut facts = everything();
        facts.learn(Facts { keys, issue: IssueTrace::Open { since: ago(5) }, ..Facts::default() });
        assert_eq!(facts.issue, expected, "{what}");
    };
    check("a look that did not get through", Fact::Unknown, everything().issue);
    check("a list", Fact::Present(vec![]), IssueTrace::Open { since: ago(5) });
    check("no user", Fact::Absent, IssueTrace::Open { since: ago(5) });
    check("a list that is hidden", Fact::Hidden(denied()), IssueTrace::Open { since: ago(5) });
}

#[test]
fn records_are_joined_one_by_one() {
    let named = |name: &str| {
        let key = RecordKey { name: name.into(), kind: RecordType::Txt };
        BTreeMap::from([(key, ask::Sightings::default())])
    };
    let mut facts = Facts { records: named("a"), ..Facts::default() };
    facts.learn(Facts { records: named("b"), ..Facts::default() });
    assert_eq!(facts.records.keys().map(|key| key.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
}

#[test]
fn the_apps_key_is_kept_active_and_the_newest() {
    let check = |what: &str, keys: Fact<Vec<AccessKey>>, kept: Fact<Vec<KeptKey>>, issue, expected: Option<&str>| {
        let facts = Facts { keys, kept, issue, ..Facts::default() };
        assert_eq!(facts.app_key().map(|key| key.id.as_str()), expected, "{what}");
    };
    let none = || IssueTrace::Nothing;
    let listed = |ids: &[&str]| Fact::Present(ids.iter().map(|id| key(id)).collect());
    let resting = |ids: &[&str]| Fact::Present(ids.iter().map(|id| kept(id)).collect());
    check("nothing", Fact::Absent, Fact::Absent, none(), None);
    check("listed, not kept", listed(&[KEY]), resting(&[]), none(), None);
    check("kept, not listed", listed(&[]), resting(&[KEY]), none(), None);
    check("kept, no user", Fact::Absent, resting(&[KEY]), none(), None);
    check("kept, not asked", Fact::Unknown, resting(&[KEY]), none(), None);
    check("kept, list hidden", Fact::Hidden(denied()), resting(&[KEY]), none(), Some(KEY));
    check("hidden, listed", listed(&[KEY]), Fact::Hidden(denied()), none(), None);
    check("both", listed(&[OTHER_KEY, KEY]), resting(&[KEY]), none(), Some(KEY));
    let stopped = Fact::Present(vec![AccessKey { active: false, ..key(KEY) }]);
    check("deactivated", stopped, resting(&[KEY]), none(), None);

    let aged = |first: i64, second: i64| {
        let created = |id, seconds| AccessKey { created: Some(ago(seconds)), ..key(id) };
        Fact::Present(vec![created(KEY, first), created(OTHER_KEY, second)])
    };
    let two = || resting(&[KEY, OTHER_KEY]);
    check("the newer of two", aged(10, 20), two(), none(), Some(KEY));
    check("the newer of two, turned round", aged(20, 10), two(), none(), Some(OTHER_KEY));
    let made = |id| IssueTrace::Made { key: a(id), at: ago(5) };
    check("the one that was made last", aged(20, 10), two(), made(KEY), Some(KEY));
    check("the last one gone", aged(20, 10), two(), made(THIRD_KEY), Some(OTHER_KEY));
}

#[test]
fn a_scope_is_a_set_of_parts() {
    assert!(Scope::default().is_empty());
    assert!(Part::iter().all(|part| Scope::everything().has(part)));
    let two = Scope::of([Part::Keys]).and(Scope::of([Part::Dns]));
    assert_eq!(Part::iter().filter(|part| two.has(*part)).collect::<Vec<_>>(), [Part::Keys, Part::Dns]);
}

#[test]
fn a_change_makes_unknown_what_it_touches() {
    let check = |kind: ChangeKind, step: Step, touches: &[Part]| {
        assert_eq!(kind.step(), step, "{kind}");
        assert_eq!(kind.touches(), Scope::of(touches.iter().copied()), "{kind}");
    };
    use Part::{Accepted, Account, Dns, Identity, Keys, Project, Recipient, Sender};
    check(ChangeKind::CreateSender, Step::Sender, &[Sender, Keys, Accepted]);
    check(ChangeKind::AdoptSender, Step::Sender, &[Sender]);
    check(ChangeKind::AllowSending, Step::Sender, &[Sender]);
    check(ChangeKind::AdoptIdentity, Step::Identity, &[Identity]);
    check(ChangeKind::IssueKey, Step::Key, &[Keys, Accepted, Project]);
    check(ChangeKind::IssueServerKey, Step::Key, &[Keys, Accepted]);
    check(ChangeKind::KeepKey, Step::Key, &[Keys, Accepted, Project]);
    check(ChangeKind::DeactivateKey, Step::Key, &[Keys, Accepted]);
    check(ChangeKind::DeleteKey, Step::Key, &[Keys, Accepted]);
    check(ChangeKind::CreateIdentity, Step::Identity, &[Identity, Dns]);
    check(ChangeKind::RecreateIdentity, Step::Identity, &[Identity, Dns]);
    check(ChangeKind::RestartDkim, Step::Identity, &[Identity, Dns]);
    check(ChangeKind::SetMailFrom, Step::Identity, &[Identity, Dns]);
    check(ChangeKind::WriteRecords, Step::Identity, &[Identity, Dns]);
    check(ChangeKind::RemoveRecords, Step::Identity, &[Identity, Dns]);
    check(ChangeKind::SuppressBounces, Step::Production, &[Account]);
    check(ChangeKind::AskForProduction, Step::Production, &[Account]);
    check(ChangeKind::SetPricePlan, Step::Region, &[Account]);
    check(ChangeKind::EditProject, Step::Project, &[Project]);
    check(ChangeKind::SwitchMailer, Step::Project, &[Project]);
    check(ChangeKind::RunTool, Step::Project, &[Project]);
    check(ChangeKind::VerifyRecipient, Step::Delivery, &[Recipient]);
    check(ChangeKind::SendTest, Step::Delivery, &[]);
}

/// Something other than [`everything`] in every place.
fn told() -> Facts {
    let refusal = SuppressionRefusal { in_production: false, denial: denied() };
    Facts {
        caller: Fact::Hidden(denied()),
        hosts: [("email-smtp.mx-central-1.amazonaws.com".to_owned(), HostInDns::Nowhere)].into(),
        account: Fact::Present(sandbox()),
        sender: Fact::Absent,
        keys: Fact::Absent,
        kept: Fact::Present(vec![]),
        accepted: Fact::Absent,
        young: Some(a(KEY)),
        offered: Fact::Hidden(denied()),
        issue: IssueTrace::Open { since: ago(5) },
        identity: Fact::Present(pending_domain()),
        zone: Fact::Present(ZoneCut { zone: "kr".into(), servers: vec![], primary: None }),
        records: dmarc(Answer::NoName),
        machine: Fact::Unknown,
        sealed: Fact::Present(sealed(Seal::Closed)),
        project: Fact::Absent,
        recipient: Fact::Present(pending_domain()),
        others: Fact::Present(vec![open_sesame::setup::OtherSetup { name: a("staging"), account: None, from: None }]),
        delivery: Fact::Present(Delivery { to: a("me@example.com"), key: a(KEY), message_id: "1".into() }),
        proof: Some(Proof {
            from: a("you@example.com"),
            to: a("me@example.com"),
            region: seoul(),
            mailer: Mailer::Smtp,
            key: a(KEY),
            at: ago(5),
            seen: now(),
        }),
        suppression_refused: Some(refusal),
        site: Some(open_sesame::setup::SiteLook {
            website: a("https://shop.co.kr/"),
            found: open_sesame::setup::SiteFound::Status(500),
        }),
        bad_region: "seoul".parse::<Region>().err(),
        ahead: Some(-90),
        smtp: Some(SmtpDial { host: "email-smtp.ap-northeast-2.amazonaws.com".into(), port: 587, refused: None }),
        process_endpoint: Some(ProcessEndpoint {
            variable: "AWS_ENDPOINT_URL".into(),
            url: "http://localhost:4566".into(),
        }),
        endpoint: Some(ProfileEndpoint {
            profile: "default".into(),
            url: "http://localhost:4566".into(),
            at: Line { file: "config".into(), line: 3 },
        }),
        regions: Default::default(),
        permissions: Fact::Hidden(denied()),
        logins: Fact::Present(Logins::default()),
        tried: Default::default(),
        cli: Fact::Absent,
        denied: Default::default(),
    }
}

/// The part from `facts`, and all the rest from `rest`.
fn part_of(facts: &Facts, part: Part, rest: &Facts) -> Facts {
    let (facts, rest) = (facts.clone(), rest.clone());
    match part {
        Part::Caller => Facts {
            caller: facts.caller,
            endpoint: facts.endpoint,
            ahead: facts.ahead,
            process_endpoint: facts.process_endpoint,
            ..rest
        },
        Part::Permissions => Facts { permissions: facts.permissions, ..rest },
        Part::Account => Facts { account: facts.account, ..rest },
        Part::Sender => Facts { sender: facts.sender, ..rest },
        Part::Keys => Facts {
            keys: facts.keys,
            kept: facts.kept,
            sealed: facts.sealed,
            issue: facts.issue,
            offered: facts.offered,
            ..rest
        },
        Part::Accepted => Facts { accepted: facts.accepted, young: facts.young, ..rest },
        Part::Identity => Facts { identity: facts.identity, ..rest },
        Part::Dns => Facts { zone: facts.zone, records: facts.records, ..rest },
        Part::Recipient => Facts { recipient: facts.recipient, ..rest },
        Part::Project => Facts { project: facts.project, others: facts.others, ..rest },
    }
}

/// Which of the facts that a look brings are unknown, by position.
fn unknown(facts: &Facts) -> BTreeSet<usize> {
    let unknown = [
        facts.caller.is_unknown(),
        facts.permissions.is_unknown(),
        facts.account.is_unknown(),
        facts.sender.is_unknown(),
        facts.keys.is_unknown(),
        facts.kept.is_unknown(),
        facts.sealed.is_unknown(),
        facts.offered.is_unknown(),
        facts.accepted.is_unknown(),
        facts.identity.is_unknown(),
        facts.zone.is_unknown(),
        facts.records.is_empty(),
        facts.recipient.is_unknown(),
        facts.project.is_unknown(),
    ];
    unknown.iter().enumerate().filter_map(|(at, unknown)| unknown.then_some(at)).collect()
}
