//! What `sesame switch off` puts back: every line of mail as it was, and what somebody has changed since as they left it.

use std::fs;

use serde_json::{Value as Json, json};

use crate::{
    headless::machine::Ran,
    live::{ASKED, Account, QUICK},
    sentinel::MARKER,
};

const LINES: [&str; 5] = ["MAIL_MAILER", "MAIL_HOST", "MAIL_PORT", "MAIL_FROM_ADDRESS", "MAIL_FROM_NAME"];

/// An app with these lines, whose account may send to everyone.
fn with_env(seed: &str, lines: &str) -> Account {
    let granted = "production = ['ap-northeast-2']\n";
    let account = Account::serve(&format!("seed = '{seed}'\n{}\n{granted}", QUICK.replace("seed = 'quick'", "")));
    put(&account, ".env", lines);
    account
}

fn put(account: &Account, file: &str, text: &str) {
    fs::write(account.app.join(file), text).expect("written");
}

fn env(account: &Account) -> String {
    fs::read_to_string(account.app.join(".env")).expect("an .env")
}

fn changed(account: &Account, name: &str, line: &str) {
    let lines = env(account);
    let lines = lines.lines().map(|old| if old.starts_with(&format!("{name}=")) { line } else { old });
    put(account, ".env", &lines.map(|line| format!("{line}\n")).collect::<String>());
}

fn object(ran: &Ran) -> Json {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|e| panic!("{e}: {ran}"))
}

fn prepare(account: &Account, flags: &str) {
    account.sesame(&format!("setup {ASKED} --keep project --yes {flags}")).ends(3);
    account.advance("10m");
}

#[test]
fn an_app_that_wrote_its_mail_to_the_log_does_so_again_under_its_own_name() {
    for (seed, mailer) in [("off-log-ses", "ses"), ("off-log-smtp", "smtp")] {
        let lines = "APP_NAME=Shop\nMAIL_MAILER=log\nMAIL_HOST=127.0.0.1\nMAIL_PORT=2525\nMAIL_FROM_ADDRESS=\"hello@example.com\"\nMAIL_FROM_NAME=\"${APP_NAME}\"\n";
        let account = with_env(seed, lines);
        prepare(&account, &format!("--mailer {mailer}"));
        account.sesame("switch on --from-name Sesame").ends(0);
        assert_eq!([account.value("MAIL_MAILER"), account.value("MAIL_FROM_NAME")], [mailer, "Sesame"]);
        let off = object(&account.sesame("--json switch off").ends(0));
        assert_eq!((&off["mailer"], &off["stay"]), (&json!("log"), &json!([])), "{off}");
        assert!(env(&account).starts_with(lines), "{}", env(&account));
        // Once is enough.
        let again = account.sesame("--lang en switch off").ends(0);
        assert!(!again.stderr.contains("Write "), "{again}");
        // A set-up leaves it so, and the switch knows the name still.
        account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(0);
        assert!(env(&account).starts_with(lines), "{}", env(&account));
        account.sesame("switch on").ends(0);
        let on = [mailer, "no-reply@example.co.kr", "Sesame"];
        assert_eq!(["MAIL_MAILER", "MAIL_FROM_ADDRESS", "MAIL_FROM_NAME"].map(|it| account.value(it)), on);
    }
}

/// The configuration did not ask for the line that stood there; since it was changed it does.
#[test]
fn a_line_that_had_no_say_gets_none_by_going_back() {
    let lines = "APP_NAME=Shop\nMAIL_MAILER=log\nMAIL_FROM_ADDRESS=hello@example.com\nMAIL_FROM_NAME=Hello\n";
    let account = with_env("off-unread", lines);
    let mail = fs::read_to_string(account.app.join("config/mail.php")).expect("a mail config");
    let fixed = mail.replace("env('MAIL_FROM_ADDRESS', 'hello@example.com')", "'shop@moa.example'");
    put(&account, "config/mail.php", &fixed.replace("env('MAIL_FROM_NAME', 'Example')", "title()"));
    prepare(&account, "");
    account.sesame("switch on --from-name Sesame").ends(0);
    assert_eq!(account.value("MAIL_FROM_ADDRESS"), "no-reply@example.co.kr");
    account.sesame("switch off").ends(0);
    // Of what cannot be told null lets the configuration say it again.
    assert_eq!(
        ["MAIL_MAILER", "MAIL_FROM_ADDRESS", "MAIL_FROM_NAME"].map(|name| account.value(name)),
        ["log", "shop@moa.example", "null"]
    );
}

#[test]
fn what_was_changed_since_the_switch_stays_and_is_named() {
    let lines = "APP_NAME=Shop\nMAIL_MAILER=mailgun\nMAIL_FROM_ADDRESS=old@example.com\nMAIL_FROM_NAME=Old\n";
    for lang in ["en", "ko"] {
        let account = with_env(&format!("off-changed-{lang}"), lines);
        prepare(&account, "");
        account.sesame("switch on --from-name Sesame").ends(0);
        changed(&account, "MAIL_FROM_NAME", "MAIL_FROM_NAME=\"Newer than the switch\"");
        let off = account.sesame(&format!("--lang {lang} switch off")).ends(0);
        let told = off.stderr.lines().find(|line| line.starts_with('!')).unwrap_or_default();
        assert!(told.contains("MAIL_FROM_NAME") && !told.contains("MAIL_FROM_ADDRESS"), "{off}");
        let now = LINES.map(|name| account.value(name));
        assert_eq!(now, ["mailgun", "", "", "old@example.com", "Newer than the switch"], "{off}");
    }
}

/// The provider's password was changed while AWS looked at the request: the newer one is what goes back.
#[test]
fn what_was_changed_before_the_switch_goes_back_as_it_was_left() {
    let (old, newer) = (format!("{MARKER}-old"), format!("{MARKER}-newer"));
    let lines = format!(
        "APP_NAME=Shop\nMAIL_MAILER=smtp\nMAIL_HOST=smtp.mailgun.org\nMAIL_PORT=587\nMAIL_USERNAME=postmaster\nMAIL_PASSWORD={old}\nMAIL_FROM_ADDRESS=old@example.com\n"
    );
    let account = with_env("off-between", &lines);
    account.machine.held.lock().expect("no panic").extend([old.clone(), newer.clone()]);
    prepare(&account, "--mailer smtp");
    assert_eq!(account.value("MAIL_PASSWORD"), old, "prepared only");
    changed(&account, "MAIL_PASSWORD", &format!("MAIL_PASSWORD='{newer}'"));
    account.sesame("switch on").ends(0);
    assert_ne!(account.value("MAIL_PASSWORD"), newer);
    let off = object(&account.sesame("--json switch off").ends(0));
    assert_eq!(off["stay"], json!([]), "{off}");
    assert!(env(&account).contains(&format!("MAIL_PASSWORD='{newer}'\n")), "it goes back as it stood");
    // What somebody wrote between two writes of ours stands in no backup, and is not undone with them.
    let undo = object(&account.sesame("--json undo --yes").ends(1));
    assert_eq!(undo["files"][0]["way"], "changed", "{undo}");
    assert!(env(&account).contains(&newer));
}

#[test]
fn another_mailer_that_was_named_by_hand_is_left_with_all_its_lines() {
    for (lang, words) in [("en", "somebody has set since"), ("ko", "누군가")] {
        let account = with_env(&format!("off-by-hand-{lang}"), "APP_NAME=Shop\nMAIL_MAILER=mailgun\n");
        prepare(&account, "");
        account.sesame("switch on").ends(0);
        changed(&account, "MAIL_MAILER", "MAIL_MAILER=postmark");
        let before = env(&account);
        let off = account.sesame(&format!("--lang {lang} switch off")).ends(0);
        assert!(off.stderr.contains("postmark") && off.stderr.contains(words), "{off}");
        assert_eq!(env(&account), before);
        let again = object(&account.sesame("--json switch off").ends(0));
        assert_eq!((&again["mailer"], &again["stay"]), (&json!("postmark"), &json!(["MAIL_MAILER"])), "{again}");
    }
}

/// Behind a mailer that tries others where one fails, the first of them is who sends.
#[test]
fn a_mailer_that_hands_on_to_ses_first_does_not_come_back() {
    for (seed, members, expected) in [("off-first", "['ses', 'log']", "log"), ("off-second", "['smtp', 'ses']", "both")]
    {
        let account = with_env(seed, "APP_NAME=Shop\nMAIL_MAILER=both\nMAIL_HOST=smtp.mailgun.org\nMAIL_USERNAME=a\n");
        let mail = fs::read_to_string(account.app.join("config/mail.php")).expect("a mail config");
        let both = format!("'both' => ['transport' => 'failover', 'mailers' => {members}],\n\n        'log' =>");
        put(&account, "config/mail.php", &mail.replace("'log' =>", &both));
        prepare(&account, "--mailer ses");
        account.sesame("switch on").ends(0);
        assert_eq!(account.value("MAIL_MAILER"), "ses");
        let off = object(&account.sesame("--json switch off").ends(0));
        assert_eq!(
            (off["mailer"].as_str(), account.value("MAIL_MAILER").as_str()),
            (Some(expected), expected),
            "{off}"
        );
    }
}

#[test]
fn what_does_not_switch_it_off_is_not_called_so() {
    let account = with_env("off-elsewhere", "APP_NAME=Shop\nMAIL_MAILER=mailgun\n");
    prepare(&account, "");
    account.sesame("switch on").ends(0);
    // Another file is read in the place of `.env`.
    put(&account, ".env.production", "MAIL_MAILER=ses\n");
    let before = env(&account);
    let mut command = account.command("--json switch off");
    command.env("APP_ENV", "production");
    let ran = account.machine.finish(command).ends(1);
    assert!(object(&ran)["error"]["message"].as_str().is_some_and(|it| it.contains(".env.production")), "{ran}");
    assert_eq!(env(&account), before);
    // The mailer is fixed in the configuration by now.
    let mail = fs::read_to_string(account.app.join("config/mail.php")).expect("a mail config");
    let asked = mail.lines().find(|line| line.contains("'default' =>")).expect("a default").to_owned();
    put(&account, "config/mail.php", &mail.replace(&asked, "    'default' => 'ses',"));
    let ran = account.sesame("--json switch off").ends(1);
    assert!(object(&ran)["error"]["message"].as_str().is_some_and(|it| it.contains("config/mail.php")), "{ran}");
}
