//! By which plan AWS bills for SES in a region: what it is, and what the operator may ask for. Knows no bill, and no call.

use serde::{Deserialize, Serialize};
use strum::IntoEnumIterator as _;

/// PricingAttributes: `NONE`, `ESSENTIALS`, `PRO`, `ENTERPRISE`; open strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PricePlan {
    /// CurrentPlan.
    pub current: String,
    /// NextPlan: from the next month on, where a change was asked for.
    pub next: Option<String>,
}

/// A plan that may be asked for. That of the large is agreed on with AWS.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, strum::EnumIter, strum::EnumString, strum::IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum PriceWish {
    /// À la carte: what is sent is paid for, and no more.
    None,
    Essentials,
    Pro,
}

impl PriceWish {
    /// By AWS's word; nothing where the plan is not one to be asked for.
    pub fn named(word: &str) -> Option<PriceWish> {
        PriceWish::iter().find(|plan| plan.of_aws() == word)
    }

    /// AWS's word for it.
    pub fn of_aws(self) -> &'static str {
        match self {
            PriceWish::None => "NONE",
            PriceWish::Essentials => "ESSENTIALS",
            PriceWish::Pro => "PRO",
        }
    }
}

impl PricePlan {
    /// What it is now, or will be without another word.
    pub fn comes_to(&self) -> &str {
        self.next.as_deref().unwrap_or(&self.current)
    }
}
