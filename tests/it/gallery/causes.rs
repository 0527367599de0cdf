//! Every cause on the doctor's page: behind an error that was pasted, or found by looking.

use open_sesame::{
    dns::ZoneCut,
    setup::{Check, Dkim, Facts, Identity, RecordKey, ReviewStatus, wanted_records},
    terms::Fact,
    wizard::{Key, Page},
};

use super::Exhibit;
use crate::{
    diagnosis::{LIST, SECRET, SMTP_PASSWORD, Scene, scene, seoul},
    dns::compared,
    setup,
    wizard::Script,
};

pub fn exhibits() -> Vec<Exhibit> {
    let hung = pasted().into_iter().chain(found()).map(|(name, error, scene)| hang(name, &error, scene));
    hung.chain([picked()]).collect()
}

/// The doctor's list, with the second of its checks picked.
fn picked() -> Exhibit {
    let scene = scene().key(SECRET, 9999, Fact::Present(())).env("MAIL_FROM_NAME=Laravel");
    let facts = scene.facts();
    let script = Script::open(scene.intent).sees(facts).press(&[Key::F(2), Key::Down, Key::Down]);
    Exhibit::new("doctor-picked".to_owned(), script)
}

/// Those of which no picture is kept, since their pages differ by a sentence alone: behind a text of the corpus each, and in
/// an app each. Their words are read all the same.
pub fn unhung() -> Vec<Exhibit> {
    let pasted = crate::diagnosis::corpus::some_of_each_cause().into_iter().map(|text| hang("", &text, scene()));
    let services = |entry: &str| {
        format!(
            "<?php return ['ses' => ['key' => env('AWS_ACCESS_KEY_ID'), 'secret' => env('AWS_SECRET_ACCESS_KEY'), 'region' => env('AWS_DEFAULT_REGION'), {entry}]];"
        )
    };
    let right = || scene().key(SECRET, 9999, Fact::Present(()));
    let user = "<?php class User implements MustVerifyEmail { public function sendEmailVerificationNotification() {} }";
    let sets_it = "<?php class P { function boot() { Config::set('mail.default', setting('mailer')); } }";
    let redirects = "<?php return ['default' => 'ses', 'to' => ['address' => 'dev@example.net'], 'mailers' => ['ses' => ['transport' => 'ses']], 'from' => ['address' => env('MAIL_FROM_ADDRESS'), 'name' => env('MAIL_FROM_NAME')]];";
    let mut process = right();
    process.process = [("MAIL_MAILER".to_owned(), "log".to_owned())].into_iter().collect();
    let apps = [
        right().env("MAIL_FROM_NAME=Laravel"),
        right().env("AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE"),
        right().env("FILESYSTEM_DISK=s3\nAWS_BUCKET=shop"),
        right().env("QUEUE_CONNECTION=database").file("app/Models/User.php", user),
        right().file("config/services.php", "<?php return ['ses' => ["),
        right().file("app/Providers/MailServiceProvider.php", sets_it),
        right().file("config/mail.php", redirects),
        right().file("config/services.php", &services("'token' => 'IQoJb3JpZ2luX2VjEXAMPLE'")),
        process,
    ];
    pasted.chain(apps.into_iter().map(|scene| hang("", "", scene))).collect()
}

/// The doctor with this error before him, in such a world.
fn hang(name: &str, error: &str, scene: Scene) -> Exhibit {
    let facts = scene.facts();
    let mut script = Script::open(scene.intent).sees(facts.clone()).press(&[Key::F(2)]);
    assert_eq!(script.model.page, Page::Doctor);
    if !error.is_empty() {
        script = script.pastes(error).press(&[Key::Enter]);
    }
    Exhibit::new(format!("cause-{name}"), script)
}

/// Known by what was pasted, or by that and what was seen.
fn pasted() -> Vec<(&'static str, String, Scene)> {
    let verified: &[(&str, bool)] = &[("example.co.kr", true)];
    let from = || format!("{LIST}no-reply@example.co.kr");
    let guest = || format!("{LIST}guest@naver.com");
    let accepted = || Fact::Present(());
    let refused = || "The security token included in the request is invalid.".to_owned();
    let signature = || "The request signature we calculated does not match the signature you provided.".to_owned();
    let denied = "User `arn:aws:iam::123456789012:user/mail-user' is not authorized to perform `ses:SendRawEmail' on \
                  resource `arn:aws:ses:ap-northeast-2:123456789012:identity/example.co.kr'";
    let mut stopped = scene().key(SECRET, 9999, Fact::Unknown);
    stopped.facts.keys.present_mut().unwrap()[0].active = false;
    let another = scene().key(SECRET, 9999, accepted()).env("AWS_ACCESS_KEY_ID=AKIAANOTHERKEY234567");
    let elsewhere = scene().at("ap-northeast-2", false, &[]).at("us-east-1", false, verified);
    let nowhere = scene().at("us-east-1", false, &[]).at("ap-northeast-2", false, verified);
    let cached = nowhere.file("bootstrap/cache/config.php", "<?php return array ();").nothing_elsewhere();
    let typo = scene().env("MAIL_FROM_ADDRESS=no-reply@exmaple.co.kr").at("ap-northeast-2", false, verified);
    let gmail = scene().env("MAIL_FROM_ADDRESS=shop@gmail.com").at("ap-northeast-2", false, &[]).nothing_elsewhere();
    let sandbox = || scene().at("ap-northeast-2", false, verified);
    vec![
        ("sender-not-verified", from(), scene().at("ap-northeast-2", false, &[]).nothing_elsewhere()),
        ("region-mismatch", from(), elsewhere.nothing_elsewhere()),
        ("recipient-in-sandbox", guest(), sandbox()),
        ("from-address-not-covered", format!("{LIST}no-reply@exmaple.co.kr"), typo.nothing_elsewhere()),
        ("from-public-mailbox", format!("{LIST}shop@gmail.com"), gmail),
        ("message-from-elsewhere", guest(), scene().at("ap-northeast-2", true, verified).nothing_elsewhere()),
        ("production-pending", guest(), sandbox().review(ReviewStatus::Pending)),
        ("production-denied", guest(), sandbox().review(ReviewStatus::Denied)),
        ("smtp-password-as-secret", signature(), scene().key(SMTP_PASSWORD, 9999, accepted())),
        ("secret-mismatch", signature(), scene().key("wJalrXUtnFEMI/K7MDENG/bPxRfiCYANOTHERKEY", 9999, accepted())),
        ("clock-skew", "Signature expired: 20261123T090000Z is now earlier than 20261123T093000Z".into(), scene()),
        ("key-unknown", refused(), another),
        ("key-inactive", refused(), stopped),
        ("key-not-yet-visible", refused(), scene().key(SECRET, 10, Fact::Absent)),
        (
            "credentials-missing",
            "Error retrieving credentials from the instance profile metadata service.".into(),
            scene().env("AWS_ACCESS_KEY_ID="),
        ),
        ("config-cached", from().replace("AP-NORTHEAST-2", "US-EAST-1"), cached),
        ("sdk-missing", "Class \"Aws\\Ses\\SesClient\" not found".into(), scene()),
        ("mailer-undefined", "Mailer [ses-v2] is not defined.".into(), scene()),
        ("policy", denied.into(), scene()),
        ("laravel-unverified-user", "Your email address is not verified.".into(), scene()),
        (
            "smtp-credentials-not-derived",
            "535 Authentication Credentials Invalid".into(),
            scene().env(&format!("MAIL_PASSWORD={SECRET}")),
        ),
        ("rate-exceeded", "454 Throttling failure: Maximum sending rate exceeded.".into(), scene()),
        ("quota-exceeded", "454 Throttling failure: Daily message quota exceeded.".into(), scene()),
    ]
}

/// Known by looking at the app, or at DNS.
fn found() -> Vec<(&'static str, String, Scene)> {
    let well = || scene().at("ap-northeast-2", true, &[("example.co.kr", true)]).key(SECRET, 9999, Fact::Present(()));
    let smtp = |host: &str| {
        let lines = ["MAIL_MAILER=smtp", &format!("MAIL_HOST={host}"), "MAIL_USERNAME=AKIAIOSFODNN7EXAMPLE"];
        let password = setup::smtp_password(SECRET, "ap-northeast-2");
        lines.into_iter().fold(well(), Scene::env).env(&format!("MAIL_PASSWORD={password}"))
    };
    let plain = "<?php class User extends Authenticatable {}";
    let mut rows = vec![
        ("env-unreadable", well().env("MAIL_FROM_NAME=A shop")),
        ("env-swallowed", well().env("A=\"open\nB=1")),
        ("wrong-mailer", well().env("MAIL_MAILER=log")),
        ("region-without-ses", well().env("AWS_DEFAULT_REGION=ap-east-1")),
        ("verification-not-wired", well().file("app/Models/User.php", plain)),
        ("smtp-credentials-wrong-region", smtp("email-smtp.us-east-1.amazonaws.com")),
    ];
    rows.extend(records().map(|(name, world)| (name, in_dns(world))));
    rows.extend(of_ses());
    rows.into_iter().map(|(name, scene)| (name, String::new(), scene)).collect()
}

/// What stands in DNS instead, as `tests/it/dns.rs` writes a world.
fn records() -> [(&'static str, &'static str); 11] {
    let at = "t1._domainkey.example.co.kr";
    assert!(DOUBLED.contains(at));
    [
        ("dns-missing", ""),
        ("dns-name-doubled", DOUBLED),
        ("dns-wrong-value", "own t1._domainkey.example.co.kr CNAME t9.dkim.amazonses.com"),
        (
            "dns-wrong-type",
            "own t1._domainkey.example.co.kr CNAME -\n own t1._domainkey.example.co.kr A -\n own t1._domainkey.example.co.kr AAAA -\n own t1._domainkey.example.co.kr TXT t1.dkim.amazonses.com",
        ),
        ("dns-proxied", "own t1._domainkey.example.co.kr CNAME -\n own t1._domainkey.example.co.kr A 104.16.0.1"),
        ("dns-wrong-provider", "public t1._domainkey.example.co.kr CNAME t1.dkim.amazonses.com"),
        (
            "dns-servers-disagree",
            "own1 t1._domainkey.example.co.kr CNAME t1.dkim.amazonses.com\n own2 t1._domainkey.example.co.kr CNAME !",
        ),
        (
            "dns-spf-duplicate",
            "own bounce.example.co.kr TXT v=spf1 include:amazonses.com ~all | v=spf1 include:example.net ~all\n own example.net TXT v=spf1 -all",
        ),
        (
            "from-cname-in-use",
            "own bounce.example.co.kr MX -\n own bounce.example.co.kr TXT -\n own bounce.example.co.kr CNAME shop.host.kr\n own shop.host.kr A 192.0.2.1",
        ),
        ("dns-dmarc-duplicate", "own _dmarc.example.co.kr TXT v=DMARC1; p=none | v=DMARC1; p=reject"),
        (
            "dns-mx-extra",
            "own bounce.example.co.kr MX 10 feedback-smtp.ap-northeast-2.amazonses.com | 10 mx.example.net",
        ),
    ]
}

/// What SES says of the identity decides, beside what stands in DNS.
fn of_ses() -> [(&'static str, Scene); 4] {
    let with = |world: &str, change: fn(&mut Identity)| {
        let mut it = in_dns(world);
        change(it.facts.identity.present_mut().expect("there"));
        it
    };
    let mx = "own bounce.example.co.kr MX 10 feedback-smtp.ap-northeast-2.amazonses.com";
    let mut mailbox = in_dns("");
    mailbox.intent.from = "me@example.co.kr".parse().ok();
    let name = "me@example.co.kr".parse().expect("an address");
    mailbox.facts.identity = Fact::Present(Identity { name, verification: Check::Failed, ..setup::pending_domain() });
    [
        (
            "records-removed",
            with("", |it| {
                it.verified = true;
                it.dkim.status = Check::TemporaryFailure;
            }),
        ),
        ("dkim-failed", with("", |it| it.dkim.status = Check::Failed)),
        ("mail-from-not-set", with(mx, |it| it.mail_from = None)),
        ("verification-link-expired", mailbox),
    ]
}

const DOUBLED: &str = "own t1._domainkey.example.co.kr.example.co.kr CNAME t1.dkim.amazonses.com";

/// The domain waits for its records, and this is what there is of them.
fn in_dns(world: &str) -> Scene {
    let mut it = scene().at("ap-northeast-2", false, &[("example.co.kr", false)]);
    it.intent.from = "no-reply@example.co.kr".parse().ok();
    let tokens = ["t1", "t2", "t3"].map(String::from).to_vec();
    let identity = Identity {
        dkim: Dkim { tokens, status: Check::Pending, ..setup::pending_domain().dkim },
        ..setup::pending_domain()
    };
    let servers = vec!["ns1.example.net".into(), "ns2.example.net".into()];
    let zone = ZoneCut { zone: "example.co.kr".into(), servers, primary: None };
    let records = wanted_records(&it.intent, &identity, seoul()).into_iter().map(|record| {
        let seen = compared::seen(&record, "example.co.kr", world);
        (RecordKey { name: record.name.clone(), kind: record.kind() }, seen)
    });
    it.facts =
        Facts { records: records.collect(), identity: Fact::Present(identity), zone: Fact::Present(zone), ..it.facts };
    it
}
