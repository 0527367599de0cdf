//! Somebody else's hands: the commands that `sesame handover aws` names, run by a shell and the real AWS CLI against a
//! served account, and what Sesame makes of it afterwards.
//!
//! Outside part: the AWS CLI, at `SESAME_AWS_CLI` or in PATH. Without it these tests fail; `tests/all` installs it.

use std::{fs, path::PathBuf, process::Command};

use serde_json::Value as Json;

use crate::{live::Account, setup::by_hand::odd};

const FROM: &str = "--from no-reply@example.co.kr --website https://example.co.kr";

/// Runs a line as the colleague would paste it; what it prints.
#[track_caller]
fn paste(account: &Account, line: &str) -> String {
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).env_clear().current_dir(account.machine.path("home"));
    let mut path = std::env::var_os("PATH").unwrap_or_default();
    if let Some(program) = std::env::var_os("SESAME_AWS_CLI") {
        // The message says `aws`, so that is what it is called here.
        let folder = account.machine.path("home/bin");
        fs::create_dir_all(&folder).expect("a folder");
        let program = fs::canonicalize(program).expect("the AWS CLI is there");
        let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", program.display());
        fs::write(folder.join("aws"), script).expect("written");
        let made = Command::new("chmod").arg("+x").arg(folder.join("aws")).status();
        assert!(made.expect("it runs").success());
        path = std::env::join_paths(std::iter::once(folder).chain(std::env::split_paths(&path))).expect("plain paths");
    }
    shell.env("PATH", path).env("HOME", account.machine.path("home")).env("LANG", "C.UTF-8");
    shell.env("AWS_EC2_METADATA_DISABLED", "true").env("AWS_MAX_ATTEMPTS", "1").env("AWS_PAGER", "");
    shell.env("NO_PROXY", "127.0.0.1").env("AWS_DEFAULT_OUTPUT", "json");
    account.sign_in(&mut shell);
    let ran = shell.output().expect("there is a shell");
    assert!(ran.status.success(), "{line}\n{}\nthis test needs the AWS CLI", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8(ran.stdout).expect("text")
}

#[test]
#[ignore = "needs the AWS CLI; tests/all runs it"]
fn the_commands_of_the_message_do_what_it_asks_for_in_korean() {
    the_message_does_what_it_asks_for("ko");
}

#[test]
#[ignore = "needs the AWS CLI; tests/all runs it"]
fn the_commands_of_the_message_do_what_it_asks_for_in_english() {
    the_message_does_what_it_asks_for("en");
}

fn the_message_does_what_it_asks_for(lang: &str) {
    let account = Account::serve("fresh");
    let message = account.sesame(&format!("--lang {lang} handover aws {FROM}")).ends(0).stdout;
    let commands: Vec<&str> = message.lines().filter_map(|line| Some(line.split_once("AWS CLI: ")?.1)).collect();
    assert_eq!(commands.len(), 6, "{message}");
    for command in commands {
        let said = paste(&account, command);
        if command.contains("create-access-key") {
            // The owner of the app puts it where the message's reader handed it over to.
            let key: Json = serde_json::from_str(&said).expect("JSON");
            let of = |name: &str| key["AccessKey"][name].as_str().expect("a text").to_owned();
            put_into_env(&account, &of("AccessKeyId"), &of("SecretAccessKey"));
        }
    }
    // A new key takes its seconds to be known everywhere.
    account.advance("60s");
    let status = account.sesame(&format!("--json status {FROM} --keep project").replace(SITE, "")).json();
    let standing = |step: &str| -> String {
        let steps = status["steps"].as_array().expect("a list");
        let found = steps.iter().find(|it| it["step"] == step).expect("every step is there");
        found["standing"].as_str().expect("a word").to_owned()
    };
    for (step, expected) in [("sender", "done"), ("key", "done"), ("identity", "waiting"), ("production", "waiting")] {
        assert_eq!(standing(step), expected, "{step}: {status:#}");
    }
    // Nothing is left for anybody to be asked for.
    let again = account.sesame(&format!("handover aws {FROM} --keep project")).ends(0);
    assert!(again.stdout.is_empty(), "{again}");
}

const SITE: &str = "--website https://example.co.kr";

fn put_into_env(account: &Account, id: &str, secret: &str) {
    let path: PathBuf = account.app.join(".env");
    let env = fs::read(&path).expect("an .env");
    let lines = [("AWS_ACCESS_KEY_ID", id), ("AWS_SECRET_ACCESS_KEY", secret)];
    let lines = lines.map(|(name, value)| (name.to_owned(), value.to_owned()));
    fs::write(path, open_sesame::laravel::dotenv::merge(&env, &lines).expect("it merges")).expect("written");
}

#[test]
#[ignore = "needs the AWS CLI; tests/all runs it"]
fn names_that_a_shell_could_take_for_something_else_arrive_as_they_are() {
    let account = Account::serve("fresh");
    for (_, command) in odd() {
        paste(&account, command);
    }
    let users = account.state()["users"].clone();
    assert_eq!(users["mail+user=a,b@c"]["tags"]["team"], "web shop", "{users:#}");
    assert_eq!(users["mail+user=a,b@c"]["path"], "/it's/$HOME/", "{users:#}");
    assert_eq!(users["-x"]["tags"]["팀"], "", "{users:#}");
    assert_eq!(users["mail-user"]["tags"][" a "], "=b=c ", "{users:#}");
    assert_eq!(users["mail-user"]["path"], "/a`b*/", "{users:#}");
}
