//! `sesame doctor --fix`: the guide's four causes of "Email address is not verified", each alone and all together, and those
//! of the wrong key and the wrong policy beside them, in live mode beside a served account; what is offered mends them, or
//! says what is waited for.

use std::fs;

use serde_json::Value as Json;

use crate::{
    headless::contract::{self, Shape},
    live::Account,
};

const FROM: &str = "no-reply@example.co.kr";

/// An account with this identity row, and an app that sends by `ses` with these lines in `.env`.
fn app(seed: &str, story: &str, lines: &[(&str, &str)]) -> Account {
    let account = Account::serve(&format!(
        "seed = '{seed}'\nstory = {{ ko = '시험', en = 'a test' }}\niam.propagation = '0s'\ndns.publish_after = '3m'\n{story}"
    ));
    let own = [("MAIL_MAILER", "ses"), ("MAIL_FROM_ADDRESS", FROM), ("AWS_DEFAULT_REGION", "ap-northeast-2")];
    for (name, value) in own.iter().chain(lines) {
        set(&account, name, value);
    }
    account
}

fn set(account: &Account, name: &str, value: &str) {
    let path = account.app.join(".env");
    let env = fs::read_to_string(&path).expect("there");
    let others = env.lines().filter(|line| !line.starts_with(&format!("{name}=")));
    let lines: Vec<&str> = others.collect();
    fs::write(&path, format!("{}\n{name}={value}\n", lines.join("\n"))).expect("written");
}

fn verified(region: &str) -> String {
    format!("[[identity]]\nname = 'example.co.kr'\nregion = '{region}'\nage = '30d'\nstands = 'verified'\n")
}

/// What the doctor says after it has mended what it may.
#[track_caller]
fn mends(account: &Account, flags: &str) -> Json {
    let ran = account.sesame(&format!("--json doctor --fix --yes --from {FROM} {flags}"));
    let object = ran.json();
    let breaches = contract::breaches(Shape::Fixed, &object);
    assert!(breaches.is_empty(), "{breaches:#?}\n{ran}");
    assert_eq!(object["error"], Json::Null, "{ran}");
    object
}

/// The causes that a report names, each once.
fn named(report: &Json) -> Vec<String> {
    let checks = report["checks"].as_array().expect("checks");
    let causes = checks.iter().flat_map(|check| check["causes"].as_array().expect("causes"));
    causes.map(|it| it["cause"].as_str().expect("an id").to_owned()).collect()
}

fn proven(report: &Json, cause: &str) -> bool {
    let checks = report["checks"].as_array().expect("checks");
    let mut causes = checks.iter().flat_map(|check| check["causes"].as_array().expect("causes"));
    causes.any(|it| it["cause"] == cause && it["certainty"] == "proven")
}

fn applied(report: &Json) -> Vec<&str> {
    report["applied"].as_array().expect("a list").iter().map(|it| it["change"].as_str().expect("an id")).collect()
}

fn left<'a>(report: &'a Json, cause: &str) -> Option<&'a Json> {
    report["left"].as_array().expect("a list").iter().find(|it| it["cause"] == cause)
}

/// What the doctor says before anything is mended.
fn before(account: &Account) -> Json {
    account.sesame(&format!("--json doctor --from {FROM}")).json()
}

#[test]
fn an_identity_that_is_not_verified_is_begun_and_dns_is_waited_for() {
    let account = app("fix-identity", "", &[]);
    assert!(proven(&before(&account), "sender-not-verified"));
    let report = mends(&account, "--mail-from none --no-dmarc");
    assert!(applied(&report).contains(&"create-identity"), "{report}");
    let waits =
        left(&report, "sender-not-verified").or_else(|| left(&report, "dns-missing")).expect("it is waited for");
    assert_eq!((&waits["way"], &waits["on"]), (&"wait".into(), &"dns".into()), "{report}");
    account.advance("1h");
    assert!(!named(&before(&account)).contains(&"sender-not-verified".to_owned()));
}

#[test]
fn a_wrong_region_is_mended_by_its_one_line() {
    let story = format!("production = ['us-east-1', 'ap-northeast-2']\n{}", verified("us-east-1"));
    let account = app("fix-region", &story, &[]);
    assert!(proven(&before(&account), "region-mismatch"));
    let other_lines = |account: &Account| {
        let env = fs::read_to_string(account.app.join(".env")).expect("there");
        env.lines().filter(|line| !line.starts_with("AWS_DEFAULT_REGION")).map(str::to_owned).collect::<Vec<_>>()
    };
    let was = other_lines(&account);
    let report = mends(&account, "");
    assert_eq!(applied(&report).first(), Some(&"edit-project"), "{report}");
    assert_eq!(account.value("AWS_DEFAULT_REGION"), "us-east-1");
    assert!(!named(&report).contains(&"region-mismatch".to_owned()), "{report}");
    // Where the first change is all that was made, the others are as they were.
    if applied(&report).len() == 1 {
        assert_eq!(other_lines(&account), was);
    }
}

#[test]
fn a_from_outside_the_identity_is_mended_where_the_set_up_says_the_right_one() {
    let story = format!("production = ['ap-northeast-2']\n{}", verified("ap-northeast-2"));
    let account = app("fix-from", &story, &[("MAIL_FROM_ADDRESS", "no-reply@exmaple.co.kr")]);
    assert!(proven(&before(&account), "from-address-not-covered"));
    let report = mends(&account, "");
    assert_eq!(account.value("MAIL_FROM_ADDRESS"), FROM);
    assert!(!named(&report).contains(&"from-address-not-covered".to_owned()), "{report}");
}

#[test]
fn the_sandbox_is_left_by_asking_aws_and_waiting() {
    let account = app("fix-sandbox", &verified("ap-northeast-2"), &[]);
    // What only the user can promise is asked for.
    let report = mends(&account, "");
    let asks = left(&report, "recipient-in-sandbox").expect("it is left");
    assert_eq!(asks["way"], "asks", "{report}");
    let flags: Vec<&str> =
        asks["asks"].as_array().expect("a list").iter().filter_map(|it| it["flag"].as_str()).collect();
    assert!(flags.contains(&"--website") && flags.contains(&"--accept-terms"), "{report}");
    assert!(!account.changes().contains(&"PutAccountDetails".to_owned()));
}

#[test]
fn all_of_them_together_are_mended_from_their_root() {
    let story = format!("production = ['us-east-1']\n{}", verified("us-east-1"));
    let account = app("fix-all", &story, &[("MAIL_FROM_ADDRESS", "no-reply@exmaple.co.kr")]);
    let first = before(&account);
    assert!(proven(&first, "region-mismatch") || proven(&first, "sender-not-verified"), "{first}");
    let report = mends(&account, "");
    assert_eq!(account.value("AWS_DEFAULT_REGION"), "us-east-1", "{report}");
    assert_eq!(account.value("MAIL_FROM_ADDRESS"), FROM, "{report}");
    for cause in ["region-mismatch", "from-address-not-covered", "sender-not-verified", "recipient-in-sandbox"] {
        assert!(!named(&report).contains(&cause.to_owned()), "{cause}: {report}");
    }
    // Nothing was begun in the region that was wrong.
    assert!(!account.changes().contains(&"CreateEmailIdentity".to_owned()), "{:?}", account.changes());
    // Again there is nothing new to do.
    let again = mends(&account, "");
    assert!(applied(&again).is_empty(), "{again}");
}

#[test]
fn nothing_is_changed_without_a_yes_or_where_changes_are_refused() {
    let story = format!("production = ['us-east-1', 'ap-northeast-2']\n{}", verified("us-east-1"));
    let account = app("fix-not", &story, &[]);
    let env = account.env();
    for (line, code) in
        [("doctor --fix", 2), ("--json doctor --fix", 2), ("doctor --yes", 2), ("--read-only doctor --fix --yes", 1)]
    {
        let ran = account.sesame(&format!("{line} --from {FROM}")).ends(code);
        assert_eq!(account.env(), env, "{ran}");
    }
    assert_eq!(account.changes(), Vec::<String>::new());
}

/// A cached configuration is named, never cleared.
#[test]
fn the_apps_own_commands_are_named_and_not_run() {
    let story = format!("production = ['ap-northeast-2']\n{}", verified("ap-northeast-2"));
    let account = app("fix-cache", &story, &[]);
    let cache = account.app.join("bootstrap/cache");
    fs::create_dir_all(&cache).expect("made");
    let old = "<?php return ['mail' => ['default' => 'log', 'mailers' => ['log' => ['transport' => 'log']]], 'services' => []];";
    fs::write(cache.join("config.php"), old).expect("written");
    let report = mends(&account, "");
    assert_eq!(fs::read_to_string(cache.join("config.php")).expect("there"), old);
    let named = left(&report, "config-cached").expect("it is left");
    assert!(named["commands"].to_string().contains("config:clear"), "{report}");
}

/// What is wrong with an app that was set up, and sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    NotVerified,
    Region,
    Policy,
    Key,
}

impl Wrong {
    fn cause(self) -> &'static str {
        match self {
            Wrong::NotVerified => "sender-not-verified",
            Wrong::Region => "region-mismatch",
            Wrong::Policy => "policy-excludes-sender",
            Wrong::Key => "secret-mismatch",
        }
    }

    /// Which of two is met first: AWS looks at the signature, then at the policies, then at the sender.
    fn is_met(self) -> u8 {
        match self {
            Wrong::Key => 0,
            Wrong::Policy => 1,
            Wrong::Region | Wrong::NotVerified => 2,
        }
    }
}

/// An app that was set up with its key in `.env` alone, and these things gone wrong since.
fn gone_wrong(wrong: &[Wrong]) -> Account {
    let is = |it: Wrong| wrong.contains(&it);
    let seed: String = wrong.iter().map(|it| format!("-{}", it.cause())).collect();
    let both = || verified("ap-northeast-2") + &verified("ap-northeast-2").replace("example.co.kr", "other.co.kr");
    // A sender that is not verified is begun by the set-up, and waits for DNS.
    let there = if is(Wrong::NotVerified) { String::new() } else { both() };
    let story = format!("production = ['ap-northeast-2', 'us-east-1']\n{there}");
    let account = app(&format!("guide{seed}"), &story, &[]);
    // The set-up was for another sender, where this one may not send.
    let first = if is(Wrong::Policy) { "no-reply@other.co.kr" } else { FROM };
    let policy = if is(Wrong::Policy) { "sender" } else { "ses-star" };
    account.sesame(&format!(
        "setup --from {first} --keep project --mail-from none --no-dmarc --runs-on local --mailer ses --policy {policy} --yes"
    ));
    assert_eq!(account.keys(), [account.value("AWS_ACCESS_KEY_ID")], "the app is not set up");
    set(&account, "MAIL_FROM_ADDRESS", FROM);
    if is(Wrong::Region) {
        set(&account, "AWS_DEFAULT_REGION", "us-east-1");
    }
    if is(Wrong::Key) {
        // Another secret of the right form.
        let secret = account.value("AWS_SECRET_ACCESS_KEY");
        let (kept, changed) = secret.split_at(secret.len() - 8);
        let turned: String = changed.chars().rev().map(|c| if c == 'x' { 'y' } else { 'x' }).collect();
        set(&account, "AWS_SECRET_ACCESS_KEY", &format!("{kept}{turned}"));
    }
    account
}

/// A command as it is proposed, done in the place of planned.
fn runs(account: &Account, proposed: &str) {
    let args: Vec<&str> =
        proposed.split_whitespace().skip(1).map(|it| if it == "--plan" { "--yes" } else { it }).collect();
    let mut command = account.machine.command(&args);
    account.sign_in(&mut command);
    account.machine.finish(command).ends(0);
}

#[track_caller]
fn check(wrong: &[Wrong]) {
    let account = gone_wrong(wrong);
    // What the app meets, and what is behind it.
    let refused = account.sesame("--json send --to guest@naver.com").ends(1).json();
    let met = wrong.iter().min_by_key(|it| it.is_met()).expect("one");
    // In the other region the set-up's sender is not verified either.
    let expected = if wrong.contains(&Wrong::Region) && met.is_met() == 2 && wrong.contains(&Wrong::NotVerified) {
        Wrong::NotVerified
    } else {
        *met
    };
    let first = |object: &Json| (object["causes"][0]["cause"].clone(), object["causes"][0]["certainty"].clone());
    assert_eq!(first(&refused), (expected.cause().into(), "proven".into()), "{wrong:?}: {refused:#}");
    let mut command = account.command("--json explain");
    command.arg(format!(
        "{} email.ap-northeast-2.amazonaws.com",
        refused["refusal"]["message"].as_str().expect("a sentence")
    ));
    let explained = account.machine.finish(command).json();
    assert_eq!(first(&explained), first(&refused), "{wrong:?}: {explained:#}");

    mends(&account, "--keep project --mail-from none --no-dmarc");
    account.advance("1h");
    // What had to wait for DNS goes on.
    let report = mends(&account, "--keep project --mail-from none --no-dmarc");
    for it in report["left"].as_array().expect("a list").iter().filter(|it| it["cause"] == Wrong::Key.cause()) {
        runs(&account, it["commands"][0].as_str().expect("a command"));
    }
    let sent = account.sesame("--json send --to guest@naver.com").json();
    assert_eq!(sent["sent"], true, "{wrong:?}: {sent:#}\n{report:#}");
    let after = before(&account);
    let still = named(&after);
    assert!(wrong.iter().all(|it| !still.contains(&it.cause().to_owned())), "{wrong:?}: {after:#}");
}

#[test]
fn a_sender_that_is_not_verified_is_proven_and_mended() {
    check(&[Wrong::NotVerified]);
    check(&[Wrong::NotVerified, Wrong::Region]);
}

#[test]
fn a_wrong_region_is_proven_and_mended() {
    check(&[Wrong::Region]);
    check(&[Wrong::Region, Wrong::Policy]);
}

#[test]
fn a_policy_for_another_sender_is_proven_and_mended() {
    check(&[Wrong::Policy]);
    check(&[Wrong::Policy, Wrong::NotVerified]);
}

#[test]
fn a_wrong_secret_is_proven_and_mended_by_the_command_that_is_named() {
    check(&[Wrong::Key]);
    check(&[Wrong::Key, Wrong::Region]);
}

#[test]
fn a_wrong_secret_beside_a_wrong_policy_or_sender_is_proven_first() {
    check(&[Wrong::Key, Wrong::Policy]);
    check(&[Wrong::Key, Wrong::NotVerified]);
}

/// Where no keychain answers, and Sesame was never here, the secret in `.env` is all there is, and it is tried.
#[test]
fn a_wrong_secret_in_env_alone_is_found_without_a_keychain() {
    for (wrong, verdict) in [(vec![], "pass"), (vec![Wrong::Key], "fail")] {
        let account = gone_wrong(&wrong);
        for folder in ["config", "data"] {
            fs::remove_dir_all(account.machine.path(folder)).expect("removed");
            fs::create_dir(account.machine.path(folder)).expect("made");
        }
        let report = before(&account);
        let checks = report["checks"].as_array().expect("checks");
        let own = checks.iter().find(|check| check["check"] == "app-key").expect("it is checked");
        assert_eq!(own["verdict"], verdict, "{report:#}");
        assert_eq!(proven(&report, "secret-mismatch"), wrong.contains(&Wrong::Key), "{report:#}");
    }
}

/// The same where what is kept lies behind a passphrase.
#[test]
fn a_wrong_secret_is_found_while_the_sealed_file_is_closed() {
    let account = app("guide-sealed", &format!("production = ['ap-northeast-2']\n{}", verified("ap-northeast-2")), &[]);
    let passphrase = account.machine.passphrase();
    account.sesame(&format!(
        "setup --from {FROM} --keep file --passphrase-file {} --mail-from none --no-dmarc --runs-on local --mailer ses --yes",
        passphrase.display()
    ));
    assert!(!named(&before(&account)).contains(&"secret-mismatch".to_owned()));
    let secret = account.value("AWS_SECRET_ACCESS_KEY");
    set(&account, "AWS_SECRET_ACCESS_KEY", &format!("{}xxxx", &secret[..secret.len() - 4]));
    assert!(proven(&before(&account), "secret-mismatch"));
    let report = mends(&account, &format!("--passphrase-file {}", passphrase.display()));
    assert_eq!(applied(&report), ["edit-project"], "{report:#}");
    assert_eq!(account.value("AWS_SECRET_ACCESS_KEY"), secret);
}
