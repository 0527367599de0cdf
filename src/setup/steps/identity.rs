//! Identity: the domain or address that mail comes from, verified; with DKIM, a MAIL FROM of its own and DMARC where they
//! are wanted.
//!
//! SES sends with the verification alone; the other parts are for delivery, and AWS's reviewers look for them. Does not
//! know what a record's sighting means: that is `dns`.

use std::collections::BTreeMap;

use super::{
    super::{
        Authorship, Change, Check, Dkim, DkimOrigin, DmarcPolicy, Facts, Identity, IdentityName, Intent, LabelFrom,
        MailFrom, Optional, Question, RecordKey, Refusal, Standing, Under, Wait, steps::sender::own_tag,
    },
    needs::under_whom,
};
use crate::{
    dns::{
        RecordType,
        compare::{Comparison, RecordStanding, compare, to_type},
        mailbox::{NoMail, takes_no_mail},
        mistakes::{Clue, Mistake, Slip},
        provider::{Detected, GENERIC, PasteRow, by_domain_connect, detect, domain_connect, paste_sheet},
        records::{Dmarc, Purpose, Record, RecordValue, RecordWish, wanted},
        wildcard::free_label,
    },
    terms::{Domain, Fact, Region, Timestamp},
};

/// AWS's link to a mailbox dies after a day; in seconds.
pub const LINK_LIVES: i64 = 24 * 3600;

/// What is true of the identity.
pub fn assess(intent: &Intent, facts: &Facts, now: Timestamp) -> Standing {
    let under = match under_whom(intent, facts) {
        Ok(under) => under,
        Err(standing) => return standing,
    };
    let Some(name) = intent.identity_name() else {
        return Standing::Undecided { asks: vec![Question::From] };
    };
    match &facts.identity {
        Fact::Unknown => Standing::Unknown,
        Fact::Hidden(denial) => Standing::hidden(denial),
        Fact::Absent => match (&name, facts.no_mail(&name)) {
            // AWS's mail with the link would arrive nowhere.
            (IdentityName::Email(address), Some(why)) => {
                Standing::Refused(Refusal::NoMail { domain: address.domain().clone(), why })
            }
            (IdentityName::Email(_) | IdentityName::Domain(_), _) => {
                Standing::Open { next: Change::CreateIdentity { under, name, tags: tags(intent) } }
            }
        },
        Fact::Present(identity)
            if identity.made == Authorship::Foreign && intent.adopt_identity.as_ref() == Some(&identity.name) =>
        {
            Standing::Open { next: Change::AdoptIdentity { under, name: identity.name.clone() } }
        }
        Fact::Present(identity) if identity.name == name => match &identity.name {
            IdentityName::Email(_) => email(under, intent, identity, now),
            IdentityName::Domain(domain) => match identity.made {
                Authorship::Ours | Authorship::Adopted => self::domain(under, intent, facts, identity, domain),
                Authorship::Foreign => foreign_domain(under, intent, facts, identity, domain),
            },
        },
        // A domain above ours that is verified covers us as it is; its parts are its owner's.
        Fact::Present(identity) if covers(identity, &name) => Standing::Done,
        // Seen for another sender, before this one was named.
        Fact::Present(_) => Standing::Unknown,
    }
}

fn covers(identity: &Identity, name: &IdentityName) -> bool {
    match &identity.name {
        IdentityName::Domain(above) => identity.verified && name.domain().is_within(above),
        IdentityName::Email(_) => false,
    }
}

fn email(under: Under, intent: &Intent, identity: &Identity, now: Timestamp) -> Standing {
    let too_old = identity.created.is_some_and(|at| now.duration_since(at).as_secs() >= LINK_LIVES);
    match (identity.verified, too_old || identity.verification == Check::Failed, identity.made) {
        (true, _, _) => Standing::Done,
        (false, false, _) => Standing::Waiting { on: Wait::Click },
        (false, true, Authorship::Ours | Authorship::Adopted) => {
            Standing::Open { next: Change::RecreateIdentity { under, name: identity.name.clone(), tags: tags(intent) } }
        }
        // Sending the mail again means deleting what we did not make.
        (false, true, Authorship::Foreign) => Standing::Refused(Refusal::LinkExpired(identity.name.clone())),
    }
}

fn domain(under: Under, intent: &Intent, facts: &Facts, identity: &Identity, domain: &Domain) -> Standing {
    if dkim_lies_still(&identity.dkim) {
        return Standing::Open {
            next: Change::RestartDkim { under, domain: domain.clone(), before: identity.dkim.tokens.clone() },
        };
    }
    let region = under.region;
    if let Some(mail_from) = intent.other_mail_from(identity) {
        let before = identity.mail_from.as_ref().map(|it| it.domain.clone());
        return Standing::Open { next: Change::SetMailFrom { under, identity: domain.clone(), mail_from, before } };
    }
    let set = |mail_from| Standing::Open {
        next: Change::SetMailFrom { under: under.clone(), identity: domain.clone(), mail_from, before: None },
    };
    let mail_from = match (&intent.mail_from, &identity.mail_from) {
        (Optional::Wanted(_), Some(MailFrom { status: Check::Success, .. }))
        | (Optional::Declined | Optional::NotAsked, _) => true,
        (Optional::Wanted(label), None) => {
            return set(domain.under(label));
        }
        // SES has given up on it, and looks again once it is set again.
        (Optional::Wanted(_), Some(MailFrom { status: Check::Failed, domain: mail_from, .. })) => {
            return set(mail_from.clone());
        }
        (Optional::Wanted(_), Some(_)) => false,
    };
    // AWS's completion gate, from one answer.
    if !(identity.verified && identity.dkim.status == Check::Success && mail_from) {
        return on_dns(intent, facts, identity, region);
    }
    match dmarc(intent, facts, identity, region) {
        RecordStanding::Present => Standing::Done,
        // A resolver that did not answer will be asked again.
        RecordStanding::Missing | RecordStanding::Wrong | RecordStanding::Unknown => {
            on_dns(intent, facts, identity, region)
        }
    }
}

/// Whether time alone may bring what DNS lacks.
fn on_dns(intent: &Intent, facts: &Facts, identity: &Identity, region: Region) -> Standing {
    match facts.to_be_mended(&wanted_records(intent, identity, region)).is_empty() {
        true => Standing::Waiting { on: Wait::Dns },
        false => Standing::Wrong { on: Wait::Dns },
    }
}

/// An identity that we did not make sends once it is verified; its parts are its owner's. Until then its records are waited for as
/// ours would be, as long as SES looks for them.
fn foreign_domain(under: Under, intent: &Intent, facts: &Facts, identity: &Identity, domain: &Domain) -> Standing {
    if identity.verified {
        return Standing::Done;
    }
    match dkim_lies_still(&identity.dkim) {
        false => on_dns(intent, facts, identity, under.region),
        true => Standing::Refused(Refusal::ForeignDkim(domain.clone())),
    }
}

/// SES has given up on Easy DKIM, or was never asked for it, as for a domain that was verified by a TXT record once.
pub(in crate::setup) fn dkim_lies_still(dkim: &Dkim) -> bool {
    let lies_still = match dkim.status {
        Check::Failed => true,
        Check::NotStarted => dkim.tokens.is_empty(),
        Check::Pending | Check::Success | Check::TemporaryFailure | Check::Other(_) => false,
    };
    lies_still && dkim.origin == DkimOrigin::Ses
}

/// SES does not look at DMARC, so DNS must say. A declined record lacks nothing.
fn dmarc(intent: &Intent, facts: &Facts, identity: &Identity, region: Region) -> RecordStanding {
    let records = wanted_records(intent, identity, region);
    match records.iter().find(|record| record.purpose == Purpose::Dmarc) {
        None => RecordStanding::Present,
        Some(record) => facts.record_standing(record).unwrap_or(RecordStanding::Unknown),
    }
}

/// The records that this identity needs, under its own name, which may be a domain above the sender's; none for an address.
pub fn wanted_records(intent: &Intent, identity: &Identity, region: Region) -> Vec<Record> {
    let IdentityName::Domain(domain) = &identity.name else { return Vec::new() };
    let Dkim { tokens, zone, origin, status: _ } = &identity.dkim;
    let zone = zone.clone().or_else(|| region.fallback_dkim_zone());
    let tokens: &[String] = match (origin, &zone) {
        (DkimOrigin::Ses | DkimOrigin::Other(_), Some(_)) => tokens,
        // SES did not say where they would point.
        (DkimOrigin::Ses | DkimOrigin::Other(_), None) => &[],
        // The key itself stands in DNS, and only its owner knows it.
        (DkimOrigin::External, _) => &[],
    };
    // On an identity that we did not make, and on a domain that only covers the sender, we set none.
    let is_the_senders = intent.identity_name().as_ref() == Some(&identity.name);
    let wanted_mail_from = match (&intent.mail_from, identity.made) {
        (Optional::Wanted(label), Authorship::Ours | Authorship::Adopted) if is_the_senders => {
            Some(domain.under(label))
        }
        (Optional::Wanted(_) | Optional::Declined | Optional::NotAsked, _) => None,
    };
    // One that was named takes the place of another; the usual label does not.
    let named = wanted_mail_from.clone().filter(|_| intent.other_mail_from(identity).is_some());
    let there = identity.mail_from.as_ref().map(|it| it.domain.clone());
    let mail_from = named.or(there).or(wanted_mail_from);
    wanted(RecordWish {
        domain,
        tokens,
        signing_zone: zone.as_deref().unwrap_or_default(),
        mail_from: mail_from.as_ref(),
        region,
        dmarc: dmarc_wish(intent),
    })
}

/// Those of them that are known before there is an identity: SES makes up the names of DKIM's.
pub fn records_beside_dkim(intent: &Intent, name: &IdentityName, region: Region) -> Vec<Record> {
    let IdentityName::Domain(domain) = name else { return Vec::new() };
    let mail_from = match &intent.mail_from {
        Optional::Wanted(label) => Some(domain.under(label)),
        Optional::Declined | Optional::NotAsked => None,
    };
    wanted(RecordWish {
        domain,
        tokens: &[],
        signing_zone: "",
        mail_from: mail_from.as_ref(),
        region,
        dmarc: dmarc_wish(intent),
    })
}

impl Intent {
    /// The MAIL FROM domain that the operator named for the sender's own domain, where SES has another. The usual label never
    /// takes the place of one that is set.
    pub fn other_mail_from(&self, identity: &Identity) -> Option<Domain> {
        let (Optional::Wanted(label), LabelFrom::Operator) = (&self.mail_from, self.mail_from_label) else {
            return None;
        };
        let IdentityName::Domain(domain) = &identity.name else { return None };
        let is_the_senders = self.identity_name().as_ref() == Some(&identity.name);
        let named = domain.under(label);
        identity.mail_from.as_ref().filter(|now| is_the_senders && now.domain != named).map(|_| named)
    }
}

/// The DKIM records that the identity had before its DKIM was restarted under other names. SES looks for them no more.
pub fn former_records(identity: &Identity) -> Vec<Record> {
    let IdentityName::Domain(domain) = &identity.name else { return Vec::new() };
    let Some(zone) = &identity.dkim.zone else { return Vec::new() };
    let former = identity.former_tokens.iter().filter(|token| !identity.dkim.tokens.contains(token));
    let record = |token: &String| Record {
        purpose: Purpose::Dkim,
        name: format!("{token}._domainkey.{domain}"),
        value: RecordValue::Cname(format!("{token}.{zone}")),
    };
    former.map(record).collect()
}

/// The records of the sender's own domain where its identity cannot be seen: all but those for DKIM, whose names only SES
/// knows; none for an address.
pub fn records_unseen(intent: &Intent, region: Region) -> Vec<Record> {
    let Some(IdentityName::Domain(domain)) = intent.identity_name() else { return Vec::new() };
    let mail_from = match &intent.mail_from {
        Optional::Wanted(label) => Some(domain.under(label)),
        Optional::Declined | Optional::NotAsked => None,
    };
    wanted(RecordWish {
        domain: &domain,
        tokens: &[],
        // Without a token nothing points there.
        signing_zone: "",
        mail_from: mail_from.as_ref(),
        region,
        dmarc: dmarc_wish(intent),
    })
}

fn dmarc_wish(intent: &Intent) -> Dmarc {
    match intent.dmarc {
        Optional::Wanted(DmarcPolicy::None) => Dmarc::Wanted,
        Optional::Declined | Optional::NotAsked => Dmarc::Declined,
    }
}

fn tags(intent: &Intent) -> Vec<(String, String)> {
    own_tag().into_iter().chain(intent.tags.iter().cloned()).collect()
}

/// Records on their way into a zone, by how they get there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToAdd {
    /// Nothing stands in their place: a file may add them.
    pub file: Vec<Record>,
    /// Something stands there, or may: beside it a second record would do harm.
    pub by_hand: Vec<Record>,
    /// Something else uses their name: neither, until another is chosen.
    pub in_use: Vec<Record>,
}

/// A name for the MAIL FROM that something else uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFromInUse {
    /// The whole name.
    pub name: String,
    /// Another label, at whose name nothing stands; none where no such was found.
    pub free: Option<&'static str>,
}

impl MailFromInUse {
    /// The same record under the free label.
    pub fn elsewhere(&self, record: &Record) -> Option<Record> {
        let (_, domain) = self.name.split_once('.')?;
        Some(Record { name: format!("{}.{domain}", self.free?), ..record.clone() })
    }
}

impl Facts {
    /// The provider that serves the identity's zone, by the names of its servers; where those tell nothing, by what the zone
    /// says of itself. *None* where the zone is not known.
    pub fn provider(&self) -> Option<Detected> {
        let cut = self.zone.present()?;
        let detected = detect(&cut.servers);
        let name = domain_connect(&cut.zone);
        let key = RecordKey { name: name.clone(), kind: RecordType::Txt };
        let texts = self.records.get(&key).map(|seen| seen.values(&name, RecordType::Txt)).unwrap_or_default();
        let said = texts.iter().find_map(|text| by_domain_connect(text));
        Some(match (&detected, said) {
            (Detected::Unknown(_), Some(provider)) => Detected::One(provider),
            (Detected::Shared(several), Some(provider)) if several.contains(&provider) => Detected::One(provider),
            (Detected::One(_) | Detected::Shared(_) | Detected::Split(_) | Detected::Unknown(_), _) => detected,
        })
    }

    /// How DNS has this record, or `None` where it was not asked yet.
    pub fn record_standing(&self, record: &Record) -> Option<RecordStanding> {
        self.record_comparison(record).map(|it| it.standing)
    }

    /// How the zone's own servers have the record, and then each public resolver by its name.
    pub fn record_by_server(&self, record: &Record) -> Vec<(Option<&str>, RecordStanding)> {
        let key = RecordKey { name: record.name.clone(), kind: record.kind() };
        let (Some(seen), Some(zone)) = (self.records.get(&key), self.zone.present()) else { return Vec::new() };
        let own = (None, compare(record, &seen.by_the_zone(), zone).standing);
        let public = seen.public().into_iter();
        let public = public.map(|it| (Some(it), compare(record, &seen.by_the_public(it), zone).standing));
        std::iter::once(own).chain(public).collect()
    }

    /// Why a mail to this address arrives nowhere, where DNS was asked and says so.
    pub fn no_mail(&self, name: &IdentityName) -> Option<NoMail> {
        let domain = name.domain().as_str();
        let key = RecordKey { name: domain.to_owned(), kind: RecordType::Mx };
        takes_no_mail(domain, self.records.get(&key)?)
    }

    /// Former records that the zone's servers still have, and that can go.
    pub fn left_over(&self) -> Vec<Record> {
        let former = self.identity.present().map(former_records).unwrap_or_default();
        let is_there = |record: &Record| self.record_standing(record) == Some(RecordStanding::Present);
        former.into_iter().filter(is_there).collect()
    }

    /// The resolvers that go on to say that one of these records is not there which the zone's own servers have, and for how
    /// many seconds at the most; of what SES has not found yet.
    pub fn absent_still(&self, records: &[Record]) -> Option<(Vec<&str>, u32)> {
        self.absent_of(records.iter().filter(|record| !self.is_found_by_ses(record)))
    }

    /// The same of what SES has found: it need not be waited for.
    pub fn absent_but_found(&self, records: &[Record]) -> Option<(Vec<&str>, u32)> {
        self.absent_of(records.iter().filter(|record| self.is_found_by_ses(record)))
    }

    fn absent_of<'r>(&self, records: impl Iterator<Item = &'r Record>) -> Option<(Vec<&str>, u32)> {
        let late = records.flat_map(|record| {
            let key = RecordKey { name: record.name.clone(), kind: record.kind() };
            let is_there = self.record_standing(record) == Some(RecordStanding::Present);
            let seen =
                self.records.get(&key).filter(|_| is_there).and_then(|seen| seen.of(&record.name, record.kind()));
            seen.into_iter().flat_map(|it| &it.public).filter_map(|it| Some((it.server.as_str(), it.absent_for?)))
        });
        let late: BTreeMap<&str, u32> = late.fold(BTreeMap::new(), |mut late, (server, seconds)| {
            let longest = late.entry(server).or_default();
            *longest = seconds.max(*longest);
            late
        });
        let longest = late.values().max().copied()?;
        Some((late.into_keys().collect(), longest))
    }

    /// The same of those that go on to hand out what stood there before, where the zone's own servers have the record by now.
    pub fn wrong_still(&self, records: &[Record]) -> Option<(Vec<&str>, u32)> {
        let zone = self.zone.present()?;
        let mut late: BTreeMap<&str, u32> = BTreeMap::new();
        for record in records.iter().filter(|record| !self.is_found_by_ses(record)) {
            let key = RecordKey { name: record.name.clone(), kind: record.kind() };
            let is_there = self.record_standing(record) == Some(RecordStanding::Present);
            let Some(seen) = self.records.get(&key).filter(|_| is_there) else { continue };
            let public = seen.of(&record.name, record.kind()).into_iter().flat_map(|it| &it.public);
            for (server, seconds) in public.filter_map(|it| Some((it.server.as_str(), it.held_for?))) {
                match compare(record, &seen.by_the_public(server), zone).standing {
                    RecordStanding::Missing | RecordStanding::Wrong => {
                        let longest = late.entry(server).or_default();
                        *longest = seconds.max(*longest);
                    }
                    RecordStanding::Present | RecordStanding::Unknown => {}
                }
            }
        }
        let longest = late.values().max().copied()?;
        Some((late.into_keys().collect(), longest))
    }

    /// Whether SES has what it wants of this record. At those that it does not look at it ends with the verification.
    fn is_found_by_ses(&self, record: &Record) -> bool {
        let Some(identity) = self.identity.present() else { return false };
        match record.purpose {
            Purpose::Dkim => identity.dkim.status == Check::Success,
            Purpose::MailFromMx => identity.mail_from.as_ref().is_some_and(|it| it.status == Check::Success),
            Purpose::MailFromSpf | Purpose::Dmarc => identity.verified,
        }
    }

    /// Those of these records that are wrong and stay so until they are corrected, each with its mistake.
    pub fn to_be_mended<'r>(&self, records: &'r [Record]) -> Vec<(&'r Record, Mistake)> {
        let mistakes = |record| self.record_comparison(record).map(|it| it.mistakes).unwrap_or_default();
        let each = records.iter().flat_map(|record| mistakes(record).into_iter().map(move |it| (record, it)));
        each.filter(|(record, mistake)| mistake.is_to_be_mended() || self.was_removed(record)).collect()
    }

    /// Whether SES found the record once, by what it says of the identity, and the zone's servers have it no more. No time
    /// brings it back.
    pub fn was_removed(&self, record: &Record) -> bool {
        let Some(identity) = self.identity.present() else { return false };
        let found = match record.purpose {
            Purpose::Dkim => Some(&identity.dkim.status),
            Purpose::MailFromMx => {
                let mail_from = identity.mail_from.as_ref().filter(|it| it.domain.as_str() == record.name);
                mail_from.map(|it| &it.status)
            }
            // SES looks at neither.
            Purpose::MailFromSpf | Purpose::Dmarc => None,
        };
        let was_found = match found {
            Some(Check::Success | Check::TemporaryFailure) => true,
            Some(Check::NotStarted | Check::Pending | Check::Failed | Check::Other(_)) | None => false,
        };
        let is_gone = |mistake: &Mistake| match mistake {
            // A resolver may hold a copy for a while.
            Mistake::Missing { clue, .. } => !clue.as_ref().is_some_and(Clue::was_entered),
            Mistake::WrongProvider { .. } => true,
            Mistake::NameDoubled { .. }
            | Mistake::WrongValue { .. }
            | Mistake::WrongType { .. }
            | Mistake::CnameInUse { .. }
            | Mistake::Proxied { .. }
            | Mistake::ServersDisagree { .. }
            | Mistake::SpfDuplicate { .. }
            | Mistake::DmarcDuplicate { .. }
            | Mistake::MxExtra { .. } => false,
        };
        was_found && self.record_comparison(record).is_some_and(|it| it.mistakes.iter().any(is_gone))
    }

    /// The name of the MAIL FROM where other mail, or another service, uses it: a record of ours there would break that.
    pub fn mail_from_in_use(&self, records: &[Record]) -> Option<MailFromInUse> {
        let mistakes = |record| self.record_comparison(record).map(|it| it.mistakes).unwrap_or_default();
        let record = records.iter().find(|record| mistakes(record).iter().any(Mistake::is_of_a_name_in_use))?;
        // Where the MX stands others were asked after.
        let free = records.iter().filter(|it| it.name == record.name).find_map(|record| {
            free_label(record, self.records.get(&RecordKey { name: record.name.clone(), kind: record.kind() })?)
        });
        Some(MailFromInUse { name: record.name.clone(), free })
    }

    /// The record as it is to be typed: a text that stands with a mistake as it should be, and no policy lower than the one that
    /// holds.
    pub fn to_type(&self, record: &Record) -> Record {
        let key = RecordKey { name: record.name.clone(), kind: record.kind() };
        match (self.records.get(&key), self.zone.present()) {
            (Some(seen), Some(zone)) => to_type(record, seen, zone),
            (Some(_) | None, _) => record.clone(),
        }
    }

    /// The records as they are typed into the provider's form; into any, while it is not known where the zone begins.
    pub fn form_rows(&self, records: &[Record]) -> Vec<PasteRow> {
        let typed: Vec<Record> = records.iter().map(|record| self.to_type(record)).collect();
        let mut rows = match (self.zone.present(), self.provider()) {
            (Some(cut), Some(provider)) => paste_sheet(&typed, &cut.zone, provider.form()),
            (_, _) => typed.iter().flat_map(|it| paste_sheet(std::slice::from_ref(it), "", &GENERIC)).collect(),
        };
        for (row, record) in rows.iter_mut().zip(records) {
            let mistakes = self.record_comparison(record).map(|it| it.mistakes).unwrap_or_default();
            let appends = |it: &Mistake| matches!(it, Mistake::WrongValue { slip: Slip::ZoneAppended, .. });
            // This form has shown what it makes of a host without a dot.
            if mistakes.iter().any(appends) && !row.value.ends_with('.') {
                row.value.push('.');
            }
        }
        rows
    }

    /// Which of these records a file may add, and which only hands can bring about. What is there already, or on its way to
    /// all servers, is neither.
    pub fn to_be_added(&self, records: &[Record]) -> ToAdd {
        let (mut file, mut by_hand, mut in_use) = (Vec::new(), Vec::new(), Vec::new());
        let used = self.mail_from_in_use(records);
        for record in records {
            let typed = self.to_type(record);
            // An SPF for SES alone would have receivers doubt the other mail of that name.
            let is_in_use = used.as_ref().is_some_and(|it| it.name == record.name);
            match self.record_comparison(record) {
                Some(it) if is_in_use && it.standing != RecordStanding::Present => in_use.push(typed),
                Some(it) if it.is_to_be_added() => file.push(typed),
                Some(Comparison { standing: RecordStanding::Present | RecordStanding::Missing, .. }) => {}
                Some(Comparison { standing: RecordStanding::Wrong, .. }) => by_hand.push(typed),
                // No other record has this name, so nothing is doubled.
                Some(Comparison { standing: RecordStanding::Unknown, .. }) | None
                    if record.purpose == Purpose::Dkim =>
                {
                    file.push(typed);
                }
                Some(Comparison { standing: RecordStanding::Unknown, .. }) | None => by_hand.push(typed),
            }
        }
        ToAdd { file, by_hand, in_use }
    }

    /// The record against what was seen of it.
    pub fn record_comparison(&self, record: &Record) -> Option<Comparison> {
        let sightings = self.records.get(&RecordKey { name: record.name.clone(), kind: record.kind() })?;
        Some(compare(record, sightings, self.zone.present()?))
    }
}
