//! One file per family of causes. Each function recognises its cause and weighs what was seen for and against it. Does
//! not know what becomes of a judgement.

mod concern;
mod dns;
pub(super) mod identity;
mod key;
mod laravel;
mod limit;
mod policy;
mod production;
mod recipient;
mod region;
mod smtp;

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
        Cause::VerificationNotWired => laravel::verification_not_wired(case),
        Cause::LaravelUnverifiedUser => laravel::unverified_user(case),
        Cause::SmtpCredentialsWrongRegion => smtp::wrong_region(case),
        Cause::SmtpCredentialsNotDerived => smtp::not_derived(case),
        Cause::ProductionPending => production::pending(case),
        Cause::ProductionDenied => production::denied(case),
        Cause::RegionWithoutSes => region::without_ses(case),
        // Not recognised in a text or in facts yet.
        Cause::FromNameDefault
        | Cause::AddressMalformed
        | Cause::HeaderMalformed
        | Cause::AlignmentMissing
        | Cause::KeyQuarantined
        | Cause::KeyIdMalformed
        | Cause::SessionTokenMissing
        | Cause::TokenMisplaced
        | Cause::CredentialsExpired
        | Cause::AccountNotActivated
        | Cause::EndpointOverridden
        | Cause::WorkerStale
        | Cause::QueueNotRunning
        | Cause::EnvOverridden
        | Cause::EnvExposed
        | Cause::ConfigUnreadable
        | Cause::SmtpSchemeUnsupported
        | Cause::DsnMalformed
        | Cause::AwsKeysShared
        | Cause::PolicyExcludesRecipient
        | Cause::PolicyExcludesConfigurationSet
        | Cause::OrganizationDenies
        | Cause::AppUrlWrong
        | Cause::ProxyNotTrusted
        | Cause::SmtpUnreachable
        | Cause::SmtpIdleClosed
        | Cause::TlsModeMismatch
        | Cause::NetworkUnreachable
        | Cause::TlsIntercepted
        | Cause::CaFileMissing
        | Cause::SendingPaused
        | Cause::AccountSuspended
        | Cause::RecipientSuppressed
        | Cause::ConfigurationSetMissing
        | Cause::RegionNotEnabled
        | Cause::RegionWithoutSmtp
        | Cause::RegionMissing
        | Cause::DkimFailed
        | Cause::VerificationLinkExpired
        | Cause::MailFromFailed
        | Cause::MailFromNotSet
        | Cause::FromCnameInUse
        | Cause::RecordsRemoved => Judgement::Silent,
        Cause::DnsMissing
        | Cause::DnsNameDoubled
        | Cause::DnsWrongValue
        | Cause::DnsWrongType
        | Cause::DnsProxied
        | Cause::DnsWrongProvider
        | Cause::DnsServersDisagree
        | Cause::DnsSpfDuplicate
        | Cause::DnsDmarcDuplicate
        | Cause::DnsMxExtra => dns::record(cause, case),
    }
}
