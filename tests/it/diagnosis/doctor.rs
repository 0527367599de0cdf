//! Without a complaint: what the facts say by themselves, and what each check makes of them.

use open_sesame::{
    dns::{
        Answer, RecordType, ServerAnswer, Sighting, ZoneCut,
        ask::{Aim, Query},
    },
    setup::{DmarcPolicy, MailFrom, OnMxFailure, Optional, RecordKey},
};

use super::*;

#[test]
fn without_a_complaint_the_facts_speak() {
    let well = || scene().at("ap-northeast-2", true, &[("example.co.kr", true)]).key(SECRET, 9999, Fact::Present(()));
    check_causes("", &well(), &[], &[SenderNotVerified], Exit::Well);
    let pending = scene().key(SECRET, 9999, Fact::Present(())).at("ap-northeast-2", false, &[("example.co.kr", true)]);
    let named = [(ProductionPending, Proven), (RecipientInSandbox, Possible)];
    check_causes("", &pending.review(ReviewStatus::Pending), &named, &[], Exit::Waiting);
    let rows = [
        ("MAIL_MAILER=log", WrongMailer),
        ("MAIL_MAILER=ses-v2", MailerUndefined),
        ("A=\"open\nB=1", EnvSwallowed),
        ("MAIL_FROM_NAME=A shop", EnvUnreadable),
    ];
    for (line, cause) in rows {
        let diagnosis = diagnose(None, &well().intent, &well().env(line).facts(), now());
        let found: Vec<_> = diagnosis.findings.iter().map(|it| (it.cause, it.certainty)).collect();
        assert!(found.contains(&(cause, Proven)), "{line}: {found:?}");
    }
    let bare = well().file("composer.lock", r#"{"packages":[{"name":"laravel/framework","version":"v12.0.0"}]}"#);
    check_causes("", &bare, &[(SdkMissing, Proven)], &[], Exit::Finding);
}

#[test]
fn every_check_has_a_verdict_and_the_exit_code_follows() {
    let verdict = |scene: &Scene, id| {
        let (checks, _) = checks(&scene.intent, &scene.facts(), now());
        checks.iter().find(|it| it.id == id).map(|it| it.verdict)
    };
    let exit = |scene: &Scene| Exit::of_checks(&checks(&scene.intent, &scene.facts(), now()).0);
    let well = || {
        let mut scene = scene()
            .at("ap-northeast-2", true, &[("example.co.kr", true)])
            .key(SECRET, 9999, Fact::Present(()))
            .file("app/Models/User.php", "<?php class User implements MustVerifyEmail {}");
        scene.intent.from = Some("no-reply@example.co.kr".parse().unwrap());
        scene.intent.mail_from = open_sesame::setup::Optional::Declined;
        scene.intent.dmarc = open_sesame::setup::Optional::Declined;
        scene.facts.identity = Fact::Present(verified_domain());
        scene.facts.account = scene.facts.regions[&seoul()].account.clone();
        scene.facts.ahead = Some(0);
        scene
    };
    let not_of_it =
        [CheckId::SmtpServer, CheckId::SmtpPassword, CheckId::Dns, CheckId::Dmarc, CheckId::Quota, CheckId::Recipient];
    for id in CheckId::iter().filter(|id| !not_of_it.contains(id)) {
        assert_eq!(verdict(&well(), id), Some(Verdict::Pass), "{id}");
    }
    assert_eq!(verdict(&well(), CheckId::SmtpPassword), None, "the app does not use SMTP");
    assert_eq!(exit(&well()), Exit::Well);
    let sandbox = || {
        let mut scene = well().at("ap-northeast-2", false, &[("example.co.kr", true)]);
        scene.facts.account = scene.facts.regions[&seoul()].account.clone();
        scene
    };
    assert_eq!((verdict(&sandbox(), CheckId::Sandbox), exit(&sandbox())), (Some(Verdict::Warn), Exit::Well));
    let pending = || sandbox().review(ReviewStatus::Pending);
    assert_eq!((verdict(&pending(), CheckId::Sandbox), exit(&pending())), (Some(Verdict::Waiting), Exit::Waiting));
    // The mailer is switched when AWS has granted production, so until then that it is not is no fault.
    let prepared = pending().env("MAIL_MAILER=log");
    assert_eq!((verdict(&prepared, CheckId::Mailer), exit(&prepared)), (Some(Verdict::Warn), Exit::Waiting));
    let forgotten = well().env("MAIL_MAILER=log");
    assert_eq!((verdict(&forgotten, CheckId::Mailer), exit(&forgotten)), (Some(Verdict::Fail), Exit::Finding));
    let denied = sandbox().review(ReviewStatus::Denied);
    assert_eq!((verdict(&denied, CheckId::Sandbox), exit(&denied)), (Some(Verdict::Fail), Exit::Finding));
    let elsewhere = well().env("AWS_DEFAULT_REGION=us-east-1");
    assert_eq!((verdict(&elsewhere, CheckId::Region), exit(&elsewhere)), (Some(Verdict::Fail), Exit::Finding));
    // What is seen missing is no more unknown: the check of the records tells of it.
    let dmarc_is = |answer: Answer| {
        let mut scene = well();
        scene.intent.dmarc = Optional::Wanted(DmarcPolicy::None);
        let (name, kind) = ("_dmarc.example.co.kr".to_owned(), RecordType::Txt);
        let asked = Query { name: name.clone(), kind, why: Aim::Itself };
        let sighting = Sighting { authoritative: vec![ServerAnswer::new("ns1", answer)], public: Vec::new() };
        scene.facts.records.insert(RecordKey { name, kind }, [(asked, sighting)].into_iter().collect());
        let servers = vec!["ns1".into()];
        scene.facts.zone = Fact::Present(ZoneCut { zone: "example.co.kr".into(), servers, primary: None });
        verdict(&scene, CheckId::Dmarc)
    };
    assert_eq!(dmarc_is(Answer::Found(vec!["v=DMARC1; p=none".into()])), Some(Verdict::Pass));
    assert_eq!(dmarc_is(Answer::NoName), None);
    assert_eq!(dmarc_is(Answer::Silent("no answer".into())), Some(Verdict::Unknown));
    let nothing = Scene { intent: Intent::default(), ..scene().without_an_app().signed_out() };
    for id in
        CheckId::iter().filter(|id| !matches!(id, CheckId::SmtpServer | CheckId::SmtpPassword | CheckId::Recipient))
    {
        assert_eq!(verdict(&nothing, id), Some(Verdict::Unknown), "{id}");
    }
    // Nothing that is known is nothing that is well.
    assert_eq!(exit(&nothing), Exit::Finding);
}

/// What was seen of one thing, and what its check says: the verdict, and the causes that it names.
#[test]
fn the_clock_the_quota_and_the_recipient_are_checked() {
    let judged = |scene: &Scene, id| {
        let (checks, _) = checks(&scene.intent, &scene.facts(), now());
        let check = checks.into_iter().find(|it| it.id == id).unwrap_or_else(|| panic!("{id} is not checked"));
        (check.verdict, check.findings.iter().map(|it| (it.cause, it.certainty)).collect::<Vec<_>>())
    };
    let well = || scene().at("ap-northeast-2", true, &[("example.co.kr", true)]).key(SECRET, 9999, Fact::Present(()));
    for (ahead, expected) in [
        (0, (Verdict::Pass, vec![])),
        (90, (Verdict::Warn, vec![(ClockSkew, Possible)])),
        (-301, (Verdict::Fail, vec![(ClockSkew, Proven)])),
    ] {
        let mut scene = well();
        scene.facts.ahead = Some(ahead);
        assert_eq!(judged(&scene, CheckId::Clock), expected, "{ahead}");
    }
    for (sent, most, expected) in [
        (10.0, 200.0, (Verdict::Pass, vec![])),
        (10.0, -1.0, (Verdict::Pass, vec![])),
        (170.0, 200.0, (Verdict::Warn, vec![(QuotaExceeded, Possible)])),
        (200.0, 200.0, (Verdict::Fail, vec![(QuotaExceeded, Proven)])),
    ] {
        let mut scene = well();
        let mut seen = account(seoul(), true, None);
        seen.quota = Some(Quota { max_24_hour: most, max_rate: 14.0, sent_24_hour: sent });
        scene.facts.regions.get_mut(&seoul()).unwrap().account = Fact::Present(seen);
        assert_eq!(judged(&scene, CheckId::Quota), expected, "{sent} of {most}");
    }
    let entry = || Suppression { reason: "BOUNCE".into(), since: None };
    for (seen, expected) in [
        (Fact::Absent, (Verdict::Pass, vec![])),
        (Fact::Present(entry()), (Verdict::Fail, vec![(RecipientSuppressed, Proven)])),
    ] {
        let mut scene = well();
        let region = scene.facts.regions.get_mut(&seoul()).unwrap();
        region.suppressed.insert("guest@naver.com".parse().unwrap(), seen);
        assert_eq!(judged(&scene, CheckId::Recipient), expected);
    }
    // Until its MX is found, mail leaves under SES's own MAIL FROM, or not at all.
    for (on_mx_failure, expected) in [(OnMxFailure::UseDefault, Verdict::Warn), (OnMxFailure::Reject, Verdict::Fail)] {
        let mut scene = well();
        let waits = MailFrom { domain: "bounce.example.co.kr".parse().unwrap(), status: Check::Pending, on_mx_failure };
        scene.facts.identity = Fact::Present(Identity { mail_from: Some(waits), ..verified_domain() });
        assert_eq!(judged(&scene, CheckId::MailFrom), (expected, vec![]));
    }
}

/// On a server there is no sign-in, and AWS was asked with the app's own key.
#[test]
fn a_key_that_aws_does_not_take_is_found_by_asking_with_it() {
    let found = |accepted: Fact<open_sesame::terms::KeyId>| {
        let mut scene = scene().signed_out().key(SECRET, 9999, Fact::Unknown);
        (scene.facts.keys, scene.facts.kept, scene.facts.accepted) = (Fact::Unknown, Fact::Unknown, accepted);
        let (checks, _) = checks(&scene.intent, &scene.facts(), now());
        let key = checks.into_iter().find(|it| it.id == CheckId::AppKey || it.verdict == Verdict::Fail).unwrap();
        (key.verdict, key.findings.iter().map(|it| (it.cause, it.certainty)).collect::<Vec<_>>())
    };
    let refused = |message: &str| {
        let code = "SignatureDoesNotMatch".to_owned();
        Fact::Hidden(Denial { kind: FailureKind::SignatureRefused, code, message: message.into() })
    };
    assert_eq!(found(Fact::Absent), (Verdict::Fail, vec![(KeyUnknown, Possible), (KeyInactive, Possible)]));
    let wrong = "The request signature we calculated does not match the signature you provided.";
    assert_eq!(found(refused(wrong)), (Verdict::Fail, vec![(SecretMismatch, Proven)]));
    let late = "Signature expired: 20261123T083000Z is now earlier than 20261123T085500Z";
    assert_eq!(found(refused(late)), (Verdict::Fail, vec![(ClockSkew, Proven)]));
}

/// A key that was put into `.env` by hand rests nowhere else, and AWS was asked with it where it stands.
#[test]
fn a_key_that_sesame_does_not_keep_is_judged_by_what_aws_says_of_it() {
    let judged = |scene: &Scene| {
        let (checks, _) = checks(&scene.intent, &scene.facts(), now());
        let key = checks.into_iter().find(|it| it.id == CheckId::AppKey).expect("a check of the key");
        (key.verdict, key.findings.iter().map(|it| (it.cause, it.certainty)).collect::<Vec<_>>())
    };
    let mut scene = scene().key(SECRET, 9999, Fact::Unknown);
    scene.facts.kept = Fact::Present(Vec::new());
    let (code, message) = ("SignatureDoesNotMatch".to_owned(), "The request signature we calculated".to_owned());
    scene.facts.offered = Fact::Hidden(Denial { kind: FailureKind::SignatureRefused, code, message });
    assert_eq!(judged(&scene), (Verdict::Fail, vec![(SecretMismatch, Proven)]));
    scene.facts.offered = Fact::Unknown;
    assert_eq!(judged(&scene), (Verdict::Unknown, vec![]));
}

/// What fails stands first, and of that what explains the others.
#[test]
fn the_failure_that_explains_the_others_comes_first() {
    let mut scene = scene()
        .at("ap-northeast-2", false, &[])
        .nothing_elsewhere()
        .key(SECRET, 9999, Fact::Present(()))
        .file("composer.lock", r#"{"packages":[{"name":"laravel/framework","version":"v12.0.0"}]}"#);
    let order = |scene: &Scene| -> Vec<CheckId> {
        let made = in_order(checks(&scene.intent, &scene.facts(), now()).0);
        made.into_iter().take_while(|it| it.verdict == Verdict::Fail).map(|it| it.id).collect()
    };
    assert_eq!(order(&scene), [CheckId::Sdk, CheckId::Identity]);
    scene.facts.ahead = Some(4000);
    assert_eq!(order(&scene), [CheckId::Sdk, CheckId::Clock, CheckId::Identity]);
    let broken = scene.env("MAIL_FROM_NAME=A shop");
    assert_eq!(order(&broken).first(), Some(&CheckId::EnvFile));
}

fn verified_domain() -> Identity {
    Identity {
        name: "example.co.kr".parse().unwrap(),
        made: Authorship::Ours,
        verified: true,
        verification: Check::Success,
        dkim: Dkim { status: Check::Success, tokens: Vec::new(), zone: None, origin: DkimOrigin::Ses },
        mail_from: None,
        error: None,
        checked: None,
        zone_server: None,
        created: None,
        former_tokens: Vec::new(),
    }
}
