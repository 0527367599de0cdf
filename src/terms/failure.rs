//! What went wrong, in parts that a screen, a log and a script can each use. Holds no secret and no body of a reply.

use std::fmt;

use serde::Serialize;

use super::{Keeper, VaultTrouble};

/// An act of ours that did not go through. `Display` says the act alone; [`Failure::in_full`] the causes too.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("could not {doing}")]
pub struct Failure {
    /// What sort of trouble; decides the hint and the exit code.
    pub kind: FailureKind,
    /// The act, as in "could not {doing}".
    pub doing: String,
    /// Why. AWS's own English is kept so that it can be searched.
    #[source]
    pub cause: Option<Box<FailureCause>>,
    /// AWS's code on the wire, where there was one.
    pub code: Option<String>,
    /// AWS's request id, where there was one.
    pub request_id: Option<String>,
    /// What is wrong with the resting place, where it is one.
    pub vault: Option<VaultTrouble>,
    /// The program that keeps the secrets there, where it is one that is known.
    pub keeper: Option<Keeper>,
}

/// One layer of why an act did not go through, as the layer itself says it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct FailureCause {
    /// One sentence, without the layers below.
    pub text: String,
    /// The layer below.
    #[source]
    pub source: Option<Box<FailureCause>>,
}

/// One sentence and one way out each; `words` has both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, strum::EnumIter, strum::IntoStaticStr, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FailureKind {
    /// Something typed is not what it should be.
    BadInput,
    /// A flag that this command needs is missing.
    MissingFlag,
    /// No credentials at all, or the named profile does not exist.
    NoCredentials,
    /// A profile that leads nowhere, or a program of one that gives no credentials.
    LoginUnusable,
    /// Temporary credentials have run out.
    CredentialsExpired,
    /// AWS's page in the browser ended without signing in.
    SignInRefused,
    /// AWS does not know the key: deleted, mistyped, inactive, not yet visible, or a region that is off.
    KeyNotAccepted,
    /// The secret does not belong to the key, or the clock is off.
    SignatureRefused,
    /// AWS said that this principal may not.
    Denied,
    /// This account is not the one that the set-up was made in.
    OtherAccount,
    /// SES was never switched on for the account.
    NotActivated,
    /// The region is off, or SES is not in it.
    RegionUnavailable,
    /// The thing is not there.
    NotFound,
    /// The thing is there already, or the world is not in the state that the call needs.
    Conflict,
    /// AWS would not take the request as it is.
    RequestRefused,
    /// A quota: keys per user, identities, messages.
    LimitExceeded,
    /// Too many calls, or one thing changed twice at once; try again later.
    Throttled,
    /// SES would not send this.
    Rejected,
    /// No way to the other end: refused, unknown host, reset.
    Network,
    /// No answer in time; what happened there is not known.
    OutcomeUnknown,
    /// The other end answered something that is not what it speaks.
    Garbled,
    /// The other end failed.
    ServiceFailed,
    /// The resting place of the secret is absent, locked, stuck or refused.
    Vault,
    /// DNS did not answer.
    Dns,
    /// A DNS provider does not take the token, or no token was given.
    DnsToken,
    /// The folder is no Laravel app.
    NotLaravel,
    /// `.env` is one that phpdotenv rejects, or cannot be edited safely.
    EnvUnusable,
    /// A file is not as it was when we looked.
    FileChanged,
    /// A file could not be read or written.
    File,
    /// A program that is to be run is not installed here, or not in `PATH`.
    NoProgram,
    /// A command of the app's own ended with an error.
    Command,
    /// The clipboard took nothing, or could not be cleared.
    Clipboard,
    /// A change was asked for with `--read-only`.
    ReadOnly,
    /// Something that cannot happen happened.
    Bug,
}

/// Which role can do something about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureSort {
    /// The user: it was typed, or passed as a flag.
    Usage,
    /// The user, by signing in: there is no sign-in, it is over, or it leads nowhere.
    SignIn,
    /// An administrator of the account: AWS says no to this sign-in, and goes on saying so until its rights change.
    Refused,
    /// The caller, by another request or the same one later: AWS does not carry this one out.
    Request,
    /// The caller, by looking: whether it happened at the other end is not known.
    Lost,
    /// The owner of this machine, of its files and its network.
    Here,
    /// The authors of this program.
    Bug,
}

impl FailureKind {
    /// What an error code of AWS means, in SES, IAM, STS or Route 53; `None` where the code alone does not tell.
    pub fn of_code(code: &str) -> Option<FailureKind> {
        Some(match code {
            "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" => FailureKind::Denied,
            "InvalidClientTokenId" | "UnrecognizedClientException" => FailureKind::KeyNotAccepted,
            "SignatureDoesNotMatch" | "InvalidSignatureException" => FailureKind::SignatureRefused,
            "ExpiredToken" | "ExpiredTokenException" => FailureKind::CredentialsExpired,
            "OptInRequired" | "SubscriptionRequiredException" | "SubscriptionRequired" => FailureKind::NotActivated,
            "NoSuchEntity" | "NotFoundException" | "ConfigurationSetDoesNotExist" => FailureKind::NotFound,
            "EntityAlreadyExists" | "AlreadyExistsException" | "ConflictException" | "DeleteConflict" => {
                FailureKind::Conflict
            }
            "ConcurrentModification" | "ConcurrentModificationException" | "EntityTemporarilyUnmodifiable" => {
                FailureKind::Throttled
            }
            "Throttling"
            | "ThrottlingException"
            | "TooManyRequestsException"
            | "TooManyRequestsError"
            | "RequestLimitExceeded" => FailureKind::Throttled,
            "LimitExceeded" | "LimitExceededException" => FailureKind::LimitExceeded,
            "MessageRejected"
            | "MailFromDomainNotVerifiedException"
            | "SendingPausedException"
            | "AccountSendingPausedException"
            | "AccountSuspendedException" => FailureKind::Rejected,
            _ => return None,
        })
    }

    /// Which role can do something about it.
    pub fn sort(self) -> FailureSort {
        match self {
            FailureKind::BadInput | FailureKind::MissingFlag => FailureSort::Usage,
            FailureKind::NoCredentials
            | FailureKind::LoginUnusable
            | FailureKind::CredentialsExpired
            | FailureKind::SignInRefused => FailureSort::SignIn,
            FailureKind::KeyNotAccepted
            | FailureKind::SignatureRefused
            | FailureKind::Denied
            | FailureKind::DnsToken
            | FailureKind::NotActivated => FailureSort::Refused,
            FailureKind::OtherAccount
            | FailureKind::RegionUnavailable
            | FailureKind::NotFound
            | FailureKind::Conflict
            | FailureKind::RequestRefused
            | FailureKind::LimitExceeded
            | FailureKind::Throttled
            | FailureKind::Rejected => FailureSort::Request,
            FailureKind::Network | FailureKind::OutcomeUnknown | FailureKind::Garbled | FailureKind::ServiceFailed => {
                FailureSort::Lost
            }
            FailureKind::Vault
            | FailureKind::Dns
            | FailureKind::NotLaravel
            | FailureKind::EnvUnusable
            | FailureKind::FileChanged
            | FailureKind::File
            | FailureKind::NoProgram
            | FailureKind::Command
            | FailureKind::Clipboard
            | FailureKind::ReadOnly => FailureSort::Here,
            FailureKind::Bug => FailureSort::Bug,
        }
    }
}

impl Failure {
    /// A failure of `kind` while we tried to `doing` ("create the user mail-user").
    pub fn new(kind: FailureKind, doing: impl Into<String>) -> Self {
        Failure { kind, doing: doing.into(), cause: None, code: None, request_id: None, vault: None, keeper: None }
    }

    /// A failure of a resting place while we tried to `doing`.
    pub fn of_vault(trouble: VaultTrouble, doing: impl Into<String>) -> Self {
        Failure { vault: Some(trouble), ..Failure::new(FailureKind::Vault, doing).because(trouble) }
    }

    /// The same, of a keychain that this program keeps.
    #[must_use]
    pub fn kept_by(self, keeper: Option<Keeper>) -> Self {
        Failure { keeper, ..self }
    }

    /// The same, with one more cause behind those already there.
    #[must_use]
    pub fn because(mut self, cause: impl fmt::Display) -> Self {
        let mut innermost = &mut self.cause;
        while let Some(cause) = innermost {
            innermost = &mut cause.source;
        }
        *innermost = Some(Box::new(FailureCause { text: cause.to_string(), source: None }));
        self
    }

    /// The causes, outermost first.
    pub fn causes(&self) -> impl Iterator<Item = &str> {
        let layers = std::iter::successors(self.cause.as_deref(), |cause| cause.source.as_deref());
        layers.map(|cause| cause.text.as_str())
    }

    /// The act, then the causes, on one line.
    pub fn in_full(&self) -> String {
        std::iter::once(self.to_string().as_str()).chain(self.causes()).collect::<Vec<_>>().join(": ")
    }

    /// Whether the other end may have done it all the same.
    pub fn may_have_happened(&self) -> bool {
        self.kind.sort() == FailureSort::Lost
    }
}
