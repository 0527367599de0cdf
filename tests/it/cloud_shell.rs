//! The block for AWS CloudShell, run by a real shell with the real AWS CLI against the served account: what it makes, what it
//! prints, and that it makes no second key.
//!
//! Outside part: the AWS CLI, at `SESAME_AWS_CLI`. `tests/all` installs it.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use open_sesame::{
    setup::{Intent, PolicyChoice},
    terms::{Credentials, Secret},
    words::{Locale, Text},
};
use serde_json::json;

use crate::{
    headless::machine::Ran,
    live::{Account, QUICK},
    setup::{a, intent},
};

/// As somebody pastes it into a shell.
fn run(account: &Account, block: &str) -> Ran {
    let program = std::env::var_os("SESAME_AWS_CLI").expect("this test needs the AWS CLI, at SESAME_AWS_CLI");
    let bin = account.machine.path("bin");
    if !bin.exists() {
        std::fs::create_dir(&bin).expect("made");
        std::os::unix::fs::symlink(program, bin.join("aws")).expect("linked");
    }
    let mut command = Command::new("bash");
    command
        .env_clear()
        .env("HOME", account.machine.path("home"))
        .env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
    account.sign_in(&mut command);
    command.env("AWS_MAX_ATTEMPTS", "1");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut shell = command.spawn().expect("bash");
    // The last line is there to be seen that the shell is still one.
    shell
        .stdin
        .take()
        .expect("piped")
        .write_all(format!("{block}\necho the shell goes on\n").as_bytes())
        .expect("pasted");
    let ran = Ran::of("the block".into(), shell.wait_with_output().expect("it ends"));
    assert!(ran.stdout.ends_with("the shell goes on\n"), "{ran}");
    ran
}

fn users_state(account: &Account, user: &str) -> serde_json::Value {
    account.state()["users"][user].clone()
}

mod it_makes_user_policy_and_key_once_and_says_what_there_is_when_it_is_run_again {
    use super::*;

    macro_rules! each {
        ($($policy:ident: $name_ko:ident, $name_en:ident;)+) => {
            $(
                #[test]
                #[ignore = "needs the AWS CLI; tests/all runs it"]
                fn $name_ko() {
                    runs_twice(Locale::Ko, PolicyChoice::$policy);
                }

                #[test]
                #[ignore = "needs the AWS CLI; tests/all runs it"]
                fn $name_en() {
                    runs_twice(Locale::En, PolicyChoice::$policy);
                }
            )+

            /// A policy that is missing here does not compile.
            #[allow(dead_code, reason = "it is there to be compiled")]
            fn every_policy(policy: PolicyChoice) {
                match policy {
                    $(PolicyChoice::$policy => {})+
                }
            }
        };
    }

    each! {
        Sender: sender_in_korean, sender_in_english;
        SendOnly: send_only_in_korean, send_only_in_english;
        FullAccess: full_access_in_korean, full_access_in_english;
        SesStar: ses_star_in_korean, ses_star_in_english;
    }
}

fn runs_twice(locale: Locale, policy: PolicyChoice) {
    let account = Account::serve(QUICK);
    let intent = Intent {
        policy,
        user: a("shop-mail"),
        iam_path: Some("/mail/".into()),
        tags: vec![("team".into(), "shop one".into())],
        ..intent()
    };
    let text = Text::new(locale);
    let block = text.cloud_shell(&intent).expect("everything is said");
    let first = run(&account, &block);
    let key =
        Credentials::read(&Secret::new(&first.stdout)).unwrap_or_else(|bad| panic!("{bad:?}: {policy:?}: {first}"));
    let made = users_state(&account, "shop-mail");
    assert_eq!(made["keys"].as_array().map(Vec::len), Some(1), "{policy:?}: {made:#}");
    assert_eq!(made["keys"][0]["id"], key.id.as_str());
    // What it made is what Sesame would have made: nothing of it is left to do.
    let plan = account.sesame(&format!(
        "--json setup {} --user shop-mail --iam-path /mail/ --policy {} --plan",
        crate::live::ASKED,
        <&str>::from(policy)
    ));
    // It is not said what is to open the file of secrets.
    let plan = plan.ends(2).json();
    let changes: Vec<&str> =
        plan["changes"].as_array().expect("a list").iter().filter_map(|it| it["change"].as_str()).collect();
    for done in ["create-sender", "adopt-sender", "allow-sending"] {
        assert!(!changes.contains(&done), "{policy:?}: {changes:?}");
    }

    let second = run(&account, &block);
    assert_eq!(users_state(&account, "shop-mail"), made, "{policy:?}: {second}");
    assert!(second.stdout.contains(key.id.as_str()) && !second.stdout.contains(key.secret.reveal()), "{policy:?}");
    assert!(Credentials::read(&Secret::new(&second.stdout)).is_err(), "there is no secret to read");
    assert!(second.stdout.contains(text.cloud_shell_key_there()), "{second}");
}

#[test]
#[ignore = "needs the AWS CLI; tests/all runs it"]
fn it_leaves_a_user_of_somebody_elses_as_it_is_unless_it_was_said() {
    let theirs = format!("{QUICK}\n[[user]]\nname = 'mail-user'\n");
    let account = Account::serve(&theirs);
    let text = Text::new(Locale::En);
    let before = users_state(&account, "mail-user");
    let refused = run(&account, &text.cloud_shell(&intent()).expect("everything is said"));
    assert!(refused.stdout.contains(&text.cloud_shell_user_foreign("mail-user")), "{refused}");
    assert_eq!(users_state(&account, "mail-user"), before);

    let adopting = Intent { adopt: Some(a("mail-user")), ..intent() };
    let ran = run(&account, &text.cloud_shell(&adopting).expect("everything is said"));
    Credentials::read(&Secret::new(&ran.stdout)).expect("a key");
    assert_eq!(users_state(&account, "mail-user")["keys"].as_array().map(Vec::len), Some(1));
}

/// Whoever sends with it from elsewhere would send no more.
#[test]
#[ignore = "needs the AWS CLI; tests/all runs it"]
fn it_writes_over_no_policy_that_it_could_not_see() {
    let theirs = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ses:SendEmail","Resource":"*"}]}"#;
    let user = "[[user]]\nname = 'mail-user'\ntags = { managed-by = 'sesame' }\n";
    let account = Account::serve(&format!("{QUICK}\n{user}policies.SesameSend = '''{theirs}'''\n"));
    let block = Text::new(Locale::En).cloud_shell(&intent()).expect("everything is said");
    for kind in ["error-500", "throttle"] {
        account.fault(json!({ "operation": "ListUserPolicies", "kind": kind, "times": 10 }));
        let before = users_state(&account, "mail-user");
        let ran = run(&account, &block);
        assert!(ran.stderr.contains("ListUserPolicies"), "{kind}: {ran}");
        assert_eq!((users_state(&account, "mail-user"), account.count("PutUserPolicy")), (before, 0), "{kind}: {ran}");
    }
}

#[test]
#[ignore = "needs the AWS CLI; tests/all runs it"]
fn it_stops_where_aws_fails_and_goes_on_from_there_when_it_is_run_again() {
    let account = Account::serve(QUICK);
    account.fault(json!({ "operation": "PutUserPolicy", "kind": "error-500" }));
    let block = Text::new(Locale::En).cloud_shell(&intent()).expect("everything is said");
    let ran = run(&account, &block);
    assert!(ran.stderr.contains("PutUserPolicy"), "{ran}");
    assert_eq!(account.count("CreateAccessKey"), 0, "a key without a policy: {ran}");
    // Run again it goes on from there.
    let ran = run(&account, &block);
    Credentials::read(&Secret::new(&ran.stdout)).expect("a key");
    assert_eq!((account.count("CreateUser"), account.count("CreateAccessKey")), (1, 1));
}
