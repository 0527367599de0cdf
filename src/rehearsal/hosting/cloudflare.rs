//! Cloudflare's API, as far as Sesame calls it: zones by name, records at a name, a batch of new ones, one record's end. Its
//! signature is a token, its answers are one envelope. Knows no AWS.

use bytes::Bytes;
use http::{Request, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{HostedRow, kind_of};
use crate::{
    dns::{RecordType, writing::unquoted},
    rehearsal::{
        call::CallEffect,
        form::FormFields,
        scenario::{DnsHosting, TokenStory},
        state::State,
    },
    terms::Timestamp,
};

/// What its paths begin with.
pub const PATH: &str = "/client/v4";

/// A call, as it is named in the request log.
#[derive(Debug, Clone, Copy)]
pub struct CloudflareCall {
    pub name: &'static str,
    pub effect: CallEffect,
    run: Run,
}

type Run = fn(&mut State, Timestamp, &Request<Bytes>, &[&str]) -> Result<Answer, Refused>;

/// Everything that it does here.
pub const CALLS: &[CloudflareCall] = &[
    CloudflareCall { name: "ListZones", effect: CallEffect::Reads, run: list_zones },
    CloudflareCall { name: "ListDnsRecords", effect: CallEffect::Reads, run: list_records },
    CloudflareCall { name: "BatchDnsRecords", effect: CallEffect::Changes, run: batch },
    CloudflareCall { name: "DeleteDnsRecord", effect: CallEffect::Changes, run: delete },
];

/// A result, and how many pages it has.
struct Answer(Value, Option<u64>);

/// HTTP status, number, sentence.
struct Refused(u16, i64, String);

/// The call that a method and a path mean.
pub fn route(request: &Request<Bytes>) -> Option<CloudflareCall> {
    let path = request.uri().path().strip_prefix(PATH)?;
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let name = match (request.method().as_str(), parts.as_slice()) {
        ("GET", ["zones"]) => "ListZones",
        ("GET", ["zones", _, "dns_records"]) => "ListDnsRecords",
        ("POST", ["zones", _, "dns_records", "batch"]) => "BatchDnsRecords",
        ("DELETE", ["zones", _, "dns_records", _]) => "DeleteDnsRecord",
        (_, _) => return None,
    };
    CALLS.iter().find(|it| it.name == name).copied()
}

/// The whole answer, and the number of a refusal.
pub fn answer(
    state: &mut State,
    now: Timestamp,
    request: &Request<Bytes>,
    call: Option<CloudflareCall>,
) -> Response<Bytes> {
    let path = request.uri().path().strip_prefix(PATH).unwrap_or_default().trim_matches('/').to_owned();
    let parts: Vec<&str> = path.split('/').collect();
    let done = is_let_in(state, request).and_then(|()| match call {
        Some(call) => (call.run)(state, now, request, &parts),
        None => {
            Err(Refused(400, 7003, format!("Could not route to /{path}, perhaps your object identifier is invalid?")))
        }
    });
    match done {
        Ok(Answer(result, pages)) => {
            let mut body = json!({ "success": true, "errors": [], "messages": [], "result": result });
            if let Some(pages) = pages {
                body["result_info"] = json!({ "total_pages": pages });
            }
            enveloped(200, &body)
        }
        Err(Refused(status, code, message)) => refused(status, code, &message),
    }
}

/// Too many calls: nothing for so many seconds.
pub fn overloaded() -> Response<Bytes> {
    let mut reply = refused(429, 971, "Please wait and consider throttling your request speed");
    reply.headers_mut().insert("retry-after", "30".parse().expect("fixed text"));
    reply
}

/// It has failed.
pub fn failed() -> Response<Bytes> {
    refused(500, 1000, "Internal server error")
}

fn refused(status: u16, code: i64, message: &str) -> Response<Bytes> {
    let mut error = json!({ "code": code, "message": message });
    if code == 6003 {
        error["error_chain"] = json!([{ "code": 6111, "message": "Invalid format for Authorization header" }]);
    }
    enveloped(status, &json!({ "success": false, "errors": [error], "messages": [], "result": null }))
}

fn enveloped(status: u16, body: &Value) -> Response<Bytes> {
    Response::builder()
        .status(status)
        .header("content-type", "application/json")
        .body(body.to_string().into())
        .expect("made of fixed parts")
}

/// The token is well formed, is the operator's, and is still good.
fn is_let_in(state: &State, request: &Request<Bytes>) -> Result<(), Refused> {
    let given = request.headers().get("authorization").and_then(|it| it.to_str().ok()).unwrap_or_default();
    let token = given.strip_prefix("Bearer ").unwrap_or_default();
    if token.len() < 40 || !token.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_' || it == b'-') {
        return Err(Refused(400, 6003, "Invalid request headers".into()));
    }
    match token == state.chance.cloudflare_token() && state.scenario.dns.token != TokenStory::Revoked {
        true => Ok(()),
        false => Err(Refused(403, 9109, "Invalid access token".into())),
    }
}

fn list_zones(state: &mut State, _: Timestamp, request: &Request<Bytes>, _: &[&str]) -> Result<Answer, Refused> {
    let query = FormFields::read(request.uri().query().unwrap_or_default().as_bytes());
    let name = query.get("name").unwrap_or_default();
    let dns = &state.scenario.dns;
    if !state.holds(DnsHosting::Cloudflare, name) || dns.token == TokenStory::OfAnotherZone {
        return Ok(Answer(json!([]), Some(1)));
    }
    let permissions = match dns.token {
        TokenStory::ReadOnly => json!(["#dns_records:read", "#zone:read"]),
        TokenStory::Mute => json!(null),
        TokenStory::Edit | TokenStory::OfAnotherZone | TokenStory::Revoked => {
            json!(["#dns_records:edit", "#dns_records:read", "#zone:read"])
        }
    };
    let zone = json!({
        "id": zone_id(name), "name": name, "status": dns.zone_status, "type": dns.zone_type, "paused": false,
        "name_servers": DnsHosting::Cloudflare.servers(), "permissions": permissions,
        "account": { "id": "0123456789abcdef0123456789abcdef", "name": "somebody's" },
    });
    Ok(Answer(json!([zone]), Some(1)))
}

fn list_records(
    state: &mut State,
    now: Timestamp,
    request: &Request<Bytes>,
    parts: &[&str],
) -> Result<Answer, Refused> {
    let query = FormFields::read(request.uri().query().unwrap_or_default().as_bytes());
    let wanted = query.get("name.exact").or(query.get("name"));
    let zone = zone(state, parts)?;
    let number =
        |name: &str, usual: usize| query.get(name).and_then(|it| it.parse::<usize>().ok()).unwrap_or(usual).max(1);
    // A small page, so that the client has to turn it.
    let (page, size) = (number("page", 1), number("per_page", 100).min(state.scenario.dns.page));
    let rows: Vec<HostedRow> = state.rows_of(DnsHosting::Cloudflare, &zone, now);
    let rows: Vec<Value> = rows.iter().filter(|row| wanted.is_none_or(|name| row.name == name)).map(shown).collect();
    let pages = rows.len().div_ceil(size).max(1) as u64;
    let part: Vec<Value> = rows.into_iter().skip((page - 1) * size).take(size).collect();
    Ok(Answer(json!(part), Some(pages)))
}

#[derive(Deserialize)]
struct Batch {
    #[serde(default)]
    posts: Vec<Post>,
}

#[derive(Deserialize)]
struct Post {
    #[serde(rename = "type")]
    kind: String,
    name: String,
    content: String,
    #[serde(default)]
    proxied: bool,
    priority: Option<u16>,
    ttl: Option<u32>,
}

/// All of them, or the first refusal.
fn batch(state: &mut State, now: Timestamp, request: &Request<Bytes>, parts: &[&str]) -> Result<Answer, Refused> {
    let zone = zone(state, parts)?;
    may_edit(state)?;
    let batch: Batch = serde_json::from_slice(request.body())
        .map_err(|bad| Refused(400, 9207, format!("Request body is invalid: {bad}")))?;
    let mut made = Vec::new();
    let mut rows = state.rows_of(DnsHosting::Cloudflare, &zone, now);
    for post in &batch.posts {
        let row = post.row(&zone)?;
        let kind = kind_of(&row.kind).ok_or_else(|| Refused(400, 1004, "DNS Validation Error".into()))?;
        clash(&row, &rows)?;
        if state.scenario.dns.protected.contains(&row.name) {
            return Err(Refused(
                400,
                1043,
                format!("The record {} cannot be changed: it is managed by another product", row.name),
            ));
        }
        rows.push(row.clone());
        made.push((row, kind));
    }
    for (row, kind) in &made {
        state.write_row(now, &row.name, *kind, &row.value, row.ttl);
    }
    let posts: Vec<Value> = made.iter().map(|(row, _)| shown(row)).collect();
    Ok(Answer(json!({ "posts": posts, "puts": [], "patches": [], "deletes": [] }), None))
}

impl Post {
    fn row(&self, zone: &str) -> Result<HostedRow, Refused> {
        let name = self.name.trim_end_matches('.').to_ascii_lowercase();
        if name != zone && !name.ends_with(&format!(".{zone}")) {
            return Err(Refused(400, 1004, "DNS Validation Error".into()));
        }
        let host = self.content.trim_end_matches('.').to_ascii_lowercase();
        let value = match self.kind.as_str() {
            "TXT" => unquoted(&self.content),
            "MX" => {
                format!("{} {host}", self.priority.ok_or_else(|| Refused(400, 1004, "DNS Validation Error".into()))?)
            }
            "CNAME" | "NS" => host,
            _ => self.content.clone(),
        };
        let ttl = self.ttl.filter(|ttl| *ttl != 1).unwrap_or(300);
        Ok(HostedRow { name, kind: self.kind.clone(), value, proxied: self.proxied, ttl })
    }
}

fn clash(row: &HostedRow, there: &[HostedRow]) -> Result<(), Refused> {
    let mut same = there.iter().filter(|it| it.name == row.name);
    let is_host = |kind: &str| matches!(kind, "A" | "AAAA" | "CNAME");
    let found = same.find_map(|it| {
        if it.kind == row.kind && it.value == row.value {
            Some((81058, "An identical record already exists."))
        } else if row.kind == "CNAME" && is_host(&it.kind) {
            Some((81053, "An A, AAAA, or CNAME record with that host already exists."))
        } else if it.kind == "CNAME" {
            Some((81054, "A CNAME record with that host already exists."))
        } else {
            None
        }
    });
    found.map_or(Ok(()), |(code, message)| Err(Refused(400, code, message.into())))
}

fn delete(state: &mut State, now: Timestamp, _: &Request<Bytes>, parts: &[&str]) -> Result<Answer, Refused> {
    let zone = zone(state, parts)?;
    may_edit(state)?;
    let id = parts.last().copied().unwrap_or_default();
    let rows = state.rows_of(DnsHosting::Cloudflare, &zone, now);
    let row = rows.iter().find(|row| record_id(row) == id);
    let row = row.ok_or_else(|| Refused(404, 81044, "Record does not exist.".into()))?;
    let kind: RecordType = kind_of(&row.kind).ok_or_else(|| Refused(400, 1004, "DNS Validation Error".into()))?;
    state.take_row(now, &row.name, kind, &row.value);
    Ok(Answer(json!({ "id": id }), None))
}

fn may_edit(state: &State) -> Result<(), Refused> {
    match state.scenario.dns.token {
        TokenStory::Edit => Ok(()),
        TokenStory::ReadOnly | TokenStory::Mute | TokenStory::OfAnotherZone | TokenStory::Revoked => {
            Err(Refused(403, 10000, "Authentication error".into()))
        }
    }
}

/// The zone that a path names by its id.
fn zone(state: &State, parts: &[&str]) -> Result<String, Refused> {
    let id = parts.get(1).copied().unwrap_or_default();
    let named = state.zones.known_zones().into_iter().find(|zone| zone_id(zone) == id);
    named.filter(|zone| state.holds(DnsHosting::Cloudflare, zone)).ok_or_else(|| {
        Refused(400, 7003, format!("Could not route to /zones/{id}, perhaps your object identifier is invalid?"))
    })
}

fn shown(row: &HostedRow) -> Value {
    let (priority, content) = match (row.kind.as_str(), row.value.split_once(' ')) {
        ("MX", Some((priority, host))) => (priority.parse::<u16>().ok(), host.to_owned()),
        ("TXT", _) => (None, format!("\"{}\"", row.value.replace('\\', "\\\\").replace('"', "\\\""))),
        (_, _) => (None, row.value.clone()),
    };
    json!({
        "id": record_id(row), "type": row.kind, "name": row.name, "content": content, "priority": priority,
        "proxiable": matches!(row.kind.as_str(), "A" | "AAAA" | "CNAME"), "proxied": row.proxied, "ttl": row.ttl,
        "settings": {}, "meta": { "auto_added": false }, "comment": null, "tags": [],
    })
}

fn zone_id(zone: &str) -> String {
    hex::encode(&Sha256::digest(format!("zone {zone}"))[..16])
}

fn record_id(row: &HostedRow) -> String {
    hex::encode(&Sha256::digest(format!("{} {} {}", row.name, row.kind, row.value))[..16])
}
