//! The hosts in a text: SES's with their regions, and those that are not AWS's. A sentence about a connection says
//! nothing of SES unless the host is SES's. Looks near a place only, so that it may be asked in logs of any size.

use std::{cell::LazyCell, sync::LazyLock};

use aho_corasick::AhoCorasick;
use memchr::memmem::Finder;

use super::{
    about,
    flat::{flat, is_blank},
    services::{ServiceNamed, services},
    tools,
};

/// A host of SES.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SesHost {
    /// Whether it is the SMTP host.
    pub is_smtp: bool,
    /// The label where the region stands, in lower case: may be none (`ap-northeast-2a`). The greeting of SES's SMTP has
    /// none.
    pub region: Option<String>,
}

/// How far around a sentence its host may stand, in bytes: some lines, each with what one log or two put before it.
const NEAR: usize = 800;

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

/// What other mail services say of themselves in a reply.
const OF_OTHERS: [&str; 8] =
    ["gsmtp", "550 5.4.5", "530 5.7.0", "530-5.7.0", "5.7.8 ", "prod.outlook.com", "protection.outlook.com", "auth0"];

/// Programs that fetch packages or sources.
const OTHER_PROGRAMS: [&str; 8] = [
    "npm err",
    "yarn ",
    "pip._vendor",
    "fatal: unable to access",
    "composer\\downloader",
    "cargo ",
    "docker: ",
    "apt-get",
];

/// The manuals that programs name beside an error, and what AWS has behind a code.
const MANUALS: [&str; 15] = [
    "internal.amazon.com",
    "curl.haxx.se/libcurl",
    "curl.se/libcurl",
    "docs.aws.amazon.com",
    "aws.amazon.com",
    "repost.aws",
    "github.com/phpmailer",
    "github.com/aws",
    "nodemailer.com",
    "symfony.com",
    "laravel.com",
    "www.php.net",
    "www.w3.org",
    "ses.amazonaws.com/doc",
    "go.microsoft.com",
];

/// What hosts are called at which one signs in, or asks who one is; and SES in the names of its XML.
const OURS: [&str; 7] = ["sts", "iam", "signin", "oidc", "sso", "portal", "ses"];

/// What names of operations hold that are about mail, or about who may send it.
const OF_SES: [&str; 23] = [
    "email",
    "identit",
    "accesskey",
    "createtoken",
    "createoauth2token",
    "sessiontoken",
    "federationtoken",
    "getaccount",
    "caller",
    "assumerole",
    "user",
    "getrole",
    "sendquota",
    "sendstatistics",
    "configurationset",
    "suppress",
    "login",
    "policy",
    "dkim",
    "template",
    "verifydomain",
    "mailfrom",
    "accountdetails",
];

/// What stands near an error of another service of AWS, and of storage that speaks as S3 does.
const OTHER_SERVICES: [&str; 28] = [
    "sqsqueue->pop",
    "check your key and signing method",
    "check your secret access key and signing method",
    "r2.cloudflarestorage",
    "digitaloceanspaces",
    "backblazeb2",
    "wasabisys",
    "linodeobjects",
    "vultrobjects",
    "ncloudstorage",
    "storage.googleapis",
    "scw.cloud",
    "minio",
    "aws s3",
    "s3://",
    "s3client",
    "aws ec2",
    "aws ecr",
    "aws ecs",
    "aws eks",
    "aws sqs",
    "aws sns",
    "aws lambda",
    "aws dynamodb",
    "aws logs",
    "aws ssm",
    "aws cloudformation",
    "aws secretsmanager",
];

/// All that is looked for here.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    let hosts = CATCHERS.into_iter().chain(BEFORE_A_HOST).chain(OF_OTHERS).chain(MANUALS).chain(OURS);
    hosts.chain(OTHER_PROGRAMS).chain(OF_SES).chain(OTHER_SERVICES)
}

static CALLS_OF_OTHERS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let built = AhoCorasick::new(OTHER_SERVICES);
    built.expect("a few words are no more than a search can hold")
});

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

/// The label where the region stands in the host nearest to a place, where that is one at which one signs in.
pub(super) fn region_of_sign_in(text: &[u8], at: usize) -> Option<String> {
    let (from, near) = around(text, at);
    let all = hosts_of_aws(near).map(|(found, host)| ((from + found).abs_diff(at), host));
    let (_, host) = all.min_by_key(|(distance, _)| *distance)?;
    let rest = ["sts.", "oidc.", "portal.sso."].iter().find_map(|name| host.strip_prefix(name))?;
    let region = rest.trim_end_matches('.');
    (!region.is_empty() && !region.contains('.')).then(|| region.to_owned())
}

/// Whether another mail host is named near a place, or speaks, and none of SES's is.
pub(super) fn is_about_another(text: &[u8], at: usize) -> bool {
    if ses_host_near(text, at).is_some() {
        return false;
    }
    let low = flat(around(text, at).1).low;
    OF_OTHERS.iter().any(|word| low.contains(word)) || !other_hosts(&low).is_empty()
}

/// Whether another mail host or server of the web is named near a place, or a program that is no mail client, and no host of
/// SES.
pub(super) fn is_about_another_server(text: &[u8], at: usize) -> bool {
    if is_about_another(text, at) {
        return true;
    }
    let low = flat(around(text, at).1).low;
    ses_host_near(text, at).is_none()
        && (OTHER_PROGRAMS.iter().any(|word| low.contains(word)) || !other_servers(&low).is_empty())
}

/// Whether a mail catcher is named near a place, and no host of SES.
pub(super) fn is_about_a_catcher(text: &[u8], at: usize) -> bool {
    let catches = |host: &String| CATCHERS.iter().any(|it| host == it || host.ends_with(&format!(".{it}")));
    ses_host_near(text, at).is_none() && other_hosts(&flat(around(text, at).1).low).iter().any(catches)
}

/// Whether a call to another service of AWS is named near a place, and none of SES or of a sign-in.
pub(super) fn is_of_another_service(text: &[u8], at: usize) -> bool {
    let (from, near) = around(text, at);
    // Most errors that come here name mail or a host, and need no more.
    let low = LazyCell::new(|| flat(near).low);
    if !about::names_mail(text, at, at) && tools::serves_another(&low) {
        return true;
    }
    // Java's packages are called like hosts.
    let is_one = |found: &usize| {
        [&b"amazonaws.com"[..], b"amazonaws.eu", b"api.aws"].iter().any(|it| near[*found..].starts_with(it))
    };
    let is_named = |host: &str| host.contains(|c: char| c.is_ascii_alphanumeric());
    let all = hosts_of_aws(near).filter(|(found, host)| is_one(found) && is_named(host));
    if let Some((_, host)) = all.map(|(found, host)| ((from + found).abs_diff(at), host)).min() {
        return ses(&host).is_none() && !OURS.iter().any(|name| host.split('.').any(|label| label == *name));
    }
    match services(&low) {
        ServiceNamed::Ours => return false,
        ServiceNamed::Another => return true,
        ServiceNamed::Nothing => {}
    }
    let calls = low.match_indices("when calling the ").map(|(at, word)| &low[at + word.len()..]);
    let mut operations = calls.filter_map(|rest| Some(rest.split_once(" operation")?.0));
    let of_mail = |operation: &str| OF_SES.iter().any(|word| operation.contains(word));
    operations.any(|operation| operation.len() < 80 && !of_mail(operation))
        || CALLS_OF_OTHERS.is_match(low.as_str()) && !low.contains("email") && !low.contains("smtp")
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

/// What hosts of AWS end in; what searches for it is made once.
static ENDS_OF_AWS: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| [Finder::new(b"amazonaws."), Finder::new(b"api.aws")]);

/// Each host of AWS, in lower case, with where it stands. A terminal may have wrapped it.
fn hosts_of_aws(text: &[u8]) -> impl Iterator<Item = (usize, String)> {
    let ends = ENDS_OF_AWS.iter().flat_map(|end| end.find_iter(text));
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
        let host = reversed(&host);
        (at, without_an_escape(&text[..from], &host).to_owned())
    })
}

/// A host before which a line ends or a terminal's color: `\nemail.…` in JSON, `[31memail.…` in what is colored.
fn without_an_escape<'a>(before: &[u8], host: &'a str) -> &'a str {
    match before.last() {
        Some(b'\\') => host.strip_prefix(['n', 'r', 't']).unwrap_or(host),
        Some(b'[' | b';') => {
            let behind = host.trim_start_matches(|c: char| c.is_ascii_digit());
            behind.strip_prefix('m').filter(|_| behind.len() < host.len()).unwrap_or(host)
        }
        Some(_) | None => host,
    }
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

/// Mail hosts that are not AWS's, in lower case: by what stands before them, or by what they are called.
fn other_hosts(low: &str) -> Vec<String> {
    let behind = |before: &str| low.match_indices(before).map(|(at, _)| at + before.len()).collect::<Vec<_>>();
    let mut found: Vec<String> =
        BEFORE_A_HOST.iter().flat_map(|before| behind(before)).filter_map(|at| host_at(low, at)).collect();
    // `$mail->Host = "smtp.naver.com"`, `'host' => 'smtp.naver.com'`, `"host":"smtp.naver.com"`, `Host: smtp.naver.com`.
    found.extend(behind("host").into_iter().filter_map(|at| host_at(low, at + value_of(&low[at..])?)));
    found.extend(low.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.').filter_map(|word| {
        let word = word.trim_end_matches('.');
        let is_one = (word.starts_with("smtp.") || word.starts_with("smtp-")) && word.matches('.').count() > 1;
        (is_one && !is_of_aws(word)).then(|| word.to_owned())
    }));
    found
}

/// The host that is at a place, if it is one and not AWS's.
fn host_at(low: &str, at: usize) -> Option<String> {
    let rest = low[at..].trim_start_matches(|c: char| is_blank(c) || matches!(c, '[' | '"' | '\''));
    let rest = rest.split_once("://").filter(|(scheme, _)| scheme.len() < 6).map_or(rest, |(_, rest)| rest);
    let word = &rest[..rest.find(|c: char| is_blank(c) || matches!(c, '/' | '"' | '\'' | '<')).unwrap_or(rest.len())];
    // A user's name and password may stand before it.
    let rest = word.rsplit_once('@').map_or(word, |(_, rest)| rest);
    let host: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).collect();
    let host = host.trim_end_matches('.').to_owned();
    let is_one = host.contains('.') || CATCHERS.contains(&host.as_str());
    (is_one && !is_of_aws(&host) && !host.ends_with(".php")).then_some(host)
}

/// How many bytes stand between a name and its value; `None` where no value follows.
fn value_of(behind: &str) -> Option<usize> {
    const WIDEST: usize = 8;
    let between = |c: char| matches!(c, ' ' | '"' | '\'' | ':' | '=' | '>' | ']' | ',');
    let length = behind.find(|c: char| !between(c)).filter(|length| *length <= WIDEST)?;
    behind[..length].contains([':', '=', ',']).then_some(length)
}

/// Hosts in addresses of the web that are not AWS's, in lower case. The manuals that programs name are none, nor is the
/// page of the app that was asked for.
fn other_servers(low: &str) -> Vec<String> {
    let servers = low.match_indices("://").filter(|(at, _)| {
        let before = low[..*at].trim_end_matches(|c: char| c.is_ascii_alphanumeric());
        let before = before.trim_end_matches([' ', '"', '\'', ':', '=', '/', '\\']);
        !["url", "uri", "referer", "referrer", "origin", "xmlns"].iter().any(|name| before.ends_with(name))
    });
    let servers = servers.filter(|(at, _)| !MANUALS.iter().any(|manual| low[at + 3..].starts_with(manual)));
    servers.filter_map(|(at, _)| host_at(low, at + 3)).collect()
}
