//! What the radar makes of a region: whether SES answers there, and whether there is anything to tell. Knows no other region.

use super::{Check, RegionFacts, Review, ReviewStatus, SesAccount};
use crate::terms::Fact;

/// Whether SES answers in a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "kebab-case")]
pub enum RegionState {
    Enabled,
    /// The account has not switched it on.
    NotEnabled,
    /// The sign-in may not look there.
    Denied,
    /// It was not seen.
    Unknown,
}

/// How far an account is out of the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum AccountStage {
    Sandbox,
    /// AWS reviews the request.
    InReview,
    /// AWS refused it, or waits for an answer.
    Refused,
    Production,
}

impl RegionFacts {
    /// Whether SES answers there.
    pub fn state(&self) -> RegionState {
        match &self.account {
            Fact::Present(_) => RegionState::Enabled,
            Fact::Hidden(_) if self.is_off() => RegionState::NotEnabled,
            Fact::Hidden(_) => RegionState::Denied,
            Fact::Absent | Fact::Unknown => RegionState::Unknown,
        }
    }

    /// Verified identities, and all of them; nothing where they could not be listed.
    pub fn counts(&self) -> Option<(usize, usize)> {
        let listed = match &self.listed {
            Fact::Present(listed) => listed,
            Fact::Absent => return Some((0, 0)),
            Fact::Hidden(_) | Fact::Unknown => return None,
        };
        Some((listed.values().filter(|check| **check == Check::Success).count(), listed.len()))
    }

    /// Whether it is as in an account that never used it: answering, in the sandbox, and empty.
    pub fn is_unused(&self) -> bool {
        self.counts() == Some((0, 0)) && self.account.present().is_some_and(SesAccount::is_untouched)
    }
}

impl SesAccount {
    /// How far it is out of the sandbox.
    pub fn stage(&self) -> AccountStage {
        if self.production {
            return AccountStage::Production;
        }
        match &self.review {
            Some(Review { status: ReviewStatus::Pending | ReviewStatus::Granted, .. }) => AccountStage::InReview,
            Some(Review { status: ReviewStatus::Denied, .. }) => AccountStage::Refused,
            Some(Review { status: ReviewStatus::Failed | ReviewStatus::Other(_), .. }) | None => AccountStage::Sandbox,
        }
    }

    fn is_untouched(&self) -> bool {
        let is_healthy = self.enforcement.as_deref().is_none_or(|word| word == "HEALTHY");
        self.stage() == AccountStage::Sandbox && self.review.is_none() && self.sending_enabled && is_healthy
    }
}

impl ReviewStatus {
    /// AWS's own word for it.
    pub fn word(&self) -> &str {
        match self {
            ReviewStatus::Pending => "PENDING",
            ReviewStatus::Granted => "GRANTED",
            ReviewStatus::Denied => "DENIED",
            ReviewStatus::Failed => "FAILED",
            ReviewStatus::Other(word) => word,
        }
    }
}
