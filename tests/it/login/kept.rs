//! What may be in the way of a session that is to be kept, when the browser comes back minutes after the plan was made.

use std::{fs, process::Command};

use super::browser::{Waiting, decide, get};
use crate::live::{Account, QUICK};

const ARN: &str = "arn:aws:iam::123456789012:user/admin";

impl Account {
    fn config_now(&self) -> String {
        fs::read_to_string(self.machine.path("home/.aws/config")).unwrap_or_default()
    }

    fn has_sessions(&self) -> bool {
        self.machine.path("home/.aws/login").exists()
    }
}

fn comes_back(waiting: Waiting, account: &Account, code: i32) -> crate::headless::machine::Ran {
    get(&decide(&waiting.address, "allow"));
    waiting.ends(&account.machine, code)
}

/// There is one file for a principal, and one region that renews it.
#[test]
fn one_principal_in_two_regions_is_asked_about() {
    let account = Account::serve(QUICK);
    let before = format!("[default]\nlogin_session = {ARN}\nregion = us-east-1\n");
    account.config(&before);
    for (lang, words) in [("en", "is also that of: default (us-east-1)"), ("ko", "default (us-east-1)")] {
        let ran = comes_back(account.login(&format!("--lang {lang} login")), &account, 1);
        assert!(ran.stderr.contains(words) && ran.stderr.contains("--replace"), "{ran}");
        assert!(account.config_now() == before && !account.has_sessions(), "{ran}");
    }
    let ran = comes_back(account.login("--json login"), &account, 1);
    assert_eq!(ran.json()["error"]["kind"], "conflict", "{ran}");
    // By the name of the other, both go on with one session.
    let ran = comes_back(account.login("--json --profile default login"), &account, 0);
    assert_eq!(ran.json()["region"], "us-east-1", "{ran}");
    assert_eq!(account.config_now(), before);
    comes_back(account.login("login --replace"), &account, 0);
    assert_eq!(
        account.config_now(),
        format!("{before}\n[profile sesame]\nlogin_session = {ARN}\nregion = ap-northeast-2\n")
    );
    // In one region there is nothing to ask.
    account.config(&before.replace("us-east-1", "ap-northeast-2"));
    comes_back(account.login("login"), &account, 0);
}

/// Both were begun while the profile was empty.
#[test]
fn of_two_principals_at_once_the_second_is_asked_about() {
    let account = Account::serve(QUICK);
    let other = Account::serve(&format!("{QUICK}[admin]\nprincipal = 'root'\n"));
    let at_the_other = || -> Command {
        let mut command = account.nobody("--lang en login");
        command.env("AWS_ENDPOINT_URL", format!("http://{}", other.endpoint()));
        command
    };
    let (first, second) = (account.login("login"), Waiting::begin(at_the_other()));
    comes_back(first, &account, 0);
    let before = account.config_now();
    let ran = comes_back(second, &account, 1);
    assert!(ran.stderr.contains(ARN) && ran.stderr.contains("123456789012:root"), "{ran}");
    assert_eq!(account.config_now(), before);
}

#[test]
fn what_a_profile_has_come_to_hold_meanwhile_is_seen_before_anything_is_written() {
    let account = Account::serve(QUICK);
    let rows = [
        ("aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x", "conflict", "aws_access_key_id"),
        ("role_arn = arn:aws:iam::123456789012:role/A\nsource_profile = b", "conflict", "role_arn"),
        ("region = eu-west-1", "file-changed", "its region is eu-west-1 now"),
    ];
    for (settings, kind, words) in rows {
        account.config("");
        let waiting = account.login("--json login");
        let meanwhile = format!("[profile sesame]\n{settings}\n");
        account.config(&meanwhile);
        let ran = comes_back(waiting, &account, 1);
        let error = &ran.json()["error"];
        assert!(error["kind"] == kind && error.to_string().contains(words), "{words}: {ran}");
        assert!(account.config_now() == meanwhile && !account.has_sessions(), "{ran}");
    }
}

/// The name of our own profile may be taken: then it is the next one.
#[test]
fn where_the_name_is_taken_the_profile_of_our_own_has_another() {
    let account = Account::serve(QUICK);
    let taken = "[profile sesame]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n";
    account.config(taken);
    let ran = comes_back(account.login("--json login"), &account, 0);
    assert_eq!(ran.json()["profile"], "sesame-2", "{ran}");
    assert!(account.config_now().starts_with(taken), "{}", account.config_now());
    let out = account.machine.finish(account.nobody("--json logout")).ends(0).json();
    assert_eq!((&out["profile"], &out["sessions"]), (&"sesame-2".into(), &1.into()), "what this set-up signs in by");
}

/// With a byte order mark in front, as editors on Windows write it.
#[test]
fn a_file_with_a_byte_order_mark_is_read_and_written_by_everybody() {
    let account = Account::serve(QUICK);
    let before = "\u{feff}[default]\r\noutput = json\r\n";
    account.config(before);
    comes_back(account.login("login"), &account, 0);
    let ours = format!("\r\n[profile sesame]\r\nlogin_session = {ARN}\r\nregion = ap-northeast-2\r\n");
    assert_eq!(account.config_now(), format!("{before}{ours}"));
    let status = account.machine.finish(account.nobody("--json status")).json();
    assert_eq!(status["account"]["arn"], ARN, "{status:#}");
    account.machine.finish(account.nobody("logout")).ends(0);
    assert!(account.config_now().starts_with(before));
}

/// Another run writes, and this one has the session already: it is ended before a file stands.
#[test]
fn one_that_is_killed_before_the_file_stands_leaves_nothing() {
    let account = Account::serve(QUICK);
    let folder = account.machine.path("home/.aws");
    fs::create_dir_all(&folder).expect("made");
    let other_run = fs::File::open(&folder).expect("a folder");
    other_run.lock().expect("nobody else has it");
    let waiting = account.login("login");
    let before = account.requests();
    get(&decide(&waiting.address, "allow"));
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while account.requests() == before {
        assert!(std::time::Instant::now() < until, "the code was not sent");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    // Long enough to write what it must not write yet.
    std::thread::sleep(std::time::Duration::from_millis(300));
    waiting.kill();
    assert_eq!(fs::read_dir(&folder).expect("there").count(), 0, "half of something is left");
    drop(other_run);
    account.signs_in("login");
    let status = account.machine.finish(account.nobody("--json status")).json();
    assert_eq!(status["account"]["arn"], ARN, "{status:#}");
}

/// Another run that stands still, in the middle of writing, is not waited for without end.
#[test]
fn a_lock_that_is_not_given_back_ends_it_and_nothing_is_written() {
    let account = Account::serve(QUICK);
    let folder = account.machine.path("home/.aws");
    fs::create_dir_all(&folder).expect("made");
    let other_run = fs::File::open(&folder).expect("a folder");
    other_run.lock().expect("nobody else has it");
    let ran = comes_back(account.login("--json login"), &account, 1);
    let error = &ran.json()["error"];
    assert!(error["kind"] == "file" && error.to_string().contains("another sesame has been writing there"), "{ran}");
    assert_eq!(fs::read_dir(&folder).expect("there").count(), 0, "{ran}");
    drop(other_run);
    account.signs_in("login");
}

/// Each sends the same token, and AWS answers it with the same credentials; what rests afterwards is renewed again.
#[test]
fn renewals_at_once_leave_one_whole_session() {
    let account = Account::serve(QUICK);
    account.signs_in("login");
    let cache = account.machine.path("home/.aws/login/cache");
    let mut files = fs::read_dir(&cache).expect("there").map(|it| it.expect("an entry").path());
    let (file, None) = (files.next().expect("a session"), files.next()) else { panic!("more than one session") };
    for _ in 0..2 {
        let text = fs::read_to_string(&file).expect("there");
        let due = text.replace("\"expiresAt\":\"2", "\"expiresAt\":\"1");
        assert_ne!(due, text);
        fs::write(&file, due).expect("written");
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let status = account.machine.finish(account.nobody("--json status")).json();
                    assert_eq!(status["account"]["arn"], ARN, "{status:#}");
                });
            }
        });
        let held: serde_json::Value = serde_json::from_slice(&fs::read(&file).expect("there")).expect("whole");
        assert!(held["accessToken"]["expiresAt"].as_str().is_some_and(|at| at.starts_with('2')), "{held:#}");
    }
    assert_eq!(fs::read_dir(&cache).expect("there").count(), 1, "half of a file is left");
}

/// Before the browser opens, whatever shows before.
#[test]
fn what_cannot_be_written_is_said_before_the_browser_opens() {
    let account = Account::serve(QUICK);
    for folder in ["", "somewhere", "~/sessions"] {
        let mut command = account.nobody("--json login");
        command.env("AWS_LOGIN_CACHE_DIRECTORY", folder);
        let ran = account.machine.finish(command).ends(2);
        assert!(
            ran.stdout.contains("not the whole path of a folder") && !ran.stderr.contains("/v1/authorize"),
            "{ran}"
        );
    }
    // Where nobody can put a file, not even root.
    for variable in ["AWS_LOGIN_CACHE_DIRECTORY", "AWS_CONFIG_FILE"] {
        let mut command = account.nobody("--json login");
        command.env(variable, "/proc/nowhere/sesame");
        let ran = account.machine.finish(command).ends(1);
        let error = &ran.json()["error"];
        assert!(error["kind"] == "file" && error.to_string().contains("/proc/nowhere"), "{variable}: {ran}");
        assert!(!ran.stderr.contains("/v1/authorize"), "{variable}: {ran}");
    }
    let port = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let number = port.local_addr().expect("bound").port();
    let ran = account.machine.finish(account.nobody(&format!("--json login --redirect-port {number}"))).ends(2);
    assert!(ran.stdout.contains("name another port"), "{ran}");
}

/// `--region` is about the sign-in; what the set-up remembers stays where it is.
#[test]
fn the_region_of_a_sign_in_moves_nothing() {
    let account = Account::serve(QUICK);
    account.sesame(&format!("setup {} --keep project --yes", crate::live::ASKED)).ends(3);
    let remembered = || {
        let text = |(_, bytes)| String::from_utf8(bytes).ok().filter(|text| text.contains("sign-in"));
        let text = account.files().into_iter().find_map(text).expect("a set-up is remembered");
        let is_how = |line: &&str| line.contains("sign-in") || line.starts_with("profile = ") || line.is_empty();
        text.lines().filter(|line| !is_how(line)).map(String::from).collect::<std::collections::BTreeSet<_>>()
    };
    let before = remembered();
    let mut command = account.command_without_region("--region eu-west-1 login");
    for variable in ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] {
        command.env_remove(variable);
    }
    comes_back(Waiting::begin(command), &account, 0);
    assert!(account.config_now().contains("region = eu-west-1"), "{}", account.config_now());
    assert_eq!(remembered(), before);
    let status = account.machine.finish(account.nobody("--json status")).json();
    assert_eq!(status["account"]["arn"], ARN, "{status:#}");
    // Another region than that of the profile renews nothing there, and that is said.
    let ran = comes_back(account.login("--lang en login"), &account, 0);
    assert!(
        ran.stderr.contains("already has the region eu-west-1") && ran.stdout.contains("region eu-west-1"),
        "{ran}"
    );
}

/// What is at rest stays, also where this app's own file cannot be written.
#[test]
fn a_sign_in_that_is_not_remembered_stands_all_the_same() {
    let account = Account::serve(QUICK);
    let waiting = account.login("--json login");
    fs::write(account.machine.path("config/sesame"), "not a folder").expect("written");
    let ran = comes_back(waiting, &account, 1);
    assert!(ran.stdout.contains("the session itself stands: --profile sesame"), "{ran}");
    fs::remove_file(account.machine.path("config/sesame")).expect("there");
    let status = account.machine.finish(account.nobody("--json --profile sesame status")).json();
    assert_eq!(status["account"]["arn"], ARN, "{status:#}");
}

/// Whatever this set-up signs in by: where it is no session of the browser there is none to sign out of.
#[test]
fn signing_out_of_what_is_no_session_says_so() {
    let account = Account::serve(QUICK);
    account.config(
        "[profile work]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = A\n\
         [profile keys]\nKEYS\n[profile role]\nrole_arn = arn:aws:iam::123456789012:role/A\nsource_profile = keys\n",
    );
    for profile in ["work", "keys", "role"] {
        let out = account.machine.finish(account.nobody(&format!("--json --profile {profile} logout"))).ends(0);
        assert_eq!(out.json()["sessions"], 0, "{out}");
    }
}

/// What no profile could be made to name is not left lying there: neither a new session nor, where the same principal had one
/// already, the new one in its place.
#[test]
fn where_the_profile_cannot_be_written_after_all_the_session_is_taken_back() {
    use std::os::unix::fs::PermissionsExt as _;
    let account = Account::serve(QUICK);
    let config = account.machine.path("home/.aws/config");
    let set = |mode| fs::set_permissions(&config, fs::Permissions::from_mode(mode)).expect("set");
    account.config("[default]\noutput = json\n");
    let waiting = account.login("--lang en login");
    set(0o440);
    let ran = comes_back(waiting, &account, 1);
    let left = fs::read_dir(account.machine.path("home/.aws/login/cache")).expect("a folder").count();
    assert!(ran.stderr.contains("it is read-only") && left == 0, "{left}: {ran}");

    set(0o640);
    comes_back(account.login("--profile first login"), &account, 0);
    let (name, _) = account.session_of(ARN);
    let session = account.machine.path(&format!("home/.aws/login/cache/{name}.json"));
    let before = fs::read(&session).expect("there");
    let waiting = account.login("--profile second login");
    set(0o440);
    comes_back(waiting, &account, 1);
    assert!(fs::read(&session).expect("there") == before, "the first profile's session is another");
    let status = account.machine.finish(account.nobody("--json --profile first status")).json();
    assert_eq!(status["account"]["arn"], ARN, "{status:#}");
}
