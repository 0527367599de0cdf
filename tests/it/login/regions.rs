//! In which region a session is renewed: only the one that it was begun in takes it. Over the wire to a server of one's own that
//! fact cannot be seen, so a proxy listens here: it is told the host, and says no.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    sync::mpsc,
    thread,
};

use serde_json::json;

use crate::headless::machine::Machine;

const SESSION: &str = "arn:aws:iam::123456789012:user/admin";

/// The first host that is asked where this profile signs in, with these variables in the environment.
fn asked_first(config: &str, profile: &str, variables: &[(&str, &str)]) -> String {
    let machine = Machine::new();
    let name = <sha2::Sha256 as sha2::Digest>::digest(SESSION.as_bytes());
    let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
    let folder = machine.path("home/.aws/login/cache");
    fs::create_dir_all(&folder).expect("made");
    let held = json!({
        "accessToken": {
            "accessKeyId": "ASIAIOSFODNN7EXAMPLE", "secretAccessKey": "made up", "sessionToken": "made up",
            "accountId": "123456789012", "expiresAt": "2026-01-01T00:00:00Z",
        },
        "tokenType": "aws_sigv4", "refreshToken": "made up", "clientId": "arn:aws:signin:::devtools/same-device",
        "dpopKey": DPOP_KEY,
    });
    fs::write(folder.join(format!("{name}.json")), held.to_string()).expect("written");
    fs::write(machine.path("home/.aws/config"), config).expect("written");

    let proxy = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = proxy.local_addr().expect("bound");
    let (tell, hosts) = mpsc::channel();
    thread::spawn(move || {
        for stream in proxy.incoming() {
            let mut line = String::new();
            // Whatever is asked for is refused: the connection is closed.
            if stream.is_ok_and(|stream| BufReader::new(stream).read_line(&mut line).is_ok())
                && tell.send(line).is_err()
            {
                return;
            }
        }
    });
    let app = machine.app();
    let args = ["--json", "--project", app.to_str().expect("a plain path"), "--profile", profile, "status"];
    let mut command = machine.command(&args);
    command.env("HTTPS_PROXY", format!("http://{address}")).env("SESAME_DNS", "127.0.0.1:9");
    command.envs(variables.iter().copied());
    let ran = machine.finish(command);
    hosts.try_recv().unwrap_or_else(|_| panic!("no host was asked: {ran}"))
}

#[test]
fn a_session_is_renewed_in_the_region_of_the_profile_that_holds_it() {
    let config = format!(
        "[profile shop]\nlogin_session = {SESSION}\nregion = eu-west-1\n\
         [profile deploy]\nrole_arn = arn:aws:iam::123456789012:role/Deploy\nsource_profile = shop\nregion = us-west-2\n\
         [profile twice]\nrole_arn = arn:aws:iam::123456789012:role/Twice\nsource_profile = deploy\n\
         [profile bare]\nlogin_session = {SESSION}\n"
    );
    let elsewhere: &[(&str, &str)] = &[("AWS_REGION", "ap-northeast-2")];
    let rows = [
        ("shop", [].as_slice(), "eu-west-1"),
        ("shop", elsewhere, "eu-west-1"),
        ("shop", &[("AWS_DEFAULT_REGION", "ap-northeast-2")], "eu-west-1"),
        ("deploy", &[], "eu-west-1"),
        ("deploy", elsewhere, "eu-west-1"),
        ("twice", elsewhere, "eu-west-1"),
        // Where the profile names none, the one that the sign-in was begun with is the environment's.
        ("bare", elsewhere, "ap-northeast-2"),
        ("bare", &[], "us-east-1"),
        // Where every server that is named is ignored, AWS is asked.
        (
            "shop",
            &[("AWS_ENDPOINT_URL", "http://127.0.0.1:9"), ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")],
            "eu-west-1",
        ),
    ];
    thread::scope(|scope| {
        for (profile, variables, region) in rows {
            let config = &config;
            scope.spawn(move || {
                let host = asked_first(config, profile, variables);
                let expected = format!("CONNECT {region}.signin.aws.amazon.com:443 ");
                assert!(host.starts_with(&expected), "{profile} with {variables:?}: {host} instead of {expected}");
            });
        }
    });
}

/// A key of nobody's: the one that the SDK's own documentation prints.
pub const DPOP_KEY: &str = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIFDZHUzOG1Pzq+6F0mjMlOSp1syN9LRPBuHMoCFXTcXhoAoGCCqGSM49\nAwEHoUQDQgAE9qhj+KtcdHj1kVgwxWWWw++tqoh7H7UHs7oXh8jBbgF47rrYGC+t\ndjiIaHK3dBvvdE7MGj5HsepzLm3Kj91bqA==\n-----END EC PRIVATE KEY-----\n";
