//! Signing in where the machine or the user has it otherwise: what stands in the place of a file, what a variable says of a
//! region, what comes along with the text of a page; and signing out of what there is no session of.

use std::{fs, os::unix::net::UnixListener, process::Stdio};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{
    browser::{Waiting, decide, get},
    renewed::fails,
};
use crate::{
    headless::machine::Machine,
    live::{Account, QUICK},
};

/// A device is not tried: the test may run as root.
#[test]
fn what_is_no_file_is_refused_and_stays() {
    let check = |make: &dyn Fn(&Machine)| {
        let machine = Machine::new();
        make(&machine);
        let place = machine.path("place");
        let before = fs::symlink_metadata(&place).expect("it was made").file_type();
        for line in ["login", "login --remote"] {
            let mut command = machine.command(&["--lang", "en", "--region", "eu-west-1"]);
            command.args(line.split(' ')).env("AWS_CONFIG_FILE", &place).stdin(Stdio::null());
            let ran = machine.finish(command).ends(1);
            assert!(ran.stderr.contains("it is not a file") && ran.stderr.contains("place"), "{ran}");
            assert!(!ran.stderr.contains("/v1/authorize"), "{ran}");
        }
        assert_eq!(fs::symlink_metadata(&place).expect("it stays").file_type(), before);
        assert!(!machine.path("home/.aws/login/cache").exists());
    };
    check(&|machine| fs::create_dir(machine.path("place")).expect("made"));
    check(&|machine| drop(UnixListener::bind(machine.path("place")).expect("bound")));
    check(&|machine| {
        let made = std::process::Command::new("mkfifo").arg(machine.path("place")).status().expect("it starts");
        assert!(made.success());
    });
    check(&|machine| {
        drop(UnixListener::bind(machine.path("socket")).expect("bound"));
        std::os::unix::fs::symlink(machine.path("socket"), machine.path("place")).expect("linked");
    });
}

#[test]
fn a_session_is_begun_in_a_region_that_there_is() {
    let machine = Machine::new();
    let begins = |variable: &str, value: &str| {
        let mut command = machine.command(&["--lang", "en", "login", "--remote"]);
        command.env(variable, value).stdin(Stdio::null());
        machine.finish(command).ends(2)
    };
    for (variable, value) in [
        ("AWS_REGION", "ap-northeast-2a"),
        ("AWS_REGION", "json"),
        ("AWS_DEFAULT_REGION", "Seoul"),
        ("AWS_REGION", "cn-north-1"),
    ] {
        let ran = begins(variable, value);
        assert!(!ran.stderr.contains("/v1/authorize") && ran.stderr.contains(&format!("{variable}: ")), "{ran}");
    }
    let ran = begins("AWS_REGION", "ap-east-1");
    assert!(ran.stderr.contains("https://ap-east-1.signin.aws.amazon.com/v1/authorize?"), "{ran}");
}

/// What is begun where SES is not does not shut Sesame out afterwards.
#[test]
fn the_region_of_a_session_is_none_to_send_from_where_ses_is_not() {
    let account = Account::serve(QUICK);
    account.config("[profile sesame]\nregion = ap-east-1\n");
    account.signs_in("login");
    let mut command = account.command_without_region("--json status");
    for name in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
        command.env_remove(name);
    }
    let ran = account.machine.finish(command);
    assert_eq!(
        (ran.json()["account"]["id"].is_null(), &ran.json()["region"]),
        (false, &serde_json::Value::Null),
        "{ran}"
    );
}

#[test]
fn the_text_of_the_page_is_found_in_what_comes_along_with_it() {
    let account = Account::serve(QUICK);
    let wrapped = |text: &str, at: usize, ending: &str| {
        let lines: Vec<&str> = text.as_bytes().chunks(at).map(|it| std::str::from_utf8(it).expect("ASCII")).collect();
        lines.join(ending)
    };
    let encoded = |text: &str| text.replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
    let query = |text: &str| String::from_utf8(STANDARD.decode(text).expect("base64")).expect("text");
    type Change<'a> = &'a dyn Fn(&str, &str) -> String;
    let rows: [(&str, Change<'_>); 17] = [
        ("wrapped at 76", &|_, text| wrapped(text, 76, "\n")),
        ("wrapped at 40", &|_, text| wrapped(text, 40, "\r\n")),
        ("wrapped, and the page around it", &|_, text| {
            format!("Paste this text\n{}\nYou may close the window", wrapped(text, 76, "\n"))
        }),
        ("named in Korean", &|_, text| format!("인증 코드: {text}")),
        ("the page on one line", &|_, text| {
            format!("Sign in Copy this text to the terminal {text} You may close this window")
        }),
        ("in quotes", &|_, text| format!("\"{text}\"")),
        ("in backquotes", &|_, text| format!("`{text}`")),
        ("with a stop", &|_, text| format!("{text}.")),
        ("with nothing to see in front", &|_, text| format!("\u{200b}{text}\u{200b}")),
        ("with a byte order mark", &|_, text| format!("\u{feff}{text}")),
        ("as an address has it", &|_, text| encoded(text)),
        ("the address bar", &|address, _| address.to_owned()),
        ("the address in words", &|address, _| format!("I see <{address}>.")),
        ("what is packed", &|_, text| query(text)),
        ("the other way round", &|_, text| {
            let query = query(text);
            let (state, code) = query.split_once('&').expect("two");
            STANDARD.encode(format!("{code}&{state}"))
        }),
        ("with a blank line behind", &|_, text| format!("{}\n\n", wrapped(text, 76, "\n"))),
        ("after another text", &|_, text| format!("garbage\n{text}")),
    ];
    for (what, change) in rows {
        let mut command = account.nobody("--lang en login --remote --replace");
        command.stdin(Stdio::piped());
        let mut waiting = Waiting::begin(command);
        let back = decide(&waiting.address, "allow");
        let shown = get(&back);
        let (_, rest) = shown.body.split_once("id=\"text\">").expect("a text");
        let said = change(&back, rest.split('<').next().expect("an end"));
        let mut stdin = waiting.child.stdin.take().expect("piped");
        std::io::Write::write_all(&mut stdin, format!("{said}\n").as_bytes()).expect("sent");
        // A terminal stays open: the end of the input is not what tells that the text is whole.
        let ran = waiting.ends(&account.machine, 0);
        assert!(ran.stdout.contains("as admin"), "{what}: {ran}");
        drop(stdin);
    }
}

#[test]
fn signing_out_names_what_there_is_no_session_of() {
    let account = Account::serve(QUICK);
    account.signs_in("login");
    let config = account.machine.path("home/.aws/config");
    let text = fs::read_to_string(&config).expect("written");
    let more = "[profile ops]\nrole_arn = arn:aws:iam::123456789012:role/Ops\nsource_profile = sesame\n\
                [profile sso]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = Ops\n";
    fs::write(&config, format!("{text}{more}")).expect("written");
    let out = |profile: &str, code: i32| {
        account.machine.finish(account.nobody(&format!("--lang en --profile {profile} logout"))).ends(code)
    };
    let missing = out("sesmae", 1);
    assert!(missing.stderr.contains("there is no profile sesmae; there are: ops, sesame, sso"), "{missing}");
    assert!(missing.stderr.contains("sign out of the profile sesmae"), "{missing}");
    let sso = out("sso", 1);
    assert!(sso.stderr.contains("`aws sso logout`"), "{sso}");
    let role = out("ops", 0);
    assert!(role.stdout.contains("Signed out: the session of admin is gone"), "{role}");
    assert!(out("sesame", 0).stdout.contains("has no session"), "it is gone");
}

/// Without a name it is the session that every other command uses here; where there is none, those that there are get named.
#[test]
fn signing_out_without_a_name_ends_the_session_that_is_in_use() {
    let account = Account::serve(QUICK);
    for profile in ["work", "default"] {
        account.signs_in(&format!("--profile {profile} login"));
        // As if it had been signed in to elsewhere: this set-up has chosen nothing.
        fs::remove_dir_all(account.machine.path("config/sesame")).expect("it was remembered");
        let run = |line: &str, named: Option<&str>| {
            let mut command = account.nobody(&format!("--json {line}"));
            named.map(|name| command.env("AWS_PROFILE", name));
            account.machine.finish(command)
        };
        let named = (profile != "default").then_some(profile);
        assert!(run("status", named).json()["account"]["arn"].is_string(), "it is in use");
        let out = run("logout", named).ends(0).json();
        assert_eq!((&out["profile"], &out["sessions"]), (&profile.into(), &1.into()), "{out:#}");
        assert!(run("status", named).json()["account"].is_null(), "it is over");
    }
    let missing = {
        let mut command = account.nobody("--lang en logout");
        command.env("AWS_PROFILE", "wrok");
        account.machine.finish(command).ends(1)
    };
    assert!(missing.stderr.contains("there is no profile wrok; there are: default, work"), "{missing}");
}

#[test]
fn where_nothing_tells_which_session_is_meant_those_that_remain_are_named() {
    let account = Account::serve(QUICK);
    account.signs_in("--profile work login");
    fs::remove_dir_all(account.machine.path("config/sesame")).expect("it was remembered");
    // The environment's keys are what is signed in by; then the default profile, which is not there.
    for with_keys in [true, false] {
        let mut command = account.nobody("--lang en logout");
        if with_keys {
            command.env("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE").env("AWS_SECRET_ACCESS_KEY", "not-a-secret");
        }
        let ran = account.machine.finish(command).ends(0);
        let is_of_default = ran.stdout.contains("The profile default has no session of the browser");
        assert_eq!((ran.stdout.contains("No session"), is_of_default), (with_keys, !with_keys), "{ran}");
        assert!(ran.stderr.contains("still have a session of the browser: work"), "{ran}");
        assert!(ran.stderr.contains("--profile NAME") && ran.stderr.contains("--all"), "{ran}");
    }
    let out = account.machine.finish(account.nobody("--json logout")).ends(0).json();
    assert_eq!(out["remain"], serde_json::json!(["work"]), "{out:#}");
    // Its profile is taken out of the file, and the session lies there still.
    account.config("");
    let ran = account.machine.finish(account.nobody("--lang ko logout")).ends(0);
    assert!(ran.stderr.contains("어느 프로필에도 없는 브라우저 로그인: 1개"), "{ran}");
    let ran = account.machine.finish(account.nobody("--lang en --profile work logout")).ends(1);
    assert!(ran.stderr.contains("no profile names is here too; `sesame logout --all` ends it"), "{ran}");
    account.machine.finish(account.nobody("logout --all")).ends(0);
}

/// Files that were written by hand, or come from elsewhere: what is wrong with them is said, and where.
#[test]
fn a_file_that_holds_no_login_says_what_it_holds_instead() {
    const KEY: &str = "AKIAIOSFODNN7EXAMPLE";
    let secret = "x".repeat(40);
    let exported = format!("[default]\nexport AWS_ACCESS_KEY_ID={KEY}\nexport AWS_SECRET_ACCESS_KEY={secret}\n");
    let spelled = format!("[default]\nregion = eu-west-1\naccess_key = {KEY}\nsecret_key = {secret}\n");
    let capital = format!("[Default]\naws_access_key_id = {KEY}\naws_secret_access_key = {secret}\n");
    let csv = format!("Access key ID,Secret access key\n{KEY},{secret}\n");
    let json = format!("{{\"AccessKey\": {{\"AccessKeyId\": \"{KEY}\", \"SecretAccessKey\": \"{secret}\"}}}}\n");
    let bare = format!("\naws_access_key_id = {KEY}\naws_secret_access_key = {secret}\n");
    let beside = format!("{}aws_session_token = made up\n", capital.replace("Default", "default"));
    for (held, kind, says) in [
        (&exported, "no-credentials", ["export aws_access_key_id in the profile default", "credentials, line 2"]),
        (
            &spelled,
            "no-credentials",
            ["secret_key in the profile default", "aws_secret_access_key is the setting's name"],
        ),
        (&capital, "no-credentials", ["credentials, line 1", "upper and lower case count"]),
        (&csv, "login-unusable", ["credentials, line 1", "aws configure import --csv"]),
        (&json, "login-unusable", ["credentials, line 1", "the file holds JSON"]),
        (&bare, "login-unusable", ["credentials, line 2", "no line [default]"]),
        (&beside, "login-unusable", ["is a long-lived one", "credentials, line 4"]),
    ] {
        let machine = Machine::new();
        fs::create_dir_all(machine.path("home/.aws")).expect("made");
        fs::write(machine.path("home/.aws/credentials"), held).expect("written");
        let command = || {
            let mut command = machine.command(&["--region", "eu-west-1"]);
            command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
            command
        };
        let mut asked = command();
        asked.args(["--json", "records", "--from", "no-reply@example.co.kr"]);
        let ran = machine.finish(asked).ends(1);
        fails(&ran, kind, &says);
        assert!(!ran.stdout.contains(&secret) && !ran.stderr.contains(&secret), "{ran}");
        assert!(!ran.stderr.contains("Laravel"), "{ran}");
    }
    // A folder where a file is named, and a token that was left in the environment.
    let machine = Machine::new();
    let with = |variables: &[(&str, &str)]| {
        let mut command = machine.command(&["--json", "--region", "eu-west-1"]);
        command.args(["records", "--from", "no-reply@example.co.kr"]).envs(variables.iter().copied());
        machine.finish(command).ends(1)
    };
    let folder = machine.path("home");
    let folder = folder.to_str().expect("a plain path");
    fails(&with(&[("AWS_SHARED_CREDENTIALS_FILE", folder)]), "no-credentials", &["it is a folder"]);
    let left = [("AWS_ACCESS_KEY_ID", KEY), ("AWS_SECRET_ACCESS_KEY", &secret), ("AWS_SESSION_TOKEN", "made-up")];
    fails(&with(&left), "login-unusable", &["take AWS_SESSION_TOKEN away"]);
}
