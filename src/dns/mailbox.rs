//! Whether mail to a domain can arrive anywhere, by its MX and, without one, its addresses (RFC 5321, section 5.1, and RFC
//! 7505). Does not know who writes there, or whether a mailbox exists.

use super::{Answer, RecordType, host, sightings::Sightings};

/// Why a domain takes no mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum NoMail {
    /// The name does not exist.
    NoDomain,
    /// Its MX says so: `0 .`
    NullMx,
    /// It names no server for mail, and has no address of its own.
    NoServer,
}

/// Why mail to this domain arrives nowhere; `None` where it may, and where DNS did not say.
pub fn takes_no_mail(domain: &str, seen: &Sightings) -> Option<NoMail> {
    let absent = |kind| matches!(seen.answer(domain, kind), Some(Answer::NoData | Answer::NoName));
    match seen.answer(domain, RecordType::Mx)? {
        Answer::NoName => Some(NoMail::NoDomain),
        Answer::Found(values) => values.iter().all(|value| is_null(value)).then_some(NoMail::NullMx),
        Answer::NoData if absent(RecordType::A) && absent(RecordType::Aaaa) => Some(NoMail::NoServer),
        Answer::NoData | Answer::Silent(_) => None,
    }
}

/// `0 .`; the last dot of a host is not kept.
fn is_null(mx: &str) -> bool {
    let host = mx.split_once(' ').map_or(mx, |(_, host)| host);
    matches!(host.trim(), "" | ".")
}

/// Whose a host is that an MX leads to, where that is not SES's host for bounces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MailHost {
    /// The one with which SES receives mail.
    SesReceives,
    /// Another mail service's.
    Other,
}

/// Whose this host is; none where it takes no mail by its looks, or is a host of SES's that was mistyped.
pub(super) fn mail_host(seen: &str) -> Option<MailHost> {
    let seen = host(seen);
    if seen.starts_with("inbound-smtp.") && seen.ends_with(".amazonaws.com") {
        return Some(MailHost::SesReceives);
    }
    let is_of_amazon = seen.contains("amazonses") || seen.contains("amazonaws");
    let takes_mail = seen.contains('.') && !seen.contains('\\') && !is_of_amazon;
    takes_mail.then_some(MailHost::Other)
}

/// Whether an MX, priority and host, has mail for its name delivered elsewhere than SES has bounces.
pub(super) fn delivers_other_mail(value: &str) -> bool {
    let host = value.split_once(' ').map_or(value, |(_, host)| host);
    mail_host(host).is_some()
}
