//! One file per family of causes. Each function recognises its cause and weighs what was seen for and against it. Does
//! not know what becomes of a judgement.

mod concern;
mod dns;
pub(super) mod identity;
mod key;
mod laravel;
pub(super) mod limit;
mod message;
mod policy;
mod production;
mod recipient;
mod region;
mod rejection;
mod smtp;
pub(super) mod standing;
mod way;

use super::{
    app,
    case::Case,
    cause::{Cause, Judgement},
};

/// What the cause's own function says of a case.
pub(super) fn judge(cause: Cause, case: &Case) -> Judgement {
    if case.complaint.is_none()
        && let Some(found) = app::found(cause, case)
    {
        return found;
    }
    rejection::weigh(cause, case, weigh(cause, case))
}

fn weigh(cause: Cause, case: &Case) -> Judgement {
    match cause {
        Cause::SenderNotVerified => identity::sender_not_verified(case),
        Cause::RegionMismatch => region::mismatch(case),
        Cause::RecipientInSandbox => recipient::in_sandbox(case),
        Cause::FromAddressNotCovered => identity::from_not_covered(case),
        Cause::FromPublicMailbox => identity::public_mailbox(case),
        Cause::MessageFromElsewhere => identity::message_from_elsewhere(case),
        Cause::SmtpPasswordAsSecret => key::smtp_password_as_secret(case),
        Cause::SecretMismatch => key::secret_mismatch(case),
        Cause::ClockSkew => key::clock_skew(case),
        Cause::KeyUnknown => key::unknown(case),
        Cause::KeyInactive => key::inactive(case),
        Cause::KeyNotYetVisible => key::not_yet_visible(case),
        Cause::CredentialsMissing => key::missing(case),
        Cause::ConfigCached => laravel::config_cached(case),
        Cause::EnvUnreadable => laravel::env_unreadable(case),
        Cause::EnvSwallowed => laravel::env_swallowed(case),
        Cause::WrongMailer => laravel::wrong_mailer(case),
        Cause::MailerUndefined => laravel::mailer_undefined(case),
        Cause::SdkMissing => laravel::sdk_missing(case),
        Cause::PolicyLacksAction => policy::lacks_action(case),
        Cause::PolicyExcludesSender => policy::excludes_sender(case),
        Cause::RateExceeded => limit::rate(case),
        Cause::QuotaExceeded => limit::quota(case),
        // The app's alone to say.
        Cause::VerificationNotWired => Judgement::Silent,
        Cause::LaravelUnverifiedUser => laravel::unverified_user(case),
        Cause::SmtpCredentialsWrongRegion => smtp::wrong_region(case),
        Cause::SmtpCredentialsNotDerived => smtp::not_derived(case),
        Cause::ProductionPending => production::pending(case),
        Cause::ProductionDenied => production::denied(case),
        Cause::RegionWithoutSes => region::without_ses(case),
        Cause::AddressMalformed => message::address_malformed(case),
        Cause::HeaderMalformed => message::header_malformed(case),
        Cause::AlignmentMissing => standing::unaligned(case).unwrap_or_else(|| message::alignment_missing(case)),
        Cause::KeyQuarantined => policy::quarantined(case),
        Cause::KeyIdMalformed => key::id_malformed(case),
        Cause::SessionTokenMissing => key::token_missing(case),
        Cause::TokenMisplaced => key::token_misplaced(case),
        Cause::CredentialsExpired => key::expired(case),
        Cause::AccountNotActivated => limit::account_not_activated(case),
        Cause::EndpointOverridden => way::endpoint_overridden(case),
        Cause::SmtpSchemeUnsupported => laravel::scheme_unsupported(case),
        Cause::DsnMalformed => laravel::dsn_malformed(case),
        Cause::PolicyExcludesRecipient => policy::excludes_recipient(case),
        Cause::PolicyExcludesConfigurationSet => policy::excludes_configuration_set(case),
        Cause::OrganizationDenies => policy::organization_denies(case),
        Cause::AppUrlWrong => laravel::app_url_wrong(case),
        Cause::ProxyNotTrusted => laravel::proxy_not_trusted(case),
        Cause::SmtpUnreachable => way::smtp_unreachable(case),
        Cause::SmtpIdleClosed => way::smtp_idle_closed(case),
        Cause::TlsModeMismatch => way::tls_mode_mismatch(case),
        Cause::NetworkUnreachable => way::network_unreachable(case),
        Cause::TlsIntercepted => way::tls_intercepted(case),
        Cause::CaFileMissing => way::ca_file_missing(case),
        Cause::SendingPaused => limit::sending_paused(case),
        Cause::AccountSuspended => limit::account_suspended(case),
        Cause::RecipientSuppressed => message::recipient_suppressed(case),
        Cause::ConfigurationSetMissing => message::configuration_set_missing(case),
        Cause::RegionNotEnabled => region::not_enabled(case),
        Cause::RegionWithoutSmtp => way::region_without_smtp(case),
        Cause::RegionMissing => region::missing(case),
        Cause::DkimFailed => standing::dkim_failed(case).unwrap_or_else(|| message::dkim_failed(case)),
        Cause::MailFromFailed => standing::mail_from_failed(case).unwrap_or_else(|| message::mail_from_failed(case)),
        Cause::VerificationLinkExpired => standing::link_expired(case),
        Cause::MailFromNotSet => standing::mail_from_not_set(case),
        Cause::RecordsRemoved => standing::records_removed(case),
        // No program writes an error for these; what shows them is seen in the app or in DNS.
        Cause::FromNameDefault
        | Cause::WorkerStale
        | Cause::QueueNotRunning
        | Cause::EnvOverridden
        | Cause::EnvExposed
        | Cause::ConfigUnreadable
        | Cause::ConfigSetAtStart
        | Cause::MailRedirected
        | Cause::AwsKeysShared => Judgement::Silent,
        Cause::DnsMissing
        | Cause::DnsNameDoubled
        | Cause::DnsWrongValue
        | Cause::DnsWrongType
        | Cause::DnsProxied
        | Cause::DnsWrongProvider
        | Cause::DnsServersDisagree
        | Cause::DnsSpfDuplicate
        | Cause::DnsDmarcDuplicate
        | Cause::DnsMxExtra
        | Cause::FromCnameInUse => dns::record(cause, case),
    }
}
