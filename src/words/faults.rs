//! What is wrong with the DNS records, a sentence for each cause. Knows no screen, and not whose mistake it is.

use super::{Locale, Text, wrong::as_seen};
use crate::{
    dns::{
        Answer, NOT_VOUCHED_FOR, SERVFAIL, ServerAnswer, Sighting, ZoneCut,
        faults::Fault,
        mistakes::{Clue, Mistake, MistakeKind},
        provider::{Detected, Provider, Quirk, Sure},
        records::Record,
    },
    setup::{Facts, Identity, RecordKey},
    terms::{Timestamp, in_both},
};

impl Text {
    /// The provider's form for the zone, as far as its servers tell which provider it is.
    pub fn form_of(&self, facts: &Facts) -> &'static Provider {
        facts.provider().unwrap_or(Detected::Unknown(Vec::new())).form()
    }

    /// A cause with the records that show it, where they are not shown beside it.
    pub fn fault(&self, fault: &Fault, facts: &Facts) -> String {
        let zone = facts.zone.present().map_or("", |cut| &cut.zone);
        let names = fault.names(zone).join(", ");
        match (fault.at.as_slice(), fault.kind) {
            ([], _) => String::new(),
            (_, MistakeKind::NameDoubled) => self.fault_name_doubled(names, self.provider(self.form_of(facts)), zone),
            ([(_, only)], _) => self.mistake(only),
            ([(_, one), ..], _) => self.several(one, fault.at.len(), &names),
        }
    }

    /// The same beside a table that has the names.
    pub fn fault_in_table(&self, fault: &Fault, facts: &Facts) -> String {
        let zone = facts.zone.present().map_or("", |cut| &cut.zone);
        match fault.kind {
            MistakeKind::NameDoubled => self.fault_name_doubled_in_table(self.provider(self.form_of(facts)), zone),
            MistakeKind::Missing
            | MistakeKind::WrongValue
            | MistakeKind::WrongType
            | MistakeKind::CnameInUse
            | MistakeKind::Proxied
            | MistakeKind::WrongProvider
            | MistakeKind::ServersDisagree
            | MistakeKind::SpfDuplicate
            | MistakeKind::DmarcDuplicate
            | MistakeKind::MxExtra => self.fault(fault, facts),
        }
    }

    /// One sentence for several records that went wrong alike.
    fn several(&self, like: &Mistake, n: usize, names: &str) -> String {
        match like {
            Mistake::Missing { clue: None, .. } => self.fault_missing(n, names),
            Mistake::Missing { clue: Some(Clue::Wildcard(values)), .. } => {
                self.fault_wildcard(n, names, super::wrong::shown(values))
            }
            Mistake::Missing { clue: Some(Clue::PassedOn(server)), .. } => {
                self.fault_passed_on(n, names, as_seen(server))
            }
            Mistake::Missing { clue: Some(Clue::UnderscoreLost(_)), .. } => self.fault_underscore_lost(n, names),
            Mistake::Missing { clue: Some(Clue::SubdomainLost { .. }), .. } => self.fault_subdomain_lost(n, names),
            Mistake::Missing { clue: Some(Clue::NameCut { .. }), .. } => self.fault_name_cut(n, names),
            Mistake::Missing { clue: Some(Clue::NameLonger { .. }), .. } => self.fault_name_longer(n, names),
            Mistake::Missing { clue: Some(Clue::Exchanged { .. }), .. } => self.fault_exchanged(n, names),
            Mistake::Missing {
                clue:
                    Some(
                        Clue::OfTheDomain { .. }
                        | Clue::ByWildcard(_)
                        | Clue::UnderWww { .. }
                        | Clue::OtherLabel { .. },
                    ),
                ..
            } => self.mistake(like),
            Mistake::WrongValue { slip, .. } => self.fault_wrong_value(n, names, self.slip(slip)),
            Mistake::WrongType { found, wanted, .. } => self.fault_wrong_type(found, n, names, wanted),
            Mistake::Proxied { .. } => self.fault_proxied(n, names),
            Mistake::WrongProvider { servers, .. } => self.fault_wrong_provider(n, names, servers.join(", ")),
            Mistake::ServersDisagree { behind, apart: true, .. } => {
                self.fault_servers_apart(behind.join(", "), n, names)
            }
            Mistake::ServersDisagree { behind, apart: false, .. } => {
                self.fault_servers_disagree(behind.join(", "), n, names)
            }
            Mistake::NameDoubled { .. }
            | Mistake::CnameInUse { .. }
            | Mistake::SpfDuplicate { .. }
            | Mistake::DmarcDuplicate { .. }
            | Mistake::MxExtra { .. } => self.mistake(like),
        }
    }

    /// Why AWS does not find the records, and when it looked; and where it looked, where that is not where the zone is. Nothing
    /// once it has found them.
    pub fn seen_by_aws(&self, identity: &Identity, facts: &Facts, now: Timestamp) -> Vec<String> {
        if identity.verified {
            return Vec::new();
        }
        let saw = identity.error.as_ref().zip(identity.checked).map(|(error, at)| {
            let passed = self.duration(now.duration_since(at).unsigned_abs());
            self.card_aws_saw(self.aws_error(&as_seen(error)), self.time_ago(passed))
        });
        // A primary server may be hidden from those who ask, but for its name; where that was not told, nothing is said.
        let is_another = |server: &&String, cut: &ZoneCut| {
            cut.primary.as_ref().is_some_and(|it| it != *server) && !cut.servers.contains(server)
        };
        let elsewhere = facts.zone.present().and_then(|cut| {
            let server = identity.zone_server.as_ref().filter(|server| is_another(server, cut))?;
            Some(self.card_aws_elsewhere(as_seen(server)))
        });
        saw.into_iter().chain(elsewhere).collect()
    }

    /// Which servers the zone is asked at, where they do not tell one provider: those of two are a thing to mend.
    pub fn served_elsewhere(&self, detected: &Detected, cut: &ZoneCut) -> String {
        match detected {
            Detected::Split(providers) => {
                let names: Vec<&str> = providers.iter().map(|provider| self.provider(provider)).collect();
                self.records_zone_split(names.join(", "), cut.servers.join(", "), in_both(&cut.zone))
            }
            Detected::One(_) | Detected::Shared(_) | Detected::Unknown(_) => {
                self.records_zone_unknown(cut.servers.join(", "), in_both(&cut.zone))
            }
        }
    }

    /// That one record is to be tried first, where it was not checked that the provider's form takes such names and values.
    pub fn one_first(&self, facts: &Facts) -> Option<&'static str> {
        match self.form_of(facts).checked {
            Sure::Read | Sure::Reported => None,
            Sure::Assumed => Some(self.records_one_first()),
        }
    }

    /// What is unusual about a provider's form; where it is only supposed, that is said.
    pub fn quirk(&self, quirk: &Quirk) -> String {
        let said = match self.locale() {
            Locale::En => quirk.english,
            Locale::Ko => quirk.korean,
        };
        match quirk.sure {
            Sure::Read | Sure::Reported => said.to_owned(),
            Sure::Assumed => self.records_supposed(said),
        }
    }

    /// What is wrong with a record, in two or three words.
    pub fn mistake_in_short(&self, mistake: &Mistake) -> &'static str {
        match mistake {
            Mistake::Missing { clue: Some(Clue::UnderscoreLost(_)), .. } => self.fault_short_underscore_lost(),
            Mistake::Missing { clue: Some(Clue::SubdomainLost { .. }), .. } => self.fault_short_subdomain_lost(),
            Mistake::Missing { clue: Some(Clue::NameCut { .. }), .. } => self.fault_short_name_cut(),
            Mistake::Missing { clue: Some(Clue::NameLonger { .. }), .. } => self.fault_short_name_longer(),
            Mistake::Missing { clue: Some(Clue::Exchanged { .. }), .. } => self.fault_short_exchanged(),
            Mistake::ServersDisagree { apart: true, .. } => self.fault_short_servers_apart(),
            other => self.mistake_short(MistakeKind::from(other)),
        }
    }

    /// That SES found some of the records once, and DNS has them no more; none where that is so of none.
    pub fn records_gone(&self, records: &[Record], facts: &Facts) -> Option<String> {
        let zone = facts.zone.present().map_or("", |cut| &cut.zone);
        let gone: Vec<String> =
            records.iter().filter(|it| facts.was_removed(it)).map(|it| it.relative_to(zone)).collect();
        match gone.as_slice() {
            [] => None,
            [name] => Some(self.fault_removed_one(name)),
            several => Some(self.fault_removed(several.len(), several.join(", "))),
        }
    }

    /// That resolvers refuse what the zone's own servers answer, and why; none where one of them does not.
    pub fn records_refused(&self, records: &[Record], facts: &Facts) -> Option<String> {
        let mut servers: Vec<&str> = Vec::new();
        let mut is_proven = false;
        for said in refusals(&seen(records, facts)) {
            if !servers.contains(&said.server.as_str()) {
                servers.push(&said.server);
            }
            is_proven |= is_silent_with(said, &[NOT_VOUCHED_FOR]);
        }
        servers.sort_unstable();
        match (servers.is_empty(), is_proven) {
            (true, _) => None,
            (false, true) => Some(self.fault_dnssec(servers.join(", "))),
            (false, false) => Some(self.fault_refused(servers.join(", "))),
        }
    }

    /// Which servers did not answer, each with its reason; none where all of them did, but for what [`Text::records_refused`] says.
    pub fn records_silent(&self, records: &[Record], facts: &Facts) -> Option<String> {
        let mut silent: Vec<String> = Vec::new();
        let seen = seen(records, facts);
        let refusals = refusals(&seen);
        for said in seen.iter().flat_map(|it| it.authoritative.iter().chain(&it.public)) {
            if let Answer::Silent(why) = &said.answer
                && !refusals.contains(&said)
            {
                let line = self.mistake_at_server(&said.server, as_seen(why));
                if !silent.contains(&line) {
                    silent.push(line);
                }
            }
        }
        (!silent.is_empty()).then(|| self.fault_silent(silent.join("; ")))
    }

    /// That records of an earlier try are still in DNS, and can go; none where none is.
    pub fn records_left_over(&self, facts: &Facts) -> Option<String> {
        let zone = facts.zone.present().map_or("", |cut| &cut.zone);
        let names: Vec<String> = facts.left_over().iter().map(|it| it.relative_to(zone)).collect();
        (!names.is_empty()).then(|| self.fault_left_over(names.join(", ")))
    }

    /// That so many of the records are wrong, and where they are corrected.
    pub(super) fn records_wrong(&self, records: &[Record], facts: &Facts) -> String {
        let mut wrong: Vec<&Record> = facts.to_be_mended(records).into_iter().map(|(record, _)| record).collect();
        wrong.dedup();
        self.say_records_wrong(records.len(), self.provider(self.form_of(facts)), wrong.len())
    }
}

/// What was seen of each of these records, where it was asked for.
fn seen<'f>(records: &[Record], facts: &'f Facts) -> Vec<&'f Sighting> {
    let of = |record: &Record| {
        let key = RecordKey { name: record.name.clone(), kind: record.kind() };
        facts.records.get(&key)?.of(&record.name, record.kind())
    };
    records.iter().filter_map(of).collect()
}

/// What resolvers say of names that the zone's own servers know, where every one of them fails.
fn refusals<'f>(seen: &[&'f Sighting]) -> Vec<&'f ServerAnswer> {
    let answers = |said: &ServerAnswer| !matches!(said.answer, Answer::Silent(_));
    let known = seen.iter().filter(|it| it.authoritative.iter().any(answers));
    let public: Vec<&ServerAnswer> = known.flat_map(|it| &it.public).collect();
    let all_fail = public.iter().all(|said| is_silent_with(said, &[SERVFAIL, NOT_VOUCHED_FOR]));
    if all_fail { public } else { Vec::new() }
}

fn is_silent_with(said: &ServerAnswer, reasons: &[&str]) -> bool {
    matches!(&said.answer, Answer::Silent(why) if reasons.contains(&why.as_str()))
}
