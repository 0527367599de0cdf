//! The app's files, and the test that shows that they serve.

use open_sesame::{
    laravel::{
        Mailer, Runner, dotenv,
        plan::{AppKey, Guide, MailSettings, PatchRefusal, SwitchLine},
    },
    setup::{
        Delivery, EditKind, EnvFlaw, FileEdit, HostInDns, Patch, ProjectFile, Proof, RunsOn, Switch, Tool, Value, Wait,
        assess, may_switch,
        notes::{Note, notes},
        server_lines, wish,
    },
    terms::{Keep, Slot},
    words::{Locale, Text},
};

use super::*;

/// Nothing is written for a server that does not exist, and that is said before there is a key.
#[test]
fn smtp_is_refused_where_ses_speaks_none() {
    let check = |region: &str, mailer, found: Option<HostInDns>, is_refused: bool| {
        let region: Region = a(region);
        let intent = Intent { region: Some(region), mailer: Some(mailer), ..intent() };
        let hosts = found.map(|found| (region.smtp_host(), found)).into_iter().collect();
        for keys in [Fact::Absent, everything().keys] {
            let facts =
                Facts { project: Fact::Present(new_app()), keys, hosts: BTreeMap::clone(&hosts), ..everything() };
            let standing = assess(Step::Project, &intent, &facts, now());
            let expected = Standing::Refused(Refusal::NoSmtpHost(region));
            assert_eq!(standing == expected, is_refused, "{region}, {mailer:?}, {found:?}: {standing:?}");
        }
        let said = Text::new(Locale::En).refusal(&Refusal::NoSmtpHost(region));
        assert!(said.contains(&region.smtp_host()) && said.contains("--mailer ses"), "{said}");
    };
    let (there, nowhere) = (Some(HostInDns::There), Some(HostInDns::Nowhere));
    check("ap-northeast-2", Mailer::Smtp, None, false);
    check("ap-northeast-2", Mailer::Smtp, there, false);
    check("mx-central-1", Mailer::Smtp, nowhere, true);
    check("mx-central-1", Mailer::Smtp, None, false);
    check("mx-central-1", Mailer::Ses, nowhere, false);
    // AWS's list has none, and DNS knows better.
    check("ap-southeast-3", Mailer::Smtp, None, true);
    check("ap-southeast-3", Mailer::Smtp, there, false);
    check("ap-southeast-3", Mailer::SesV2, None, false);
}

#[test]
fn the_app_is_prepared_and_then_switched() {
    let check = |what: &str, intent: Intent, facts: Facts, expected: Standing| {
        check_standing(Step::Project, what, &intent, &facts, &expected);
    };
    let with = |project| Facts { project: Fact::Present(project), ..everything() };
    let seen = |project| Facts { project, ..everything() };
    check("not looked at", intent(), seen(Fact::Unknown), Standing::Unknown);
    check("absent", intent(), seen(Fact::Absent), asks([Question::Project]));
    check("hidden", intent(), seen(Fact::Hidden(denied())), Standing::Refused(denied().into()));
    check("no region", Intent { region: None, ..intent() }, everything(), blocked(Step::Region));
    check("no address", Intent { from: None, ..intent() }, everything(), asks([Question::From]));

    let keyless = || Facts { keys: Fact::Absent, kept: Fact::Absent, ..with(new_app()) };
    check("no key", intent(), keyless(), blocked(Step::Key));
    check("the keys not listed", intent(), Facts { keys: Fact::Unknown, ..keyless() }, Standing::Unknown);
    check("what is at rest not looked at", intent(), Facts { kept: Fact::Unknown, ..keyless() }, Standing::Unknown);
    check("what is at rest hidden", intent(), Facts { kept: Fact::Hidden(denied()), ..keyless() }, blocked(Step::Key));

    check("new", intent(), with(new_app()), open(prepare_app()));
    check("prepared", intent(), with(prepared_app()), open(switch_mailer()));
    check("switched", intent(), everything(), Standing::Done);
    // Files need no sign-in.
    check("nobody is signed in", intent(), Facts { caller: Fact::Absent, ..with(new_app()) }, open(prepare_app()));

    let half = PREPARED_ENV.replace("ap-northeast-2", "us-east-1").replace("S/k+", "X/k+");
    let mend = edit(edits(&[("AWS_SECRET_ACCESS_KEY", secret()), ("AWS_DEFAULT_REGION", plain("ap-northeast-2"))]));
    check("with a wrong secret and region", intent(), with(app(&half)), open(mend));
    let named = Intent { from_name: Some("참깨".into()), ..intent() };
    check("with another name", named, everything(), open(edit(edits(&[("MAIL_FROM_NAME", plain("참깨"))]))));

    let cached = |env| project(Some(env), &["aws/aws-sdk-php"], &[("bootstrap/cache/config.php", "<?php")]);
    let again = Change::RunTool { tool: Tool::ConfigCache, runner: Runner::Php };
    check("new, with a cached config", intent(), with(cached(NEW_ENV)), open(prepare_app()));
    check("switched, with a cached config", intent(), with(cached(DONE_ENV)), open(again));
}

#[test]
fn each_mailer_gets_its_lines() {
    let check = |what: &str, intent: Intent, project: Project, expected: Standing| {
        let facts = Facts { project: Fact::Present(project), ..everything() };
        check_standing(Step::Project, what, &intent, &facts, &expected);
    };
    // Without the SDK for PHP mail goes by SMTP.
    let host = "email-smtp.ap-northeast-2.amazonaws.com";
    let password = smtp::password(&Secret::new(SECRET), seoul());
    let password = password.reveal();
    let lines = edits(&[
        ("MAIL_HOST", plain(host)),
        ("MAIL_PORT", plain("587")),
        ("MAIL_USERNAME", id(KEY)),
        ("MAIL_PASSWORD", smtp_password()),
        ("MAIL_FROM_ADDRESS", plain("no-reply@example.co.kr")),
        ("MAIL_FROM_NAME", plain("참깨 상점")),
        ("MAIL_SCHEME", plain("smtp")),
    ]);
    let without_sdk = |env: &str| project(Some(env), &[], &[]);
    check("new, by SMTP", intent(), without_sdk(NEW_ENV), open(edit(lines)));
    let prepared = format!(
        "MAIL_HOST={host}\nMAIL_PORT=587\nMAIL_USERNAME={KEY}\nMAIL_PASSWORD={password}\n\
         MAIL_FROM_ADDRESS=no-reply@example.co.kr\nMAIL_FROM_NAME=\"참깨 상점\"\nMAIL_SCHEME=smtp\n\
         APP_NAME=\"참깨 상점\"\n",
    );
    let switch = Change::SwitchMailer { mailer: Mailer::Smtp, edits: edits(&[("MAIL_MAILER", plain("smtp"))]) };
    check("prepared, by SMTP", intent(), without_sdk(&prepared), open(switch));
    check("switched, by SMTP", intent(), without_sdk(&format!("{prepared}MAIL_MAILER=smtp\n")), Standing::Done);
    // The password of another region.
    let elsewhere = smtp::password(&Secret::new(SECRET), a("us-east-1"));
    let elsewhere = prepared.replace(password, elsewhere.reveal());
    let mend = edit(edits(&[("MAIL_PASSWORD", smtp_password())]));
    check("with a password of elsewhere", intent(), without_sdk(&elsewhere), open(mend));

    // Another server's lines take effect at once, so writing over them is the switch.
    let host = || ("MAIL_HOST", plain(host));
    let port = || ("MAIL_PORT", plain("587"));
    let caught = |env: &str| format!("{env}MAIL_MAILER=smtp\nMAIL_HOST=127.0.0.1\nMAIL_PORT=2525\n");
    let switch = edits(&[("MAIL_MAILER", plain("ses")), host(), port()]);
    let switch = Change::SwitchMailer { mailer: Mailer::Ses, edits: switch };
    check("by another server, prepared", intent(), app(&caught(PREPARED_ENV)), open(switch));
    let from = "MAIL_FROM_ADDRESS=no-reply@example.co.kr\nMAIL_FROM_NAME=\"참깨 상점\"\nAPP_NAME=\"참깨 상점\"\n";
    let switch = edits(&[
        host(),
        port(),
        ("MAIL_USERNAME", id(KEY)),
        ("MAIL_PASSWORD", smtp_password()),
        ("MAIL_SCHEME", plain("smtp")),
    ]);
    let switch = Change::SwitchMailer { mailer: Mailer::Smtp, edits: switch };
    check("by another server and SMTP, prepared", intent(), without_sdk(&caught(from)), open(switch));

    // A variable of the app's own is not on the list of what may be shown, and is recognised all the same.
    let mail =
        "<?php\nreturn ['default' => env('SHOP_MAILER', 'log'), 'mailers' => ['ses' => ['transport' => 'ses']]];";
    let own = |env: &str| project(Some(env), &["aws/aws-sdk-php"], &[("config/mail.php", mail)]);
    let switch = Change::SwitchMailer { mailer: Mailer::Ses, edits: edits(&[("SHOP_MAILER", plain("ses"))]) };
    check("a variable of its own, prepared", intent(), own(PREPARED_ENV), open(switch));
    let done = format!("{PREPARED_ENV}SHOP_MAILER=ses\n");
    check("a variable of its own, switched", intent(), own(&done), Standing::Done);

    // A key of something else's stays, and ours goes beside it.
    let theirs = NEW_ENV.replace("KEY_ID=", "KEY_ID=AKIASOMEBODYSKEY0000");
    let lines = edits(&[
        ("MAIL_FROM_ADDRESS", plain("no-reply@example.co.kr")),
        ("MAIL_FROM_NAME", plain("참깨 상점")),
        ("AWS_SES_ACCESS_KEY_ID", id(KEY)),
        ("AWS_SES_SECRET_ACCESS_KEY", secret()),
        ("AWS_SES_REGION", plain("ap-northeast-2")),
    ]);
    check("beside another key", intent(), app(&theirs), open(edit(lines)));

    // The key rests nowhere but in `.env`.
    let in_env = Intent { keep: Keep::Project, ..intent() };
    let slot = Value::Of(Slot::Resting(Keep::Project, a(KEY)));
    let broken = DONE_ENV.replace("S/k+", "X/k+");
    check("kept in .env", in_env, app(&broken), open(edit(edits(&[("AWS_SECRET_ACCESS_KEY", slot)]))));

    // A configuration file that needs a patch goes with the lines, and alone where nothing else is left.
    let services = || {
        vec![Patch {
            file: ProjectFile("config/services.php".into()),
            seen: FileDigest(Some("4567".into())),
            lines: Vec::new(),
            unless: None,
        }]
    };
    let patch = || FileEdit {
        file: ProjectFile("config/services.php".into()),
        seen: FileDigest(Some("4567".into())),
        kind: EditKind::Config(Box::new(MailSettings {
            mailer: Mailer::Ses,
            from: a("no-reply@example.co.kr"),
            from_name: "참깨 상점".into(),
            key: AppKey::Known(a(KEY)),
            own_keys: vec![a(KEY)],
            region: seoul(),
            guide: Guide::Skip,
            switch: SwitchLine::Later,
        })),
    };
    let Change::EditProject { edits: mut both } = prepare_app() else { unreachable!() };
    both.insert(0, patch());
    check("new, with a patch", intent(), Project { patches: services(), ..new_app() }, open(edit(both)));
    let alone = open(edit(vec![patch()]));
    check("done but for a patch", intent(), Project { patches: services(), ..app(DONE_ENV) }, alone);
}

#[test]
fn a_file_that_we_may_not_write_to_is_refused() {
    let check = |what: &str, project: Project, expected: Standing| {
        let facts = Facts { project: Fact::Present(project), ..everything() };
        check_standing(Step::Project, what, &intent(), &facts, &expected);
    };
    let flawed = "APP_NAME=x\nMAIL_FROM_NAME=two words\n";
    let why =
        EnvFlaw::Unreadable { file: ProjectFile(".env".into()), why: dotenv::read(flawed.as_bytes()).unwrap_err() };
    check("phpdotenv refuses it", app(flawed), refused(Refusal::Env(why)));
    let hides = |text: &str| {
        let swallow = dotenv::swallowed(text.as_bytes()).expect("a quote that hides lines");
        refused(Refusal::Env(EnvFlaw::Swallows(swallow)))
    };
    let swallowed = format!("{NEW_ENV}# NOTE=\"it\nDB_HOST=127.0.0.1\n");
    check("a quote hides lines", app(&swallowed), hides(&swallowed));
    let swallowed = format!("{DONE_ENV}# NOTE=\"it\nDB_HOST=127.0.0.1\n");
    check("a quote hides lines, none of them wanted", app(&swallowed), Standing::Done);
    let swallowed = format!("{PREPARED_ENV}# NOTE=\"it\nDB_HOST=127.0.0.1\n");
    check("a quote hides lines, and one is wanted", app(&swallowed), hides(&swallowed));
    let computed = PatchRefusal::Missing { path: "config/mail.php" };
    let unpatchable = Project { unpatchable: Some(computed.clone()), ..new_app() };
    check("the config cannot be patched", unpatchable, refused(Refusal::Config(computed)));
}

#[test]
fn the_mailer_is_switched_when_a_stranger_can_get_mail() {
    let check = |what: &str, intent: Intent, facts: Facts, expected: Result<(), Standing>| {
        assert_eq!(may_switch(&intent, &facts, now()), expected, "{what}");
        let prepared = Facts { project: Fact::Present(prepared_app()), ..facts };
        let expected = expected.map_or_else(|standing| standing, |()| open(switch_mailer()));
        check_standing(Step::Project, what, &intent, &prepared, &expected);
    };
    let account = |account| Facts { account, ..everything() };
    let identity = |identity| Facts { identity, ..everything() };
    let in_sandbox = || account(Fact::Present(sandbox()));
    check("in production", intent(), everything(), Ok(()));
    check("in the sandbox", intent(), in_sandbox(), Err(blocked(Step::Production)));
    check("in review", intent(), account(Fact::Present(under_review())), Err(blocked(Step::Production)));
    check("production hidden", intent(), account(Fact::Hidden(denied())), Err(blocked(Step::Production)));
    check("production not looked at", intent(), account(Fact::Unknown), Err(Standing::Unknown));
    check("DNS is slow", intent(), identity(Fact::Present(pending_domain())), Err(blocked(Step::Identity)));
    check("the identity not looked at", intent(), identity(Fact::Unknown), Err(Standing::Unknown));
    let bounces = SesAccount { suppressed: Default::default(), ..production() };
    check("bounces not suppressed yet", intent(), account(Fact::Present(bounces)), Ok(()));
    let bounces = SesAccount { suppressed: Default::default(), ..sandbox() };
    check("nor in the sandbox", intent(), account(Fact::Present(bounces)), Err(blocked(Step::Production)));

    // A developer's own computer writes only to the developer.
    let local = Intent { runs_on: RunsOn::Local, ..intent() };
    check("on this computer, in the sandbox", local.clone(), in_sandbox(), Ok(()));
    check("on this computer, not verified yet", local, identity(Fact::Present(pending_domain())), Ok(()));
    check("told to", Intent { switch: Switch::Now, ..intent() }, in_sandbox(), Ok(()));
    for runs_on in [RunsOn::Server, RunsOn::Panel, RunsOn::Container] {
        check("elsewhere", Intent { runs_on, ..intent() }, in_sandbox(), Err(blocked(Step::Production)));
    }
}

#[test]
fn the_name_beside_the_address_is_said_or_the_apps_own_or_the_domain() {
    let check = |said: Option<&str>, env: &str, expected: &str| {
        let intent = Intent { from_name: said.map(String::from), ..intent() };
        let wish = wish(&intent, &app(env), AppKey::ToCome, seoul()).expect("an address is said");
        assert_eq!(wish.from_name, expected, "{said:?} with {env}");
    };
    check(Some("참깨"), "APP_NAME=Shop", "참깨");
    check(None, "APP_NAME=Shop", "Shop");
    check(None, "APP_NAME=Laravel", "example.co.kr");
    check(None, "", "example.co.kr");
    // A reference stays one, and what is there is not replaced without a word.
    check(None, "APP_NAME=Laravel\nMAIL_FROM_NAME=\"${APP_NAME}\"", "Laravel");
    check(Some("참깨"), "APP_NAME=Laravel\nMAIL_FROM_NAME=\"${APP_NAME}\"", "참깨");
    check(None, "APP_NAME=Shop\nMAIL_FROM_NAME=\"Kim's\"", "Kim's");
    let hangul = Intent { from: Some(a("me@예시.한국")), ..intent() };
    assert_eq!(wish(&hangul, &app(""), AppKey::ToCome, seoul()).expect("an address").from_name, "예시.한국");
    assert_eq!(wish(&Intent { from: None, ..intent() }, &app(""), AppKey::ToCome, seoul()), None);
}

/// The app's own name is asked for: no line replaces the reference, none carries the name of a fresh install to a server,
/// and it is said.
#[test]
fn the_name_of_a_fresh_install_is_left_and_told() {
    let env =
        format!("{}APP_NAME=Laravel\nMAIL_FROM_NAME=\"${{APP_NAME}}\"\n", PREPARED_ENV.replace("MAIL_FROM_NAME", "X"));
    let facts = Facts { project: Fact::Present(app(&env)), ..everything() };
    let names = |lines: Vec<(String, Value)>| lines.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let told = |intent: &Intent| notes(intent, &facts).into_iter().any(|it| matches!(it, Note::FromNameUnsaid { .. }));
    let change = assess(Step::Project, &intent(), &facts, now());
    let edits = change.open().map(Change::edits).unwrap_or_default();
    assert!(!format!("{edits:?}").contains("MAIL_FROM_NAME"), "{edits:?}");
    let server = names(server_lines(&intent(), &facts, now()).expect("there is a key"));
    assert!(!server.contains(&"MAIL_FROM_NAME".to_owned()), "{server:?}");
    assert!(told(&intent()));
    let named = Intent { from_name: Some("참깨".into()), ..intent() };
    let server = names(server_lines(&named, &facts, now()).expect("there is a key"));
    assert!(server.contains(&"MAIL_FROM_NAME".to_owned()) && !told(&named), "{server:?}");
}

/// Beside what is written: an entry that the app's own code sets, and a copy that stays as it was.
#[test]
fn what_no_line_of_env_decides_is_told() {
    let told = |files: &[(&str, &str)]| {
        let project = project_in(&[], Some(PREPARED_ENV), &["aws/aws-sdk-php"], files);
        let facts = Facts { project: Fact::Present(project), ..everything() };
        notes(&intent(), &facts).iter().map(|note| Text::new(Locale::En).note(note)).collect::<Vec<_>>()
    };
    assert_eq!(told(&[]), [""; 0]);
    let provider = "<?php\nclass P { function boot() {\nConfig::set('mail.default', 'log');\n} }";
    let of_code = told(&[("app/Providers/AppServiceProvider.php", provider)]);
    assert!(of_code[0].starts_with("app/Providers/AppServiceProvider.php, line 3, sets mail.default"), "{of_code:?}");
    let copy = told(&[(".env.encrypted", "eyJpdiI6")]);
    assert!(copy[0].contains(".env.encrypted") && copy[0].contains("php artisan env:encrypt --force"), "{copy:?}");
}

#[test]
fn a_test_goes_to_whom_it_was_asked_for() {
    let check = |what: &str, intent: Intent, facts: Facts, expected: Standing| {
        check_standing(Step::Delivery, what, &intent, &facts, &expected);
    };
    let asked = || Intent { test_to: Some(a("me@example.com")), ..intent() };
    let send = |mailer| {
        open(Change::SendTest {
            region: seoul(),
            mailer,
            key: a(KEY),
            secret: Slot::Resting(Keep::Keychain, a(KEY)),
            from: a("no-reply@example.co.kr"),
            to: a("me@example.com"),
            options: named(),
        })
    };
    check("not asked for", intent(), everything(), asks([Question::TestTo]));
    check("asked for", asked(), everything(), send(Mailer::Ses));
    check("by v2", Intent { mailer: Some(Mailer::SesV2), ..asked() }, everything(), send(Mailer::SesV2));
    let by_smtp = Facts { project: Fact::Present(project(Some(DONE_ENV), &[], &[])), ..everything() };
    check("as the app would", asked(), by_smtp, send(Mailer::Smtp));
    // Without an app the name is that of the domain.
    let by_domain = open(Change::SendTest {
        region: seoul(),
        mailer: Mailer::Ses,
        key: a(KEY),
        secret: Slot::Resting(Keep::Keychain, a(KEY)),
        from: a("no-reply@example.co.kr"),
        to: a("me@example.com"),
        options: Box::new(open_sesame::setup::SendOptions { from_name: Some("example.co.kr".into()), ..*named() }),
    });
    check("without an app", asked(), Facts { project: Fact::Absent, ..everything() }, by_domain);
    check("nobody signed in", asked(), Facts { caller: Fact::Absent, ..everything() }, send(Mailer::Ses));

    let in_sandbox = |recipient| Facts { account: Fact::Present(sandbox()), recipient, ..everything() };
    let inbox = |verified| {
        let name = open_sesame::setup::IdentityName::Email(a("me@example.com"));
        Fact::Present(Identity { name, verified, ..pending_domain() })
    };
    let tags = vec![("managed-by".into(), "sesame".into())];
    let verify = open(Change::VerifyRecipient { under: under(), address: a("me@example.com"), tags });
    check("in the sandbox, not looked at", asked(), in_sandbox(Fact::Unknown), Standing::Unknown);
    check("in the sandbox, never verified", asked(), in_sandbox(Fact::Absent), verify);
    check("with a link on its way", asked(), in_sandbox(inbox(false)), Standing::Waiting { on: Wait::Click });
    check("verified", asked(), in_sandbox(inbox(true)), send(Mailer::Ses));
    check("hidden: SES says itself", asked(), in_sandbox(Fact::Hidden(denied())), send(Mailer::Ses));
    let nobody = Facts { caller: Fact::Absent, ..in_sandbox(Fact::Absent) };
    check("nobody may verify it", asked(), nobody, send(Mailer::Ses));
    // Where the recipient's domain takes no mail, AWS's link would arrive nowhere.
    let mx = open_sesame::dns::RecordType::Mx;
    let question = ask::Query { name: "example.com".into(), kind: mx, why: ask::Aim::Itself };
    let null = ServerAnswer::new("ns1.example.net", Answer::Found(vec!["0 ".into()]));
    let seen = [(question, Sighting { authoritative: vec![null], public: Vec::new() })].into_iter().collect();
    let records = BTreeMap::from([(RecordKey { name: "example.com".into(), kind: mx }, seen)]);
    let why = open_sesame::dns::mailbox::NoMail::NullMx;
    let refused = Standing::Refused(Refusal::NoMail { domain: a("example.com"), why });
    check("no mail there", asked(), Facts { records: records.clone(), ..in_sandbox(Fact::Absent) }, refused);
    let clicked = Facts { records, ..in_sandbox(inbox(true)) };
    check("no mail there, and verified long ago", asked(), clicked, send(Mailer::Ses));
    for free in ["success@simulator.amazonses.com", "me@example.co.kr", "me@in.example.co.kr"] {
        let standing =
            assess(Step::Delivery, &Intent { test_to: Some(a(free)), ..intent() }, &in_sandbox(Fact::Unknown), now());
        assert!(matches!(standing, Standing::Open { next: Change::SendTest { .. } }), "{free}: {standing:?}");
    }

    let sent = |to| Fact::Present(Delivery { to: a(to), key: a(KEY), message_id: "0100-1".into() });
    check("taken", asked(), Facts { delivery: sent("me@example.com"), ..nothing() }, Standing::Done);
    check("taken, for somebody else", asked(), Facts { delivery: sent("you@a.kr"), ..everything() }, send(Mailer::Ses));
    check("not taken", asked(), Facts { delivery: Fact::Absent, ..everything() }, send(Mailer::Ses));
    let no = Facts { delivery: Fact::Hidden(denied()), ..everything() };
    check("refused", asked(), no, Standing::Refused(denied().into()));

    // An earlier test counts where none is asked for, as long as it was sent as the app would send now.
    let proof = || Proof {
        from: a("no-reply@example.co.kr"),
        to: a("me@example.com"),
        region: seoul(),
        mailer: Mailer::Ses,
        key: a(KEY),
        at: ago(3 * 86_400),
        seen: now(),
    };
    let proven = |proof| Facts { proof: Some(proof), ..everything() };
    check("proven before", intent(), proven(proof()), Standing::Done);
    check("proven before, and asked for again", asked(), proven(proof()), send(Mailer::Ses));
    let others = [
        Proof { from: a("you@example.co.kr"), ..proof() },
        Proof { region: a("us-east-1"), ..proof() },
        Proof { mailer: Mailer::Smtp, ..proof() },
        Proof { key: a("AKIAANOTHERKEY234567"), ..proof() },
    ];
    for other in others {
        check("another was proven", intent(), proven(other), asks([Question::TestTo]));
    }
    let lost = Facts { identity: Fact::Present(pending_domain()), ..proven(proof()) };
    check("no longer verified", intent(), lost, asks([Question::TestTo]));

    check("no region", Intent { region: None, ..asked() }, everything(), blocked(Step::Region));
    check("no address", Intent { from: None, ..asked() }, everything(), asks([Question::From]));
    let keys = |keys, kept| Facts { keys, kept, ..everything() };
    check("no key", asked(), keys(Fact::Absent, Fact::Absent), blocked(Step::Key));
    check("the keys not listed", asked(), keys(Fact::Unknown, everything().kept), Standing::Unknown);
    check("what is at rest not looked at", asked(), keys(everything().keys, Fact::Unknown), Standing::Unknown);
    check("the key not taken yet", asked(), Facts { accepted: Fact::Absent, ..everything() }, blocked(Step::Key));
    let identity = |identity| Facts { identity, ..everything() };
    check("the identity not looked at", asked(), identity(Fact::Unknown), Standing::Unknown);
    for unproven in [Fact::Absent, Fact::Hidden(denied()), Fact::Present(pending_domain())] {
        check("the identity not verified", asked(), identity(unproven), blocked(Step::Identity));
    }
    // SES sends with the verification alone.
    let bare = Identity { verified: true, ..pending_domain() };
    check("verified, and no more", asked(), identity(Fact::Present(bare)), send(Mailer::Ses));
}

// ---- edits ---------------------------------------------------------------------------------------------------------

pub fn edit(edits: Vec<FileEdit>) -> Change {
    Change::EditProject { edits }
}

/// These lines in `.env`.
pub fn edits(lines: &[(&str, Value)]) -> Vec<FileEdit> {
    let lines = lines.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
    vec![FileEdit { file: ProjectFile(".env".into()), seen: env_digest(), kind: EditKind::Dotenv(lines) }]
}

pub fn id(key: &str) -> Value {
    Value::KeyId(a(key))
}

pub fn plain(text: &str) -> Value {
    Value::Plain(text.into())
}

pub fn secret() -> Value {
    Value::Of(Slot::Resting(Keep::Keychain, a(KEY)))
}

fn smtp_password() -> Value {
    Value::SmtpPasswordOf { slot: Slot::Resting(Keep::Keychain, a(KEY)), region: seoul() }
}
