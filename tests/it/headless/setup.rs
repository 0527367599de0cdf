//! From nothing to done in one command, and every story headless.

use open_sesame::laravel::dotenv;

use super::{machine::Ran, *};

#[test]
fn a_plan_is_told_to_its_end() {
    check("plan", Shape::Plan, 0, &format!("--rehearse setup {ASKED} --plan"));
    check("plan-half-said", Shape::Plan, 2, &format!("--rehearse setup {FROM} --plan"));
    check("plan-of-two-keys", Shape::Plan, 2, &format!("--rehearse=two-keys setup {ASKED} --plan"));
    check("plan-not-allowed", Shape::Plan, 0, &format!("--rehearse=no-permission setup {ASKED} --plan"));
}

/// The website is asked where that was said, and nowhere else.
#[test]
fn what_reviewers_look_at_is_told_before_the_request() {
    check("plan-check-site", Shape::Plan, 0, &format!("--rehearse=half-done setup {ASKED} --plan --check-site"));
    let states = |flags: &str| {
        let line = format!("--json --rehearse setup {ASKED} --plan {flags}");
        let object = Machine::new().sesame(&words(&line)).ends(0).json();
        let rows = object["preflight"].as_array().expect("a list").clone();
        rows.into_iter().map(|row| row["state"].as_str().expect("a word").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(states("")[4..], ["not-checked"; 2]);
    assert_eq!(states("--check-site")[4..], ["ok"; 2]);
    // Before the first change too, beside what is done.
    let line = format!("--lang en --rehearse setup {ASKED} --yes --check-site");
    let ran = Machine::new().sesame(&words(&line)).ends(3);
    assert!(ran.stderr.contains("it answers over HTTPS"), "{ran}");
}

/// Asked for by its flag, shown with what it costs, and never without it.
#[test]
fn the_price_plan_is_switched_where_that_was_said() {
    check("plan-pricing", Shape::Plan, 0, &format!("--rehearse setup {ASKED} --plan --pricing none"));
    check("setup-pricing", Shape::Setup, 3, &format!("--rehearse setup {ASKED} --yes --pricing none"));
    let same = format!("--json --rehearse setup {ASKED} --plan --pricing essentials");
    for line in [same, format!("--json --rehearse setup {ASKED} --plan")] {
        let object = Machine::new().sesame(&words(&line)).ends(0).json();
        assert!(!object["changes"].to_string().contains("set-price-plan"), "{object}");
    }
    Machine::new().sesame(&words(&format!("--rehearse setup {ASKED} --plan --pricing enterprise"))).ends(2);
}

/// What is missing is said first, and nothing says that there is nothing to do.
#[test]
fn a_plan_that_could_not_be_made_is_none() {
    check("plan-without-a-region", Shape::Plan, 2, &format!("--rehearse=no-region setup {ASKED} --plan"));
    for (line, flag) in [(format!("=no-region setup {ASKED}"), "--region"), (format!(" setup {FROM}"), "--website")] {
        let ran = Machine::new().sesame(&words(&format!("--lang en --rehearse{line} --plan"))).ends(2);
        let first = ran.stderr.lines().next().unwrap_or_default();
        assert!(first.contains("missing") && first.contains(flag), "{ran}");
        assert!(!ran.stdout.contains("Nothing to do"), "{ran}");
    }
}

/// It is planned all the same: it may be a rehearsal.
#[test]
fn a_sender_that_cannot_be_an_apps_is_told_so() {
    for (from, said) in [("no-reply@example.com", "reserved for examples"), ("shop@naver.com", "only this one address")]
    {
        let machine = Machine::new();
        let line =
            format!("--rehearse --lang en setup --from {from} --website https://example.co.kr --accept-terms --plan");
        let ran = machine.sesame(&words(&line)).ends(0);
        assert!(ran.stderr.contains(said), "{ran}");
    }
}

#[test]
fn one_command_goes_from_nothing_to_done() {
    check("setup", Shape::Setup, 0, &format!("--rehearse setup {ASKED} --yes --wait 2h"));
}

#[test]
fn without_waiting_it_goes_as_far_as_it_can() {
    check("setup-without-waiting", Shape::Setup, 3, &format!("--rehearse setup {ASKED} --yes"));
    check("setup-waits-too-short", Shape::Setup, 3, &format!("--rehearse setup {ASKED} --yes --wait 90s"));
}

#[test]
fn the_env_of_the_rehearsal_is_written_and_kept() {
    let machine = Machine::new();
    let line = format!("--rehearse setup {ASKED} --yes --wait 2h");
    let ran = machine.sesame(&words(&line)).ends(0);
    let app = rehearsed_app(&machine);
    assert!(ran.stdout.contains(app.to_str().unwrap()) && ran.stderr.contains(app.to_str().unwrap()), "{ran}");

    let (before, after) = (fs::read(sample(".env")).unwrap(), fs::read(app.join(".env")).unwrap());
    let values = dotenv::read(&after).expect("phpdotenv reads it");
    let value = |name: &str| values[name].as_deref().unwrap_or_default();
    assert_eq!(value("MAIL_MAILER"), "ses");
    assert_eq!(value("MAIL_FROM_ADDRESS"), "no-reply@example.co.kr");
    assert_eq!(value("MAIL_FROM_NAME"), "참깨 상점");
    assert_eq!(value("AWS_DEFAULT_REGION"), "ap-northeast-2");
    assert_eq!(value("MAIL_HOST"), "email-smtp.ap-northeast-2.amazonaws.com");
    assert!(value("AWS_ACCESS_KEY_ID").starts_with("AKIA"), "{values:#?}");
    assert_eq!(value("AWS_SECRET_ACCESS_KEY").len(), 40);
    let lines = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().lines().map(String::from).collect::<Vec<_>>();
    let (before_lines, after_lines) = (lines(&before), lines(&after));
    assert_eq!(before_lines.len(), after_lines.len(), "lines were added");
    let changed = before_lines.iter().zip(&after_lines).filter(|(before, after)| before != after);
    let changed: Vec<&str> = changed.filter_map(|(line, _)| line.split('=').next()).collect();
    let expected = "MAIL_MAILER MAIL_HOST MAIL_PORT MAIL_FROM_ADDRESS AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY \
                    AWS_DEFAULT_REGION";
    assert_eq!(changed.join(" "), expected, "other lines were changed");

    let (_, backups) = machine.env_files();
    assert_eq!(backups.len(), 1, "one backup, of the first write");
    assert_eq!(fs::read(&backups[0]).unwrap(), before);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&backups[0]).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn every_answer_has_its_flag() {
    let rows = [
        ("email", "--identity email"),
        ("bare-domain", "--no-dmarc --mail-from none"),
        ("smtp", "--mailer smtp"),
        ("ses-v2", "--mailer ses-v2"),
    ];
    for (name, flags) in rows {
        check(name, Shape::Setup, 0, &format!("--rehearse setup {ASKED} --yes --wait 2h {flags}"));
    }
}

#[test]
fn the_mailer_is_switched_in_the_sandbox_where_that_was_said() {
    check("local", Shape::Setup, 3, &format!("--rehearse setup {ASKED} --yes --runs-on local"));
    check("switched-on", Shape::Setup, 3, &format!("--rehearse setup {ASKED} --yes --switch-on"));
    for (flags, mailer) in [("--runs-on local", "ses"), ("--switch-on", "ses"), ("--runs-on panel", "log")] {
        let machine = Machine::new();
        let line = format!("--rehearse setup {ASKED} --yes {flags}");
        machine.sesame(&words(&line)).ends(3);
        let env = dotenv::read(&fs::read(rehearsed_app(&machine).join(".env")).unwrap()).unwrap();
        assert_eq!(env["MAIL_MAILER"].as_deref(), Some(mailer), "{flags}");
    }
}

#[test]
fn a_test_is_sent_at_the_end() {
    let test = "--send-test success@simulator.amazonses.com";
    check("test-sent", Shape::Setup, 0, &format!("--rehearse setup {ASKED} --yes --wait 2h {test}"));
    let stranger = "--send-test guest@naver.com --wait 10m";
    check("test-to-a-stranger", Shape::Setup, 3, &format!("--rehearse setup {ASKED} --yes {stranger}"));
}

#[test]
fn the_secret_rests_where_it_was_said() {
    check("kept-in-the-project", Shape::Setup, 0, &format!("--rehearse setup {ASKED} --yes --wait 2h --keep project"));
}

#[test]
fn the_sealed_file_takes_its_passphrase_from_the_first_line_of_a_file() {
    let setup = format!("setup {ASKED} --yes --wait 2h --keep file");
    check("kept-in-a-file", Shape::Setup, 0, &format!("--rehearse {setup} --passphrase-file {{passphrase}}"));
    check("passphrase-missing", Shape::Error, 2, &format!("--rehearse {setup}"));
    check("passphrase-missing-plan", Shape::Plan, 2, &format!("--rehearse setup {ASKED} --plan --keep file"));
    check("passphrase-file-missing", Shape::Error, 2, &format!("--rehearse {setup} --passphrase-file nowhere"));
    for (name, bytes) in [("empty", &b""[..]), ("blank", b"\nnot the first line\n"), ("not-text", b"\xff\xfe\n")] {
        let machine = Machine::new();
        fs::write(machine.path("here/odd"), bytes).unwrap();
        for lang in ["ko", "en"] {
            let ran =
                machine.sesame(&words(&format!("--lang {lang} --rehearse {setup} --passphrase-file odd"))).ends(2);
            assert!(ran.stderr.contains("odd"), "{name}: {ran}");
        }
    }
}

#[test]
fn read_only_changes_nothing() {
    check("read-only", Shape::Error, 1, &format!("--rehearse --read-only setup {ASKED} --yes --wait 2h"));
    check("read-only-plan", Shape::Plan, 0, &format!("--rehearse --read-only setup {ASKED} --plan"));
}

// ---- the stories ---------------------------------------------------------------------------------------------------

#[test]
fn stories_that_end_well() {
    for story in ["half-done", "lost-replies", "wrong-region"] {
        check(story, Shape::Setup, 0, &format!("--rehearse={story} setup {ASKED} --yes --wait 2h"));
    }
}

#[test]
fn stories_that_need_somebody() {
    check("denied", Shape::Setup, 1, &format!("--rehearse=denied setup {ASKED} --yes --wait 12h"));
    check("locked-keychain", Shape::Setup, 1, &format!("--rehearse=locked-keychain setup {ASKED} --yes --wait 2h"));
    let in_a_file = "--yes --wait 2h --keep file --passphrase-file {passphrase}";
    check(
        "locked-keychain-in-a-file",
        Shape::Setup,
        0,
        &format!("--rehearse=locked-keychain setup {ASKED} {in_a_file}"),
    );
    let beside = "--yes --wait 2h --keep project";
    check("locked-keychain-beside", Shape::Setup, 0, &format!("--rehearse=locked-keychain setup {ASKED} {beside}"));
    check("no-permission", Shape::Setup, 1, &format!("--rehearse=no-permission setup {ASKED} --yes --wait 2h"));
}

#[test]
fn a_story_that_takes_its_time() {
    // The doubled names appear after ten minutes, and the right ones on the next day.
    check("slow-dns", Shape::Setup, 1, &format!("--rehearse=slow-dns setup {ASKED} --yes --wait 15m"));
}

#[test]
fn records_that_were_removed_are_put_back_or_named_anew() {
    let line = format!("--rehearse=records-removed setup {ASKED} --yes");
    check("records-removed-a-while", Shape::Setup, 1, &format!("{line} --wait 5m"));
    check("records-removed", Shape::Setup, 0, &format!("{line} --wait 4h"));
}

#[test]
fn of_two_keys_one_must_be_named() {
    check("two-keys", Shape::Error, 2, &format!("--rehearse=two-keys setup {ASKED} --yes --wait 2h"));
    let stranger = "--retire-key AKIAIOSFODNN7EXAMPLE";
    check("two-keys-and-a-stranger", Shape::Error, 2, &format!("--rehearse=two-keys setup {ASKED} --yes {stranger}"));

    let machine = Machine::new();
    let line = format!("--json --rehearse=two-keys setup {ASKED} --yes");
    let ran = machine.sesame(&words(&line)).ends(2);
    let causes = ran.json()["error"]["causes"].to_string();
    let (_, keys) = causes.split_once("keys: ").expect("the keys are named");
    let oldest = keys.split_whitespace().next().expect("a key");
    let line = format!("--json --rehearse=two-keys setup {ASKED} --yes --wait 2h --retire-key {oldest}");
    let ran = Machine::new().sesame(&words(&line)).ends(0);
    let changes = made(&ran);
    assert_eq!(changes.iter().filter(|change| *change == "delete-key").count(), 1, "{changes:?}");
    assert!(changes.contains(&"issue-key".to_owned()), "{changes:?}");

    // The other was used today: whoever misses it can be helped, and the same again deletes it.
    let (_, other) = causes.rsplit_once(", AKIA").expect("two keys");
    let other = format!("AKIA{}", other.split_whitespace().next().expect("a key"));
    let line = format!("--rehearse=two-keys setup {ASKED} --wait 2h --retire-key {other}");
    let planned = Machine::new().sesame(&words(&format!("--lang en {line} --plan"))).ends(0);
    assert!(planned.stdout.contains(&format!("Deactivate the access key {other}")), "{planned}");
    let ran = Machine::new().sesame(&words(&format!("--json {line} --yes"))).ends(1);
    let changes = made(&ran);
    assert!(changes.contains(&"deactivate-key".to_owned()), "{changes:?}");
    assert!(changes.iter().all(|change| change != "delete-key" && change != "issue-key"), "{changes:?}");
    let ran = Machine::new().sesame(&words(&format!("--lang en {line} --yes"))).ends(1);
    assert!(ran.stderr.contains(&format!("{other} was in use lately")), "{ran}");
}

/// The changes that were made, in their order.
fn made(ran: &Ran) -> Vec<String> {
    let applied = ran.json()["applied"].as_array().expect("a list").clone();
    applied.iter().filter_map(|it| Some(it["change"].as_str()?.to_owned())).collect()
}

#[test]
fn the_receipt_says_how_to_undo_what_was_done_to_things_of_others() {
    let machine = Machine::new();
    let story = "[story]\nko = '가'\nen = 'a'\n[[user]]\nname = 'mail-user'\nage = '800d'\n";
    fs::write(machine.path("here/own.toml"), story).unwrap();
    let app = machine.app();
    // Something else takes the keys of the usual names, so the configuration is patched.
    fs::write(app.join(".env"), "APP_NAME=Shop\nFILESYSTEM_DISK=s3\nAWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n").unwrap();
    let line = format!("--rehearse=own.toml --project app setup {ASKED} --yes --wait 2h --adopt-user");
    let ran = machine.sesame(&words(&line)).ends(0);
    let (_, undo) = ran.stdout.split_once("## How to undo it").expect("how to undo it");
    for part in
        ["Remove the tag used-by", "Delete the access key AKIA", "config/services.php as it was before", ".env as"]
    {
        assert!(undo.contains(part), "{part}: {ran}");
    }
    assert!(!undo.contains("Delete the IAM user"), "{ran}");
}

/// What an identity of somebody else's lacks is set once it is given to Sesame, and nothing of it before that.
#[test]
fn an_identity_of_somebody_elses_is_managed_or_left() {
    let machine = Machine::new();
    let story = "region = 'ap-northeast-2'\n[story]\nko = '가'\nen = 'a'\n[[identity]]\nname = 'example.co.kr'\n\
                 age = '800d'\nstands = 'verified'\ntags = { team = 'web' }\n";
    fs::write(machine.path("here/own.toml"), story).unwrap();
    let line = format!("--json --rehearse=own.toml setup {ASKED} --yes --wait 2h");
    let changes = made(&machine.sesame(&words(&line)));
    assert!(changes.contains(&"issue-key".to_owned()), "{changes:?}");
    assert!(changes.iter().all(|it| !["adopt-identity", "set-mail-from"].contains(&it.as_str())), "{changes:?}");
    let ran = machine.sesame(&words(&format!("{line} --adopt-identity")));
    let changes = made(&ran);
    let at = |kind: &str| changes.iter().position(|it| it == kind).unwrap_or_else(|| panic!("{kind}: {ran}"));
    assert!(at("adopt-identity") < at("set-mail-from"), "{changes:?}");
    let line = format!("--lang en --rehearse=own.toml setup {ASKED} --yes --wait 2h --adopt-identity");
    let ran = machine.sesame(&words(&line));
    let (_, undo) = ran.stdout.split_once("## How to undo it").expect("how to undo it");
    assert!(undo.contains("Remove the tag used-by and what Sesame set from the identity example.co.kr"), "{ran}");
    assert!(!undo.contains("Delete the identity"), "{ran}");
}

/// An identity of another program that waits for its records is told of, and left as it is until `--adopt-identity` is said.
#[test]
fn a_pending_identity_of_somebody_elses_is_managed_or_left() {
    let machine = Machine::new();
    let story = "region = 'ap-northeast-2'\n[story]\nko = '가'\nen = 'a'\n[[identity]]\nname = 'example.co.kr'\n\
                 age = '2d'\nstands = 'pending'\ntags = { team = 'web' }\n[dns]\npublish_after = '20m'\n";
    fs::write(machine.path("here/own.toml"), story).unwrap();
    let notes = |line: &str| {
        let plan = machine.sesame(&words(&format!("--json --rehearse=own.toml setup {ASKED} --plan {line}"))).json();
        assert_eq!(contract::breaches(Shape::Plan, &plan), [""; 0], "{plan}");
        let notes = plan["notes"].as_array().cloned().unwrap_or_default();
        notes.into_iter().filter(|it| it["note"] == "pending-of-another").collect::<Vec<_>>()
    };
    let told = notes("");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0]["identity"], "example.co.kr");
    assert_eq!(notes("--adopt-identity"), [serde_json::Value::Null; 0]);
    let line = format!("--json --rehearse=own.toml setup {ASKED} --yes --wait 2h");
    let ran = machine.sesame(&words(&line));
    assert!(ran.stderr.contains("--adopt-identity"), "{ran}");
    let changes = made(&ran);
    let of_identities = ["adopt-identity", "set-mail-from", "create-identity", "recreate-identity", "restart-dkim"];
    assert!(changes.iter().all(|it| !of_identities.contains(&it.as_str())), "{changes:?}");
    let changes = made(&machine.sesame(&words(&format!("{line} --adopt-identity"))));
    let at = |kind: &str| changes.iter().position(|it| it == kind).unwrap_or_else(|| panic!("{kind}: {changes:?}"));
    assert!(at("adopt-identity") < at("set-mail-from"), "{changes:?}");
}

/// Another service's CNAME at the name of the MAIL FROM is told before the identity is made, and no longer with another name.
#[test]
fn a_mail_from_in_use_is_told_before_there_is_an_identity() {
    let machine = Machine::new();
    let story = "region = 'ap-northeast-2'\n[story]\nko = '가'\nen = 'a'\n[[dns.records]]\n\
                 name = 'bounce.example.co.kr'\ntype = 'CNAME'\nvalues = ['shop.example.net']\n[[dns.records]]\n\
                 name = 'shop.example.net'\ntype = 'A'\nvalues = ['192.0.2.1']\n";
    fs::write(machine.path("here/own.toml"), story).unwrap();
    let plan = |line: &str| machine.sesame(&words(&format!("{line} --rehearse=own.toml setup {ASKED} --plan")));
    let notes = |line: &str| {
        let plan = plan(&format!("--json {line}")).json();
        assert_eq!(contract::breaches(Shape::Plan, &plan), [""; 0], "{plan}");
        plan["notes"].as_array().cloned().unwrap_or_default()
    };
    let told = notes("");
    assert_eq!(told.iter().map(|it| it["note"].as_str().unwrap()).collect::<Vec<_>>(), ["mail-from-in-use"]);
    for (lang, said) in
        [("en", "bounce.example.co.kr is a CNAME to shop.example.net"), ("ko", "다른 서비스가 쓰고 있습니다")]
    {
        let ran = plan(&format!("--lang {lang}"));
        assert!(ran.stdout.contains(said), "{ran}");
    }
    let named = machine.sesame(&words(&format!("--rehearse=own.toml setup {ASKED} --plan --mail-from mail")));
    assert!(!named.stdout.contains("shop.example.net"), "{named}");
}
