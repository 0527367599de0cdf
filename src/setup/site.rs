//! A website as it was found: whether a page answers over HTTPS, and whether that page leads to one about privacy. Asks nobody,
//! and knows of a page no more than its bytes.

use http::Uri;
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};

use crate::terms::WebsiteUrl;

/// What came of looking at a website.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteLook {
    /// The address that was asked for.
    pub website: WebsiteUrl,
    /// What was there.
    pub found: SiteFound,
}

/// What was there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SiteFound {
    /// A page, over HTTPS.
    Answers { privacy: PrivacyPage },
    /// A page that is not over HTTPS, at this address.
    WithoutHttps { at: String },
    /// An error, by HTTP's number.
    Status(u16),
    /// One address leads to the next without an end.
    TooManyTurns,
    /// It leads to a host that only one network reaches.
    Private { host: String },
    /// Nothing answered here, and why.
    Silent { why: String },
}

/// Whether a page leads to one about privacy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivacyPage {
    /// It does, with this link.
    Linked(String),
    /// It has no such link.
    NotLinked,
    /// As far as it was read it has none.
    NotReadWhole,
}

/// How a link says that it is about privacy: in English, in Korean, and in Korean as EUC-KR writes it.
const SAYS_PRIVACY: [&[u8]; 3] = [b"privacy", "개인정보".as_bytes(), b"\xb0\xb3\xc0\xce\xc1\xa4\xba\xb8"];

/// What a link may not hold as it is shown.
const SHOWN: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>');

/// The longest link that is shown.
const LONGEST: usize = 120;

/// Where a page leads that is about privacy. What a script would add to it is not seen.
pub fn privacy_page(page: &[u8], is_whole: bool) -> PrivacyPage {
    match link_about_privacy(page) {
        Some(link) => PrivacyPage::Linked(link),
        None if is_whole => PrivacyPage::NotLinked,
        None => PrivacyPage::NotReadWhole,
    }
}

fn link_about_privacy(page: &[u8]) -> Option<String> {
    let low = page.to_ascii_lowercase();
    let mut at = 0;
    while let Some(found) = find(&low[at..], b"<") {
        let start = at + found;
        let rest = &low[start..];
        // Neither a comment nor a script is a link.
        let behind = [(&b"<!--"[..], &b"-->"[..]), (b"<script", b"</script"), (b"<style", b"</style")];
        if let Some((_, end)) = behind.into_iter().find(|(begin, _)| rest.starts_with(begin)) {
            at = start + find(rest, end)? + end.len();
            continue;
        }
        at = start + 1;
        if !rest.starts_with(b"<a") || !rest.get(2).is_some_and(u8::is_ascii_whitespace) {
            continue;
        }
        let Some(open) = find(rest, b">") else { break };
        let Some(href) = href(&page[start..start + open]) else { continue };
        let inside = &rest[open..];
        let inside = &inside[..find(inside, b"</a").unwrap_or(0)];
        let low_href = href.to_ascii_lowercase();
        let says = |word: &&[u8]| find(inside, word).is_some() || find(&low_href, word).is_some();
        let leads = !href.is_empty() && !href.starts_with(b"#") && !low_href.starts_with(b"javascript:");
        if leads && SAYS_PRIVACY.iter().any(says) {
            return Some(percent_encode(href, SHOWN).to_string().chars().take(LONGEST).collect());
        }
    }
    None
}

/// The value of `href` in the inside of a tag.
fn href(tag: &[u8]) -> Option<&[u8]> {
    let low = tag.to_ascii_lowercase();
    let mut from = 0;
    loop {
        let at = from + find(&low[from..], b"href")?;
        from = at + 4;
        // Of `data-href` it is only the end.
        if !low[at - 1].is_ascii_whitespace() {
            continue;
        }
        let Some(value) = tag[from..].trim_ascii_start().strip_prefix(b"=") else { continue };
        let value = value.trim_ascii_start();
        let quote = *value.first()?;
        let (value, end) = if matches!(quote, b'"' | b'\'') {
            (&value[1..], value[1..].iter().position(|byte| *byte == quote))
        } else {
            (value, value.iter().position(u8::is_ascii_whitespace))
        };
        return Some(value[..end.unwrap_or(value.len())].trim_ascii());
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|part| part == what)
}

/// The address that a page leads to, from where it was found; `None` where it is none that HTTP knows.
pub fn led_to(from: &Uri, location: &str) -> Option<Uri> {
    let location = location.trim().split('#').next().unwrap_or_default();
    let (scheme, authority) = (from.scheme_str()?, from.authority()?);
    let scheme_ends = location.find("://");
    let has_a_scheme = scheme_ends.is_some_and(|at| location[..at].bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let whole = if has_a_scheme {
        location.to_owned()
    } else if location.starts_with("//") {
        format!("{scheme}:{location}")
    } else if location.starts_with('/') {
        format!("{scheme}://{authority}{location}")
    } else if location.is_empty() || location.starts_with('?') {
        format!("{scheme}://{authority}{}{location}", from.path())
    } else {
        let folder = from.path().rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{scheme}://{authority}{folder}/{location}")
    };
    let led: Uri = whole.parse().ok()?;
    let speaks_http = matches!(led.scheme_str(), Some("http" | "https"));
    (speaks_http && led.authority().is_some_and(|it| !it.as_str().contains('@'))).then_some(led)
}
