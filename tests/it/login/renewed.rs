//! A session at rest that is to be renewed: whatever AWS answers, in which form it answers, and where it may be asked. A server
//! of one's own answers here, which says only what it is told to.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    process::Command,
    thread,
};

use aws_config::{Region, login::LoginCredentialsProvider, provider_config::ProviderConfig};
use aws_credential_types::provider::ProvideCredentials as _;
use serde_json::{Value, json};

use super::{
    browser::{Waiting, get},
    regions::DPOP_KEY,
};
use crate::{
    headless::machine::{Machine, Ran},
    live::{Account, QUICK},
};

const SESSION: &str = "arn:aws:iam::123456789012:user/admin";

/// A server that answers every request so, and where it is.
pub fn answering(answer: String) -> String {
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", server.local_addr().expect("bound"));
    thread::spawn(move || {
        for stream in server.incoming().flatten() {
            let mut request = BufReader::new(stream);
            let (mut head, mut length) = (String::new(), 0);
            while !head.ends_with("\r\n\r\n") {
                let mut line = String::new();
                if request.read_line(&mut line).is_ok_and(|read| read == 0) {
                    break;
                }
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().expect("a number");
                }
                head.push_str(&line);
            }
            let mut body = vec![0; length];
            request.read_exact(&mut body).expect("a body");
            request.into_inner().write_all(answer.as_bytes()).expect("sent");
        }
    });
    endpoint
}

/// An answer of HTTP, with these headers besides those that it must have.
pub fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Connection: close\r\nContent-Length: {length}\r\n\r\n{body}")
}

/// A machine on which this session is due.
fn with_session(held: &str) -> Machine {
    let machine = Machine::new();
    let name = <sha2::Sha256 as sha2::Digest>::digest(SESSION.as_bytes());
    let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
    let folder = machine.path("home/.aws/login/cache");
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join(format!("{name}.json")), held).expect("written");
    let config = format!("[profile shop]\nlogin_session = {SESSION}\nregion = eu-west-1\n");
    fs::write(machine.path("home/.aws/config"), config).expect("written");
    machine
}

fn due() -> String {
    json!({
        "accessToken": {
            "accessKeyId": "ASIAIOSFODNN7EXAMPLE", "secretAccessKey": "made up", "sessionToken": "made up",
            "accountId": "123456789012", "expiresAt": "2026-01-01T00:00:00Z",
        },
        "tokenType": "aws_sigv4", "refreshToken": "made up", "clientId": "arn:aws:signin:::devtools/same-device",
        "dpopKey": DPOP_KEY,
    })
    .to_string()
}

/// A command that signs in by that session.
fn command(machine: &Machine) -> Command {
    let app = machine.app();
    let app = app.to_str().expect("a plain path");
    let mut command = machine.command(&["--json", "--project", app, "--profile", "shop", "--region", "eu-west-1"]);
    command.args(["records", "--from", "no-reply@example.co.kr"]).env("SESAME_DNS", "127.0.0.1:9");
    command
}

#[track_caller]
pub fn fails(ran: &Ran, kind: &str, words: &[&str]) {
    let error = &ran.json()["error"];
    assert!(error["kind"] == kind, "{kind}: {ran}");
    words.iter().for_each(|word| assert!(error.to_string().contains(word), "{word}: {ran}"));
}

const NO_DATE: &str = "";

#[test]
fn what_is_answered_instead_of_new_credentials_is_said_as_what_it_is() {
    let anew = "sesame login --profile shop";
    let rows: [(&str, &str, &str, &str, &[&str]); 11] = [
        ("429 Too Many Requests", "x-amzn-errortype: TooManyRequestsError\r\n", "INVALID_REQUEST", "throttled", &[]),
        (
            "500 Internal Server Error",
            "x-amzn-errortype: InternalServerException\r\n",
            "server_error",
            "service-failed",
            &[],
        ),
        (
            "403 Forbidden",
            "x-amzn-errortype: AccessDeniedException\r\n",
            "INSUFFICIENT_PERMISSIONS",
            "denied",
            &["SignInLocalDevelopmentAccess"],
        ),
        (
            "403 Forbidden",
            "x-amzn-errortype: AccessDeniedException\r\n",
            "USER_CREDENTIALS_CHANGED",
            "credentials-expired",
            &["the password was changed", anew],
        ),
        (
            "400 Bad Request",
            "x-amzn-errortype: ValidationException\r\n",
            "INVALID_REQUEST",
            "credentials-expired",
            &["begun in another region than eu-west-1", anew],
        ),
        // It is not known whether AWS sends the name at all.
        ("429 Too Many Requests", NO_DATE, "INVALID_REQUEST", "throttled", &[]),
        ("500 Internal Server Error", NO_DATE, "server_error", "service-failed", &[]),
        ("403 Forbidden", NO_DATE, "INSUFFICIENT_PERMISSIONS", "denied", &["SignInLocalDevelopmentAccess"]),
        ("401 Unauthorized", NO_DATE, "TOKEN_EXPIRED", "credentials-expired", &["the session is over", anew]),
        ("400 Bad Request", NO_DATE, "INVALID_REQUEST", "credentials-expired", &["ValidationException", anew]),
        // With a wrong clock no proof is good: signing in anew would not help.
        (
            "400 Bad Request",
            "Date: Thu, 01 Jan 2032 00:00:00 GMT\r\n",
            "INVALID_REQUEST",
            "request-refused",
            &["minutes behind AWS's; set it right, then try again"],
        ),
    ];
    thread::scope(|scope| {
        for (status, headers, error, kind, words) in rows {
            scope.spawn(move || {
                let body = json!({ "error": error, "message": "as it is said" }).to_string();
                let machine = with_session(&due());
                let mut command = command(&machine);
                command.env("AWS_ENDPOINT_URL_SIGNIN", answering(answer(status, headers, &body)));
                let ran = machine.finish(command).ends(1);
                fails(&ran, kind, words);
                assert!(kind == "credentials-expired" || !ran.stdout.contains("sign in anew with"), "{ran}");
            });
        }
    });
    // What lies there is no session.
    for held in ["", "{}", "half of {\"refreshToken\":\"made up\"", &due().replace("EC PRIVATE", "PRIVATE")] {
        let machine = with_session(held);
        let ran = machine.finish(command(&machine)).ends(1);
        fails(&ran, "login-unusable", &["is not what the AWS CLI or Sesame writes there"]);
        assert!(!ran.stdout.contains("made up"), "{ran}");
    }
}

/// The same of the exchange.
#[test]
fn a_refusal_that_only_its_body_names_is_understood() {
    let rows = [
        ("403 Forbidden", "INSUFFICIENT_PERMISSIONS", "denied", "SignInLocalDevelopmentAccess"),
        ("401 Unauthorized", "AUTHCODE_EXPIRED", "credentials-expired", "confirmed too long ago"),
        ("400 Bad Request", "INVALID_REQUEST", "request-refused", "ValidationException: as it is said"),
        ("429 Too Many Requests", "INVALID_REQUEST", "throttled", "TooManyRequestsError"),
        ("502 Bad Gateway", "server_error", "service-failed", "InternalServerException"),
    ];
    for (status, error, kind, words) in rows {
        let machine = Machine::new();
        let body = json!({ "error": error, "message": "as it is said" }).to_string();
        let mut command = machine.command(&["--json", "--region", "eu-west-1", "login"]);
        command.env("AWS_ENDPOINT_URL_SIGNIN", answering(answer(status, NO_DATE, &body)));
        let waiting = Waiting::begin(command);
        let back = format!("{}?code=a-code&state={}", waiting.query("redirect_uri"), waiting.query("state"));
        let shown = get(&back);
        // The browser comes back before anything is exchanged.
        assert!(shown.status == 200 && !shown.body.contains("signed in"), "{shown:?}");
        fails(&waiting.ends(&machine, 1), kind, &[words]);
    }
}

/// A refresh token goes where the code went, and nowhere else.
#[test]
fn a_session_is_renewed_over_tls_or_on_this_machine_alone() {
    for endpoint in ["http://10.0.0.1:4599", "http://signin.example", "https://user@signin.example", "nowhere"] {
        let by_environment = |variable: &str| {
            let machine = with_session(&due());
            let mut command = command(&machine);
            command.env(variable, endpoint);
            machine.finish(command).ends(1)
        };
        fails(&by_environment("AWS_ENDPOINT_URL"), "login-unusable", &["the endpoint "]);
        fails(&by_environment("AWS_ENDPOINT_URL_SIGNIN"), "login-unusable", &["the endpoint "]);
        let services = format!("services = here\n[services here]\nsignin =\n  endpoint_url = {endpoint}\n");
        for setting in [format!("endpoint_url = {endpoint}\n"), services] {
            let machine = with_session(&due());
            let config = format!("[profile shop]\nlogin_session = {SESSION}\nregion = eu-west-1\n{setting}");
            fs::write(machine.path("home/.aws/config"), config).expect("written");
            fails(&machine.finish(command(&machine)).ends(1), "login-unusable", &["the endpoint "]);
        }
    }
}

/// The profile that the session goes to may name a server, whatever profile this set-up signs in by otherwise.
#[test]
fn the_server_that_the_profile_of_the_session_names_is_asked() {
    let account = Account::serve(QUICK);
    let config = format!("[profile shop]\nendpoint_url = http://{}\n[profile other]\n", account.endpoint());
    account.config(&config);
    let machine = &account.machine;
    let shown = |profile: &str| {
        let mut command = machine.command(&["--lang", "en", "--profile", profile, "login", "--remote"]);
        command.env("AWS_PROFILE", "other");
        machine.finish(command).ends(2).stderr
    };
    assert!(shown("shop").contains(&format!("http://{}/v1/authorize?", account.endpoint())));
    assert!(shown("other").contains("https://us-east-1.signin.aws.amazon.com/v1/authorize?"));
    let mut command = machine.command(&["--lang", "en", "--profile", "shop", "login", "--remote"]);
    command.env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    let ran = machine.finish(command).ends(2);
    assert!(ran.stderr.contains("https://us-east-1.signin.aws.amazon.com/v1/authorize?"), "{ran}");
}

/// Set for a process that plays another program with an AWS SDK.
const ANOTHER: &str = "SESAME_TEST_SIGNS_IN_AS_ANOTHER_PROGRAM";

/// What Sesame keeps, the SDK's own provider reads, renews, and leaves as Sesame reads it.
#[test]
fn the_sdk_of_another_program_goes_on_with_the_session_and_sesame_after_it() {
    let account = Account::serve(QUICK);
    account.signs_in("login");
    let cache = account.machine.path("home/.aws/login/cache");
    let file = fs::read_dir(&cache).expect("there").next().expect("a session").expect("an entry").path();
    let held = || serde_json::from_slice::<Value>(&fs::read(&file).expect("there")).expect("JSON");
    let mut keys = vec![held()["accessToken"]["accessKeyId"].clone()];
    for sesame in [false, true, false] {
        let text = fs::read_to_string(&file).expect("there");
        fs::write(&file, text.replace("\"expiresAt\":\"2", "\"expiresAt\":\"1")).expect("written");
        match sesame {
            true => {
                let status = account.machine.finish(account.nobody("--json status")).json();
                assert_eq!(status["account"]["arn"], SESSION, "{status:#}");
            }
            false => {
                let mut other = Command::new(std::env::current_exe().expect("this binary"));
                other.args(["--exact", "login::renewed::as_another_program", "--nocapture"]).env(ANOTHER, SESSION);
                other.env("HOME", account.machine.path("home"));
                other.env("AWS_ENDPOINT_URL", format!("http://{}", account.endpoint()));
                let ended = other.output().expect("it starts");
                let said = String::from_utf8_lossy(&ended.stdout).into_owned();
                assert!(ended.status.success() && said.contains("it has credentials"), "{said}");
            }
        }
        keys.push(held()["accessToken"]["accessKeyId"].clone());
    }
    keys.dedup();
    assert_eq!(keys.len(), 4, "it was not renewed each time: {keys:?}");
}

/// The other program.
#[tokio::test]
async fn as_another_program() {
    let Ok(session) = std::env::var(ANOTHER) else { return };
    let http = aws_smithy_http_client::Builder::new().build_http();
    let region = Some(Region::new("ap-northeast-2"));
    let here = ProviderConfig::without_region().with_http_client(http).with_region(region);
    let provider = LoginCredentialsProvider::builder(session).configure(&here).build();
    match provider.provide_credentials().await {
        Ok(_) => writeln!(std::io::stdout(), "it has credentials").expect("it is heard"),
        Err(error) => panic!("{error}: {:?}", std::error::Error::source(&error).map(ToString::to_string)),
    }
}
