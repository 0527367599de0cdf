//! The app: what its files say, and which of them count. Knows nothing of the account.

use super::super::{
    case::Case,
    cause::{Certainty, Judgement},
    complaint::{Complaint, Kind, Station},
    evidence::{Evidence, SdkState},
    reading::ConfiguredRegion,
};
use super::concern::said_of;
use crate::laravel::{ConfigCache, EnvFile, Mailer, SdkPackage, SignUp};

/// Mailers that hand mail to SES, or may.
const REACHES_SES: [&str; 5] = ["ses", "ses-v2", "smtp", "failover", "roundrobin"];

/// `config-cached`.
pub fn config_cached(case: &Case) -> Judgement {
    let Some(app) = case.app() else { return Judgement::Silent };
    match (app.config_cache, case.complaint) {
        (ConfigCache::Absent, None) => Judgement::Silent,
        (ConfigCache::Absent, Some(_)) => Judgement::RuledOut(vec![Evidence::NoConfigCache]),
        (ConfigCache::Present, None) => Judgement::Named(Certainty::Possible, vec![Evidence::ConfigCached]),
        (ConfigCache::Present, Some(complaint)) if complaint.kind == Kind::NotVerified => {
            match (complaint.ses_region(), case.region_said()) {
                // The region in the error is not the app's: an older configuration was in force.
                (Some(region), Some(ConfiguredRegion::Code(said, evidence))) if said != region.code() => {
                    Judgement::Named(
                        Certainty::Likely,
                        vec![Evidence::ConfigCached, Evidence::SentFrom { region }, evidence],
                    )
                }
                (Some(_) | None, _) => Judgement::Silent,
            }
        }
        (ConfigCache::Present, Some(complaint)) if is_of_the_config(complaint.kind) => {
            Judgement::Named(Certainty::Possible, vec![Evidence::ConfigCached])
        }
        (ConfigCache::Present, Some(_)) => Judgement::Silent,
    }
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
            Judgement::Named(Certainty::Proven, vec![Evidence::EnvFlaw(why.clone())])
        }
        (_, Said::Yes(complaint)) => Judgement::Named(Certainty::Proven, vec![Evidence::said(complaint)]),
        (Some(_) | None, Said::No | Said::Else) => Judgement::Silent,
    }
}

/// `env-swallowed`.
pub fn env_swallowed(case: &Case) -> Judgement {
    match case.env() {
        Some(EnvFile::Read { swallow: Some(swallow), .. }) => {
            let evidence = vec![Evidence::EnvSwallow(swallow.clone())];
            match complains_of(case, Kind::NoCredentials) {
                Said::No => Judgement::Named(Certainty::Proven, evidence),
                Said::Yes(_) => Judgement::Named(Certainty::Likely, evidence),
                Said::Else => Judgement::Named(Certainty::Possible, evidence),
            }
        }
        Some(EnvFile::Read { swallow: None, .. } | EnvFile::Missing | EnvFile::Refused(_)) | None => Judgement::Silent,
    }
}

/// `wrong-mailer`.
pub fn wrong_mailer(case: &Case) -> Judgement {
    if let Some(complaint) = case.complaint {
        return match (complaint.kind, complaint.kind.station()) {
            (Kind::AnotherHost, _) => Judgement::Named(Certainty::Likely, vec![Evidence::said(complaint)]),
            // SES answered, so the mailer reaches it.
            (_, Station::Ses) => Judgement::RuledOut(vec![Evidence::AnsweredBySes]),
            (_, Station::Unsaid | Station::App | Station::Way | Station::Door | Station::Beyond) => Judgement::Silent,
        };
    }
    let Some(app) = case.app() else { return Judgement::Silent };
    let line = |name: &str| {
        let value = app.env.text(name).filter(|value| !value.is_empty())?;
        Some(Evidence::EnvLine { name: name.into(), value })
    };
    let mailer = app.env.text(&app.mailer_variable);
    match mailer.as_deref() {
        Some("smtp") => match app.env.text("MAIL_HOST") {
            Some(host) if !host.starts_with("email-smtp.") => {
                Judgement::Named(Certainty::Likely, line("MAIL_HOST").into_iter().collect())
            }
            Some(_) | None => Judgement::Silent,
        },
        Some(mailer) if !REACHES_SES.contains(&mailer) => {
            Judgement::Named(Certainty::Proven, line(&app.mailer_variable).into_iter().collect())
        }
        // The variable of Laravel 6, which this app's config does not read.
        None if app.mailer_variable != "MAIL_DRIVER" && app.env.has_value("MAIL_DRIVER") => {
            let name = app.mailer_variable.clone();
            let evidence = line("MAIL_DRIVER").into_iter().chain([Evidence::EnvEmpty { name }]).collect();
            Judgement::Named(Certainty::Proven, evidence)
        }
        Some(_) | None => Judgement::Silent,
    }
}

/// `mailer-undefined`.
pub fn mailer_undefined(case: &Case) -> Judgement {
    match complains_of(case, Kind::MailerUndefined) {
        Said::Yes(complaint) => Judgement::Named(Certainty::Proven, vec![Evidence::said(complaint)]),
        Said::Else => Judgement::Silent,
        Said::No => match case.app() {
            Some(app) if case.mailer() == Some(Mailer::SesV2) && !app.ses_v2_defined => {
                Judgement::Named(Certainty::Proven, vec![Evidence::NoMailerEntry { mailer: "ses-v2".into() }])
            }
            Some(_) | None => Judgement::Silent,
        },
    }
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

/// `verification-not-wired`.
pub fn verification_not_wired(case: &Case) -> Judgement {
    match (case.complaint, case.app().map(|app| app.sign_up)) {
        (None, Some(SignUp::NotWired)) => Judgement::Named(Certainty::Possible, vec![Evidence::SignUpNotWired]),
        (None, Some(SignUp::Wired | SignUp::Unknown) | None) | (Some(_), _) => Judgement::Silent,
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
