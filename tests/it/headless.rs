//! What a script sees: the binary from outside, in both languages and as JSON, with its exit code.
//!
//! Each row is run three times on a machine of its own: in Korean, in English, with `--json`. The three stand in one
//! snapshot, without what differs from run to run; the object is held to the contract besides, and whatever a run leaves
//! is searched for secrets.

use std::{collections::BTreeMap, fs, path::PathBuf};

use open_sesame::laravel::dotenv;

mod contract;
pub mod machine;

use contract::Shape;
use machine::Machine;

use crate::dotenv::{laravel_reads, phpdotenv_reads};

/// The whole request, as in the issue that this was built for.
const FROM: &str = "--from no-reply@example.co.kr";
const ASKED_ONLY: &str = "--from no-reply@example.co.kr --website https://example.co.kr";
const ASKED: &str = "--from no-reply@example.co.kr --website https://example.co.kr --accept-terms";

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// A line whose words hold no blanks.
#[track_caller]
fn check(name: &str, shape: Shape, code: i32, line: &str) {
    check_args(name, shape, code, &words(line));
}

#[track_caller]
fn check_args(name: &str, shape: Shape, code: i32, args: &[&str]) {
    let mut said = Vec::new();
    for first in [["--lang", "ko"].as_slice(), &["--lang", "en"], &["--json"]] {
        let machine = Machine::new();
        let app = machine.app();
        let app = app.to_str().expect("a plain path");
        let passphrase = machine.passphrase();
        let passphrase = passphrase.to_str().expect("a plain path");
        let given = |arg: &&str| arg.replace("{app}", app).replace("{passphrase}", passphrase);
        let args: Vec<String> = first.iter().chain(args).map(given).collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let ran = machine.sesame(&args).ends(code);
        if first == ["--json"] {
            let object = ran.json();
            let breaches = contract::breaches(shape, &object);
            assert!(breaches.is_empty(), "{breaches:#?}\n{ran}");
        }
        leaves_no_litter(&machine);
        said.push(machine.redacted(&ran.to_string()));
    }
    keep(name, &said.join("\n"));
}

/// As the snapshot of this name has it.
#[track_caller]
fn keep(name: &str, said: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots/headless");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, said));
}

/// Of a rehearsal nothing stays but an app that was written to, and nothing at all where its owner's things are.
#[track_caller]
fn leaves_no_litter(machine: &Machine) {
    for folder in ["home", "config", "data"] {
        assert_eq!(fs::read_dir(machine.path(folder)).expect("a folder").count(), 0, "{folder} is not empty");
    }
    let own = fs::read(machine.path("here/app/.env")).expect("the owner's .env");
    assert_eq!(own, fs::read(sample(".env")).expect("the sample's .env"), "the owner's own .env was touched");
    for left in fs::read_dir(machine.path("tmp")).expect("a folder") {
        let env = fs::read(left.expect("an entry").path().join("app/.env")).expect("a rehearsal's .env");
        assert_ne!(env, own, "a copy that was not written to was left behind");
    }
}

fn sample(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/sample-app").join(file)
}

/// The one app that a rehearsal left.
#[track_caller]
fn rehearsed_app(machine: &Machine) -> PathBuf {
    let left: Vec<_> = fs::read_dir(machine.path("tmp")).expect("a folder").map(|it| it.expect("an entry")).collect();
    assert_eq!(left.len(), 1, "{left:?}");
    left[0].path().join("app")
}

// ---- setup ---------------------------------------------------------------------------------------------------------

#[test]
fn a_plan_is_told_to_its_end() {
    check("plan", Shape::Plan, 0, &format!("--rehearse setup {ASKED} --plan"));
    check("plan-half-said", Shape::Plan, 0, &format!("--rehearse setup {FROM} --plan"));
    check("plan-of-two-keys", Shape::Plan, 0, &format!("--rehearse=two-keys setup {ASKED} --plan"));
    check("plan-not-allowed", Shape::Plan, 0, &format!("--rehearse=no-permission setup {ASKED} --plan"));
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
    check("passphrase-missing-plan", Shape::Plan, 0, &format!("--rehearse setup {ASKED} --plan --keep file"));
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
    let applied = ran.json()["applied"].as_array().expect("a list").clone();
    let changes: Vec<&str> = applied.iter().filter_map(|it| it["change"].as_str()).collect();
    assert_eq!(changes.iter().filter(|change| **change == "delete-key").count(), 1, "{changes:?}");
    assert!(changes.contains(&"issue-key"), "{changes:?}");
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

// ---- looking -------------------------------------------------------------------------------------------------------

#[test]
fn status_is_a_line_per_step() {
    check("status", Shape::Status, 1, "--rehearse status");
    check("status-of-a-sender", Shape::Status, 1, &format!("--rehearse=half-done status {FROM}"));
    check("status-not-allowed", Shape::Status, 1, &format!("--rehearse=no-permission status {FROM}"));
    check("status-of-two-keys", Shape::Status, 1, &format!("--rehearse=two-keys status {FROM}"));
}

#[test]
fn the_lines_for_env_in_every_form() {
    for form in ["dotenv", "shell", "docker", "json"] {
        check(&format!("env-{form}"), Shape::Env, 0, &format!("--rehearse env {FROM} --format {form}"));
    }
    check("env-guide", Shape::Env, 0, &format!("--rehearse env {FROM} --guide"));
    check("env-smtp", Shape::Env, 0, &format!("--rehearse env {FROM} --mailer smtp"));
    check("env-ses-v2", Shape::Env, 0, &format!("--rehearse env {FROM} --mailer ses-v2"));
    check("env-without-a-sender", Shape::Error, 2, "--rehearse env");
    check("env-before-the-key", Shape::Error, 1, &format!("--rehearse env {FROM} --write"));
}

#[test]
fn the_lines_for_env_without_an_app() {
    let machine = Machine::new();
    let env = |line: &str, code| machine.sesame(&words(&format!("--region ap-northeast-2 {line}"))).ends(code);
    let ran = env(&format!("env {FROM}"), 0);
    let lines: Vec<&str> = ran.stdout.lines().map(|line| line.split_once('=').expect("a line").0).collect();
    let smtp =
        "MAIL_MAILER MAIL_HOST MAIL_PORT MAIL_USERNAME MAIL_PASSWORD MAIL_FROM_ADDRESS MAIL_FROM_NAME MAIL_SCHEME";
    assert_eq!(lines.join(" "), smtp, "{ran}");
    for part in ["artisan", "--mailer", "credentials", "access key"] {
        assert!(ran.stderr.contains(part), "{part}: {ran}");
    }
    let ses = env(&format!("env {FROM} --mailer ses"), 0);
    for line in [
        "MAIL_MAILER=\"ses\"",
        "AWS_DEFAULT_REGION=\"ap-northeast-2\"",
        "MAIL_HOST=\"email-smtp",
        "MAIL_ENCRYPTION=\"tls\"",
    ] {
        assert!(ses.stdout.contains(line), "{line}: {ses}");
    }
    assert!(ses.stdout.contains("<the key's id") && ses.stdout.contains("<the secret"), "{ses}");
    let object = env(&format!("--json env {FROM} --mailer ses"), 0).json();
    assert_eq!(contract::breaches(Shape::Env, &object), [""; 0], "{object}");
    assert_eq!(object["values"]["AWS_ACCESS_KEY_ID"], serde_json::Value::Null);
    assert!(env("env", 2).stderr.contains("--from"));
    assert!(env(&format!("env {FROM} --write"), 1).stderr.contains("artisan"));
}

#[test]
fn the_records_in_every_form() {
    for form in ["table", "bind", "cloudflare", "csv", "json"] {
        check(
            &format!("records-{form}"),
            Shape::Records,
            3,
            &format!("--rehearse=half-done records {FROM} --as {form}"),
        );
    }
    check("records-missing", Shape::Records, 3, &format!("--rehearse=half-done records {FROM} --missing"));
    check("records-of-nothing", Shape::Error, 1, &format!("--rehearse records {FROM}"));
    check("records-without-a-sender", Shape::Error, 2, "--rehearse records");
    let elsewhere = format!("--rehearse=wrong-region --region us-east-1 records {FROM} --mail-from none --no-dmarc");
    check("records-all-there", Shape::Records, 0, &elsewhere);
}

#[test]
fn a_message_for_somebody_else_is_ready_to_send() {
    let site = "--website https://example.co.kr";
    check("handover-dns", Shape::Handover, 0, &format!("--rehearse=half-done handover dns {FROM}"));
    check("handover-aws", Shape::Handover, 0, &format!("--rehearse handover aws {FROM} {site}"));
    check("handover-aws-half-done", Shape::Handover, 0, &format!("--rehearse=half-done handover aws {FROM} {site}"));
    check("handover-aws-not-allowed", Shape::Handover, 0, &format!("--rehearse=no-permission handover aws {FROM}"));
    check("handover-aws-two-keys", Shape::Handover, 0, &format!("--rehearse=two-keys handover aws {FROM}"));
    // What is missing is named, with the way there.
    check("handover-dns-of-nothing", Shape::Error, 1, &format!("--rehearse handover dns {FROM}"));
    check("handover-without-a-sender", Shape::Error, 2, "--rehearse handover aws");
    check("handover-to-nobody", Shape::Error, 2, &format!("--rehearse handover {FROM}"));
}

#[test]
fn the_letter_is_made_of_the_answers_in_a_file() {
    let machine = Machine::new();
    let handover = |answers: &str, command: &str, code| {
        fs::write(machine.path("here/answers.toml"), answers).unwrap();
        let line = format!("--rehearse {command} {ASKED_ONLY} --answers answers.toml");
        machine.sesame(&words(&line)).ends(code)
    };
    let all = "sends = 'newsletter'\nlist = 'customers'\nvolume = 'ten-thousand'\nbounces = 'notifications'\n\
               opt-out = 'link'\nguard = 'captcha'\n";
    let letter = handover(all, "handover aws", 0).stdout;
    for part in ["a newsletter, only", "our customers", "10,000 messages", "SNS topic", "List-Unsubscribe", "CAPTCHA"] {
        assert!(letter.contains(part), "{part}: {letter}");
    }
    // What a file leaves out is as it was.
    let letter = handover("# only this\nvolume = \"more\"", "handover aws", 0).stdout;
    assert!(letter.contains("more than 10,000") && letter.contains("confirmations of a new account"), "{letter}");
    // A receipt is about something else.
    let receipt = handover(all, "setup --yes --accept-terms --wait 2h", 0);
    assert!(!receipt.stdout.contains("newsletter") && !receipt.stderr.contains("answers"), "{receipt}");
}

#[test]
fn an_answer_that_is_none_is_told_with_its_line_before_anything_is_done() {
    let rows = [
        ("answers-unknown-name", "volume = 'more'\nopt_out = 'link'\n"),
        ("answers-unknown-value", "\n\nvolume = 'lots'\n"),
        ("answers-no-text", "volume = 100\n"),
        ("answers-no-toml", "volume = more\n"),
        ("answers-twice", "volume = 'more'\nvolume = 'more'\n"),
        ("answers-that-a-terminal-would-obey", "volume = \"\\u001b[2J\"\n"),
    ];
    for (name, answers) in rows {
        let mut said = Vec::new();
        for first in ["--lang ko", "--lang en", "--json"] {
            let machine = Machine::new();
            fs::write(machine.path("here/answers.toml"), answers).unwrap();
            let line = format!("{first} --rehearse -v setup {ASKED} --yes --answers answers.toml");
            let ran = machine.sesame(&words(&line)).ends(2);
            assert!(!ran.stderr.contains("aws sts") && !ran.stderr.contains('\u{1b}'), "{ran}");
            if first == "--json" {
                assert_eq!(contract::breaches(Shape::Error, &ran.json()), [""; 0], "{ran}");
            }
            said.push(machine.redacted(&ran.to_string()));
        }
        keep(name, &said.join("\n"));
    }
    check("answers-not-there", Shape::Error, 2, &format!("--rehearse setup {ASKED} --plan --answers nowhere.toml"));
}

#[test]
fn where_there_is_nothing_to_hand_over_it_says_why() {
    let verified = "--region us-east-1 --mail-from none --no-dmarc";
    check("handover-dns-there", Shape::Handover, 0, &format!("--rehearse=wrong-region handover dns {FROM} {verified}"));
    let machine = Machine::new();
    let story = "story = { ko = '가', en = 'a' }\nproduction = ['ap-northeast-2']\n[[user]]\nname = 'mail-user'\n\
                 [[identity]]\nname = 'no-reply@naver.com'\nstands = 'verified'\n";
    fs::write(machine.path("here/own.toml"), story).unwrap();
    for (lang, dns, aws) in
        [("ko", "필요 없습니다", "부탁할 것이 없습니다"), ("en", "needs no DNS records", "nothing at AWS")]
    {
        let own = format!("--lang {lang} --rehearse=own.toml handover");
        let ran = machine.sesame(&words(&format!("{own} dns --from no-reply@naver.com"))).ends(0);
        assert!(ran.stdout.is_empty() && ran.stderr.contains(dns), "{ran}");
        // The user is somebody else's, which only the operator can decide about.
        let ran = machine.sesame(&words(&format!("{own} aws --from no-reply@naver.com"))).ends(0);
        assert!(ran.stdout.is_empty() && ran.stderr.contains(aws) && ran.stderr.contains("--adopt-user"), "{ran}");
    }
}

#[test]
fn somebody_without_any_sign_in_can_hand_the_account_over() {
    let machine = Machine::new();
    let line = format!("--region ap-northeast-2 handover aws {FROM} --website https://example.co.kr");
    let mut said = Vec::new();
    for lang in ["ko", "en"] {
        let ran = machine.sesame(&words(&format!("--lang {lang} {line}"))).ends(0);
        assert!(!ran.stdout.contains("0000"), "an account that is nobody's was named: {ran}");
        for part in
            ["create-user", "put-user-policy", "create-access-key", "create-email-identity", "put-account-details"]
        {
            assert!(ran.stdout.contains(part), "{part}: {ran}");
        }
        // The letter stands before the end, which asks for what nobody here would see.
        let ends = [
            "limited per visitor and per address.",
            if lang == "ko" {
                "키의 ID와 시크릿을 비밀번호 관리자로"
            } else {
                "the id and the secret of the key in a password"
            },
        ];
        assert_eq!(ends.map(|said| ran.stdout.contains(said)), [true; 2], "{ran}");
        assert!(ran.stdout.find(ends[0]) < ran.stdout.find(ends[1]), "{ran}");
        said.push(ran.to_string());
    }
    keep("handover-aws-without-sign-in", &said.join("\n"));
    // What the records are only AWS can tell.
    let ran = machine.sesame(&words(&format!("--region ap-northeast-2 handover dns {FROM}"))).ends(1);
    assert!(ran.stdout.is_empty() && ran.stderr.contains("aws login"), "{ran}");
}

#[test]
fn policies_are_documents_of_awss_own_form() {
    for (name, line) in [
        ("policy-app", format!("policy app {FROM}")),
        ("policy-app-send-only", format!("policy app {FROM} --policy send-only --identity email")),
        ("policy-wizard", "policy wizard".into()),
        ("policy-reader", "policy reader".into()),
    ] {
        let machine = Machine::new();
        let ran = machine.sesame(&words(&line)).ends(0);
        assert_eq!(ran.json()["Version"], "2012-10-17");
        let wrapped = machine.sesame(&words(&format!("--json --lang ko {line}"))).ends(0).json();
        assert_eq!(wrapped, serde_json::json!({ "schema": 1, "policy": ran.json() }), "{name}");
        keep(name, &ran.to_string());
    }
    check("policy-without-a-sender", Shape::Error, 2, "policy app");
}

#[test]
fn the_doctor_and_the_explainer_keep_to_their_objects() {
    let refused = "MessageRejected: Email address is not verified. The following identities failed the check in region \
                   AP-NORTHEAST-2: no-reply@example.co.kr";
    let machine = Machine::new();
    for (shape, line) in [(Shape::Doctor, &["doctor"][..]), (Shape::Explain, &["explain", refused])] {
        for from in [&["--rehearse", "--from", "no-reply@example.co.kr"][..], &["--rehearse=no-permission"], &[]] {
            let ran = machine.sesame(&[&["--json"], line, from].concat());
            assert_eq!(contract::breaches(shape, &ran.json()), [""; 0], "{ran}");
        }
    }
}

#[test]
fn where_the_doctor_can_tell_nothing_it_says_what_would_help() {
    for (lang, said) in [
        ("ko", ["앱의 폴더에서 실행하거나 --project로", "`aws sso login`으로 로그인하면"]),
        (
            "en",
            ["run it in the app's folder, or name that with --project", "`aws sso login` the account is checked too"],
        ),
    ] {
        let machine = Machine::new();
        // Nothing is known to be well.
        let ran = machine.sesame(&["--lang", lang, "doctor"]).ends(1);
        assert!(said.iter().all(|said| ran.stderr.contains(said)), "{ran}");
        let app = machine.app();
        let ran = machine.sesame(&["--lang", lang, "--project", app.to_str().unwrap(), "doctor"]);
        assert_eq!(said.map(|said| ran.stderr.contains(said)), [false, true], "{ran}");
        let ran = machine.sesame(&["--lang", lang, "--rehearse", "doctor"]);
        assert_eq!(said.map(|said| ran.stderr.contains(said)), [false, false], "{ran}");
    }
}

#[test]
fn the_doctor_says_where_a_value_comes_from() {
    let machine = Machine::new();
    let app = machine.app();
    fs::write(app.join(".env.staging"), "MAIL_HOST=smtp.staging.example\n").unwrap();
    let value = |variables: &[(&str, &str)], name: &str| {
        let mut command = machine.command(&["--json", "--project", "app", "doctor"]);
        command.envs(variables.iter().copied());
        let object = machine.finish(command).json();
        let values = object["project"]["values"].as_array().expect("a list").clone();
        values.into_iter().find(|it| it["name"] == name).expect("the value")
    };
    let process = [("MAIL_MAILER", "smtp"), ("AWS_SECRET_ACCESS_KEY", "not/the/apps+own")];
    let mailer = value(&process, "MAIL_MAILER");
    assert_eq!((&mailer["process"], &mailer["wins"]), (&"smtp".into(), &"process".into()), "{mailer}");
    let secret = value(&process, "AWS_SECRET_ACCESS_KEY");
    assert_eq!(secret["process"], serde_json::json!({ "hidden": true }), "{secret}");
    let staging = [("APP_ENV", "staging")];
    let host = value(&staging, "MAIL_HOST");
    assert_eq!((&host["env_app"], &host["wins"]), (&"smtp.staging.example".into(), &"env_app".into()), "{host}");
    assert_eq!(value(&staging, "MAIL_MAILER")["wins"], "default");
    fs::create_dir_all(app.join("bootstrap/cache")).unwrap();
    fs::write(app.join("bootstrap/cache/config.php"), "<?php return [];").unwrap();
    let cached = value(&[], "MAIL_MAILER");
    assert_eq!((&cached["cached"]["hidden"], &cached["wins"]), (&true.into(), &"cached".into()), "{cached}");
}

#[test]
fn flags_for_all_stand_before_and_behind_the_command() {
    let machine = Machine::new();
    let line = |before: &str, behind: &str| {
        let line = format!("{before} status {FROM} {behind}");
        let ran = machine.sesame(&words(&line)).ends(1);
        (machine.redacted(&ran.stdout), machine.redacted(&ran.stderr))
    };
    let globals = "--rehearse=half-done --lang ko --region us-west-2 --setup staging --read-only";
    assert_eq!(line(globals, ""), line("", globals));
    assert_eq!(line("--rehearse", "--json"), line("--json", "--rehearse"));
    assert!(line(globals, "").0.contains("us-west-2"));
    let (_, calls) = line("--rehearse", "-v");
    assert!(calls.contains("aws sts GetCallerIdentity ap-northeast-2 ok"), "{calls}");
}

#[test]
fn the_region_is_the_environments_then_the_profiles_then_the_storys() {
    let machine = Machine::new();
    let region = |line: &str, variables: &[(&str, &str)]| {
        let mut command = machine.command(&words(&format!("--json --rehearse {line} status")));
        command.envs(variables.iter().copied());
        machine.finish(command).json()["account"]["region"].as_str().expect("a region").to_owned()
    };
    let variable = [("AWS_REGION", "us-east-1")];
    assert_eq!(region("", &[]), "ap-northeast-2");
    assert_eq!(region("", &variable), "us-east-1");
    assert_eq!(region("--region us-west-2", &variable), "us-west-2");
    fs::create_dir(machine.path("home/.aws")).unwrap();
    fs::write(machine.path("home/.aws/config"), "[default]\nregion = eu-west-1\n").unwrap();
    assert_eq!(region("", &[]), "eu-west-1");
    assert_eq!(region("", &variable), "us-east-1");
}

#[test]
fn a_region_without_ses_is_a_cause_and_keeps_nobody_from_looking() {
    let machine = Machine::new();
    for (code, kind) in [("ap-east-1", "홍콩"), ("seoul", "리전이 아닙니다")] {
        let run = |line: &[&str]| {
            let mut command = machine.command(line);
            command.env("AWS_REGION", code);
            machine.finish(command)
        };
        for rehearse in [&["--rehearse"][..], &[]] {
            let doctor = run(&[rehearse, &["--lang", "ko", "doctor"]].concat()).ends(1);
            assert!(doctor.stdout.contains("[region-without-ses]") && doctor.stdout.contains(kind), "{doctor}");
            let nothing_said = "Email address is not verified.";
            let explain = run(&[rehearse, &["--json", "explain", nothing_said]].concat()).ends(1).json();
            let causes = explain["causes"].as_array().expect("a list");
            assert!(causes.iter().any(|it| it["cause"] == "region-without-ses"), "{explain:#}");
            assert!(causes.len() > 1, "{explain:#}");
            // Whoever sets something up must name another.
            let status = run(&[rehearse, &["status"]].concat()).ends(2);
            assert!(status.stderr.contains("AWS_REGION"), "{status}");
        }
    }
    let there =
        "Could not resolve host: https://email.ap-east-1.amazonaws.com MessageRejected: Email address is not verified.";
    let explain = machine.sesame(&["--json", "explain", there]).ends(1).json();
    assert_eq!(explain["causes"][0]["cause"], "region-without-ses", "{explain:#}");
}

// ---- what is not right ---------------------------------------------------------------------------------------------

#[test]
fn a_value_that_is_none_is_named_with_the_way_out() {
    let from = |value| ["--rehearse", "setup", "--from", value, "--plan"];
    for (name, value) in [
        ("from-without-at", "example.co.kr"),
        ("from-without-domain", "no-reply@"),
        ("from-one-label", "no-reply@localhost"),
        ("from-a-registry", "no-reply@co.kr"),
        ("from-two", "Shop <no-reply@example.co.kr>"),
        ("from-with-a-line-break", "no-reply\nBcc: all@example.co.kr"),
        ("from-with-a-bell", "no-reply\u{7}@example.co.kr"),
        ("from-with-an-escape", "no-reply@example.co.kr\u{1b}[2Jx"),
        ("from-in-hangul", "문의@example.co.kr"),
        ("from-in-decomposed-hangul", "\u{1106}\u{116e}\u{11ab}@example.co.kr"),
    ] {
        check_args(name, Shape::Error, 2, &from(value));
    }
    for (name, line) in [
        ("region-without-ses", "--rehearse --region ap-east-1 status"),
        ("region-unknown", "--rehearse --region seoul status"),
        ("user-with-a-blank", "--rehearse status --user mail,user!"),
        ("website-without-scheme", "--rehearse setup --from a@example.co.kr --website example.co.kr --plan"),
        ("key-cut", "--rehearse setup --from a@example.co.kr --retire-key AKIA --plan"),
        ("mail-from-with-a-comma", "--rehearse status --mail-from a,b"),
        ("profile-without-a-name", "--rehearse status --profile="),
        ("setup-in-capitals", "--rehearse --setup Staging status"),
        ("wait-forever", "--rehearse setup --from a@example.co.kr --yes --wait 9000000h"),
        ("wait-backwards", "--rehearse setup --from a@example.co.kr --yes --wait=-1h"),
        ("tag-without-value", "--rehearse setup --from a@example.co.kr --yes --tag web"),
        ("path-without-slash", "--rehearse setup --from a@example.co.kr --yes --iam-path app"),
        ("boundary-by-name", "--rehearse setup --from a@example.co.kr --yes --permissions-boundary Developers"),
    ] {
        check(name, Shape::Error, 2, line);
    }
    let tag = ["--rehearse", "setup", "--from", "a@example.co.kr", "--yes", "--tag", "a\nb=c"];
    check_args("tag-with-a-line-break", Shape::Error, 2, &tag);
}

#[test]
fn no_value_reaches_a_terminal_that_would_obey_it() {
    for value in ["a\u{1b}]0;x\u{7}@example.co.kr", "a\r\nb@example.co.kr", "a@exa\u{202e}mple.co.kr"] {
        let ran = Machine::new().sesame(&["--rehearse", "setup", "--from", value, "--plan"]).ends(2);
        let obeyed = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!ran.stderr.contains(obeyed) && ran.stderr.lines().count() == 2, "{ran}");
    }
}

#[test]
fn decomposed_hangul_is_the_same_domain() {
    let plan = |from| {
        let machine = Machine::new();
        let ran = machine.sesame(&["--rehearse", "setup", "--from", from, "--plan"]).ends(0);
        assert!(ran.stdout.contains("*@xn--bj0bj06e.kr"), "{ran}");
        machine.redacted(&ran.stdout)
    };
    let decomposed = "hi@\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}.kr";
    assert_eq!(plan("hi@한글.kr"), plan(decomposed));
}

#[test]
fn what_is_missing_is_named() {
    check("missing-from", Shape::Error, 2, "--rehearse setup --yes");
    check("missing-website-and-terms", Shape::Error, 2, &format!("--rehearse setup {FROM} --yes"));
    check("missing-how", Shape::Error, 2, &format!("--rehearse setup {ASKED}"));
    check("missing-command", Shape::Error, 2, "");
    check("missing-command-rehearsed", Shape::Error, 2, "--rehearse");
    check("unknown-flag", Shape::Error, 2, "--rehearse status --frm a@example.co.kr");
    check("unknown-command", Shape::Error, 2, "--rehearse stats");
}

#[test]
fn a_story_that_is_none() {
    check("story-unknown", Shape::Error, 2, "--rehearse=frsh status");
    check("story-served-unknown", Shape::Error, 2, "rehearsal --listen 127.0.0.1:0 --scenario frsh");
    check("story-not-there", Shape::Error, 2, "--rehearse=nowhere.toml status");
    check("served-to-everybody", Shape::Error, 2, "rehearsal --listen 0.0.0.0:0");

    let story = "[story]\nko = '가'\nen = 'a'\n";
    for (name, rest) in
        [("story-unknown-field", "regoin = 'us-east-1'\n"), ("story-contradicts", "[ses]\nenforcement = 'LAX'\n")]
    {
        let machine = Machine::new();
        fs::write(machine.path("here/own.toml"), [rest, story].concat()).unwrap();
        let mut said = Vec::new();
        for lang in ["ko", "en"] {
            let ran = machine.sesame(&["--lang", lang, "--rehearse=own.toml", "status"]).ends(2);
            said.push(ran.to_string());
        }
        keep(name, &said.join("\n"));
    }
    let machine = Machine::new();
    fs::write(machine.path("here/own.toml"), format!("region = 'eu-west-1'\n{story}")).unwrap();
    let ran = machine.sesame(&["--rehearse=own.toml", "status"]).ends(1);
    assert!(ran.stdout.contains("eu-west-1"), "{ran}");
}

#[test]
fn a_folder_that_is_none_or_holds_no_app() {
    let machine = Machine::new();
    fs::create_dir(machine.path("here/empty")).unwrap();
    fs::write(machine.path("here/file"), "").unwrap();
    let mut said = Vec::new();
    for lang in ["ko", "en"] {
        for (folder, code) in [("empty", 1), ("nowhere", 2), ("file", 2)] {
            for rehearse in ["--rehearse", "--region=ap-northeast-2"] {
                let line = format!("--lang {lang} {rehearse} --project {folder} setup {ASKED} --yes");
                let ran = machine.sesame(&words(&line)).ends(code);
                assert!(ran.stdout.is_empty() && ran.stderr.contains(folder), "{ran}");
                said.push(machine.redacted(&ran.to_string()));
            }
        }
    }
    assert_eq!(fs::read_dir(machine.path("tmp")).unwrap().count(), 0);
    keep("no-app", &said.join("\n"));
}

#[test]
fn an_env_that_cannot_be_written_stops_before_the_first_change() {
    let rows = [
        ("env-rejected", "APP_NAME=Shop\nDB_PASSWORD=hush hush hush\n"),
        ("env-swallows", "APP_NAME=Shop\nDB_PASSWORD=\"hush hush hush\nAPP_URL=http://localhost\n"),
        ("env-swallows-some", "A=1 # it=\"hush hush hush\nB=2\nC=\"3\"\nD=4\n"),
    ];
    for (name, env) in rows {
        let mut said = Vec::new();
        for first in ["--lang ko", "--lang en", "--json"] {
            let machine = Machine::new();
            fs::write(machine.app().join(".env"), env).unwrap();
            let line = format!("{first} --rehearse --project app setup {ASKED} --yes --wait 2h");
            let ran = machine.sesame(&words(&line)).ends(1);
            if first == "--json" {
                assert_eq!(contract::breaches(Shape::Error, &ran.json()), [""; 0], "{ran}");
                assert_eq!(ran.json()["error"]["kind"], "env-unusable");
            }
            assert!(!format!("{}{}", ran.stdout, ran.stderr).contains("hush"), "a value was told: {ran}");
            assert_eq!(fs::read_to_string(machine.path("here/app/.env")).unwrap(), env);
            assert_eq!(fs::read_dir(machine.path("tmp")).unwrap().count(), 0, "something was written");
            said.push(machine.redacted(&ran.to_string()));
        }
        keep(name, &said.join("\n"));
    }
}

#[test]
fn help_is_help() {
    for line in ["--help", "setup --help", "--version", "--lang ko --json --help"] {
        let ran = Machine::new().sesame(&words(line)).ends(0);
        assert!(!ran.stdout.is_empty() && ran.stderr.is_empty(), "{ran}");
    }
}

// ---- the real phpdotenv --------------------------------------------------------------------------------------------

/// An app's `.env` as owners have them, and what the run is asked for.
const WRITTEN: [(&str, &str); 9] = [
    ("", "--keep project"),
    ("", "--mailer smtp"),
    ("", "--mailer ses-v2 --identity email"),
    ("", "--mailer smtp --switch-on"),
    ("APP_NAME=\"$HOME \\\"상점\\\" #1 \\\\\"\r\nAPP_KEY=base64:c29tZWJvZHkgZWxzZSdzIGtleSwgMzIgYnl0ZXM=\r\n", ""),
    ("\u{feff}APP_NAME='\u{110e}\u{1161}\u{11b7}\u{1101}\u{1162} ${X}'\nexport MAIL_FROM_NAME=Old # note\n", ""),
    (
        "APP_NAME=true\nAWS_BUCKET=files\nAWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\nAWS_SECRET_ACCESS_KEY=of/uploads+12345\n",
        "",
    ),
    ("APP_NAME=Laravel\nMAIL_MAILER=log", "--mailer smtp"),
    ("APP_NAME=\"한 줄\n두 줄\"\nMAIL_URL=smtp://old:pass@word@localhost\n", "--mailer smtp --keep project"),
];

#[test]
#[ignore = "needs php and phpdotenv; tests/all runs it"]
fn the_real_phpdotenv_reads_every_env_that_is_written() {
    let mut files = Vec::new();
    for (env, flags) in WRITTEN {
        let machine = Machine::new();
        let app = machine.app();
        if !env.is_empty() {
            fs::write(app.join(".env"), env).unwrap();
        }
        let line = format!("--rehearse --project app setup {ASKED} --yes --wait 2h {flags}");
        machine.sesame(&words(&line)).ends(0);
        files.push(fs::read(rehearsed_app(&machine).join(".env")).expect("an .env"));
    }
    let (theirs, in_laravel) = (phpdotenv_reads(&files), laravel_reads(&files));
    for (((file, theirs), in_laravel), (env, flags)) in files.iter().zip(theirs).zip(in_laravel).zip(WRITTEN) {
        let shown = format!("{flags}: {env:?}");
        let ours: BTreeMap<String, Option<String>> = dotenv::read(file).expect("we read it");
        assert_eq!(theirs.as_ref(), Ok(&ours), "{shown}");
        let in_laravel = in_laravel.expect("Laravel reads it");
        let mailer = words(flags).windows(2).find(|pair| pair[0] == "--mailer").map_or("ses", |pair| pair[1]);
        assert_eq!(in_laravel["MAIL_MAILER"], mailer, "{shown}");
        assert_eq!(in_laravel["MAIL_FROM_ADDRESS"], "no-reply@example.co.kr", "{shown}");
        assert!(in_laravel["MAIL_FROM_NAME"].is_string(), "{shown}: {in_laravel:#?}");
        let secret =
            ["AWS_SES_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY"].into_iter().find_map(|it| ours.get(it)?.clone());
        match mailer {
            "smtp" => assert_eq!(in_laravel["MAIL_PASSWORD"].as_str().map(str::len), Some(44), "{shown}"),
            _ => assert_eq!(secret.map(|it| it.len()), Some(40), "{shown}"),
        }
    }
}
