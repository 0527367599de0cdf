//! Is the pretend account honest? Asked over its loopback port with plain requests, signed by AWS's own signer, which
//! shares nothing with the verifier.

mod dns;
mod door;
mod judging;
mod requests;
mod rights;
mod story;

use std::{
    net::{Ipv4Addr, SocketAddr},
    time::SystemTime,
};

use aws_credential_types::Credentials;
use aws_sigv4::{
    http_request::{SignableBody, SignableRequest, SigningSettings, sign},
    sign::v4,
};
use open_sesame::rehearsal::{Listen, Play, Scenario, World, serve};
use serde_json::Value;

const SEOUL: &str = "ap-northeast-2";

pub struct Served {
    pub world: World,
    http: SocketAddr,
    pub dns: SocketAddr,
}

struct Reply {
    status: u16,
    /// The code of a refusal, from header or body.
    code: Option<String>,
    body: String,
}

/// A request before it is signed.
#[derive(Clone)]
struct Ask {
    method: &'static str,
    path: String,
    body: String,
    service: &'static str,
    region: &'static str,
    key: String,
    secret: String,
    token: Option<String>,
    at: SystemTime,
}

pub async fn served(scenario: &str, play: Play) -> Served {
    open(World::open(&Scenario::named(scenario).expect("it comes with Sesame")), play).await
}

async fn open(world: World, play: Play) -> Served {
    let loopback: SocketAddr = (Ipv4Addr::LOCALHOST, 0).into();
    let serving = serve(world.clone(), Listen { http: loopback, dns: Some(loopback), smtp: None, play })
        .await
        .expect("free ports");
    let (http, dns) = (serving.http, serving.dns.expect("asked for"));
    tokio::spawn(serving.run());
    Served { world, http, dns }
}

fn told(toml: &str) -> World {
    let story = "\n[story]\nko = \"\"\nen = \"\"\n";
    World::open(&Scenario::parse("test", &format!("{toml}{story}")).expect("a good scenario"))
}

impl Served {
    fn ask(&self, service: &'static str, method: &'static str, path: &str, body: &str) -> Ask {
        let (key, secret) = self.world.admin();
        Ask {
            method,
            path: path.into(),
            body: body.into(),
            service,
            region: if service == "iam" { "us-east-1" } else { SEOUL },
            key: key.to_string(),
            secret: secret.reveal().into(),
            token: self.world.admin_session_token().map(|token| token.reveal().into()),
            at: SystemTime::now(),
        }
    }

    /// A query request: `Action=…&…` without its version.
    fn query(&self, service: &'static str, form: &str) -> Ask {
        let version = match service {
            "iam" => "2010-05-08",
            "sts" => "2011-06-15",
            _ => "2010-12-01",
        };
        self.ask(service, "POST", "/", &format!("{form}&Version={version}"))
    }

    fn v2(&self, method: &'static str, path: &str, body: Value) -> Ask {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.ask("ses", method, &format!("/v2/email{path}"), &body)
    }

    async fn send(&self, ask: Ask) -> Reply {
        self.raw(self.signed(&ask)).await
    }

    fn signed(&self, ask: &Ask) -> http::Request<String> {
        let uri = format!("http://{}{}", self.http, ask.path);
        let identity = Credentials::new(&ask.key, &ask.secret, ask.token.clone(), None, "test").into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(ask.region)
            .name(ask.service)
            .time(ask.at)
            .settings(SigningSettings::default())
            .build()
            .expect("complete")
            .into();
        let body = SignableBody::Bytes(ask.body.as_bytes());
        let signable = SignableRequest::new(ask.method, &uri, std::iter::empty(), body).expect("signable");
        let (instructions, _) = sign(signable, &params).expect("signed").into_parts();
        let mut request =
            http::Request::builder().method(ask.method).uri(&uri).body(ask.body.clone()).expect("a request");
        instructions.apply_to_request_http1x(&mut request);
        request
    }

    async fn raw(&self, request: http::Request<String>) -> Reply {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let (parts, body) = request.into_parts();
        let target = parts.uri.path_and_query().map_or("/", |it| it.as_str());
        let mut text =
            format!("{} {target} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", parts.method, body.len());
        if !parts.headers.contains_key("host") {
            text.push_str(&format!("host: {}\r\n", self.http));
        }
        for (name, value) in &parts.headers {
            text.push_str(&format!("{name}: {}\r\n", value.to_str().expect("text")));
        }
        let mut stream = tokio::net::TcpStream::connect(self.http).await.expect("served");
        stream.write_all(format!("{text}\r\n{body}").as_bytes()).await.expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("text");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let in_header = head.lines().find_map(|line| line.strip_prefix("x-amzn-errortype: ")?.split(':').next());
        let in_body = body.split_once("<Code>").and_then(|(_, rest)| rest.split('<').next());
        Reply { status, code: in_header.or(in_body).map(str::to_string), body: body.into() }
    }

    /// One request to the control door.
    async fn door(&self, method: &str, path: &str, body: &str) -> (u16, Value) {
        let request = http::Request::builder().method(method).uri(format!("http://{}/_rehearsal/{path}", self.http));
        let reply = self.raw(request.body(body.to_string()).expect("a request")).await;
        (reply.status, serde_json::from_str(&reply.body).expect("the door speaks JSON"))
    }

    /// Every row: what is asked, the code it is refused with (`""` for none), and a part of the reply.
    async fn check(&self, rows: Vec<(Ask, &str, &str)>) {
        for (ask, code, part) in rows {
            let what = format!("{} {} {}", ask.method, ask.path, ask.body);
            let reply = self.send(ask).await;
            let right = reply.code.as_deref().unwrap_or_default() == code && reply.body.contains(part);
            assert!(right, "{what}\n{} {:?} {}\n{:#?}", reply.status, reply.code, reply.body, self.world.state());
            assert_eq!(reply.status == 200, code.is_empty(), "{what}: {} {}", reply.status, reply.body);
        }
    }
}
