//! Which provider serves a zone, by the names of its servers, and how that provider's form wants a record. Knows no
//! provider's API, and not where the domain was registered: a registrar's form that has no effect looks like one that
//! has.
//!
//! Only server names count. The SOA's contact and the servers' addresses tell a backend: 아임웹's zones lie on Route 53,
//! and its users cannot edit them there. Two endings are shared by several providers, so there the user is asked. Forms
//! change: what is said of one is a hint to show, never a reason to refuse.

mod form;
mod korean;
mod worldwide;

pub use self::form::{
    Apex, GENERIC, Labels, LastDot, MxPlace, NameField, PasteRow, PriorityPlace, Provider, Quirk, Quotes, Sure,
    paste_sheet,
};
pub(super) use self::worldwide::CLOUDFLARE;

/// The provider of a zone with these servers, which are as the parent delegates them.
pub fn detect(servers: &[String]) -> Detected {
    let hits: Vec<Vec<&'static Provider>> =
        servers.iter().map(|server| providers().filter(|provider| provider.serves(server)).collect()).collect();
    let mut kinds: Vec<&Vec<&'static Provider>> = Vec::new();
    for hit in hits.iter().filter(|hit| !hit.is_empty()) {
        if !kinds.contains(&hit) {
            kinds.push(hit);
        }
    }
    match kinds.as_slice() {
        [] => Detected::Unknown(servers.to_vec()),
        [kind] if hits.iter().filter(|hit| hit == kind).count() * 2 <= servers.len() => {
            Detected::Unknown(servers.to_vec())
        }
        [kind] => match kind.as_slice() {
            [only] => Detected::One(only),
            several => Detected::Shared(several.to_vec()),
        },
        several => Detected::Split(several.iter().flat_map(|kind| kind.iter().copied()).collect()),
    }
}

/// Whether the servers that are behind are all of one company, and none of those that have a record is.
pub fn are_apart(have: &[String], behind: &[String]) -> bool {
    let serves = |provider: &Provider, servers: &[String]| servers.iter().any(|server| provider.serves(server));
    let serves_all = |provider: &Provider| behind.iter().all(|server| provider.serves(server));
    let is_known = providers().any(|provider| serves(provider, have));
    is_known && providers().any(|provider| !behind.is_empty() && serves_all(provider) && !serves(provider, have))
}

/// The name at which a zone says which provider's Domain Connect it takes.
pub fn domain_connect(zone: &str) -> String {
    format!("_domainconnect.{zone}")
}

/// The provider that such a text names: the host of its interface has the provider's name in it.
pub fn by_domain_connect(text: &str) -> Option<&'static Provider> {
    let host = text.trim_start_matches("https://").split('/').next().unwrap_or_default().to_ascii_lowercase();
    let is_named = |provider: &&Provider| {
        // IONOS was called so, and its interface still is.
        let also = if provider.id == "ionos" { "1and1" } else { provider.id };
        host.split('.').any(|label| label == provider.id || label == also)
    };
    providers().find(is_named)
}

/// Every known provider, Korean ones first.
pub fn providers() -> impl Iterator<Item = &'static Provider> {
    korean::PROVIDERS.iter().chain(worldwide::PROVIDERS)
}

/// The provider of a zone, as far as the names of its servers tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detected {
    /// This one.
    One(&'static Provider),
    /// One of these, which share a name for their servers. The user knows which.
    Shared(Vec<&'static Provider>),
    /// Several, each with some of the servers: a move that is not finished.
    Split(Vec<&'static Provider>),
    /// Not a known provider; these are the servers.
    Unknown(Vec<String>),
}

impl Detected {
    /// The form to show the records for: the provider's own, or the generic one where the provider is not certain.
    pub fn form(&self) -> &'static Provider {
        match self {
            Detected::One(provider) => provider,
            Detected::Shared(_) | Detected::Split(_) | Detected::Unknown(_) => &GENERIC,
        }
    }
}
