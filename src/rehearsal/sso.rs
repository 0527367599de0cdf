//! IAM Identity Center: its portal hands out the administrator's credentials for the token of a session, where those are a
//! role's, and a session that is over is renewed. Knows one session and no sign-in page; requests carry no signature.

use bytes::Bytes;
use http::{Request, Response};
use serde_json::json;

use super::{
    account::KeyOwner,
    form::FormFields,
    reply::{self, AwsError, Family},
    scene,
    state::State,
};
use crate::terms::Timestamp;

/// Where the portal is.
const PORTAL: &str = "/federation/credentials";
/// Where sessions are renewed.
const OIDC: &str = "/token";
/// The token of a session that was begun, as `aws sso login` leaves it in its cache.
pub const TOKEN: &str = "the-token-of-a-session-in-the-pretend-portal";

/// What renews that session, as it lies beside the token.
pub const REFRESH: &str = "what-renews-the-session-in-the-pretend-portal";

/// Whether this is asked of it.
pub fn is_asked(request: &Request<Bytes>) -> bool {
    matches!(request.uri().path(), PORTAL | OIDC)
}

/// GetRoleCredentials, and CreateToken.
pub fn answer(state: &State, now: Timestamp, request: &Request<Bytes>, request_id: &str) -> Response<Bytes> {
    let answered = match request.uri().path() == OIDC {
        true => new_token(request),
        false => role_credentials(state, request),
    };
    match answered {
        Ok(body) => reply::json_reply(&body, request_id, now),
        Err(refusal) => refusal.reply(Family::Json, request_id, now),
    }
}

fn role_credentials(state: &State, request: &Request<Bytes>) -> Result<serde_json::Value, AwsError> {
    let token = request.headers().get("x-amz-sso_bearer_token").and_then(|it| it.to_str().ok());
    if token != Some(TOKEN) {
        return Err(AwsError::new(401, "UnauthorizedException", "Session token not found or invalid"));
    }
    let asked = FormFields::read(request.uri().query().unwrap_or_default().as_bytes());
    let id = scene::administrators_key(&state.scenario);
    let key = state.keys.get(id).filter(|_| asked.get("account_id") == Some(&state.account()));
    let role = key.and_then(|key| match &key.owner {
        KeyOwner::Role(arn) => arn.split('/').nth(1),
        KeyOwner::Root | KeyOwner::User(_) => None,
    });
    match key.and_then(|key| Some((key, key.session.as_ref()?))) {
        Some((key, session)) if role.is_some() && role == asked.get("role_name") => Ok(json!({ "roleCredentials": {
            "accessKeyId": id, "secretAccessKey": key.secret, "sessionToken": session.token,
            "expiration": session.expires.as_millisecond(),
        } })),
        Some(_) | None => Err(AwsError::new(403, "ForbiddenException", "No access")),
    }
}

/// For its refresh token and the client that it was begun by, a session goes on for eight hours.
fn new_token(request: &Request<Bytes>) -> Result<serde_json::Value, AwsError> {
    let asked: serde_json::Value = serde_json::from_slice(request.body()).unwrap_or_default();
    let says = |name: &str| asked[name].as_str().filter(|said| !said.is_empty());
    if says("clientId").is_none() || says("clientSecret").is_none() {
        return Err(AwsError::new(401, "InvalidClientException", "Client id or secret is missing"));
    }
    match (says("grantType"), says("refreshToken")) {
        (Some("refresh_token"), Some(REFRESH)) => Ok(json!({
            "accessToken": TOKEN, "expiresIn": 8 * 3600, "refreshToken": REFRESH, "tokenType": "Bearer",
        })),
        (Some("refresh_token"), Some(_) | None) => {
            Err(AwsError::new(400, "InvalidGrantException", "Invalid refresh token provided"))
        }
        (Some(_) | None, _) => {
            Err(AwsError::new(400, "UnsupportedGrantTypeException", "Only sessions are renewed here"))
        }
    }
}
