//! Route 53, as far as zones are found, read and changed in batches. Speaks XML over paths, signed as everything of AWS is.

use bytes::Bytes;
use http::Request;
use jiff::SignedDuration;
use sha2::{Digest as _, Sha256};

use super::{HostedRow, kind_of, markup::MarkupElement};
use crate::{
    dns::{
        records::quoted,
        writing::{unescaped, unquoted},
    },
    rehearsal::{
        call::CallEffect,
        form::FormFields,
        policy::Context,
        reply::{AwsError, Xml, iso},
        scenario::{DnsHosting, Guardrail},
        turn::Turn,
    },
    terms::Timestamp,
};

/// What its paths begin with.
pub const PATH: &str = "/2013-04-01/";
/// Of its documents.
pub const NAMESPACE: &str = "https://route53.amazonaws.com/doc/2013-04-01/";
/// What the owner of a protected name has written beside the protection.
const PROTECTED: &str = "ask the platform team";
/// So long until all its servers have a change.
const SPREADS: SignedDuration = SignedDuration::from_secs(25);

/// An operation of Route 53.
#[derive(Debug, Clone, Copy)]
pub struct ZoneOperation {
    pub name: &'static str,
    pub effect: CallEffect,
    pub run: Run,
}

type Run = fn(&mut Turn<'_>, &Request<Bytes>, &str) -> Result<Xml, AwsError>;

/// Everything that it does here.
pub const OPERATIONS: &[ZoneOperation] = &[
    ZoneOperation { name: "ListHostedZonesByName", effect: CallEffect::Reads, run: list_zones },
    ZoneOperation { name: "GetHostedZone", effect: CallEffect::Reads, run: get_zone },
    ZoneOperation { name: "ListResourceRecordSets", effect: CallEffect::Reads, run: list_sets },
    ZoneOperation { name: "ChangeResourceRecordSets", effect: CallEffect::Changes, run: change_sets },
    ZoneOperation { name: "GetChange", effect: CallEffect::Reads, run: get_change },
];

/// The operation that a method and a path mean, and the id in it.
pub fn route(request: &Request<Bytes>) -> Result<(ZoneOperation, String), AwsError> {
    let path = request.uri().path().strip_prefix(PATH).unwrap_or_default().trim_end_matches('/');
    let parts: Vec<&str> = path.split('/').collect();
    let (name, id) = match (request.method().as_str(), parts.as_slice()) {
        ("GET", ["hostedzonesbyname"]) => ("ListHostedZonesByName", ""),
        ("GET", ["hostedzone", id]) => ("GetHostedZone", *id),
        ("GET", ["hostedzone", id, "rrset"]) => ("ListResourceRecordSets", *id),
        ("POST", ["hostedzone", id, "rrset"]) => ("ChangeResourceRecordSets", *id),
        ("GET", ["change", id]) => ("GetChange", *id),
        (_, _) => {
            let text = format!("This rehearsal does not know {} {}", request.method(), request.uri().path());
            return Err(AwsError::new(400, "UnknownOperationException", text));
        }
    };
    let found = OPERATIONS.iter().find(|it| it.name == name).copied().expect("each is in the table");
    Ok((found, id.to_owned()))
}

/// One zone of an account.
struct PretendZone {
    id: String,
    name: String,
    is_private: bool,
    servers: Vec<String>,
    /// What stands at its apex, which its owner may change without any effect.
    apex: Vec<String>,
    /// Whether the domain is delegated to it.
    is_served: bool,
}

/// The zones that stand for this name: those that no resolver asks first, a private one, and the one that is meant.
fn zones_named(turn: &Turn<'_>, name: &str) -> Vec<PretendZone> {
    if !turn.state.holds(DnsHosting::Route53, name) {
        return Vec::new();
    }
    let id = |which: &str| format!("Z{}", &hex::encode_upper(Sha256::digest(format!("{which} {name}")))[..19]);
    let servers = |number: u32| vec![format!("ns-{number}.awsdns-00.com"), format!("ns-{number}.awsdns-11.net")];
    let twins = turn.state.scenario.dns.twins;
    let idle = (0..twins).map(|number| PretendZone {
        id: id(&format!("twin {number}")),
        name: name.to_owned(),
        is_private: false,
        servers: servers(number),
        // The first is a copy of the zone that is served, so its NS record names the servers of that zone and not its own.
        apex: if number == 0 { DnsHosting::Route53.servers() } else { servers(number) },
        is_served: false,
    });
    let private = (twins > 0).then(|| PretendZone {
        id: id("private"),
        name: name.to_owned(),
        is_private: true,
        servers: Vec::new(),
        apex: Vec::new(),
        is_served: false,
    });
    let own = PretendZone {
        id: id("zone"),
        name: name.to_owned(),
        is_private: false,
        servers: DnsHosting::Route53.servers(),
        apex: DnsHosting::Route53.servers(),
        is_served: turn.state.serves(DnsHosting::Route53),
    };
    idle.chain(private).chain([own]).collect()
}

fn zone_of(turn: &Turn<'_>, id: &str) -> Result<PretendZone, AwsError> {
    let known = turn.state.zones.known_zones();
    let zone = known.iter().flat_map(|name| zones_named(turn, name)).find(|zone| zone.id == id);
    zone.ok_or_else(|| AwsError::new(404, "NoSuchHostedZone", format!("No hosted zone found with ID: {id}")))
}

fn arn(id: &str) -> String {
    format!("arn:aws:route53:::hostedzone/{id}")
}

/// The order of Route 53: by the labels from the right.
fn order(name: &str) -> Vec<String> {
    unescaped(name).rsplit('.').map(String::from).collect()
}

fn list_zones(turn: &mut Turn<'_>, request: &Request<Bytes>, _: &str) -> Result<Xml, AwsError> {
    turn.allow("route53:ListHostedZonesByName", "*")?;
    let query = FormFields::read(request.uri().query().unwrap_or_default().as_bytes());
    let start = unescaped(query.get("dnsname").unwrap_or_default());
    let from = query.get("hostedzoneid").map(|id| id.rsplit('/').next().unwrap_or_default().to_owned());
    let size = size(turn, &query);
    let mut names = turn.state.zones.known_zones();
    names.sort_by_key(|name| order(name));
    let all = names.iter().filter(|name| order(name) >= order(&start)).flat_map(|name| zones_named(turn, name));
    let all: Vec<PretendZone> =
        all.skip_while(|zone| from.as_ref().is_some_and(|id| zone.name == start && zone.id != *id)).collect();
    let more = all.get(size).map(|zone| (zone.name.clone(), zone.id.clone()));
    let list = all.iter().take(size).fold(Xml::new(), |list, zone| list.node("HostedZone", shown(zone)));
    let answer = Xml::new()
        .node("HostedZones", list)
        .text("IsTruncated", more.is_some())
        .text("MaxItems", size)
        .maybe("NextDNSName", more.as_ref().map(|(name, _)| format!("{name}.")))
        .maybe("NextHostedZoneId", more.as_ref().map(|(_, id)| id));
    Ok(answer)
}

fn get_zone(turn: &mut Turn<'_>, _: &Request<Bytes>, id: &str) -> Result<Xml, AwsError> {
    turn.allow("route53:GetHostedZone", &arn(id))?;
    let zone = zone_of(turn, id)?;
    let servers = zone.servers.iter().fold(Xml::new(), |list, server| list.text("NameServer", server));
    Ok(Xml::new().node("HostedZone", shown(&zone)).node("DelegationSet", Xml::new().node("NameServers", servers)))
}

fn shown(zone: &PretendZone) -> Xml {
    Xml::new()
        .text("Id", format!("/hostedzone/{}", zone.id))
        .text("Name", format!("{}.", zone.name))
        .text("CallerReference", format!("made {}", zone.id))
        .node("Config", Xml::new().text("PrivateZone", zone.is_private))
        .text("ResourceRecordSetCount", 2)
}

/// The sets of a zone, each with its values, in the order in which they are listed.
fn sets(turn: &Turn<'_>, zone: &PretendZone) -> Vec<(String, String, Vec<HostedRow>)> {
    let mut rows = match zone.is_served {
        true => turn.state.rows_of(DnsHosting::Route53, &zone.name, turn.now),
        false => Vec::new(),
    };
    rows.extend(zone.apex.iter().map(|server| HostedRow {
        name: zone.name.clone(),
        kind: "NS".into(),
        value: server.clone(),
        proxied: false,
        ttl: 172_800,
    }));
    let mut sets: Vec<(String, String, Vec<HostedRow>)> = Vec::new();
    for row in rows {
        match sets.iter_mut().find(|(name, kind, _)| *name == row.name && *kind == row.kind) {
            Some((_, _, set)) => set.push(row),
            None => sets.push((row.name.clone(), row.kind.clone(), vec![row])),
        }
    }
    sets.sort_by_key(|(name, kind, _)| (order(name), kind.clone()));
    sets
}

fn list_sets(turn: &mut Turn<'_>, request: &Request<Bytes>, id: &str) -> Result<Xml, AwsError> {
    turn.allow("route53:ListResourceRecordSets", &arn(id))?;
    let zone = zone_of(turn, id)?;
    let query = FormFields::read(request.uri().query().unwrap_or_default().as_bytes());
    let start = query.get("name").map(order).unwrap_or_default();
    let kind = query.get("type").unwrap_or_default();
    let size = size(turn, &query);
    let all: Vec<_> = sets(turn, &zone)
        .into_iter()
        .filter(|(name, of, _)| (order(name), of.as_str()) >= (start.clone(), kind))
        .collect();
    let more = all.get(size).map(|(name, kind, _)| (name.clone(), kind.clone()));
    let list = all.iter().take(size).fold(Xml::new(), |list, (name, kind, rows)| {
        let values = rows
            .iter()
            .fold(Xml::new(), |list, row| list.node("ResourceRecord", Xml::new().text("Value", on_the_wire(row))));
        let ttl = rows.first().map_or(300, |row| row.ttl);
        let set = Xml::new()
            .text("Name", format!("{}.", name.replace('*', "\\052")))
            .text("Type", kind)
            .text("TTL", ttl)
            .node("ResourceRecords", values);
        list.node("ResourceRecordSet", set)
    });
    Ok(Xml::new()
        .node("ResourceRecordSets", list)
        .text("IsTruncated", more.is_some())
        .text("MaxItems", size)
        .maybe("NextRecordName", more.as_ref().map(|(name, _)| format!("{name}.")))
        .maybe("NextRecordType", more.as_ref().map(|(_, kind)| kind)))
}

fn on_the_wire(row: &HostedRow) -> String {
    match row.kind.as_str() {
        "TXT" => quoted(&row.value),
        "CNAME" | "NS" | "MX" => format!("{}.", row.value),
        _ => row.value.clone(),
    }
}

/// A page is small here, so that the client has to turn it.
fn size(turn: &Turn<'_>, query: &FormFields) -> usize {
    let asked = query.get("maxitems").and_then(|it| it.parse().ok()).unwrap_or(100);
    usize::min(asked, turn.state.scenario.dns.page).max(1)
}

/// One change of a batch, read.
struct ReadChange {
    action: String,
    name: String,
    kind: String,
    ttl: u32,
    values: Vec<String>,
}

fn change_sets(turn: &mut Turn<'_>, request: &Request<Bytes>, id: &str) -> Result<Xml, AwsError> {
    let bad = || AwsError::new(400, "InvalidInput", "The request body could not be read");
    let root = MarkupElement::read(request.body()).ok_or_else(bad)?;
    let changes = root.child("ChangeBatch").and_then(|it| it.child("Changes")).ok_or_else(bad)?;
    let changes: Option<Vec<ReadChange>> = changes.children("Change").map(read_change).collect();
    let changes = changes.filter(|it| !it.is_empty()).ok_or_else(bad)?;
    let each = |part: fn(&ReadChange) -> String| changes.iter().map(part).collect::<Vec<_>>();
    let known = Context::from([
        ("route53:changeresourcerecordsetsactions".to_owned(), each(|it| it.action.clone())),
        ("route53:changeresourcerecordsetsnormalizedrecordnames".to_owned(), each(|it| it.name.clone())),
        ("route53:changeresourcerecordsetsrecordtypes".to_owned(), each(|it| it.kind.clone())),
    ]);
    turn.allow_with("route53:ChangeResourceRecordSets", &arn(id), known)?;
    let zone = zone_of(turn, id)?;
    let there = sets(turn, &zone);
    let wrong: Vec<String> = changes.iter().filter_map(|change| objection(turn, &zone, &there, change)).collect();
    if !wrong.is_empty() {
        return Err(AwsError::new(400, "InvalidChangeBatch", format!("[{}]", wrong.join(", "))));
    }
    for change in changes.iter().filter(|_| zone.is_served) {
        let kind = kind_of(&change.kind).ok_or_else(bad)?;
        for value in &change.values {
            match change.action.as_str() {
                "CREATE" => turn.state.write_row(turn.now, &change.name, kind, value, change.ttl),
                _ => turn.state.take_row(turn.now, &change.name, kind, value),
            }
        }
    }
    // The id carries its moment, so that nothing has to be kept.
    let id = format!("C{:019}", turn.now.as_second());
    Ok(Xml::new().node("ChangeInfo", change_info(&id, "PENDING", turn.now)))
}

fn read_change(change: &MarkupElement) -> Option<ReadChange> {
    let set = change.child("ResourceRecordSet")?;
    let kind = set.child("Type")?.text.clone();
    let plain = |text: &str| match kind.as_str() {
        "TXT" => unquoted(text),
        "CNAME" | "NS" | "MX" => unescaped(text),
        _ => text.to_owned(),
    };
    let values =
        set.child("ResourceRecords")?.children("ResourceRecord").map(|it| Some(plain(&it.child("Value")?.text)));
    Some(ReadChange {
        action: change.child("Action")?.text.clone(),
        name: unescaped(&set.child("Name")?.text),
        ttl: set.child("TTL").and_then(|it| it.text.parse().ok()).unwrap_or(300),
        values: values.collect::<Option<Vec<String>>>()?,
        kind,
    })
}

/// Why a change cannot be made.
fn objection(
    turn: &Turn<'_>,
    zone: &PretendZone,
    there: &[(String, String, Vec<HostedRow>)],
    change: &ReadChange,
) -> Option<String> {
    let ReadChange { action, name, kind, ttl, values } = change;
    if *name != zone.name && !name.ends_with(&format!(".{}", zone.name)) {
        return Some(format!("RRSet with DNS name {name}. is not permitted in zone {}.", zone.name));
    }
    let named = format!("[name='{name}.', type='{kind}']");
    if turn.state.scenario.dns.protected.contains(name) {
        return Some(format!(
            "Tried to change resource record set {named} but it has a resource record set protection. Comment: {PROTECTED}"
        ));
    }
    let has = |guardrail| turn.state.scenario.dns.guardrails.contains(&guardrail);
    if action == "DELETE" && has(Guardrail::ActiveRecordCheck) && zone.is_served {
        return Some(format!(
            "Change rejected by guardrail ACTIVE_RECORD_CHECK: resource record set {named} still receives queries"
        ));
    }
    let is_below = |at: &str| at != zone.name && name.ends_with(&format!(".{at}"));
    let delegated = || there.iter().find(|(at, of, _)| of == "NS" && is_below(at));
    if action != "DELETE"
        && has(Guardrail::NsOcclusionCheck)
        && let Some((at, ..)) = delegated()
    {
        return Some(format!(
            "Change rejected by guardrail NS_OCCLUSION_CHECK: resource record set {named} is under the delegated subdomain {at}."
        ));
    }
    let same = there.iter().find(|(at, of, _)| at == name && of == kind);
    let other = there.iter().find(|(at, of, _)| at == name && of != kind && (of == "CNAME" || kind == "CNAME"));
    match (action.as_str(), same, other) {
        ("CREATE", Some(_), _) => {
            Some(format!("Tried to create resource record set [name='{name}.', type='{kind}'] but it already exists"))
        }
        ("CREATE", None, Some((_, of, _))) => Some(format!(
            "RRSet of type {kind} with DNS name {name}. is not permitted because a conflicting RRSet of type {of} with the \
             same DNS name already exists in zone {}.",
            zone.name
        )),
        ("CREATE", None, None) => None,
        ("DELETE", None, _) => {
            Some(format!("Tried to delete resource record set [name='{name}.', type='{kind}'] but it was not found"))
        }
        ("DELETE", Some((_, _, rows)), _) => {
            let is_same =
                rows.len() == values.len() && rows.iter().all(|row| values.contains(&row.value) && row.ttl == *ttl);
            (!is_same).then(|| {
                format!(
                    "Tried to delete resource record set [name='{name}.', type='{kind}'] but the values provided do not \
                     match the current values"
                )
            })
        }
        (_, _, _) => Some(format!("This rehearsal does not know the action {action}")),
    }
}

fn get_change(turn: &mut Turn<'_>, _: &Request<Bytes>, id: &str) -> Result<Xml, AwsError> {
    turn.allow("route53:GetChange", &format!("arn:aws:route53:::change/{id}"))?;
    let at = id.strip_prefix('C').and_then(|it| Timestamp::from_second(it.parse().ok()?).ok());
    let at = at.ok_or_else(|| {
        AwsError::new(404, "NoSuchChange", format!("A change with the specified ID {id} does not exist."))
    })?;
    let status = if turn.now.duration_since(at) >= SPREADS { "INSYNC" } else { "PENDING" };
    Ok(Xml::new().node("ChangeInfo", change_info(id, status, at)))
}

fn change_info(id: &str, status: &str, at: Timestamp) -> Xml {
    Xml::new().text("Id", format!("/change/{id}")).text("Status", status).text("SubmittedAt", iso(at))
}
