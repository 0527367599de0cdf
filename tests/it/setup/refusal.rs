//! Each refusal of ours: the code that scripts know it by, and that it is said in both languages.

use std::collections::BTreeSet;

use open_sesame::{
    dns::mailbox::NoMail,
    laravel::{dotenv, plan::PatchRefusal},
    setup::{
        EnvFlaw, IdentityName, KeyRefusalKind, NotInForce, PolicyFlaw, RefusalKind, SendingBar, SendingStop, WhyNot,
        WhyNotKind,
    },
    terms::Keep,
    words::{Locale, Text},
};
use strum::IntoEnumIterator as _;

use super::*;

/// One of each, with its code. The codes are a promise to scripts: lines are added here, and none is changed.
pub(crate) fn one_of_each() -> Vec<(&'static str, Refusal)> {
    let key = || a(KEY);
    let policy = |flaw| Refusal::Policy { user: a("mail-user"), flaw };
    let flaw = dotenv::read(b"A=one two").unwrap_err();
    let swallow = dotenv::swallowed(b"A=1 # it=\"x\nB=2\n").expect("a quote that hides lines");
    let wrong = Denial { kind: FailureKind::SignatureRefused, code: "SignatureDoesNotMatch".into(), ..denied() };
    vec![
        ("AccessDenied", denied().into()),
        ("OtherAccount", Refusal::OtherAccount { here: a("123456789012"), pinned: a("999988887777") }),
        ("RegionNotEnabled", Refusal::RegionOff(seoul())),
        ("denied", policy(PolicyFlaw::Unreadable)),
        ("conflict", policy(PolicyFlaw::NotJson)),
        ("limit-exceeded", policy(PolicyFlaw::Full)),
        ("SenderBarred", Refusal::SenderBarred { user: a("mail-user"), by: SendingBar::Denied("Stop".into()) }),
        (
            "SenderBarred",
            Refusal::SenderBarred {
                user: a("mail-user"),
                by: SendingBar::Quarantine("arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3".into()),
            },
        ),
        ("LinkExpired", Refusal::LinkExpired(IdentityName::Email(a("me@example.co.kr")))),
        ("NoMail", Refusal::NoMail { domain: a("example.co.kr"), why: NoMail::NullMx }),
        ("ForeignDkim", Refusal::ForeignDkim(a("example.co.kr"))),
        ("SendingShutDown", Refusal::SendingStopped(SendingStop::ShutDown)),
        ("SendingPaused", Refusal::SendingStopped(SendingStop::Paused)),
        ("ProductionDenied", Refusal::ReviewDenied { case: Some("8214556".into()) }),
        ("ProductionDenied", Refusal::ReviewDenied { case: None }),
        ("ReviewStatus", Refusal::ReviewWord("PAUSED".into())),
        ("EnvUnusable", Refusal::Env(EnvFlaw::Unreadable { file: ProjectFile(".env".into()), why: flaw })),
        ("EnvUnusable", Refusal::Env(EnvFlaw::Swallows(swallow))),
        ("ConfigUnusable", Refusal::Config(PatchRefusal::NoSesV2)),
        (
            "ConfigNotInForce",
            Refusal::NotInForce(NotInForce { setting: "services.ses.key".into(), why: WhyNot::Missing }),
        ),
        ("SmtpWithoutKey", Refusal::SmtpWithoutKey),
        ("NoSmtpHost", Refusal::NoSmtpHost(a("ap-southeast-3"))),
        ("NoKeyHere", Refusal::NoKeyHere),
        ("NoKeyInEnv", KeyRefusal::NotInEnv { user: a("mail-user") }.into()),
        ("UnknownKey", KeyRefusal::Unknown(key()).into()),
        (
            "OtherAccountsKey",
            KeyRefusal::OfOtherAccount { key: key(), there: a("999988887777"), here: a("123456789012") }.into(),
        ),
        ("OtherUsersKey", KeyRefusal::OfOtherUser { key: key(), user: "admin".into() }.into()),
        ("OtherUsersKey", KeyRefusal::OfNoUser { key: key(), arn: "arn:aws:iam::123456789012:root".into() }.into()),
        ("InactiveKey", KeyRefusal::Inactive(key()).into()),
        ("InvalidClientTokenId", KeyRefusal::NotTaken(key()).into()),
        (
            "SignatureDoesNotMatch",
            KeyRefusal::SecretOfAnother { key: key(), keep: Keep::Keychain, denial: wrong }.into(),
        ),
        ("RoleHasNoKey", KeyRefusal::RoleHasNone.into()),
    ]
}

#[test]
fn a_refusal_keeps_the_code_that_scripts_know() {
    let (mut kinds, mut of_keys) = (BTreeSet::new(), BTreeSet::new());
    for (code, refusal) in one_of_each() {
        assert_eq!(refusal.code(), code, "{refusal:?}");
        kinds.insert(RefusalKind::from(&refusal));
        if let Refusal::Key(why) = &refusal {
            of_keys.insert(KeyRefusalKind::from(why));
        }
    }
    assert_eq!(kinds, RefusalKind::iter().collect(), "refusals whose code nothing holds");
    assert_eq!(of_keys, KeyRefusalKind::iter().collect(), "refusals of a key whose code nothing holds");
}

/// The sentence needs no look at the facts: whatever is true by then, it says what was refused.
#[test]
fn a_refusal_is_said_in_both_languages() {
    let [english, korean] = [Locale::En, Locale::Ko].map(Text::new);
    let hangul = |said: &str| said.chars().any(|c| ('가'..='힣').contains(&c));
    for (_, refusal) in one_of_each() {
        let (said, in_korean) = (english.refusal(&refusal), korean.refusal(&refusal));
        assert!(!said.is_empty() && !hangul(&said), "{refusal:?}: {said}");
        assert!(hangul(&in_korean), "{refusal:?}: {in_korean}");
    }
}

/// Each reason names what stands in the way, and where.
#[test]
fn what_keeps_a_setting_from_taking_effect_is_said_in_both_languages() {
    let (file, line) = (|| "config/mail.php".to_owned(), 12);
    let variable = || "MAIL_MAILER".to_owned();
    let rows: Vec<(WhyNot, &[&str])> = vec![
        (WhyNot::Process { variable: variable() }, &["MAIL_MAILER", "mail.default"]),
        (WhyNot::Variable { variable: variable(), file: ".env".into() }, &["MAIL_MAILER", ".env"]),
        (
            WhyNot::OtherFile { file: ".env.production".into(), app_env: Some("production".into()) },
            &[".env.production", "APP_ENV"],
        ),
        (WhyNot::OtherFile { file: ".env.shop".into(), app_env: None }, &[".env.shop", "bootstrap/app.php"]),
        (WhyNot::Moved { line }, &["bootstrap/app.php", "12"]),
        (
            WhyNot::Unset { variable: variable(), file: file(), line },
            &["MAIL_MAILER", "config/mail.php", "12", "mail.default"],
        ),
        (
            WhyNot::Decided { variable: variable(), file: file(), line },
            &["env('MAIL_MAILER')", "config/mail.php", "12", "mail.default"],
        ),
        (
            WhyNot::SetInCode { file: "config/app.php".into(), line, path: variable() },
            &["MAIL_MAILER", "config/app.php", "12"],
        ),
        (WhyNot::Written { file: file(), line }, &["config/mail.php", "12", "mail.default"]),
        (WhyNot::Unreadable { file: file(), line, source: "$mailer".into() }, &["config/mail.php", "12", "$mailer"]),
        (WhyNot::Broken { file: file(), line }, &["php -l config/mail.php", "12"]),
        (WhyNot::Missing, &["mail.default"]),
        (WhyNot::Refused { words: "Mailer [x] is not defined.".into() }, &["Mailer [x] is not defined."]),
        (WhyNot::CacheElsewhere, &["APP_CONFIG_CACHE"]),
        (
            WhyNot::Container { file: "compose.yaml".into(), service: "queue".into(), variable: variable() },
            &["compose.yaml", "queue", "MAIL_MAILER", "mail.default"],
        ),
        (WhyNot::NoSdk { command: "composer require x".into() }, &["composer require x", "mail.default"]),
        (
            WhyNot::SdkTrimmed { service: "SesV2".into(), command: "composer reinstall x".into() },
            &["SesV2", "composer.json", "composer reinstall x", "mail.default"],
        ),
    ];
    let kinds: BTreeSet<WhyNotKind> = rows.iter().map(|(why, _)| why.into()).collect();
    assert_eq!(kinds, WhyNotKind::iter().collect());
    for (why, parts) in rows {
        let refusal = Refusal::NotInForce(NotInForce { setting: "mail.default".into(), why });
        for locale in [Locale::En, Locale::Ko] {
            let said = Text::new(locale).refusal(&refusal);
            assert!(parts.iter().all(|part| said.contains(part)), "{refusal:?}: {said}");
        }
    }
}

#[test]
fn what_a_refusal_carries_is_said() {
    let text = Text::new(Locale::En);
    let rows: &[(Refusal, &[&str])] = &[
        (
            Refusal::OtherAccount { here: a("123456789012"), pinned: a("999988887777") },
            &["begun in account 9999-8888-7777", "belongs to 1234-5678-9012"],
        ),
        (Refusal::ReviewDenied { case: Some("8214556".into()) }, &["8214556"]),
        (Refusal::ReviewWord("PAUSED".into()), &["PAUSED"]),
        (KeyRefusal::OfOtherUser { key: a(KEY), user: "admin".into() }.into(), &[KEY, "--user admin"]),
        (
            KeyRefusal::OfOtherAccount { key: a(KEY), there: a("999988887777"), here: a("123456789012") }.into(),
            &[KEY, "account 9999-8888-7777", "this sign-in to 1234-5678-9012"],
        ),
        (KeyRefusal::NotTaken(a(KEY)).into(), &["--retire-key AKIAIOSFODNN7EXAMPLE"]),
        (Refusal::Policy { user: a("mail-user"), flaw: PolicyFlaw::NotJson }, &["SesameSend", "mail-user"]),
    ];
    for (refusal, parts) in rows {
        let said = text.refusal(refusal);
        assert!(parts.iter().all(|part| said.contains(part)), "{refusal:?}: {said}");
    }
}
