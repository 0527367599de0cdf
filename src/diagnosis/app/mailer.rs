//! The mailer in force: does it lead to SES, and will Laravel and the server take it? Knows no account.

use super::super::{
    case::Case,
    cause::{Certainty, Judgement},
    evidence::Evidence,
    reading::ses_host,
};
use crate::laravel::{ConfigSetting, EffectiveMailer, MailerFault, Transport};

/// `wrong-mailer`.
pub(super) fn wrong(case: &Case) -> Option<Judgement> {
    let effective = case.effective()?;
    let decides = || Evidence::Setting(effective.default.clone());
    let first = effective.mailers.first()?;
    match &first.transport {
        // Laravel itself refuses it, which is another cause; or it is not known.
        Transport::None | Transport::Unknown(_) => None,
        Transport::Ses | Transport::SesV2 => None,
        Transport::Other(_) => Some(Judgement::Named(Certainty::Proven, vec![decides()])),
        Transport::Smtp => {
            let host = first.get("host").filter(|host| !host.is_unknown());
            match (ses_host(first), host) {
                (Some(_), _) => None,
                (None, Some(host)) if host.text().is_some() => {
                    Some(Judgement::Named(Certainty::Likely, vec![decides(), Evidence::Setting(host.clone())]))
                }
                (None, _) => None,
            }
        }
        Transport::Failover | Transport::RoundRobin => by_members(case, &effective.mailers),
    }
}

/// Of several mailers: mail that one of them only notes down is taken for sent.
fn by_members(case: &Case, mailers: &[EffectiveMailer]) -> Option<Judgement> {
    let noted = |mailer: &&EffectiveMailer| matches!(&mailer.transport, Transport::Other(name) if matches!(name.as_str(), "log" | "array"));
    let lost: Vec<&EffectiveMailer> = mailers.iter().filter(noted).collect();
    let member = |mailer: &EffectiveMailer| Evidence::MailerWithin {
        mailer: mailer.name.clone(),
        within: mailer.within.clone().unwrap_or_default(),
    };
    if case.ses_mailer().is_none() {
        let known = mailers.iter().all(|mailer| !matches!(mailer.transport, Transport::Unknown(_)));
        let of_them: Vec<Evidence> = mailers.iter().skip(1).map(member).collect();
        return (known && !of_them.is_empty()).then_some(Judgement::Named(Certainty::Proven, of_them));
    }
    let evidence: Vec<Evidence> = lost.into_iter().map(member).collect();
    (!evidence.is_empty()).then_some(Judgement::Named(Certainty::Possible, evidence))
}

/// `mail-redirected`: every message goes to one address, and none to whom it is for.
pub(super) fn redirected(case: &Case) -> Option<Judgement> {
    let to = case.effective()?.to_address.as_ref()?;
    let certainty = match to.is_empty() {
        Some(true) => return None,
        Some(false) => Certainty::Proven,
        None => Certainty::Possible,
    };
    Some(Judgement::Named(certainty, vec![Evidence::Setting(to.clone())]))
}

/// `mailer-undefined`: Laravel refuses the mailer by its name or transport. Where it does not start at all, it refuses none.
pub(super) fn undefined(case: &Case) -> Option<Judgement> {
    let app = case.app()?;
    if !app.no_arrays.is_empty() || !app.broken.is_empty() {
        return None;
    }
    let effective = case.effective()?;
    let refused = effective.mailers.iter().find_map(|mailer| match &mailer.fault {
        Some(
            fault @ (MailerFault::Unnamed
            | MailerFault::Undefined
            | MailerFault::Unsupported(_)
            | MailerFault::Circular
            | MailerFault::NoMembers),
        ) => Some(Evidence::MailerRefused { mailer: mailer.name.clone(), fault: fault.clone() }),
        Some(MailerFault::UrlMalformed | MailerFault::SchemeUnsupported(_)) | None => None,
    })?;
    Some(Judgement::Named(Certainty::Proven, vec![refused, Evidence::Setting(effective.default.clone())]))
}

/// `smtp-scheme-unsupported`.
pub(super) fn scheme_unsupported(case: &Case) -> Option<Judgement> {
    let mailer = of_fault(case, |fault| matches!(fault, MailerFault::SchemeUnsupported(_)))?;
    let fault = mailer.fault.clone()?;
    let refused = Evidence::MailerRefused { mailer: mailer.name.clone(), fault };
    let mut said = ["scheme", "encryption"].into_iter().filter_map(|key| mailer.get(key));
    let said = said.find(|setting| setting.is_empty() == Some(false) || setting.variable().is_some());
    let said = said.map(|setting| Evidence::Setting(setting.clone()));
    Some(Judgement::Named(Certainty::Proven, std::iter::once(refused).chain(said).collect()))
}

/// `dsn-malformed`. The URL holds a password, and is not shown.
pub(super) fn dsn_malformed(case: &Case) -> Option<Judgement> {
    let mailer = of_fault(case, |fault| *fault == MailerFault::UrlMalformed)?;
    let refused = Evidence::MailerRefused { mailer: mailer.name.clone(), fault: MailerFault::UrlMalformed };
    Some(Judgement::Named(Certainty::Proven, vec![refused]))
}

fn of_fault<'a>(case: &Case<'a>, is: impl Fn(&MailerFault) -> bool) -> Option<&'a EffectiveMailer> {
    case.effective()?.mailers.iter().find(|mailer| mailer.fault.as_ref().is_some_and(&is))
}

/// `tls-mode-mismatch`: how the connection begins does not fit SES's port.
pub(super) fn tls_mode_mismatch(case: &Case) -> Option<Judgement> {
    let mailer = case.ses_mailer().filter(|mailer| mailer.transport == Transport::Smtp)?;
    let version = case.app()?.version;
    if mailer.fits_its_port(version)? {
        return None;
    }
    let (manner, port) = (mailer.manner(version)?, mailer.get("port")?);
    let decides = ["scheme", "encryption"].into_iter().filter_map(|key| mailer.get(key)).find(is_said);
    let begins = Evidence::SmtpBegins { manner, port: port.text()?.to_owned() };
    let decides = decides.into_iter().chain([port]).map(|setting| Evidence::Setting(setting.clone()));
    Some(Judgement::Named(Certainty::Proven, std::iter::once(begins).chain(decides).collect()))
}

fn is_said(setting: &&ConfigSetting) -> bool {
    setting.is_empty() == Some(false)
}
