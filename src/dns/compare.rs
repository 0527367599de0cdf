//! A record as it is wanted against what was seen. Does not know which servers were asked, nor the time.
//!
//! An MX with another priority is ours: it is the only one there, so its priority decides nothing. An A record where an
//! MX is missing is a wrong type: the MAIL FROM name is used for nothing else.

use super::{
    Answer, PASSES_ON, RecordType, ServerAnswer, ZoneCut,
    dmarc::{self, DmarcMerge, merge_dmarc},
    host,
    mistakes::{Clue, Mistake, Slip},
    places::{self, Stray},
    provider,
    records::{Purpose, Record, RecordValue},
    sightings::Sightings,
    slips::{clean, first_difference, host_slip, of_other_mail, redirected},
    spf::{self, Lookup, OUR_SPF, SpfFault, SpfMerge, merge_spf},
    wildcard::by_a_wildcard,
};

/// What the answers say of a record.
pub fn compare(record: &Record, seen: &Sightings, zone: &ZoneCut) -> Comparison {
    let heard = seen.heard(&record.name, record.kind());
    if heard.is_empty() {
        return Comparison::of(RecordStanding::Unknown);
    }
    let spf = |values: &[String]| spf_of(record, values, seen);
    let is_open =
        |said: &&ServerAnswer| matches!(spf(said.answer.values()), Some(SpfMerge::Lacks(_) | SpfMerge::Unclear(_)));
    if heard.iter().any(is_open) {
        return Comparison::of(RecordStanding::Unknown);
    }
    let (right, behind): (Vec<&ServerAnswer>, Vec<&ServerAnswer>) =
        heard.iter().partition(|said| serves(record, said.answer.values(), seen));
    if let Some(values) = by_a_wildcard(record, seen, zone).filter(|_| behind.is_empty()) {
        let (name, kind) = (record.name.clone(), record.kind());
        let mistake = Mistake::Missing { name, kind, clue: Some(Clue::ByWildcard(values)) };
        return Comparison { mistakes: vec![mistake], ..Comparison::of(RecordStanding::Missing) };
    }
    if behind.is_empty() || held_elsewhere(record, seen) {
        return Comparison {
            remark: passes_everybody(record, seen)
                .or_else(|| hides_dmarc(record, seen))
                .or_else(|| claims_a_suffix(record, seen))
                .or_else(|| reports_are_refused(record, seen)),
            ..Comparison::of(RecordStanding::Present)
        };
    }
    let own = seen.values(&record.name, record.kind());
    if above_is_unseen(record, seen) && !own.iter().any(|text| resembles(record, text)) {
        return Comparison::of(RecordStanding::Unknown);
    }
    let mistakes = if right.is_empty() {
        Diagnosis { record, seen, zone }.mistakes()
    } else {
        let others = behind.iter().map(|said| (said.server.clone(), in_its_place(record, said.answer.values())));
        let others = others.filter(|(_, values)| !values.is_empty()).collect();
        let of = heard.len();
        let names = |said: &[&ServerAnswer]| said.iter().map(|said| said.server.clone()).collect::<Vec<_>>();
        let (have, behind) = (names(&right), names(&behind));
        let apart = provider::are_apart(&have, &behind);
        vec![Mistake::ServersDisagree { right: have.len(), of, behind, others, apart }]
    };
    let standing = if mistakes.iter().all(is_absence) { RecordStanding::Missing } else { RecordStanding::Wrong };
    Comparison { standing, mistakes, remark: None }
}

/// What the answers say of a record, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// In one word.
    pub standing: RecordStanding,
    /// All mistakes; none where the record is there, and where no server answered.
    pub mistakes: Vec<Mistake>,
    /// What should be otherwise, though the record does what it is for.
    pub remark: Option<Mistake>,
}

impl Comparison {
    fn of(standing: RecordStanding) -> Comparison {
        Comparison { standing, mistakes: Vec::new(), remark: None }
    }

    /// Whether it stays wrong until the user corrects it.
    pub fn is_to_be_mended(&self) -> bool {
        self.mistakes.iter().any(Mistake::is_to_be_mended)
    }

    /// Whether the record is to be added: nothing of its sort stands in its place, on any server.
    pub fn is_to_be_added(&self) -> bool {
        !self.mistakes.is_empty() && self.mistakes.iter().all(Mistake::leaves_its_place_free)
    }
}

/// The record as it is to be typed: of a text that stands with a mistake the corrected one, never ours in its place. What another
/// provider still gives to readers is kept.
pub fn to_type(record: &Record, seen: &Sightings, zone: &ZoneCut) -> Record {
    let kept = |values: &[String]| match record.purpose {
        Purpose::Dmarc => match merge_dmarc(values) {
            DmarcMerge::Add(_) => None,
            DmarcMerge::Keep(text) | DmarcMerge::Replace { new: text, .. } | DmarcMerge::Reduce { new: text, .. } => {
                Some(text)
            }
        },
        Purpose::MailFromSpf => match spf_of(record, values, seen)? {
            SpfMerge::Keep(text) | SpfMerge::Replace { new: text, .. } | SpfMerge::Reduce { new: text, .. } => {
                Some(text)
            }
            SpfMerge::Add(_) | SpfMerge::Full { .. } | SpfMerge::Lacks(_) | SpfMerge::Unclear(_) => None,
        },
        Purpose::Dkim | Purpose::MailFromMx => None,
    };
    let at = |name: &str| kept(&seen.values(name, record.kind()));
    let at_resolvers = || {
        let said = seen.of(&record.name, record.kind());
        said.into_iter().flat_map(|it| &it.public).find_map(|said| kept(said.answer.values()))
    };
    let from_mistake = |mistake: &Mistake| match mistake {
        Mistake::WrongValue { instead, .. }
        | Mistake::SpfDuplicate { instead, .. }
        | Mistake::DmarcDuplicate { keep: instead, .. } => Some(instead.clone()),
        // A CNAME leads a resolver to the policy that holds by now.
        Mistake::WrongType { found: RecordType::Cname, .. } if record.purpose == Purpose::Dmarc => at_resolvers(),
        Mistake::WrongProvider { .. } => at_resolvers(),
        Mistake::NameDoubled { at: stray, .. }
        | Mistake::Missing {
            clue:
                Some(
                    Clue::UnderscoreLost(stray)
                    | Clue::NameCut { at: stray, .. }
                    | Clue::SubdomainLost { at: stray, .. }
                    | Clue::NameLonger { at: stray, .. },
                ),
            ..
        } => at(stray),
        Mistake::ServersDisagree { .. } => at(&record.name),
        Mistake::Missing {
            clue:
                None
                | Some(
                    Clue::Wildcard(_)
                    | Clue::ByWildcard(_)
                    | Clue::PassedOn(_)
                    | Clue::Exchanged { .. }
                    | Clue::OfTheDomain { .. }
                    | Clue::UnderWww { .. }
                    | Clue::OtherLabel { .. },
                ),
            ..
        }
        | Mistake::WrongType { .. }
        | Mistake::CnameInUse { .. }
        | Mistake::Proxied { .. }
        | Mistake::MxExtra { .. } => None,
    };
    let above = || places::inherited(record).iter().find_map(|name| at(name));
    let text = match compare(record, seen, zone).mistakes.as_slice() {
        [] => at(&record.name).or_else(at_resolvers).or_else(above),
        some => some.iter().find_map(from_mistake),
    };
    match (&record.value, text) {
        (RecordValue::Txt(_), Some(text)) => Record { value: RecordValue::Txt(text), ..record.clone() },
        (RecordValue::Txt(_) | RecordValue::Cname(_) | RecordValue::Mx { .. }, _) => record.clone(),
    }
}

/// A record in one word.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, strum::EnumIter, strum::IntoStaticStr, strum::Display,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum RecordStanding {
    /// It is there, on every server that answered.
    Present,
    /// It is not there, or not everywhere yet.
    Missing,
    /// It is there with a mistake.
    Wrong,
    /// No server answered, or a name on which it hangs does not.
    Unknown,
}

/// The questions about other names without which an SPF record at this name cannot be judged.
pub(super) fn spf_questions(record: &Record, seen: &Sightings) -> Vec<(String, RecordType)> {
    let heard = seen.heard(&record.name, record.kind());
    let open = heard.iter().filter_map(|said| match spf_of(record, said.answer.values(), seen)? {
        SpfMerge::Lacks(questions) => Some(questions),
        SpfMerge::Add(_)
        | SpfMerge::Keep(_)
        | SpfMerge::Replace { .. }
        | SpfMerge::Full { .. }
        | SpfMerge::Reduce { .. }
        | SpfMerge::Unclear(_) => None,
    });
    let mut questions: Vec<(String, RecordType)> = open.flatten().collect();
    questions.sort();
    questions.dedup();
    questions
}

/// What becomes of SPF texts where they stand; none of another record.
fn spf_of(record: &Record, values: &[String], seen: &Sightings) -> Option<SpfMerge> {
    match record.purpose {
        Purpose::MailFromSpf => {
            let at = Lookup { name: &record.name, answers: &|name, kind| seen.answer(name, kind) };
            Some(merge_spf(values, &at))
        }
        Purpose::Dkim | Purpose::MailFromMx | Purpose::Dmarc => None,
    }
}

/// Those of the values at a name that stand in the record's place: texts for something else stand beside it.
fn in_its_place(record: &Record, values: &[String]) -> Vec<String> {
    let is_text = matches!(record.value, RecordValue::Txt(_));
    values.iter().filter(|value| !is_text || resembles(record, value)).cloned().collect()
}

/// Whether these values, which are all at the name, do what the record is for.
fn serves(record: &Record, values: &[String], seen: &Sightings) -> bool {
    match record.purpose {
        Purpose::Dkim => values.iter().any(|value| host(value) == record.value.value_text()),
        Purpose::MailFromMx => matches!(values, [only] if mx_host(only) == record.value.value_text()),
        Purpose::MailFromSpf => matches!(spf_of(record, values, seen), Some(SpfMerge::Keep(_))),
        Purpose::Dmarc => matches!(merge_dmarc(values), DmarcMerge::Keep(_)),
    }
}

/// That an SPF record which lets SES send lets everybody send.
fn passes_everybody(record: &Record, seen: &Sightings) -> Option<Mistake> {
    let at = Lookup { name: &record.name, answers: &|name, kind| seen.answer(name, kind) };
    match spf_of(record, &seen.values(&record.name, record.kind()), seen)? {
        SpfMerge::Keep(text) => Some(Mistake::WrongValue {
            name: record.name.clone(),
            instead: spf::shut(&text, &at)?,
            seen: vec![text],
            slip: Slip::SpfOpen,
        }),
        SpfMerge::Add(_)
        | SpfMerge::Replace { .. }
        | SpfMerge::Full { .. }
        | SpfMerge::Reduce { .. }
        | SpfMerge::Lacks(_)
        | SpfMerge::Unclear(_) => None,
    }
}

/// That other texts stand at the name of a DMARC record: where one of them is answered first, some receivers find none.
fn hides_dmarc(record: &Record, seen: &Sightings) -> Option<Mistake> {
    let kept = kept_policy(record, seen)?;
    let there = seen.values(&record.name, record.kind());
    let others: Vec<String> = there.into_iter().filter(|text| *text != kept).collect();
    let name = record.name.clone();
    (!others.is_empty()).then_some(Mistake::WrongValue { name, seen: others, instead: kept, slip: Slip::BesideDmarc })
}

/// That a DMARC record takes the domain for one under which anybody may register: names below it then stand apart from it.
fn claims_a_suffix(record: &Record, seen: &Sightings) -> Option<Mistake> {
    let kept = kept_policy(record, seen)?;
    dmarc::claims_a_suffix(&kept).then(|| remark(record, kept, Slip::PublicSuffix))
}

/// That a DMARC record has reports sent to a domain that has not agreed to take them (RFC 7489, 7.1): none are sent there.
fn reports_are_refused(record: &Record, seen: &Sightings) -> Option<Mistake> {
    let kept = kept_policy(record, seen)?;
    let refuses = |domain: &String| {
        let said = seen.answer(&places::agreement(record, domain)?, RecordType::Txt)?;
        let is_agreed = said.values().iter().any(|text| text.trim_start().starts_with("v=DMARC1"));
        (!is_agreed && !matches!(said, Answer::Silent(_))).then(|| domain.clone())
    };
    let refusing = report_takers(record, &kept).iter().find_map(refuses)?;
    Some(remark(record, kept, Slip::ReportsRefused(refusing)))
}

/// Who has to agree to take the reports that the DMARC record at the name asks for, as questions.
pub(super) fn agreements(record: &Record, seen: &Sightings) -> Vec<String> {
    let kept = kept_policy(record, seen);
    let takers = kept.map(|kept| report_takers(record, &kept)).unwrap_or_default();
    takers.iter().filter_map(|domain| places::agreement(record, domain)).collect()
}

/// The domains of others that reports are sent to, each once.
fn report_takers(record: &Record, text: &str) -> Vec<String> {
    let own = record.name.strip_prefix("_dmarc.").unwrap_or(&record.name);
    dmarc::report_domains(text)
        .into_iter()
        .filter(|domain| !places::are_of_one_owner(own, domain))
        .take(MOST_TAKERS)
        .collect()
}

/// So many of them are asked.
const MOST_TAKERS: usize = 4;

/// The policy at the name itself, where it is one that all receivers read.
fn kept_policy(record: &Record, seen: &Sightings) -> Option<String> {
    if record.purpose != Purpose::Dmarc {
        return None;
    }
    match merge_dmarc(&seen.values(&record.name, record.kind())) {
        DmarcMerge::Keep(kept) => Some(kept),
        DmarcMerge::Add(_) | DmarcMerge::Replace { .. } | DmarcMerge::Reduce { .. } => None,
    }
}

fn remark(record: &Record, text: String, slip: Slip) -> Mistake {
    Mistake::WrongValue { name: record.name.clone(), seen: vec![text.clone()], instead: text, slip }
}

/// A DMARC record of a domain above applies too, and so does one behind a CNAME, which only a resolver follows. One above holds
/// also where only some receivers act on it: ours would lower it for them.
fn held_elsewhere(record: &Record, seen: &Sightings) -> bool {
    let served = |said: &ServerAnswer| serves(record, said.answer.values(), seen);
    let holds = |said: &ServerAnswer| dmarc::is_in_force(said.answer.values());
    let asked = |name: &str| seen.of(name, record.kind());
    match record.purpose {
        Purpose::Dmarc => {
            let aliased = !seen.values(&record.name, RecordType::Cname).is_empty();
            let own = seen.values(&record.name, record.kind());
            (aliased && asked(&record.name).is_some_and(|it| it.public.iter().any(served)))
                || (!own.iter().any(|text| resembles(record, text))
                    && places::inherited(record)
                        .iter()
                        .filter_map(|name| asked(name))
                        .any(|it| it.authoritative.iter().chain(&it.public).any(holds)))
        }
        Purpose::Dkim | Purpose::MailFromMx | Purpose::MailFromSpf => false,
    }
}

/// Whether a domain above was asked for its DMARC record, and no server answered: one may hold there.
fn above_is_unseen(record: &Record, seen: &Sightings) -> bool {
    let is_silent = |name: &String| seen.of(name, record.kind()).is_some_and(|said| said.heard().is_empty());
    places::inherited(record).iter().any(is_silent)
}

/// Whether waiting, or adding the record, is all there is to do.
fn is_absence(mistake: &Mistake) -> bool {
    match mistake {
        Mistake::Missing { .. } | Mistake::WrongProvider { .. } | Mistake::ServersDisagree { apart: false, .. } => true,
        Mistake::ServersDisagree { apart: true, .. }
        | Mistake::NameDoubled { .. }
        | Mistake::WrongValue { .. }
        | Mistake::WrongType { .. }
        | Mistake::CnameInUse { .. }
        | Mistake::Proxied { .. }
        | Mistake::SpfDuplicate { .. }
        | Mistake::DmarcDuplicate { .. }
        | Mistake::MxExtra { .. } => false,
    }
}

/// A record that no server has as it should be.
struct Diagnosis<'a> {
    record: &'a Record,
    seen: &'a Sightings,
    zone: &'a ZoneCut,
}

impl Diagnosis<'_> {
    fn mistakes(&self) -> Vec<Mistake> {
        // Servers that follow a CNAME show what stands where it leads, as if it stood here.
        let own = self.cname().or_else(|| self.value()).or_else(|| self.other_type());
        // What does something of its own elsewhere is of interest only where this name has nothing.
        let is_told = |stray: &Mistake| {
            let clue = stray.clue();
            own.is_none() || !clue.is_some_and(Clue::counts_elsewhere)
        };
        let mut found: Vec<Mistake> = self.stray().into_iter().filter(is_told).collect();
        found.extend(own);
        if found.is_empty() {
            found.push(self.absence());
        }
        found
    }

    /// It stands under another name.
    fn stray(&self) -> Option<Mistake> {
        let (record, zone) = (self.record, &self.zone.zone);
        let (stray, at) = places::strays(record, zone)
            .into_iter()
            .find(|(stray, name)| stands_at(record, *stray, name, self.seen) && !self.is_of_a_wildcard(name))?;
        let instead = record.relative_to(zone);
        Some(match stray {
            Stray::Doubled => Mistake::NameDoubled { at, instead },
            Stray::UnderscoreLost => self.missing(Some(Clue::UnderscoreLost(at))),
            Stray::NameCut => self.missing(Some(Clue::NameCut { at, instead })),
            Stray::SubdomainLost => self.missing(Some(Clue::SubdomainLost { at, instead })),
            Stray::NameLonger => self.missing(Some(Clue::NameLonger { at, instead })),
            Stray::Exchanged => self.missing(Some(Clue::Exchanged { at, instead })),
            Stray::OfTheDomain => self.missing(Some(Clue::OfTheDomain { at, instead })),
            Stray::UnderWww => {
                let host = at.strip_prefix("_dmarc.").unwrap_or(&at).to_owned();
                self.missing(Some(Clue::UnderWww { at, host, instead }))
            }
            Stray::OtherLabel => {
                let label = at.split('.').next().unwrap_or_default().to_owned();
                self.missing(Some(Clue::OtherLabel { at, label, instead }))
            }
        })
    }

    /// Whether a name beside this one says the same: then a wildcard answers for both.
    fn is_of_a_wildcard(&self, name: &str) -> bool {
        let kind = self.record.kind();
        places::beside_name(name, &self.zone.zone)
            .is_some_and(|beside| self.seen.values(&beside, kind) == self.seen.values(name, kind))
    }

    /// It stands under its name, with another value.
    fn value(&self) -> Option<Mistake> {
        let (name, seen) = (self.record.name.clone(), self.own(self.record.kind()));
        let held = |seen: Vec<String>, instead, slip| Mistake::WrongValue { name: name.clone(), seen, instead, slip };
        let wrong = |instead, slip| held(seen.clone(), instead, slip);
        let ours = self.record.value.value_text();
        match self.record.purpose {
            Purpose::Dkim => {
                let first = seen.first()?;
                let (instead, slip) = host_slip(ours, first, &self.zone.zone);
                let led = redirected(&name, first, &self.wildcard(RecordType::Cname)).map(Slip::Redirected);
                Some(wrong(instead, led.unwrap_or(slip)))
            }
            Purpose::MailFromMx => {
                // Of several with our host the one with our priority stays, and no other.
                let is_ours = |value: &&String| mx_host(value) == ours;
                let same = seen.iter().filter(is_ours).find(|value| **value == self.record.value.to_string());
                if let Some(keep) = same.or_else(|| seen.iter().find(is_ours)).cloned() {
                    let extra = seen.iter().filter(|value| **value != keep).cloned().collect();
                    return Some(Mistake::MxExtra { name, extra, keep });
                }
                let first = mx_host(seen.first()?);
                let (instead, slip) = host_slip(ours, &first, &self.zone.zone);
                let is_other = slip == Slip::Different;
                let slip = of_other_mail(&first).filter(|_| is_other).unwrap_or(slip);
                Some(wrong(format!("{} {instead}", self.record.value.priority().unwrap_or_default()), slip))
            }
            Purpose::MailFromSpf => match spf_of(self.record, &seen, self.seen)? {
                SpfMerge::Reduce { old, new } => Some(Mistake::SpfDuplicate { name, seen: old, instead: new }),
                // Other texts stand beside it by right: only the one that is meant as SPF is of concern.
                SpfMerge::Replace { old, fault: SpfFault::NotIncluded, new } => {
                    Some(held(vec![old], new, Slip::SesNotIncluded))
                }
                SpfMerge::Replace { old, fault, new } => {
                    self.cleaned(&name, &old).or_else(|| Some(held(vec![old], new, Slip::Spf(fault))))
                }
                SpfMerge::Full { old, lookups } => Some(held(old, OUR_SPF.into(), Slip::SpfFull(lookups))),
                SpfMerge::Add(_) | SpfMerge::Keep(_) | SpfMerge::Lacks(_) | SpfMerge::Unclear(_) => {
                    self.unreadable(&seen)
                }
            },
            Purpose::Dmarc => self.policy(name, &seen).or_else(|| self.unreadable(&seen)),
        }
    }

    /// What is wrong with the policies at a name; it is another's where a CNAME leads there.
    fn policy(&self, name: String, seen: &[String]) -> Option<Mistake> {
        match merge_dmarc(seen) {
            DmarcMerge::Reduce { old, new } => Some(Mistake::DmarcDuplicate { name, seen: old, keep: new }),
            DmarcMerge::Replace { old, new, flaw } => self
                .cleaned(&name, &old)
                .or_else(|| Some(Mistake::WrongValue { name, seen: vec![old], instead: new, slip: Slip::Dmarc(flaw) })),
            DmarcMerge::Add(_) | DmarcMerge::Keep(_) => None,
        }
    }

    /// A policy with a mistake where the CNAME in its place leads, as resolvers follow it.
    fn policy_behind(&self) -> Option<Mistake> {
        let target = self.own(RecordType::Cname).into_iter().next()?;
        let said = self.seen.of(&self.record.name, self.record.kind())?;
        let all = said.public.iter().chain(&said.authoritative);
        all.map(|said| said.answer.values()).find_map(|texts| self.policy(target.clone(), texts))
    }

    /// A text that is right but for what forms and word processors add.
    fn cleaned(&self, name: &str, text: &str) -> Option<Mistake> {
        let instead = clean(text);
        let slip = first_difference(text, &instead);
        let is_all = serves(self.record, std::slice::from_ref(&instead), self.seen) && slip != Slip::Unreadable;
        is_all.then(|| Mistake::WrongValue { name: name.into(), seen: vec![text.into()], instead, slip })
    }

    /// A text that is meant to be ours, and that receivers cannot read.
    fn unreadable(&self, seen: &[String]) -> Option<Mistake> {
        let text = seen.iter().find(|text| resembles(self.record, text))?;
        let wrong = |instead: &str| Mistake::WrongValue {
            name: self.record.name.clone(),
            seen: vec![text.clone()],
            instead: instead.into(),
            slip: Slip::Unreadable,
        };
        self.cleaned(&self.record.name, text).or_else(|| Some(wrong(self.record.value.value_text())))
    }

    /// A CNAME is in the place of what has to stand at the name itself.
    fn cname(&self) -> Option<Mistake> {
        match self.record.purpose {
            Purpose::MailFromMx | Purpose::MailFromSpf => {
                self.cname_in_use().or_else(|| self.wrong_type(RecordType::Cname, self.own(RecordType::Cname)))
            }
            Purpose::Dmarc => self.policy_behind(),
            // A DKIM record is one.
            Purpose::Dkim => None,
        }
    }

    fn wrong_type(&self, found: RecordType, seen: Vec<String>) -> Option<Mistake> {
        let (name, wanted) = (self.record.name.clone(), self.record.kind());
        (!seen.is_empty()).then_some(Mistake::WrongType { name, found, seen, wanted })
    }

    /// Something of another type is in its place.
    fn other_type(&self) -> Option<Mistake> {
        let name = self.record.name.clone();
        let wrong = |found, seen| self.wrong_type(found, seen);
        match self.record.purpose {
            Purpose::Dkim => {
                let addresses = [self.own(RecordType::A), self.own(RecordType::Aaaa)].concat();
                if !addresses.is_empty() {
                    return Some(Mistake::Proxied { name, addresses });
                }
                wrong(RecordType::Txt, self.own(RecordType::Txt))
                    .or_else(|| wrong(RecordType::Mx, self.own(RecordType::Mx)))
                    .or_else(|| self.is_hollow().then_some(Mistake::Proxied { name, addresses }))
            }
            Purpose::MailFromMx => {
                let texts = self.own(RecordType::Txt).into_iter();
                let ours = texts.filter(|text| text.contains(self.record.value.value_text())).collect();
                wrong(RecordType::Txt, ours).or_else(|| wrong(RecordType::A, self.own(RecordType::A)))
            }
            Purpose::MailFromSpf => None,
            Purpose::Dmarc => wrong(RecordType::Cname, self.own(RecordType::Cname)),
        }
    }

    /// The CNAME in its place leads somewhere that answers, and not to SES.
    fn cname_in_use(&self) -> Option<Mistake> {
        let target = self.own(RecordType::Cname).into_iter().next()?;
        let answers = |&kind: &RecordType| !self.seen.values(&target, kind).is_empty();
        let is_used = !is_of_ses(&target) && places::OF_A_SERVICE.iter().any(answers);
        let (name, wanted) = (self.record.name.clone(), self.record.kind());
        is_used.then_some(Mistake::CnameInUse { name, target, wanted })
    }

    /// The name exists without records, while a name beside it does not exist: a flattened CNAME whose target has no
    /// address. Servers with compact denial of existence answer the same for both names.
    fn is_hollow(&self) -> bool {
        let all = |name: &str, answer: Answer| {
            let mut kinds = places::other_kinds(self.record).iter().chain([&RecordType::Cname]);
            kinds.all(|&kind| {
                let heard = self.seen.heard(name, kind);
                !heard.is_empty() && heard.iter().all(|said| said.answer == answer)
            })
        };
        places::beside(self.record, &self.zone.zone)
            .is_some_and(|beside| all(&self.record.name, Answer::NoData) && all(&beside, Answer::NoName))
    }

    /// It stands nowhere.
    fn absence(&self) -> Mistake {
        let Diagnosis { record, seen, zone } = self;
        let copies = seen.of(&record.name, record.kind()).map(|it| it.public.as_slice()).unwrap_or_default();
        if copies.iter().any(|said| serves(record, said.answer.values(), seen)) {
            return Mistake::WrongProvider { name: record.name.clone(), servers: zone.servers.clone() };
        }
        if let Some(server) = self.passed_on() {
            return self.missing(Some(Clue::PassedOn(server)));
        }
        let wildcard = [record.kind(), RecordType::Cname].into_iter().map(|kind| self.wildcard(kind));
        self.missing(wildcard.into_iter().find(|values| !values.is_empty()).map(Clue::Wildcard))
    }

    /// Which server the zone's own ones name for the record's name, where none of them has it itself.
    fn passed_on(&self) -> Option<String> {
        let own = &self.seen.of(&self.record.name, self.record.kind())?.authoritative;
        let named = |said: &ServerAnswer| match &said.answer {
            Answer::Silent(why) => why.strip_prefix(PASSES_ON).map(str::to_owned),
            Answer::Found(_) | Answer::NoData | Answer::NoName => None,
        };
        let all: Vec<String> = own.iter().filter_map(named).collect();
        (all.len() == own.len()).then(|| all.into_iter().next())?
    }

    fn missing(&self, clue: Option<Clue>) -> Mistake {
        Mistake::Missing { name: self.record.name.clone(), kind: self.record.kind(), clue }
    }

    /// What stands at the name itself, without the wildcard's answers.
    fn own(&self, kind: RecordType) -> Vec<String> {
        let values = self.seen.values(&self.record.name, kind);
        if values == self.wildcard(kind) { Vec::new() } else { values }
    }

    fn wildcard(&self, kind: RecordType) -> Vec<String> {
        places::beside(self.record, &self.zone.zone).map(|beside| self.seen.values(&beside, kind)).unwrap_or_default()
    }
}

/// SES's own hosts: a CNAME to one of them was meant as the record.
pub(super) fn is_of_ses(name: &str) -> bool {
    let name = host(name);
    name == spf::SES || name.ends_with(".amazonses.com")
}

/// `10 host` without the priority.
fn mx_host(value: &str) -> String {
    host(value.split_once(' ').map_or(value, |(_, host)| host))
}

/// Whether the record stands at this name, which is not its own.
pub(super) fn stands_at(record: &Record, stray: Stray, name: &str, seen: &Sightings) -> bool {
    let values = seen.values(name, record.kind());
    match stray {
        Stray::Exchanged => values.iter().any(|value| {
            let value = host(value);
            // The form may have added the zone to a name without one, and to a whole one.
            value.starts_with(&record.name) || record.name.strip_prefix(&value).is_some_and(|it| it.starts_with('.'))
        }),
        Stray::OfTheDomain => match record.purpose {
            Purpose::MailFromMx => serves(record, &values, seen),
            Purpose::MailFromSpf | Purpose::Dkim | Purpose::Dmarc => {
                values.iter().any(|text| resembles(record, text) && text.contains(spf::SES))
            }
        },
        Stray::UnderWww => values.iter().any(|text| resembles(record, text)),
        Stray::OtherLabel => serves(record, &values, seen),
        Stray::Doubled | Stray::UnderscoreLost | Stray::NameCut | Stray::SubdomainLost | Stray::NameLonger => {
            serves(record, &values, seen)
        }
    }
}

/// Whether a text is meant to be the wanted record, readable or not.
fn resembles(record: &Record, text: &str) -> bool {
    let lower = clean(text).to_ascii_lowercase();
    match record.purpose {
        Purpose::MailFromSpf => ["spf1", "v=spf", "spf2.0"].iter().any(|it| lower.contains(it)),
        Purpose::Dmarc => {
            let is_meant = |text: &str| !matches!(merge_dmarc(&[text.to_owned()]), DmarcMerge::Add(_));
            is_meant(text) || is_meant(&clean(text))
        }
        Purpose::Dkim | Purpose::MailFromMx => false,
    }
}
