//! The tags that DMARC knows, and what two of them hold: a policy, and addresses. Knows no record.

/// The tags of either RFC; all others are passed over.
pub(super) const KNOWN: [&str; 14] =
    ["v", "p", "sp", "np", "t", "psd", "fo", "rua", "ruf", "adkim", "aspf", "pct", "rf", "ri"];

/// What a receiver is asked to do with mail that fails DMARC (RFC 7489, disposition), the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::IntoStaticStr, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum Disposition {
    /// Deliver it; report only.
    None,
    /// Treat it as suspicious.
    Quarantine,
    /// Reject it.
    Reject,
}

impl Disposition {
    /// As every receiver reads it.
    pub(super) fn parse(text: &str) -> Option<Disposition> {
        Disposition::ALL.into_iter().find(|it| text.eq_ignore_ascii_case(it.into()))
    }

    /// As those receivers read it that take the beginning of the word for the word, whatever blanks are in it.
    pub(super) fn begun(text: &str) -> Option<Disposition> {
        let text: String = text.chars().filter(|it| !it.is_whitespace()).map(|it| it.to_ascii_lowercase()).collect();
        let begins = |it: &Disposition| !text.is_empty() && <&str>::from(it).starts_with(&text);
        Disposition::ALL.into_iter().find(begins)
    }

    pub(super) const ALL: [Disposition; 3] = [Disposition::None, Disposition::Quarantine, Disposition::Reject];
}

/// `mailto:` and an address, or another scheme. Readers look no further than the address: a limit of size or a subject may follow.
pub(super) fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    if scheme.eq_ignore_ascii_case("mailto") {
        let (local, host) = rest.split_once('@').unwrap_or_default();
        let is_of_a_local = |it: char| it.is_ascii_alphanumeric() || "-_.+=!#$%&'*/?^`{|}~".contains(it);
        let is_of_a_host = |it: char| it.is_ascii_alphanumeric() || "-_.".contains(it);
        return !local.is_empty() && local.chars().all(is_of_a_local) && host.starts_with(is_of_a_host);
    }
    let named = scheme.starts_with(|it: char| it.is_ascii_alphabetic())
        && scheme.chars().all(|it| it.is_ascii_alphanumeric() || "+.-".contains(it));
    named && rest.chars().all(|it| it.is_ascii_graphic() && !"<>\"{}|\\^`".contains(it))
}
