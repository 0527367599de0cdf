//! The commands against a cause. A cause that is fixed elsewhere (in a file, at a DNS provider, by waiting) has none.
//! Does not know the sentence beside a command; that is a text of the cause.
//!
//! A name in a command may come from pasted text, so it is quoted for a shell.

use super::{
    case::{Case, Cover, cannot_be_verified},
    cause::Cause,
    causes::identity::{suspects, verified_elsewhere},
    evidence::Evidence,
};
use crate::{
    laravel::{Runner, SdkPackage, plan},
    setup::{IdentityName, Intent, Standing, Step, about, assess, plan_or_ask, sesame},
    terms::{Address, Keep, Region, is_public_mailbox, shell_word},
};

/// What to type against a cause, in order.
pub(super) fn commands(cause: Cause, case: &Case) -> Vec<String> {
    let artisan = |command: &str| case.app().map(|app| app.runner.clone()).unwrap_or_default().shown(command);
    // What the app and its workers need to take up what was written.
    let taken_up = || {
        let renewal = artisan(case.app().map_or("config:clear", plan::renewal));
        std::iter::once(renewal).chain(case.app().map(plan::restarts).unwrap_or_default())
    };
    let after = |written: String| std::iter::once(written).chain(taken_up()).collect::<Vec<_>>();
    let rewrite = |more: &str| match may_write(case) {
        true => after(sesame(case.intent, &format!("env{}{more} --write", about(case.intent)))),
        // What comes before the lines is missing too.
        false => vec![plan_or_ask(case.intent, case.facts, case.now)],
    };
    match cause {
        Cause::SenderNotVerified => case.region().and_then(|region| verify_sender(case, region)).into_iter().collect(),
        Cause::RegionMismatch => {
            match case.region().and_then(|region| other_region(case, region).or_else(|| set_up_region(case, region))) {
                Some(region) => {
                    let intent = Intent { region: Some(region), ..case.intent.clone() };
                    // The app names it already: it is the set-up that is of another one.
                    if case.configured_region() == Some(region) {
                        return vec![plan_or_ask(&intent, case.facts, case.now)];
                    }
                    after(sesame(case.intent, &format!("env{} --write", about(&intent))))
                }
                None => Vec::new(),
            }
        }
        Cause::RecipientInSandbox => verify_recipient(case).into_iter().chain([ask_for_production(case)]).collect(),
        Cause::FromAddressNotCovered => match case.intent.from.as_ref().filter(|from| !is_named(case, from)) {
            Some(_) => rewrite(""),
            None => Vec::new(),
        },
        Cause::FromPublicMailbox | Cause::MessageFromElsewhere => Vec::new(),
        Cause::SecretMismatch => another_key(case).map_or_else(|| rewrite(""), |command| vec![command]),
        Cause::SmtpPasswordAsSecret
        | Cause::KeyUnknown
        | Cause::WrongMailer
        | Cause::SmtpCredentialsWrongRegion
        | Cause::SmtpCredentialsNotDerived
        | Cause::KeyIdMalformed
        | Cause::SmtpSchemeUnsupported
        | Cause::DsnMalformed
        | Cause::TlsModeMismatch
        | Cause::RegionMissing => rewrite(""),
        // The AWS CLI finds no key in an app's file.
        Cause::CredentialsMissing => match case.complaint {
            Some(complaint) if case.app().is_none() && complaint.api.is_none() => Vec::new(),
            Some(_) | None => rewrite(""),
        },
        Cause::PolicyLacksAction | Cause::PolicyExcludesSender | Cause::PolicyExcludesRecipient => {
            vec![match case.senders().first() {
                Some(from) => sesame(case.intent, &format!("policy app --from {}", shell_word(from))),
                // It shows what such a policy is made of.
                None => sesame(case.intent, "policy app --from you@example.com"),
            }]
        }
        Cause::QuotaExceeded => vec![ask_for_production(case)],
        Cause::ConfigCached => taken_up().collect(),
        Cause::WorkerStale => match case.app().map(plan::restarts).unwrap_or_default() {
            none if none.is_empty() => vec![artisan(plan::usual_restart(case.app()))],
            restarts => restarts,
        },
        Cause::KeyNotYetVisible | Cause::ProductionPending => {
            vec![sesame(case.intent, &format!("status{}", about(case.intent)))]
        }
        Cause::SdkMissing => {
            let command = case.app().map(|app| app.sdk.command(&app.runner));
            vec![command.unwrap_or_else(|| SdkPackage::Missing.command(&Runner::default()))]
        }
        Cause::MailerUndefined => rewrite(" --mailer ses"),
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
        | Cause::FromCnameInUse
        | Cause::RecordsRemoved => vec![sesame(case.intent, &format!("records{}", about(case.intent)))],
        Cause::ClockSkew
        | Cause::KeyInactive
        | Cause::EnvUnreadable
        | Cause::EnvSwallowed
        | Cause::ConfigUnreadable
        | Cause::ConfigSetAtStart
        | Cause::MailRedirected
        | Cause::VerificationNotWired
        | Cause::LaravelUnverifiedUser
        | Cause::RateExceeded
        | Cause::ProductionDenied
        | Cause::RegionWithoutSes
        | Cause::FromNameDefault
        | Cause::AddressMalformed
        | Cause::HeaderMalformed
        | Cause::AlignmentMissing
        | Cause::KeyQuarantined
        | Cause::SessionTokenMissing
        | Cause::TokenMisplaced
        | Cause::CredentialsExpired
        | Cause::AccountNotActivated
        | Cause::EndpointOverridden
        | Cause::QueueNotRunning
        | Cause::EnvOverridden
        | Cause::EnvExposed
        | Cause::AwsKeysShared
        | Cause::PolicyExcludesConfigurationSet
        | Cause::OrganizationDenies
        | Cause::AppUrlWrong
        | Cause::ProxyNotTrusted
        | Cause::SmtpUnreachable
        | Cause::SmtpIdleClosed
        | Cause::NetworkUnreachable
        | Cause::TlsIntercepted
        | Cause::CaFileMissing
        | Cause::SendingPaused
        | Cause::AccountSuspended
        | Cause::RecipientSuppressed
        | Cause::ConfigurationSetMissing
        | Cause::RegionNotEnabled
        | Cause::RegionWithoutSmtp
        | Cause::DkimFailed
        | Cause::VerificationLinkExpired
        | Cause::MailFromFailed
        | Cause::MailFromNotSet => Vec::new(),
    }
}

/// A new key in the place of the one whose secret rested in `.env` alone, and is not there any more; none where another
/// place has it, or there is no room for a second one.
fn another_key(case: &Case) -> Option<String> {
    let kept = case.kept().filter(|_| case.intent.keep == Keep::Project)?;
    let keys = case.facts.keys.present()?;
    let is_alone = keys.len() == 1 && keys.iter().any(|listed| listed.id == kept.id && listed.active);
    is_alone.then(|| sesame(case.intent, &format!("key rotate{} --plan", about(case.intent))))
}

fn verify_sender(case: &Case, region: Region) -> Option<String> {
    let (named, suspects) = (case.senders_named(), suspects(case, region));
    let named = named.iter().find(|from| !cannot_be_verified(from)).and_then(|from| from.parse::<Address>().ok());
    // Whose address it is may not be known. That of a mailbox provider is not the sender's to verify.
    let is_own = |from: &Address| !is_public_mailbox(from.domain());
    let others = suspects.iter().filter(|from| !cannot_be_verified(from)).filter_map(|from| from.parse().ok());
    let from = named.or_else(|| { others }.find(is_own))?;
    // One that is not there at all is to be verified in the set-up's region.
    let of_setup = || case.intent.region.filter(|_| matches!(case.cover(&from.to_string(), region), Cover::Nothing));
    let region = of_setup().unwrap_or(region);
    let intent = Intent { from: Some(from), region: Some(region), ..case.intent.clone() };
    Some(plan_or_ask(&intent, case.facts, case.now))
}

/// The region that the app should send from: one in which its sender is verified.
fn other_region(case: &Case, region: Region) -> Option<Region> {
    suspects(case, region).iter().find_map(|from| {
        let Evidence::VerifiedElsewhere { regions, .. } = verified_elsewhere(case, from, region)? else { return None };
        case.intent.region.filter(|wanted| regions.contains(wanted)).or(regions.first().copied())
    })
}

/// The set-up's own region, where a message left for another one and nothing could be looked at.
fn set_up_region(case: &Case, region: Region) -> Option<Region> {
    case.intent.region.filter(|wanted| *wanted != region && case.complaint.is_some())
}

fn verify_recipient(case: &Case) -> Option<String> {
    let region = case.region()?;
    let others = case.others_named();
    let Ok(IdentityName::Email(address)) = others.first()?.parse() else { return None };
    Some(verify_address(&address, region))
}

/// Has AWS send its mail with a link to an address.
pub(super) fn verify_address(address: &Address, region: Region) -> String {
    let address = address.to_string();
    format!("aws sesv2 create-email-identity --region {region} --email-identity {}", shell_word(&address))
}

/// The request to leave the sandbox, as a plan.
pub(super) fn ask_for_production(case: &Case) -> String {
    let own = case.intent.from.clone();
    let seen = || case.senders().iter().find(|from| !cannot_be_verified(from)).and_then(|from| from.parse().ok());
    let intent = Intent { from: own.or_else(seen), ..case.intent.clone() };
    plan_or_ask(&intent, case.facts, case.now)
}

/// Whether all that comes before the lines of `.env` is there, so that they can be written.
fn may_write(case: &Case) -> bool {
    match assess(Step::Project, case.intent, case.facts, case.now) {
        Standing::Open { .. } | Standing::Done | Standing::Blocked { by: Step::Identity | Step::Production } => true,
        Standing::Unknown
        | Standing::Undecided { .. }
        | Standing::Blocked { .. }
        | Standing::Waiting { .. }
        | Standing::Wrong { .. }
        | Standing::Refused(_) => false,
    }
}

fn is_named(case: &Case, from: &Address) -> bool {
    case.complaint.is_some_and(|complaint| complaint.names(&from.to_string()))
}
