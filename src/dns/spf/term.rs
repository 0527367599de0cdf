//! One term of an SPF record, by the grammar of RFC 7208, section 12. Knows no record, and no domain.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A term as it is written, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As it is written.
    pub text: String,
    /// What it is.
    pub kind: TermKind,
}

/// What a term is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TermKind {
    /// It matches a sender or does not.
    Mechanism(Qualifier, Mechanism),
    /// `redirect=`: another name's record decides where nothing matched.
    Redirect(String),
    /// `exp=`: the name of a text for the refused.
    Explanation,
    /// A modifier that receivers pass over.
    Other,
}

/// What a match means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Qualifier {
    /// `+`, or nothing.
    Pass,
    /// `-`.
    Fail,
    /// `~`.
    SoftFail,
    /// `?`.
    Neutral,
}

/// What is matched. A missing name is the record's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mechanism {
    /// Every sender.
    All,
    /// Those that pass another name's record.
    Include(String),
    /// The addresses of a name, as wide as the two prefixes say (IPv4, IPv6).
    A(Option<String>, u8, u8),
    /// The addresses of its mail servers.
    Mx(Option<String>, u8, u8),
    /// Those whose address leads back to the name.
    Ptr(Option<String>),
    /// A range of addresses.
    Ip(IpRange),
    /// Everyone, where the name has an address.
    Exists(String),
}

/// An address, and how many of its bits count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IpRange {
    /// Any address in it.
    pub address: IpAddr,
    /// From 0 to 32, or to 128.
    pub prefix: u8,
}

impl Term {
    /// `None` where it is not one, which voids the record that it stands in.
    pub fn read(text: &str) -> Option<Term> {
        let kind = match text.find([':', '/', '=']) {
            Some(at) if text.as_bytes()[at] == b'=' => modifier(&text[..at], &text[at + 1..])?,
            at => {
                let (qualifier, rest) = Qualifier::before(text);
                let name = &rest[..at.map_or(rest.len(), |at| at - (text.len() - rest.len()))];
                TermKind::Mechanism(qualifier, mechanism(name, &rest[name.len()..])?)
            }
        };
        Some(Term { text: text.into(), kind })
    }
}

impl Term {
    /// The name of a modifier, in small letters.
    pub(super) fn modifier(&self) -> Option<String> {
        match self.kind {
            TermKind::Redirect(_) | TermKind::Explanation | TermKind::Other => {
                Some(self.text.split('=').next().unwrap_or_default().to_ascii_lowercase())
            }
            TermKind::Mechanism(..) => None,
        }
    }

    /// Whether every receiver knows it: some take the name of a modifier in small letters alone.
    pub(super) fn is_known_to_all(&self) -> bool {
        let name = self.modifier();
        name.is_none_or(|name| self.text.starts_with(&name))
    }

    /// Whether a macro in it keeps no label at all, as in `%{d0}`.
    pub(super) fn takes_no_labels(&self) -> bool {
        self.text.split("%{").skip(1).any(|macro_text| {
            let digits: String = macro_text.chars().skip(1).take_while(char::is_ascii_digit).collect();
            digits.parse() == Ok(0)
        })
    }

    /// The range of addresses that it passes, where it is one.
    pub(super) fn passed_range(&self) -> Option<IpRange> {
        match &self.kind {
            TermKind::Mechanism(Qualifier::Pass, Mechanism::Ip(range)) => Some(*range),
            TermKind::Mechanism(..) | TermKind::Redirect(_) | TermKind::Explanation | TermKind::Other => None,
        }
    }
}

impl Qualifier {
    fn before(text: &str) -> (Qualifier, &str) {
        let signs =
            [('+', Qualifier::Pass), ('-', Qualifier::Fail), ('~', Qualifier::SoftFail), ('?', Qualifier::Neutral)];
        let found = signs.into_iter().find_map(|(sign, it)| Some((it, text.strip_prefix(sign)?)));
        found.unwrap_or((Qualifier::Pass, text))
    }
}

impl IpRange {
    /// Whether the address lies in it.
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(it)) => {
                (u32::from(own) ^ u32::from(it)).checked_shr(32 - u32::from(self.prefix)).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(it)) => {
                (u128::from(own) ^ u128::from(it)).checked_shr(128 - u32::from(self.prefix)).unwrap_or(0) == 0
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }

    /// Its first and its last address.
    pub fn ends(&self) -> [IpAddr; 2] {
        match self.address {
            IpAddr::V4(own) => {
                let rest = u32::MAX.checked_shr(self.prefix.into()).unwrap_or(0);
                [u32::from(own) & !rest, u32::from(own) | rest].map(|it| Ipv4Addr::from(it).into())
            }
            IpAddr::V6(own) => {
                let rest = u128::MAX.checked_shr(self.prefix.into()).unwrap_or(0);
                [u128::from(own) & !rest, u128::from(own) | rest].map(|it| Ipv6Addr::from(it).into())
            }
        }
    }
}

fn modifier(name: &str, value: &str) -> Option<TermKind> {
    let mut letters = name.bytes();
    let named = letters.next().is_some_and(|it| it.is_ascii_alphabetic())
        && letters.all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.'));
    match name.to_ascii_lowercase().as_str() {
        _ if !named => None,
        "redirect" => domain_spec(value, Letters::OfMail).map(TermKind::Redirect),
        "exp" => domain_spec(value, Letters::OfMail).map(|_| TermKind::Explanation),
        _ => is_macro_string(value, Letters::All).then_some(TermKind::Other),
    }
}

/// The part behind the name still has its `:` or `/`.
fn mechanism(name: &str, rest: &str) -> Option<Mechanism> {
    let value = rest.strip_prefix(':');
    match name.to_ascii_lowercase().as_str() {
        "all" => rest.is_empty().then_some(Mechanism::All),
        "include" => domain_spec(value?, Letters::OfMail).map(Mechanism::Include),
        "exists" => domain_spec(value?, Letters::OfMail).map(Mechanism::Exists),
        "ptr" if rest.is_empty() => Some(Mechanism::Ptr(None)),
        "ptr" => domain_spec(value?, Letters::OfMail).map(|name| Mechanism::Ptr(Some(name))),
        "a" => addresses(rest).map(|(name, v4, v6)| Mechanism::A(name, v4, v6)),
        "mx" => addresses(rest).map(|(name, v4, v6)| Mechanism::Mx(name, v4, v6)),
        "ip4" => range(value?, 32, |text| four(text).map(IpAddr::V4)).map(Mechanism::Ip),
        "ip6" => range(value?, 128, |text| text.parse().ok().map(IpAddr::V6)).map(Mechanism::Ip),
        _ => None,
    }
}

/// `:name/24//64`, each part or none.
fn addresses(rest: &str) -> Option<(Option<String>, u8, u8)> {
    let (rest, v6) = match rest.rsplit_once("//") {
        Some((before, digits)) => (before, prefix(digits, 128)?),
        None => (rest, 128),
    };
    let (rest, v4) = match rest.rsplit_once('/') {
        // A slash may belong to a macro: `%{d/}`.
        Some((before, digits)) if !digits.contains('}') => (before, prefix(digits, 32)?),
        Some(_) | None => (rest, 32),
    };
    match rest.strip_prefix(':') {
        Some(name) => Some((Some(domain_spec(name, Letters::OfMail)?), v4, v6)),
        None => rest.is_empty().then_some((None, v4, v6)),
    }
}

fn range(text: &str, most: u8, address: fn(&str) -> Option<IpAddr>) -> Option<IpRange> {
    let (text, prefix) = match text.split_once('/') {
        Some((text, digits)) => (text, prefix(digits, most)?),
        None => (text, most),
    };
    Some(IpRange { address: address(text)?, prefix })
}

/// Four numbers without a leading zero.
fn four(text: &str) -> Option<Ipv4Addr> {
    let address: Ipv4Addr = text.parse().ok()?;
    (address.to_string() == text).then_some(address)
}

fn prefix(digits: &str, most: u8) -> Option<u8> {
    let is_plain = digits.bytes().all(|it| it.is_ascii_digit()) && (digits.len() == 1 || !digits.starts_with('0'));
    digits.parse().ok().filter(|it| is_plain && *it <= most)
}

/// Which macro letters may stand there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Letters {
    /// Those that a message has.
    OfMail,
    /// Those of an explanation too.
    All,
}

/// A name, with macros or without: at least two labels, the last of them no number, or a macro at its end.
fn domain_spec(text: &str, letters: Letters) -> Option<String> {
    if !is_macro_string(text, letters) {
        return None;
    }
    let plain = text.strip_suffix('.').unwrap_or(text);
    let ends_in_macro = plain.ends_with('}') || ["%%", "%_", "%-"].iter().any(|it| plain.ends_with(it));
    let (before, top) = plain.rsplit_once('.').unwrap_or(("", plain));
    let is_top = !before.is_empty()
        && top.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')
        && top.bytes().any(|it| it.is_ascii_alphabetic() || it == b'-')
        && !top.starts_with('-')
        && !top.ends_with('-');
    // An empty label, or one that is too long, is no name that DNS could be asked for.
    let labels = plain.contains('%') || plain.split('.').all(|label| (1..=63).contains(&label.len()));
    (ends_in_macro || is_top && labels).then(|| text.to_ascii_lowercase())
}

/// Visible ASCII, in which every `%` begins a macro.
fn is_macro_string(text: &str, letters: Letters) -> bool {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '%' => match macro_end(rest, letters) {
                Some(end) => &rest[end..],
                None => return false,
            },
            '!'..='~' => &rest[1..],
            _ => return false,
        };
    }
    true
}

/// How long the macro is that the text begins with.
fn macro_end(text: &str, letters: Letters) -> Option<usize> {
    match text.as_bytes().get(1)? {
        b'%' | b'_' | b'-' => return Some(2),
        b'{' => {}
        _ => return None,
    }
    let end = text.find('}')?;
    let body = &text[2..end];
    let letter = body.chars().next()?.to_ascii_lowercase();
    let known = match letters {
        Letters::OfMail => "slodiphv",
        Letters::All => "slodiphvcrt",
    };
    let behind = body[1..].trim_start_matches(|it: char| it.is_ascii_digit());
    let digits = &body[1..body.len() - behind.len()];
    let delimiters = behind.strip_prefix(['r', 'R']).unwrap_or(behind);
    let counts = digits.is_empty() || digits.parse::<u32>().is_ok();
    (known.contains(letter) && counts && delimiters.chars().all(|it| ".-+,/_=".contains(it))).then_some(end + 1)
}
