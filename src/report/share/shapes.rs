//! The form of a word: an account id, a key id, a domain. Knows nothing of this user; what all users have in common
//! stands in lists here.

use crate::{
    dns::provider::{Detected, detect},
    terms::{Domain, is_public_mailbox},
};

/// Domains that do not identify the user, with all below them: those of AWS and of the sources that texts refer to.
const PUBLIC: &str = "amazonaws.com amazonaws.com.cn amazonses.com amazon.com amazonaws.cn aws laravel.com symfony.com \
     php.net getcomposer.org packagist.org github.com cloudflare.com no-color.org spamhaus.org rust-lang.org";
/// Labels that are usual before a domain.
pub const USUAL_LABELS: &str = "www mail email mx mx1 mx2 smtp imap pop bounce bounces send sender news notify app api web shop blog \
     dev test stage staging prod ns ns1 ns2 dkim spf";
/// Names that are usual, and that are also words in Sesame's own sentences.
pub const COMMON_NAMES: &str =
    "app default example key laravel local localhost mail production root server sesame staging test";
/// Public resolvers, and addresses of this machine.
pub const PUBLIC_ADDRESSES: &str = "1.1.1.1 1.0.0.1 8.8.8.8 8.8.4.4 9.9.9.9 127.0.0.1 0.0.0.0 169.254.169.254";

/// Whether a word is in a list.
pub fn is_one_of(list: &str, word: &str) -> bool {
    list.split(' ').any(|listed| listed == word)
}

/// Whether a character is part of a word. ASCII only: a Korean particle follows a name directly.
pub fn is_of_a_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._@+%-".contains(c)
}

/// The account id in a word: twelve digits, or three groups of four.
pub fn account_in(word: &str) -> Option<String> {
    let digits: String = word.chars().filter(char::is_ascii_digit).collect();
    let grouped = || word.len() == 14 && word.split('-').all(|part| part.len() == 4);
    (digits.len() == 12 && (word.len() == 12 || grouped())).then_some(digits)
}

/// `AKIA…`, and the other ids of IAM.
pub fn is_a_key_id(word: &str) -> bool {
    const BEGINNINGS: [&str; 8] = ["AKIA", "ASIA", "AIDA", "AROA", "ANPA", "AGPA", "AIPA", "ABIA"];
    word.len() >= 16
        && BEGINNINGS.iter().any(|beginning| word.starts_with(beginning))
        && word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// Whether it is an IP address.
pub fn is_an_address(word: &str) -> bool {
    word.parse::<std::net::IpAddr>().is_ok()
}

/// Whether it is a DKIM token of SES: 32 letters and digits in lower case.
pub fn is_a_token(label: &str) -> bool {
    label.len() == 32 && label.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'2'..=b'7'))
}

/// Whether a name is the domain or below it.
pub fn is_below(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether a domain does not identify the user.
pub fn is_public(name: &str) -> bool {
    PUBLIC.split(' ').any(|known| is_below(name, known)) || is_public_mailbox_name(registrable(name).unwrap_or(name))
}

/// Whether it is the domain of a public mail provider: `gmail.com`.
pub fn is_public_mailbox_name(name: &str) -> bool {
    name.parse().is_ok_and(|domain: Domain| is_public_mailbox(&domain))
}

/// Whether it is a domain for examples: `example.co.kr`.
pub fn is_an_example(name: &str) -> bool {
    let base = registrable(name).unwrap_or(name);
    base.starts_with("example.") || name.rsplit('.').next() == Some("example")
}

/// Whether it is a name server of a known provider, which serves many zones.
pub fn is_a_providers(name: &str) -> bool {
    match detect(&[name.to_owned()]) {
        Detected::One(_) | Detected::Shared(_) | Detected::Split(_) => true,
        Detected::Unknown(_) => false,
    }
}

/// The registered part of a name, where its suffix is known.
pub fn registrable(name: &str) -> Option<&str> {
    let domain = psl::domain(name.as_bytes())?;
    let is_known = domain.suffix().typ().is_some();
    std::str::from_utf8(domain.as_bytes()).ok().filter(|_| is_known)
}
