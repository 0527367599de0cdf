//! Every standing that a page can have, in Korean at 80×24.

use open_sesame::{
    dns::{Answer, ServerAnswer, Sighting, ZoneCut, ask},
    laravel::{Mailer, plan::PatchRefusal},
    setup::{
        Access, AccessKey, Authorship, Barrier, Caller, Check, CliVersion, Delivery, Dkim, Facts, Identity,
        IdentityKind, IdentityName, Intent, IssueTrace, KeyFrom, Lasts, Line, Login, LoginFlaw, LoginKind, Logins,
        OfferedKey, Project, RecordKey, RegionFacts, Renewal, Review, ReviewStatus, Runtime, Sender, SesAccount,
        SignIn, StandingKind, Step, assess,
    },
    terms::{Denial, Fact, FailureKind, Keep, Slot},
    wizard::{Key, Page},
};
use proptest::prelude::*;

use super::Exhibit;
use crate::{
    setup::{self, a, everything, nothing},
    wizard::Script,
};

/// How each step can stand at all. Whatever one says and sees, there is nothing else; and each of these hangs here.
pub const POSSIBLE: [(Step, &[StandingKind]); 8] = {
    use StandingKind::{Blocked, Done, Open, Refused, Undecided, Unknown, Waiting, Wrong};
    [
        (Step::SignIn, &[Unknown, Undecided, Refused, Done]),
        (Step::Region, &[Unknown, Undecided, Blocked, Open, Refused, Done]),
        (Step::Sender, &[Unknown, Undecided, Blocked, Open, Refused, Done]),
        (Step::Key, &[Unknown, Undecided, Blocked, Open, Waiting, Refused, Done]),
        (Step::Identity, &[Unknown, Undecided, Blocked, Open, Waiting, Wrong, Refused, Done]),
        (Step::Production, &[Unknown, Undecided, Blocked, Open, Waiting, Refused, Done]),
        (Step::Project, &[Unknown, Undecided, Blocked, Open, Refused, Done]),
        (Step::Delivery, &[Unknown, Undecided, Blocked, Open, Waiting, Refused, Done]),
    ]
};

/// A conversation on the page of this step, in such a world.
pub fn at(step: Step, intent: Intent, facts: Facts) -> Script {
    let mut script = Script::open(intent).sees(facts);
    while script.model.page.step() != Some(step) {
        script = script.press(&[Key::Tab]);
        assert_ne!(script.model.page, Page::Receipt, "no page is about {step}");
    }
    script
}

/// A domain that AWS has not verified, its records at the provider; on public servers only where they are there already.
pub fn published(public: bool) -> Facts {
    with_records(&[], public)
}

/// The same but for these, which nobody has.
pub fn published_but(lacking: &[&str]) -> Facts {
    with_records(lacking, true)
}

fn with_records(lacking: &[&str], public: bool) -> Facts {
    let identity = setup::pending_domain();
    let seoul = a("ap-northeast-2");
    let records = open_sesame::setup::wanted_records(&setup::intent(), &identity, seoul);
    let sightings = records.iter().map(|record| {
        let answer = |there: bool| if there { Answer::Found(vec![record.value.to_string()]) } else { Answer::NoName };
        let is_there = !lacking.contains(&record.name.as_str());
        let said = |server: &str, there| ServerAnswer::new(server, answer(there));
        let own = vec![said("ns1.example.net", is_there)];
        let public = vec![said("1.1.1.1", is_there && public), said("8.8.8.8", is_there && public)];
        let question = ask::Query { name: record.name.clone(), kind: record.kind(), why: ask::Aim::Itself };
        let key = RecordKey { name: record.name.clone(), kind: record.kind() };
        (key, [(question, Sighting { authoritative: own, public })].into_iter().collect())
    });
    let zone = ZoneCut { zone: "example.co.kr".into(), servers: vec!["ns1.example.net".into()], primary: None };
    let records = sightings.collect();
    Facts { identity: Fact::Present(identity), zone: Fact::Present(zone), records, ..everything() }
}

/// The conversations that this file shows.
pub fn exhibits() -> Vec<Exhibit> {
    let hang = |(step, name, intent, facts)| Exhibit::new(format!("{step}-{name}"), at(step, intent, facts));
    worlds().into_iter().chain(refusals()).map(hang).collect()
}

/// By SMTP from a region in which SES has no such server.
fn by_smtp_from_jakarta() -> Intent {
    Intent { region: Some(a("ap-southeast-3")), mailer: Some(Mailer::Smtp), ..setup::intent() }
}

/// The refusals that no other world here shows, so that each can be read.
fn refusals() -> Vec<(Step, &'static str, Intent, Facts)> {
    let intent = setup::intent;
    let user = |inline| Facts { sender: Fact::Present(Sender { inline, ..setup::sender() }), ..nothing() };
    let policies = |all: &[(&str, String)]| {
        Fact::Present(all.iter().map(|(name, text)| ((*name).to_owned(), text.clone())).collect())
    };
    let address = Identity {
        name: IdentityName::Email(a("no-reply@example.co.kr")),
        made: Authorship::Foreign,
        verification: Check::Failed,
        ..setup::pending_domain()
    };
    let account = |account| Facts { account: Fact::Present(account), ..everything() };
    let stopped = |enforcement: Option<&str>| {
        let enforcement = enforcement.map(str::to_owned);
        account(SesAccount { enforcement, sending_enabled: false, ..setup::production() })
    };
    let review = Some(Review { status: ReviewStatus::Other("ON_HOLD".into()), case: None });
    let missing = Some(PatchRefusal::Missing { path: "config/mail.php" });
    let unpatchable = Project { unpatchable: missing, ..setup::new_app() };
    let overridden = setup::project_in(&[("MAIL_MAILER", "log")], Some(setup::DONE_ENV), &["aws/aws-sdk-php"], &[]);
    let by_role = || Intent { access: Access::Role(Runtime::Ec2), ..intent() };
    let given = || Intent { key_from: Some(KeyFrom::Given), given: Some(a(setup::KEY)), ..intent() };
    let theirs = |owner| offered(Intent::given_slot(&a(setup::KEY)), owner);
    let elsewhere = Caller { account: a("999988887777"), ..setup::senders_own() };
    let root = Caller { arn: "arn:aws:iam::123456789012:root".into(), ..setup::caller() };
    let wrong = Denial {
        kind: FailureKind::SignatureRefused,
        code: "SignatureDoesNotMatch".into(),
        message: "The request signature we calculated does not match the signature you provided.".into(),
    };
    let stop = r#"{"Statement":{"Effect":"Deny","Action":"ses:Send*","Resource":"*"}}"#.to_owned();
    vec![
        (Step::Sender, "policies-hidden", intent(), user(Fact::Hidden(setup::denied()))),
        (Step::Sender, "policy-not-json", intent(), user(policies(&[("SesameSend", "{".into())]))),
        (Step::Sender, "policies-full", intent(), user(policies(&[("backups", "x".repeat(2048))]))),
        (Step::Sender, "denied", intent(), user(policies(&[("Stop", stop)]))),
        (
            Step::Identity,
            "link-expired",
            Intent { identity: IdentityKind::Email, ..intent() },
            Facts { identity: Fact::Present(address), ..everything() },
        ),
        (Step::Production, "shut-down", intent(), stopped(Some("SHUTDOWN"))),
        (Step::Production, "paused", intent(), stopped(None)),
        (Step::Production, "review-word", intent(), account(SesAccount { review, ..setup::sandbox() })),
        (Step::Project, "unpatchable", intent(), Facts { project: Fact::Present(unpatchable), ..everything() }),
        (Step::Project, "not-in-force", intent(), Facts { project: Fact::Present(overridden), ..everything() }),
        (Step::Project, "smtp-without-host", by_smtp_from_jakarta(), everything()),
        (Step::Project, "smtp-by-role", Intent { mailer: Some(Mailer::Smtp), ..by_role() }, everything()),
        (Step::Delivery, "by-role", Intent { test_to: Some(a("me@gmail.com")), ..by_role() }, everything()),
        (
            Step::Key,
            "none-in-env",
            Intent { key_from: Some(KeyFrom::Env), ..intent() },
            Facts { offered: Fact::Absent, ..keyless() },
        ),
        (Step::Key, "unknown-to-aws", given(), Facts { offered: Fact::Absent, ..keyless() }),
        (Step::Key, "of-another-account", given(), theirs(elsewhere)),
        (Step::Key, "of-root", given(), theirs(root)),
        (Step::Key, "not-taken", intent(), Facts { accepted: Fact::Absent, ..everything() }),
        (Step::Key, "wrong-secret", intent(), Facts { accepted: Fact::Hidden(wrong), ..everything() }),
    ]
}

/// Each of them once more, for a test that goes on from there.
pub fn begun() -> impl Iterator<Item = (String, Script)> {
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
    let another = || Intent { account: Some(a("999988887777")), ..intent() };
    let by = |sign_in| Intent { sign_in, ..intent() };
    let as_root = Caller { arn: "arn:aws:iam::123456789012:root".into(), ..setup::caller() };
    let barred = [("iam:CreateAccessKey", Barrier::Organization), ("ses:CreateEmailIdentity", Barrier::NotAllowed)];
    let theirs = Identity { made: Authorship::Foreign, ..failed.clone() };
    let pending_theirs = Identity { made: Authorship::Foreign, mail_from: None, ..setup::pending_domain() };
    let me = Identity { name: IdentityName::Email(a("me@gmail.com")), ..pending_address.clone() };
    let to_me = || Intent { test_to: Some(a("me@gmail.com")), ..intent() };
    let in_sandbox = || Facts { account: Fact::Present(setup::sandbox()), ..everything() };
    let message_id = "010c0199f3a1b2c4-5d6e7f80-91a2-4b3c-8d4e-5f60718293a4-000000".into();
    let delivered = Delivery { to: a("me@gmail.com"), key: a(setup::KEY), message_id };
    let ses_v2 = Intent { mailer: Some(open_sesame::laravel::plan::Mailer::SesV2), ..intent() };
    let patched = setup::needs_a_patch();
    let two = vec![setup::key(setup::KEY), setup::key(setup::OTHER_KEY)];
    vec![
        (Step::SignIn, "unknown", intent(), Facts::default()),
        (Step::SignIn, "denied", intent(), Facts { caller: Fact::Hidden(setup::denied()), ..nothing() }),
        (Step::SignIn, "undecided", intent(), nobody(Vec::new())),
        (Step::SignIn, "refused", another(), everything()),
        (Step::SignIn, "done", intent(), everything()),
        (Step::SignIn, "expired", by(SignIn::Profile("work".into())), expired()),
        (Step::SignIn, "lost", by(SignIn::Pasted), nobody(Vec::new())),
        (Step::SignIn, "by-hand", by(SignIn::AppKey), nobody(Vec::new())),
        (Step::SignIn, "flawed", by(SignIn::Profile("shop".into())), flawed()),
        (Step::SignIn, "root", intent(), Facts { caller: Fact::Present(as_root.clone()), ..nothing() }),
        (
            Step::SignIn,
            "root-early",
            Intent { region: None, ..intent() },
            Facts { caller: Fact::Present(as_root.clone()), ..nothing() },
        ),
        (
            Step::SignIn,
            "root-user-there",
            intent(),
            Facts {
                caller: Fact::Present(as_root),
                keys: Fact::Present(vec![]),
                kept: Fact::Present(vec![]),
                ..everything()
            },
        ),
        (
            Step::SignIn,
            "barred",
            intent(),
            Facts {
                permissions: Fact::Present(barred.map(|(action, by)| (action.to_owned(), by)).into()),
                ..nothing()
            },
        ),
        (Step::Sender, "by-hand", by(SignIn::AppKey), nobody(Vec::new())),
        (Step::Identity, "by-hand", by(SignIn::AppKey), nobody(Vec::new())),
        (Step::Region, "blocked", intent(), Facts { caller: Fact::Absent, account: Fact::Unknown, ..nothing() }),
        (Step::Region, "undecided", Intent { region: None, ..intent() }, nothing()),
        (Step::Region, "hidden", intent(), Facts { account: Fact::Hidden(setup::denied()), ..nothing() }),
        (Step::Region, "unknown", intent(), Facts { account: Fact::Unknown, ..nothing() }),
        (Step::Region, "refused", intent(), Facts { account: Fact::Hidden(switched_off()), ..nothing() }),
        (Step::Sender, "blocked", another(), nothing()),
        (Step::Region, "verified-elsewhere", intent(), in_virginia()),
        (Step::Sender, "unknown", intent(), Facts { sender: Fact::Unknown, ..nothing() }),
        (Step::Sender, "open", intent(), nothing()),
        (Step::Identity, "pending-theirs", intent(), Facts { identity: Fact::Present(pending_theirs), ..everything() }),
        (Step::Sender, "undecided", intent(), Facts { sender: Fact::Present(foreign), ..everything() }),
        (Step::Sender, "refused", intent(), Facts { sender: Fact::Hidden(setup::denied()), ..nothing() }),
        (Step::Sender, "done", intent(), everything()),
        (Step::Key, "blocked", intent(), nothing()),
        (Step::Key, "unknown", intent(), Facts { keys: Fact::Unknown, ..everything() }),
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
        (Step::Identity, "unknown", intent(), Facts { identity: Fact::Unknown, ..everything() }),
        (Step::Identity, "undecided", Intent { from: None, ..intent() }, nothing()),
        (Step::Identity, "blocked", another(), nothing()),
        (Step::Identity, "refused", intent(), Facts { identity: Fact::Present(theirs), ..everything() }),
        (Step::Identity, "open", intent(), nothing()),
        (Step::Identity, "verified-elsewhere", intent(), in_virginia()),
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
        (
            Step::Identity,
            "no-mail",
            Intent { identity: open_sesame::setup::IdentityKind::Email, ..intent() },
            without_mail(),
        ),
        (Step::Identity, "restarted", intent(), restarted()),
        (Step::Identity, "wrong", intent(), doubled()),
        (Step::Identity, "failed", intent(), Facts { identity: Fact::Present(failed), ..everything() }),
        (Step::Identity, "done", intent(), everything()),
        (Step::Production, "unknown", intent(), Facts { account: Fact::Unknown, ..everything() }),
        (Step::Production, "blocked", intent(), nothing()),
        (Step::Production, "undecided", Intent { website: None, ..intent() }, nothing()),
        (Step::Production, "open", intent(), Facts { account: Fact::Present(setup::sandbox()), ..everything() }),
        (Step::Production, "waiting", intent(), Facts { account: Fact::Present(setup::under_review()), ..nothing() }),
        (Step::Production, "refused", intent(), Facts { account: Fact::Present(denied), ..nothing() }),
        (Step::Production, "done", intent(), everything()),
        (Step::Project, "unknown", intent(), Facts { project: Fact::Unknown, ..everything() }),
        (
            Step::Project,
            "refused",
            intent(),
            Facts { project: Fact::Present(setup::app("MAIL_FROM_NAME=A shop\n")), ..everything() },
        ),
        (Step::Project, "to-come", intent(), nothing()),
        (Step::Project, "config", ses_v2, Facts { project: Fact::Present(patched), ..everything() }),
        (Step::Project, "undecided", intent(), Facts { project: Fact::Absent, ..everything() }),
        (Step::Project, "open", intent(), Facts { project: Fact::Present(setup::new_app()), ..everything() }),
        (
            Step::Project,
            "name-unsaid",
            intent(),
            Facts {
                project: Fact::Present(setup::app(
                    "APP_NAME=Laravel\nMAIL_MAILER=log\nexport MAIL_PORT = 2525 # was 25\nMAIL_FROM_NAME=\"${APP_NAME}\"\n",
                )),
                ..everything()
            },
        ),
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
        (Step::Delivery, "blocked", to_me(), nothing()),
        (Step::Delivery, "undecided", intent(), everything()),
        (Step::Delivery, "unknown", to_me(), Facts { identity: Fact::Unknown, ..everything() }),
        (Step::Delivery, "open", to_me(), everything()),
        (Step::Delivery, "recipient", to_me(), Facts { recipient: Fact::Absent, ..in_sandbox() }),
        (Step::Delivery, "waiting", to_me(), Facts { recipient: Fact::Present(me), ..in_sandbox() }),
        (Step::Delivery, "refused", to_me(), Facts { delivery: Fact::Hidden(setup::denied()), ..everything() }),
        (Step::Delivery, "done", to_me(), Facts { delivery: Fact::Present(delivered), ..everything() }),
    ]
}

/// Nobody has signed in, and so nothing was seen.
fn nobody(found: Vec<Login>) -> Facts {
    Facts {
        caller: Fact::Absent,
        logins: Fact::Present(setup::logins(found)),
        cli: Fact::Present(CliVersion { major: 2, minor: 32, patch: 1 }),
        project: Fact::Present(setup::new_app()),
        ..Facts::default()
    }
}

/// Signed in by a session that is over, among others.
fn expired() -> Facts {
    let session = "corp".to_owned();
    let over = Lasts::Over { since: Some(setup::ago(7200)), renewal: Renewal::SsoSession { session: session.clone() } };
    let sso = LoginKind::Sso { session: Some(session) };
    let work = Login {
        account: Some(a("123456789012")),
        principal: Some("AdministratorAccess".into()),
        ..setup::profile("work", sso, over)
    };
    let role = LoginKind::Role { name: "Deploy".into(), from: Some("work".into()), by_program: false };
    let found = vec![
        setup::usual_login(),
        work,
        setup::profile("deploy", role, Lasts::NoEnd),
        setup::profile("corp", LoginKind::Program, Lasts::NoEnd),
        setup::profile(
            "console",
            LoginKind::Console,
            Lasts::Until(setup::now() + std::time::Duration::from_secs(2400)),
        ),
    ];
    let code = "credentials-expired".into();
    let message = "its session ended at 2026-11-23T07:00:00Z".into();
    let denial = Denial { kind: FailureKind::CredentialsExpired, code, message };
    Facts { caller: Fact::Hidden(denial), ..nobody(found) }
}

/// A profile that leads round in a circle.
fn flawed() -> Facts {
    let at = Some(Line { file: "/home/me/.aws/config".into(), line: 7 });
    let flaw = LoginFlaw::Circle { profiles: vec!["shop".into(), "corp".into(), "shop".into()], at };
    let found = vec![setup::usual_login()];
    Facts { logins: Fact::Present(Logins { found, flaws: vec![flaw] }), ..nobody(Vec::new()) }
}

/// As the keys of a region that is off are answered.
fn switched_off() -> Denial {
    Denial {
        kind: FailureKind::RegionUnavailable,
        code: "RegionNotEnabled".into(),
        message: "The region is not enabled for this account".into(),
    }
}

/// Nothing here, and the domain verified in another region.
fn in_virginia() -> Facts {
    let virginia: open_sesame::terms::Region = a("us-east-1");
    let seen = RegionFacts {
        account: Fact::Present(SesAccount { region: virginia, ..setup::production() }),
        listed: Fact::Present([(a("example.co.kr"), Check::Success)].into()),
        ..RegionFacts::default()
    };
    Facts { regions: [(virginia, seen)].into(), ..nothing() }
}

/// At Gabia, whose form added the zone to every name, and one resolver that has seen it.
pub fn doubled() -> Facts {
    let identity = setup::pending_domain();
    let seoul = a("ap-northeast-2");
    let records = open_sesame::setup::wanted_records(&setup::intent(), &identity, seoul);
    let records = records.iter().map(|record| {
        let said = |name: &str, answer: Answer| {
            let said = |server: &str| ServerAnswer::new(server, answer.clone());
            let question = ask::Query { name: name.into(), kind: record.kind(), why: ask::Aim::Itself };
            (question, Sighting { authoritative: vec![said("ns.gabia.co.kr")], public: vec![said("1.1.1.1")] })
        };
        let there = Answer::Found(vec![record.value.to_string()]);
        let twice = format!("{}.example.co.kr", record.name);
        let seen = [said(&record.name, Answer::NoName), said(&twice, there)].into_iter().collect();
        (RecordKey { name: record.name.clone(), kind: record.kind() }, seen)
    });
    let zone = ZoneCut { zone: "example.co.kr".into(), servers: vec!["ns.gabia.co.kr".into()], primary: None };
    Facts { identity: Fact::Present(identity), zone: Fact::Present(zone), records: records.collect(), ..everything() }
}

/// The domain says that it takes no mail.
fn without_mail() -> Facts {
    let question =
        ask::Query { name: "example.co.kr".into(), kind: open_sesame::dns::RecordType::Mx, why: ask::Aim::Itself };
    let said = ServerAnswer::new("ns.gabia.co.kr", Answer::Found(vec!["0 ".into()]));
    let seen = [(question, Sighting { authoritative: vec![said], public: Vec::new() })].into_iter().collect();
    let key = RecordKey { name: "example.co.kr".into(), kind: open_sesame::dns::RecordType::Mx };
    Facts { identity: Fact::Absent, records: [(key, seen)].into(), ..everything() }
}

/// SES looks again, under new names, and the old ones are still in DNS; nobody's copy is new yet.
pub fn restarted() -> Facts {
    let former_tokens = ["old1", "old2", "old3"].map(String::from).into();
    let identity = Identity { former_tokens, ..setup::pending_domain() };
    let seoul = a("ap-northeast-2");
    let wanted = open_sesame::setup::wanted_records(&setup::intent(), &identity, seoul);
    let former = open_sesame::setup::former_records(&identity);
    let records = wanted.iter().chain(&former).map(|record| {
        let there = Answer::Found(vec![record.value.to_string()]);
        let late = |server: &str| ServerAnswer { absent_for: Some(1500), ..ServerAnswer::new(server, Answer::NoName) };
        let question = ask::Query { name: record.name.clone(), kind: record.kind(), why: ask::Aim::Itself };
        let sighting = Sighting {
            authoritative: vec![ServerAnswer::new("ns.gabia.co.kr", there)],
            public: vec![late("1.1.1.1"), late("8.8.8.8")],
        };
        (RecordKey { name: record.name.clone(), kind: record.kind() }, [(question, sighting)].into_iter().collect())
    });
    let zone = ZoneCut { zone: "example.co.kr".into(), servers: vec!["ns.gabia.co.kr".into()], primary: None };
    let records = records.collect();
    Facts { identity: Fact::Present(identity), zone: Fact::Present(zone), records, ..everything() }
}

/// The provider has all of it by now, and the resolvers still have what stood there before.
pub fn outdated() -> Facts {
    let mut facts = published(true);
    for (key, seen) in &mut facts.records {
        let question = ask::Query { name: key.name.clone(), kind: key.kind, why: ask::Aim::Itself };
        let mut sighting = seen.of(&key.name, key.kind).expect("it was asked").clone();
        for (said, held_for) in sighting.public.iter_mut().zip([600, 1500]) {
            let before = Answer::Found(vec!["10 old.example.net".into()]);
            *said = ServerAnswer { held_for: Some(held_for), ..ServerAnswer::new(said.server.clone(), before) };
        }
        *seen = [(question, sighting)].into_iter().collect();
    }
    facts
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

proptest! {
    #![proptest_config(crate::property::cases(3000))]

    #[test]
    fn no_step_stands_as_nothing_here_does(intent in setup::plan::any_intent(), facts in setup::plan::any_facts()) {
        for (step, possible) in POSSIBLE {
            let kind = StandingKind::from(&assess(step, &intent, &facts, setup::now()));
            prop_assert!(possible.contains(&kind), "{step} stands {kind}");
        }
    }
}
