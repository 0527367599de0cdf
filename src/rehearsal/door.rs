//! The control door: how a script moves a served world. Knows what may be asked for, not how it comes about; needs no
//! signature, but a loopback `Host`, so that no web page reaches it under another name.
//!
//! | request below `/_rehearsal/` | effect |
//! | --- | --- |
//! | `GET state`, `GET outbox`, `GET requests` | the world without secrets, the messages it took, every request but the door's own |
//! | `GET inbox?address=…`, `POST inbox/click {"address"}` | the mails with a link, and the click |
//! | `POST clock {"advance":"24h"}` | time passes |
//! | `POST dns {"set":[{"name","type","values","ttl"}],"remove":[{"name","type"}]}` | DNS changes; `set` replaces all of that name and type |
//! | `POST review {"region","decision":"grant\|deny\|fail"}` | the reviewer decides |
//! | `POST password {}` | the operator changes the password of the console |
//! | `POST faults {"operation","kind","when","times"}` | what goes wrong next |
//!
//! A POST answers 200 `{}`, or 400 `{"error":"…"}` for a field or value that does not exist. Of `state` only `now` is promised.

use std::net::IpAddr;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;

use super::{
    fault::{InjectedFault, Order},
    form::FormFields,
    lapse::Lapse,
    name_server,
    scenario::Decision,
    world::World,
};
use crate::{dns::RecordType, terms::Region};

const PATH: &str = "/_rehearsal/";

/// True for a request to the door, not to AWS.
pub fn is_meant(request: &Request<Bytes>) -> bool {
    request.uri().path().starts_with(PATH)
}

/// Answers it, or says what is wrong with it.
pub fn answer(world: &World, request: &Request<Bytes>) -> Response<Bytes> {
    if !has_loopback_host(request) {
        return refused(StatusCode::FORBIDDEN, "the control door answers only to a loopback Host, such as 127.0.0.1");
    }
    let what = request.uri().path().trim_start_matches(PATH);
    let done = match (request.method().as_str(), what) {
        ("GET", "state") => as_json(&world.state()),
        ("GET", "outbox") => as_json(&world.outbox()),
        ("GET", "requests") => as_json(&world.requests()),
        ("GET", "inbox") => inbox(world, request),
        ("POST", "clock") => read(request).map(|body: Clock| world.advance(body.advance.real())).map(nothing),
        ("POST", "dns") => read(request).and_then(|body: Dns| body.change(world)).map(nothing),
        ("POST", "inbox/click") => {
            read(request).and_then(|body: Click| world.click(&body.address, body.region)).map(nothing)
        }
        ("POST", "review") => {
            read(request).and_then(|body: Review| world.review(body.region, body.decision)).map(nothing)
        }
        ("POST", "password") => read(request).map(|Nothing {}| world.change_password()).map(nothing),
        ("POST", "faults") => read(request)
            .and_then(|order: Order| InjectedFault::try_from(order))
            .map(|fault| world.inject(fault))
            .map(nothing),
        (_, "state" | "outbox" | "requests" | "inbox") => {
            return refused(StatusCode::METHOD_NOT_ALLOWED, &format!("{what} is read with GET"));
        }
        (_, "clock" | "dns" | "inbox/click" | "review" | "password" | "faults") => {
            return refused(StatusCode::METHOD_NOT_ALLOWED, &format!("{what} is changed with POST"));
        }
        (_, _) => {
            let all = "state, clock, dns, inbox, inbox/click, review, password, outbox, requests, faults";
            return refused(StatusCode::NOT_FOUND, &format!("there is no “{what}” behind this door; there are {all}"));
        }
    };
    match done {
        Ok(body) => json_response(StatusCode::OK, body),
        Err(why) => refused(StatusCode::BAD_REQUEST, &why),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Clock {
    advance: Lapse,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Click {
    address: String,
    region: Option<Region>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Review {
    region: Region,
    decision: Decision,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Dns {
    #[serde(default)]
    set: Vec<RecordSet>,
    #[serde(default)]
    remove: Vec<RecordName>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordSet {
    name: String,
    #[serde(rename = "type")]
    kind: RecordType,
    values: Vec<String>,
    #[serde(default = "five_minutes")]
    ttl: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordName {
    name: String,
    #[serde(rename = "type")]
    kind: RecordType,
}

fn five_minutes() -> u32 {
    300
}

impl Dns {
    /// All of it, or nothing.
    fn change(self, world: &World) -> Result<(), String> {
        let names = self.set.iter().map(|set| &set.name).chain(self.remove.iter().map(|it| &it.name));
        for name in names {
            if !name.trim_end_matches('.').contains('.') || name.contains(char::is_whitespace) {
                return Err(format!("“{name}” is not an absolute name"));
            }
        }
        for set in &self.set {
            if set.values.is_empty() {
                return Err(format!("{} {} has no values; use remove", set.name, set.kind));
            }
            if set.kind == RecordType::Cname && set.values.len() > 1 {
                return Err(format!("{} can have one CNAME", set.name));
            }
            for value in &set.values {
                name_server::rdata(set.kind, value)?;
            }
        }
        for set in &self.set {
            world.set_dns(&set.name, set.kind, &set.values, set.ttl);
        }
        for gone in &self.remove {
            world.set_dns(&gone.name, gone.kind, &[], 0);
        }
        Ok(())
    }
}

fn inbox(world: &World, request: &Request<Bytes>) -> Result<String, String> {
    let query = FormFields::read(request.uri().query().unwrap_or_default().as_bytes());
    match query.get("address") {
        Some(address) => as_json(&world.inbox(address)),
        None => Err("whose inbox? add ?address=…".into()),
    }
}

fn read<T: DeserializeOwned>(request: &Request<Bytes>) -> Result<T, String> {
    serde_json::from_slice(request.body()).map_err(|bad| bad.to_string())
}

fn as_json(what: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(what).map_err(|bad| bad.to_string())
}

fn nothing((): ()) -> String {
    "{}".into()
}

fn has_loopback_host(request: &Request<Bytes>) -> bool {
    let host = request.headers().get("host").and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn refused(status: StatusCode, why: &str) -> Response<Bytes> {
    json_response(status, json!({ "error": why }).to_string())
}

fn json_response(status: StatusCode, body: String) -> Response<Bytes> {
    let response = Response::builder().status(status).header("content-type", "application/json");
    response.body(body.into()).expect("fixed parts")
}
