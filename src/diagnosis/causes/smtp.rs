//! The SMTP login: the password is derived from the secret, for one region. Knows fingerprints and shapes, never a
//! password.

use super::super::{
    case::Case,
    cause::{Certainty, Judgement},
    complaint::Kind,
    evidence::Evidence,
    reading::ses_host,
};
use crate::{
    laravel::MaskedValue,
    terms::{Fingerprint, Region, SecretShape},
};

const PASSWORD: &str = "MAIL_PASSWORD";
const HOST: &str = "MAIL_HOST";

/// `smtp-credentials-not-derived`.
pub fn not_derived(case: &Case) -> Judgement {
    let Some(login) = login(case) else { return Judgement::Silent };
    match password(case) {
        Some((_, shape)) if shape.length > 0 && !shape.smtp_password_like => {
            Judgement::Named(Certainty::Proven, vec![Evidence::NotSmtpPasswordForm { name: PASSWORD.into() }])
        }
        Some((_, shape)) if shape.smtp_password_like && login == Login::Refused => {
            Judgement::RuledOut(vec![Evidence::SmtpPasswordForm { name: PASSWORD.into() }])
        }
        None if login == Login::Refused => Judgement::Named(Certainty::Possible, vec![case.lacks(PASSWORD)]),
        Some(_) | None => Judgement::Silent,
    }
}

/// `smtp-credentials-wrong-region`.
pub fn wrong_region(case: &Case) -> Judgement {
    let Some(login) = login(case) else { return Judgement::Silent };
    let (print, shape) = match (password(case), &login) {
        (Some(password), _) => password,
        (None, Login::Refused) => return Judgement::Named(Certainty::Possible, vec![case.lacks(PASSWORD)]),
        (None, Login::Untried) => return Judgement::Silent,
    };
    // Not an SMTP password of any region.
    if !shape.smtp_password_like {
        return match login {
            Login::Refused => Judgement::RuledOut(vec![Evidence::NotSmtpPasswordForm { name: PASSWORD.into() }]),
            Login::Untried => Judgement::Silent,
        };
    }
    let Some((host, at)) = host(case) else { return Judgement::Silent };
    // Only the password for the set-up's region is known.
    let made_for = case.facts.kept.present().into_iter().flatten();
    let own = made_for.filter_map(|kept| kept.smtp_print.as_ref()).any(|known| known == print);
    match (own, case.intent.region) {
        (true, Some(region)) if region != at => {
            Judgement::Named(Certainty::Proven, vec![Evidence::SmtpRegions { host, password: region }])
        }
        (true, Some(_)) if login == Login::Refused => Judgement::RuledOut(vec![host_line(case, host)]),
        (false, _) if login == Login::Refused => Judgement::Named(
            Certainty::Possible,
            vec![host_line(case, host), Evidence::SmtpPasswordForm { name: PASSWORD.into() }],
        ),
        (true | false, _) => Judgement::Silent,
    }
}

fn host_line(case: &Case, host: String) -> Evidence {
    Evidence::EnvLine { at: case.env_at(HOST), name: HOST.into(), value: host }
}

#[derive(PartialEq, Eq)]
enum Login {
    Refused,
    /// There is no complaint, and the app sends over SES's SMTP.
    Untried,
}

fn login(case: &Case) -> Option<Login> {
    match case.complaint {
        Some(complaint) if matches!(complaint.kind, Kind::SmtpLogin | Kind::SmtpUnclear) => Some(Login::Refused),
        Some(_) => None,
        None => host(case).map(|_| Login::Untried),
    }
}

fn password<'a>(case: &Case<'a>) -> Option<(&'a Fingerprint, &'a SecretShape)> {
    let masked = match case.ses_mailer().filter(|mailer| !mailer.is_of_ses()) {
        Some(_) => case.secret_setting()?.masked()?,
        // The error came of SMTP, whatever the app is set to by now.
        None => case.facts.project.present()?.app.env_in_force()?.seen(PASSWORD)?,
    };
    match masked {
        MaskedValue::Hidden { print, shape } => Some((print, shape)),
        MaskedValue::Plain(_) => None,
    }
}

/// SES's SMTP server by its name, with its region.
fn host(case: &Case) -> Option<(String, Region)> {
    if let Some((code, host)) = case.ses_mailer().and_then(ses_host) {
        return Some((host.text()?.to_owned(), code.parse().ok()?));
    }
    let host = case.env()?.text(HOST).filter(|_| case.complaint.is_some())?;
    let region = host.strip_prefix("email-smtp.")?.split('.').next()?.parse().ok()?;
    Some((host, region))
}
