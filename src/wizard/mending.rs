//! From a cause to the page that mends it. Does not know how a cause is found.

use super::{model::Model, path::Page};
use crate::diagnosis::Cause;

impl Model {
    /// The page that mends the surest cause that any page can mend.
    pub(super) fn mending_page(&self) -> Option<Page> {
        self.diagnosis()?.findings.iter().find_map(|finding| mended_on(finding.cause))
    }
}

/// Where it is mended; none where nothing on the path would: on another machine, in the app's own code, by sending less.
fn mended_on(cause: Cause) -> Option<Page> {
    use Cause::*;
    Some(match cause {
        FromPublicMailbox => Page::Start,
        RegionMismatch | RegionWithoutSes | RegionNotEnabled | RegionWithoutSmtp | RegionMissing => Page::Region,
        PolicyLacksAction | PolicyExcludesSender | PolicyExcludesRecipient | PolicyExcludesConfigurationSet => {
            Page::Sender
        }
        KeyUnknown | KeyInactive | KeyNotYetVisible | KeyQuarantined => Page::Key,
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
        | RecordsRemoved => Page::Identity,
        RecipientInSandbox | ProductionPending | ProductionDenied | SendingPaused | AccountSuspended => {
            Page::Production
        }
        FromAddressNotCovered
        | SmtpPasswordAsSecret
        | SecretMismatch
        | CredentialsMissing
        | ConfigCached
        | EnvUnreadable
        | EnvSwallowed
        | ConfigUnreadable
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
        | ConfigurationSetMissing => Page::Project,
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
        | RecipientSuppressed => return None,
    })
}
