//! The key and its secret: does AWS know the key, and does the secret belong to it? Knows fingerprints and shapes,
//! never a secret.

use jiff::SignedDuration;

use super::{
    super::{
        case::Case,
        cause::{Certainty, Judgement},
        complaint::{Api, Complaint, KeySort, Kind},
        evidence::Evidence,
    },
    concern::said_of,
};
use crate::{
    laravel::MaskedValue,
    setup::{Access, IssueTrace, PROPAGATION},
    terms::{Denial, Fact, FailureKind, Keep, KeyId},
};

/// The length of a secret access key, in characters.
const LENGTH: usize = 40;
/// From so many seconds on AWS refuses a signature: SES's own sentence says five minutes.
const SKEW: i64 = 300;
/// From so many seconds on the clock is not set by the network.
const DRIFT: i64 = 60;
/// A key younger than this may have been refused when the error came.
const YOUNG: SignedDuration = SignedDuration::from_secs(15 * PROPAGATION.as_secs());

/// `smtp-password-as-secret`.
pub fn smtp_password_as_secret(case: &Case) -> Judgement {
    let Some(complaint) = about(case, Kind::Signature) else { return Judgement::Silent };
    let name = case.secret_name();
    match (case.secret_in_env(), complaint) {
        (Some(MaskedValue::Hidden { shape, .. }), _) if shape.smtp_password_like => {
            Judgement::Named(Certainty::Proven, vec![Evidence::SmtpPasswordForm { name }])
        }
        (Some(MaskedValue::Hidden { .. }), Some(_)) => {
            Judgement::RuledOut(vec![Evidence::NotSmtpPasswordForm { name }])
        }
        (None, Some(_)) => Judgement::Named(Certainty::Possible, vec![case.lacks(&name)]),
        (Some(MaskedValue::Hidden { .. } | MaskedValue::Plain(_)) | None, _) => Judgement::Silent,
    }
}

/// `secret-mismatch`.
pub fn secret_mismatch(case: &Case) -> Judgement {
    let Some(complaint) = about(case, Kind::Signature) else { return Judgement::Silent };
    let name = case.secret_name();
    // AWS said it of the app's own key just now; of the time of a signature it has other words.
    let refused = refused_with(case, FailureKind::SignatureRefused);
    if complaint.is_none() && refused.as_ref().is_some_and(says_clock) {
        return Judgement::Silent;
    }
    let refused = refused.filter(|no| !says_clock(no));
    let Some(MaskedValue::Hidden { print, shape }) = case.secret_in_env() else {
        return match (refused, complaint) {
            (Some(no), _) => Judgement::Named(Certainty::Proven, vec![no]),
            (None, Some(complaint)) => {
                let certainty = if says_why(complaint) { Certainty::Likely } else { Certainty::Possible };
                Judgement::Named(certainty, vec![Evidence::said(complaint), case.lacks(&name)])
            }
            (None, None) => Judgement::Silent,
        };
    };
    if shape.smtp_password_like {
        return match complaint {
            Some(_) => Judgement::RuledOut(vec![Evidence::SmtpPasswordForm { name }]),
            None => Judgement::Silent,
        };
    }
    let kept = case.kept();
    if let Some(kept) = kept.filter(|kept| kept.print != *print) {
        let key = kept.id.clone();
        return Judgement::Named(Certainty::Proven, vec![Evidence::SecretIsAnothers { name, key }]);
    }
    let mut evidence = Vec::new();
    if shape.spaced {
        evidence.push(Evidence::SecretSpaced { name: name.clone() });
    }
    if shape.quoted {
        evidence.push(Evidence::SecretQuoted { name: name.clone() });
    }
    if shape.length != LENGTH && shape.length > 0 {
        evidence.push(Evidence::SecretLength { name: name.clone(), length: shape.length });
    }
    evidence.extend(refused);
    if evidence.is_empty() {
        // Where it rests in `.env` alone, that it is the same as there says nothing; that AWS takes it does.
        let at_rest = kept.filter(|_| case.intent.keep != Keep::Project);
        let is_the_keys = at_rest.map(|kept| Evidence::SecretIsTheKeys { name, key: kept.id.clone() });
        let is_taken = || accepted(case, &case.key_in_env()?);
        return match (is_the_keys.or_else(is_taken), complaint) {
            (Some(why_not), Some(_)) => Judgement::RuledOut(vec![why_not]),
            (None, Some(complaint)) => Judgement::Named(Certainty::Likely, vec![Evidence::said(complaint)]),
            (_, None) => Judgement::Silent,
        };
    }
    Judgement::Named(Certainty::Proven, evidence)
}

/// `clock-skew`. AWS has a sentence of its own for it.
pub fn clock_skew(case: &Case) -> Judgement {
    match case.complaint {
        // A certificate in between may be too new as well.
        Some(complaint) if complaint.kind == Kind::Clock && is_of_a_certificate(complaint) => {
            Judgement::Named(Certainty::Likely, vec![Evidence::said(complaint)])
        }
        Some(complaint) if complaint.kind == Kind::Clock => {
            // Where it is this machine's clock, the date of AWS's answer shows it.
            let off = case.facts.ahead.filter(|seconds| seconds.abs() >= SKEW);
            let seen = off.map(|seconds| Evidence::ClockOff { seconds });
            Judgement::Named(Certainty::Proven, seen.into_iter().chain([Evidence::said(complaint)]).collect())
        }
        // The sign-in's refresh is bound to the time as well.
        Some(complaint) if complaint.kind == Kind::Expired && is_of_a_refresh(complaint) => {
            Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint)])
        }
        Some(complaint) if complaint.kind == Kind::Signature && says_why(complaint) => {
            Judgement::RuledOut(vec![Evidence::said(complaint)])
        }
        Some(complaint) if complaint.kind == Kind::Signature => {
            Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint)])
        }
        None => match (refused_with(case, FailureKind::SignatureRefused).filter(says_clock), case.facts.ahead) {
            (Some(no), _) => Judgement::Named(Certainty::Proven, vec![no]),
            (None, Some(seconds)) if seconds.abs() >= SKEW => {
                Judgement::Named(Certainty::Proven, vec![Evidence::ClockOff { seconds }])
            }
            (None, Some(seconds)) if seconds.abs() >= DRIFT => {
                Judgement::Named(Certainty::Possible, vec![Evidence::ClockOff { seconds }])
            }
            (None, Some(_) | None) => Judgement::Silent,
        },
        Some(_) => Judgement::Silent,
    }
}

/// How AWS refused the app's own key, where it was asked with that.
fn refused_with(case: &Case, kind: FailureKind) -> Option<Evidence> {
    let denied = |denial: &Denial| (denial.kind == kind).then(|| Evidence::KeyDenied { denial: denial.clone() });
    match (&case.facts.accepted, &case.facts.offered) {
        (Fact::Hidden(denial), _) => denied(denial),
        // One that Sesame does not keep stands in `.env` alone, and was asked with as well.
        (Fact::Unknown, Fact::Hidden(denial)) => case.key_in_env().and_then(|_| denied(denial)),
        (Fact::Unknown | Fact::Absent | Fact::Present(_), _) => None,
    }
}

/// Whether it is the time of the signature that is refused.
fn says_clock(no: &Evidence) -> bool {
    let Evidence::KeyDenied { denial } = no else { return false };
    ["Signature expired", "Signature not yet current"].iter().any(|said| denial.message.contains(said))
}

/// That AWS does not take the app's key, where only that key was there to ask with, so that no list of keys says why.
fn not_taken(case: &Case, key: &KeyId) -> Option<Evidence> {
    let is_not = case.facts.accepted == Fact::Absent && case.facts.keys.is_unknown();
    is_not.then(|| Evidence::KeyNotTaken { key: key.clone() })
}

/// Whether the sentence is there that AWS has for a wrong secret alone; its code stands for a wrong clock as well.
fn says_why(complaint: &Complaint) -> bool {
    complaint
        .message
        .as_deref()
        .is_some_and(|said| said.to_lowercase().contains("secret access key") || said.contains("signature we"))
}

fn is_of_a_certificate(complaint: &Complaint) -> bool {
    complaint.message.as_deref().is_some_and(|said| said.to_lowercase().contains("certificate"))
}

fn is_of_a_refresh(complaint: &Complaint) -> bool {
    let said = complaint.message.as_deref().unwrap_or_default().to_lowercase();
    ["refresh", "authorization grant"].iter().any(|word| said.contains(word))
}

/// `credentials-expired`.
pub fn expired(case: &Case) -> Judgement {
    match case.complaint {
        Some(complaint) if complaint.kind == Kind::Expired && is_of_a_refresh(complaint) => {
            Judgement::Named(Certainty::Likely, vec![Evidence::said(complaint)])
        }
        Some(_) | None => said_of(case, Kind::Expired, Certainty::Proven),
    }
}

/// `key-id-malformed`.
pub fn id_malformed(case: &Case) -> Judgement {
    said_of(case, Kind::KeyIdRefused, Certainty::Proven)
}

/// `session-token-missing`. AWS says of a temporary key without its token that it does not know the key.
pub fn token_missing(case: &Case) -> Judgement {
    let Some(Some(complaint)) = about(case, Kind::KeyNotAccepted) else { return Judgement::Silent };
    match (complaint.key, case.key_in_env()) {
        (Some(KeySort::Temporary), _) => {
            Judgement::Named(Certainty::Likely, vec![Evidence::said(complaint), Evidence::TemporaryKey])
        }
        (None, None) => Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint)]),
        (Some(KeySort::LongLived), _) | (None, Some(_)) => Judgement::Silent,
    }
}

/// `token-misplaced`. AWS says of a long-lived key with the token of another that it does not know the key.
pub fn token_misplaced(case: &Case) -> Judgement {
    match case.complaint {
        Some(it)
            if it.kind == Kind::KeyNotAccepted && it.key == Some(KeySort::LongLived) && case.key_in_env().is_none() =>
        {
            Judgement::Named(Certainty::Possible, vec![Evidence::said(it)])
        }
        Some(_) | None => said_of(case, Kind::TokenOption, Certainty::Proven),
    }
}

/// Whether the text itself shows a temporary key, which is neither deactivated nor slow to be known.
fn is_temporary(case: &Case) -> bool {
    case.key_in_env().is_none() && case.complaint.is_some_and(|it| it.key == Some(KeySort::Temporary))
}

/// `key-unknown`.
pub fn unknown(case: &Case) -> Judgement {
    let Some(complaint) = about(case, Kind::KeyNotAccepted) else { return Judgement::Silent };
    if let Some(off) = switched_off(case) {
        return Judgement::RuledOut(vec![off]);
    }
    let Some(key) = case.key_in_env() else {
        return match complaint {
            Some(complaint) => {
                Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint), case.key_not_known()])
            }
            None => Judgement::Silent,
        };
    };
    if let Some(taken) = accepted(case, &key) {
        return if complaint.is_some() { Judgement::RuledOut(vec![taken]) } else { Judgement::Silent };
    }
    if let (None, Some(no)) = (complaint, not_taken(case, &key)) {
        return Judgement::Named(Certainty::Possible, vec![no]);
    }
    match &case.facts.keys {
        Fact::Present(keys) if keys.iter().any(|listed| listed.id == key) => match complaint {
            Some(_) => Judgement::RuledOut(vec![Evidence::KeyRefused { key }]),
            None => Judgement::Silent,
        },
        // It may belong to another user of the account.
        Fact::Present(_) => Judgement::Named(Certainty::Likely, vec![not_of_user(case, &key)]),
        Fact::Absent | Fact::Hidden(_) | Fact::Unknown => match complaint {
            Some(complaint) => {
                Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint), case.key_not_known()])
            }
            None => Judgement::Silent,
        },
    }
}

/// `key-inactive`.
pub fn inactive(case: &Case) -> Judgement {
    let Some(complaint) = about(case, Kind::KeyNotAccepted).filter(|_| !is_temporary(case)) else {
        return Judgement::Silent;
    };
    if let Some(off) = switched_off(case) {
        return Judgement::RuledOut(vec![off]);
    }
    if let (None, Some(no)) = (complaint, case.key_in_env().and_then(|key| not_taken(case, &key))) {
        return Judgement::Named(Certainty::Possible, vec![no]);
    }
    let (Some(key), Some(keys)) = (case.key_in_env(), case.facts.keys.present()) else {
        return match complaint {
            Some(complaint) => {
                Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint), case.key_not_known()])
            }
            None => Judgement::Silent,
        };
    };
    match (keys.iter().find(|listed| listed.id == key), complaint) {
        (Some(listed), _) if !listed.active => Judgement::Named(Certainty::Proven, vec![Evidence::KeyInactive { key }]),
        (Some(_), Some(_)) => match accepted(case, &key) {
            Some(taken) => Judgement::RuledOut(vec![taken]),
            None => Judgement::RuledOut(vec![Evidence::KeyRefused { key }]),
        },
        (Some(_) | None, _) => Judgement::Silent,
    }
}

/// `key-not-yet-visible`.
pub fn not_yet_visible(case: &Case) -> Judgement {
    let Some(complaint) = about(case, Kind::KeyNotAccepted).filter(|_| !is_temporary(case)) else {
        return Judgement::Silent;
    };
    if let Some(off) = switched_off(case) {
        return Judgement::RuledOut(vec![off]);
    }
    // In a region that an account must switch on first, that is the nearer reason.
    let is_off = case.complaint.and_then(Complaint::ses_region).is_some_and(|region| region.row().opt_in);
    if is_off && case.key_in_env().is_none() {
        return Judgement::Silent;
    }
    let in_env = case.key_in_env();
    let key = case.facts.app_key().map(|kept| kept.id.clone()).filter(|key| in_env.as_ref().is_none_or(|it| it == key));
    let Some((key, age)) = key.and_then(|key| Some((key.clone(), age(case, &key)?))) else {
        return match (complaint, &in_env) {
            (Some(_), Some(key)) if case.facts.keys.present().is_some() => Judgement::RuledOut(vec![old(case, key)]),
            (Some(complaint), _) => {
                Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint), case.key_not_known()])
            }
            (None, _) => Judgement::Silent,
        };
    };
    let young = Evidence::KeyYoung { key: key.clone(), seconds: age.as_secs() };
    match (&case.facts.accepted, complaint) {
        (Fact::Absent, _) if age < PROPAGATION => Judgement::Named(Certainty::Proven, vec![young]),
        (Fact::Absent, Some(_)) => Judgement::RuledOut(vec![Evidence::KeyRefused { key }]),
        // It is accepted now, and may not have been then.
        (Fact::Present(_), Some(_)) if age < YOUNG => {
            Judgement::Named(Certainty::Likely, vec![young, Evidence::KeyAccepted { key }])
        }
        (Fact::Present(_), Some(_)) => Judgement::RuledOut(vec![Evidence::KeyAccepted { key }]),
        (Fact::Unknown | Fact::Hidden(_), Some(_)) if age < YOUNG => Judgement::Named(Certainty::Likely, vec![young]),
        (Fact::Unknown | Fact::Hidden(_), Some(_)) => Judgement::RuledOut(vec![young]),
        (Fact::Unknown | Fact::Absent | Fact::Present(_) | Fact::Hidden(_), None) => Judgement::Silent,
    }
}

/// That no key of the account is known where the complaint comes from.
fn switched_off(case: &Case) -> Option<Evidence> {
    case.region_off(case.complaint?.ses_region()?)
}

/// `credentials-missing`.
pub fn missing(case: &Case) -> Judgement {
    let Some(complaint) = case.complaint.filter(|complaint| complaint.kind == Kind::NoCredentials) else {
        return Judgement::Silent;
    };
    if let Access::Role(runtime) = case.intent.access {
        // The app is to have no key; that the role was not found may have many reasons.
        return Judgement::Named(Certainty::Possible, vec![Evidence::said(complaint), Evidence::Role(runtime)]);
    }
    let is_of_smtp = complaint.api == Some(Api::Smtp) && case.ses_mailer().is_none_or(|mailer| mailer.is_of_ses());
    let names = match is_of_smtp {
        true => ["MAIL_USERNAME", "MAIL_PASSWORD"].map(String::from),
        false => [case.key_name(), case.secret_name()],
    };
    let empty: Vec<Evidence> = match case.env() {
        Some(env) => names.into_iter().filter(|name| !env.has_value(name)).map(|name| case.empty(name)).collect(),
        None => Vec::new(),
    };
    match empty.is_empty() {
        false => Judgement::Named(Certainty::Proven, empty),
        true => Judgement::Named(Certainty::Likely, vec![Evidence::said(complaint)]),
    }
}

/// `Some(Some(…))` for a complaint of this kind, `Some(None)` without a complaint, `None` for one of another kind.
fn about<'a>(case: &Case<'a>, kind: Kind) -> Option<Option<&'a Complaint>> {
    match case.complaint {
        None => Some(None),
        Some(complaint) if complaint.kind == kind => Some(Some(complaint)),
        Some(_) => None,
    }
}

/// Why a key that is not known to be young is not one that AWS is still to accept.
fn old(case: &Case, key: &KeyId) -> Evidence {
    match case.facts.keys.present().and_then(|keys| keys.iter().find(|listed| listed.id == *key)) {
        Some(listed) if !listed.active => Evidence::KeyInactive { key: key.clone() },
        Some(_) => Evidence::KeyRefused { key: key.clone() },
        None => not_of_user(case, key),
    }
}

fn accepted(case: &Case, key: &KeyId) -> Option<Evidence> {
    (case.facts.accepted.present() == Some(key)).then(|| Evidence::KeyAccepted { key: key.clone() })
}

fn not_of_user(case: &Case, key: &KeyId) -> Evidence {
    Evidence::KeyNotOfUser { key: key.to_string(), user: case.intent.user.to_string() }
}

/// The key's age, by IAM or else by our own ledger.
fn age(case: &Case, key: &KeyId) -> Option<SignedDuration> {
    let listed = case.facts.keys.present().and_then(|keys| keys.iter().find(|it| it.id == *key)?.created);
    let made = match &case.facts.issue {
        IssueTrace::Made { key: made, at } if made == key => Some(*at),
        IssueTrace::Made { .. } | IssueTrace::Open { .. } | IssueTrace::Nothing => None,
    };
    Some(case.now.duration_since(listed.or(made)?))
}
