//! A receiver's header in words: who judged, each check, and what to do where one does not hold. Judges nothing.

use super::Text;
use crate::diagnosis::{AuthCheck, AuthVerdict, Received, Verified};

impl Text {
    /// A line for the judge, one for each check, and below a check that does not hold what to do.
    pub fn received(&self, received: &Received) -> Vec<String> {
        let judge = match (&received.by, &received.from) {
            (Some(by), Some(from)) => Some(self.received_judged_of(by, from)),
            (Some(by), None) => Some(self.received_judged(by)),
            (None, Some(from)) => Some(self.received_of(from)),
            (None, None) => None,
        };
        let verdicts = received.verdicts();
        let checks = verdicts.iter().flat_map(|verdict| {
            let advice = verdict.advice.map(|advice| format!("  → {}", self.received_advice(advice)));
            std::iter::once(self.verdict_in_words(verdict)).chain(advice)
        });
        judge.into_iter().chain(checks).collect()
    }

    fn verdict_in_words(&self, verdict: &AuthVerdict) -> String {
        let check = match verdict.check {
            AuthCheck::Spf => "SPF",
            AuthCheck::Dkim => "DKIM",
            AuthCheck::Dmarc => "DMARC",
        };
        let (mark, result) = match verdict.result {
            Verified::Pass => ("✓", self.received_pass()),
            Verified::Fail => ("✗", self.received_fail()),
            Verified::Nothing => ("–", self.received_nothing()),
            Verified::Unknown => ("?", self.received_unknown()),
        };
        let aligned = match verdict.aligned {
            Some(true) => Some(self.received_aligned()),
            Some(false) => Some(self.received_not_aligned()),
            None => None,
        };
        let beside: Vec<&str> = verdict.domain.as_deref().into_iter().chain(aligned).collect();
        match beside.is_empty() {
            true => format!("{mark} {check}: {result}"),
            false => format!("{mark} {check}: {result} ({})", beside.join(", ")),
        }
    }
}
