//! From a cause to the step of the set-up that mends it. Does not know how a cause is found, nor what the step does.

use super::cause::Cause;
use crate::setup::Step;

/// The step; none where nothing on the path would mend it: on another machine, in the app's own code, by sending less.
pub fn mended_by(cause: Cause) -> Option<Step> {
    use Cause::*;
    Some(match cause {
        RegionMismatch | RegionWithoutSes | RegionNotEnabled | RegionWithoutSmtp | RegionMissing => Step::Region,
        PolicyLacksAction | PolicyExcludesSender | PolicyExcludesRecipient | PolicyExcludesConfigurationSet => {
            Step::Sender
        }
        KeyUnknown | KeyInactive | KeyNotYetVisible | KeyQuarantined => Step::Key,
        SenderNotVerified
        | DnsMissing
        | DnsNameDoubled
        | DnsWrongValue
        | DnsWrongType
        | DnsProxied
        | DnsWrongProvider
        | DnsServersDisagree
        | DnsSpfDuplicate
        | DnsDmarcDuplicate
        | DnsMxExtra
        | AlignmentMissing
        | DkimFailed
        | VerificationLinkExpired
        | MailFromFailed
        | MailFromNotSet
        | FromCnameInUse
        | RecordsRemoved => Step::Identity,
        RecipientInSandbox | ProductionPending | ProductionDenied | SendingPaused | AccountSuspended => {
            Step::Production
        }
        FromAddressNotCovered
        | SmtpPasswordAsSecret
        | SecretMismatch
        | CredentialsMissing
        | ConfigCached
        | EnvUnreadable
        | EnvSwallowed
        | ConfigUnreadable
        | ConfigSetAtStart
        | MailRedirected
        | WrongMailer
        | MailerUndefined
        | SdkMissing
        | VerificationNotWired
        | SmtpCredentialsWrongRegion
        | SmtpCredentialsNotDerived
        | FromNameDefault
        | AddressMalformed
        | KeyIdMalformed
        | SessionTokenMissing
        | TokenMisplaced
        | CredentialsExpired
        | EndpointOverridden
        | WorkerStale
        | QueueNotRunning
        | EnvOverridden
        | SmtpSchemeUnsupported
        | DsnMalformed
        | AwsKeysShared
        | SmtpUnreachable
        | SmtpIdleClosed
        | TlsModeMismatch
        | ConfigurationSetMissing => Step::Project,
        ClockSkew
        | MessageFromElsewhere
        | LaravelUnverifiedUser
        | RateExceeded
        | QuotaExceeded
        | HeaderMalformed
        | AccountNotActivated
        | EnvExposed
        | OrganizationDenies
        | AppUrlWrong
        | ProxyNotTrusted
        | NetworkUnreachable
        | TlsIntercepted
        | CaFileMissing
        | RecipientSuppressed
        | FromPublicMailbox => return None,
    })
}
