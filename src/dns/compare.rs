//! A record as it is wanted against what was seen. Does not know which servers were asked, nor the time.
//!
//! An MX with another priority is ours: it is the only one there, so its priority decides nothing. An A record where an
//! MX is missing is a wrong type: the MAIL FROM name is used for nothing else.

use super::{
    Answer, RecordType, ServerAnswer, ZoneCut,
    dmarc::{self, DmarcMerge, merge_dmarc},
    host,
    mistakes::{Clue, Mistake, Slip},
    places::{self, Stray},
    provider,
    records::{Purpose, Record, RecordValue},
    sightings::Sightings,
    spf::{self, Lookup, OUR_SPF, SpfFault, SpfMerge, merge_spf},
};
use crate::terms::Region;

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
    if behind.is_empty() || held_elsewhere(record, seen) {
        return Comparison {
            remark: passes_everybody(record, seen).or_else(|| hides_dmarc(record, seen)),
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
                    | Clue::SubdomainLost { at: stray, .. },
                ),
            ..
        } => at(stray),
        Mistake::ServersDisagree { .. } => at(&record.name),
        Mistake::Missing { clue: None | Some(Clue::Wildcard(_)), .. }
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
    let there = seen.values(&record.name, record.kind());
    let DmarcMerge::Keep(kept) = Some(merge_dmarc(&there)).filter(|_| record.purpose == Purpose::Dmarc)? else {
        return None;
    };
    let others: Vec<String> = there.into_iter().filter(|text| *text != kept).collect();
    let name = record.name.clone();
    (!others.is_empty()).then_some(Mistake::WrongValue { name, seen: others, instead: kept, slip: Slip::BesideDmarc })
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
        let mut found: Vec<Mistake> = self.stray().into_iter().collect();
        // Servers that follow a CNAME show what stands where it leads, as if it stood here.
        found.extend(self.cname().or_else(|| self.value()).or_else(|| self.other_type()));
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
            .find(|(_, name)| stands_at(record, name, self.seen) && !self.is_of_a_wildcard(name))?;
        let instead = record.relative_to(zone);
        Some(match stray {
            Stray::Doubled => Mistake::NameDoubled { at, instead },
            Stray::UnderscoreLost => self.missing(Some(Clue::UnderscoreLost(at))),
            Stray::NameCut => self.missing(Some(Clue::NameCut { at, instead })),
            Stray::SubdomainLost => self.missing(Some(Clue::SubdomainLost { at, instead })),
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
                let (instead, slip) = host_slip(ours, seen.first()?, &self.zone.zone);
                Some(wrong(instead, slip))
            }
            Purpose::MailFromMx => {
                // Of several with our host the one with our priority stays, and no other.
                let is_ours = |value: &&String| mx_host(value) == ours;
                let same = seen.iter().filter(is_ours).find(|value| **value == self.record.value.to_string());
                if let Some(keep) = same.or_else(|| seen.iter().find(is_ours)).cloned() {
                    let extra = seen.iter().filter(|value| **value != keep).cloned().collect();
                    return Some(Mistake::MxExtra { name, extra, keep });
                }
                let (instead, slip) = host_slip(ours, &mx_host(seen.first()?), &self.zone.zone);
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
            Purpose::Dmarc => self.policy(name, &seen),
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
        let wildcard = [record.kind(), RecordType::Cname].into_iter().map(|kind| self.wildcard(kind));
        self.missing(wildcard.into_iter().find(|values| !values.is_empty()).map(Clue::Wildcard))
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

/// What to enter instead of a wrong host, and how it came to be wrong.
fn host_slip(ours: &str, seen: &str, zone: &str) -> (String, Slip) {
    let seen = host(seen);
    if seen.strip_prefix(ours).is_some_and(|rest| rest.starts_with('.')) {
        return (format!("{ours}."), Slip::ZoneAppended);
    }
    // `10 host`, the blank as DNS writes it in a name.
    let before = seen.strip_suffix(ours).map(|before| before.replace("\\040", " "));
    if before.is_some_and(|it| !it.trim().is_empty() && it.trim().bytes().all(|it| it.is_ascii_digit())) {
        return (ours.into(), Slip::PriorityInHost);
    }
    let is_region = |code: &&str| Region::all().any(|region| region.code() == *code);
    let region = |text: &str| {
        let code = text.strip_prefix("feedback-smtp.")?.strip_suffix(".amazonses.com")?;
        Some(code).filter(is_region).map(String::from)
    };
    let slip = match region(&seen) {
        Some(other) => Slip::OtherRegion(other),
        // To what was cut the form may have added the zone.
        None if is_cut(ours, seen.strip_suffix(zone).and_then(|it| it.strip_suffix('.')).unwrap_or(&seen)) => Slip::Cut,
        None => Slip::Different,
    };
    (ours.into(), slip)
}

/// Whether a host is ours without its beginning, its end, or a piece of its first label.
fn is_cut(ours: &str, seen: &str) -> bool {
    let is_piece = |whole: &str, part: &str| {
        part.len() < whole.len() && !part.is_empty() && (whole.starts_with(part) || whole.ends_with(part))
    };
    let of_the_token = || {
        let ((token, host), (part, other)) = (ours.split_once('.')?, seen.split_once('.')?);
        Some(host == other && is_piece(token, part))
    };
    let is_of_ses = seen.contains("amazonses") || ours.starts_with(seen);
    is_of_ses && (is_piece(ours, seen) || of_the_token() == Some(true))
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
pub(super) fn stands_at(record: &Record, name: &str, seen: &Sightings) -> bool {
    serves(record, &seen.values(name, record.kind()), seen)
}

/// Whether a text is meant to be the wanted record, readable or not.
fn resembles(record: &Record, text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    match record.purpose {
        Purpose::MailFromSpf => lower.contains("spf1") || lower.contains("v=spf"),
        Purpose::Dmarc => !matches!(merge_dmarc(&[text.to_owned()]), DmarcMerge::Add(_)),
        Purpose::Dkim | Purpose::MailFromMx => false,
    }
}

/// The text without what forms and word processors add.
fn clean(text: &str) -> String {
    let kept = text.chars().filter_map(|c| match c {
        '"' | '\'' | '\\' | '“' | '”' | '‘' | '’' | '«' | '»' => None,
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        c => Some(c),
    });
    kept.collect::<String>().trim().into()
}

fn first_difference(text: &str, cleaned: &str) -> Slip {
    let mut right = cleaned.chars();
    let odd = text.chars().enumerate().find(|(_, c)| right.next() != Some(*c));
    odd.map_or(Slip::Unreadable, |(at, found)| Slip::OddCharacter { at: at + 1, found })
}
