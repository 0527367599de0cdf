//! Words about an account in a region, as short as a table wants them. Knows no table.

use super::Text;
use crate::setup::{AccountStage, PricePlan, Quota, SendingStop, SesAccount};

impl Text {
    /// How far it is out of the sandbox.
    pub fn account_stage(&self, stage: AccountStage) -> &'static str {
        match stage {
            AccountStage::Sandbox => self.radar_sandbox(),
            AccountStage::InReview => self.radar_in_review(),
            AccountStage::Refused => self.radar_refused(),
            AccountStage::Production => self.radar_production(),
        }
    }

    /// Whether mail leaves, and what AWS thinks of it; a word of AWS's that we do not know as it is.
    pub fn health(&self, account: &SesAccount) -> String {
        match (account.stop(), account.enforcement.as_deref()) {
            (Some(SendingStop::ShutDown), _) => self.radar_shut_down().into(),
            (Some(SendingStop::Paused), _) => self.radar_paused().into(),
            (None, _) if account.on_probation() => self.radar_probation().into(),
            (None, Some("HEALTHY") | None) => self.radar_healthy().into(),
            (None, Some(other)) => other.to_owned(),
        }
    }

    /// Recipients per 24 hours, and per second.
    pub fn quota_in_brief(&self, quota: Quota) -> String {
        self.radar_quota_of(self.quota_a_day(quota), quota.max_rate)
    }

    /// Recipients per 24 hours.
    pub fn quota_a_day(&self, quota: Quota) -> String {
        match quota.per_day() {
            Some(recipients) => self.radar_quota_day(self.number(recipients)),
            None => self.radar_quota_unlimited().into(),
        }
    }

    /// A plan by AWS's word for it; one that we do not know by that.
    pub fn price_plan_named(&self, word: &str) -> String {
        match word {
            "NONE" => self.radar_plan_none().to_owned(),
            "ESSENTIALS" => self.radar_plan_essentials().to_owned(),
            "PRO" => self.radar_plan_pro().to_owned(),
            "ENTERPRISE" => self.radar_plan_enterprise().to_owned(),
            other => other.to_owned(),
        }
    }

    /// The plan by which AWS bills in a region, what it costs, and how another is chosen; what of it AWS does not tell is left
    /// out.
    pub fn price_line(&self, plan: &PricePlan) -> String {
        let costs = match plan.current.as_str() {
            "NONE" => self.account_costs_none(),
            "ESSENTIALS" => self.account_costs_essentials(),
            "PRO" => self.account_costs_pro(),
            "ENTERPRISE" => self.account_costs_enterprise(),
            _ => "",
        };
        format!("{}. {costs}", self.price_plan(plan)).trim_end().to_owned()
    }

    /// From where shared addresses deliver; a word of AWS's that we do not know as it is.
    pub fn delivery_mode(&self, word: &str) -> String {
        match word {
            "GLOBAL" => self.account_delivery_global().to_owned(),
            "REGIONAL" => self.account_delivery_regional().to_owned(),
            other => self.account_delivery_other(super::as_seen(other)),
        }
    }

    /// The plan by which AWS bills, and the one that comes next.
    pub fn price_plan(&self, plan: &PricePlan) -> String {
        let name = |word: &str| self.price_plan_named(word);
        match &plan.next {
            Some(next) => self.radar_plan_then(name(next), name(&plan.current)),
            None => name(&plan.current),
        }
    }
}
