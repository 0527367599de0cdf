//! An endpoint that the environment names: over TLS or on this machine, and shown; anything else is refused before a page opens.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::Digest as _;

use super::browser::{Waiting, get};
use crate::{
    headless::machine::Machine,
    sentinel::{MARKER, Sentinel},
};

#[test]
fn an_endpoint_is_taken_over_tls_or_on_this_machine_alone() {
    let machine = Machine::new();
    let refused = [
        "http://signin.example",
        "http://10.0.0.1:4599",
        "http://127.0.0.1.example:80",
        "http://localhost.example",
        "ftp://127.0.0.1",
        "https://user@signin.example",
        "https://signin.example/elsewhere",
        "https://signin.example?a=b",
        "signin.example",
    ];
    for endpoint in refused {
        for variable in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SIGNIN"] {
            let mut command = machine.command(&["--json", "login", "--remote"]);
            command.env(variable, endpoint);
            let ran = machine.finish(command).ends(2);
            let error = ran.json()["error"].clone();
            assert!(
                error["kind"] == "bad-input" && error["message"].to_string().contains("the endpoint "),
                "{endpoint}: {ran}"
            );
            assert!(!ran.stderr.contains("/v1/authorize"), "{endpoint}: {ran}");
        }
    }
    let taken = [
        ("https://signin.example", "https://signin.example/v1/authorize?"),
        ("https://signin.example:8443/", "https://signin.example:8443/v1/authorize?"),
        ("http://127.0.0.1:9", "http://127.0.0.1:9/v1/authorize?"),
        ("http://localhost:9", "http://localhost:9/v1/authorize?"),
        ("http://[::1]:9", "http://[::1]:9/v1/authorize?"),
    ];
    for (endpoint, page) in taken {
        let mut command = machine.command(&["--lang", "en", "login", "--remote"]);
        command.env("AWS_ENDPOINT_URL_SIGNIN", endpoint).env("AWS_ENDPOINT_URL", "http://127.0.0.1:10");
        // Nothing is pasted: it ends there.
        let ran = machine.finish(command).ends(2);
        assert!(ran.stderr.contains(page), "{endpoint}: {ran}");
        assert!(ran.stderr.contains("names") && ran.stderr.contains("as AWS"), "{endpoint} is shown: {ran}");
    }
    // AWS's own is not remarked on.
    for (region, host) in
        [("eu-west-1", "eu-west-1.signin.aws.amazon.com"), ("us-east-1", "us-east-1.signin.aws.amazon.com")]
    {
        let ran = machine.finish(machine.command(&["--lang", "en", "--region", region, "login", "--remote"])).ends(2);
        assert!(
            ran.stderr.contains(&format!("https://{host}/v1/authorize?")) && !ran.stderr.contains("as AWS"),
            "{ran}"
        );
    }
}

/// What only Sesame knows goes to the endpoint and nowhere else; and it says whose request it is.
#[test]
fn the_exchange_says_who_asks_and_what_it_brings_is_nowhere_else() {
    let machine = Machine::new();
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", server.local_addr().expect("bound"));
    let mut command = machine.command(&["--verbose", "--region", "eu-west-1", "login"]);
    command.env("AWS_ENDPOINT_URL_SIGNIN", &endpoint);
    let waiting = Waiting::begin(command);
    let code = format!("{MARKER}code");
    let back = format!("{}?code={code}&state={}", waiting.query("redirect_uri"), waiting.query("state"));
    let challenge = waiting.query("code_challenge");
    assert_eq!(get(&back).status, 200);

    let (stream, _) = server.accept().expect("the exchange");
    let mut request = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(request.read_line(&mut head).expect("text") > 0, "{head}");
    }
    let header = |name: &str| {
        let line = head.lines().find(|line| line.to_ascii_lowercase().starts_with(&format!("{name}:")));
        line.map(|line| line.split_once(':').expect("a header").1.trim().to_owned())
    };
    let mut body = vec![0; header("content-length").expect("a length").parse().expect("a number")];
    request.read_exact(&mut body).expect("a body");
    assert!(head.starts_with("POST /v1/token HTTP/1.1\r\n"), "{head}");
    let agent = header("user-agent").expect("it says who asks");
    assert!(agent.starts_with("sesame/") && !agent.contains("aws-cli"), "{agent}");
    assert!(header("authorization").is_none() && header("x-amz-user-agent").is_none(), "{head}");
    assert_eq!(header("dpop").map(|proof| proof.split('.').count()), Some(3));
    let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
    let verifier = body["codeVerifier"].as_str().expect("a verifier").to_owned();
    assert_eq!(URL_SAFE_NO_PAD.encode(sha2::Sha256::digest(&verifier)), challenge);
    assert_eq!((&body["code"], &body["grantType"]), (&code.as_str().into(), &"authorization_code".into()));

    let mut sentinel = Sentinel::nothing();
    sentinel.watch("the verifier", &verifier);
    sentinel.watch("the code", &code);
    #[cfg(target_os = "linux")]
    assert_eq!(sentinel.search_processes(&[]), []);
    let refusal = r#"{"error":"INVALID_REQUEST","message":"no"}"#;
    let length = refusal.len();
    let head = "HTTP/1.1 400 Bad Request\r\nx-amzn-errortype: ValidationException\r\nConnection: close";
    write!(request.into_inner(), "{head}\r\nContent-Length: {length}\r\n\r\n{refusal}").expect("sent");
    let ran = waiting.ends(&machine, 1);
    assert!(ran.stderr.contains("aws signin CreateOAuth2Token eu-west-1 ValidationException"), "{ran}");
    let (stdout, stderr) = (ran.stdout.as_bytes(), ran.stderr.as_bytes());
    sentinel.assert_clean([("stdout", stdout), ("stderr", stderr)]);
    assert_eq!(sentinel.search_tree(&machine.path("."), &[]), []);
}

/// The code may have been used: it is not sent again, and what is said is what happened.
#[test]
fn an_answer_that_is_lost_is_told_without_the_sdks_word_for_the_rest() {
    let machine = Machine::new();
    let server = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", server.local_addr().expect("bound"));
    let mut command = machine.command(&["--lang", "en", "--region", "eu-west-1", "login"]);
    command.env("AWS_ENDPOINT_URL_SIGNIN", &endpoint);
    let waiting = Waiting::begin(command);
    let back = format!("{}?code=a-code&state={}", waiting.query("redirect_uri"), waiting.query("state"));
    assert_eq!(get(&back).status, 200);
    let (stream, _) = server.accept().expect("the exchange");
    let mut request = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert!(request.read_line(&mut head).expect("text") > 0, "{head}");
    }
    let length =
        head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    request.read_exact(&mut vec![0; length.expect("a length")]).expect("a body");
    drop(request);
    let ran = waiting.ends(&machine, 1);
    assert!(ran.stderr.contains("could not sign in by the browser: client error (SendRequest): "), "{ran}");
    assert!(!ran.stderr.contains("other:") && ran.stderr.contains("is not sent again; sign in anew"), "{ran}");
    assert_eq!(ran.stderr.matches("client error").count(), 1, "{ran}");
}
