//! AWS Sign-In: the page on which a console user lets a developer tool sign in, and the tokens that the tool gets for it.
//! Knows no SigV4: a code, its verifier and a proof of possession stand for one.
//!
//! ```text
//!   GET  /v1/authorize               the page, with the buttons allow and deny
//!   POST /v1/authorize               one of them was pressed: back to the tool, with a code or an error
//!   GET  /v1/sessions/confirmation   the same for a tool on another device: a text to be pasted
//!   POST /v1/token                   code or refresh token in, credentials for 15 minutes out
//! ```
//!
//! Not known of AWS and made up here: how long a code lives (5 minutes), what a refusal sends back (`access_denied`).

mod authorize;
mod desk;
mod page;
mod proof;
mod token;

use bytes::Bytes;
use http::Request;

pub use self::{
    authorize::{ask_a_person, come_back, pages},
    desk::SignInDesk,
    token::{overloaded, token},
};
use super::{account::KeyOwner, call::Arrival, state::State};

/// The page.
const AUTHORIZE: &str = "/v1/authorize";
/// Where a tool on another device lets the browser end.
const CONFIRMATION: &str = "/v1/sessions/confirmation";
/// The tokens.
pub const TOKEN: &str = "/v1/token";
/// The operation of the tokens, by AWS's name.
pub const OPERATION: &str = "CreateOAuth2Token";

/// The tools that may ask.
const SAME_DEVICE: &str = "arn:aws:signin:::devtools/same-device";
const OTHER_DEVICE: &str = "arn:aws:signin:::devtools/cross-device";

/// `https://us-east-1.signin.aws.amazon.com`, or the loopback port; and the region in it.
fn host_of(request: &Request<Bytes>, way: Arrival) -> (String, Option<String>) {
    let header = request.headers().get("host").and_then(|host| host.to_str().ok());
    match way {
        Arrival::InProcess => {
            let host = request.uri().authority().map(ToString::to_string).unwrap_or_default();
            let region = host.split_once(".signin.").map(|(region, _)| region.to_owned());
            (format!("https://{host}"), region)
        }
        Arrival::Served => (format!("http://{}", header.unwrap_or_default()), None),
    }
}

impl State {
    /// Who sits at the browser: the console user of the scenario.
    fn person(&self) -> KeyOwner {
        let principal = &self.scenario.admin.principal;
        match principal.split('/').collect::<Vec<_>>()[..] {
            ["user", name] => KeyOwner::User(name.into()),
            ["assumed-role", ..] => KeyOwner::Role(principal.clone()),
            [..] => KeyOwner::Root,
        }
    }
}

/// Which permission a tool needs, by the end of its resource: on this device, or on another.
fn resource(state: &State, client: &str, region: Option<&str>) -> String {
    let place = if client == OTHER_DEVICE { "remote" } else { "localhost" };
    let region = region.map_or_else(|| state.scenario.region.to_string(), String::from);
    format!("arn:aws:signin:{region}:{}:oauth2/public-client/{place}", state.account())
}
