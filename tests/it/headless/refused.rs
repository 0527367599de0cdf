//! What is not right is named, with the way out, before anything is done.

use super::*;

#[test]
fn a_value_that_is_none_is_named_with_the_way_out() {
    let from = |value| ["--rehearse", "setup", "--from", value, "--plan"];
    for (name, value) in [
        ("from-without-at", "example.co.kr"),
        ("from-without-domain", "no-reply@"),
        ("from-one-label", "no-reply@localhost"),
        ("from-a-registry", "no-reply@co.kr"),
        ("from-two", "Shop <no-reply@example.co.kr>, Other <you@example.co.kr>"),
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
        ("region-unknown", "--rehearse --region narnia status"),
        ("region-by-its-place", "--rehearse --region seoul status"),
        ("story-unknown-in-a-pipe", "--rehearse=foo"),
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
        ("path-of-two-slashes", "--rehearse setup --from a@example.co.kr --yes --iam-path //"),
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
        let ran = machine.sesame(&["--rehearse", "setup", "--from", from, "--plan"]).ends(2);
        assert!(ran.stdout.contains("*@xn--bj0bj06e.kr"), "{ran}");
        machine.redacted(&ran.stdout)
    };
    let decomposed = "hi@\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}.kr";
    assert_eq!(plan("hi@한글.kr"), plan(decomposed));
}

#[test]
fn the_address_is_taken_out_of_what_it_was_pasted_with() {
    for from in [
        "Shop <hi@example.co.kr>",
        "\"상점, 참깨\" <hi@example.co.kr>",
        "<hi@example.co.kr>",
        "MailTo:hi@example.co.kr?subject=x",
    ] {
        let ran = Machine::new().sesame(&["--rehearse", "--json", "setup", "--from", from, "--plan"]).ends(2);
        assert!(ran.stdout.contains("*@example.co.kr") && !ran.stdout.contains("bad-input"), "{ran}");
    }
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

/// A sentence that names a command of ours means this account, folder and rehearsal; a sign-in needs none of the app.
#[test]
fn a_command_that_a_sentence_names_is_about_the_same_run() {
    let machine = Machine::new();
    let said = |line: &str| {
        let ran = machine.sesame(&words(&format!("--lang en {line}")));
        format!("{}{}", ran.stdout, ran.stderr)
    };
    let env = said(&format!("--rehearse=half-done env {FROM}"));
    assert!(env.contains("`sesame --rehearse=half-done` asks"), "{env}");
    let missing = said("--rehearse=half-done records");
    assert!(missing.contains("`sesame --lang en --rehearse=half-done records --from"), "{missing}");
    let nobody = said(&format!("--region us-east-1 --project . setup {FROM} --plan"));
    assert!(nobody.contains("`sesame login`"), "{nobody}");
    // For programs as well.
    let missing = said("--rehearse=half-done --json records");
    assert!(missing.contains("`sesame --rehearse=half-done` asks"), "{missing}");
    assert!(said("--rehearse").contains("`sesame --help`"));
}

/// What was mistyped by a letter or two is offered as it is spelled.
#[test]
fn a_command_that_is_nearly_one_is_named() {
    for (lang, offer) in [("en", "Did you mean records?"), ("ko", "이렇게 쓰려던 것일 수 있습니다: records")]
    {
        let ran = Machine::new().sesame(&words(&format!("--lang {lang} recrods"))).ends(2);
        assert!(ran.stderr.contains(offer), "{ran}");
    }
}
