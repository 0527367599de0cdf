//! What the account may send: per second, per 24 hours, or nothing at all. SES has a sentence for each. Does not know how
//! high a limit is.

use super::{
    super::{
        case::Case,
        cause::{Certainty, Judgement},
        complaint::Kind,
    },
    concern::said_of,
};

/// `rate-exceeded`.
pub fn rate(case: &Case) -> Judgement {
    said_of(case, Kind::RateExceeded, Certainty::Proven)
}

/// `quota-exceeded`.
pub fn quota(case: &Case) -> Judgement {
    said_of(case, Kind::QuotaExceeded, Certainty::Proven)
}

/// `sending-paused`.
pub fn sending_paused(case: &Case) -> Judgement {
    said_of(case, Kind::SendingPaused, Certainty::Proven)
}

/// `account-suspended`.
pub fn account_suspended(case: &Case) -> Judgement {
    said_of(case, Kind::AccountSuspended, Certainty::Proven)
}

/// `account-not-activated`.
pub fn account_not_activated(case: &Case) -> Judgement {
    said_of(case, Kind::NotSubscribed, Certainty::Proven)
}
