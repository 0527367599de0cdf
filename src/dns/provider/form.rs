//! A DNS provider's form, and a record as it is typed into it. Knows no single provider.

use serde::Serialize;

use super::super::{
    RecordType, host,
    records::{Record, RecordValue, quoted},
};

/// The records as they are entered into this provider's form.
pub fn paste_sheet(records: &[Record], zone: &str, provider: &Provider) -> Vec<PasteRow> {
    records.iter().map(|record| provider.row(record, zone)).collect()
}

/// One row of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PasteRow {
    /// What to choose as the type.
    #[serde(rename = "type")]
    pub kind: RecordType,
    /// What to enter as the name; empty where the field stays empty.
    pub name: String,
    /// What to enter as the value.
    pub value: String,
    /// What to enter as the priority, where it has a field of its own.
    pub priority: Option<u16>,
}

/// A DNS provider and its form.
#[derive(Debug, PartialEq, Eq)]
pub struct Provider {
    /// `gabia`; scripts see it, so it does not change.
    pub id: &'static str,
    /// `Gabia`
    pub english: &'static str,
    /// `가비아`
    pub korean: &'static str,
    /// How its servers are named.
    pub(super) marks: &'static [Mark],
    /// What the name field takes.
    pub name: NameField,
    /// How the zone itself is named there.
    pub apex: Apex,
    /// Whether a host as value ends with a dot.
    pub last_dot: LastDot,
    /// Where an MX's priority goes.
    pub priority: PriorityPlace,
    /// Whether a text is entered with quotation marks.
    pub quotes: Quotes,
    /// Where an MX may stand.
    pub mx: MxPlace,
    /// The page that opens the way there.
    pub url: Option<&'static str>,
    /// The way from there, as its menus are written; empty where it is not known.
    pub path: &'static str,
    /// What is unusual about it.
    pub notes: &'static [Quirk],
    /// How sure we are that the form takes names and values as they are written here.
    pub checked: Sure,
    /// What its fields are called, where that is not simply name, value and priority.
    pub labels: Labels,
}

/// What the fields of a form are called there, in its own language; none where a plain word will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labels {
    /// The field for the name.
    pub name: Option<&'static str>,
    /// The field for the priority.
    pub priority: Option<&'static str>,
}

/// How a server of a provider is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Its name ends with these labels.
    Ends(&'static str),
    /// One of its labels begins with this.
    Label(&'static str),
}

/// What the name field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameField {
    /// The part of the name before the zone.
    Relative,
    /// The whole name, with the last dot.
    Absolute,
}

/// How a form names the zone itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Apex {
    /// `@`
    At,
    /// Nothing.
    Blank,
}

/// Whether a host as value ends with a dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastDot {
    /// Typed.
    Typed,
    /// Not typed.
    Omitted,
}

/// Where an MX's priority goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriorityPlace {
    /// A field of its own.
    OwnField,
    /// Before the host, in the value.
    InValue,
}

/// Whether a text is entered with quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quotes {
    /// Typed.
    Typed,
    /// Not typed.
    Omitted,
}

/// Where an MX may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MxPlace {
    /// At any name.
    Anywhere,
    /// At the domain itself only, so a custom MAIL FROM is not possible.
    ApexOnly,
}

/// Something unusual about a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quirk {
    /// How sure we are.
    pub sure: Sure,
    /// The note.
    pub english: &'static str,
    /// The same in Korean.
    pub korean: &'static str,
}

/// How sure we are of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// Read in a source.
    Read,
    /// Users report it.
    Reported,
    /// Commonly said, not checked.
    Assumed,
}

/// The form of an unknown provider, in the way that works in most.
pub static GENERIC: Provider = UNKNOWN;

/// The defaults of a row in the tables of providers.
pub(super) const UNKNOWN: Provider = Provider {
    id: "unknown",
    english: "your DNS provider",
    korean: "DNS 업체",
    marks: &[],
    name: NameField::Relative,
    apex: Apex::At,
    last_dot: LastDot::Omitted,
    priority: PriorityPlace::OwnField,
    quotes: Quotes::Omitted,
    mx: MxPlace::Anywhere,
    url: None,
    path: "",
    notes: &[],
    checked: Sure::Assumed,
    labels: Labels { name: None, priority: None },
};

impl Provider {
    /// Whether a server of this name is one of its own.
    pub(super) fn serves(&self, server: &str) -> bool {
        let server = host(server);
        self.marks.iter().any(|mark| match mark {
            Mark::Ends(ending) => {
                server.strip_suffix(ending).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            }
            Mark::Label(beginning) => server.split('.').any(|label| label.starts_with(beginning)),
        })
    }

    fn row(&self, record: &Record, zone: &str) -> PasteRow {
        let name = match (self.name, record.relative_to(zone).as_str(), self.apex) {
            (NameField::Absolute, _, Apex::At | Apex::Blank) => format!("{}.", record.name),
            (NameField::Relative, "@", Apex::Blank) => String::new(),
            (NameField::Relative, relative, Apex::At | Apex::Blank) => relative.into(),
        };
        let dotted = |host: &str| match self.last_dot {
            LastDot::Typed => format!("{host}."),
            LastDot::Omitted => host.into(),
        };
        let (value, priority) = match (&record.value, self.priority, self.quotes) {
            (RecordValue::Cname(host), _, _) => (dotted(host), None),
            (RecordValue::Mx { priority, host }, PriorityPlace::OwnField, _) => (dotted(host), Some(*priority)),
            (RecordValue::Mx { priority, host }, PriorityPlace::InValue, _) => {
                (format!("{priority} {}", dotted(host)), None)
            }
            (RecordValue::Txt(text), _, Quotes::Typed) => (quoted(text), None),
            (RecordValue::Txt(text), _, Quotes::Omitted) => (text.clone(), None),
        };
        PasteRow { kind: record.kind(), name, value, priority }
    }
}
