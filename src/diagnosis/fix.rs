//! What can be done about what the doctor found: one thing at a time, that first which explains the others. Does nothing
//! itself.
//!
//! A fix is a change that a set-up with this intent would make too; for a wrong region or a wrong From it is the one line of
//! `.env`. Commands of the app's own (`config:clear`, `composer require`) are named, never run.

use super::{
    case::Case,
    cause::{Cause, Certainty, Finding},
    causes::identity::{suspects, verified_elsewhere},
    checks::{CheckResult, Verdict},
    evidence::Evidence,
    mending::mended_by,
};
use crate::{
    laravel::{ConfigSetting, Effective, EnvFile, EnvPlace, OwnConfig},
    setup::{
        Change, EditKind, Facts, FileEdit, Intent, Project, ProjectFile, Question, Refusal, Standing, Step, Value,
        Wait, assess,
    },
    terms::{Region, Timestamp},
};

/// What is offered about one finding.
#[derive(Debug, Clone, PartialEq)]
pub struct FixOffer {
    pub finding: Finding,
    pub fix: Fix,
    /// The region that the set-up is for from then on, where the fix says another one.
    pub region: Option<Region>,
}

/// What can be done about a finding.
#[derive(Debug, Clone, PartialEq)]
pub enum Fix {
    /// This change.
    Change(Box<Change>),
    /// The world must move: DNS, a click, AWS.
    Wait(Wait),
    /// The user has to say something first.
    Asks(Vec<Question>),
    /// A step that is in the way is refused.
    Refused(Refusal),
    /// Only by hand: by the commands of the finding, or as its remedy says.
    ByHand,
}

/// The next thing to offer, that first which explains the others. `done` are causes that were dealt with, `made` changes
/// that were made: what comes back after its own change is not offered again.
pub fn next_offer(
    checks: &[CheckResult],
    intent: &Intent,
    facts: &Facts,
    now: Timestamp,
    done: &[Cause],
    made: &[Change],
) -> Option<FixOffer> {
    let case = Case::of(None, intent, facts, now);
    let mut found: Vec<(&Finding, Verdict)> = checks
        .iter()
        .flat_map(|check| check.findings.iter().map(|finding| (finding, check.verdict)))
        .filter(|(finding, _)| !done.contains(&finding.cause))
        .filter(|(finding, verdict)| {
            *verdict != Verdict::Warn
                || finding.certainty == Certainty::Proven
                || finding.cause == Cause::RecipientInSandbox
        })
        .collect();
    // The order of the causes beside it stays.
    found.sort_by_key(|(finding, verdict)| (explains(finding.cause), *verdict == Verdict::Warn));
    let (finding, _) = found.first()?;
    let (fix, region) = fix_of(&case, finding);
    let fix = match fix {
        Fix::Change(change) if made.contains(&change) => Fix::ByHand,
        fix @ (Fix::Change(_) | Fix::Wait(_) | Fix::Asks(_) | Fix::Refused(_) | Fix::ByHand) => fix,
    };
    Some(FixOffer { finding: (*finding).clone(), fix, region })
}

/// The checks, what fails first, and of that first what explains the others; the rest as it is checked.
pub fn in_order(mut checks: Vec<CheckResult>) -> Vec<CheckResult> {
    let first = |check: &CheckResult| check.findings.iter().map(|finding| explains(finding.cause)).min();
    checks.sort_by_key(|check| match check.verdict {
        Verdict::Fail => (0, first(check).unwrap_or(u8::MAX)),
        Verdict::Pass | Verdict::Warn | Verdict::Waiting | Verdict::Unknown => (1, 0),
    });
    checks
}

/// How much of the rest a cause may explain: the lower, the more.
pub fn explains(cause: Cause) -> u8 {
    use Cause::*;
    match cause {
        // What the app reads at all.
        EnvUnreadable | EnvSwallowed | ConfigUnreadable => 1,
        // Whose word all the rest is.
        EndpointOverridden => 0,
        // Without it nothing is asked of AWS.
        SdkMissing | MailerUndefined | SmtpSchemeUnsupported | DsnMalformed => 2,
        // Nothing comes through, or nothing that is signed.
        NetworkUnreachable | TlsIntercepted | CaFileMissing | SmtpUnreachable | TlsModeMismatch | ClockSkew => 3,
        // Where everything else is looked for.
        RegionMismatch | RegionMissing | RegionWithoutSes | RegionNotEnabled | RegionWithoutSmtp => 4,
        // Who asks.
        CredentialsMissing
        | KeyIdMalformed
        | SessionTokenMissing
        | TokenMisplaced
        | CredentialsExpired
        | SmtpPasswordAsSecret
        | SecretMismatch
        | KeyUnknown
        | KeyInactive
        | KeyNotYetVisible
        | KeyQuarantined
        | SmtpCredentialsWrongRegion
        | SmtpCredentialsNotDerived
        | AccountNotActivated => 5,
        // As whom.
        FromAddressNotCovered | FromPublicMailbox | AddressMalformed => 6,
        EnvOverridden | ConfigCached | ConfigSetAtStart | MailRedirected => 8,
        RecipientInSandbox | ProductionPending | ProductionDenied => 9,
        SenderNotVerified
        | MessageFromElsewhere
        | FromNameDefault
        | HeaderMalformed
        | AlignmentMissing
        | WorkerStale
        | QueueNotRunning
        | EnvExposed
        | WrongMailer
        | AwsKeysShared
        | PolicyLacksAction
        | PolicyExcludesSender
        | PolicyExcludesRecipient
        | PolicyExcludesConfigurationSet
        | OrganizationDenies
        | VerificationNotWired
        | AppUrlWrong
        | ProxyNotTrusted
        | LaravelUnverifiedUser
        | SmtpIdleClosed
        | RateExceeded
        | QuotaExceeded
        | SendingPaused
        | AccountSuspended
        | RecipientSuppressed
        | ConfigurationSetMissing
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
        | DkimFailed
        | VerificationLinkExpired
        | MailFromFailed
        | MailFromNotSet
        | FromCnameInUse
        | RecordsRemoved => 7,
    }
}

fn fix_of(case: &Case, finding: &Finding) -> (Fix, Option<Region>) {
    // A pair that Sesame does not keep was put into `.env` by hand; another key at rest would not take its place there.
    if finding.cause == Cause::SecretMismatch && case.key_in_env().is_some() && case.kept().is_none() {
        return (Fix::ByHand, None);
    }
    if finding.cause == Cause::RegionMismatch {
        return match region_to_send_from(case) {
            Some(region) => {
                (line_of_the_region(case, region).map_or(Fix::ByHand, |change| change.into()), Some(region))
            }
            None => (Fix::ByHand, None),
        };
    }
    if finding.cause == Cause::FromAddressNotCovered {
        return (line_of_the_sender(case).map_or(Fix::ByHand, |change| change.into()), None);
    }
    // The command says it all, and the app's own command is not ours to run.
    if finding.cause == Cause::ConfigCached || finding.cause == Cause::SdkMissing {
        return (Fix::ByHand, None);
    }
    match mended_by(finding.cause) {
        Some(step) => (by_the_set_up(case, step), None),
        None => (Fix::ByHand, None),
    }
}

impl From<Change> for Fix {
    fn from(change: Change) -> Fix {
        Fix::Change(Box::new(change))
    }
}

/// What the set-up would do next for a step, or for one that keeps it from going on.
fn by_the_set_up(case: &Case, step: Step) -> Fix {
    let mut step = step;
    // A step is blocked by an earlier one only, so this ends.
    loop {
        return match assess(step, case.intent, case.facts, case.now) {
            Standing::Blocked { by } => {
                step = by;
                continue;
            }
            Standing::Open { next: Change::RunTool { .. } } => Fix::ByHand,
            Standing::Open { next } if next.is_by_request() => Fix::ByHand,
            Standing::Open { next } => next.into(),
            Standing::Waiting { on } | Standing::Wrong { on } => Fix::Wait(on),
            Standing::Undecided { asks } => Fix::Asks(asks),
            Standing::Refused(refusal) => Fix::Refused(refusal),
            Standing::Unknown | Standing::Done => Fix::ByHand,
        };
    }
}

/// A region in which the app's sender is verified: the set-up's, where it is one of several.
fn region_to_send_from(case: &Case) -> Option<Region> {
    let region = case.region()?;
    suspects(case, region).iter().find_map(|from| {
        let Evidence::VerifiedElsewhere { regions, .. } = verified_elsewhere(case, from, region)? else { return None };
        case.intent.region.filter(|wanted| regions.contains(wanted)).or(regions.first().copied())
    })
}

/// The line of `.env` that the app reads its region from, set to this one.
fn line_of_the_region(case: &Case, region: Region) -> Option<Change> {
    let project = case.facts.project.present()?;
    let setting = own(project)?.ses()?.get("region")?;
    line(project, setting, region.code())
}

/// The line of `.env` that the app reads its From from, set to the sender of the set-up, where that is another one.
fn line_of_the_sender(case: &Case) -> Option<Change> {
    let project = case.facts.project.present()?;
    let setting = &own(project)?.from_address;
    let wanted = case.intent.from.as_ref()?.to_string();
    let region = case.region()?;
    let passes = matches!(case.cover(&wanted, region), super::case::Cover::By(_));
    line(project, setting, &wanted).filter(|_| passes)
}

/// What the files say by themselves; where nothing differs from what counts, that.
fn own(project: &Project) -> Option<&Effective> {
    match &project.app.own {
        OwnConfig::Read(effective) => Some(effective),
        OwnConfig::Planned => None,
    }
}

/// The change of the one line that a setting comes from; none where that is not a line of `.env`, or has the value already.
fn line(project: &Project, setting: &ConfigSetting, value: &str) -> Option<Change> {
    let read = setting.origin.as_ref()?.variable.as_ref()?;
    let is_of_env = read.place == EnvPlace::File(".env".into());
    let can_be_written = matches!(&project.app.env, EnvFile::Read { swallow: None, .. });
    if !is_of_env || !can_be_written || setting.text() == Some(value) {
        return None;
    }
    let lines = vec![(read.name.clone(), Value::Plain(value.to_owned()))];
    let (file, kind) = (ProjectFile(".env".into()), EditKind::Dotenv(lines));
    Some(Change::EditProject { edits: vec![FileEdit { file, seen: project.env.clone(), kind }] })
}
