//! The app: what its files and its complaints say. Knows nothing of the account; what is in force without a complaint is
//! judged in `diagnosis/app`.

use super::super::{
    case::Case,
    cause::{Certainty, Judgement},
    complaint::{Complaint, Kind, Station},
    evidence::{Evidence, SdkState},
    reading::ConfiguredRegion,
};
use super::concern::said_of;
use crate::laravel::{EnvFile, SdkPackage};

/// `config-cached`: whether an old configuration explains the complaint.
pub fn config_cached(case: &Case) -> Judgement {
    let (Some(app), Some(complaint)) = (case.app(), case.complaint) else { return Judgement::Silent };
    if !app.is_cached() {
        return Judgement::RuledOut(vec![Evidence::NoConfigCache { file: case.env_name() }]);
    }
    if is_of_the_config(complaint.kind) {
        return Judgement::Named(Certainty::Possible, vec![Evidence::ConfigCached]);
    }
    // The region in the error is not the app's: an older configuration was in force.
    if complaint.kind == Kind::NotVerified
        && let Some(region) = complaint.ses_region()
        && let Some(ConfiguredRegion::Code(said, evidence)) = case.region_said()
        && said != region.code()
    {
        let evidence = vec![Evidence::ConfigCached, Evidence::SentFrom { region }, evidence];
        return Judgement::Named(Certainty::Likely, evidence);
    }
    Judgement::Silent
}

/// Whether the error comes from a value of the config, so that an old one may have been in force.
fn is_of_the_config(kind: Kind) -> bool {
    match kind.station() {
        Station::App => !matches!(kind, Kind::SdkMissing | Kind::EnvRefused),
        Station::Door => !matches!(kind, Kind::Clock | Kind::NotSubscribed),
        Station::Unsaid | Station::Way | Station::Ses | Station::Beyond => false,
    }
}

/// `env-unreadable`.
pub fn env_unreadable(case: &Case) -> Judgement {
    match (case.env(), complains_of(case, Kind::EnvRefused)) {
        (Some(EnvFile::Refused(why)), Said::No | Said::Yes(_)) => {
            let flaw = Evidence::EnvFlaw { file: case.env_name(), flaw: why.clone() };
            Judgement::Named(Certainty::Proven, vec![flaw])
        }
        (_, Said::Yes(complaint)) => Judgement::Named(Certainty::Proven, vec![Evidence::said(complaint)]),
        (Some(_) | None, Said::No | Said::Else) => Judgement::Silent,
    }
}

/// `env-swallowed`.
pub fn env_swallowed(case: &Case) -> Judgement {
    match case.env() {
        Some(EnvFile::Read { swallow: Some(swallow), .. }) => {
            let evidence = vec![Evidence::EnvSwallow { file: case.env_name(), swallow: swallow.clone() }];
            match complains_of(case, Kind::NoCredentials) {
                Said::No => Judgement::Named(Certainty::Proven, evidence),
                Said::Yes(_) => Judgement::Named(Certainty::Likely, evidence),
                Said::Else => Judgement::Named(Certainty::Possible, evidence),
            }
        }
        Some(EnvFile::Read { swallow: None, .. } | EnvFile::Missing | EnvFile::Refused(_)) | None => Judgement::Silent,
    }
}

/// `wrong-mailer`: whether the complaint is that of another provider.
pub fn wrong_mailer(case: &Case) -> Judgement {
    let Some(complaint) = case.complaint else { return Judgement::Silent };
    match (complaint.kind, complaint.kind.station()) {
        (Kind::AnotherHost, _) => Judgement::Named(Certainty::Likely, vec![Evidence::said(complaint)]),
        // SES answered, so the mailer reaches it.
        (Kind::NotAuthorized, _) if !complaint.is_denied_ses() => Judgement::Silent,
        (_, Station::Ses) => Judgement::RuledOut(vec![Evidence::AnsweredBySes]),
        (_, Station::Unsaid | Station::App | Station::Way | Station::Door | Station::Beyond) => Judgement::Silent,
    }
}

/// `mailer-undefined`.
pub fn mailer_undefined(case: &Case) -> Judgement {
    said_of(case, Kind::MailerUndefined, Certainty::Proven)
}

/// `sdk-missing`.
pub fn sdk_missing(case: &Case) -> Judgement {
    let state = case.app().and_then(|app| match &app.sdk {
        SdkPackage::Present(version) => Some(SdkState::Present(version.clone())),
        SdkPackage::DevOnly => Some(SdkState::DevOnly),
        SdkPackage::Trimmed(kept) => Some(SdkState::Trimmed(kept.clone())),
        SdkPackage::Missing => Some(SdkState::Missing),
        SdkPackage::Unknown => None,
    });
    match complains_of(case, Kind::SdkMissing) {
        // PHP says that the class is missing where the app ran.
        Said::Yes(complaint) => {
            let evidence = std::iter::once(Evidence::said(complaint)).chain(state.map(Evidence::Sdk)).collect();
            Judgement::Named(Certainty::Proven, evidence)
        }
        Said::Else => Judgement::Silent,
        Said::No => match (case.app(), case.mailer(), state) {
            (Some(app), Some(mailer), Some(state)) if !app.sdk.serves(mailer) => {
                Judgement::Named(Certainty::Proven, vec![Evidence::Sdk(state)])
            }
            (Some(_) | None, _, _) => Judgement::Silent,
        },
    }
}

/// `laravel-unverified-user`.
pub fn unverified_user(case: &Case) -> Judgement {
    match case.complaint {
        Some(complaint) if complaint.kind == Kind::UnverifiedUser => {
            Judgement::Named(Certainty::Proven, vec![Evidence::said(complaint)])
        }
        // SES's sentence goes on with its list of names.
        Some(complaint) if complaint.kind == Kind::NotVerified && complaint.region.is_some() => {
            Judgement::RuledOut(vec![Evidence::AnsweredBySes])
        }
        Some(_) | None => Judgement::Silent,
    }
}

/// `smtp-scheme-unsupported`.
pub fn scheme_unsupported(case: &Case) -> Judgement {
    said_of(case, Kind::SchemeRefused, Certainty::Proven)
}

/// `dsn-malformed`.
pub fn dsn_malformed(case: &Case) -> Judgement {
    said_of(case, Kind::DsnRefused, Certainty::Proven)
}

/// `proxy-not-trusted`: Laravel has one sentence for it, for a wrong APP_URL, and for a link that is over.
pub fn proxy_not_trusted(case: &Case) -> Judgement {
    said_of(case, Kind::LinkRefused, Certainty::Possible)
}

/// `app-url-wrong`.
pub fn app_url_wrong(case: &Case) -> Judgement {
    said_of(case, Kind::LinkRefused, Certainty::Possible)
}

/// Whether the complaint is of a kind.
enum Said<'a> {
    Yes(&'a Complaint),
    /// There is no complaint.
    No,
    /// It is of another kind.
    Else,
}

fn complains_of<'a>(case: &Case<'a>, kind: Kind) -> Said<'a> {
    match case.complaint {
        None => Said::No,
        Some(complaint) if complaint.kind == kind => Said::Yes(complaint),
        Some(_) => Said::Else,
    }
}
