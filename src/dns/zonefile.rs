//! The records as text for other programs: a zone file to import, a table for a spreadsheet, the rows of Cloudflare's
//! form. Writes no file, and knows no provider but Cloudflare.

use serde::Serialize;

use super::{
    provider::{CLOUDFLARE, PasteRow, paste_sheet},
    records::{Record, RecordValue, quoted},
};

/// The provider whose import is known to take these lines with their tags.
pub const IMPORTS: &str = "cloudflare";

/// Lines of a BIND zone file, all names whole. `cf_tags` is a comment for other providers; at Cloudflare it overrides
/// the switch "Proxy imported DNS records". The TTL is not Cloudflare's 1 ("automatic"), which others refuse or take
/// literally, but the 300 seconds that it stands for.
pub fn bind(records: &[Record]) -> String {
    records.iter().map(bind_line).collect()
}

/// Comments of a zone file that name what it does not hold, because something stands in its place.
pub fn remarks(records: &[Record]) -> String {
    records.iter().map(|record| format!("; not to be added, to be changed by hand: {}", bind_line(record))).collect()
}

/// A header and a line per record, as in RFC 4180, but with line feeds alone.
pub fn csv(records: &[Record]) -> String {
    let mut text = String::from("type,name,value,priority\n");
    for record in records {
        let priority = record.value.priority().map(|it| it.to_string()).unwrap_or_default();
        let fields = [record.kind().to_string(), record.name.clone(), record.value.value_text().into(), priority];
        text += &fields.map(|field| csv_field(&field)).join(",");
        text.push('\n');
    }
    text
}

/// The rows as Cloudflare's form wants them.
pub fn cloudflare(records: &[Record], zone: &str) -> Vec<CloudflareRow> {
    let rows = paste_sheet(records, zone, &CLOUDFLARE).into_iter();
    rows.zip(records)
        .map(|(row, record)| {
            let proxy = match record.value {
                RecordValue::Cname(_) => Some("DNS only"),
                RecordValue::Mx { .. } | RecordValue::Txt(_) => None,
            };
            CloudflareRow { row, proxy, ttl: "Auto" }
        })
        .collect()
}

/// One row of Cloudflare's form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CloudflareRow {
    /// What every form has.
    #[serde(flatten)]
    pub row: PasteRow,
    /// What to choose as the proxy status, where there is a choice.
    pub proxy: Option<&'static str>,
    /// What to choose as the TTL.
    pub ttl: &'static str,
}

fn bind_line(record: &Record) -> String {
    let name = &record.name;
    match &record.value {
        RecordValue::Cname(host) => format!("{name}. 300 IN CNAME {host}. ; cf_tags=cf-proxied:false\n"),
        RecordValue::Mx { priority, host } => format!("{name}. 300 IN MX {priority} {host}.\n"),
        RecordValue::Txt(text) => format!("{name}. 300 IN TXT {}\n", quoted(text)),
    }
}

fn csv_field(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) { format!("\"{}\"", field.replace('"', "\"\"")) } else { field.into() }
}
