//! What the client of SES is made with: region, key, token, endpoint, options. Knows no secret, and not whether AWS takes the
//! key.

use super::super::{
    case::Case,
    cause::{Certainty, Judgement},
    evidence::Evidence,
    formats::is_anothers,
    reading::ConfiguredRegion,
};
use super::files::by_container;
use crate::{
    laravel::{ConfigSetting, EffectiveMailer, MaskedValue, SettingValue, Transport, plan::KeyNames},
    setup::Access,
    terms::KeyId,
};

/// `region-missing`: the SDK refuses a client without a region, and nothing is sent.
pub(super) fn region_missing(case: &Case) -> Option<Judgement> {
    case.ses_mailer().filter(|mailer| mailer.is_of_ses())?;
    match case.region_said()? {
        ConfiguredRegion::Nothing(evidence) => Some(Judgement::Named(Certainty::Proven, vec![evidence])),
        ConfiguredRegion::Code(..) => None,
    }
}

/// `credentials-missing`: without an id and a secret Laravel leaves the search to the SDK.
pub(super) fn credentials_missing(case: &Case) -> Option<Judgement> {
    let mailer = case.ses_mailer()?;
    // The role, or the profile of the machine, gives them.
    if matches!(case.intent.access, Access::Role(_)) || case.profile_setting().is_some() {
        return None;
    }
    let empty = |setting: Option<&ConfigSetting>, path: &str| match setting {
        None => Some(ConfigSetting::absent(path)),
        Some(setting) => (setting.is_empty() == Some(true)).then(|| setting.clone()),
    };
    let paths = match mailer.is_of_ses() {
        true => ["services.ses.key", "services.ses.secret"].map(str::to_owned),
        false => ["username", "password"].map(|key| format!("mail.mailers.{}.{key}", mailer.name)),
    };
    let settings = [case.key_setting(), case.secret_setting()];
    let lacking: Vec<Evidence> = settings
        .into_iter()
        .zip(&paths)
        .filter_map(|(setting, path)| empty(setting, path))
        .map(|setting| match setting.origin.as_ref().and_then(|origin| origin.unset.first()) {
            Some(name) => case.empty(name.clone()),
            None => Evidence::Setting(setting),
        })
        .collect();
    if lacking.is_empty() {
        return None;
    }
    // The role of a machine may provide credentials instead; a password no role provides.
    let certainty = if mailer.is_of_ses() { Certainty::Likely } else { Certainty::Proven };
    Some(Judgement::Named(certainty, lacking))
}

/// `key-id-malformed`: blanks, quotes, or no form of an id.
pub(super) fn key_id_malformed(case: &Case) -> Option<Judgement> {
    let setting = case.key_setting()?;
    if let Some(MaskedValue::Hidden { shape, .. }) = setting.masked()
        && (shape.spaced || shape.quoted)
    {
        return Some(Judgement::Named(Certainty::Proven, vec![Evidence::Setting(setting.clone())]));
    }
    let said = setting.text().filter(|said| !said.is_empty())?;
    let trimmed = said.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | ','));
    let is_of_ses = case.ses_mailer().is_some_and(EffectiveMailer::is_of_ses);
    match (said.parse::<KeyId>().is_ok() && trimmed == said, trimmed.parse::<KeyId>()) {
        (true, _) => None,
        (false, Ok(_)) => Some(Judgement::Named(Certainty::Proven, vec![Evidence::Setting(setting.clone())])),
        // Endpoints that are not AWS's take any word for a key.
        (false, Err(_)) if endpoint(case).is_some() || !is_of_ses => None,
        (false, Err(_)) => Some(Judgement::Named(Certainty::Likely, vec![Evidence::Setting(setting.clone())])),
    }
}

/// `session-token-missing`: temporary credentials come in three parts.
pub(super) fn session_token_missing(case: &Case) -> Option<Judgement> {
    let (mailer, key) = api_and_key(case)?;
    let token = case.entry(mailer, "token");
    let lacks = token.is_none_or(|token| token.is_empty() == Some(true));
    if !key.as_str().starts_with("ASIA") || !lacks {
        return None;
    }
    let token = token.cloned().unwrap_or_else(|| ConfigSetting::absent("services.ses.token"));
    let key = Evidence::Setting(case.key_setting()?.clone());
    Some(Judgement::Named(Certainty::Proven, vec![key, Evidence::Setting(token)]))
}

/// `token-misplaced`: a session token beside a key that has none.
pub(super) fn token_misplaced(case: &Case) -> Option<Judgement> {
    let (mailer, key) = api_and_key(case)?;
    let token = case.entry(mailer, "token")?;
    if !key.as_str().starts_with("AKIA") || token.is_empty() != Some(false) {
        return None;
    }
    let key = Evidence::Setting(case.key_setting()?.clone());
    Some(Judgement::Named(Certainty::Proven, vec![Evidence::Setting(token.clone()), key]))
}

fn api_and_key<'a>(case: &Case<'a>) -> Option<(&'a EffectiveMailer, KeyId)> {
    let mailer = case.ses_mailer().filter(|mailer| mailer.is_of_ses())?;
    Some((mailer, case.key_in_env()?))
}

/// `endpoint-overridden`: mail goes to another server than SES's.
pub(super) fn endpoint_overridden(case: &Case) -> Option<Judgement> {
    if let Some(named) = endpoint(case).or_else(|| case.endpoint_of_profile()) {
        return Some(Judgement::Named(Certainty::Proven, vec![named]));
    }
    Some(Judgement::Named(Certainty::Likely, vec![endpoint_in_a_container(case)?]))
}

/// The endpoint that the client is given, or that the SDK finds by itself: the service's own variable goes first.
fn endpoint(case: &Case) -> Option<Evidence> {
    let mailer = case.ses_mailer().filter(|mailer| mailer.is_of_ses())?;
    if let Some(set) = case.entry(mailer, "endpoint").filter(|setting| setting.is_empty() == Some(false)) {
        return set.text().is_none_or(is_anothers).then(|| Evidence::Setting(set.clone()));
    }
    let app = case.app()?;
    let (name, said) = app.endpoint_in_env(&mailer.transport)?;
    let value = shown(said).filter(|value| !value.is_empty() && is_anothers(value))?;
    Some(Evidence::EnvLine { at: case.env_at(name), name: name.into(), value })
}

/// The endpoint that a container names in the app's place.
fn endpoint_in_a_container(case: &Case) -> Option<Evidence> {
    let mailer = case.ses_mailer().filter(|mailer| mailer.is_of_ses())?;
    let own = if mailer.transport == Transport::SesV2 { "AWS_ENDPOINT_URL_SESV2" } else { "AWS_ENDPOINT_URL_SES" };
    let app = case.app()?;
    app.containers.iter().find_map(|contained| {
        let named = |name: &str| Some((name.to_owned(), contained.service.written.get(name)?));
        let (name, value) = [own, "AWS_ENDPOINT_URL"].into_iter().find_map(named)?;
        let is_one = shown(value).is_some_and(|url| !url.is_empty() && is_anothers(&url));
        is_one.then(|| by_container(app, contained, &name, value))
    })
}

fn shown(value: &MaskedValue) -> Option<String> {
    match value {
        MaskedValue::Plain(text) => Some(text.clone()),
        MaskedValue::Hidden { .. } => Some("•••".into()),
    }
}

/// `configuration-set-missing`: an option without a value is sent as a set without a name, by version 1 of the API.
pub(super) fn configuration_set_missing(case: &Case) -> Option<Judgement> {
    let mailer = case.ses_mailer().filter(|mailer| mailer.transport == Transport::Ses)?;
    let set = case.entry(mailer, "options.ConfigurationSetName")?;
    let sent_without_a_name = set.value == SettingValue::Null || set.text() == Some("");
    sent_without_a_name.then(|| Judgement::Named(Certainty::Proven, vec![Evidence::Setting(set.clone())]))
}

/// `aws-keys-shared`: the key of the mailer is the one that uploads, queues or caches work with.
pub(super) fn keys_shared(case: &Case) -> Option<Judgement> {
    let mailer = case.ses_mailer().filter(|mailer| mailer.is_of_ses())?;
    let app = case.app()?;
    let reads_standard = case.entry(mailer, "key")?.variable() == Some(KeyNames::Standard.id());
    if !reads_standard || app.aws_keys_shared_with.is_empty() {
        return None;
    }
    let shared = Evidence::KeysShared { with: app.aws_keys_shared_with.clone() };
    Some(Judgement::Named(Certainty::Possible, vec![shared]))
}
