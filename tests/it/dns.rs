//! Is the difference between the wanted and the seen told rightly, and the records written as each provider takes them?
//! The world is text, a line per answer: `server name TYPE value`, where `server` is `own` (both of the zone's own
//! servers), `own1`, `own2` or `public`, several values have ` | ` between them, and the value may be `-` (NODATA), `!`
//! (NXDOMAIN) or `?` (silent). What no line says is `!`; `_v=` is a text with a blank at its beginning.

use open_sesame::{
    dns::{
        Answer, RecordType, ServerAnswer, Sighting, ZoneCut,
        ask::{self, Aim, Query, Sightings},
        compare::{Comparison, compare, to_type},
        dmarc::{Alignment, Disposition, DmarcMerge, DmarcRecord, merge_dmarc},
        mistakes::Mistake,
        provider::{self, Detected},
        records::{Dmarc, Purpose, Record, RecordValue, RecordWish, wanted},
        spf::{Lookup, SpfMerge, SpfVerdict, judge, merge_spf},
        zonefile,
    },
    terms::Domain,
};
use proptest::prelude::*;

pub mod compared;
pub mod corpus;
mod dmarc;
mod files;
mod panels;
mod providers;
mod servers;
mod slips;
mod spf;
mod wanted;
mod writing;

const SPF: &str = "v=spf1 include:amazonses.com ~all";
const FEEDBACK: &str = "feedback-smtp.ap-northeast-2.amazonses.com";

fn domain(text: &str) -> Domain {
    text.parse().unwrap()
}

fn records(of: &str, mail_from: Option<&str>, dmarc: Dmarc) -> Vec<Record> {
    wanted(RecordWish {
        domain: &domain(of),
        tokens: &["T1", "t2", "t3"].map(String::from),
        signing_zone: "dkim.amazonses.com.",
        mail_from: mail_from.map(domain).as_ref(),
        region: "ap-northeast-2".parse().unwrap(),
        dmarc,
    })
}

fn record(purpose: Purpose) -> Record {
    let all = records("example.kr", Some("bounce.example.kr"), Dmarc::Wanted);
    all.into_iter().find(|it| it.purpose == purpose).unwrap()
}

fn dkim() -> Record {
    record(Purpose::Dkim)
}

fn bounce_mx() -> Record {
    record(Purpose::MailFromMx)
}

fn bounce_spf() -> Record {
    record(Purpose::MailFromSpf)
}

fn dmarc() -> Record {
    record(Purpose::Dmarc)
}

fn zone(name: &str) -> ZoneCut {
    ZoneCut { zone: name.into(), servers: vec!["ns1.example.net".into(), "ns2.example.net".into()], primary: None }
}
