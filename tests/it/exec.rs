//! `sesame exec`: the key is in the program's environment, and nowhere else; the program's end is ours.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
};

use crate::{
    headless::machine::Ran,
    live::{ASKED, Account},
    sentinel::{Sentinel, smtp_password},
};

/// A key in the app's `.env`, as no other test has it.
fn with_a_key(seed: &str) -> Account {
    let story = format!(
        "seed = '{seed}'\nstory = {{ ko = '빠름', en = 'quick' }}\niam.propagation = '0s'\nproduction = ['ap-northeast-2']\n"
    );
    let account = Account::serve(&story);
    account.sesame(&format!("setup {ASKED} --keep project --yes")).ends(3);
    account
}

/// Runs `sh -c SCRIPT` with the key.
fn runs(account: &Account, flags: &str, script: &str) -> Command {
    let mut command = account.command(&format!("exec {flags} --"));
    command.args(["sh", "-c", script]);
    command
}

fn ended(command: &mut Command) -> Ran {
    Ran::of("exec".into(), command.output().expect("it starts"))
}

/// The variables that a program finds, by name.
fn environment(account: &Account, flags: &str, more: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    let mut command = runs(account, flags, "env");
    command.envs(more.iter().copied());
    let ran = ended(&mut command).ends(0);
    ran.stdout.lines().filter_map(|line| line.split_once('=')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

#[test]
fn a_program_finds_the_key_by_the_names_that_the_app_reads() {
    let account = with_a_key("exec-names");
    let foreign =
        [("AWS_SESSION_TOKEN", "a-foreign-token"), ("AWS_PROFILE", "another"), ("AWS_DEFAULT_PROFILE", "another")];
    let api = environment(&account, "", &foreign);
    let (id, secret) = (account.value("AWS_ACCESS_KEY_ID"), account.value("AWS_SECRET_ACCESS_KEY"));
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", id.as_str()),
        ("AWS_SECRET_ACCESS_KEY", &secret),
        ("AWS_DEFAULT_REGION", "ap-northeast-2"),
        ("AWS_REGION", "ap-northeast-2"),
    ] {
        assert_eq!(api.get(name).map(String::as_str), Some(value), "{name}");
    }
    for (name, _) in foreign {
        assert!(!api.contains_key(name), "{name} is another's");
    }
    let smtp = environment(&account, "--smtp", &[]);
    for (name, value) in [
        ("MAIL_HOST", "email-smtp.ap-northeast-2.amazonaws.com"),
        ("MAIL_PORT", "587"),
        ("MAIL_USERNAME", &id),
        ("MAIL_PASSWORD", &smtp_password(&secret, "ap-northeast-2")),
        ("MAIL_SCHEME", "smtp"),
    ] {
        assert_eq!(smtp.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert_ne!(smtp.get("AWS_SECRET_ACCESS_KEY"), Some(&secret), "the secret itself is not needed");

    // Where something else has the usual names, they stay as they are.
    let env = account.env();
    let theirs = String::from_utf8(env.clone()).expect("text").replace("AWS_ACCESS_KEY_ID=", "AWS_SES_ACCESS_KEY_ID=");
    let theirs = theirs.replace("AWS_SECRET_ACCESS_KEY=", "AWS_SES_SECRET_ACCESS_KEY=");
    std::fs::write(account.app.join(".env"), theirs).expect("written");
    let apart = environment(&account, "", &foreign);
    assert_eq!(apart.get("AWS_SES_ACCESS_KEY_ID"), Some(&id));
    assert_eq!(apart.get("AWS_SES_REGION").map(String::as_str), Some("ap-northeast-2"));
    assert_ne!(apart.get("AWS_ACCESS_KEY_ID"), Some(&id));
    // Of the caller's sign-in nothing arrives, here and beside SMTP either: what the app itself uses stands in its `.env`.
    for environment in [&apart, &environment(&account, "--smtp", &foreign)] {
        for name in foreign.map(|(name, _)| name).iter().chain(&["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) {
            assert!(!environment.contains_key(*name), "{name} is the caller's");
        }
    }
}

#[test]
fn it_ends_as_the_program_ends() {
    let account = with_a_key("exec-ends");
    for (script, code) in
        [("exit 0", 0), ("exit 42", 42), ("exit 255", 255), ("kill -TERM $$", 143), ("kill -9 $$", 137)]
    {
        ended(&mut runs(&account, "", script)).ends(code);
    }
    let mut missing = account.command("exec -- no-such-program-anywhere");
    let said = ended(&mut missing).ends(127);
    assert!(said.stdout.is_empty() && said.stderr.contains("no-such-program-anywhere"), "{said}");
    let mut file = account.command("exec --");
    file.arg(account.app.join("composer.json"));
    ended(&mut file).ends(126);
    ended(&mut account.command("exec")).ends(2);
    ended(&mut account.command("exec true")).ends(2);
    // Flags behind the dashes are the program's own.
    let ran = ended(account.command("exec --").args(["printf", "%s|", "--json", "--lang", "a b"])).ends(0);
    assert_eq!(ran.stdout, "--json|--lang|a b|");
    let ran = ended(&mut runs(&account, "", "echo out; echo err >&2"));
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("out\n", "err\n"));
}

#[test]
fn it_asks_aws_nothing_writes_nothing_and_needs_no_sign_in() {
    let account = with_a_key("exec-quiet");
    let env = account.env();
    let mut command = runs(&account, "", "true");
    // Nobody listens there.
    command.env("AWS_ENDPOINT_URL", "http://127.0.0.1:9").env_remove("AWS_ACCESS_KEY_ID");
    let (before, asked) = (account.files(), account.requests());
    ended(&mut command).ends(0);
    assert_eq!((account.files(), account.requests()), (before, asked));
    assert_eq!(account.env(), env);

    // Without a key there is nothing to lend.
    let nothing = Account::serve("fresh");
    for (lang, words) in [("en", "no key of this set-up is at rest here"), ("ko", "찾는 것이 없습니다.")] {
        let ran = nothing.sesame(&format!("--lang {lang} exec -- true")).ends(1);
        assert!(ran.stderr.contains(words), "{ran}");
    }
}

#[cfg(unix)]
#[test]
fn signals_that_come_to_us_are_passed_on() {
    let account = with_a_key("exec-signals");
    for (signal, code) in [("TERM", 15), ("INT", 2), ("HUP", 1), ("USR1", 10), ("USR2", 12)] {
        let script = format!("trap 'echo heard; exit {code}' {signal}; echo ready; while :; do sleep 0.05; done");
        let mut child =
            runs(&account, "", &script).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        assert_eq!(lines.next().expect("a line").expect("text"), "ready");
        let kill = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        assert!(kill.expect("it runs").success());
        assert_eq!(lines.next().expect("a line").expect("text"), "heard", "{signal}");
        assert_eq!(child.wait().expect("it ends").code(), Some(code), "{signal}");
    }
}

/// Ends the program that waits for a line.
fn let_go(mut child: Child) {
    writeln!(child.stdin.take().expect("piped"), "go").expect("told");
    assert!(child.wait().expect("it ends").success());
}

#[cfg(target_os = "linux")]
#[test]
fn no_other_process_has_the_key() {
    let account = with_a_key("exec-processes");
    let secret = account.value("AWS_SECRET_ACCESS_KEY");
    let mut sentinel = Sentinel::nothing();
    sentinel.watch_key("the app's key", &secret, &["ap-northeast-2"]);
    for flags in ["", "--smtp"] {
        let mut command = runs(&account, flags, "echo $$; read line");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("a line");
        let borrower: u32 = line.trim().parse().expect("a number");
        assert_ne!(borrower, child.id(), "the program is another process");
        let leaks = sentinel.search_processes(&[borrower]);
        assert!(leaks.is_empty(), "{flags}: {leaks:#?}");
        // It is there, where it belongs: otherwise nothing was looked for.
        let has_it = sentinel.search_processes(&[]);
        assert!(has_it.iter().all(|leak| leak.name == format!("/proc/{borrower}/environ")), "{has_it:#?}");
        assert!(!has_it.is_empty(), "{flags}: the program has no key");
        let_go(child);
    }
    let (_, backups) = account.machine.env_files();
    let known = [account.app.join(".env")].into_iter().chain(backups).collect::<Vec<_>>();
    let leaks = sentinel.search_tree(&account.machine.path("."), &known);
    assert!(leaks.is_empty(), "{leaks:#?}");
}
