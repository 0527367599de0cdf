//! What of a login stands in the environment: keys, a region, which profile; and what of it the AWS CLI would take where Sesame
//! does not. Knows no file.

use std::env;

use aws_credential_types::Credentials;
use zeroize::Zeroizing;

use crate::{
    setup::{Lasts, Login, LoginFlaw, LoginKind, SignIn},
    terms::KeyId,
};

/// What the environment has that the AWS CLI would sign in by. A container's role it asks for last.
pub(super) fn unused(has_usual: bool) -> Option<LoginFlaw> {
    let set = |name: &&str| env::var(name).is_ok_and(|value| !value.trim().is_empty());
    let token = ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"];
    let variables = match token.iter().all(set) {
        true => token.join(", "),
        false if has_usual => return None,
        false => {
            let container = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
            (*container.iter().find(|name| set(name))?).to_owned()
        }
    };
    Some(LoginFlaw::Unused { variables })
}

/// The key that the environment holds. An error where it holds half of one: the AWS CLI goes on to no other login then.
pub(super) fn keys_of_the_environment() -> Result<Option<Credentials>, LoginFlaw> {
    const NAMES: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
    let set = |name: &str| env::var(name).ok().map(Zeroizing::new).filter(|value| !value.trim().is_empty());
    let [Some(id), secret, token] = NAMES.map(set) else { return Ok(None) };
    let Some(secret) = secret else {
        return Err(LoginFlaw::HalfPair { set: NAMES[0].into(), missing: NAMES[1].into() });
    };
    // The AWS CLI looks for the older name too.
    let token = set("AWS_SECURITY_TOKEN").or(token);
    let all = [(NAMES[0], Some(&id)), (NAMES[1], Some(&secret)), (NAMES[2], token.as_ref())];
    let marked = |value: &str| value.contains(['"', '\'']) || value.contains(char::is_whitespace);
    if let Some((variable, _)) = all.into_iter().find(|(_, value)| value.is_some_and(|it| marked(it))) {
        return Err(LoginFlaw::MalformedVariable { variable: variable.into() });
    }
    if is_temporary(&id) && token.is_none() {
        return Err(LoginFlaw::NoToken { key: id.to_string(), at: None });
    }
    if is_long_lived(&id) && token.is_some() {
        let token = if set("AWS_SECURITY_TOKEN").is_some() { "AWS_SECURITY_TOKEN" } else { NAMES[2] };
        return Err(LoginFlaw::TokenBeside { key: id.to_string(), token: token.into(), at: None });
    }
    let token = token.map(|token| token.as_str().to_owned());
    Ok(Some(Credentials::new(id.as_str(), secret.as_str(), token, None, "environment")))
}

/// The login that these are, out of the environment.
pub(super) fn login_of(keys: &Credentials) -> Option<Login> {
    let key: KeyId = keys.access_key_id().parse().ok()?;
    // As `aws configure export-credentials` writes it beside them.
    let end = env::var("AWS_CREDENTIAL_EXPIRATION").ok().and_then(|at| at.trim().parse().ok());
    Some(Login {
        by: SignIn::Ambient,
        profile: None,
        kind: LoginKind::Environment { key },
        account: None,
        principal: None,
        region: None,
        lasts: end.map_or(Lasts::NoEnd, Lasts::Until),
        anew: None,
    })
}

/// A key that is good with its session token alone.
pub(super) fn is_temporary(id: &str) -> bool {
    id.starts_with("ASIA")
}

/// A key of an IAM user or of root, which AWS refuses with a session token beside it.
pub(super) fn is_long_lived(id: &str) -> bool {
    id.starts_with("AKIA")
}

/// `AWS_REGION`, else `AWS_DEFAULT_REGION`, and which of them it is; one that is set and empty counts as not set, where the SDK
/// would take it for a region without a name.
pub(super) fn named_by_environment() -> Option<(String, &'static str)> {
    let said = |name| Some((env::var(name).ok().filter(|said: &String| !said.trim().is_empty())?, name));
    said("AWS_REGION").or_else(|| said("AWS_DEFAULT_REGION"))
}

/// The region that the environment names.
pub(super) fn region_by_environment() -> Option<String> {
    named_by_environment().map(|(said, _)| said)
}

/// Where the environment names two profiles, which of them other programs take.
pub(super) fn two_named() -> Option<LoginFlaw> {
    let set = |variable| env::var(variable).ok().filter(|name: &String| !name.is_empty());
    let (profile, other) = (set("AWS_PROFILE")?, set("AWS_DEFAULT_PROFILE")?);
    (profile != other).then_some(LoginFlaw::TwoNamed { profile, other })
}

/// Whether the environment has every server that takes the place of AWS's ignored; nothing where it does not say.
pub(super) fn ignored_by_environment() -> Option<bool> {
    let said = env::var("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").ok()?;
    Some(said.eq_ignore_ascii_case("true"))
}
