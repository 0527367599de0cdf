//! A website as it was found: whether a page answers over HTTPS, and whether that page leads to one about privacy. Asks no server,
//! and knows of a page no more than its bytes.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use http::Uri;
use memchr::memmem;
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};
use url::Url;

use crate::terms::{Domain, WebsiteUrl};

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
    /// A check whether a person asks, which only a browser passes.
    Challenged,
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
    /// Only to one of another site, as the notice of a reCAPTCHA does.
    Elsewhere(String),
    /// Something says so that only a script follows.
    ByScript,
    /// Nothing does, and what a browser shows is drawn by a script, a frame or another page.
    Drawn,
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

/// Where a page that was found at this address leads that is about privacy. What a script would add to it is not seen.
pub fn privacy_page(at: &Uri, page: &[u8], is_whole: bool) -> PrivacyPage {
    let mut found = Found { at: Url::parse(&at.to_string()).ok(), ..Found::default() };
    found.read(page);
    match found {
        Found { own: Some(link), .. } => PrivacyPage::Linked(link),
        Found { by_script: true, .. } => PrivacyPage::ByScript,
        Found { elsewhere: Some(link), .. } => PrivacyPage::Elsewhere(link),
        Found { .. } if !is_whole => PrivacyPage::NotReadWhole,
        Found { links, is_drawn, .. } if is_drawn || links == 0 => PrivacyPage::Drawn,
        Found { .. } => PrivacyPage::NotLinked,
    }
}

/// What a page says of privacy.
#[derive(Default)]
struct Found {
    at: Option<Url>,
    own: Option<String>,
    elsewhere: Option<String>,
    by_script: bool,
    /// All links, whatever they are about.
    links: usize,
    is_drawn: bool,
}

/// A link that is open: where it leads, if anywhere, and what it says so far.
struct OpenLink {
    href: Option<Vec<u8>>,
    says: Vec<u8>,
}

impl Found {
    fn read(&mut self, page: &[u8]) {
        let mut emitter = DefaultEmitter::<()>::default();
        // What is inside a script or a style is no link.
        emitter.naively_switch_states(true);
        let mut open: Option<OpenLink> = None;
        for Ok(token) in Tokenizer::new_with_emitter(page, emitter) {
            match token {
                Token::String(text) => {
                    if let Some(link) = &mut open {
                        link.says.extend_from_slice(&text);
                    }
                }
                Token::StartTag(tag) => {
                    let said = |name: &[u8]| tag.attributes.get(name).map(|value| value.trim_ascii().to_vec());
                    // What a picture shows, and what is read aloud in its place.
                    let mut named: Vec<u8> = [b"alt".as_slice(), b"aria-label", b"title"]
                        .iter()
                        .filter_map(|it| said(it))
                        .flatten()
                        .collect();
                    match &tag.name[..] {
                        b"a" | b"button" => {
                            open.take().into_iter().for_each(|link| self.take(link));
                            let href = said(b"href");
                            open = Some(OpenLink { href, says: named });
                        }
                        b"area" => self.take(OpenLink { href: said(b"href"), says: named }),
                        b"frame" | b"frameset" => self.is_drawn = true,
                        b"meta" => {
                            let what = said(b"http-equiv").unwrap_or_default();
                            self.is_drawn |= what.eq_ignore_ascii_case(b"refresh");
                        }
                        _ => {
                            self.is_drawn |= said(b"data-page").is_some();
                            if let Some(link) = &mut open {
                                link.says.append(&mut named);
                            }
                        }
                    }
                }
                Token::EndTag(tag) if tag.name == b"a" || tag.name == b"button" => {
                    open.take().into_iter().for_each(|link| self.take(link));
                }
                Token::EndTag(_) | Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        open.into_iter().for_each(|link| self.take(link));
    }

    fn take(&mut self, OpenLink { href, says }: OpenLink) {
        let href = href.unwrap_or_default();
        let low_href = href.to_ascii_lowercase();
        // Neither a page nor what a script follows.
        if [b"mailto:".as_slice(), b"tel:", b"sms:"].iter().any(|scheme| low_href.starts_with(scheme)) {
            return;
        }
        let leads = !href.is_empty() && !href.starts_with(b"#") && !low_href.starts_with(b"javascript:");
        self.links += usize::from(leads);
        let says = without_blanks(&says.to_ascii_lowercase());
        let has = |word: &&[u8]| memmem::find(&says, word).is_some() || memmem::find(&low_href, word).is_some();
        if !SAYS_PRIVACY.iter().any(has) {
            return;
        }
        let shown: String = percent_encode(&href, SHOWN).to_string().chars().take(LONGEST).collect();
        match leads {
            false => self.by_script = true,
            true if self.is_of_another_site(&href) => drop(self.elsewhere.get_or_insert(shown)),
            true => drop(self.own.get_or_insert(shown)),
        }
    }

    /// Whether a link leads to a host of another owner.
    fn is_of_another_site(&self, href: &[u8]) -> bool {
        let Some(at) = &self.at else { return false };
        let Ok(to) = at.join(&String::from_utf8_lossy(href)) else { return false };
        let owned = |url: &Url| url.domain()?.parse::<Domain>().ok()?.ancestry().last();
        match (owned(at), owned(&to)) {
            (Some(here), Some(there)) => here != there,
            (None, _) | (_, None) => at.host_str() != to.host_str(),
        }
    }
}

/// Blanks stand within such words as their author likes, those that break no line too.
fn without_blanks(text: &[u8]) -> Vec<u8> {
    let (mut packed, mut rest) = (Vec::with_capacity(text.len()), text);
    while let [first, more @ ..] = rest {
        if let Some(more) = rest.strip_prefix(b"\xc2\xa0") {
            rest = more;
            continue;
        }
        packed.extend((!first.is_ascii_whitespace()).then_some(*first));
        rest = more;
    }
    packed
}

/// The address of a website as HTTP names it: a host in Hangul has another name there.
pub fn asked_for(website: &WebsiteUrl) -> Option<Uri> {
    spoken_to(Url::parse(website.as_str()).ok()?)
}

/// The address that a page leads to, from where it was found; `None` where it is not an address of HTTP.
pub fn led_to(from: &Uri, location: &str) -> Option<Uri> {
    spoken_to(Url::parse(&from.to_string()).ok()?.join(location).ok()?)
}

fn spoken_to(mut url: Url) -> Option<Uri> {
    url.set_fragment(None);
    let names_nobody = url.username().is_empty() && url.password().is_none();
    (matches!(url.scheme(), "http" | "https") && names_nobody).then(|| url.as_str().parse().ok())?
}
