//! What an app's own configuration says against mail before any was sent: the judgements that need no complaint and no
//! account. Knows what is in force, and not how that was computed.
//!
//! Of an app that is here these causes are judged by this room alone; what else there is to see of a cause belongs to its own
//! function.

mod client;
mod files;
mod mailer;
mod sender;
mod wiring;

use super::{
    case::Case,
    cause::{Cause, Judgement},
};

/// What a cause asks of the app; nothing where nothing speaks for it.
type Question = fn(&Case) -> Option<Judgement>;

/// The causes that are judged here.
const JUDGED: [(Cause, Question); 26] = [
    (Cause::ConfigCached, files::config_cached),
    (Cause::ConfigUnreadable, files::config_unreadable),
    (Cause::ConfigSetAtStart, files::set_at_start),
    (Cause::MailRedirected, mailer::redirected),
    (Cause::EnvOverridden, files::env_overridden),
    (Cause::EnvExposed, files::env_exposed),
    (Cause::WrongMailer, mailer::wrong),
    (Cause::MailerUndefined, mailer::undefined),
    (Cause::SmtpSchemeUnsupported, mailer::scheme_unsupported),
    (Cause::TlsModeMismatch, mailer::tls_mode_mismatch),
    (Cause::DsnMalformed, mailer::dsn_malformed),
    (Cause::RegionMissing, client::region_missing),
    (Cause::CredentialsMissing, client::credentials_missing),
    (Cause::KeyIdMalformed, client::key_id_malformed),
    (Cause::SessionTokenMissing, client::session_token_missing),
    (Cause::TokenMisplaced, client::token_misplaced),
    (Cause::EndpointOverridden, client::endpoint_overridden),
    (Cause::ConfigurationSetMissing, client::configuration_set_missing),
    (Cause::AwsKeysShared, client::keys_shared),
    (Cause::AddressMalformed, sender::address_malformed),
    (Cause::FromNameDefault, sender::name_default),
    (Cause::VerificationNotWired, wiring::not_wired),
    (Cause::AppUrlWrong, wiring::app_url_wrong),
    (Cause::ProxyNotTrusted, wiring::proxy_not_trusted),
    (Cause::QueueNotRunning, wiring::queue_not_running),
    (Cause::WorkerStale, wiring::worker_stale),
];

/// Whether the app's own files tell of a cause, and not AWS.
pub(super) fn is_asked(cause: Cause) -> bool {
    JUDGED.iter().any(|(judged, _)| *judged == cause)
}

/// What the app alone says of a cause, where that is for the app to say.
pub(super) fn found(cause: Cause, case: &Case) -> Option<Judgement> {
    case.app()?;
    let (_, judge) = JUDGED.into_iter().find(|(judged, _)| *judged == cause)?;
    Some(judge(case).unwrap_or(Judgement::Silent))
}
