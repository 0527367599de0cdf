//! One look at a website, as a reviewer of AWS's would open it: a page, and where it leads. Made only where the operator asks for
//! it, and never twice by itself. Knows no request for production access.

use http::Uri;

use super::{
    Ports,
    ports::{NoWebPage, WebPage},
};
use crate::{
    setup::{Facts, SiteFound, SiteLook, asked_for, led_to, privacy_page},
    terms::{WebsiteUrl, is_public_host},
};

/// So many times one address may lead to the next.
pub const TURNS: usize = 4;

/// Looks at a website once.
pub async fn look_at_site(ports: &Ports, website: &WebsiteUrl) -> Facts {
    let found = look(ports, website).await;
    Facts { site: Some(SiteLook { website: website.clone(), found }), ..Facts::default() }
}

async fn look(ports: &Ports, website: &WebsiteUrl) -> SiteFound {
    let Some(mut url) = asked_for(website) else {
        return SiteFound::Silent { why: "it is no address that can be asked for".into() };
    };
    for _ in 0..=TURNS {
        let host = url.host().unwrap_or_default();
        if !is_public_host(host) {
            return SiteFound::Private { host: host.to_owned() };
        }
        let page = match ports.web.get(&url).await {
            Ok(page) => page,
            Err(NoWebPage::Private(host)) => return SiteFound::Private { host },
            Err(NoWebPage::Silent(why)) => return SiteFound::Silent { why },
        };
        match leads(&url, &page) {
            Some(next) => url = next,
            None => return read(&url, &page),
        }
    }
    SiteFound::TooManyTurns
}

fn leads(from: &Uri, page: &WebPage) -> Option<Uri> {
    let turns = matches!(page.status, 301 | 302 | 303 | 307 | 308);
    led_to(from, page.leads_to.as_deref().filter(|_| turns)?)
}

fn read(url: &Uri, page: &WebPage) -> SiteFound {
    if page.is_challenge {
        return SiteFound::Challenged;
    }
    if !(200..300).contains(&page.status) {
        return SiteFound::Status(page.status);
    }
    match url.scheme_str() {
        Some("https") => SiteFound::Answers { privacy: privacy_page(url, &page.body, page.is_whole) },
        Some(_) | None => SiteFound::WithoutHttps { at: url.to_string() },
    }
}
