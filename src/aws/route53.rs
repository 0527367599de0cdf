//! Route 53: the zones of an account, what they hold, and one batch of changes. There is one Route 53 for all regions. Knows no plan
//! and no record that is wanted.

use aws_sdk_route53::{
    config::Builder,
    error::SdkError,
    operation::change_resource_record_sets::ChangeResourceRecordSetsError,
    types::{Change, ChangeAction, ChangeBatch, ChangeStatus, ResourceRecord, ResourceRecordSet, RrType},
};
use aws_smithy_types::{
    error::{metadata::ProvideErrorMetadata as _, operation::BuildError},
    retry::RetryConfig,
};

use super::{error::failure, session::Session};
use crate::{
    dns::{
        RecordType,
        records::{Record, RecordValue, quoted},
        writing::{HeldRecord, unescaped, unquoted},
    },
    setup::HostedZone,
    terms::{Failure, FailureKind},
};

/// For how many seconds a resolver may keep a record that we write.
pub const TTL: u32 = 300;

/// What is done to record sets; all of a batch or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetChange {
    /// Refused where a set of that name and type stands.
    Create,
    /// Refused where it does not stand exactly so.
    Delete,
}

impl Session {
    /// ListHostedZonesByName: the public zones of exactly this name. There may be several.
    pub async fn zones_named(&self, name: &str) -> Result<Vec<HostedZone>, Failure> {
        let doing = || format!("find the zone {name} at Route 53");
        let mut zones = Vec::new();
        let (mut from, mut from_id) = (Some(name.to_owned()), None);
        while let Some(start) = from.take() {
            let call = self.route53.list_hosted_zones_by_name().dns_name(start).set_hosted_zone_id(from_id.take());
            let page = call.send().await.map_err(|e| failure(doing(), e))?;
            let mut passed = false;
            for zone in page.hosted_zones() {
                passed |= unescaped(zone.name()) != name;
                let is_private = zone.config().is_some_and(|it| it.private_zone());
                if unescaped(zone.name()) == name && !is_private {
                    let id = zone.id().rsplit('/').next().unwrap_or_default().to_owned();
                    zones.push(HostedZone { id, name: name.to_owned() });
                }
            }
            // The list goes on with other names.
            if page.is_truncated() && !passed {
                (from, from_id) =
                    (page.next_dns_name().map(String::from), page.next_hosted_zone_id().map(String::from));
            }
        }
        Ok(zones)
    }

    /// GetHostedZone: the servers that a zone is served from.
    pub async fn zone_servers(&self, zone: &HostedZone) -> Result<Vec<String>, Failure> {
        let out = self.route53.get_hosted_zone().id(&zone.id).send().await;
        let out = out.map_err(|e| failure(format!("look at the zone {} at Route 53", zone.name), e))?;
        let servers = out.delegation_set().map(|it| it.name_servers()).unwrap_or_default();
        Ok(servers.iter().map(|server| unescaped(server)).collect())
    }

    /// ListResourceRecordSets: everything that a zone holds at a name, of whichever type.
    pub async fn records_at(&self, zone: &HostedZone, name: &str) -> Result<Vec<HeldRecord>, Failure> {
        let doing = || format!("read what the zone {} holds at {name}", zone.name);
        let mut held = Vec::new();
        let (mut from, mut kind, mut set) = (Some(name.to_owned()), None, None);
        while let Some(start) = from.take() {
            let call = self
                .route53
                .list_resource_record_sets()
                .hosted_zone_id(&zone.id)
                .start_record_name(start)
                .set_start_record_type(kind.take())
                .set_start_record_identifier(set.take());
            let page = call.send().await.map_err(|e| failure(doing(), e))?;
            let mut passed = false;
            for set in page.resource_record_sets() {
                match unescaped(set.name()) == name {
                    true => held.extend(values(set, name)),
                    false => passed = true,
                }
            }
            if page.is_truncated() && !passed {
                from = page.next_record_name().map(String::from);
                kind = page.next_record_type().cloned();
                set = page.next_record_identifier().map(String::from);
            }
        }
        Ok(held)
    }

    /// ChangeResourceRecordSets: all of them in one batch, sent once. Returns the id of the change.
    pub async fn change_records(
        &self,
        zone: &HostedZone,
        what: SetChange,
        records: &[Record],
    ) -> Result<String, Failure> {
        let doing = match what {
            SetChange::Create => format!("write records into the zone {}", zone.name),
            SetChange::Delete => format!("take records out of the zone {}", zone.name),
        };
        let batch = batch_of(what, records).map_err(|e| Failure::new(FailureKind::Bug, &doing).because(e))?;
        let call = self.route53.change_resource_record_sets().hosted_zone_id(&zone.id).change_batch(batch);
        // Sent twice, the second answer would be "already exists", which does not say whose the records are.
        let once = Builder::new().retry_config(RetryConfig::disabled());
        let out = call.customize().config_override(once).send().await.map_err(|e| refused(doing, records, e))?;
        Ok(out.change_info().map(|it| it.id().rsplit('/').next().unwrap_or_default().to_owned()).unwrap_or_default())
    }

    /// GetChange: whether all servers of Route 53 have a change.
    pub async fn is_in_sync(&self, change: &str) -> Result<bool, Failure> {
        let out = self.route53.get_change().id(change).send().await;
        let out = out.map_err(|e| failure("ask whether Route 53's servers have the records", e))?;
        Ok(out.change_info().is_some_and(|it| *it.status() == ChangeStatus::Insync))
    }
}

/// A batch that is refused says so of each set: of which record it speaks and what of the zone says no is said before its words.
fn refused(
    doing: String,
    records: &[Record],
    error: SdkError<ChangeResourceRecordSetsError, aws_smithy_runtime_api::client::orchestrator::HttpResponse>,
) -> Failure {
    let said: Vec<String> = match error.as_service_error() {
        Some(ChangeResourceRecordSetsError::InvalidChangeBatch(batch)) if !batch.messages().is_empty() => {
            batch.messages().to_vec()
        }
        Some(refused) => each_of(refused.message().unwrap_or_default()),
        None => Vec::new(),
    };
    let failure = failure(doing, error);
    if failure.code.as_deref() != Some("InvalidChangeBatch") {
        return failure;
    }
    let failure = Failure { kind: FailureKind::Conflict, ..failure }
        .because("Route 53 makes all changes of a batch or none: nothing was changed");
    said.into_iter().fold(failure, |failure, said| {
        let about = records.iter().find(|record| is_about(record, &said));
        let about = about.map(|record| format!("{} {}: ", record.kind(), record.name)).unwrap_or_default();
        let is_told = failure.causes().any(|cause| cause.contains(&said));
        match (veto(&said), is_told) {
            (Some(why), true) => failure.because(format!("{about}{why}")),
            (Some(why), false) => failure.because(format!("{about}{why}; in its words: {said}")),
            (None, true) => failure,
            (None, false) => failure.because(format!("{about}{said}")),
        }
    })
}

/// The reasons in a message that has all of them, `[one, another]`: what stands in brackets inside belongs together.
fn each_of(message: &str) -> Vec<String> {
    let inside = message.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(message);
    let (mut all, mut depth, mut begin) = (Vec::new(), 0_usize, 0);
    for (at, letter) in inside.char_indices() {
        match letter {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                all.push(inside[begin..at].trim().to_owned());
                begin = at + 1;
            }
            _ => {}
        }
    }
    all.push(inside[begin..].trim().to_owned());
    all.retain(|said| !said.is_empty());
    all
}

/// Whether AWS speaks of this record. There the name ends with a dot, and the longer of two names may end with the shorter.
fn is_about(record: &Record, said: &str) -> bool {
    let name = format!("{}.", record.name);
    let is_whole = |at: usize| !said[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let named = said.match_indices(&name).any(|(at, _)| is_whole(at));
    named && said.split(|c: char| !c.is_alphanumeric()).any(|word| word == record.kind().to_string())
}

/// What its owner has set up in the zone that says no, by its name in AWS's words, and the way out.
fn veto(said: &str) -> Option<String> {
    let guardrails = [
        (
            "ACTIVE_RECORD_CHECK",
            "a record that is still asked for is not deleted: wait until it is not, or turn that off",
        ),
        ("NS_OCCLUSION_CHECK", "the name lies below one that is delegated to other servers: write it there"),
        ("ALIAS_TARGET_CHECK", "an alias of the zone leads to this record: remove that first"),
        ("NS_FORMAT_CHECK", "it is about name servers, which Sesame writes none of"),
        ("NS_DELEGATION_AUTHORITY_CHECK", "it is about name servers, which Sesame writes none of"),
        ("ACTIVE_DELEGATION_CHECK", "it is about name servers, which Sesame writes none of"),
    ];
    if let Some((name, why)) = guardrails.into_iter().find(|(name, _)| said.contains(name)) {
        return Some(format!("the zone's change guardrail {name} says no ({why})"));
    }
    said.to_ascii_lowercase().contains("protect").then(|| {
        "a record set protection of the zone keeps this name and type as they are, whether something stands there or not: \
         have it deleted (DeleteResourceRecordSetProtections), or write the record yourself; Route 53 writes all records \
         or none, so leave this one out (--no-dmarc, another --mail-from), or enter the others by hand from `sesame records`"
            .to_owned()
    })
}

fn batch_of(what: SetChange, records: &[Record]) -> Result<ChangeBatch, BuildError> {
    let action = match what {
        SetChange::Create => ChangeAction::Create,
        SetChange::Delete => ChangeAction::Delete,
    };
    let changes: Result<Vec<Change>, BuildError> = records
        .iter()
        .map(|record| Change::builder().action(action.clone()).resource_record_set(set_of(record)?).build())
        .collect();
    ChangeBatch::builder().comment("Sesame: mail from Amazon SES").set_changes(Some(changes?)).build()
}

fn set_of(record: &Record) -> Result<ResourceRecordSet, BuildError> {
    let kind = match record.kind() {
        RecordType::Cname => RrType::Cname,
        RecordType::Mx => RrType::Mx,
        RecordType::Txt => RrType::Txt,
        RecordType::A => RrType::A,
        RecordType::Aaaa => RrType::Aaaa,
        RecordType::Ns => RrType::Ns,
        RecordType::Soa => RrType::Soa,
    };
    let value = match &record.value {
        RecordValue::Cname(host) => format!("{host}."),
        RecordValue::Mx { priority, host } => format!("{priority} {host}."),
        RecordValue::Txt(text) => quoted(text),
    };
    ResourceRecordSet::builder()
        .name(format!("{}.", record.name))
        .r#type(kind)
        .ttl(TTL.into())
        .resource_records(ResourceRecord::builder().value(value).build()?)
        .build()
}

/// A set, a value at a time; what stands for another of AWS's resources is one value.
fn values(set: &ResourceRecordSet, name: &str) -> Vec<HeldRecord> {
    let kind = set.r#type().as_str().to_ascii_uppercase();
    let held = |value: String| HeldRecord {
        name: name.to_owned(),
        kind: kind.clone(),
        value,
        proxied: false,
        id: None,
        ttl: set.ttl().and_then(|ttl| u32::try_from(ttl).ok()),
    };
    if let Some(alias) = set.alias_target() {
        return vec![held(format!("alias {}", unescaped(alias.dns_name())))];
    }
    let plain = |value: &str| match kind.as_str() {
        "TXT" | "SPF" => unquoted(value),
        "CNAME" | "NS" | "MX" | "DNAME" => unescaped(value),
        _ => value.to_owned(),
    };
    set.resource_records().iter().map(|it| held(plain(it.value()))).collect()
}
