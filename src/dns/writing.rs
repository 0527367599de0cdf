//! What writing records into a zone would do, record by record, from what the zone holds: create, leave, show a merge, or name
//! what is in the way. Creates only: what stands is never replaced. Knows no provider's API, and asks nothing.

use super::{
    Answer, RecordType, ZoneCut,
    compare::RecordStanding,
    dmarc::{DmarcMerge, is_in_force, merge_dmarc},
    host,
    mailbox::delivers_other_mail,
    mistakes::Slip,
    places,
    records::{Purpose, Record, RecordValue},
    spf::{Lookup, SpfFault, SpfMerge, merge_spf},
};

/// Judges every record by what the zone holds.
pub fn plan_writing(records: &[Record], zone: &WritableZone, seen: &Seen<'_>) -> WritePlan {
    let obstacle = zone.obstacle(seen.cut);
    let rows =
        records.iter().map(|record| PlannedRecord { record: record.clone(), outlook: outlook(record, zone, seen) });
    WritePlan { rows: rows.collect(), obstacle }
}

/// What would be done to each record, and what keeps all of them from being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WritePlan {
    /// In the order in which they are wanted.
    pub rows: Vec<PlannedRecord>,
    /// Why nothing can be written into this zone; none where it can.
    pub obstacle: Option<ZoneObstacle>,
}

/// One record, and what would be done to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRecord {
    /// As it is wanted.
    pub record: Record,
    /// What would be done.
    pub outlook: RecordOutlook,
}

/// What becomes of one record.
#[derive(Debug, Clone, PartialEq, Eq, strum::EnumDiscriminants)]
#[strum_discriminants(name(OutlookKind), doc = "Which outlook, without its details.")]
#[strum_discriminants(derive(Hash, strum::EnumIter, strum::IntoStaticStr, serde::Serialize))]
#[strum_discriminants(serde(rename_all = "kebab-case"), strum(serialize_all = "kebab-case"))]
pub enum RecordOutlook {
    /// Nothing of it is there: it is created.
    Create,
    /// It stands already, or something that does the same: a CNAME that leads to it, too.
    There,
    /// A text stands that has to be changed by hand; it is shown, and left as it is.
    Merge {
        /// What stands.
        stands: String,
        /// What it should say.
        instead: String,
        /// Why it does not do as it stands.
        why: Slip,
    },
    /// Something is in the way. Nothing is written at this name.
    Conflict {
        /// What stands there: `CNAME shop.example.net`.
        stands: Vec<String>,
        /// Why it is in the way.
        why: WriteConflict,
    },
}

/// Why a record cannot be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum WriteConflict {
    /// Another CNAME stands at the name.
    OtherCname,
    /// A CNAME stands at the name, beside which nothing else can stand.
    CnameInTheWay,
    /// Something else stands at the name, beside which no CNAME can stand.
    NoRoomForCname,
    /// Another MX stands there; SES wants exactly one.
    OtherMx,
    /// Several SPF records stand there, which makes all of them void.
    SeveralSpf,
    /// Several DMARC records stand there, which makes all of them void.
    SeveralDmarc,
    /// It is ours, and proxied: the provider answers with its own addresses.
    Proxied,
    /// A set of this name and type stands, and could only be replaced as a whole.
    SetStands,
    /// The name is delegated to other servers, so what is written here is not asked for.
    Delegated,
    /// The name lies in another zone.
    OutsideTheZone,
    /// The SPF record that stands cannot be judged: a name on which it hangs does not answer.
    Unjudged,
    /// Whether a policy of the domain above holds could not be seen, and a new record would take its place.
    PolicyAboveUnseen,
}

/// Why nothing can be written into a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ZoneObstacle {
    /// The provider does not serve it yet, or no more; in its own word.
    NotActive(String),
    /// It is not a whole zone of its own there; in the provider's word.
    NotWhole(String),
    /// The domain is delegated to other servers: what is written here is in none of their answers.
    ServedElsewhere {
        /// Those of this zone.
        own: Vec<String>,
        /// Those that the parent names.
        delegated: Vec<String>,
    },
    /// DNS did not say which servers the domain is delegated to.
    DelegationUnseen,
}

/// A zone at a provider, and what it holds at the names in question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WritableZone {
    /// Its name, lower case, without the last dot.
    pub name: String,
    /// The servers that the provider serves it from, lower case, without the last dot.
    pub servers: Vec<String>,
    /// What the provider says of it.
    pub state: ZoneState,
    /// What it takes to add a value to a name.
    pub unit: WriteUnit,
    /// Everything at the names that [`names_to_read`] gives.
    pub held: Vec<HeldRecord>,
}

/// What the provider says of a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ZoneState {
    /// It is served.
    Active,
    /// It is not; in the provider's word.
    NotActive(String),
    /// It is not a whole zone of its own; in the provider's word.
    NotWhole(String),
}

/// What a provider writes at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteUnit {
    /// One record, beside others of its name and type.
    Value,
    /// All values of a name and type.
    Set,
}

/// One value that a zone holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRecord {
    /// The whole name, lower case, without the last dot.
    pub name: String,
    /// The type in upper case, whichever it is.
    pub kind: String,
    /// As [`Answer::Found`] has it; of a type that we do not know, as the provider writes it.
    pub value: String,
    /// Whether the provider answers in its place.
    pub proxied: bool,
    /// The provider's id of it, where it has one.
    pub id: Option<String>,
    /// For how many seconds a resolver may keep it, where the provider says so.
    pub ttl: Option<u32>,
}

/// What else is known.
pub struct Seen<'a> {
    /// The zone as its parent delegates it; none where DNS did not say.
    pub cut: Option<&'a ZoneCut>,
    /// What DNS says of a record.
    pub standing: &'a dyn Fn(&Record) -> RecordStanding,
    /// What DNS answered to a question about another name, where it was asked.
    pub answers: &'a dyn Fn(&str, RecordType) -> Option<Answer>,
}

/// The names at which a zone has to be read before anything is written: those of the records, the names above them that could
/// be delegated away, and those from which a DMARC policy is inherited.
pub fn names_to_read(records: &[Record], zone: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |name: String| {
        if is_within(&name, zone) && !names.contains(&name) {
            names.push(name);
        }
    };
    for record in records {
        add(record.name.clone());
        between(&record.name, zone).for_each(&mut add);
        if record.purpose == Purpose::Dmarc {
            places::inherited(record).into_iter().for_each(&mut add);
        }
    }
    names
}

/// Whether a name is the zone or lies below it.
pub fn is_within(name: &str, zone: &str) -> bool {
    name.strip_suffix(zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The names above this one, below the zone.
fn between<'n>(name: &'n str, zone: &'n str) -> impl Iterator<Item = String> + 'n {
    std::iter::successors(name.split_once('.').map(|(_, above)| above), |name| name.split_once('.').map(|it| it.1))
        .take_while(move |above| *above != zone && is_within(above, zone))
        .map(String::from)
}

impl WritePlan {
    /// The records that would be created; none where the zone cannot be written to.
    pub fn to_create(&self) -> Vec<Record> {
        let rows = self.rows.iter().filter(|_| self.obstacle.is_none());
        rows.filter(|row| row.outlook == RecordOutlook::Create).map(|row| row.record.clone()).collect()
    }

    /// Whether something of it can only be done by hand.
    pub fn has_obstacles(&self) -> bool {
        let by_hand =
            |row: &PlannedRecord| matches!(row.outlook, RecordOutlook::Merge { .. } | RecordOutlook::Conflict { .. });
        self.obstacle.is_some() || self.rows.iter().any(by_hand)
    }
}

impl WritableZone {
    fn obstacle(&self, cut: Option<&ZoneCut>) -> Option<ZoneObstacle> {
        match &self.state {
            ZoneState::NotWhole(word) => return Some(ZoneObstacle::NotWhole(word.clone())),
            ZoneState::NotActive(word) => return Some(ZoneObstacle::NotActive(word.clone())),
            ZoneState::Active => {}
        }
        let Some(cut) = cut else { return Some(ZoneObstacle::DelegationUnseen) };
        let elsewhere = cut.zone != self.name || !is_delegated_to(&self.servers, &cut.servers);
        elsewhere.then(|| ZoneObstacle::ServedElsewhere { own: self.servers.clone(), delegated: cut.servers.clone() })
    }

    fn at<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a HeldRecord> {
        self.held.iter().filter(move |it| it.name == name)
    }
}

/// Whether every server that the parent names is one of these: a part of the world would ask the others.
pub fn is_delegated_to(own: &[String], delegated: &[String]) -> bool {
    !delegated.is_empty() && delegated.iter().all(|server| own.iter().any(|it| host(it) == host(server)))
}

/// What becomes of one record.
fn outlook(record: &Record, zone: &WritableZone, seen: &Seen<'_>) -> RecordOutlook {
    let conflict = |why, stands: Vec<&HeldRecord>| RecordOutlook::Conflict {
        stands: stands.into_iter().map(HeldRecord::shown).collect(),
        why,
    };
    if !is_within(&record.name, &zone.name) {
        return conflict(WriteConflict::OutsideTheZone, Vec::new());
    }
    let at: Vec<&HeldRecord> = zone.at(&record.name).collect();
    let passed_on: Vec<&HeldRecord> = std::iter::once(record.name.clone())
        .chain(between(&record.name, &zone.name))
        .filter(|name| *name != zone.name)
        .flat_map(|name| zone.held.iter().filter(move |it| it.name == name && it.kind == "NS").collect::<Vec<_>>())
        .chain(between(&record.name, &zone.name).flat_map(|name| {
            zone.held.iter().filter(move |it| it.name == name && it.kind == "DNAME").collect::<Vec<_>>()
        }))
        .collect();
    if !passed_on.is_empty() {
        return conflict(WriteConflict::Delegated, passed_on);
    }
    let of_kind = |kind: RecordType| -> Vec<&HeldRecord> {
        at.iter().copied().filter(|it| it.kind == kind.to_string()).collect()
    };
    let same = of_kind(record.kind());
    let cnames = of_kind(RecordType::Cname);
    match &record.value {
        RecordValue::Cname(target) => match (cnames.as_slice(), at.as_slice()) {
            ([one], _) if host(&one.value) == *target && one.proxied => conflict(WriteConflict::Proxied, vec![one]),
            ([one], [_]) if host(&one.value) == *target => RecordOutlook::There,
            ([], []) => RecordOutlook::Create,
            ([], _) => conflict(WriteConflict::NoRoomForCname, at),
            (_, _) => conflict(WriteConflict::OtherCname, cnames),
        },
        // Nothing can stand beside it; where it leads to what is wanted, nothing has to.
        RecordValue::Mx { .. } | RecordValue::Txt(_) if !cnames.is_empty() => match (seen.standing)(record) {
            RecordStanding::Present => RecordOutlook::There,
            RecordStanding::Missing | RecordStanding::Wrong | RecordStanding::Unknown => {
                conflict(WriteConflict::CnameInTheWay, cnames)
            }
        },
        // As it stands on its own the priority decides nothing.
        RecordValue::Mx { host: target, .. } => match same.as_slice() {
            [] => RecordOutlook::Create,
            [one] if mx_target(&one.value) == *target => RecordOutlook::There,
            _ => conflict(WriteConflict::OtherMx, same),
        },
        RecordValue::Txt(text) => {
            let texts: Vec<String> = same.iter().map(|it| it.value.clone()).collect();
            let others_mx: Vec<&HeldRecord> =
                of_kind(RecordType::Mx).into_iter().filter(|it| delivers_other_mail(&it.value)).collect();
            let judged = match record.purpose {
                Purpose::MailFromSpf => spf(record, &texts, seen),
                Purpose::Dmarc => dmarc(record, &texts, zone, seen),
                Purpose::Dkim | Purpose::MailFromMx if texts.contains(text) => Judged::Suffices,
                Purpose::Dkim | Purpose::MailFromMx => Judged::Nothing,
            };
            match (judged, zone.unit) {
                // An SPF for SES alone would have receivers doubt the other mail of that name.
                (Judged::Nothing, _) if record.purpose == Purpose::MailFromSpf && !others_mx.is_empty() => {
                    conflict(WriteConflict::OtherMx, others_mx)
                }
                (Judged::Nothing, WriteUnit::Set) if !same.is_empty() => conflict(WriteConflict::SetStands, same),
                (Judged::Nothing, WriteUnit::Set | WriteUnit::Value) => RecordOutlook::Create,
                (Judged::Suffices, _) => RecordOutlook::There,
                (Judged::Differs { stands, instead, why }, _) => RecordOutlook::Merge { stands, instead, why },
                (Judged::Blocked(why), _) => conflict(why, same),
            }
        }
    }
}

/// What the texts at a name mean for the one that is wanted.
enum Judged {
    /// None of them is of its sort.
    Nothing,
    Suffices,
    Differs {
        stands: String,
        instead: String,
        why: Slip,
    },
    Blocked(WriteConflict),
}

fn spf(record: &Record, texts: &[String], seen: &Seen<'_>) -> Judged {
    match merge_spf(texts, &Lookup { name: &record.name, answers: seen.answers }) {
        SpfMerge::Add(_) => Judged::Nothing,
        SpfMerge::Keep(_) => Judged::Suffices,
        SpfMerge::Replace { old, new, fault: SpfFault::NotIncluded } => {
            Judged::Differs { stands: old, instead: new, why: Slip::SesNotIncluded }
        }
        SpfMerge::Replace { old, new, fault } => Judged::Differs { stands: old, instead: new, why: Slip::Spf(fault) },
        SpfMerge::Full { old, lookups } => match <[String; 1]>::try_from(old) {
            // With SES in it there is no room, so ours would have to stand alone.
            Ok([old]) => {
                Judged::Differs { stands: old, instead: record.value.value_text().into(), why: Slip::SpfFull(lookups) }
            }
            Err(_) => Judged::Blocked(WriteConflict::SeveralSpf),
        },
        SpfMerge::Reduce { .. } => Judged::Blocked(WriteConflict::SeveralSpf),
        SpfMerge::Lacks(_) | SpfMerge::Unclear(_) => Judged::Blocked(WriteConflict::Unjudged),
    }
}

/// A policy that holds from above is not undercut: a record of one's own takes its place, and ours is the weakest there is.
fn dmarc(record: &Record, texts: &[String], zone: &WritableZone, seen: &Seen<'_>) -> Judged {
    match merge_dmarc(texts) {
        DmarcMerge::Keep(_) => Judged::Suffices,
        DmarcMerge::Replace { old, new, flaw } => Judged::Differs { stands: old, instead: new, why: Slip::Dmarc(flaw) },
        DmarcMerge::Reduce { .. } => Judged::Blocked(WriteConflict::SeveralDmarc),
        DmarcMerge::Add(_) => {
            let above = places::inherited(record);
            let held_above = |name: &String| {
                let texts: Vec<String> =
                    zone.at(name).filter(|it| it.kind == "TXT").map(|it| it.value.clone()).collect();
                is_in_force(&texts)
            };
            if above.is_empty() {
                return Judged::Nothing;
            }
            let standing = (seen.standing)(record);
            if standing == RecordStanding::Present || above.iter().any(held_above) {
                return Judged::Suffices;
            }
            // What stands in another zone above may still hold.
            let all_read = above.iter().all(|it| is_within(it, &zone.name));
            match all_read || standing == RecordStanding::Missing {
                true => Judged::Nothing,
                false => Judged::Blocked(WriteConflict::PolicyAboveUnseen),
            }
        }
    }
}

impl HeldRecord {
    /// Type and value, as they are shown.
    pub fn shown(&self) -> String {
        format!("{} {}", self.kind, self.value)
    }

    /// Whether it is this record, exactly, and served as it is.
    pub fn is_exactly(&self, record: &Record) -> bool {
        let same = match &record.value {
            RecordValue::Cname(target) => host(&self.value) == *target,
            RecordValue::Mx { priority, host: target } => {
                mx_target(&self.value) == *target && self.value.split(' ').next() == Some(&priority.to_string())
            }
            RecordValue::Txt(text) => self.value == *text,
        };
        self.name == record.name && self.kind == record.kind().to_string() && !self.proxied && same
    }
}

/// `10 host` without the priority.
fn mx_target(value: &str) -> String {
    host(value.split_once(' ').map_or(value, |(_, host)| host))
}

/// The text of a TXT record as zone files and most APIs write it: quoted pieces joined, escapes taken away. A text without
/// quotes is what it says.
pub fn unquoted(content: &str) -> String {
    let trimmed = content.trim();
    if !trimmed.starts_with('"') {
        return content.to_owned();
    }
    let (mut bytes, mut quoted): (Vec<u8>, bool) = (Vec::new(), false);
    let mut rest = trimmed.bytes();
    while let Some(byte) = rest.next() {
        match (byte, quoted) {
            (b'"', _) => quoted = !quoted,
            (b'\\', true) => bytes.extend(escaped(&mut rest)),
            (_, true) => bytes.push(byte),
            // Between the pieces.
            (_, false) => {}
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A name as a zone file writes it, plain: `\052` is `*`; lower case, without the last dot.
pub fn unescaped(name: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = name.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'\\' => bytes.extend(escaped(&mut rest)),
            _ => bytes.push(byte),
        }
    }
    host(&String::from_utf8_lossy(&bytes))
}

/// What follows a backslash: three octal digits at Route 53, or the character itself.
fn escaped(rest: &mut std::str::Bytes<'_>) -> Option<u8> {
    let digits: Option<Vec<u8>> =
        (0..3).map(|at| rest.clone().nth(at).filter(|it| matches!(it, b'0'..=b'7'))).collect();
    match digits.and_then(|it| u8::from_str_radix(std::str::from_utf8(&it).ok()?, 8).ok()) {
        Some(byte) => {
            rest.nth(2);
            Some(byte)
        }
        None => rest.next(),
    }
}
