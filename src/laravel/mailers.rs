//! The mailers that a message goes through, and what Laravel itself will refuse about them. Knows no account, and not what
//! a server says.

use std::collections::BTreeMap;

use super::{
    config::{AppConfig, Datum, Evaluated},
    config_setting::{ConfigSetting, SettingValue},
    mail_layout::MailLayout,
    mailer_url,
    version::{Version, Versions},
};

/// A mailer as Laravel makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EffectiveMailer {
    /// Its name in `mail.mailers`; of a flat config the name of the driver.
    pub name: String,
    /// The mailer that hands mail on to it.
    pub within: Option<String>,
    /// How it sends.
    pub transport: Transport,
    /// Its entries, those of `services.ses` among them where it is a client of SES: `region`, `options.ConfigurationSetName`.
    pub settings: BTreeMap<String, ConfigSetting>,
    /// What Laravel refuses about it as soon as something is sent.
    pub fault: Option<MailerFault>,
}

/// How a mailer sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transport {
    /// SES's API, version 1.
    Ses,
    /// SES's API, version 2.
    SesV2,
    /// SMTP.
    Smtp,
    /// Others, one after the other where one fails.
    Failover,
    /// Others in turn.
    RoundRobin,
    /// Another one of Laravel's, or of a package: `log`, `array`, `cloudflare`.
    Other(String),
    /// Not known: with the source of what decides.
    Unknown(String),
    /// None, since Laravel refuses the mailer.
    None,
}

/// What Laravel refuses about a mailer when something is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailerFault {
    /// No mailer is named: `MAIL_MAILER=null`, a TypeError.
    Unnamed,
    /// `Mailer [x] is not defined.`
    Undefined,
    /// `Unsupported mail transport [x].`
    Unsupported(String),
    /// A URL that PHP cannot take apart, so that nothing is sent.
    UrlMalformed,
    /// A scheme that Symfony's mailer does not know: `tls`, `ssl`, or the empty one.
    SchemeUnsupported(String),
    /// It hands mail on to itself.
    Circular,
    /// It is to hand mail on, and names no mailer for that.
    NoMembers,
}

/// How an SMTP connection begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpManner {
    /// In the clear, then STARTTLS where the server offers it.
    Upgraded,
    /// TLS from the first byte.
    Implicit,
    /// In the clear, and it stays so.
    Plain,
}

/// `ses-v2` came with this version.
const SES_V2_SINCE: Version = Version::new(9, 52, 0);
/// The config of a mailer counts beside `services.ses` from this version on.
const MAILER_OVER_SERVICES_SINCE: Version = Version::new(8, 45, 0);
/// A URL in a mailer is taken apart from this version on.
const URL_SINCE: Version = Version::new(10, 10, 0);
/// Mailers that hand mail on to mailers, one within the other.
const DEEPEST: usize = 8;

/// The default mailer, and those behind it.
pub(super) fn chain(
    config: &AppConfig,
    default: &ConfigSetting,
    layout: Option<MailLayout>,
    versions: Versions,
) -> Vec<EffectiveMailer> {
    let makes = Making { config, layout, version: versions.framework, symfony: versions.symfony_mailer };
    let mut made = Vec::new();
    match (&default.value, default.text()) {
        (SettingValue::Unknown(source), _) => {
            made.push(EffectiveMailer::without("", None, Transport::Unknown(source.clone()), None));
        }
        (_, Some(name)) => makes.mailer(name, None, &mut made, &mut Vec::new()),
        // PHP makes a text of it.
        (SettingValue::Bool(said), None) => {
            makes.mailer(if *said { "1" } else { "" }, None, &mut made, &mut Vec::new());
        }
        (
            SettingValue::Absent
            | SettingValue::Null
            | SettingValue::Number(_)
            | SettingValue::Text(_)
            | SettingValue::List,
            None,
        ) => made.push(EffectiveMailer::without("", None, Transport::None, Some(MailerFault::Unnamed))),
    }
    made
}

/// The mailer of this name, whether mail goes through it or not.
pub(super) fn by_name(
    config: &AppConfig,
    name: &str,
    layout: Option<MailLayout>,
    versions: Versions,
) -> Option<EffectiveMailer> {
    let makes = Making { config, layout, version: versions.framework, symfony: versions.symfony_mailer };
    let mut made = Vec::new();
    makes.mailer(name, None, &mut made, &mut Vec::new());
    made.into_iter().next()
}

/// Whether the mailer `smtp` begins with TLS by an entry that none of our lines reaches.
pub(super) fn is_implicit(config: &AppConfig, versions: Versions, layout: MailLayout) -> bool {
    let path = |key: &str| match layout {
        MailLayout::Flat => format!("mail.{key}"),
        MailLayout::Mailers => format!("mail.mailers.smtp.{key}"),
    };
    let said = |key: &str, ours: &str| {
        let setting = ConfigSetting::at(config, &path(key));
        let is_ours = setting.origin.as_ref().is_some_and(|origin| origin.asked().any(|name| name == ours));
        setting.text().filter(|_| !is_ours).map(str::to_owned)
    };
    match versions.framework.map(|version| version.major) {
        Some(..9) => said("encryption", "MAIL_ENCRYPTION").as_deref() == Some("ssl"),
        Some(9..) | None => said("scheme", "MAIL_SCHEME").as_deref() == Some("smtps"),
    }
}

struct Making<'c> {
    config: &'c AppConfig,
    layout: Option<MailLayout>,
    version: Option<Version>,
    symfony: Option<Version>,
}

/// The entries of a mailer by name, as Laravel merges them.
type Entries = BTreeMap<String, (String, Evaluated)>;

impl Making<'_> {
    fn mailer(&self, name: &str, within: Option<&str>, made: &mut Vec<EffectiveMailer>, open: &mut Vec<String>) {
        let owner = within.map(str::to_owned);
        let without = |transport, fault| EffectiveMailer::without(name, within, transport, fault);
        if open.iter().any(|it| it == name) || open.len() >= DEEPEST {
            return made.push(without(Transport::None, Some(MailerFault::Circular)));
        }
        let path = match self.layout {
            Some(MailLayout::Flat) => "mail".to_owned(),
            Some(MailLayout::Mailers) => format!("mail.mailers.{name}"),
            None => return made.push(without(Transport::Unknown("mail.driver".into()), None)),
        };
        let Some(found) = self.config.get(&path.split('.').collect::<Vec<_>>()) else {
            return made.push(without(Transport::None, Some(MailerFault::Undefined)));
        };
        let array = match &found.datum {
            Datum::Array(array) => array,
            Datum::Unknown(source) => return made.push(without(Transport::Unknown(source.to_string()), None)),
            Datum::Null | Datum::Bool(_) | Datum::Int(_) | Datum::Float(_) | Datum::Text(_) => {
                return made.push(without(Transport::None, Some(MailerFault::Undefined)));
            }
        };
        let mut entries: Entries = flat(&path, found);
        let open_ended = array.whole().is_none();
        let taken = self.take_url(&mut entries);
        let transport = match (&taken, entries.get("transport"), self.layout) {
            (UrlTaken::Malformed, _, _) => return made.push(without(Transport::None, Some(MailerFault::UrlMalformed))),
            (UrlTaken::Empty, _, _) => Ok(String::new()),
            (UrlTaken::Unknown(source), _, _) => Err(source.clone()),
            (UrlTaken::No | UrlTaken::Yes, Some((_, it)), _) => match &it.datum {
                Datum::Null => Ok(String::new()),
                datum => datum.as_text().map(|text| text.to_string()).ok_or_else(|| source_of(it)),
            },
            (UrlTaken::No | UrlTaken::Yes, None, Some(MailLayout::Flat)) => Ok(name.to_owned()),
            (UrlTaken::No | UrlTaken::Yes, None, _) if open_ended => Err(path.clone()),
            (UrlTaken::No | UrlTaken::Yes, None, _) => Ok(String::new()),
        };
        let transport = match transport {
            Ok(said) => self.transport(&said),
            Err(source) => Ok(Transport::Unknown(source)),
        };
        let (transport, fault) = match transport {
            Ok(transport) => (transport, None),
            Err(fault) => (Transport::None, Some(fault)),
        };
        let fault = fault.or_else(|| (transport == Transport::Smtp).then(|| self.scheme_fault(&entries)).flatten());
        if matches!(transport, Transport::Ses | Transport::SesV2) {
            entries = Self::with_credentials(self.client(entries, open_ended.then_some(found)));
        }
        let members = match transport {
            Transport::Failover | Transport::RoundRobin => members(&entries),
            Transport::Ses
            | Transport::SesV2
            | Transport::Smtp
            | Transport::Other(_)
            | Transport::Unknown(_)
            | Transport::None => Vec::new(),
        };
        let hands_on = matches!(transport, Transport::Failover | Transport::RoundRobin);
        let fault = fault.or_else(|| (hands_on && members.is_empty() && !open_ended).then_some(MailerFault::NoMembers));
        let settings =
            entries.iter().map(|(key, (path, value))| (key.clone(), ConfigSetting::of(path, value))).collect();
        made.push(EffectiveMailer { name: name.to_owned(), within: owner, transport, settings, fault });
        open.push(name.to_owned());
        for member in members {
            match member {
                Member::Named(member) => self.mailer(&member, Some(name), made, open),
                Member::Unknown(source) => {
                    made.push(EffectiveMailer::without("", Some(name), Transport::Unknown(source), None));
                }
            }
        }
        open.pop();
    }

    fn transport(&self, said: &str) -> Result<Transport, MailerFault> {
        let unsupported = || Err(MailerFault::Unsupported(said.to_owned()));
        match self.method_of(said).as_str() {
            "" => unsupported(),
            "ses" => Ok(Transport::Ses),
            "sesv2" if self.version.is_some_and(|version| version < SES_V2_SINCE) => unsupported(),
            "sesv2" => Ok(Transport::SesV2),
            "ses-v2" => unsupported(),
            "smtp" => Ok(Transport::Smtp),
            "failover" => Ok(Transport::Failover),
            "roundrobin" => Ok(Transport::RoundRobin),
            // Schemes of Symfony's, for which Laravel has no transport: `smtps://`, `ses+smtp://`.
            "smtps" => unsupported(),
            other => match other.contains('+') {
                true => unsupported(),
                // As it stands there: a package may have a transport of that name.
                false => Ok(Transport::Other(said.trim().to_owned())),
            },
        }
    }

    /// The name of the method that makes a transport, without `create` and `Transport`. Of methods PHP tells no capitals
    /// apart; from 9 on the words of the name are drawn together.
    fn method_of(&self, said: &str) -> String {
        let drawn_together = self.version.is_none_or(|version| version.major >= 9);
        let separates = |c: &char| c.is_whitespace() || drawn_together && matches!(c, '-' | '_');
        said.chars().filter(|c| !separates(c)).collect::<String>().to_ascii_lowercase()
    }

    /// A URL that is not null takes the place of host, port, login and transport.
    fn take_url(&self, entries: &mut Entries) -> UrlTaken {
        if self.version.is_some_and(|version| version < URL_SINCE) {
            return UrlTaken::No;
        }
        let Some((path, url)) = entries.get("url").cloned() else { return UrlTaken::No };
        let text = match &url.datum {
            Datum::Null => return UrlTaken::No,
            Datum::Text(text) => text.clone(),
            Datum::Bool(_) | Datum::Int(_) | Datum::Float(_) | Datum::Array(_) | Datum::Unknown(_) => {
                return UrlTaken::Unknown(source_of(&url));
            }
        };
        if text.is_empty() {
            return UrlTaken::Empty;
        }
        let Some(parts) = mailer_url::take_apart(&text) else { return UrlTaken::Malformed };
        for (key, said) in parts {
            let value = Evaluated { datum: said, origin: url.origin.clone() };
            entries.insert(key.to_owned(), (format!("{}.{key}", path.trim_end_matches(".url")), value));
        }
        UrlTaken::Yes
    }

    /// The entries of the client for SES, in the order in which this framework merges them.
    fn client(&self, mailer: Entries, open: Option<&Evaluated>) -> Entries {
        let of_services = || match self.config.get(&["services", "ses"]) {
            Some(services) => flat("services.ses", services),
            None => Entries::new(),
        };
        let own_secret = mailer.get("secret").is_some_and(|(_, it)| !matches!(it.datum, Datum::Null));
        match self.version {
            Some(version) if version.major < 7 => of_services(),
            Some(version) if version < MAILER_OVER_SERVICES_SINCE => {
                if own_secret {
                    mailer
                } else {
                    of_services()
                }
            }
            Some(_) | None => {
                let mut all = of_services();
                if let Some(unknown) = open {
                    // What is spread into the mailer may have the client's own entries.
                    all.values_mut().for_each(|(_, value)| *value = unknown.clone());
                }
                all.extend(mailer);
                all
            }
        }
    }

    /// Without a key of its own the client is handed `credentials` as they stand there.
    fn with_credentials(mut entries: Entries) -> Entries {
        let is_empty = |name: &str| entries.get(name).is_none_or(|(_, it)| it.datum.truth() == Some(false));
        let Some((path, given)) = entries.get("credentials").cloned() else { return entries };
        if !is_empty("key") && !is_empty("secret") {
            return entries;
        }
        for name in ["key", "secret"] {
            let inner = match &given.datum {
                Datum::Array(_) | Datum::Unknown(_) => given.at(name).cloned(),
                Datum::Null | Datum::Bool(_) | Datum::Int(_) | Datum::Float(_) | Datum::Text(_) => None,
            };
            if let Some(inner) = inner {
                entries.insert(name.to_owned(), (format!("{path}.{name}"), inner));
            }
        }
        entries
    }

    /// The scheme that Symfony's mailer is given, where it refuses it.
    fn scheme_fault(&self, entries: &Entries) -> Option<MailerFault> {
        let said = |key: &str| match entries.get(key) {
            Some((_, value)) => value.datum.as_text(),
            None => Some("".into()),
        };
        // Up to 8 it is Swift that sends, which knows no schemes; Symfony's mailer checks them from 7 on.
        let checks = |since: Version| self.symfony.is_none_or(|symfony| symfony >= since);
        if self.version.is_none_or(|version| version.major < 9) || !checks(Version::new(7, 0, 0)) {
            return None;
        }
        let scheme = said("scheme")?;
        if !scheme.is_empty() {
            let known = matches!(&*scheme, "smtp" | "smtps");
            return (!known).then(|| MailerFault::SchemeUnsupported(scheme.to_string()));
        }
        // Before 11.35 any encryption but `tls` becomes an empty scheme.
        let by_encryption = self.version.is_some_and(|version| version < Version::new(11, 35, 0));
        let refused = by_encryption && self.symfony.is_some_and(|symfony| symfony >= Version::new(7, 2, 3));
        (refused && &*said("encryption")? != "tls").then(|| MailerFault::SchemeUnsupported(String::new()))
    }
}

enum UrlTaken {
    /// No such value, or one that does not count.
    No,
    /// Its parts are among the entries.
    Yes,
    /// `''`, which leaves no transport.
    Empty,
    /// It cannot be taken apart.
    Malformed,
    /// It is not known what it is.
    Unknown(String),
}

fn source_of(value: &Evaluated) -> String {
    match &value.datum {
        Datum::Unknown(source) => source.to_string(),
        Datum::Null | Datum::Bool(_) | Datum::Int(_) | Datum::Float(_) | Datum::Text(_) | Datum::Array(_) => {
            String::new()
        }
    }
}

/// The entries of an array by name, those of arrays in it with dots, two deep. Positions are left out.
fn flat(path: &str, value: &Evaluated) -> Entries {
    let mut entries = Entries::new();
    if value.datum.is_unknown() {
        for key in ["key", "secret", "token", "region", "options", "endpoint"] {
            entries.insert(key.to_owned(), (format!("{path}.{key}"), value.clone()));
        }
        return entries;
    }
    for (key, value) in named(value) {
        let below = format!("{path}.{key}");
        for (deeper, inner) in named(value) {
            entries.insert(format!("{key}.{deeper}"), (format!("{below}.{deeper}"), inner.clone()));
        }
        entries.insert(key.to_owned(), (below, value.clone()));
    }
    entries
}

fn named(value: &Evaluated) -> impl Iterator<Item = (&str, &Evaluated)> {
    let entries = if let Datum::Array(array) = &value.datum { array.known() } else { &[] };
    entries.iter().filter_map(|(key, value)| Some((key.name()?, value)))
}

/// A mailer that another one hands mail on to.
enum Member {
    Named(String),
    /// With the source of what names it.
    Unknown(String),
}

/// The mailers that it hands mail on to.
fn members(entries: &Entries) -> Vec<Member> {
    let Some((path, value)) = entries.get("mailers") else { return Vec::new() };
    let unknown = |value: &Evaluated| Member::Unknown(source_of(value));
    let Datum::Array(array) = &value.datum else {
        return if value.datum.is_unknown() { vec![unknown(value)] } else { Vec::new() };
    };
    let known = array.known().iter().map(|(_, name)| match name.datum.as_text() {
        Some(text) => Member::Named(text.to_string()),
        None => unknown(name),
    });
    let rest = array.whole().is_none().then(|| Member::Unknown(path.clone()));
    known.chain(rest).collect()
}

impl EffectiveMailer {
    fn without(name: &str, within: Option<&str>, transport: Transport, fault: Option<MailerFault>) -> EffectiveMailer {
        EffectiveMailer {
            name: name.to_owned(),
            within: within.map(str::to_owned),
            transport,
            settings: BTreeMap::new(),
            fault,
        }
    }

    /// An entry, which may not be there.
    pub fn get(&self, key: &str) -> Option<&ConfigSetting> {
        self.settings.get(key)
    }

    /// Whether it hands mail to SES's API.
    pub fn is_of_ses(&self) -> bool {
        matches!(self.transport, Transport::Ses | Transport::SesV2)
    }

    /// Whether its SMTP connection begins as SES's server at its port wants it; `None` where that is not known, or no port of
    /// SES's.
    pub fn fits_its_port(&self, version: Option<Version>) -> Option<bool> {
        let port = self.get("port")?.text()?;
        let wanted = if ["25", "587", "2587"].contains(&port) {
            SmtpManner::Upgraded
        } else if ["465", "2465"].contains(&port) {
            SmtpManner::Implicit
        } else {
            return None;
        };
        Some(self.manner(version)? == wanted)
    }

    /// How its SMTP connection begins, by the framework's rule; `None` where it is no SMTP mailer or that is not known.
    pub fn manner(&self, version: Option<Version>) -> Option<SmtpManner> {
        if self.transport != Transport::Smtp || self.fault.is_some() {
            return None;
        }
        let version = version?;
        let known = |key: &str| self.get(key).filter(|it| it.is_unknown()).is_none();
        if !["scheme", "encryption", "port"].into_iter().all(known) {
            return None;
        }
        let text = |key: &str| self.get(key).and_then(ConfigSetting::text).unwrap_or_default();
        let (encryption, at_465) = (text("encryption"), text("port") == "465");
        let implicit = match (version.major, text("scheme")) {
            (..9, _) => {
                return Some(match encryption {
                    "ssl" => SmtpManner::Implicit,
                    "tls" => SmtpManner::Upgraded,
                    _ => SmtpManner::Plain,
                });
            }
            (_, "smtps") => true,
            // Symfony takes port 465 for TLS from the start.
            (_, "smtp") => at_465,
            _ if version == Version::new(11, 35, 0) => encryption == "tls" || at_465,
            _ => at_465,
        };
        Some(if implicit { SmtpManner::Implicit } else { SmtpManner::Upgraded })
    }
}
