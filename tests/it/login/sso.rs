//! A session of IAM Identity Center that gives no credentials: what is wrong with it, and the way out of that.

use std::{fs, path::PathBuf, process::Command, thread};

use open_sesame::rehearsal::sso;
use serde_json::{Value, json};

use super::renewed::{answer, answering, fails};
use crate::{
    headless::machine::Machine,
    live::{Account, QUICK},
};

const CONFIG: &str = "[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
[profile work]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Ops
[profile older]
sso_start_url = https://older.awsapps.com/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = Ops
";
const ANEW: &str = "sign in anew with `aws sso login --sso-session corp`";
const LATER: &str = "2099-01-01T00:00:00Z";
const OVER: &str = "2026-01-01T00:00:00Z";

/// The token of this session, with these members beside what each has.
fn token(end: &str, members: &Value) -> Value {
    let mut token = json!({ "accessToken": sso::TOKEN, "expiresAt": end });
    for (name, value) in members.as_object().expect("members") {
        token[name] = value.clone();
    }
    token
}

/// With this a session is renewed until then.
fn renewable(until: &str) -> Value {
    json!({
        "refreshToken": sso::REFRESH, "clientId": "a-client", "clientSecret": "made up", "registrationExpiresAt": until,
    })
}

/// Where the token lies that is named after this.
fn cache(machine: &Machine, named: &str) -> PathBuf {
    let name = <sha1::Sha1 as sha1::Digest>::digest(named.as_bytes());
    let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
    machine.path(&format!("home/.aws/sso/cache/{name}.json"))
}

fn with_token(machine: &Machine, named: &str, token: &str) {
    let file = cache(machine, named);
    fs::create_dir_all(file.parent().expect("a folder")).expect("made");
    fs::write(file, token).expect("written");
    fs::write(machine.path("home/.aws/config"), CONFIG).expect("written");
}

fn command(machine: &Machine, profile: &str, endpoint: &str) -> Command {
    let mut command = machine.command(&["--json", "--profile", profile, "--region", "eu-west-1"]);
    command.args(["records", "--from", "no-reply@example.co.kr"]);
    command.env("SESAME_DNS", "127.0.0.1:9").env("AWS_ENDPOINT_URL", endpoint);
    command
}

#[test]
fn what_the_portal_refuses_is_said_as_what_it_is() {
    let good = || token(LATER, &json!({ "region": "us-east-1", "startUrl": "https://corp.awsapps.com/start/#/" }));
    let refused = |status: &str, name: &str| {
        answer(status, &format!("x-amzn-errortype: {name}\r\n"), r#"{"message":"as it is said"}"#)
    };
    let unauthorized = || refused("401 Unauthorized", "UnauthorizedException");
    let no_role = "gives this user no role Ops in the account 123456789012";
    let rows: Vec<(Value, String, &str, Vec<&str>)> = vec![
        (
            good(),
            unauthorized(),
            "credentials-expired",
            vec![
                "UnauthorizedException: as it is said",
                "AWS has ended the session, or it is of another region than us-east-1",
                ANEW,
            ],
        ),
        (
            token(OVER, &renewable(LATER)),
            unauthorized(),
            "credentials-expired",
            vec!["the session ended at 2026-01-01T00:00:00Z, and AWS did not renew it", ANEW],
        ),
        (
            token(LATER, &json!({ "region": "eu-central-1" })),
            unauthorized(),
            "login-unusable",
            vec!["begun for sso_region = eu-central-1, and the profile says us-east-1", ANEW],
        ),
        (
            token(LATER, &json!({ "startUrl": "https://other.awsapps.com/start" })),
            unauthorized(),
            "login-unusable",
            vec![
                "begun for sso_start_url = https://other.awsapps.com/start, and the profile says https://corp.awsapps.com/start",
                ANEW,
            ],
        ),
        (good(), refused("403 Forbidden", "ForbiddenException"), "denied", vec!["ForbiddenException", no_role]),
        (good(), refused("404 Not Found", "ResourceNotFoundException"), "login-unusable", vec![no_role]),
        (good(), refused("400 Bad Request", "InvalidRequestException"), "login-unusable", vec![no_role]),
        (good(), refused("429 Too Many Requests", "TooManyRequestsException"), "throttled", vec!["as it is said"]),
        (
            good(),
            refused("503 Service Unavailable", "ServiceUnavailable"),
            "service-failed",
            vec!["ServiceUnavailable"],
        ),
    ];
    thread::scope(|scope| {
        for (token, answer, kind, words) in rows {
            scope.spawn(move || {
                let machine = Machine::new();
                with_token(&machine, "corp", &token.to_string());
                let ran = machine.finish(command(&machine, "work", &answering(answer))).ends(1);
                fails(&ran, kind, &words);
                assert_eq!(ran.stdout.contains("sign in anew"), words.contains(&ANEW), "{ran}");
            });
        }
        scope.spawn(|| {
            let machine = Machine::new();
            with_token(&machine, "corp", &good().to_string());
            let ran = machine.finish(command(&machine, "work", "http://127.0.0.1:9")).ends(1);
            fails(&ran, "network", &["the portal is asked in us-east-1, as sso_region says"]);
            assert!(!ran.stdout.contains("sign in anew"), "{ran}");
        });
    });
}

/// What is over for good is not asked with: nothing listens there.
#[test]
fn a_session_that_is_over_says_why_it_is_not_renewed() {
    let no_client = json!({ "refreshToken": sso::REFRESH });
    let rows = [
        ("work", "corp", token(OVER, &json!({})), "there is no refresh token; with sso_registration_scopes"),
        ("work", "corp", token(OVER, &no_client), "no registration stands beside its refresh token"),
        (
            "work",
            "corp",
            token(OVER, &renewable(OVER)),
            "the registration that renews it ended at 2026-01-01T00:00:00Z",
        ),
        (
            "older",
            "https://older.awsapps.com/start",
            token(OVER, &renewable(LATER)),
            "without an sso_session has no refresh",
        ),
    ];
    for (profile, named, token, words) in rows {
        let machine = Machine::new();
        with_token(&machine, named, &token.to_string());
        let ran = machine.finish(command(&machine, profile, "http://127.0.0.1:9")).ends(1);
        fails(&ran, "credentials-expired", &["its session ended at 2026-01-01T00:00:00Z", words, "aws sso login"]);
    }
    // The SDK reads more of the file than how long it lasts, and keeps to itself what it lacks.
    let machine = Machine::new();
    with_token(&machine, "corp", &json!({ "expiresAt": LATER }).to_string());
    let ran = machine.finish(command(&machine, "work", "http://127.0.0.1:9")).ends(1);
    fails(&ran, "login-unusable", &["its file in ~/.aws/sso/cache", ANEW]);
}

#[test]
fn a_session_that_can_be_renewed_is_and_goes_on() {
    let account =
        Account::serve(&format!("{QUICK}[admin]\nprincipal = 'assumed-role/Ops/me'\nexpires_after = '10h'\n"));
    with_token(&account.machine, "corp", &token(OVER, &renewable(LATER)).to_string());
    let status =
        |profile: &str| account.machine.finish(account.by_files(&format!("--json --profile {profile} status"))).json();
    let first = status("work");
    assert!(first["account"]["arn"].as_str().is_some_and(|arn| arn.contains("assumed-role/Ops/")), "{first:#}");
    let held: Value = serde_json::from_slice(&fs::read(cache(&account.machine, "corp")).expect("there")).expect("JSON");
    assert!(held["expiresAt"].as_str().is_some_and(|at| at > OVER), "{held:#}");
    assert_eq!(status("work")["account"]["arn"], first["account"]["arn"]);
    // A refresh token that AWS takes no more: the SDK goes on with the old one, and that is refused.
    let mut other = token(OVER, &renewable(LATER));
    (other["refreshToken"], other["accessToken"]) = ("another".into(), "an-old-one".into());
    with_token(&account.machine, "corp", &other.to_string());
    let line = "--json --profile work records --from no-reply@example.co.kr";
    let ran = account.machine.finish(account.by_files(line)).ends(1);
    fails(&ran, "credentials-expired", &["and AWS did not renew it", ANEW]);
}
