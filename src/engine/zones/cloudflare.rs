//! Cloudflare's API, as far as records are read, created and taken away: five calls. Why no crate: the official one reads an error's
//! number into sixteen bits, and a record of a kind that it does not list fails the whole answer. Numbers are wide here, kinds are
//! text, and what is not known is passed over. Knows no plan.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{super::Ports, found::FoundZone, token::cloudflare_token};
use crate::{
    aws::{WebAnswer, WebCall},
    dns::{
        records::{Record, RecordValue, quoted},
        writing::{HeldRecord, ZoneState, unescaped, unquoted},
    },
    setup::HostedZone,
    terms::{Failure, FailureKind, Secret},
};

/// So long a pause is waited for; a longer one is told.
const LONGEST_PAUSE: u64 = 60;
/// A call that came too soon is made so often in all.
const TRIES: u32 = 3;
/// What stands beside each record in the dashboard.
const COMMENT: &str = "Sesame: mail from Amazon SES";

/// The zones that a token sees.
pub(in crate::engine) struct CloudflareZones<'p> {
    ports: &'p Ports,
    token: Secret,
}

/// The envelope of every answer.
#[derive(Deserialize)]
struct Envelope {
    success: bool,
    #[serde(default)]
    errors: Vec<Complaint>,
    #[serde(default)]
    result: Value,
    result_info: Option<PageInfo>,
}

#[derive(Deserialize)]
struct PageInfo {
    total_pages: Option<u64>,
}

#[derive(Deserialize)]
struct Complaint {
    #[serde(default)]
    code: i64,
    #[serde(default)]
    message: String,
    #[serde(default)]
    error_chain: Vec<Complaint>,
}

#[derive(Deserialize)]
struct ApiZone {
    id: String,
    name: String,
    #[serde(default)]
    status: String,
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    name_servers: Option<Vec<String>>,
    #[serde(default)]
    vanity_name_servers: Option<Vec<String>>,
    #[serde(default)]
    permissions: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct ApiRecord {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    name: String,
    #[serde(default)]
    content: Option<String>,
    #[serde(default)]
    proxied: Option<bool>,
    #[serde(default)]
    priority: Option<u32>,
    #[serde(default)]
    settings: Option<Value>,
    #[serde(default)]
    ttl: Option<u32>,
}

impl<'p> CloudflareZones<'p> {
    /// An error of kind `DnsToken` where there is no token. Nothing is asked yet.
    pub async fn open(ports: &'p Ports) -> Result<CloudflareZones<'p>, Failure> {
        Ok(CloudflareZones { ports, token: cloudflare_token(ports).await? })
    }

    /// `GET /zones`: those of exactly this name that the token sees. That it may not write is told before anything is read.
    pub async fn named(&self, name: &str) -> Result<Vec<FoundZone>, Failure> {
        let doing = format!("find the zone {name} at Cloudflare");
        let (found, _) = self.ask(&doing, "ListZones", "GET", format!("/zones?name={name}&per_page=50"), None).await?;
        let all: Vec<ApiZone> = read(&doing, found)?;
        let mut zones = Vec::new();
        for zone in all.into_iter().filter(|zone| unescaped(&zone.name) == name) {
            if !zone.id.bytes().all(|it| it.is_ascii_alphanumeric()) {
                return Err(Failure::new(FailureKind::Garbled, doing).because("Cloudflare's answer could not be read"));
            }
            // Where the list is there, it says what this token may.
            let may = |what: &str| zone.permissions.iter().flatten().any(|it| it == what);
            if may("#dns_records:read") && !may("#dns_records:edit") {
                return Err(Failure::new(FailureKind::DnsToken, format!("write records into the zone {name}"))
                    .because("the token may read this zone's records and not write them: it needs Zone → DNS → Edit"));
            }
            let servers = zone.name_servers.iter().chain(&zone.vanity_name_servers).flatten();
            let servers = servers.map(|server| unescaped(server)).collect();
            let state = match (zone.kind.as_str(), zone.status.as_str()) {
                ("full" | "", "active") => ZoneState::Active,
                ("full" | "", _) => ZoneState::NotActive(zone.status),
                (_, _) => ZoneState::NotWhole(zone.kind),
            };
            zones.push(FoundZone { zone: HostedZone { id: zone.id, name: name.to_owned() }, servers, state });
        }
        Ok(zones)
    }

    /// `GET /zones/ID/dns_records`: everything at a name, page by page.
    pub async fn held(&self, zone: &HostedZone, name: &str) -> Result<Vec<HeldRecord>, Failure> {
        let doing = format!("read what the zone {} holds at {name}", zone.name);
        let mut held = Vec::new();
        for page in 1.. {
            let path = format!("/zones/{}/dns_records?name.exact={name}&page={page}&per_page=100", zone.id);
            let (found, pages) = self.ask(&doing, "ListDnsRecords", "GET", path, None).await?;
            let records: Vec<ApiRecord> = read(&doing, found)?;
            let is_last = records.is_empty() || pages.is_none_or(|all| page >= all);
            held.extend(records.into_iter().map(ApiRecord::held).filter(|it| it.name == name));
            if is_last {
                break;
            }
        }
        Ok(held)
    }

    /// `POST /zones/ID/dns_records/batch`: all of them or none. Returns their ids.
    pub async fn create(&self, zone: &HostedZone, records: &[Record]) -> Result<Vec<Option<String>>, Failure> {
        let doing = format!("write records into the zone {}", zone.name);
        let posts: Vec<Value> = records.iter().map(post).collect();
        let body = json!({ "posts": posts }).to_string();
        let path = format!("/zones/{}/dns_records/batch", zone.id);
        let (made, _) = self.ask(&doing, "BatchDnsRecords", "POST", path, Some(body)).await?;
        let made: Vec<HeldRecord> = match made.get("posts") {
            Some(posts) => read::<Vec<ApiRecord>>(&doing, posts.clone())?.into_iter().map(ApiRecord::held).collect(),
            None => Vec::new(),
        };
        Ok(records.iter().map(|record| made.iter().find(|it| it.is_exactly(record))?.id.clone()).collect())
    }

    /// `DELETE /zones/ID/dns_records/ID`, one after the other. What is gone already is gone.
    pub async fn remove(&self, zone: &HostedZone, held: &[(Record, HeldRecord)]) -> Result<(), Failure> {
        let doing = format!("take records out of the zone {}", zone.name);
        for id in held.iter().filter_map(|(_, held)| held.id.as_ref()) {
            let path = format!("/zones/{}/dns_records/{id}", zone.id);
            match self.ask(&doing, "DeleteDnsRecord", "DELETE", path, None).await {
                Ok(_) => {}
                Err(failure) if failure.kind == FailureKind::NotFound => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    /// One call; again after the pause that Cloudflare asks for, where it is short. Returns the result, and how many pages there are.
    async fn ask(
        &self,
        doing: &str,
        operation: &'static str,
        method: &'static str,
        path: String,
        body: Option<String>,
    ) -> Result<(Value, Option<u64>), Failure> {
        for tries in 1.. {
            let call = WebCall { operation, method, path: path.clone(), body: body.clone(), token: &self.token };
            let answer = self.ports.cloud.call_cloudflare(doing, call).await?;
            let pause = answer.retry_after.unwrap_or(LONGEST_PAUSE);
            if answer.status == TOO_MANY && tries < TRIES && pause <= LONGEST_PAUSE {
                self.ports.clock.sleep(Duration::from_secs(pause.max(1))).await;
                continue;
            }
            return judged(doing, &answer);
        }
        Err(Failure::new(FailureKind::Throttled, doing))
    }
}

const TOO_MANY: u16 = 429;

fn judged(doing: &str, answer: &WebAnswer) -> Result<(Value, Option<u64>), Failure> {
    let envelope: Option<Envelope> = serde_json::from_slice(&answer.body).ok();
    let complaints = envelope.as_ref().map(|it| it.errors.as_slice()).unwrap_or_default();
    match &envelope {
        Some(it) if it.success && answer.status < 400 => {
            return Ok((it.result.clone(), it.result_info.as_ref().and_then(|it| it.total_pages)));
        }
        Some(_) => {}
        None if answer.status == TOO_MANY || answer.status >= 500 => {}
        None => {
            return Err(Failure::new(FailureKind::Garbled, doing)
                .because(format!("HTTP {}, and no answer of Cloudflare's API", answer.status)));
        }
    }
    let (kind, why) = refusal(answer, complaints);
    let failure = Failure::new(kind, doing);
    let failure = why.into_iter().fold(failure, Failure::because);
    // Their words, which say what ours cannot know.
    let said = complaints.iter().flat_map(|it| std::iter::once(it).chain(&it.error_chain));
    let said = said.map(|it| format!("{}: {}", it.code, one_line(&it.message)));
    let code = complaints.first().map(|it| it.code.to_string());
    Err(Failure { code, ..said.fold(failure, Failure::because) })
}

/// What an error means, by its number: their sentences have changed over the years.
fn refusal(answer: &WebAnswer, complaints: &[Complaint]) -> (FailureKind, Option<String>) {
    let said = |why: &str| Some(why.to_owned());
    if answer.status == TOO_MANY {
        let after = answer.retry_after.map(|seconds| format!("Cloudflare asks to wait {seconds} seconds"));
        return (FailureKind::Throttled, after);
    }
    if answer.status >= 500 {
        return (FailureKind::ServiceFailed, None);
    }
    for code in complaints.iter().flat_map(|it| std::iter::once(it).chain(&it.error_chain)).map(|it| it.code) {
        let found = match code {
            6003 | 6111 => (
                FailureKind::DnsToken,
                said("this is no API token: it was not copied whole, or it is a Global API Key"),
            ),
            1000 | 1001 => (
                FailureKind::DnsToken,
                said("Cloudflare does not know this token: it was deleted, rolled, or has run out"),
            ),
            9109 => (
                FailureKind::DnsToken,
                said(
                    "Cloudflare does not take this token here: it was deleted or has run out, or it was made for other zones or for \
                     other addresses than this machine's",
                ),
            ),
            10000 => (
                FailureKind::DnsToken,
                said("the token is not allowed to do this: it needs Zone → DNS → Edit for this zone"),
            ),
            81053 => (FailureKind::Conflict, said("an A, AAAA or CNAME record stands at one of the names")),
            81054 => (FailureKind::Conflict, said("a CNAME record stands at one of the names")),
            81057 | 81058 => (FailureKind::Conflict, said("one of the records stands there already")),
            81044 => (FailureKind::NotFound, said("the record is gone")),
            7000 | 7003 => (FailureKind::NotFound, said("Cloudflare knows no zone with this number")),
            _ => continue,
        };
        return found;
    }
    match answer.status {
        401 | 403 => (
            FailureKind::DnsToken,
            said("the token is not allowed to do this: it needs Zone → DNS → Edit for this zone"),
        ),
        404 => (FailureKind::NotFound, None),
        _ if complaints.iter().any(|it| it.message.contains("requires permission")) => (
            FailureKind::DnsToken,
            said("the token is not allowed to do this: it needs Zone → DNS → Edit for this zone"),
        ),
        _ => (FailureKind::RequestRefused, None),
    }
}

/// Nothing of a terminal's or of another line.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

fn read<T: serde::de::DeserializeOwned>(doing: &str, value: Value) -> Result<T, Failure> {
    serde_json::from_value(value)
        .map_err(|_| Failure::new(FailureKind::Garbled, doing).because("Cloudflare's answer could not be read"))
}

/// DNS only; MX and TXT cannot be proxied.
fn post(record: &Record) -> Value {
    let mut post = json!({ "type": record.kind(), "name": record.name, "ttl": 1, "comment": COMMENT });
    match &record.value {
        RecordValue::Cname(host) => {
            post["content"] = json!(host);
            post["proxied"] = json!(false);
        }
        RecordValue::Mx { priority, host } => {
            post["content"] = json!(host);
            post["priority"] = json!(priority);
        }
        RecordValue::Txt(text) => post["content"] = json!(quoted(text)),
    }
    post
}

impl ApiRecord {
    fn held(self) -> HeldRecord {
        let kind = self.kind.to_ascii_uppercase();
        let content = self.content.unwrap_or_default();
        let value = match kind.as_str() {
            "TXT" | "SPF" => unquoted(&content),
            "CNAME" | "NS" | "DNAME" => unescaped(&content),
            "MX" => format!("{} {}", self.priority.unwrap_or_default(), unescaped(&content)),
            _ => content,
        };
        // A flattened CNAME is answered for as a proxied one is.
        let flattened = self.settings.as_ref().and_then(|it| it.get("flatten_cname")?.as_bool());
        HeldRecord {
            name: unescaped(&self.name),
            kind,
            value,
            proxied: self.proxied.unwrap_or_default() || flattened.unwrap_or_default(),
            id: Some(self.id),
            ttl: self.ttl,
        }
    }
}
