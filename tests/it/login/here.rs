//! `sesame login` and `sesame logout`, from an empty home to a session that other programs use.

use std::{fs, os::unix::fs::PermissionsExt as _};

use serde_json::{Value, json};

use super::browser::{Waiting, decide, get, request};
use crate::{
    headless::machine::Machine,
    live::{ASKED, Account, QUICK},
};

const ARN: &str = "arn:aws:iam::123456789012:user/admin";

fn session_file(machine: &Machine) -> std::path::PathBuf {
    let files =
        fs::read_dir(machine.path("home/.aws/login/cache")).expect("a folder").map(|it| it.expect("an entry").path());
    let files: Vec<_> = files.collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

fn mode(path: &std::path::Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o777
}

#[test]
fn from_an_empty_home_to_signed_in_with_one_click() {
    let account = Account::serve(QUICK);
    let waiting = account.login("--lang en login");
    assert!(waiting.said.contains("names") && waiting.said.contains("as AWS"), "the host is shown: {}", waiting.said);
    let back = decide(&waiting.address, "allow");
    let shown = get(&back);
    assert!(
        shown.status == 200 && shown.body.contains("Go back to the terminal") && shown.body.contains("lang=\"en\""),
        "{shown:?}"
    );
    for header in
        ["cache-control: no-store", "content-security-policy: default-src 'none'", "referrer-policy: no-referrer"]
    {
        assert!(shown.head.to_ascii_lowercase().contains(header), "{header}: {shown:?}");
    }
    let port = waiting.query("redirect_uri");
    let ran = waiting.ends(&account.machine, 0);
    assert!(ran.stdout.contains("1234-5678-9012 as admin") && ran.stdout.contains("profile sesame"), "{ran}");
    assert!(!account.machine.proof_keys().is_empty(), "the key of the session is watched in every run");
    assert!(ran.stderr.contains("up to 12 hours") && ran.stderr.contains("AWS_PROFILE=sesame"), "{ran}");
    // The address is gone.
    let host = port.trim_start_matches("http://").trim_end_matches("/oauth/callback");
    assert!(std::net::TcpStream::connect(host).is_err(), "{host} is still open");

    let config = fs::read_to_string(account.machine.path("home/.aws/config")).expect("written");
    assert_eq!(config, format!("[profile sesame]\nlogin_session = {ARN}\nregion = ap-northeast-2\n"));
    assert_eq!(
        (mode(&account.machine.path("home/.aws/login/cache")), mode(&session_file(&account.machine))),
        (0o700, 0o600)
    );
    let held: Value = serde_json::from_slice(&fs::read(session_file(&account.machine)).expect("there")).expect("JSON");
    let members = ["accessToken", "clientId", "dpopKey", "idToken", "refreshToken", "tokenType"];
    let mut found: Vec<_> = held.as_object().expect("an object").keys().map(String::as_str).collect();
    found.sort_unstable();
    assert_eq!(found, members);
    let of_access: Vec<_> = held["accessToken"].as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(of_access, ["accessKeyId", "secretAccessKey", "sessionToken", "accountId", "expiresAt"]);
    assert!(held["dpopKey"].as_str().expect("a key").starts_with("-----BEGIN EC PRIVATE KEY-----\n"));
    assert!(held["dpopKey"].as_str().expect("a key").lines().all(|line| line.len() <= 64));
    let name = <sha2::Sha256 as sha2::Digest>::digest(ARN.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    assert_eq!(session_file(&account.machine).file_stem().and_then(|it| it.to_str()), Some(name.as_str()));

    // Sesame goes on with it, by itself and by its name.
    let status = account.machine.finish(account.nobody("--json status")).json();
    assert_eq!(status["account"]["arn"], ARN, "{status:#}");
    // A quarter of an hour later the SDK renews it, and again.
    for _ in 0..2 {
        let before = fs::read(session_file(&account.machine)).expect("there");
        fs::write(
            session_file(&account.machine),
            String::from_utf8(before.clone()).expect("text").replace("\"expiresAt\":\"2", "\"expiresAt\":\"1"),
        )
        .expect("written");
        let status = account.machine.finish(account.nobody("--json --profile sesame status")).json();
        assert_eq!(status["account"]["arn"], ARN, "{status:#}");
        let after = fs::read(session_file(&account.machine)).expect("there");
        let token = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).expect("JSON")["refreshToken"].clone();
        assert_ne!(token(&before), token(&after), "it was not renewed");
        assert_eq!(mode(&session_file(&account.machine)), 0o600);
    }
    let out = account.machine.finish(account.nobody("--lang en logout")).ends(0);
    assert!(
        out.stdout.contains("Signed out: the session of admin is gone") && out.stderr.contains("at most 15 minutes"),
        "{out}"
    );
    let again = account.machine.finish(account.nobody("--lang en logout")).ends(0);
    assert!(again.stdout.contains("The profile sesame has no session of the browser"), "{again}");
    // The profile stays as it is, as `aws logout` leaves it.
    assert_eq!(fs::read_to_string(account.machine.path("home/.aws/config")).expect("there"), config);
    let over =
        account.machine.finish(account.nobody("--json --profile sesame records --from no-reply@example.co.kr")).ends(1);
    assert_eq!(over.json()["error"]["kind"], "credentials-expired", "{over}");
}

#[test]
fn with_the_session_of_the_browser_everything_is_set_up() {
    let account = Account::serve(&format!("{QUICK}[admin]\nprincipal = 'root'\n"));
    let ran = account.signs_in("--lang en login");
    assert!(ran.stderr.contains("This is the root user"), "{ran}");
    let setup = account.machine.finish(account.nobody(&format!("setup {ASKED} --keep project --yes"))).ends(3);
    assert_eq!(account.keys(), [account.value("AWS_ACCESS_KEY_ID")], "{setup}");
}

#[test]
fn what_a_script_sees() {
    let account = Account::serve(QUICK);
    let signed_in = account.signs_in("--json --profile shop login").json();
    let config = account.machine.path("home/.aws/config").display().to_string();
    let expected = json!({
        "schema": 1, "profile": "shop", "account": "123456789012", "arn": ARN, "region": "ap-northeast-2", "config": config,
    });
    assert_eq!(signed_in, expected);
    let out = account.machine.finish(account.nobody("--json --profile shop logout")).ends(0).json();
    assert_eq!(out, json!({ "schema": 1, "profile": "shop", "arn": ARN, "sessions": 1, "remain": [] }));
    let none = account.machine.finish(account.nobody("--json --profile shop logout")).ends(0).json();
    assert_eq!(none, json!({ "schema": 1, "profile": "shop", "arn": null, "sessions": 0, "remain": [] }));
    account.signs_in("--json login");
    // Only what is a session goes.
    let stray = account.machine.path("home/.aws/login/cache/notes.txt");
    fs::write(&stray, "mine").expect("written");
    let all = account.machine.finish(account.nobody("--json logout --all")).ends(0).json();
    assert_eq!(all, json!({ "schema": 1, "profile": null, "arn": null, "sessions": 1, "remain": [] }));
    assert!(stray.exists());
    account.machine.finish(account.nobody("--read-only login")).ends(1);
    account.machine.finish(account.nobody("--read-only logout")).ends(1);
    account.machine.finish(account.nobody("--share login")).ends(2);
    account.machine.finish(account.nobody("login --redirect-port 0")).ends(2);
}

#[test]
fn only_the_browser_that_was_sent_is_heard() {
    let account = Account::serve(QUICK);
    let waiting = account.login("--lang ko login");
    let back = decide(&waiting.address, "allow");
    let (address, _) = back.split_once('?').expect("a query");
    let state = waiting.query("state");
    let host = address.trim_end_matches("/oauth/callback").to_owned();
    let rows = [
        (format!("{host}/"), 404),
        (format!("{host}/oauth/callback/more?code=x&state={state}"), 404),
        (format!("{host}/favicon.ico"), 404),
        (address.to_owned(), 400),
        (format!("{address}?code=x"), 400),
        (format!("{address}?code=x&state=another"), 400),
        (format!("{address}?code=&state={state}"), 400),
        (format!("{address}?code=x&code=y&state={state}"), 400),
        (format!("{address}?code=x&state={state}&state=another"), 400),
        (format!("{address}?error=access_denied&state=another"), 400),
        (format!("{address}?code=x&error=y&state={state}"), 400),
        (format!("{address}?code={}&state={state}", "x".repeat(513)), 400),
    ];
    for (url, status) in rows {
        let page = get(&url);
        assert_eq!(page.status, status, "{url}: {page:?}");
        if status == 400 {
            assert!(
                page.body.contains("기다리는 로그인의 페이지가 아닙니다") && page.body.contains("lang=\"ko\""),
                "{page:?}"
            );
        }
    }
    // Another method, another name for this machine: a web site that tries.
    assert_eq!(request("POST", &back, &[], "").status, 405);
    assert_eq!(request("GET", &back, &[("Host", "evil.example")], "").status, 404);
    assert!(get(&back).body.contains("터미널로 돌아가세요"));
    let ran = waiting.ends(&account.machine, 0);
    assert!(ran.stdout.contains("로그인했습니다"), "{ran}");
}

#[test]
fn a_no_on_the_page_ends_it_and_nothing_is_written() {
    let account = Account::serve(QUICK);
    for (lang, page) in [("en", "was not allowed to sign in"), ("ko", "허용하지 않았습니다")] {
        let waiting = account.login(&format!("--lang {lang} login"));
        let back = decide(&waiting.address, "deny");
        let shown = get(&back);
        assert!(shown.body.contains(page), "{shown:?}");
        let ran = waiting.ends(&account.machine, 1);
        assert!(ran.stderr.contains("access_denied"), "{ran}");
        assert!(!account.machine.path("home/.aws").exists(), "{ran}");
    }
}

/// Only one of the errors is a no; what each means is said, and none of them is about a permission of SES.
#[test]
fn each_error_that_the_page_comes_back_with_is_told_apart() {
    let account = Account::serve(QUICK);
    let rows = [
        ("access_denied", "sign-in-refused", "said no there", "choose Allow on the page"),
        ("server_error", "service-failed", "something failed at AWS", "Try again in a few minutes"),
        ("temporarily_unavailable", "service-failed", "does not answer just now", "Try again in a few minutes"),
        ("invalid_request", "sign-in-refused", "did not take the address", "by another way"),
        ("unsupported", "sign-in-refused", "unsupported, an error that Sesame does not know", "by another way"),
        ("", "sign-in-refused", "an error that it does not name", "by another way"),
    ];
    for (error, kind, why, then) in rows {
        let comes_back = |line: &str| {
            let waiting = account.login(line);
            let (address, state) = (waiting.query("redirect_uri"), waiting.query("state"));
            let page = get(&format!("{address}?error={error}&state={state}"));
            (page, waiting.ends(&account.machine, 1))
        };
        let (page, ran) = comes_back("--lang en login");
        assert!(ran.stderr.contains(why) && ran.stderr.contains(then), "{error}: {ran}");
        assert!(!ran.stderr.contains("Allow the action"), "{error}: {ran}");
        let is_a_no = page.body.contains("was not allowed to sign in");
        assert_eq!((page.status, is_a_no), (200, error == "access_denied"), "{error}: {page:?}");
        assert_eq!(comes_back("--json login").1.json()["error"]["kind"], kind, "{error}");
        let (_, korean) = comes_back("--lang ko login");
        let said = korean.stderr.lines().find(|line| line.contains("실패")).unwrap_or_else(|| panic!("{korean}"));
        assert!(said.contains("돌아왔습니다") && !said.contains("the page"), "{error}: {said}");
    }
}

#[test]
fn what_the_page_of_another_device_shows_is_pasted_and_belongs_to_this_sign_in() {
    let account = Account::serve(QUICK);
    let text_of = |address: &str| {
        let shown = get(&decide(address, "allow"));
        let (_, rest) = shown.body.split_once("id=\"text\">").expect("a text");
        rest.split('<').next().expect("an end").to_owned()
    };
    let pasted = |change: &dyn Fn(String) -> String, code: i32| {
        let mut command = account.nobody("--lang en login --remote");
        command.stdin(std::process::Stdio::piped());
        let mut waiting = Waiting::begin(command);
        let text = change(text_of(&waiting.address));
        std::io::Write::write_all(&mut waiting.child.stdin.take().expect("piped"), text.as_bytes()).expect("sent");
        waiting.ends(&account.machine, code)
    };
    let other = Waiting::begin(account.nobody("login"));
    let stranger = {
        let mut command = account.nobody("login --remote");
        command.stdin(std::process::Stdio::piped());
        let waiting = Waiting::begin(command);
        let text = text_of(&waiting.address);
        waiting.kill();
        text
    };
    for bad in ["garbage", "", "c3RhdGU9eA==", "%%%%"] {
        let ran = pasted(&|_| format!("{bad}\n"), 2);
        assert!(ran.stderr.contains("could not read what the page shows"), "{ran}");
    }
    let ran = pasted(&|_| format!("{stranger}\n"), 2);
    assert!(ran.stderr.contains("belongs to another sign-in"), "{ran}");
    // Cut in the middle of its code it looks whole from here, and AWS says no.
    let cut = pasted(&|text| format!("{}\n", &text[..(text.len() / 4 - 8) * 4]), 1);
    assert!(cut.stderr.contains("there is no such code"), "{cut}");
    assert!(!account.machine.path("home/.aws").exists());
    // Broken over lines by a mail program it is still the text.
    let ran = pasted(&|text| format!("\n  {} \n", text), 0);
    assert!(ran.stdout.contains("as admin"), "{ran}");
    other.kill();
}

#[test]
fn another_principals_session_stays_until_the_user_says_so() {
    let account = Account::serve(QUICK);
    let before = "[profile sesame]\nlogin_session = arn:aws:iam::999988887777:root\nregion = eu-west-1\n";
    account.config(before);
    let waiting = account.login("--lang en login");
    get(&decide(&waiting.address, "allow"));
    let ran = waiting.ends(&account.machine, 1);
    assert!(
        ran.stderr.contains(ARN) && ran.stderr.contains("999988887777:root") && ran.stderr.contains("--replace"),
        "{ran}"
    );
    assert_eq!(fs::read_to_string(account.machine.path("home/.aws/config")).expect("there"), before);
    assert!(!account.machine.path("home/.aws/login").exists(), "{ran}");
    let ran = account.signs_in("--json login --replace").json();
    // The region of the profile is the one that the session is renewed in.
    assert_eq!(ran["region"], "eu-west-1", "{ran:#}");
    let after = before.replace("arn:aws:iam::999988887777:root", ARN);
    assert_eq!(fs::read_to_string(account.machine.path("home/.aws/config")).expect("there"), after);
}

#[test]
fn a_refusal_says_what_it_means_and_what_to_do() {
    let no = r#"{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"signin:CreateOAuth2Token","Resource":"*"}]}"#;
    let stories = [
        (format!("{QUICK}[admin]\npolicy = '''{no}'''\n"), "denied", "SignInLocalDevelopmentAccess"),
        (format!("organization = '''{no}'''\n{QUICK}"), "denied", "a policy of the organization says no"),
    ];
    for (story, kind, words) in stories {
        let account = Account::serve(&story);
        let waiting = account.login("--json login");
        get(&decide(&waiting.address, "allow"));
        let ran = waiting.ends(&account.machine, 1);
        let error = &ran.json()["error"];
        assert!(error["kind"] == kind && error.to_string().contains(words), "{words}: {ran}");
        assert!(!account.machine.path("home/.aws").exists(), "{ran}");
    }
    let account = Account::serve(QUICK);
    let rows = [
        (json!({ "operation": "CreateOAuth2Token", "kind": "lose-reply" }), "is not sent again; sign in anew"),
        (
            json!({ "operation": "CreateOAuth2Token", "kind": "garbage", "when": "after" }),
            "is not sent again; sign in anew",
        ),
        (json!({ "operation": "CreateOAuth2Token", "kind": "error-500" }), "InternalServerException"),
        (json!({ "operation": "CreateOAuth2Token", "kind": "throttle" }), "TooManyRequestsError"),
    ];
    for (fault, words) in rows {
        let before = account.requests();
        account.fault(fault);
        let waiting = account.login("--json login");
        get(&decide(&waiting.address, "allow"));
        let ran = waiting.ends(&account.machine, 1);
        assert!(ran.json()["error"].to_string().contains(words), "{words}: {ran}");
        assert_eq!(account.requests(), before + 1, "a code is sent once: {ran}");
        assert!(!account.machine.path("home/.aws").exists(), "{ran}");
    }
    // The password was changed between page and exchange; the page was confirmed long ago; the clock of one of the two is wrong.
    let waiting = account.login("--json login");
    let back = decide(&waiting.address, "allow");
    account.door("password", json!({}));
    get(&back);
    let ran = waiting.ends(&account.machine, 1);
    assert!(
        ran.json()["error"]["kind"] == "credentials-expired" && ran.stdout.contains("the password was changed"),
        "{ran}"
    );
    let waiting = account.login("--json login");
    let back = decide(&waiting.address, "allow");
    account.advance("10m");
    get(&back);
    let ran = waiting.ends(&account.machine, 1);
    assert!(ran.stdout.contains("confirmed too long ago") && ran.stdout.contains("minutes behind AWS's"), "{ran}");
}

#[test]
fn two_at_once_and_one_that_is_killed_leave_nothing_half_done() {
    let account = Account::serve(QUICK);
    let (one, two) = (account.login("--profile one login"), account.login("--profile two login"));
    account.login("--profile three login").kill();
    let (first, second) = (decide(&one.address, "allow"), decide(&two.address, "allow"));
    // Each hears its own browser alone.
    let crossed = first.replace(&one.query("redirect_uri"), &two.query("redirect_uri"));
    assert_eq!(get(&crossed).status, 400);
    std::thread::scope(|scope| {
        scope.spawn(|| get(&first));
        scope.spawn(|| get(&second));
    });
    one.ends(&account.machine, 0);
    two.ends(&account.machine, 0);
    let config = fs::read_to_string(account.machine.path("home/.aws/config")).expect("there");
    for profile in ["one", "two"] {
        assert_eq!(config.matches(&format!("[profile {profile}]\nlogin_session = {ARN}\n")).count(), 1, "{config}");
        let status = account.machine.finish(account.nobody(&format!("--json --profile {profile} status"))).json();
        assert_eq!(status["account"]["arn"], ARN, "{status:#}");
    }
    assert!(!config.contains("three"), "{config}");
    session_file(&account.machine);
}

#[test]
fn one_that_is_ended_after_its_code_was_used_begins_anew() {
    let account = Account::serve(QUICK);
    // AWS has answered, and the answer is on its way for a long time.
    account.fault(json!({ "operation": "CreateOAuth2Token", "kind": "delay", "for": "10m", "when": "after" }));
    let waiting = account.login("login");
    let (before, back) = (account.requests(), decide(&waiting.address, "allow"));
    assert_eq!(get(&back).status, 200);
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while account.requests() == before {
        assert!(std::time::Instant::now() < until, "the code was not sent");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    waiting.kill();
    assert!(!account.machine.path("home/.aws").exists());
    account.signs_in("login");

    // What is no file any more is seen before anything is written, and the next one goes on.
    let config = account.machine.path("home/.aws/config");
    fs::remove_file(&config).expect("there");
    let waiting = account.login("--json --profile shop login");
    fs::create_dir(&config).expect("made");
    get(&decide(&waiting.address, "allow"));
    let ran = waiting.ends(&account.machine, 1);
    assert_eq!(ran.json()["error"]["kind"], "file", "{ran}");
    fs::remove_dir(&config).expect("it is empty");
    account.signs_in("--profile shop login");
    session_file(&account.machine);
    // What a run left that was ended in the middle of writing goes with the sessions.
    let half = account.machine.path("home/.aws/login/cache/.sesame-x1");
    fs::write(&half, "half of it").expect("written");
    let all = account.machine.finish(account.nobody("--json logout --all")).ends(0).json();
    assert_eq!((all["sessions"].as_u64(), half.exists()), (Some(1), false));
}
