//! Live mode across processes: a served pretend account on loopback, Sesame beside it, and a control door through which
//! time passes. Nothing of the two processes is shared but the wire.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use serde_json::{Value as Json, json};

use crate::headless::machine::{Machine, Ran};

mod account;
mod endpoint;
mod others_machines;
mod rights;
mod sign_in;
mod writing;

pub use account::{ASKED, Account, QUICK};
use account::{Server, written_down};

#[test]
fn from_nothing_to_done_in_three_runs_and_a_fourth_that_changes_nothing() {
    let account = Account::serve("fresh");
    let original = account.env();
    let setup = format!("setup {ASKED} --keep project --yes");

    let first = account.sesame(&setup).ends(3);
    assert!(first.stderr.contains("Create an access key"), "{first}");
    assert_eq!(account.value("MAIL_MAILER"), "log", "it is switched after approval");
    assert_eq!(account.keys(), [account.value("AWS_ACCESS_KEY_ID")]);

    account.advance("2h");
    let second = account.sesame(&setup).ends(3);
    assert!(second.stdout.contains("example.co.kr is verified"), "{second}");
    account.advance("2h");
    // What was said once is remembered, but for what is asked anew every time.
    let third = account.sesame("setup --from no-reply@example.co.kr --yes").ends(0);
    assert!(third.stdout.contains(".env is complete, mailer ses"), "{third}");
    assert_eq!(account.value("MAIL_MAILER"), "ses");

    let (changes, env) = (account.changes(), account.env());
    let fourth = account.sesame(&setup).ends(0);
    assert!(fourth.stdout.contains("Nothing had to be changed."), "{fourth}");
    assert_eq!(account.changes(), changes, "a whole set-up was changed again");
    assert_eq!(account.env(), env);
    for once in ["CreateUser", "CreateAccessKey", "CreateEmailIdentity", "PutAccountDetails"] {
        assert_eq!(account.count(once), 1, "{once} in {changes:?}");
    }

    let (_, backups) = account.machine.env_files();
    assert_eq!(backups.len(), 1, "one backup");
    assert_eq!(fs::read(&backups[0]).expect("the backup"), original, "the backup is not what was there before");

    let status = account.sesame("status --json").ends(0).json();
    assert!(status["steps"].as_array().unwrap().iter().take(7).all(|step| step["standing"] == "done"), "{status:#}");
    let records = account.sesame("records --json").ends(0).json();
    assert!(records["records"].as_array().unwrap().iter().all(|it| it["standing"] == "present"), "{records:#}");
    let env = account.sesame("env --json").ends(0).json();
    assert_eq!(env["values"]["AWS_ACCESS_KEY_ID"], account.value("AWS_ACCESS_KEY_ID").as_str());
    assert_eq!(env["values"]["AWS_SECRET_ACCESS_KEY"], Json::Null);
    let nothing = account.sesame("env --write --json").ends(0).json();
    assert_eq!(nothing["written"], false, "{nothing}");
    let sent = account.sesame(&format!("{setup} --send-test success@simulator.amazonses.com")).ends(0);
    assert!(sent.stdout.contains("SES took it; the simulator has no inbox"), "{sent}");
    assert_eq!(account.server.door("GET", "outbox", None).as_array().unwrap().len(), 1);

    // What it proved is kept with its date, and every step is done then.
    let status = account.sesame("status --json").ends(0).json();
    let steps = status["steps"].as_array().unwrap();
    assert!(steps.iter().all(|step| step["standing"] == "done"), "{status:#}");
    assert_eq!(steps[7]["proof"]["to"], "success@simulator.amazonses.com", "{status:#}");
    assert!(steps[7]["proof"]["at"].is_string() && steps[0]["proof"].is_null(), "{status:#}");
    let told = account.sesame("--lang en status").ends(0);
    let last = told.stdout.lines().last().unwrap_or_default();
    assert!(
        last.starts_with('✓') && last.contains("SES took a test to its simulator") && last.contains(" ago"),
        "{told}"
    );
    let receipt = account.sesame(&format!("--lang en {setup}")).ends(0);
    assert!(receipt.stdout.contains("SES took a test to its simulator"), "{receipt}");
    // Of another sender it says nothing.
    let other = account.sesame("--json status --from other@example.co.kr").json();
    assert_eq!((&other["steps"][7]["standing"], &other["steps"][7]["proof"]), (&json!("undecided"), &Json::Null));
}

/// Where SES speaks no SMTP an app that sends by it is refused before anything is made, and another mailer is not.
#[test]
fn no_smtp_server_is_written_down_that_dns_does_not_have() {
    let story = format!("opted_in = ['ap-southeast-3']\n{QUICK}");
    let account = Account { region: "ap-southeast-3", ..Account::serve(&story) };
    let setup = format!("--lang en setup {ASKED} --keep project");
    let host = "email-smtp.ap-southeast-3.amazonaws.com";
    let planned = account.sesame(&format!("{setup} --mailer smtp --plan"));
    assert!(format!("{}{}", planned.stdout, planned.stderr).contains(&format!("DNS has no {host}")), "{planned}");
    let before = account.env();
    let refused = account.sesame(&format!("{setup} --mailer smtp --yes")).ends(1);
    assert!(refused.stderr.contains(host) && refused.stderr.contains("--mailer ses"), "{refused}");
    assert_eq!(account.changes(), [""; 0]);
    assert_eq!(account.env(), before);
    let printed = account.sesame("--lang en env --from no-reply@example.co.kr --mailer smtp").ends(0);
    assert!(printed.stderr.contains(&format!("DNS has no {host}")), "{printed}");
    account.sesame(&format!("{setup} --mailer ses --yes")).ends(3);
    assert_eq!(account.value("AWS_DEFAULT_REGION"), "ap-southeast-3");
}

/// Of a region that no list knows DNS alone can tell: whether or not there is an app, and into a file as on the screen.
#[test]
fn no_smtp_server_is_named_in_the_lines_that_dns_does_not_have() {
    let account = Account::serve(QUICK);
    let out = format!("--passphrase-file {} --out lines.env", account.machine.passphrase().display());
    let told = |ran: &Ran| ran.stderr.contains("DNS has no email-smtp.mars-north-1.amazonaws.com");
    let env = |region: &str, line: &str| {
        let line = format!("--lang en --region {region} env --from no-reply@example.co.kr {line}");
        // Beside the app, not in it.
        let mut command = account.machine.command(&line.split_whitespace().collect::<Vec<_>>());
        account.sign_in(&mut command);
        account.machine.finish(command)
    };
    let ran = env("mars-north-1", "").ends(0);
    assert!(ran.stdout.contains("MAIL_HOST=email-smtp.mars-north-1") && told(&ran), "{ran}");
    for (region, line, expected) in [
        ("mars-north-1", "--json", true),
        ("mars-north-1", &out, true),
        ("mars-north-1", "--mailer ses", false),
        ("mx-central-1", "", false),
        ("ap-northeast-2", "", false),
    ] {
        let ran = env(region, line);
        assert_eq!(told(&ran), expected, "{region} {line}: {ran}");
    }
    let line = "--lang en --region mars-north-1 env --from no-reply@example.co.kr --mailer smtp";
    let in_the_app = account.machine.finish(account.command_without_region(line));
    assert!(told(&in_the_app), "{in_the_app}");
}

/// A label that is said later takes the place of the one that was set, and the records follow.
#[test]
fn another_mail_from_is_set_once_it_is_named() {
    let account = Account::serve(QUICK);
    let setup = format!("--lang en setup {ASKED} --keep project");
    account.sesame(&format!("{setup} --yes")).ends(3);
    let names = || {
        let records = account.sesame("records --json").json();
        let names =
            records["records"].as_array().expect("a list").iter().map(|it| it["name"].as_str().unwrap_or_default());
        let names: Vec<String> = names.filter(|it| !it.contains('_')).map(String::from).collect();
        names
    };
    assert_eq!(names(), ["bounce.example.co.kr"; 2]);
    // What nobody says changes nothing.
    let same = account.sesame(&format!("{setup} --plan"));
    assert!(!same.stdout.contains("Set the MAIL FROM domain"), "{same}");
    let planned = account.sesame(&format!("{setup} --mail-from mail --plan"));
    assert!(planned.stdout.contains("Set the MAIL FROM domain of example.co.kr to mail.example.co.kr"), "{planned}");
    assert_eq!(names(), ["bounce.example.co.kr"; 2], "a plan is no answer");
    account.sesame(&format!("{setup} --mail-from mail --yes")).ends(3);
    assert_eq!(account.count("PutEmailIdentityMailFromAttributes"), 2, "{:?}", account.changes());
    assert_eq!(names(), ["mail.example.co.kr"; 2]);
    account.sesame(&format!("{setup} --yes")).ends(3);
    assert_eq!(account.count("PutEmailIdentityMailFromAttributes"), 2, "{:?}", account.changes());
}

#[test]
fn the_lines_are_written_on_their_own_too() {
    let account = Account::serve(QUICK);
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    // Somebody takes the file back to where it was, but for the key.
    let written = String::from_utf8(account.env()).expect("text");
    let undone = written.replace("no-reply@example.co.kr", "hello@example.com");
    fs::write(account.app.join(".env"), undone).expect("written");
    let ran = account.sesame("env --write").ends(3);
    assert!(ran.stderr.contains("MAIL_MAILER is switched once"), "{ran}");
    assert_eq!(String::from_utf8(account.env()).expect("text"), written);

    // The guide's lines, which the mailer ignores, are written where they are asked for, and only once.
    let short: String =
        written.lines().filter(|line| !line.starts_with("MAIL_PORT=")).map(|it| format!("{it}\n")).collect();
    fs::write(account.app.join(".env"), &short).expect("written");
    account.sesame("env --write").ends(3);
    assert_eq!(String::from_utf8(account.env()).expect("text"), short);
    account.sesame("--read-only env --write --guide").ends(1);
    account.sesame("env --write --guide").ends(3);
    assert_eq!((account.value("MAIL_PORT"), account.value("MAIL_ENCRYPTION")), ("587".into(), "tls".into()));
    let guided = account.env();
    account.sesame("env --write --guide").ends(3);
    assert_eq!(account.env(), guided);
    fs::write(account.app.join(".env"), &written).expect("written");

    let refused = account.sesame("--read-only env --write --mailer smtp").ends(1);
    assert!(refused.stderr.contains("--read-only"), "{refused}");
    assert_eq!(String::from_utf8(account.env()).expect("text"), written);
}

#[test]
fn the_policy_of_the_app_is_about_the_sender_that_was_said_before() {
    let account = Account::serve(QUICK);
    account.sesame("policy app").ends(2);
    account.sesame(&format!("setup {ASKED} --policy send-only --keep project --yes")).ends(3);
    let remembered = account.sesame("policy app").ends(0).json();
    let said = account.sesame("policy app --from no-reply@example.co.kr --policy send-only").ends(0).json();
    assert_eq!(remembered, said);
    // What is said now counts.
    let other = account.sesame("policy app --from me@blog.kr").ends(0);
    assert!(other.stdout.contains("*@blog.kr") && !other.stdout.contains("example.co.kr"), "{other}");
    // A rehearsal remembers nothing, and what the others may do is no app's.
    account.sesame("--rehearse policy app").ends(2);
    account.sesame("policy wizard").ends(0);
}

#[test]
fn another_account_stops_everything_and_says_which_is_which() {
    let mut account = Account::serve(QUICK);
    let setup = format!("setup {ASKED} --keep project --yes");
    account.sesame(&setup).ends(3);
    let env = account.env();

    let other = format!("account = '999988887777'\n{}", QUICK.replace("'quick'\n", "'other'\n"));
    account.server = Server::begin(&account.machine, &other);
    for (lang, words) in [("en", "was begun in account"), ("ko", "계정에서 시작했는데")] {
        for line in [setup.clone(), "setup --from no-reply@example.co.kr --plan".into(), "records".into()] {
            let ran = account.sesame(&format!("--lang {lang} {line}")).ends(1);
            let both = ran.stderr.contains("1234-5678-9012") && ran.stderr.contains("9999-8888-7777");
            assert!(both && ran.stderr.contains(words) && ran.stdout.is_empty(), "{ran}");
        }
    }
    let status = account.sesame("status --json").ends(1).json();
    assert_eq!(status["steps"][0]["standing"], "refused", "{status:#}");
    let error = account.sesame(&format!("--json {setup}")).ends(1).json();
    assert_eq!(error["error"]["kind"], "other-account");
    // By lines: whatever is answered, on every page.
    for (lang, next, yes) in [("en", "next", "y"), ("ko", "다음", "예")] {
        let mut command = account.command(&format!("--plain --lang {lang}"));
        let input = account.machine.path("here/lines");
        fs::write(&input, format!("{yes}\n{next}\n").repeat(12)).expect("written");
        command.stdin(fs::File::open(&input).expect("there"));
        let ran = account.machine.finish(command).ends(1);
        for said in ["1234-5678-9012", "9999-8888-7777", "--profile", "sesame --setup"] {
            assert!(ran.stdout.contains(said), "{said}: {ran}");
        }
    }
    assert_eq!(account.changes(), [""; 0], "something was changed in another account");
    assert_eq!(account.env(), env);

    // The way out that the hint names.
    let ran = account.sesame(&format!("--setup other {setup}")).ends(3);
    assert!(ran.stdout.contains("set-up other"), "the receipt names it: {ran}");
    assert_eq!(account.count("CreateUser"), 1);
    let status = account.sesame("--setup other status");
    assert!(status.stderr.contains("set-up other") && !status.stdout.contains("set-up other"), "{status}");
    assert_eq!(account.sesame("--setup other status --json").json()["setup"], "other");
    // Each knows of the other one, and how it is opened.
    let told = |line: &str, code| {
        let mut command = account.command(line);
        command.stdin(std::process::Stdio::null());
        account.machine.finish(command).ends(code).stdout
    };
    let other = told("--plain --setup other", 3);
    assert!(other.contains("account 1234-5678-9012): sesame\n") && other.contains("set-up other"), "{other}");
    let usual = told("--plain", 1);
    assert!(usual.contains("account 9999-8888-7777): sesame --setup other\n"), "{usual}");
}

#[test]
fn a_key_in_the_sealed_file_is_there_for_whoever_has_the_passphrase() {
    let account = Account::serve(QUICK);
    let passphrase = account.machine.passphrase();
    let sealed = account.machine.path("data/sesame/secrets.age");
    // A machine without a bus keeps secrets in a file unless it is told otherwise, and asks before anything is changed.
    let asked = account.sesame(&format!("setup {ASKED} --yes")).ends(2);
    assert!(asked.stderr.contains("--passphrase-file"), "{asked}");
    assert_eq!((account.changes(), sealed.exists()), (Vec::new(), false));

    let open = format!("--passphrase-file {}", passphrase.display());
    account.sesame(&format!("setup {ASKED} --yes {open}")).ends(3);
    assert_eq!(account.keys(), [account.value("AWS_ACCESS_KEY_ID")]);
    let before = fs::read(&sealed).expect("the file");

    // In the next run it is asked for again; nobody takes it for a key that is not there.
    let closed = account.sesame("--json status").ends(1).json();
    let key = &closed["steps"][3];
    assert_eq!(
        (&key["standing"], &key["asks"][0]["flag"]),
        (&"undecided".into(), &"--passphrase-file".into()),
        "{key}"
    );
    account.sesame(&format!("setup {ASKED} --yes")).ends(2);

    // Which keys there are says IAM; only what needs the secret asks for the passphrase.
    let listed = account.sesame("--json key list").ends(0).json();
    assert_eq!((&listed["keys"][0]["origin"], &listed["keys"][1]), (&"ours".into(), &Json::Null), "{listed:#}");
    for command in ["key rotate --plan", "env --out lines", "env --write"] {
        let ran = account.sesame(command).ends(2);
        assert!(ran.stderr.contains("--passphrase-file"), "{ran}");
    }
    let lines = account.sesame("--lang en env").ends(0);
    assert!(lines.stderr.contains("which nobody has opened in this run"), "{lines}");

    let korean = account.machine.path("here/passphrase.cp949");
    fs::write(&korean, b"\xbf\xad\xb7\xc1\xb6\xf3\n").expect("written");
    let ran = account.sesame(&format!("status --passphrase-file {}", korean.display())).ends(2);
    assert!(ran.stderr.contains("not UTF-8"), "{ran}");

    // An editor's mark before it, its line ends, and what stands below are no part of it.
    let said = fs::read_to_string(&passphrase).expect("the passphrase");
    let first = said.lines().next().expect("its first line");
    fs::write(&passphrase, format!("\u{feff}{first}\r\nmore\r\n")).expect("written");
    let opened = account.sesame(&format!("--json status --passphrase-file {}", passphrase.display())).json();
    assert_eq!(opened["steps"][3]["standing"], "done", "{opened:#}");

    let wrong = account.machine.path("here/passphrase.wrong");
    fs::write(&wrong, "another\n").expect("written");
    let wrong = format!("--passphrase-file {}", wrong.display());
    for (lang, words) in [("ko", "이 파일의 암호가 아닙니다"), ("en", "This is not the passphrase of the file")]
    {
        let ran = account.sesame(&format!("--lang {lang} setup {ASKED} --yes {wrong}")).ends(1);
        assert!(ran.stderr.contains(words) && ran.stderr.contains("secrets.age"), "{ran}");
        let ran = account.sesame(&format!("--lang {lang} env --out lines {wrong}")).ends(1);
        assert!(ran.stderr.contains(words), "{ran}");
    }
    let error = account.sesame(&format!("--json setup {ASKED} --yes {wrong}")).ends(1).json();
    assert_eq!(error["error"]["vault"], "wrong-passphrase", "{error}");

    let opened = account.sesame(&format!("status {open}")).ends(3);
    assert!(opened.stdout.contains(sealed.to_str().expect("a plain path")), "{opened}");
    let doctor = account.sesame(&format!("doctor {open}"));
    assert!(doctor.stdout.contains(sealed.to_str().expect("a plain path")), "{doctor}");
    account.sesame(&format!("setup {ASKED} --yes {open}")).ends(3);
    assert_eq!((account.count("CreateAccessKey"), fs::read(&sealed).expect("the file") == before), (1, true));

    // What is no file of ours is named, and left alone.
    fs::write(&sealed, "a diary").expect("written");
    for (lang, words) in [("ko", "Sesame가 암호로 잠근 파일이 아닙니다"), ("en", "not one that Sesame sealed")]
    {
        let ran = account.sesame(&format!("--lang {lang} status {open}")).ends(1);
        assert!(ran.stderr.contains(words), "{ran}");
    }
    account.sesame(&format!("setup {ASKED} --yes {open}")).ends(1);
    assert_eq!(account.count("CreateAccessKey"), 1);
    assert_eq!(fs::read(&sealed).expect("the file"), b"a diary");
}

#[test]
fn read_only_writes_nothing_down() {
    let account = Account::serve(QUICK);
    account.sesame(&format!("--read-only setup {ASKED} --keep project --yes")).ends(1);
    assert_eq!(written_down(&account.machine), []);
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    // Now nothing is left to refuse, and the answers are others.
    let before = written_down(&account.machine);
    account.sesame(&format!("--read-only setup {ASKED} --keep project --yes --contact me@example.co.kr")).ends(3);
    assert_eq!(written_down(&account.machine), before);
}

#[test]
fn a_promise_to_aws_is_not_carried_into_another_region() {
    let mut account = Account::serve(QUICK);
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    let asks = |account: &Account, code| {
        let plan = account.sesame("--json setup --from no-reply@example.co.kr --plan").ends(code).json();
        plan["asks"].as_array().expect("a list").iter().map(|it| it["flag"].to_string()).collect::<Vec<_>>()
    };
    assert_eq!(asks(&account, 0), [""; 0]);
    account.region = "us-east-1";
    assert_eq!(asks(&account, 2), ["\"--accept-terms\""]);
}

#[test]
fn a_profile_of_the_environment_is_not_remembered_and_an_empty_one_is_none() {
    let account = Account::serve(QUICK);
    let keys =
        format!("aws_access_key_id = {}\naws_secret_access_key = {}\n", account.server.key, account.server.secret);
    fs::create_dir(account.machine.path("home/.aws")).expect("a folder");
    let with_keys_in = |profile: &str| {
        fs::write(account.machine.path("home/.aws/credentials"), format!("[{profile}]\n{keys}")).expect("written");
    };
    let status = |profile: Option<&str>| {
        let mut command = account.command("--json status");
        command.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
        command.envs(profile.map(|name| ("AWS_PROFILE", name)));
        let ran = Ran::of("status".into(), command.output().expect("it starts"));
        ran.json()["steps"][0]["standing"].as_str().expect("a word").to_owned()
    };
    with_keys_in("work");
    let mut setup = account.command(&format!("setup {ASKED} --keep project --yes"));
    setup.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY").env("AWS_PROFILE", "work");
    Ran::of("setup".into(), setup.output().expect("it starts")).ends(3);
    assert_eq!((status(Some("work")).as_str(), status(None).as_str()), ("done", "undecided"));
    with_keys_in("default");
    assert_eq!((status(None).as_str(), status(Some("")).as_str()), ("done", "done"));
    for (file, bytes) in written_down(&account.machine) {
        assert!(!String::from_utf8_lossy(&bytes).contains("work"), "{}", file.display());
    }
}

/// Sesame is killed when it has said this, and the account answers CreateAccessKey so late that it is at work then.
#[track_caller]
fn killed_and_resumed(said: &str, fault: Option<Json>, keys_made: usize) {
    let account = Account::serve(QUICK);
    if let Some(fault) = fault {
        account.server.door("POST", "faults", Some(fault));
    }
    let original = account.env();
    let setup = format!("setup {ASKED} --keep project --yes");
    let mut child = account.command(&setup).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    assert!(lines.any(|line| line.expect("text").contains(said)), "it never came to “{said}”");
    if said.starts_with('▸') {
        // The line is told before the request is sent; the door sees it arrive.
        let arrived = || account.count("CreateAccessKey") > 0 || !account.keys().is_empty();
        while !arrived() {
            assert!(child.try_wait().expect("a child").is_none(), "it ended by itself");
            std::thread::yield_now();
        }
    }
    child.kill().expect("killed");
    child.wait().expect("ended");

    account.sesame(&setup).ends(3);
    account.advance("2h");
    account.sesame(&setup).ends(3);
    account.advance("2h");
    let last = account.sesame(&setup).ends(0);
    assert_eq!(account.keys(), [account.value("AWS_ACCESS_KEY_ID")], "a key that nobody holds, or none: {last}");
    assert_eq!((account.count("CreateAccessKey"), account.count("DeleteAccessKey")), (keys_made, keys_made - 1));
    assert_eq!(account.count("CreateUser"), 1);
    assert_eq!(account.count("CreateEmailIdentity"), 1);
    let (_, backups) = account.machine.env_files();
    assert_eq!(fs::read(&backups[0]).expect("the backup"), original);
    // The app's key works.
    let test = format!("{setup} --send-test success@simulator.amazonses.com");
    account.sesame(&test).ends(0);
}

#[test]
fn killed_while_the_key_is_on_its_way_it_leaves_no_key_that_nobody_holds() {
    let late = json!({ "operation": "CreateAccessKey", "kind": "delay", "for": "30s", "when": "after" });
    killed_and_resumed("▸ Create an access key", Some(late), 2);
}

#[test]
fn killed_with_the_key_in_hand_it_goes_on_with_it() {
    killed_and_resumed("done (AKIA", None, 1);
}

#[test]
fn credentials_that_do_not_work_are_told_apart() {
    let account = Account::serve(QUICK);
    let wrong_secret = "w".repeat(40);
    let rows = [
        (
            "the wrong secret",
            vec![("AWS_SECRET_ACCESS_KEY", wrong_secret.as_str())],
            "signature-refused",
            "SignatureDoesNotMatch",
        ),
        (
            "an unknown key",
            vec![("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")],
            "key-not-accepted",
            "InvalidClientTokenId",
        ),
        (
            "no credentials",
            vec![("AWS_ACCESS_KEY_ID", ""), ("AWS_SECRET_ACCESS_KEY", "")],
            "no-credentials",
            "find AWS credentials",
        ),
    ];
    let env = account.env();
    for (what, with, kind, words) in rows {
        let run = |line: &str| {
            let mut command = account.command(line);
            command.envs(with.iter().copied());
            account.machine.finish(command)
        };
        let said = run(&format!("setup {ASKED} --keep project --yes")).ends(1);
        assert!(said.stdout.is_empty() && said.stderr.contains(words), "{what}: {said}");
        assert_eq!(said.stderr.matches(words).count(), 1, "{what} is told more than once: {said}");
        let korean = run("--lang ko records --from no-reply@example.co.kr").ends(1);
        // AWS's words stay as they are; ours are Korean.
        let words = if kind == "no-credentials" { "AWS 로그인 정보 찾기 실패" } else { words };
        // Above it stands which server is asked.
        let is_error = korean.stderr.lines().any(|line| line.starts_with("오류: "));
        assert!(is_error && korean.stderr.contains(words), "{what}: {korean}");
        let object = run(&format!("--json setup {ASKED} --keep project --yes")).ends(1).json();
        assert_eq!(object["error"]["kind"], kind, "{what}: {object}");
        let status = run("--json status").ends(1).json();
        assert_ne!(status["steps"][0]["standing"], "done", "{what}: {status}");
    }
    assert_eq!(account.changes(), [""; 0]);
    assert_eq!(account.env(), env);
}

#[cfg(unix)]
#[test]
fn a_program_of_a_profile_is_asked_once_in_a_run() {
    let account = Account::serve(QUICK);
    let asked = account.machine.path("asked");
    let answer = json!({ "Version": 1, "AccessKeyId": account.server.key, "SecretAccessKey": account.server.secret });
    let (program, config) = (account.machine.path("program"), account.machine.path("aws-config"));
    fs::write(&program, format!("echo >> {}\necho '{answer}'\n", asked.display())).expect("written");
    fs::write(&config, format!("[profile shop]\ncredential_process = sh {}\n", program.display())).expect("written");
    let mut command = account.command(&format!("--profile shop setup {ASKED} --keep project --yes"));
    command.env("AWS_CONFIG_FILE", &config).env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    let ran = account.machine.finish(command).ends(3);
    assert!(ran.stderr.contains("Create an access key"), "{ran}");
    assert_eq!(fs::read_to_string(&asked).expect("it was asked").lines().count(), 1, "{ran}");
}

#[test]
fn the_test_of_an_app_that_speaks_smtp_goes_by_smtp() {
    let account = Account::serve(&format!("production = ['ap-northeast-2']{QUICK}"));
    let setup = format!("setup {ASKED} --keep project --mailer smtp --yes");
    account.sesame(&setup).ends(3);
    account.advance("2h");
    let sent = account.sesame(&format!("{setup} --send-test success@simulator.amazonses.com")).ends(0);
    assert!(sent.stdout.contains("SES took it; the simulator has no inbox"), "{sent}");
    assert_eq!(account.value("MAIL_MAILER"), "smtp");
    let outbox = account.server.door("GET", "outbox", None);
    assert_eq!((outbox.as_array().map(Vec::len), &outbox[0]["api"]), (Some(1), &json!("smtp")), "{outbox:#}");
    assert_eq!(outbox[0]["key_id"], account.value("MAIL_USERNAME").as_str());
    let requests = account.server.door("GET", "requests", None);
    let smtp = requests.as_array().expect("a list").iter().filter(|it| it["service"] == "smtp");
    let smtp: Vec<_> = smtp.map(|it| (&it["operation"], &it["status"], &it["code"])).collect();
    let (auth, data) = ((json!("AUTH"), json!(235)), (json!("DATA"), json!(250)));
    assert_eq!(smtp, [(&auth.0, &auth.1, &Json::Null), (&data.0, &data.1, &Json::Null)]);
}

#[test]
fn with_nobody_listening_it_says_so() {
    let account = Account::serve(QUICK);
    // One run: the SDK tries for a while, as it should where a connection comes and goes.
    let mut command = account.command(&format!("setup {ASKED} --keep project --yes"));
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a free port");
    command.env("AWS_ENDPOINT_URL", format!("http://{nobody}"));
    let ran = account.machine.finish(command).ends(1);
    assert!(ran.stdout.is_empty() && ran.stderr.contains("could not ask AWS who we are"), "{ran}");
    assert!(ran.stderr.contains("Check the connection, the proxy and the firewall"), "{ran}");
}

#[test]
fn no_secret_of_the_environment_is_told_or_kept() {
    let account = Account::serve(QUICK);
    let mut sentinel = crate::sentinel::Sentinel::new();
    let secret = sentinel.secret_access_key('e', &["ap-northeast-2"]);
    let mut command = account.command(&format!("-v setup {ASKED} --keep project --yes"));
    command
        .env("AWS_SECRET_ACCESS_KEY", &secret)
        .env("AWS_SESSION_TOKEN", format!("{}-token", crate::sentinel::MARKER));
    let ran = account.machine.finish(command).ends(1);
    sentinel.assert_clean([("stdout", ran.stdout.as_bytes()), ("stderr", ran.stderr.as_bytes())]);
    let leaks = sentinel.search_tree(&account.machine.path("."), &[]);
    assert!(leaks.is_empty(), "{leaks:#?}");
}

#[test]
fn served_as_json_it_tells_where_and_with_what() {
    let machine = Machine::new();
    let mut command = machine.command(&["--json", "rehearsal", "--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary starts");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
    child.kill().expect("killed");
    child.wait().expect("ended");
    let object: Json = serde_json::from_str(&line).expect("one object");
    assert_eq!(crate::headless::contract::breaches(crate::headless::contract::Shape::Served, &object), [""; 0]);
    assert_eq!((&object["schema"], &object["dns"], &object["smtp"]), (&json!(1), &Json::Null, &Json::Null));
    assert!(object["endpoint_url"].as_str().is_some_and(|it| it.starts_with("http://127.0.0.1:")), "{object}");
    assert!(object["access_key_id"].is_string() && object["secret_access_key"].is_string());
}
