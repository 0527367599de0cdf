//! The mistakes of several records, grouped by cause: one slip in a form shows in each of them. Does not know how a
//! mistake was found, and knows no language.

use super::{
    host,
    mistakes::{Clue, Mistake, MistakeKind, Slip},
    records::{Purpose, Record},
};

/// One cause, and the records that show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault<'r> {
    /// The mistake that all of them have.
    pub kind: MistakeKind,
    /// In the order of the records; never empty.
    pub at: Vec<(&'r Record, Mistake)>,
}

/// The mistakes grouped by cause, in the order of their first record. `all` are the records that are wanted, those without a
/// mistake too.
pub fn by_cause<'r>(mistakes: impl IntoIterator<Item = (&'r Record, Mistake)>, all: &[Record]) -> Vec<Fault<'r>> {
    let mut faults: Vec<Fault<'r>> = Vec::new();
    for (record, mistake) in mistakes {
        let mistake = exchanged(record, mistake, all);
        match faults.iter_mut().find(|fault| is_one_with(&fault.at[0].1, &mistake)) {
            Some(fault) => fault.at.push((record, mistake)),
            None => faults.push(Fault { kind: MistakeKind::from(&mistake), at: vec![(record, mistake)] }),
        }
    }
    faults
}

impl Fault<'_> {
    /// The names that show it, as a form for `zone` wants them, each once: an MX and a TXT may share one.
    pub fn names(&self, zone: &str) -> Vec<String> {
        let mut names = Vec::new();
        for name in self.at.iter().map(|(record, _)| record.relative_to(zone)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// The same mistake; where the value is another record's, it is that.
fn exchanged(record: &Record, mistake: Mistake, all: &[Record]) -> Mistake {
    match mistake {
        Mistake::WrongValue { name, seen, instead, slip: Slip::Different } if is_a_host(record) => {
            let holds_it = |other: &&Record| {
                let is_its_host =
                    |value: &String| host(value.rsplit(' ').next().unwrap_or(value)) == other.value.value_text();
                is_a_host(other) && other.name != record.name && seen.iter().any(is_its_host)
            };
            let other = all.iter().find(holds_it).map(|other| Slip::OfAnother(other.name.clone()));
            Mistake::WrongValue { name, seen, instead, slip: other.unwrap_or(Slip::Different) }
        }
        other => other,
    }
}

fn is_a_host(record: &Record) -> bool {
    matches!(record.purpose, Purpose::Dkim | Purpose::MailFromMx)
}

/// Whether one sentence describes both.
fn is_one_with(one: &Mistake, other: &Mistake) -> bool {
    match (one, other) {
        (Mistake::Missing { clue: one, .. }, Mistake::Missing { clue: other, .. }) => match (one, other) {
            (None, None) => true,
            (Some(Clue::Wildcard(one)), Some(Clue::Wildcard(other))) => one == other,
            (Some(one), Some(other)) => std::mem::discriminant(one) == std::mem::discriminant(other),
            (Some(_), None) | (None, Some(_)) => false,
        },
        (Mistake::NameDoubled { .. }, Mistake::NameDoubled { .. }) => true,
        // What each of them holds is of one record alone.
        (Mistake::WrongValue { slip: Slip::Different | Slip::OfAnother(_) | Slip::Cut | Slip::OtherMail, .. }, _) => {
            false
        }
        (Mistake::WrongValue { slip: one, .. }, Mistake::WrongValue { slip: other, .. }) => one == other,
        (Mistake::WrongType { found, wanted, .. }, Mistake::WrongType { found: other, wanted: other_wanted, .. }) => {
            (found, wanted) == (other, other_wanted)
        }
        (Mistake::CnameInUse { name: one, .. }, Mistake::CnameInUse { name: other, .. }) => one == other,
        (Mistake::Proxied { .. }, Mistake::Proxied { .. }) => true,
        (Mistake::WrongProvider { servers: one, .. }, Mistake::WrongProvider { servers: other, .. }) => one == other,
        // A value that is shown is of one record alone.
        (
            Mistake::ServersDisagree { behind: one, others: first, .. },
            Mistake::ServersDisagree { behind: other, others: second, .. },
        ) => one == other && first.is_empty() && second.is_empty(),
        (
            Mistake::Missing { .. }
            | Mistake::NameDoubled { .. }
            | Mistake::WrongValue { .. }
            | Mistake::WrongType { .. }
            | Mistake::CnameInUse { .. }
            | Mistake::Proxied { .. }
            | Mistake::WrongProvider { .. }
            | Mistake::ServersDisagree { .. }
            | Mistake::SpfDuplicate { .. }
            | Mistake::DmarcDuplicate { .. }
            | Mistake::MxExtra { .. },
            _,
        ) => false,
    }
}
