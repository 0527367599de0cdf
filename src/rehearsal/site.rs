//! The operator's website: what a browser would be answered, whatever its name. Knows neither the product nor what is looked for
//! on a page.

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response, StatusCode, Uri, header};

use super::{
    call::{Arrival, CallEffect},
    scenario::SiteStory,
    state::{LoggedRequest, State},
    world::World,
};
use crate::{
    engine::ports::{NoWebPage, Web, WebPage},
    terms::is_public_host,
};

impl World {
    /// The engine's port to websites, in this world.
    pub fn web(&self) -> Arc<dyn Web> {
        Arc::new(WorldWeb(self.clone()))
    }
}

#[derive(Debug, Clone)]
struct WorldWeb(World);

#[async_trait]
impl Web for WorldWeb {
    async fn get(&self, url: &Uri) -> Result<WebPage, NoWebPage> {
        let silent = |why: &str| NoWebPage::Silent(why.to_owned());
        let path = url.path_and_query().map_or("/", |path| path.as_str());
        let request = Request::get(path)
            .header(header::HOST, url.host().unwrap_or_default())
            .header("x-forwarded-proto", url.scheme_str().unwrap_or("https"))
            .body(Bytes::new())
            .map_err(|bad| silent(&bad.to_string()))?;
        match self.0.with(|state, _| page(state, &request, Arrival::Served)) {
            None => Err(silent("no host of this world has that name")),
            Some(None) => Err(silent("Connection refused (os error 111)")),
            Some(Some(response)) => Ok(WebPage {
                status: response.status().as_u16(),
                leads_to: response.headers().get(header::LOCATION).and_then(|it| it.to_str().ok()).map(str::to_owned),
                body: response.body().to_vec(),
                is_whole: true,
                is_challenge: false,
            }),
        }
    }
}

/// What the website answers: nothing where it is down. `None` where the request is to no website: AWS's own pages are reached
/// in the process by the SDK, and over a port by a name of this machine.
pub fn page(state: &mut State, request: &Request<Bytes>, way: Arrival) -> Option<Option<Response<Bytes>>> {
    let text = |name| request.headers().get(name).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let host = text("host").split(':').next().unwrap_or_default().to_owned();
    let is_secured = text("x-forwarded-proto") != "http";
    let is_signed = request.headers().contains_key(header::AUTHORIZATION);
    if matches!(way, Arrival::InProcess) || request.method() != "GET" || is_signed || !is_public_host(&host) {
        return None;
    }
    let number = state.count("request");
    let story = state.scenario.site.clone();
    let answered = answered(&story, &host, is_secured, request.uri().path());
    state.requests.push(LoggedRequest {
        service: None,
        operation: format!("GET {}", request.uri().path()),
        region: None,
        key_id: None,
        status: answered.as_ref().map(|response| response.status().as_u16()),
        code: None,
        subject: host,
        effect: CallEffect::Reads,
        number,
    });
    Some(answered)
}

fn answered(story: &SiteStory, host: &str, is_secured: bool, path: &str) -> Option<Response<Bytes>> {
    if story.down || is_secured && !story.https {
        return None;
    }
    if let Some(to) = &story.leads_to {
        return Some(moved(StatusCode::FOUND, to));
    }
    if story.https && !is_secured {
        return Some(moved(StatusCode::MOVED_PERMANENTLY, &format!("https://{host}{path}")));
    }
    let status = StatusCode::from_u16(story.status).unwrap_or(StatusCode::OK);
    let privacy = if story.privacy { "<p><a href=\"/privacy\">개인정보 처리방침</a></p>" } else { "" };
    let page = format!(
        "<!doctype html><html lang=\"ko\"><head><meta charset=\"utf-8\"><title>{host}</title></head>\
         <body><h1>{host}</h1><p><a href=\"/terms\">이용약관</a></p>{privacy}</body></html>"
    );
    let mut response = Response::new(Bytes::from(page));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, header::HeaderValue::from_static("text/html; charset=utf-8"));
    Some(response)
}

fn moved(status: StatusCode, to: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::new());
    *response.status_mut() = status;
    if let Ok(to) = to.parse() {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}
