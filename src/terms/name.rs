//! Names that AWS, DNS and mail give to things, each parsed once. Knows what is well formed, not what exists.
//!
//! Typed text is taken as people paste it: blanks, line ends and invisible characters around it are dropped, Hangul that
//! arrived decomposed is composed. Anything odd inside is an error that quotes the text with its invisible characters made
//! visible; only what was given as the id of a key is not quoted, since people paste the secret there.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

/// Why a text is not the name that it should be. `Display` quotes it and says what would be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{given}” is not {}: {why}", what.english())]
pub struct BadName {
    /// What it should have been.
    pub what: NameOf,
    /// The text, cut at 60 characters, control characters escaped; of a key's id only `…`.
    pub given: String,
    /// What is wrong with it.
    pub why: Why,
}

/// What a text should have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOf {
    /// A domain.
    Domain,
    /// An e-mail address.
    Address,
    /// The name of an IAM user.
    UserName,
    /// The id of an access key.
    KeyId,
    /// The number of an AWS account.
    AccountId,
    /// What a name below a domain begins with.
    Label,
    /// The name of a set-up.
    SetupName,
    /// The address of a web site.
    WebsiteUrl,
}

/// What is wrong with a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Nothing there.
    #[error("it is empty")]
    Empty,
    /// White space, a line break or a control character inside.
    #[error("it holds {} (U+{:04X}) in the middle; paste it again as one piece", visible(*.0), *.0 as u32)]
    Invisible(char),
    /// A character that such a name cannot have.
    #[error("“{0}” cannot be part of it")]
    Character(char),
    /// No `@`, or nothing on one side of it.
    #[error("it has no @ between a name and a domain; write it like no-reply@example.co.kr")]
    NoAt,
    /// More than one `@`.
    #[error("it has more than one @; give one address")]
    ManyAt,
    /// No dot.
    #[error("it has no dot; write it like example.co.kr")]
    NoDot,
    /// `co.kr`, `com`.
    #[error("it is an ending that many share, not a domain of yours; write it like example.co.kr")]
    PublicSuffix,
    /// Numbers only.
    #[error("it is an IP address; SES needs a domain")]
    IpAddress,
    /// With `http://` or a path.
    #[error("it is the address of a web page; give only the part between // and the next /")]
    Url,
    /// A label that is empty, too long, or begins or ends with a hyphen.
    #[error("the part “{0}” between two dots must have 1 to 63 letters, digits or hyphens, no hyphen at either end")]
    BadPart(String),
    /// Longer than it may be.
    #[error("it is longer than {0} characters")]
    TooLong(usize),
    /// Shorter than it may be.
    #[error("it is shorter than {0} characters; it may have been cut while copying")]
    TooShort(usize),
    /// Hangul and the like before the `@`.
    #[error("“{0}” stands before the @, where SES takes only ASCII")]
    NonAsciiLocal(char),
    /// Not `http://` or `https://` with a host.
    #[error("it must begin with https:// or http:// and name a host")]
    NotHttp,
    /// This machine, a private network, an address without a name, or a name that is reserved.
    #[error("AWS's reviewers cannot open {0}; give the address under which everybody finds the site")]
    NotPublic(String),
    /// Not twelve digits.
    #[error("an account has 12 digits")]
    NotTwelveDigits,
}

impl NameOf {
    fn english(self) -> &'static str {
        match self {
            NameOf::Domain => "a domain",
            NameOf::Address => "an e-mail address",
            NameOf::UserName => "a name for an IAM user",
            NameOf::KeyId => "an access key id",
            NameOf::AccountId => "an AWS account id",
            NameOf::Label => "the beginning of a name below a domain",
            NameOf::SetupName => "a name for a set-up",
            NameOf::WebsiteUrl => "the address of a web site",
        }
    }

    fn refuses(self, given: &str, why: Why) -> BadName {
        let given = match self {
            NameOf::KeyId => "…".into(),
            NameOf::Domain
            | NameOf::Address
            | NameOf::UserName
            | NameOf::AccountId
            | NameOf::Label
            | NameOf::SetupName
            | NameOf::WebsiteUrl => quoted(given),
        };
        BadName { what: self, given, why }
    }
}

/// As it stands between quotation marks: on one line, and not endless.
fn quoted(given: &str) -> String {
    let escaped = |c: char| match c {
        '\'' | '"' => c.to_string(),
        c if is_invisible(c) => c.escape_unicode().to_string(),
        c => c.escape_debug().to_string(),
    };
    let mut shown: String = given.chars().take(60).map(escaped).collect();
    if given.chars().count() > 60 {
        shown.push('…');
    }
    shown
}

fn visible(c: char) -> &'static str {
    match c {
        '\n' | '\r' => "a line break",
        '\t' => "a tab",
        c if c.is_whitespace() => "a blank",
        _ => "an invisible character",
    }
}

/// Trimmed and composed; refused where empty or with something invisible inside.
fn tidy(what: NameOf, given: &str) -> Result<String, BadName> {
    // Nearly every name: there is nothing to drop and nothing to compose.
    if !given.is_empty() && given.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(given.to_owned());
    }
    let odd = |c: char| c.is_whitespace() || c.is_control() || is_invisible(c);
    let text: String = given.trim_matches(odd).nfc().collect();
    if text.is_empty() {
        return Err(what.refuses(given, Why::Empty));
    }
    match text.chars().find(|c| odd(*c)) {
        Some(c) => Err(what.refuses(given, Why::Invisible(c))),
        None => Ok(text),
    }
}

/// What no screen shows, beside blanks and controls: joiners, marks of direction and order, fillers, soft hyphens, tags.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

macro_rules! text_type {
    ($name:ident) => {
        impl $name {
            /// As it goes over the wire.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl TryFrom<String> for $name {
            type Error = BadName;
            fn try_from(text: String) -> Result<Self, BadName> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(it: $name) -> String {
                it.0
            }
        }
    };
}

/// A domain in ASCII (Punycode where it was Hangul), lower case, at least two labels, no last dot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Domain(String);
text_type!(Domain);

/// Whether a name in ASCII is an ending under which strangers register: `co.kr`, by the public suffix list. The list's
/// private part (`github.io`) does not count: its endings are domains of companies.
fn is_shared_ending(name: &str) -> bool {
    psl::suffix(name.as_bytes())
        .is_some_and(|it| it.as_bytes() == name.as_bytes() && it.typ() == Some(psl::Type::Icann))
}

impl FromStr for Domain {
    type Err = BadName;
    fn from_str(given: &str) -> Result<Self, BadName> {
        let no = |why| NameOf::Domain.refuses(given, why);
        let text = tidy(NameOf::Domain, given)?;
        if text.contains("://") || text.contains('/') {
            return Err(no(Why::Url));
        }
        if text.contains('@') {
            return Err(no(Why::Character('@')));
        }
        let text = text.strip_suffix(['.', '。']).unwrap_or(&text);
        if !text.contains(['.', '。']) {
            return Err(no(Why::NoDot));
        }
        let ascii = idna::domain_to_ascii(text)
            .map_err(|_| no(bad_character(text).map_or(Why::BadPart(text.into()), Why::Character)))?;
        if ascii.parse::<std::net::IpAddr>().is_ok() {
            return Err(no(Why::IpAddress));
        }
        if ascii.len() > 253 {
            return Err(no(Why::TooLong(253)));
        }
        for label in ascii.split('.') {
            check_label(label).map_err(no)?;
        }
        if is_shared_ending(&ascii) {
            return Err(no(Why::PublicSuffix));
        }
        Ok(Domain(ascii))
    }
}

fn bad_character(text: &str) -> Option<char> {
    text.chars().find(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.'))
}

fn check_label(label: &str) -> Result<(), Why> {
    if let Some(c) = bad_character(label) {
        return Err(Why::Character(c));
    }
    if label.is_empty() || label.len() > 63 || label.starts_with('-') || label.ends_with('-') {
        return Err(Why::BadPart(label.into()));
    }
    Ok(())
}

impl Domain {
    /// As its owner writes it: Hangul where it is Hangul.
    pub fn unicode(&self) -> String {
        idna::domain_to_unicode(&self.0).0
    }

    /// `bounce` under `example.co.kr` is `bounce.example.co.kr`.
    pub fn under(&self, label: &Label) -> Domain {
        Domain(format!("{label}.{self}"))
    }

    /// True for itself and for every name below `other`.
    pub fn is_within(&self, other: &Domain) -> bool {
        self.0 == other.0 || self.0.strip_suffix(&other.0).is_some_and(|rest| rest.ends_with('.'))
    }

    /// Itself, then each domain above it that can be registered: `co.kr` and `kr` cannot.
    pub fn ancestry(&self) -> impl Iterator<Item = Domain> + '_ {
        let labels = self.0.split('.').count();
        (0..labels.saturating_sub(1))
            .map(|skip| self.0.splitn(skip + 1, '.').last().unwrap_or_default())
            .take_while(|name| !is_shared_ending(name))
            .map(|name| Domain(name.into()))
    }
}

/// A name or an address in ASCII as its owner writes it, with the form beside it that goes over the wire where that is another.
pub fn in_both(name: &str) -> String {
    let (before, domain) =
        name.rsplit_once('@').map_or(("", name), |(_, domain)| (&name[..name.len() - domain.len()], domain));
    let unicode = format!("{before}{}", idna::domain_to_unicode(domain).0);
    if unicode == name { unicode } else { format!("{unicode} ({name})") }
}

/// An address that mail comes from or goes to. The case of the local part is kept: SES and IAM tell it apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    local: String,
    domain: Domain,
}

impl FromStr for Address {
    type Err = BadName;
    fn from_str(given: &str) -> Result<Self, BadName> {
        let no = |why| NameOf::Address.refuses(given, why);
        let text = tidy(NameOf::Address, given)?;
        let (local, domain) = text.rsplit_once('@').ok_or_else(|| no(Why::NoAt))?;
        if local.contains('@') {
            return Err(no(Why::ManyAt));
        }
        if local.is_empty() || domain.is_empty() {
            return Err(no(Why::NoAt));
        }
        if let Some(c) = local.chars().find(|c| !c.is_ascii()) {
            return Err(no(Why::NonAsciiLocal(c)));
        }
        let allowed = |c: &char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(*c);
        if let Some(c) = local.chars().find(|c| !allowed(c)) {
            return Err(no(Why::Character(c)));
        }
        if local.len() > 64 {
            return Err(no(Why::TooLong(64)));
        }
        if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
            return Err(no(Why::BadPart(String::new())));
        }
        let domain = domain.parse::<Domain>().map_err(|bad| no(bad.why))?;
        Ok(Address { local: local.into(), domain })
    }
}

impl Address {
    /// An address as people type and paste it: also out of `Shop <no-reply@example.co.kr>` and of a `mailto:` link. Of what
    /// goes on over a line end nothing is taken.
    pub fn typed(given: &str) -> Result<Address, BadName> {
        let text = given.trim();
        let link = text.get(..7).filter(|head| head.eq_ignore_ascii_case("mailto:"));
        let inner = match link {
            Some(head) => text[head.len()..].split('?').next(),
            None => text.strip_suffix('>').and_then(|text| text.split_once('<')).map(|(_, address)| address),
        };
        match inner.filter(|_| !text.contains(char::is_control)) {
            Some(address) => address.parse().map_err(|bad: BadName| BadName { given: quoted(given), ..bad }),
            None => given.parse(),
        }
    }

    /// What stands before the `@`.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// What stands behind it.
    pub fn domain(&self) -> &Domain {
        &self.domain
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl TryFrom<String> for Address {
    type Error = BadName;
    fn try_from(text: String) -> Result<Self, BadName> {
        text.parse()
    }
}

impl From<Address> for String {
    fn from(it: Address) -> String {
        it.to_string()
    }
}

/// Kept for examples, tests and this machine (RFC 2606, 6761, 6762): such a domain cannot be verified.
pub fn is_reserved(domain: &Domain) -> bool {
    ["example.com", "example.net", "example.org", "example", "test", "invalid", "localhost", "local"].into_iter().any(
        |reserved| domain.as_str().strip_suffix(reserved).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')),
    )
}

/// Mailboxes at these domains belong to a mail provider: good for a test, never for an app.
pub fn is_public_mailbox(domain: &Domain) -> bool {
    const PUBLIC: &[&str] = &[
        "gmail.com",
        "googlemail.com",
        "naver.com",
        "daum.net",
        "hanmail.net",
        "kakao.com",
        "nate.com",
        "outlook.com",
        "outlook.kr",
        "hotmail.com",
        "live.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "yahoo.com",
        "yahoo.co.kr",
        "korea.com",
        "dreamwiz.com",
        "empas.com",
        "proton.me",
        "protonmail.com",
        "aol.com",
    ];
    PUBLIC.contains(&domain.as_str())
}

/// The name of an IAM user: 1 to 64 of letters, digits and `+=,.@_-`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserName(String);
text_type!(UserName);

impl FromStr for UserName {
    type Err = BadName;
    fn from_str(given: &str) -> Result<Self, BadName> {
        let text = tidy(NameOf::UserName, given)?;
        let allowed = |c: &char| c.is_ascii_alphanumeric() || "+=,.@_-".contains(*c);
        if let Some(c) = text.chars().find(|c| !allowed(c)) {
            return Err(NameOf::UserName.refuses(given, Why::Character(c)));
        }
        if text.len() > 64 {
            return Err(NameOf::UserName.refuses(given, Why::TooLong(64)));
        }
        Ok(UserName(text))
    }
}

/// The public half of an access key: 16 to 128 letters, digits and `_`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId(String);
text_type!(KeyId);

impl FromStr for KeyId {
    type Err = BadName;
    fn from_str(given: &str) -> Result<Self, BadName> {
        let text = tidy(NameOf::KeyId, given)?;
        if let Some(c) = text.chars().find(|c| !c.is_ascii_alphanumeric() && *c != '_') {
            return Err(NameOf::KeyId.refuses(given, Why::Character(c)));
        }
        match text.len() {
            0..16 => Err(NameOf::KeyId.refuses(given, Why::TooShort(16))),
            16..=128 => Ok(KeyId(text)),
            _ => Err(NameOf::KeyId.refuses(given, Why::TooLong(128))),
        }
    }
}

impl KeyId {
    /// `ASIA…`: useless without a session token.
    pub fn is_temporary(&self) -> bool {
        self.0.starts_with("ASIA")
    }
}

/// Twelve digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(String);
text_type!(AccountId);

impl FromStr for AccountId {
    type Err = BadName;
    fn from_str(given: &str) -> Result<Self, BadName> {
        let text = tidy(NameOf::AccountId, given)?.replace('-', "");
        if text.len() != 12 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NameOf::AccountId.refuses(given, Why::NotTwelveDigits));
        }
        Ok(AccountId(text))
    }
}

impl AccountId {
    /// As the console groups it: `1234-5678-9012`.
    pub fn grouped(&self) -> String {
        format!("{}-{}-{}", &self.0[0..4], &self.0[4..8], &self.0[8..12])
    }
}

/// What a name below a domain begins with, such as the `bounce` or `mail.bounce` of a MAIL FROM domain: one label or several,
/// each 1 to 63 of lower-case ASCII letters, digits and hyphens, no hyphen at either end.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Label(String);
text_type!(Label);

impl FromStr for Label {
    type Err = BadName;
    fn from_str(given: &str) -> Result<Self, BadName> {
        let text = tidy(NameOf::Label, given)?.to_ascii_lowercase();
        if let Some(c) = text.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '.')) {
            return Err(NameOf::Label.refuses(given, Why::Character(c)));
        }
        // A domain of four characters has room behind it.
        if text.len() > 248 {
            return Err(NameOf::Label.refuses(given, Why::TooLong(248)));
        }
        text.split('.').try_for_each(check_label).map_err(|why| NameOf::Label.refuses(given, why))?;
        Ok(Label(text))
    }
}

/// Which of a project's set-ups: `default`, `production`, `staging`. 1 to 32 of lower-case letters, digits and hyphens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SetupName(String);
text_type!(SetupName);

impl FromStr for SetupName {
    type Err = BadName;
    fn from_str(given: &str) -> Result<Self, BadName> {
        let text = tidy(NameOf::SetupName, given)?;
        if let Some(c) = text.chars().find(|c| !matches!(c, 'a'..='z' | '0'..='9' | '-')) {
            return Err(NameOf::SetupName.refuses(given, Why::Character(c)));
        }
        if text.len() > 32 {
            return Err(NameOf::SetupName.refuses(given, Why::TooLong(32)));
        }
        Ok(SetupName(text))
    }
}

impl SetupName {
    /// Whether it is the one that is meant where the command names no other.
    pub fn is_default(&self) -> bool {
        *self == SetupName::default()
    }
}

impl Default for SetupName {
    fn default() -> Self {
        SetupName("default".into())
    }
}

/// A web site's address: `http` or `https`, at most 1,000 characters (PutAccountDetails.WebsiteURL).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebsiteUrl(String);
text_type!(WebsiteUrl);

/// Names that are found within one machine or network only (RFC 6762, RFC 8375, ICANN's `internal`).
fn is_of_a_private_network(domain: &Domain) -> bool {
    [".local", ".internal", ".home.arpa", ".lan"].iter().any(|ending| domain.as_str().ends_with(ending))
}

impl FromStr for WebsiteUrl {
    type Err = BadName;
    fn from_str(given: &str) -> Result<Self, BadName> {
        let no = |why| NameOf::WebsiteUrl.refuses(given, why);
        let text = tidy(NameOf::WebsiteUrl, given)?;
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let host = rest.and_then(|r| r.split(['/', '?', '#', ':']).next()).filter(|host| !host.is_empty());
        let host = host.ok_or_else(|| no(Why::NotHttp))?;
        if text.chars().count() > 1000 {
            return Err(no(Why::TooLong(1000)));
        }
        // An address in brackets is one of IPv6.
        let has_no_name = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
        if has_no_name || !host.contains('.') && host.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(no(Why::NotPublic(host.into())));
        }
        let domain = host.parse::<Domain>().map_err(|_| no(Why::NotHttp))?;
        if is_reserved(&domain) || is_of_a_private_network(&domain) {
            return Err(no(Why::NotPublic(host.into())));
        }
        Ok(WebsiteUrl(text))
    }
}
