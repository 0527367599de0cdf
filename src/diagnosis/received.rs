//! What a receiver's header says, check by check, and what to do where a check does not hold. Does not know how the header
//! was written, and asks no server.

use super::complaint::{Received, Verified};
use crate::terms::Domain;

/// Which of the three checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "kebab-case")]
pub enum AuthCheck {
    Spf,
    Dkim,
    Dmarc,
}

/// One check, as the receiver found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthVerdict {
    pub check: AuthCheck,
    /// *Nothing* also where the header does not speak of it.
    pub result: Verified,
    /// The domain that was checked.
    pub domain: Option<String>,
    /// Whether that is of the From's owner, as relaxed DMARC asks; `None` where the header does not tell.
    pub aligned: Option<bool>,
    /// What to do about it, where something is to be done.
    pub advice: Option<AuthAdvice>,
}

/// What to do where a check is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum AuthAdvice {
    /// The MAIL FROM's SPF does not let SES send.
    SpfFailed,
    /// The MAIL FROM has no SPF.
    SpfMissing,
    /// It holds for another domain than the From's.
    SpfElsewhere,
    /// A signature of the From's domain is broken.
    DkimFailed,
    /// Nothing was signed for the From's domain.
    DkimMissing,
    /// Neither of the two is of the From's domain and holds.
    DmarcFailed,
    /// The domain has no DMARC record.
    DmarcMissing,
    /// DNS did not answer the receiver.
    AskedInVain,
}

impl Received {
    /// SPF, each signature, and DMARC, in this order.
    pub fn verdicts(&self) -> Vec<AuthVerdict> {
        let aligned = |name: Option<&String>| Some(are_of_one_owner(name?, self.from.as_ref()?));
        let spf = self.spf.unwrap_or(Verified::Nothing);
        let spf_aligned = aligned(self.mail_from.as_ref());
        let mut verdicts = vec![AuthVerdict {
            check: AuthCheck::Spf,
            result: spf,
            domain: self.mail_from.clone(),
            aligned: spf_aligned,
            advice: match (spf, spf_aligned) {
                (Verified::Pass, Some(false)) => Some(AuthAdvice::SpfElsewhere),
                (Verified::Pass, Some(true) | None) => None,
                (Verified::Fail, _) => Some(AuthAdvice::SpfFailed),
                (Verified::Nothing, _) => Some(AuthAdvice::SpfMissing),
                (Verified::Unknown, _) => Some(AuthAdvice::AskedInVain),
            },
        }];
        // SES signs with a domain of its own besides, which is not the sender's matter.
        let own = |of: &Option<String>| of.as_deref().is_none_or(|name| !is_of_ses(name));
        let holds = self.dkim.iter().any(|(result, of)| *result == Verified::Pass && own(of));
        verdicts.extend(self.dkim.iter().map(|(result, of)| AuthVerdict {
            check: AuthCheck::Dkim,
            result: *result,
            domain: of.clone(),
            aligned: aligned(of.as_ref()),
            advice: match result {
                Verified::Pass => None,
                Verified::Fail | Verified::Nothing | Verified::Unknown if holds || !own(of) => None,
                Verified::Fail => Some(AuthAdvice::DkimFailed),
                Verified::Nothing => Some(AuthAdvice::DkimMissing),
                Verified::Unknown => Some(AuthAdvice::AskedInVain),
            },
        }));
        let is_signed = self.dkim.iter().any(|(_, of)| own(of));
        if !is_signed {
            verdicts.push(AuthVerdict {
                check: AuthCheck::Dkim,
                result: Verified::Nothing,
                domain: self.from.clone(),
                aligned: None,
                advice: Some(AuthAdvice::DkimMissing),
            });
        }
        let dmarc = self.dmarc.unwrap_or(Verified::Nothing);
        verdicts.push(AuthVerdict {
            check: AuthCheck::Dmarc,
            result: dmarc,
            domain: self.from.clone(),
            aligned: None,
            advice: match dmarc {
                Verified::Pass => None,
                Verified::Fail => Some(AuthAdvice::DmarcFailed),
                Verified::Nothing => Some(AuthAdvice::DmarcMissing),
                Verified::Unknown => Some(AuthAdvice::AskedInVain),
            },
        });
        verdicts
    }
}

/// SES signs each message with a domain of its own besides, and has a MAIL FROM of its own.
pub(super) fn is_of_ses(name: &str) -> bool {
    name == "amazonses.com" || name.ends_with(".amazonses.com")
}

/// Whether two names are below one registered domain.
pub(super) fn are_of_one_owner(one: &str, other: &str) -> bool {
    let owned = |name: &str| name.parse::<Domain>().ok().and_then(|it| it.ancestry().last());
    owned(one).is_some() && owned(one) == owned(other)
}
