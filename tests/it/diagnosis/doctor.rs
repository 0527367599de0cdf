//! Without a complaint: what the facts say by themselves, and what each check makes of them.

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
        scene
    };
    for id in CheckId::iter().filter(|id| !matches!(id, CheckId::SmtpPassword | CheckId::Dns)) {
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
    let nothing = Scene { intent: Intent::default(), ..scene().without_an_app().signed_out() };
    for id in CheckId::iter().filter(|id| *id != CheckId::SmtpPassword) {
        assert_eq!(verdict(&nothing, id), Some(Verdict::Unknown), "{id}");
    }
    // Nothing that is known is nothing that is well.
    assert_eq!(exit(&nothing), Exit::Finding);
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
