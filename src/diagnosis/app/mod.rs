//! What an app's own configuration says against mail before any was sent: the judgements that need no complaint and no
//! account. Knows what is in force, and not how that was computed.
//!
//! A cause that the account decides as well is judged here first; where nothing here speaks for it, its own function goes on.

mod client;
mod files;
mod mailer;
mod sender;
mod wiring;

use super::{
    case::Case,
    cause::{Cause, Judgement},
};

/// What the app alone says of a cause, where it says something.
pub(super) fn found(cause: Cause, case: &Case) -> Option<Judgement> {
    case.app()?;
    match cause {
        Cause::ConfigCached => files::config_cached(case),
        Cause::ConfigUnreadable => files::config_unreadable(case),
        Cause::EnvOverridden => files::env_overridden(case),
        Cause::EnvExposed => files::env_exposed(case),
        Cause::WrongMailer => mailer::wrong(case),
        Cause::MailerUndefined => mailer::undefined(case),
        Cause::SmtpSchemeUnsupported => mailer::scheme_unsupported(case),
        Cause::TlsModeMismatch => mailer::tls_mode_mismatch(case),
        Cause::DsnMalformed => mailer::dsn_malformed(case),
        Cause::RegionMissing => client::region_missing(case),
        Cause::CredentialsMissing => client::credentials_missing(case),
        Cause::KeyIdMalformed => client::key_id_malformed(case),
        Cause::SessionTokenMissing => client::session_token_missing(case),
        Cause::TokenMisplaced => client::token_misplaced(case),
        Cause::EndpointOverridden => client::endpoint_overridden(case),
        Cause::ConfigurationSetMissing => client::configuration_set_missing(case),
        Cause::AwsKeysShared => client::keys_shared(case),
        Cause::AddressMalformed => sender::address_malformed(case),
        Cause::FromNameDefault => sender::name_default(case),
        Cause::VerificationNotWired => wiring::not_wired(case),
        Cause::AppUrlWrong => wiring::app_url_wrong(case),
        Cause::ProxyNotTrusted => wiring::proxy_not_trusted(case),
        Cause::QueueNotRunning => wiring::queue_not_running(case),
        _ => None,
    }
}
