//! Words about what no waiting brings: why, and what does. Knows no command and no clock.

use super::Text;
use crate::{setup::WhyOver, terms::in_both};

impl Text {
    /// Why no waiting brings it, and what to do about it.
    pub fn why_over(&self, why: &WhyOver) -> (String, String) {
        match why {
            WhyOver::DkimFailed(domain) => {
                let name = in_both(domain.as_str());
                (self.over_dkim_failed(name), self.over_dkim_failed_hint().into())
            }
            WhyOver::MailFromFailed(domain) => {
                (self.over_mail_from_failed(in_both(domain.as_str())), self.over_mail_from_failed_hint().into())
            }
            WhyOver::VerificationLinkExpired(name) => {
                (self.over_link_expired(name), self.over_link_expired_hint().into())
            }
            WhyOver::ProductionDenied(review) => {
                let said = match &review.case {
                    Some(case) => self.say_production_denied(case),
                    None => self.say_production_denied_somewhere().to_owned(),
                };
                let hint = match review.link() {
                    Some(link) => self.over_denied_hint_at(link),
                    None => self.over_denied_hint().to_owned(),
                };
                (said, hint)
            }
            WhyOver::RequestNotReceived => (self.over_not_received().into(), self.over_not_received_hint().into()),
            WhyOver::ReviewUnknown(word) => (self.say_review_word(word), self.over_denied_hint().into()),
            WhyOver::SendingPaused => (self.say_sending_paused().into(), self.over_denied_hint().into()),
            WhyOver::AccountSuspended => (self.say_sending_shut_down().into(), self.over_denied_hint().into()),
        }
    }
}
