//! The doctor's checks: which causes belong to each, and what a check says where none of them is named. Does not judge
//! a cause; the causes' own functions do.

use serde::Serialize;

use super::{
    ask::Ask,
    case::{Case, Cover, cannot_be_verified},
    cause::{Cause, Certainty, Finding},
    causes::{identity::covered, limit::used, standing::dmarc_in_force},
    diagnose::{Diagnosis, diagnose},
    evidence::{Evidence, SdkState},
    reading::{ConfiguredRegion, ses_host},
};
use crate::{
    dns::{compare::RecordStanding, records::Purpose},
    laravel::{CachedConfig, ConfigSetting, EnvFile, MaskedValue, SdkPackage, SignUp},
    setup::{
        Access, Check, Facts, IdentityName, Intent, OnMxFailure, Optional, Refusal, Runtime, SmtpDial, Standing, Step,
        assess, may_switch, wanted_records,
    },
    terms::{Fact, Keep, Timestamp},
};

/// What is checked, in the order in which it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, strum::EnumIter, strum::IntoStaticStr, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum CheckId {
    SignIn,
    Clock,
    App,
    EnvFile,
    ConfigCache,
    Mailer,
    Sdk,
    FromAddress,
    Region,
    SmtpServer,
    AppKey,
    SmtpPassword,
    Identity,
    Dns,
    MailFrom,
    Dmarc,
    Sandbox,
    Quota,
    Recipient,
    SignUp,
}

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub enum Verdict {
    Pass,
    /// Worth knowing; it does not keep mail from being sent.
    Warn,
    /// Nothing is wrong, and DNS, a click or AWS is waited for. Programs see a `warn`.
    Waiting,
    Fail,
    /// Could not be checked.
    Unknown,
}

/// One check with its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    pub id: CheckId,
    pub verdict: Verdict,
    /// The causes that it names.
    pub findings: Vec<Finding>,
    /// What was seen where no cause is named.
    pub evidence: Vec<Evidence>,
}

/// Every check that applies to this app and set-up, and what is still worth asking.
pub fn checks(intent: &Intent, facts: &Facts, now: Timestamp) -> (Vec<CheckResult>, Ask) {
    let Diagnosis { findings, ask, .. } = diagnose(None, intent, facts, now);
    let case = Case::of(None, intent, facts, now);
    let made = <CheckId as strum::IntoEnumIterator>::iter().filter_map(|id| {
        let mut own: Vec<Finding> = findings.iter().filter(|it| check_of(it.cause) == id).cloned().collect();
        // What is wrong comes before what is missing: that may only need time.
        own.sort_by_key(|it| (std::cmp::Reverse(rank(weight(it, &case))), it.cause == Cause::DnsMissing));
        let (otherwise, evidence) = match seen(id, &case) {
            Some(seen) => seen,
            // What was found is told whether or not the check applies otherwise.
            None if own.is_empty() => return None,
            None => (Verdict::Unknown, Vec::new()),
        };
        let worst = own.iter().map(|finding| weight(finding, &case)).max_by_key(|verdict| rank(*verdict));
        Some(match worst {
            Some(verdict) => CheckResult { id, verdict, findings: own, evidence: Vec::new() },
            None => CheckResult { id, verdict: otherwise, findings: own, evidence },
        })
    });
    (made.collect(), ask)
}

/// The check that a cause belongs to.
fn check_of(cause: Cause) -> CheckId {
    match cause {
        Cause::SenderNotVerified => CheckId::Identity,
        Cause::RegionMismatch | Cause::RegionWithoutSes => CheckId::Region,
        Cause::RecipientInSandbox | Cause::ProductionPending | Cause::ProductionDenied => CheckId::Sandbox,
        Cause::RateExceeded | Cause::QuotaExceeded => CheckId::Quota,
        Cause::ClockSkew => CheckId::Clock,
        Cause::RecipientSuppressed => CheckId::Recipient,
        Cause::FromAddressNotCovered | Cause::FromPublicMailbox | Cause::MessageFromElsewhere => CheckId::FromAddress,
        Cause::SmtpPasswordAsSecret
        | Cause::SecretMismatch
        | Cause::KeyUnknown
        | Cause::KeyInactive
        | Cause::KeyNotYetVisible
        | Cause::CredentialsMissing
        | Cause::PolicyLacksAction
        | Cause::PolicyExcludesSender => CheckId::AppKey,
        Cause::ConfigCached => CheckId::ConfigCache,
        Cause::EnvUnreadable | Cause::EnvSwallowed => CheckId::EnvFile,
        Cause::ConfigUnreadable => CheckId::App,
        Cause::WrongMailer | Cause::MailerUndefined | Cause::ConfigSetAtStart | Cause::MailRedirected => {
            CheckId::Mailer
        }
        Cause::SdkMissing => CheckId::Sdk,
        Cause::VerificationNotWired | Cause::LaravelUnverifiedUser => CheckId::SignUp,
        Cause::SmtpCredentialsWrongRegion | Cause::SmtpCredentialsNotDerived => CheckId::SmtpPassword,
        Cause::DnsMissing
        | Cause::DnsNameDoubled
        | Cause::DnsWrongValue
        | Cause::DnsWrongType
        | Cause::DnsProxied
        | Cause::DnsWrongProvider
        | Cause::DnsServersDisagree
        | Cause::DnsSpfDuplicate
        | Cause::DnsMxExtra
        | Cause::RecordsRemoved => CheckId::Dns,
        Cause::DnsDmarcDuplicate | Cause::AlignmentMissing => CheckId::Dmarc,
        Cause::MailFromFailed | Cause::MailFromNotSet | Cause::FromCnameInUse => CheckId::MailFrom,
        Cause::FromNameDefault | Cause::AddressMalformed | Cause::HeaderMalformed => CheckId::FromAddress,
        Cause::KeyQuarantined
        | Cause::KeyIdMalformed
        | Cause::SessionTokenMissing
        | Cause::TokenMisplaced
        | Cause::CredentialsExpired
        | Cause::AwsKeysShared
        | Cause::PolicyExcludesRecipient
        | Cause::PolicyExcludesConfigurationSet
        | Cause::OrganizationDenies => CheckId::AppKey,
        Cause::AccountNotActivated => CheckId::SignIn,
        Cause::EndpointOverridden
        | Cause::NetworkUnreachable
        | Cause::TlsIntercepted
        | Cause::CaFileMissing
        | Cause::RegionNotEnabled
        | Cause::RegionWithoutSmtp
        | Cause::RegionMissing => CheckId::Region,
        Cause::WorkerStale => CheckId::ConfigCache,
        Cause::QueueNotRunning | Cause::SmtpSchemeUnsupported | Cause::DsnMalformed => CheckId::Mailer,
        Cause::EnvOverridden | Cause::EnvExposed => CheckId::EnvFile,
        Cause::AppUrlWrong | Cause::ProxyNotTrusted => CheckId::SignUp,
        Cause::SmtpUnreachable | Cause::SmtpIdleClosed | Cause::TlsModeMismatch => CheckId::SmtpServer,
        Cause::SendingPaused | Cause::AccountSuspended | Cause::ConfigurationSetMissing => CheckId::Sandbox,
        Cause::DkimFailed | Cause::VerificationLinkExpired => CheckId::Identity,
    }
}

/// How much a finding weighs where there is no complaint.
fn weight(finding: &Finding, case: &Case) -> Verdict {
    match finding.cause {
        Cause::ProductionPending | Cause::KeyNotYetVisible => Verdict::Waiting,
        // The records may be published; SES or a resolver has not seen them yet.
        Cause::DnsMissing | Cause::DnsServersDisagree if !finding.evidence.iter().any(is_to_be_mended) => {
            Verdict::Waiting
        }
        Cause::DnsMissing | Cause::DnsServersDisagree => Verdict::Fail,
        // It is one of the two, and AWS takes the key in neither case.
        Cause::KeyUnknown | Cause::KeyInactive if case.facts.accepted == Fact::Absent => Verdict::Fail,
        // Mistakes in DNS are another check.
        Cause::SenderNotVerified => match assess(Step::Identity, case.intent, case.facts, case.now).waits_on() {
            Some(_) => Verdict::Waiting,
            None => Verdict::Fail,
        },
        // The mailer is prepared, and switched when AWS grants production access.
        Cause::WrongMailer if may_switch(case.intent, case.facts, case.now).is_err() => Verdict::Warn,
        // Seen in the files themselves, it decides what is sent, or shows the secret.
        Cause::ConfigCached | Cause::EnvOverridden | Cause::EnvExposed if finding.certainty == Certainty::Proven => {
            Verdict::Fail
        }
        Cause::RecipientInSandbox
        | Cause::ConfigCached
        | Cause::FromPublicMailbox
        | Cause::VerificationNotWired
        | Cause::FromNameDefault
        | Cause::AlignmentMissing
        | Cause::WorkerStale
        | Cause::QueueNotRunning
        | Cause::EnvOverridden
        | Cause::EnvExposed
        | Cause::AwsKeysShared
        | Cause::AppUrlWrong
        | Cause::ProxyNotTrusted
        | Cause::ConfigSetAtStart
        | Cause::MailRedirected
        | Cause::MailFromNotSet => Verdict::Warn,
        Cause::RegionMismatch
        | Cause::RegionWithoutSes
        | Cause::FromAddressNotCovered
        | Cause::MessageFromElsewhere
        | Cause::SmtpPasswordAsSecret
        | Cause::SecretMismatch
        | Cause::ClockSkew
        | Cause::KeyUnknown
        | Cause::KeyInactive
        | Cause::CredentialsMissing
        | Cause::EnvUnreadable
        | Cause::EnvSwallowed
        | Cause::ConfigUnreadable
        | Cause::WrongMailer
        | Cause::MailerUndefined
        | Cause::SdkMissing
        | Cause::LaravelUnverifiedUser
        | Cause::SmtpCredentialsWrongRegion
        | Cause::SmtpCredentialsNotDerived
        | Cause::ProductionDenied
        | Cause::PolicyLacksAction
        | Cause::PolicyExcludesSender
        | Cause::RateExceeded
        | Cause::QuotaExceeded
        | Cause::AddressMalformed
        | Cause::HeaderMalformed
        | Cause::KeyQuarantined
        | Cause::KeyIdMalformed
        | Cause::SessionTokenMissing
        | Cause::TokenMisplaced
        | Cause::CredentialsExpired
        | Cause::AccountNotActivated
        | Cause::EndpointOverridden
        | Cause::SmtpSchemeUnsupported
        | Cause::DsnMalformed
        | Cause::PolicyExcludesRecipient
        | Cause::PolicyExcludesConfigurationSet
        | Cause::OrganizationDenies
        | Cause::SmtpUnreachable
        | Cause::SmtpIdleClosed
        | Cause::TlsModeMismatch
        | Cause::NetworkUnreachable
        | Cause::TlsIntercepted
        | Cause::CaFileMissing
        | Cause::SendingPaused
        | Cause::AccountSuspended
        | Cause::ConfigurationSetMissing
        | Cause::RecipientSuppressed
        | Cause::RegionNotEnabled
        | Cause::RegionWithoutSmtp
        | Cause::RegionMissing
        | Cause::DkimFailed
        | Cause::VerificationLinkExpired
        | Cause::MailFromFailed
        | Cause::FromCnameInUse
        | Cause::RecordsRemoved
        | Cause::DnsNameDoubled
        | Cause::DnsWrongValue
        | Cause::DnsWrongType
        | Cause::DnsProxied
        | Cause::DnsWrongProvider
        | Cause::DnsSpfDuplicate
        | Cause::DnsDmarcDuplicate
        | Cause::DnsMxExtra => match finding.certainty {
            Certainty::Proven | Certainty::Likely => Verdict::Fail,
            Certainty::Possible => Verdict::Warn,
        },
    }
}

fn is_to_be_mended(evidence: &Evidence) -> bool {
    matches!(evidence, Evidence::Record(mistake) if mistake.is_to_be_mended())
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Pass | Verdict::Unknown => 0,
        Verdict::Warn => 1,
        Verdict::Waiting => 2,
        Verdict::Fail => 3,
    }
}

/// The result where no cause is named. `None` where the check does not apply to this app.
fn seen(id: CheckId, case: &Case) -> Option<(Verdict, Vec<Evidence>)> {
    let no_app = || (Verdict::Unknown, vec![Evidence::NoApp]);
    let blind = || {
        let why = match (case.signed_in(), &case.intent.from, case.region()) {
            (false, _, _) => Some(Evidence::NeedsSignIn),
            (true, None, _) => match case.senders().iter().find(|from| cannot_be_verified(from)) {
                Some(address) => Some(Evidence::CannotBeVerified { address: address.clone() }),
                None => case.senders().is_empty().then_some(Evidence::SenderNotKnown),
            },
            (true, Some(_), Some(region)) => Some(Evidence::NotSeen { region }),
            (true, Some(_), None) => None,
        };
        (Verdict::Unknown, why.into_iter().collect())
    };
    Some(match id {
        CheckId::SignIn => sign_in(case),
        CheckId::Clock => match case.facts.ahead {
            Some(_) => (Verdict::Pass, vec![Evidence::ClockAgrees]),
            None if case.signed_in() => return None,
            None => blind(),
        },
        CheckId::App => case.facts.project.present().map_or_else(no_app, |project| {
            let root = project.root.display().to_string();
            let version = project.app.version.map(|version| version.to_string());
            (Verdict::Pass, vec![Evidence::AppHere { root, version }])
        }),
        CheckId::EnvFile => match case.env() {
            None if case.app().is_some() => (Verdict::Unknown, vec![Evidence::EnvElsewhere]),
            None => no_app(),
            Some(EnvFile::Missing) => (Verdict::Fail, vec![Evidence::EnvMissing { file: case.env_name() }]),
            Some(EnvFile::Read { .. } | EnvFile::Refused(_)) => (Verdict::Pass, Vec::new()),
        },
        CheckId::ConfigCache => case.app().map_or_else(no_app, |app| match app.cached {
            CachedConfig::Absent => (Verdict::Pass, vec![Evidence::NoConfigCache { file: case.env_name() }]),
            CachedConfig::Read(_) | CachedConfig::Unreadable(_) | CachedConfig::Elsewhere => {
                (Verdict::Pass, vec![Evidence::CacheIsCurrent])
            }
        }),
        CheckId::Mailer => mailer(case).unwrap_or_else(no_app),
        CheckId::Sdk => sdk(case).unwrap_or_else(no_app),
        CheckId::FromAddress => from_address(case),
        CheckId::Region => region(case).unwrap_or_else(no_app),
        CheckId::AppKey if let Access::Role(runtime) = case.intent.access => role(case, runtime),
        CheckId::AppKey => {
            let (verdict, mut evidence) = match (case.key_in_env(), case.facts.accepted.present()) {
                (Some(key), Some(taken)) if key == *taken => {
                    let once = case.facts.young.as_ref() == Some(taken);
                    let seen = if once { Evidence::KeyAcceptedOnce { key } } else { Evidence::KeyAccepted { key } };
                    (Verdict::Pass, vec![seen])
                }
                (Some(key), None) if case.facts.offered.present().is_some_and(|offered| offered.id == key) => {
                    (Verdict::Pass, vec![Evidence::KeyAccepted { key }])
                }
                (Some(_), _) => (Verdict::Unknown, vec![case.key_not_known()]),
                (None, _) if case.app().is_none() => no_app(),
                (None, _) => key_unseen(case),
            };
            evidence.extend(rests_in(case));
            (verdict, evidence)
        }
        CheckId::SmtpServer => {
            let SmtpDial { host, port, refused: _ } = case.facts.smtp.as_ref()?;
            (Verdict::Pass, vec![Evidence::SmtpAnswers { host: host.clone(), port: *port }])
        }
        CheckId::SmtpPassword => return smtp_password(case),
        CheckId::Identity => identity(case).unwrap_or_else(blind),
        // Its records come with the identity.
        CheckId::Dns if case.facts.identity == Fact::Absent => return None,
        CheckId::Dns => dns(case).unwrap_or_else(blind),
        CheckId::Sandbox => match case.region().map(|region| (region, case.account(region))) {
            Some((region, Fact::Present(account))) if account.production => {
                (Verdict::Pass, vec![Evidence::InProduction { region }])
            }
            Some((region, Fact::Hidden(denial))) => {
                (Verdict::Unknown, vec![Evidence::Hidden { region, denial: denial.clone() }])
            }
            Some((_, Fact::Present(_) | Fact::Unknown | Fact::Absent)) | None => blind(),
        },
        CheckId::MailFrom => return mail_from(case, blind),
        CheckId::Dmarc => return dmarc(case, blind),
        CheckId::Quota => match case.region().map(|region| (region, case.account(region))) {
            Some((_, Fact::Present(account))) => (Verdict::Pass, vec![used(account)?]),
            Some((region, Fact::Hidden(denial))) => {
                (Verdict::Unknown, vec![Evidence::Hidden { region, denial: denial.clone() }])
            }
            Some((_, Fact::Unknown | Fact::Absent)) | None => blind(),
        },
        CheckId::Recipient => return recipient(case),
        CheckId::SignUp => match case.app().map(|app| app.sign_up) {
            Some(SignUp::Wired) => (Verdict::Pass, vec![Evidence::SignUpWired]),
            Some(SignUp::NotWired | SignUp::Unknown) => (Verdict::Unknown, Vec::new()),
            None => no_app(),
        },
    })
}

/// The role's permissions cannot be seen from here; a key in `.env`, which would go before the role, can.
fn role(case: &Case, runtime: Runtime) -> (Verdict, Vec<Evidence>) {
    let project = case.facts.project.present();
    let before = project.map(|project| project.before_a_role()).unwrap_or_default();
    let verdict = if before.is_empty() { Verdict::Pass } else { Verdict::Warn };
    let named = before.into_iter().map(|name| Evidence::KeyBeforeRole { at: case.env_at(name), name: name.into() });
    (verdict, std::iter::once(Evidence::Role(runtime)).chain(named).collect())
}

/// The verdict where no id of the app's key was seen: the app has none, or its files do not tell which.
fn key_unseen(case: &Case) -> (Verdict, Vec<Evidence>) {
    let decides = case.profile_setting().or_else(|| case.key_setting().filter(|it| it.is_unknown()));
    match (case.env(), decides) {
        (None | Some(EnvFile::Refused(_)), _) => (Verdict::Unknown, vec![case.lacks(&case.key_name())]),
        (Some(_), Some(setting)) => (Verdict::Unknown, vec![Evidence::Setting(setting.clone())]),
        (Some(EnvFile::Read { .. } | EnvFile::Missing), None) => (Verdict::Warn, vec![case.empty(case.key_name())]),
    }
}

fn sign_in(case: &Case) -> (Verdict, Vec<Evidence>) {
    match assess(Step::SignIn, case.intent, case.facts, case.now) {
        Standing::Done => {
            let caller = case.facts.caller.present();
            let signed = |caller: &crate::setup::Caller| Evidence::SignedIn {
                account: caller.account.grouped(),
                arn: caller.arn.clone(),
            };
            match caller {
                Some(caller) => (Verdict::Pass, vec![signed(caller)]),
                // A set-up done by hand: nothing at AWS is seen.
                None => (Verdict::Unknown, vec![Evidence::NeedsSignIn]),
            }
        }
        Standing::Refused(Refusal::ByAws(denial)) => (Verdict::Fail, vec![Evidence::SignInRefused { denial }]),
        Standing::Refused(refusal) => (Verdict::Fail, vec![Evidence::Refused { refusal }]),
        Standing::Undecided { .. } => (Verdict::Unknown, vec![Evidence::NeedsSignIn]),
        Standing::Unknown
        | Standing::Blocked { .. }
        | Standing::Open { .. }
        | Standing::Waiting { .. }
        | Standing::Wrong { .. } => (Verdict::Unknown, Vec::new()),
    }
}

/// Where the secret of the app's key is stored, where there is a key.
fn rests_in(case: &Case) -> Option<Evidence> {
    let key = case.facts.app_key()?.id.clone();
    let keep = case.intent.keep;
    let file = case.facts.sealed.present().filter(|_| keep == Keep::File).map(|file| file.path.display().to_string());
    Some(Evidence::RestsIn { key, keep, file })
}

fn mailer(case: &Case) -> Option<(Verdict, Vec<Evidence>)> {
    let default = &case.effective()?.default;
    let verdict = if default.is_unknown() { Verdict::Unknown } else { Verdict::Pass };
    Some((verdict, vec![Evidence::Setting(default.clone())]))
}

/// The region that the app sends to, beside that of the set-up.
fn region(case: &Case) -> Option<(Verdict, Vec<Evidence>)> {
    let wanted = case.intent.region;
    let of_setup = wanted.map(|region| Evidence::RegionOfSetup { region });
    case.app()?;
    Some(match case.region_said() {
        Some(ConfiguredRegion::Code(code, evidence)) if wanted.is_some_and(|wanted| wanted.code() != code) => {
            // An app that does not send by SES yet still has the region of a fresh install.
            let verdict = if case.ses_mailer().is_some() { Verdict::Fail } else { Verdict::Warn };
            (verdict, std::iter::once(evidence).chain(of_setup).collect())
        }
        Some(ConfiguredRegion::Code(_, evidence)) => (Verdict::Pass, vec![evidence]),
        Some(ConfiguredRegion::Nothing(evidence)) => (Verdict::Fail, vec![evidence]),
        None => (Verdict::Unknown, of_setup.into_iter().collect()),
    })
}

/// Whether the password is the one that follows from the key's secret and the region of the server. The check is for apps
/// that send by SES's SMTP server.
fn smtp_password(case: &Case) -> Option<(Verdict, Vec<Evidence>)> {
    let mailer = case.ses_mailer().filter(|mailer| !mailer.is_of_ses())?;
    let (_, host) = ses_host(mailer)?;
    let Some(MaskedValue::Hidden { print, .. }) = case.secret_setting().and_then(ConfigSetting::masked) else {
        return Some((Verdict::Unknown, Vec::new()));
    };
    let made = case.facts.kept.present().into_iter().flatten();
    let is_ours = made.filter_map(|kept| kept.smtp_print.as_ref()).any(|known| known == print);
    Some(match is_ours {
        true => (Verdict::Pass, vec![Evidence::Setting(host.clone())]),
        false => (Verdict::Unknown, Vec::new()),
    })
}

/// Whether the SDK serves the mailer that the app has, or would get.
fn sdk(case: &Case) -> Option<(Verdict, Vec<Evidence>)> {
    let app = case.app()?;
    let mailer = case.mailer().unwrap_or_else(|| case.intent.mailer_of(app));
    let lacking = |state| (Verdict::Warn, vec![Evidence::Sdk(state)]);
    Some(match &app.sdk {
        SdkPackage::Unknown => (Verdict::Unknown, Vec::new()),
        SdkPackage::Present(version) => (Verdict::Pass, vec![Evidence::Sdk(SdkState::Present(version.clone()))]),
        SdkPackage::Trimmed(_) | SdkPackage::DevOnly | SdkPackage::Missing if app.sdk.serves(mailer) => {
            (Verdict::Pass, Vec::new())
        }
        SdkPackage::Trimmed(kept) => lacking(SdkState::Trimmed(kept.clone())),
        SdkPackage::DevOnly => lacking(SdkState::DevOnly),
        SdkPackage::Missing => lacking(SdkState::Missing),
    })
}

fn from_address(case: &Case) -> (Verdict, Vec<Evidence>) {
    let said = case.effective().map(|effective| &effective.from_address);
    // What the set-up is for does not say what the app has.
    if let Some(untold) = said.filter(|said| said.is_unknown() && case.env_from().is_none()) {
        return (Verdict::Unknown, vec![Evidence::Setting(untold.clone())]);
    }
    let Some(from) = case.senders().first() else {
        return match case.env() {
            None | Some(EnvFile::Refused(_)) => (Verdict::Unknown, vec![case.lacks("MAIL_FROM_ADDRESS")]),
            Some(EnvFile::Read { .. } | EnvFile::Missing) => {
                (Verdict::Fail, vec![case.empty("MAIL_FROM_ADDRESS".into())])
            }
        };
    };
    match case.region().map(|region| (region, case.cover(from, region))) {
        Some((region, Cover::By(by))) => (Verdict::Pass, vec![covered(from, &by, region)]),
        Some((region, Cover::Unseen(denial))) => (Verdict::Unknown, vec![case.unseen(region, denial)]),
        // The address itself is fine; its identity is another check.
        Some((_, Cover::Pending(..) | Cover::Nothing)) | None => {
            let said = said.filter(|it| it.text() == Some(from));
            let name = "MAIL_FROM_ADDRESS";
            let line = || Evidence::EnvLine { at: case.env_at(name), name: name.into(), value: from.clone() };
            (Verdict::Pass, vec![said.map_or_else(line, |said| Evidence::Setting(said.clone()))])
        }
    }
}

fn identity(case: &Case) -> Option<(Verdict, Vec<Evidence>)> {
    let (name, region) = (case.intent.identity_name()?.to_string(), case.intent.region?);
    let here = || match case.cover(&name, region) {
        Cover::By(by) => vec![covered(&name, &by, region)],
        Cover::Pending(identity, status) => {
            vec![Evidence::NotVerifiedYet { identity: identity.to_string(), status, region }]
        }
        Cover::Nothing => vec![Evidence::NoIdentity { address: name.clone(), region }],
        Cover::Unseen(denial) => vec![case.unseen(region, denial)],
    };
    Some(match assess(Step::Identity, case.intent, case.facts, case.now) {
        Standing::Done => (Verdict::Pass, here()),
        Standing::Waiting { .. } | Standing::Wrong { .. } => (Verdict::Waiting, here()),
        // Verified, and a part of the identity is still to be made.
        Standing::Open { .. } if case.facts.identity.present().is_some_and(|it| it.verified) => (Verdict::Warn, here()),
        Standing::Open { .. } => (Verdict::Fail, here()),
        Standing::Refused(Refusal::ByAws(denial)) => (Verdict::Unknown, vec![Evidence::Hidden { region, denial }]),
        Standing::Refused(refusal) => (Verdict::Unknown, vec![Evidence::Refused { refusal }]),
        Standing::Unknown | Standing::Undecided { .. } | Standing::Blocked { .. } => return None,
    })
}

/// The MAIL FROM of the domain. One that is not set is SES's own, which SPF passes for and DMARC does not count.
fn mail_from(case: &Case, blind: impl Fn() -> (Verdict, Vec<Evidence>)) -> Option<(Verdict, Vec<Evidence>)> {
    if let Some(IdentityName::Email(_)) = case.intent.identity_name() {
        return None;
    }
    let identity = match &case.facts.identity {
        Fact::Present(identity) => identity,
        Fact::Absent => return None,
        Fact::Unknown | Fact::Hidden(_) => return Some(blind()),
    };
    Some(match &identity.mail_from {
        Some(it) if it.status == Check::Success => {
            (Verdict::Pass, vec![Evidence::MailFromWorks { domain: it.domain.to_string() }])
        }
        Some(it) => {
            let rejects = it.on_mx_failure == OnMxFailure::Reject;
            let verdict = if rejects { Verdict::Fail } else { Verdict::Warn };
            (verdict, vec![Evidence::MailFromWaits { domain: it.domain.to_string(), rejects }])
        }
        None if matches!(case.intent.mail_from, Optional::Wanted(_)) => (Verdict::Warn, vec![Evidence::MailFromOfSes]),
        None => (Verdict::Pass, vec![Evidence::MailFromOfSes]),
    })
}

/// The DMARC record in force for the From, where one is there or was wanted.
fn dmarc(case: &Case, blind: impl Fn() -> (Verdict, Vec<Evidence>)) -> Option<(Verdict, Vec<Evidence>)> {
    let Some(from) = case.intent.from.as_ref() else { return Some(blind()) };
    match dmarc_in_force(case, from.domain()) {
        Some((name, _)) => Some((Verdict::Pass, vec![Evidence::DmarcThere { name }])),
        None if case.intent.dmarc == Optional::Declined => None,
        None if case.facts.identity == Fact::Absent => None,
        // That it is missing or wrong is said by the check of the records.
        None if is_not_in_force(case) => None,
        None if case.signed_in() => Some((Verdict::Unknown, Vec::new())),
        None => Some(blind()),
    }
}

/// Whether the DMARC record was looked for, and is not as it should be.
fn is_not_in_force(case: &Case) -> bool {
    let (Some(identity), Some(region)) = (case.facts.identity.present(), case.intent.region) else { return false };
    let records = wanted_records(case.intent, identity, region);
    let seen = records.iter().filter(|it| it.purpose == Purpose::Dmarc).map(|it| case.facts.record_standing(it));
    seen.flatten().any(|it| matches!(it, RecordStanding::Missing | RecordStanding::Wrong))
}

/// Whether SES sends to the recipients that were asked after.
fn recipient(case: &Case) -> Option<(Verdict, Vec<Evidence>)> {
    let region = case.region()?;
    let asked = &case.facts.regions.get(&region)?.suppressed;
    let (address, entry) = asked.iter().next()?;
    Some(match entry {
        Fact::Absent => (Verdict::Pass, vec![Evidence::NotOnSuppressionList { address: address.to_string(), region }]),
        Fact::Hidden(denial) => (Verdict::Unknown, vec![Evidence::Hidden { region, denial: denial.clone() }]),
        Fact::Present(_) | Fact::Unknown => (Verdict::Unknown, Vec::new()),
    })
}

fn dns(case: &Case) -> Option<(Verdict, Vec<Evidence>)> {
    let records = wanted_records(case.intent, case.facts.identity.present()?, case.intent.region?);
    if records.is_empty() {
        return None;
    }
    let present = |record| case.facts.record_standing(record) == Some(RecordStanding::Present);
    match records.iter().all(present) {
        true => Some((Verdict::Pass, vec![Evidence::RecordsPresent { records: records.len() }])),
        false => Some((Verdict::Unknown, Vec::new())),
    }
}
