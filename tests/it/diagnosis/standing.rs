//! What SES says of the identity beside what DNS says: each cause that is seen without a complaint, and what rules it out.

use open_sesame::{
    dns::{
        Answer, RecordType, ServerAnswer, Sighting, ZoneCut,
        ask::{Aim, Query},
    },
    setup::{MailFrom, OnMxFailure, Optional, RecordKey, Standing, Step, assess},
};

use super::*;

const TOKENS: [&str; 3] = ["t1", "t2", "t3"];
const MAIL_FROM: &str = "bounce.example.co.kr";

fn identity() -> Identity {
    let tokens = TOKENS.map(String::from).to_vec();
    Identity {
        name: "example.co.kr".parse().unwrap(),
        made: Authorship::Ours,
        verified: true,
        verification: Check::Success,
        dkim: Dkim { status: Check::Success, tokens, zone: Some("dkim.amazonses.com".into()), origin: DkimOrigin::Ses },
        mail_from: Some(MailFrom {
            domain: MAIL_FROM.parse().unwrap(),
            status: Check::Success,
            on_mx_failure: OnMxFailure::UseDefault,
        }),
        error: None,
        checked: None,
        zone_server: None,
        created: None,
        former_tokens: Vec::new(),
    }
}

/// A set-up whose records are these in DNS, a line each: name, type, value; everything else does not exist.
fn seen(identity: Identity, zone: &str) -> Scene {
    let mut scene = scene().at("ap-northeast-2", true, &[("example.co.kr", true)]);
    scene.intent.from = Some("no-reply@example.co.kr".parse().unwrap());
    scene.intent.mail_from = Optional::Wanted("bounce".parse().unwrap());
    scene.intent.dmarc = Optional::Wanted(open_sesame::setup::DmarcPolicy::None);
    scene.facts.zone =
        Fact::Present(ZoneCut { zone: "example.co.kr".into(), servers: vec!["ns1.example.net".into()], primary: None });
    let dkim = TOKENS.map(|token| (format!("{token}._domainkey.example.co.kr"), RecordType::Cname));
    let others = [
        (MAIL_FROM.to_owned(), RecordType::Mx),
        (MAIL_FROM.to_owned(), RecordType::Txt),
        ("_dmarc.example.co.kr".to_owned(), RecordType::Txt),
        ("_dmarc.mail.example.co.kr".to_owned(), RecordType::Txt),
    ];
    let lines: Vec<(&str, &str, &str)> = zone
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.trim().split_once(' ')?;
            let (kind, value) = rest.split_once(' ')?;
            Some((name, kind, value))
        })
        .collect();
    let said = |name: &str, kind: RecordType, why: Aim| {
        let found = lines.iter().find(|it| it.0 == name && it.1 == kind.to_string());
        let answer = found.map_or(Answer::NoName, |it| Answer::Found(vec![it.2.into()]));
        let authoritative = vec![ServerAnswer::new("ns1.example.net", answer)];
        (Query { name: name.into(), kind, why }, Sighting { authoritative, public: Vec::new() })
    };
    for (name, kind) in dkim.into_iter().chain(others) {
        // Wherever a line stands, it was asked about.
        let elsewhere = lines.iter().map(|(at, _, _)| said(at, kind, Aim::OtherType));
        let all = std::iter::once(said(&name, kind, Aim::Itself)).chain(elsewhere);
        let types = [RecordType::Cname, RecordType::A, RecordType::Txt].map(|kind| said(&name, kind, Aim::OtherType));
        scene.facts.records.insert(RecordKey { name: name.clone(), kind }, all.chain(types).collect());
    }
    scene.facts.identity = Fact::Present(identity);
    scene
}

const WELL: &str = "t1._domainkey.example.co.kr CNAME t1.dkim.amazonses.com
    t2._domainkey.example.co.kr CNAME t2.dkim.amazonses.com
    t3._domainkey.example.co.kr CNAME t3.dkim.amazonses.com
    bounce.example.co.kr MX 10 feedback-smtp.ap-northeast-2.amazonses.com
    bounce.example.co.kr TXT v=spf1 include:amazonses.com ~all
    _dmarc.example.co.kr TXT v=DMARC1; p=none;";

fn found(scene: &Scene) -> Vec<(Cause, Certainty)> {
    let of_records = [
        DnsMissing,
        DnsNameDoubled,
        DnsWrongValue,
        DnsWrongType,
        DkimFailed,
        MailFromFailed,
        MailFromNotSet,
        RecordsRemoved,
        FromCnameInUse,
        VerificationLinkExpired,
        AlignmentMissing,
    ];
    let diagnosis = diagnose(None, &scene.intent, &scene.facts(), now());
    let named = diagnosis.findings.iter().filter(|it| of_records.contains(&it.cause));
    named.map(|it| (it.cause, it.certainty)).collect()
}

fn without(kind: &str) -> String {
    WELL.lines().filter(|line| !line.contains(kind)).collect::<Vec<_>>().join("\n")
}

#[test]
fn records_that_were_there_and_are_gone_are_to_be_put_back() {
    let verdict = |scene: &Scene| {
        let (checks, _) = checks(&scene.intent, &scene.facts(), now());
        checks.iter().find(|it| it.id == CheckId::Dns).map(|it| it.verdict)
    };
    let standing = |scene: &Scene| assess(Step::Identity, &scene.intent, &scene.facts(), now());
    assert_eq!(found(&seen(identity(), WELL)), []);
    assert_eq!(verdict(&seen(identity(), WELL)), Some(Verdict::Pass));
    // SES has noticed, and goes on looking; and before it has.
    let unsure = Identity {
        verified: true,
        verification: Check::TemporaryFailure,
        dkim: Dkim { status: Check::TemporaryFailure, ..identity().dkim },
        ..identity()
    };
    for identity in [unsure.clone(), identity()] {
        let scene = seen(identity, &without(" CNAME "));
        assert_eq!(found(&scene), [(RecordsRemoved, Proven)]);
        assert_eq!(verdict(&scene), Some(Verdict::Fail));
    }
    assert!(matches!(standing(&seen(unsure, &without(" CNAME "))), Standing::Wrong { .. }));
    // The same of the MX alone.
    assert_eq!(found(&seen(identity(), &without(" MX "))), [(RecordsRemoved, Proven)]);
    // Never found yet: that is a wait.
    let pending = Identity {
        verified: false,
        verification: Check::Pending,
        dkim: Dkim { status: Check::Pending, ..identity().dkim },
        ..identity()
    };
    let scene = seen(pending, &without(" CNAME "));
    assert_eq!(found(&scene), [(DnsMissing, Proven)]);
    assert_eq!(verdict(&scene), Some(Verdict::Waiting));
}

#[test]
fn what_ses_gave_up_on_is_named() {
    let dkim = Identity { verified: false, dkim: Dkim { status: Check::Failed, ..identity().dkim }, ..identity() };
    assert_eq!(found(&seen(dkim, WELL)), [(DkimFailed, Proven)]);
    let of_owner = Dkim { status: Check::Failed, origin: DkimOrigin::External, ..identity().dkim };
    assert_eq!(found(&seen(Identity { dkim: of_owner, ..identity() }, WELL)), []);
    let mail_from = identity().mail_from.map(|it| MailFrom { status: Check::Failed, ..it });
    assert_eq!(found(&seen(Identity { mail_from, ..identity() }, WELL)), [(MailFromFailed, Proven)]);
}

#[test]
fn a_mail_from_in_dns_that_ses_was_never_told_of_is_named() {
    let untold = || Identity { mail_from: None, ..identity() };
    assert_eq!(found(&seen(untold(), WELL)), [(MailFromNotSet, Proven)]);
    let found_without_mx = found(&seen(untold(), &without(" MX ")));
    assert!(!found_without_mx.iter().any(|it| it.0 == MailFromNotSet), "{found_without_mx:?}");
    // Somebody else's identity is not ours to change.
    assert_eq!(found(&seen(Identity { made: Authorship::Foreign, ..untold() }, WELL)), []);
}

#[test]
fn a_link_is_too_old_after_a_day() {
    let address = |hours: i64, verified| {
        let mut scene = seen(
            Identity {
                name: "me@example.co.kr".parse().unwrap(),
                verified,
                verification: if verified { Check::Success } else { Check::Pending },
                mail_from: None,
                created: Some(now() - hours_long(hours)),
                ..identity()
            },
            "",
        );
        scene.intent.from = Some("me@example.co.kr".parse().unwrap());
        found(&scene)
    };
    assert_eq!(address(23, false), []);
    assert_eq!(address(25, false), [(VerificationLinkExpired, Proven)]);
    assert_eq!(address(25, true), []);
}

fn hours_long(hours: i64) -> jiff::SignedDuration {
    jiff::SignedDuration::from_hours(hours)
}

#[test]
fn strict_alignment_under_a_domain_above_is_named() {
    let check = |from: &str, dmarc: &str, identity: Identity, expected: &[(Cause, Certainty)]| {
        let mut scene = seen(identity, &format!("{}\n{dmarc}", without("_dmarc")));
        scene.intent.from = Some(from.parse().unwrap());
        assert_eq!(found(&scene), expected, "{from} under {dmarc}");
    };
    let strict = "_dmarc.example.co.kr TXT v=DMARC1; p=reject; adkim=s; aspf=s";
    let missing = [(AlignmentMissing, Proven)];
    check("hi@mail.example.co.kr", strict, identity(), &missing);
    check("hi@example.co.kr", strict, identity(), &[]);
    // One half that holds is enough.
    check("hi@mail.example.co.kr", "_dmarc.example.co.kr TXT v=DMARC1; p=reject; adkim=s", identity(), &[]);
    check("hi@mail.example.co.kr", "_dmarc.example.co.kr TXT v=DMARC1; p=reject; aspf=s", identity(), &[]);
    // Without a MAIL FROM of its own, SPF is of amazonses.com.
    let bare = Identity { mail_from: None, ..identity() };
    check(
        "hi@mail.example.co.kr",
        "_dmarc.example.co.kr TXT v=DMARC1; p=reject; adkim=s",
        bare,
        &[missing[0], (MailFromNotSet, Proven)],
    );
}

/// SES signs for an address with the key of amazonses.com, unless its domain is verified as well.
#[test]
fn an_address_alone_fails_where_its_domain_wants_more() {
    let check = |from: &str, dmarc: &str, listed: &[(&str, bool)], expected: &[(Cause, Certainty)]| {
        let name = from.parse().unwrap();
        let scene = seen(Identity { name, mail_from: None, ..identity() }, dmarc);
        let mut scene = scene.at("ap-northeast-2", true, listed);
        scene.intent.from = Some(from.parse().unwrap());
        scene.intent.identity = open_sesame::setup::IdentityKind::Email;
        assert_eq!(found(&scene), expected, "{from} under {dmarc}");
        let (checks, _) = checks(&scene.intent, &scene.facts(), now());
        let well = checks.iter().find(|it| it.id == CheckId::Dns && it.verdict == Verdict::Pass);
        assert_eq!(well, None, "an address has no records");
    };
    let (me, below) = ("me@example.co.kr", "me@mail.example.co.kr");
    let missing = [(AlignmentMissing, Proven)];
    let dmarc = |text: &str| format!("_dmarc.example.co.kr TXT v=DMARC1; {text}");
    check(me, &dmarc("p=reject"), &[(me, true)], &missing);
    check(me, &dmarc("p=quarantine; adkim=s"), &[(me, true), ("example.co.kr", false)], &missing);
    check(me, &dmarc("p=reject"), &[(me, true), ("example.co.kr", true)], &[]);
    check(me, &dmarc("p=none; sp=reject"), &[(me, true)], &[]);
    check(me, "", &[(me, true)], &[]);
    check(below, &dmarc("p=none; sp=reject"), &[(below, true)], &missing);
    check(below, &dmarc("p=reject; sp=none"), &[(below, true)], &[]);
    check(below, &dmarc("p=reject"), &[(below, true), ("example.co.kr", true)], &[]);
}

#[test]
fn a_dot_that_was_lost_and_a_name_in_use_are_found() {
    let pending = || Identity {
        verified: false,
        verification: Check::Pending,
        dkim: Dkim { status: Check::Pending, ..identity().dkim },
        ..identity()
    };
    let lost = WELL.replace("._domainkey", "_domainkey");
    let scene = seen(pending(), &lost);
    let diagnosis = diagnose(None, &scene.intent, &scene.facts(), now());
    let finding = diagnosis.findings.iter().find(|it| it.cause == DnsMissing).expect("named");
    let said = format!("{:?}", finding.evidence);
    assert!(said.contains("NameCut") && said.contains("t1_domainkey.example.co.kr"), "{said}");
    let in_use = format!(
        "{}\n bounce.example.co.kr CNAME shop.host.kr\n shop.host.kr A 192.0.2.1",
        WELL.lines().filter(|line| !line.contains("bounce")).collect::<Vec<_>>().join("\n")
    );
    let mail_from = identity().mail_from.map(|it| MailFrom { status: Check::Pending, ..it });
    let mut scene = seen(Identity { mail_from, ..pending() }, &in_use);
    let behind = |kind: RecordType| {
        let answer = Answer::Found(vec!["192.0.2.1".into()]);
        let query = Query { name: "shop.host.kr".into(), kind, why: Aim::Behind };
        (query, Sighting { authoritative: Vec::new(), public: vec![ServerAnswer::new("1.1.1.1", answer)] })
    };
    for (key, seen) in &mut scene.facts.records {
        if key.name == MAIL_FROM {
            let (query, sighting) = behind(RecordType::A);
            seen.add(query, sighting);
        }
    }
    let named = found(&scene);
    assert!(named.contains(&(FromCnameInUse, Proven)), "{named:?}");
}
