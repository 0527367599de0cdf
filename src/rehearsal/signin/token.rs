//! The tool's side: a code and its verifier, or a refresh token, for credentials of 15 minutes. Knows no page.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    super::{
        account::{IssuedKey, KeyOwner, KeyStatus, Spreading, TemporarySession, Told},
        call::{Arrival, Visit},
        reply::AwsError,
        state::State,
        turn::may,
    },
    TOKEN,
    desk::OpenSession,
    host_of, proof, resource,
};
use crate::terms::Timestamp;

/// Seconds for which credentials are good.
const LASTS: i64 = 900;
/// How long a code may be on its way; AWS does not say.
const CODE_LASTS: SignedDuration = SignedDuration::from_mins(5);
/// How long a session can be renewed.
const SESSION_LASTS: SignedDuration = SignedDuration::from_hours(12);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Body {
    client_id: String,
    grant_type: String,
    code: Option<String>,
    code_verifier: Option<String>,
    redirect_uri: Option<String>,
    refresh_token: Option<String>,
}

/// `POST /v1/token`
pub fn token(state: &mut State, now: Timestamp, visit: &Visit<'_>) -> Result<Value, AwsError> {
    let request = visit.request;
    let body: Body = serde_json::from_slice(request.body()).map_err(|bad| invalid(bad.to_string()))?;
    let (host, region) = host_of(request, visit.way);
    let clocks = match visit.way {
        Arrival::InProcess => vec![now],
        Arrival::Served => vec![Timestamp::now(), now],
    };
    let jwt = request.headers().get("dpop").and_then(|it| it.to_str().ok());
    let jwt = jwt.ok_or_else(|| invalid("the DPoP header is missing"))?;
    let proved = proof::check(jwt, &format!("{host}{TOKEN}"), &clocks);
    let proved = proved.map_err(|why| invalid(format!("the DPoP proof is refused: {why}")))?;
    if !state.signin.proofs.insert(proved.number) {
        return Err(invalid("the DPoP proof was seen before"));
    }
    match body.grant_type.as_str() {
        "authorization_code" => by_code(state, now, visit, &body, &proved.holder, region),
        "refresh_token" => by_refresh_token(state, now, visit, &body, &proved.holder, region.as_deref()),
        other => Err(invalid(format!("there is no grant {other}"))),
    }
}

fn by_code(
    state: &mut State,
    now: Timestamp,
    visit: &Visit<'_>,
    body: &Body,
    holder: &str,
    region: Option<String>,
) -> Result<Value, AwsError> {
    let text = |it: &Option<String>, name: &str| it.clone().ok_or_else(|| invalid(format!("{name} is missing")));
    let (code, verifier) = (text(&body.code, "code")?, text(&body.code_verifier, "codeVerifier")?);
    let redirect = text(&body.redirect_uri, "redirectUri")?;
    let of_pkce = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(of_pkce) {
        return Err(invalid("codeVerifier must be 43 to 128 letters, digits, or of -._~"));
    }
    let handed = state.signin.codes.get_mut(&code).ok_or_else(|| invalid("there is no such code"))?;
    if std::mem::replace(&mut handed.used, true) {
        return Err(invalid("the code was used before"));
    }
    let handed = handed.clone();
    if handed.challenge != URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier)) {
        return Err(invalid("the code belongs to another verifier"));
    }
    if (&handed.client, &handed.redirect) != (&body.client_id, &redirect) {
        return Err(invalid("the code was given to another client, or for another address"));
    }
    if handed.region != region {
        return Err(invalid("the code was given in another region"));
    }
    if now.duration_since(handed.given) > CODE_LASTS {
        return Err(denied(401, "AUTHCODE_EXPIRED", "The authorization code has expired."));
    }
    may_go_on(state, handed.given, &handed.owner, &handed.client, region.as_deref())?;
    let arn = state.arn_of(&handed.owner);
    let number = issue(state, now, visit, &handed.owner);
    let session = OpenSession {
        client: handed.client.clone(),
        owner: handed.owner,
        holder: holder.to_owned(),
        region,
        began: now,
        tokens: [(state.chance.refresh_token(number), None)].into(),
    };
    state.signin.sessions.push(session);
    let mut answer = credentials(state, number);
    let claims = json!({ "sub": arn, "aud": handed.client, "iat": now.as_second(), "exp": now.as_second() + LASTS });
    let part = |it: &Value| URL_SAFE_NO_PAD.encode(it.to_string());
    let seal = state.chance.refresh_token(0);
    answer["idToken"] = format!("{}.{}.{seal}", part(&json!({ "alg": "ES384" })), part(&claims)).into();
    Ok(answer)
}

fn by_refresh_token(
    state: &mut State,
    now: Timestamp,
    visit: &Visit<'_>,
    body: &Body,
    holder: &str,
    region: Option<&str>,
) -> Result<Value, AwsError> {
    let token = body.refresh_token.clone().ok_or_else(|| invalid("refreshToken is missing"))?;
    let at = state.signin.sessions.iter().position(|session| session.tokens.contains_key(&token));
    let at = at.ok_or_else(|| invalid("there is no such refresh token"))?;
    let session = state.signin.sessions[at].clone();
    if session.client != body.client_id || session.holder != holder {
        return Err(invalid("the refresh token belongs to another client, or to another key"));
    }
    if session.region.as_deref() != region {
        return Err(invalid("the session was begun in another region"));
    }
    if now.duration_since(session.began) > SESSION_LASTS {
        return Err(expired());
    }
    may_go_on(state, session.began, &session.owner, &session.client, region)?;
    // The same token gives the same answer, for as long as that is good.
    if let Some(number) = session.tokens[&token] {
        let id = state.chance.temporary_key_id(number);
        let lives = state.keys.get(&id).and_then(|key| Some(key.session.as_ref()?.expires > now));
        return if lives == Some(true) { Ok(credentials(state, number)) } else { Err(expired()) };
    }
    let number = issue(state, now, visit, &session.owner);
    let next = state.chance.refresh_token(number);
    let tokens = &mut state.signin.sessions[at].tokens;
    tokens.insert(token, Some(number));
    tokens.insert(next, None);
    Ok(credentials(state, number))
}

/// Passes where the password is the one of then, and the principal may have tokens.
fn may_go_on(
    state: &State,
    since: Timestamp,
    owner: &KeyOwner,
    client: &str,
    region: Option<&str>,
) -> Result<(), AwsError> {
    if state.signin.password_changed.is_some_and(|at| at >= since) {
        return Err(denied(403, "USER_CREDENTIALS_CHANGED", "The user's credentials have been changed."));
    }
    let allowed = may(state, owner, "signin:CreateOAuth2Token", &resource(state, client, region));
    allowed.map_err(|why| denied(403, "INSUFFICIENT_PERMISSIONS", &why))
}

/// A key for 15 minutes; says its number.
fn issue(state: &mut State, now: Timestamp, visit: &Visit<'_>, owner: &KeyOwner) -> u64 {
    let number = state.count("session");
    let id = state.chance.temporary_key_id(number);
    let expires = now + SignedDuration::from_secs(LASTS);
    let key = IssuedKey {
        status: Spreading::settled(&id, Some(KeyStatus::Active), now),
        id: id.clone(),
        secret: state.chance.temporary_secret(number),
        owner: owner.clone(),
        created: now,
        session: Some(TemporarySession { token: state.chance.session_token(number), expires }),
        uses: Vec::new(),
        born_of: visit.number,
        told: Told::Told,
    };
    state.keys.insert(id, key);
    number
}

fn credentials(state: &State, number: u64) -> Value {
    json!({
        "accessToken": {
            "accessKeyId": state.chance.temporary_key_id(number),
            "secretAccessKey": state.chance.temporary_secret(number),
            "sessionToken": state.chance.session_token(number),
        },
        "tokenType": "aws_sigv4",
        "expiresIn": LASTS,
        "refreshToken": state.chance.refresh_token(number),
    })
}

fn expired() -> AwsError {
    denied(401, "TOKEN_EXPIRED", "The session has expired.")
}

fn denied(status: u16, error: &'static str, message: &str) -> AwsError {
    AwsError::new(status, "AccessDeniedException", message).of_oauth(error)
}

fn invalid(message: impl Into<String>) -> AwsError {
    AwsError::new(400, "ValidationException", message).of_oauth("INVALID_REQUEST")
}

/// The refusals that come whatever is asked: too much at once, and a failure inside.
pub fn overloaded(status: u16) -> AwsError {
    match status {
        429 => AwsError::new(429, "TooManyRequestsError", "Too many requests.").of_oauth("INVALID_REQUEST"),
        status => AwsError::new(status, "InternalServerException", "Something failed inside.").of_oauth("server_error"),
    }
}
