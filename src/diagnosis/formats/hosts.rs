//! The hosts in a text: SES's with their regions, and those that are not AWS's. A sentence about a connection says
//! nothing of SES unless the host is SES's. Looks near a place only, so that it may be asked in logs of any size.

use memchr::memmem;

use super::flat::{flat, is_blank};

/// A host of SES.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SesHost {
    /// Whether it is the SMTP host.
    pub is_smtp: bool,
    /// The label where the region stands, in lower case: may be none (`ap-northeast-2a`). The greeting of SES's SMTP has
    /// none.
    pub region: Option<String>,
}

/// How far around a sentence its host may stand, in bytes.
const NEAR: usize = 400;

/// The mail catchers that Laravel's `.env.example`, Sail and Herd name, and this machine itself.
const CATCHERS: [&str; 9] = [
    "mailpit",
    "mailhog",
    "mailtrap.io",
    "localhost",
    "127.0.0.1",
    "::1",
    "helo",
    "mailcatcher",
    "host.docker.internal",
];

/// What stands directly before a host.
const BEFORE_A_HOST: [&str; 14] = [
    "host \"",
    "host [",
    "host ",
    "hostname \"",
    "ssl://",
    "tls://",
    "tcp://",
    "smtp://",
    "smtps://",
    "connect to ",
    "connection to \"",
    "server ",
    "relay=",
    "lookup ",
];

/// The host of AWS that stands nearest to a place, if it is one of SES's.
pub(super) fn ses_host_near(text: &[u8], at: usize) -> Option<SesHost> {
    let (from, near) = around(text, at);
    let all = hosts_of_aws(near).map(|(found, host)| ((from + found).abs_diff(at), host));
    all.min_by_key(|(distance, _)| *distance).and_then(|(_, host)| ses(&host))
}

/// The first host of SES in a text.
pub(super) fn first_ses_host(text: &[u8]) -> Option<SesHost> {
    hosts_of_aws(text).find_map(|(_, host)| ses(&host))
}

/// Whether another mail host is named near a place, and none of SES's.
pub(super) fn is_about_another(text: &[u8], at: usize) -> bool {
    ses_host_near(text, at).is_none() && other_hosts(around(text, at).1).next().is_some()
}

/// Whether a mail catcher is named near a place, and no host of SES.
pub(super) fn is_about_a_catcher(text: &[u8], at: usize) -> bool {
    let catches = |host: String| CATCHERS.iter().any(|it| host == *it || host.ends_with(&format!(".{it}")));
    ses_host_near(text, at).is_none() && other_hosts(around(text, at).1).any(catches)
}

/// Whether a URL leads to a server that is not AWS's. A VPC's own endpoint and one with FIPS are AWS's too.
pub(in crate::diagnosis) fn is_anothers(url: &str) -> bool {
    let host = url.parse::<http::Uri>().ok().and_then(|url| url.host().map(str::to_owned));
    host.is_none_or(|host| !is_of_aws(&host))
}

/// Whether a host belongs to AWS.
pub(super) fn is_of_aws(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    [".amazonaws.com", ".amazonaws.com.cn", ".amazonaws.eu", ".api.aws", ".api.amazonwebservices.com.cn"]
        .iter()
        .any(|end| host.ends_with(end))
}

fn around(text: &[u8], at: usize) -> (usize, &[u8]) {
    let from = at.saturating_sub(NEAR);
    (from, &text[from..text.len().min(at + NEAR)])
}

/// Each host of AWS, in lower case, with where it stands. A terminal may have wrapped it.
fn hosts_of_aws(text: &[u8]) -> impl Iterator<Item = (usize, String)> {
    let finds = |needle: &'static [u8]| memmem::find_iter(text, needle).collect::<Vec<_>>();
    let ends = finds(b"amazonaws.").into_iter().chain(finds(b"api.aws"));
    ends.map(move |at| {
        let mut from = at;
        let mut host = Vec::new();
        while from > 0 && host.len() < 96 {
            let byte = text[from - 1];
            // A terminal may have broken it, unless it is whole.
            let is_wrapped = matches!(byte, b'\n' | b'\r') && ses(&reversed(&host)).is_none();
            if !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.') || is_wrapped) {
                break;
            }
            if !is_wrapped {
                host.push(byte.to_ascii_lowercase());
            }
            from -= 1;
        }
        (at, reversed(&host))
    })
}

fn reversed(host: &[u8]) -> String {
    host.iter().rev().map(|byte| char::from(*byte)).collect()
}

/// What stands before `amazonaws.com` in a host of SES.
fn ses(host: &str) -> Option<SesHost> {
    let (name, rest) = host.split_once('.')?;
    let is_smtp = match name {
        "email" | "email-fips" => false,
        "email-smtp" | "email-smtp-fips" => true,
        _ => return None,
    };
    let region = rest.trim_end_matches('.').split('.').next().filter(|label| !label.is_empty());
    Some(SesHost { is_smtp, region: region.map(String::from) })
}

/// Hosts that are not AWS's, in lower case, by what stands before them.
fn other_hosts(text: &[u8]) -> impl Iterator<Item = String> {
    let low = flat(text).low;
    let found: Vec<String> = BEFORE_A_HOST
        .iter()
        .flat_map(|before| low.match_indices(before).map(|(at, _)| at + before.len()).collect::<Vec<_>>())
        .filter_map(|at| {
            let rest = low[at..].trim_start_matches(|c: char| is_blank(c) || matches!(c, '[' | '"' | '\''));
            let rest = rest.split_once("://").filter(|(scheme, _)| scheme.len() < 6).map_or(rest, |(_, rest)| rest);
            let host: String =
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).collect();
            let host = host.trim_end_matches('.').to_owned();
            let is_one = host.contains('.') || CATCHERS.contains(&host.as_str());
            (is_one && !is_of_aws(&host) && !host.ends_with(".php")).then_some(host)
        })
        .collect();
    found.into_iter()
}
