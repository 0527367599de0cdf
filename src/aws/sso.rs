//! A session of IAM Identity Center that gives no credentials, and why. Reads what its cache tells of it, never its token, and
//! sends nothing.
//!
//! Of a refresh that failed the SDK's provider says nothing: it goes on with the old token, and the portal refuses that as it
//! refuses one of another region. So the cache and the profile are put beside the portal's word.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, UNIX_EPOCH},
};

use aws_config::{SdkConfig, sso::SsoTokenProvider};
use aws_credential_types::{
    Credentials,
    provider::{error::CredentialsError, token::ProvideToken as _},
};
use aws_sdk_sso::operation::get_role_credentials::GetRoleCredentialsError;
use aws_smithy_runtime_api::client::{orchestrator::HttpResponse, result::SdkError};
use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

use super::{
    at_hand::{causes, is_network, with_causes},
    error,
};
use crate::terms::{Failure, FailureKind, Timestamp};

/// Where a session is begun, and what is asked for with it, as the profile says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SsoProfile {
    /// The file in which its token is cached, where there is a home.
    pub cache: Option<PathBuf>,
    /// The `[sso-session]`; a profile that stands without one is of the older kind, whose session nothing renews.
    pub session: Option<String>,
    pub start_url: String,
    pub region: String,
    pub account: String,
    pub role: String,
}

/// The part of a token in SSO's cache that tells how long it lasts and what it is of; never the token itself.
#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct CachedToken {
    expires_at: String,
    #[serde(default)]
    refresh_token: Option<serde::de::IgnoredAny>,
    #[serde(default)]
    registration_expires_at: Option<String>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    start_url: Option<String>,
}

/// What the cache tells of a session.
pub(super) struct SsoToken {
    pub expires: Timestamp,
    renewal: SsoRenewal,
    region: Option<String>,
    start_url: Option<String>,
}

/// Whether the session can be renewed without the user.
enum SsoRenewal {
    /// There is no refresh token.
    NoToken,
    /// Until the registration ends by which it is renewed.
    Until(Timestamp),
    /// There is a refresh token, and no registration beside it.
    NoRegistration,
}

/// The cache file of a token. `named` is the name of its sso-session, or for a profile without one the start URL.
pub(super) fn cache_of(home: &Path, named: &str) -> PathBuf {
    home.join(".aws/sso/cache").join(format!("{}.json", hex::encode(Sha1::digest(named.as_bytes()))))
}

impl SsoToken {
    /// The one that the cache holds, where it can be read.
    pub fn of(profile: &SsoProfile) -> Option<SsoToken> {
        let path = profile.cache.as_ref()?;
        let bytes = Zeroizing::new(fs::read(path).ok()?);
        let cached: CachedToken = serde_json::from_slice(&bytes).ok()?;
        // Older versions of the AWS CLI write UTC for Z.
        let moment = |text: &str| text.replace("UTC", "Z").parse::<Timestamp>().ok();
        let registered = cached.registration_expires_at.as_deref().and_then(moment);
        let renewal = match (cached.refresh_token, registered) {
            (None, _) => SsoRenewal::NoToken,
            (Some(_), Some(until)) => SsoRenewal::Until(until),
            (Some(_), None) => SsoRenewal::NoRegistration,
        };
        let (region, start_url) = (cached.region, cached.start_url);
        Some(SsoToken { expires: moment(&cached.expires_at)?, renewal, region, start_url })
    }

    /// Whether the SDK renews it before it asks with it.
    pub fn renews_itself(&self, profile: &SsoProfile, now: Timestamp) -> bool {
        let is_registered = matches!(self.renewal, SsoRenewal::Until(until) if until > now);
        self.expires <= now && is_registered && profile.session.is_some()
    }

    /// What of the session belongs to another place than the profile names.
    fn other_place(&self, profile: &SsoProfile) -> Option<String> {
        let differs = |what: &str, held: &Option<String>, named: &str| {
            let other = held
                .as_deref()
                .filter(|held| held.trim_end_matches(['/', '#']) != named.trim_end_matches(['/', '#']))?;
            Some(format!("the session was begun for {what} = {other}, and the profile says {named}"))
        };
        differs("sso_region", &self.region, &profile.region)
            .or_else(|| differs("sso_start_url", &self.start_url, &profile.start_url))
    }
}

/// Credentials of the role, by the session's token; the SDK's provider renews that where it can.
pub(super) async fn credentials(base: &SdkConfig, profile: &SsoProfile) -> Result<Credentials, CredentialsError> {
    let region = aws_config::Region::new(profile.region.clone());
    let base = base.to_builder().region(region.clone()).build();
    let named = profile.session.as_ref().unwrap_or(&profile.start_url);
    let tokens = SsoTokenProvider::builder()
        .configure(&base)
        .region(region)
        .session_name(named)
        .start_url(&profile.start_url)
        .build()
        .await;
    let token = tokens.provide_token().await.map_err(CredentialsError::provider_error)?;
    let asked = aws_sdk_sso::Client::new(&base)
        .get_role_credentials()
        .role_name(&profile.role)
        .account_id(&profile.account)
        .access_token(token.token());
    let given = asked.send().await.map_err(CredentialsError::provider_error)?.role_credentials;
    let garbled = || CredentialsError::unhandled("the answer has no credentials");
    let given = given.ok_or_else(garbled)?;
    let (Some(id), Some(secret)) = (given.access_key_id(), given.secret_access_key()) else { return Err(garbled()) };
    let end = u64::try_from(given.expiration()).map(|at| UNIX_EPOCH + Duration::from_millis(at)).ok();
    Ok(Credentials::new(id, secret, given.session_token().map(String::from), end, "SSO"))
}

/// Why a session that is over is not renewed; nothing where there never was one.
pub(super) fn why_over(profile: &SsoProfile, now: Timestamp) -> Option<String> {
    let token = SsoToken::of(profile)?;
    if profile.session.is_none() {
        return Some("it is not renewed: a profile without an sso_session has no refresh token".to_owned());
    }
    let why = match token.renewal {
        SsoRenewal::NoToken => {
            "there is no refresh token; with sso_registration_scopes = sso:account:access AWS gives one".to_owned()
        }
        SsoRenewal::NoRegistration => "no registration stands beside its refresh token".to_owned(),
        SsoRenewal::Until(until) if until <= now => format!("the registration that renews it ended at {until}"),
        SsoRenewal::Until(_) => return None,
    };
    Some(format!("it is not renewed: {why}"))
}

/// What went wrong while we tried to `doing` with this session, and the way out of it. `anew` says how a session is begun anew.
pub(super) fn failure(
    doing: &str,
    error: &CredentialsError,
    profile: &SsoProfile,
    anew: &str,
    now: Timestamp,
) -> Failure {
    let SsoProfile { region, account, role, .. } = profile;
    let as_kind = |kind| Failure::new(kind, doing);
    let said = causes(error).find_map(|it| it.downcast_ref::<SdkError<GetRoleCredentialsError, HttpResponse>>());
    if is_network(error) {
        let where_to = format!("the portal is asked in {region}, as sso_region says");
        return with_causes(as_kind(FailureKind::Network), error).because(where_to);
    }
    let Some(refused) = said else {
        let is_over = causes(error).any(|it| it.to_string().contains("has expired and cannot be refreshed"));
        return match is_over {
            true => with_causes(as_kind(FailureKind::CredentialsExpired), error).because(anew),
            // The provider keeps to itself what was wrong with the file.
            false => with_causes(as_kind(FailureKind::LoginUnusable), error)
                .because("its file in ~/.aws/sso/cache is not as the AWS CLI writes it, or cannot be written")
                .because(anew),
        };
    };
    let failure = error::failure_of(doing, refused);
    let of = |kind| Failure { kind, ..failure.clone() };
    let assigned = || {
        format!(
            "IAM Identity Center gives this user no role {role} in the account {account}: correct sso_role_name and sso_account_id, or have it assigned"
        )
    };
    match failure.code.as_deref() {
        Some("UnauthorizedException") => {
            let token = SsoToken::of(profile);
            if let Some(other) = token.as_ref().and_then(|token| token.other_place(profile)) {
                return of(FailureKind::LoginUnusable).because(other).because(anew);
            }
            let ended = token
                .filter(|token| token.expires <= now)
                .map(|token| format!("the session ended at {}, and AWS did not renew it", token.expires));
            let ended =
                ended.unwrap_or_else(|| format!("AWS has ended the session, or it is of another region than {region}"));
            of(FailureKind::CredentialsExpired).because(ended).because(anew)
        }
        Some("ForbiddenException") => of(FailureKind::Denied).because(assigned()),
        Some("ResourceNotFoundException" | "InvalidRequestException") => {
            of(FailureKind::LoginUnusable).because(assigned())
        }
        Some(_) | None => failure,
    }
}
