//! The access portal of IAM Identity Center: for the token of a session it hands out the administrator's credentials,
//! where those are a role's. Knows one session and no sign-in page; requests carry the token and no signature.

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
pub const PATH: &str = "/federation/credentials";
/// The token of a session that was begun, as `aws sso login` leaves it in its cache.
pub const TOKEN: &str = "the-token-of-a-session-in-the-pretend-portal";

/// GetRoleCredentials.
pub fn answer(state: &State, now: Timestamp, request: &Request<Bytes>, request_id: &str) -> Response<Bytes> {
    match role_credentials(state, request) {
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
