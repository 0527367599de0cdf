//! The records that SES needs for one sender. Knows no server and no provider, and not what is there already.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{RecordType, dmarc::OUR_DMARC, host, spf::OUR_SPF};
use crate::terms::{Domain, Region};

/// All records of a set-up, in the order in which they are shown: DKIM, MAIL FROM, DMARC.
pub fn wanted(wish: RecordWish<'_>) -> Vec<Record> {
    let RecordWish { domain, tokens, signing_zone, mail_from, region, dmarc } = wish;
    let mut records: Vec<Record> = tokens
        .iter()
        .map(|token| Record {
            purpose: Purpose::Dkim,
            name: host(&format!("{token}._domainkey.{domain}")),
            value: RecordValue::Cname(host(&format!("{token}.{signing_zone}"))),
        })
        .collect();
    if let Some(mail_from) = mail_from {
        records.push(Record {
            purpose: Purpose::MailFromMx,
            name: mail_from.to_string(),
            value: RecordValue::Mx { priority: 10, host: region.feedback_host() },
        });
        records.push(Record {
            purpose: Purpose::MailFromSpf,
            name: mail_from.to_string(),
            value: RecordValue::Txt(OUR_SPF.into()),
        });
    }
    match dmarc {
        Dmarc::Wanted => records.push(Record {
            purpose: Purpose::Dmarc,
            name: format!("_dmarc.{domain}"),
            value: RecordValue::Txt(OUR_DMARC.into()),
        }),
        Dmarc::Declined => {}
    }
    records
}

/// What the records of a set-up depend on.
#[derive(Debug, Clone, Copy)]
pub struct RecordWish<'a> {
    /// The identity.
    pub domain: &'a Domain,
    /// The DKIM tokens that SES gave it (DkimAttributes.Tokens); three.
    pub tokens: &'a [String],
    /// Where the CNAMEs point (DkimAttributes.SigningHostedZone).
    pub signing_zone: &'a str,
    /// The custom MAIL FROM domain, where one is wanted.
    pub mail_from: Option<&'a Domain>,
    /// Where mail is sent from; it decides the feedback host.
    pub region: Region,
    /// Whether a DMARC record is part of it.
    pub dmarc: Dmarc,
}

/// The operator's answer about DMARC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dmarc {
    /// A record, unless there is one already.
    Wanted,
    /// None.
    Declined,
}

/// One record that should be in DNS.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// What it is for.
    pub purpose: Purpose,
    /// The whole name in ASCII, lower case, without the last dot.
    pub name: String,
    /// What it should hold.
    pub value: RecordValue,
}

/// What a record is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, strum::IntoStaticStr, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Purpose {
    /// Proves that the domain is the user's, and lets SES sign.
    Dkim,
    /// Bounces come back to SES.
    MailFromMx,
    /// SES may send for the MAIL FROM domain.
    MailFromSpf,
    /// What receivers do with mail that passes neither SPF nor DKIM.
    Dmarc,
}

/// What a record holds. Hosts are lower case, without the last dot; texts unquoted and unsplit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RecordValue {
    /// Another name for this host.
    Cname(String),
    /// Mail goes to this host.
    Mx {
        /// The lower, the sooner.
        priority: u16,
        /// The host.
        host: String,
    },
    /// A text.
    Txt(String),
}

impl Record {
    /// The name relative to `zone`, as forms want it: without the zone, `@` for the zone itself; whole where it lies in
    /// another zone.
    pub fn relative_to(&self, zone: &str) -> String {
        match self.name.strip_suffix(zone) {
            Some("") => "@".into(),
            Some(rest) => rest.strip_suffix('.').unwrap_or(&self.name).into(),
            None => self.name.clone(),
        }
    }

    /// Its type.
    pub fn kind(&self) -> RecordType {
        self.value.kind()
    }
}

impl RecordValue {
    /// The type of record that holds such a value.
    pub fn kind(&self) -> RecordType {
        match self {
            RecordValue::Cname(_) => RecordType::Cname,
            RecordValue::Mx { .. } => RecordType::Mx,
            RecordValue::Txt(_) => RecordType::Txt,
        }
    }

    /// The host or the text, without a priority.
    pub fn value_text(&self) -> &str {
        match self {
            RecordValue::Cname(host) | RecordValue::Mx { host, .. } => host,
            RecordValue::Txt(text) => text,
        }
    }

    /// An MX's priority.
    pub fn priority(&self) -> Option<u16> {
        match self {
            RecordValue::Mx { priority, .. } => Some(*priority),
            RecordValue::Cname(_) | RecordValue::Txt(_) => None,
        }
    }
}

/// As an [`Answer`](super::Answer) writes it: `10 host` for an MX.
impl fmt::Display for RecordValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordValue::Mx { priority, host } => write!(f, "{priority} {host}"),
            RecordValue::Cname(text) | RecordValue::Txt(text) => f.write_str(text),
        }
    }
}

/// A text as zone files, and the forms of some providers, hold it: in pieces of at most 255 bytes, each quoted.
pub fn quoted(text: &str) -> String {
    let (mut pieces, mut piece, mut length) = (Vec::new(), String::new(), 0);
    for c in text.chars() {
        if length + c.len_utf8() > 255 {
            pieces.push(std::mem::take(&mut piece));
            length = 0;
        }
        if matches!(c, '"' | '\\') {
            piece.push('\\');
        }
        piece.push(c);
        length += c.len_utf8();
    }
    pieces.push(piece);
    pieces.iter().map(|piece| format!("\"{piece}\"")).collect::<Vec<_>>().join(" ")
}
