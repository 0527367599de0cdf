//! A website as it was found: whether a page answers over HTTPS, and whether that page leads to one about privacy. Asks nobody,
//! and knows of a page no more than its bytes.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use http::Uri;
use memchr::memmem;
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};
use url::Url;

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
    let mut emitter = DefaultEmitter::<()>::default();
    // What is inside a script or a style is no link.
    emitter.naively_switch_states(true);
    // The link that is open: where it leads, and what it says so far.
    let mut open: Option<(Vec<u8>, Vec<u8>)> = None;
    for Ok(token) in Tokenizer::new_with_emitter(page, emitter) {
        match token {
            Token::String(text) => {
                if let Some((_, says)) = &mut open {
                    says.extend_from_slice(&text);
                }
            }
            Token::StartTag(tag) if tag.name == b"a" => {
                if let Some(found) = open.take().and_then(about_privacy) {
                    return Some(found);
                }
                open = tag.attributes.get(&b"href"[..]).map(|href| (href.trim_ascii().to_vec(), Vec::new()));
            }
            Token::EndTag(tag) if tag.name == b"a" => {
                if let Some(found) = open.take().and_then(about_privacy) {
                    return Some(found);
                }
            }
            Token::StartTag(_) | Token::EndTag(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    open.and_then(about_privacy)
}

fn about_privacy((href, says): (Vec<u8>, Vec<u8>)) -> Option<String> {
    let (low_href, says) = (href.to_ascii_lowercase(), says.to_ascii_lowercase());
    let leads = !href.is_empty() && !href.starts_with(b"#") && !low_href.starts_with(b"javascript:");
    let has = |word: &&[u8]| memmem::find(&says, word).is_some() || memmem::find(&low_href, word).is_some();
    let is_found = leads && SAYS_PRIVACY.iter().any(has);
    is_found.then(|| percent_encode(&href, SHOWN).to_string().chars().take(LONGEST).collect())
}

/// The address of a website as HTTP names it: a host in Hangul has another name there.
pub fn asked_for(website: &WebsiteUrl) -> Option<Uri> {
    spoken_to(Url::parse(website.as_str()).ok()?)
}

/// The address that a page leads to, from where it was found; `None` where it is none that HTTP knows.
pub fn led_to(from: &Uri, location: &str) -> Option<Uri> {
    spoken_to(Url::parse(&from.to_string()).ok()?.join(location).ok()?)
}

fn spoken_to(mut url: Url) -> Option<Uri> {
    url.set_fragment(None);
    let names_nobody = url.username().is_empty() && url.password().is_none();
    (matches!(url.scheme(), "http" | "https") && names_nobody).then(|| url.as_str().parse().ok())?
}
