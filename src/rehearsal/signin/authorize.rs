//! The browser's side: the request for a page, the answer on it, and the way back. Knows no token.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use http::{Request, Response, StatusCode, Uri};

use super::{
    super::{call::Arrival, form::FormFields, scenario::Consent, state::State, turn::may},
    AUTHORIZE, CONFIRMATION, OTHER_DEVICE, SAME_DEVICE,
    desk::HandedCode,
    host_of, page, resource,
};
use crate::terms::Timestamp;

/// The page, the answer on it, or the text for another device; none where the request is for something else.
pub fn pages(state: &mut State, now: Timestamp, request: &Request<Bytes>, way: Arrival) -> Option<Response<Bytes>> {
    let path = request.uri().path();
    if path != AUTHORIZE && path != CONFIRMATION {
        return None;
    }
    let query = request.uri().query().unwrap_or_default();
    let (host, region) = host_of(request, way);
    Some(match (request.method().as_str(), path) {
        ("GET", AUTHORIZE) => match Wanted::read(state, query, &host, region) {
            Ok(wanted) => {
                let arn = state.arn_of(&state.person());
                page::consent(&wanted.client, &arn, &format!("{AUTHORIZE}?{query}"))
            }
            Err(NoPage { status, why }) => page::refused(status, &why),
        },
        ("POST", AUTHORIZE) => match Wanted::read(state, query, &host, region) {
            Ok(wanted) => match FormFields::read(request.body()).get("decision") {
                Some("allow") => page::away(&wanted.allow(state, now)),
                Some(_) | None => page::away(&wanted.deny()),
            },
            Err(NoPage { status, why }) => page::refused(status, &why),
        },
        ("GET", _) => {
            let fields = FormFields::read(query.as_bytes());
            match (fields.get("state"), fields.get("code")) {
                (Some(state), Some(code)) => page::confirmation(&STANDARD.encode(format!("state={state}&code={code}"))),
                (Some(_) | None, _) => {
                    let why = fields.get("error").unwrap_or("there is no code in this address");
                    page::refused(StatusCode::BAD_REQUEST, why)
                }
            }
        }
        (_, _) => page::refused(StatusCode::METHOD_NOT_ALLOWED, "pages are read with GET"),
    })
}

/// A person at the browser of a story, who was shown this address; what they decide comes later.
pub fn ask_a_person(state: &mut State, now: Timestamp, link: &str) {
    let Ok(uri) = link.parse::<Uri>() else { return };
    let host = format!("https://{}", uri.authority().map(ToString::to_string).unwrap_or_default());
    let region = host.trim_start_matches("https://").split_once(".signin.").map(|(region, _)| region.to_owned());
    if uri.path() != AUTHORIZE {
        return;
    }
    // An address that leads nowhere shows a page, from which the browser does not come back.
    let Ok(wanted) = Wanted::read(state, uri.query().unwrap_or_default(), &host, region) else { return };
    let story = state.scenario.browser.clone();
    let to = match story.decides {
        Consent::Allow => wanted.allow(state, now + story.after.signed()),
        Consent::Deny => wanted.deny(),
        Consent::Never => return,
    };
    state.signin.returning.push((now + story.after.signed(), to));
}

/// The query with which a browser has come back to this address by now.
pub fn come_back(state: &mut State, now: Timestamp, address: &str) -> Option<String> {
    let arrived = |(at, to): &(Timestamp, String)| {
        *at <= now && to.strip_prefix(address).is_some_and(|rest| rest.starts_with('?'))
    };
    let at = state.signin.returning.iter().position(arrived)?;
    let (_, to) = state.signin.returning.remove(at);
    to.split_once('?').map(|(_, query)| query.to_owned())
}

/// Why there is no page to answer on.
struct NoPage {
    status: StatusCode,
    why: String,
}

/// A request for the page that is as it must be.
struct Wanted {
    client: String,
    redirect: String,
    state: String,
    challenge: String,
    region: Option<String>,
}

impl Wanted {
    fn read(state: &State, query: &str, host: &str, region: Option<String>) -> Result<Wanted, NoPage> {
        let fields = FormFields::read(query.as_bytes());
        let field = |name: &str| fields.get(name).unwrap_or_default().to_owned();
        let bad = |why: &str| Err(NoPage { status: StatusCode::BAD_REQUEST, why: why.to_owned() });
        let (client, redirect, challenge) = (field("client_id"), field("redirect_uri"), field("code_challenge"));
        for (name, wanted) in [("response_type", "code"), ("code_challenge_method", "SHA-256"), ("scope", "openid")] {
            if field(name) != wanted {
                return bad(&format!("{name} must be {wanted}"));
            }
        }
        if !(43..=128).contains(&challenge.len()) || !challenge.bytes().all(is_of_base64url) {
            return bad("code_challenge must be 43 to 128 letters of base64url");
        }
        if field("state").is_empty() {
            return bad("state is missing");
        }
        let leads_back = match client.as_str() {
            SAME_DEVICE => is_loopback_callback(&redirect),
            OTHER_DEVICE => redirect == format!("{host}{CONFIRMATION}"),
            other => return bad(&format!("there is no client {other}")),
        };
        if !leads_back {
            return bad("redirect_uri is not one of this client's");
        }
        let person = state.person();
        if let Err(why) =
            may(state, &person, "signin:AuthorizeOAuth2Access", &resource(state, &client, region.as_deref()))
        {
            return Err(NoPage { status: StatusCode::FORBIDDEN, why });
        }
        Ok(Wanted { client, redirect, state: field("state"), challenge, region })
    }

    fn allow(self, state: &mut State, now: Timestamp) -> String {
        let number = state.count("sign-in code");
        let code = state.chance.sign_in_code(number);
        let handed = HandedCode {
            client: self.client,
            redirect: self.redirect.clone(),
            challenge: self.challenge,
            given: now,
            owner: state.person(),
            region: self.region,
            used: false,
        };
        state.signin.codes.insert(code.clone(), handed);
        back(&self.redirect, &[("code", &code), ("state", &self.state)])
    }

    fn deny(self) -> String {
        back(&self.redirect, &[("error", "access_denied"), ("state", &self.state)])
    }
}

fn back(redirect: &str, fields: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(fields);
    format!("{redirect}?{}", query.finish())
}

/// `http://127.0.0.1:PORT/oauth/callback`
fn is_loopback_callback(redirect: &str) -> bool {
    let port = redirect.strip_prefix("http://127.0.0.1:").and_then(|rest| rest.strip_suffix("/oauth/callback"));
    port.is_some_and(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
}

fn is_of_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}
