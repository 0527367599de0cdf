//! The letter to AWS's reviewers: six answers become English, and it claims nothing that is not so. Knows no other language.
//!
//! The request itself no longer takes it (PutAccountDetails.UseCaseDescription is deprecated): it
//! is kept for the support case in which AWS asks, and for an answer to a refusal.

pub use super::answers::*;
use super::{Check, Facts, Intent, MailType, SesAccount, wanted_records};

/// The letter. As the operator edited it, where they did.
pub fn letter(intent: &Intent, facts: &Facts) -> String {
    match &intent.letter {
        Some(edited) => edited.clone(),
        None => composed(intent, facts),
    }
}

/// Whether the letter says what the operator has not answered: the usual answers stand in it, and it was not edited.
pub fn is_a_guess(intent: &Intent) -> bool {
    intent.letter.is_none() && intent.answers == Answers::default()
}

/// The letter from the answers, and from what is true at AWS.
pub fn composed(intent: &Intent, facts: &Facts) -> String {
    let answers = &intent.answers;
    let site = intent.website.as_ref().map_or_else(|| "our site".to_owned(), ToString::to_string);
    let from = intent.from.as_ref().map_or_else(|| "our own domain".to_owned(), ToString::to_string);
    let mail_type = intent.mail_type_told();
    let kind = match mail_type {
        MailType::Transactional => "transactional mail",
        MailType::Marketing => "marketing mail to people who asked for it",
    };
    let mut said = vec![format!("We run {site}. The application sends {kind} from {from} with Amazon SES.")];
    said.push(format!("What we send: {}", what(answers.sends)));
    if mail_type == MailType::Marketing && answers.sends != Sends::Newsletter {
        said.push("What we send besides: marketing mail, only to people who asked for it.".into());
    }
    said.push(format!("Who receives it: {}", who(answers.list)));
    said.push(format!("How much: {}", how_much(answers.volume)));
    said.push(format!("Bounces and complaints: {}", bounces(answers.bounces, facts)));
    // A sender to subscribers has a list: of how it is left the letter rather says nothing than what is not so.
    if !intent.lacks_an_opt_out() {
        said.push(format!("Opting out: {}", opt_out(answers.opt_out)));
    }
    said.push(format!("Abuse: {}", guard(answers.guard)));
    said.extend(set_up(intent, facts));
    said.join("\n\n") + "\n"
}

impl Intent {
    /// The type of mail that AWS is told: marketing wherever that is among what is sent.
    pub fn mail_type_told(&self) -> MailType {
        match (self.answers.sends, self.mail_type) {
            (Sends::Newsletter, _) | (_, MailType::Marketing) => MailType::Marketing,
            (Sends::AccountMail | Sends::OrderMail | Sends::Notices, MailType::Transactional) => {
                MailType::Transactional
            }
        }
    }

    /// Whether marketing mail is sent that, by the answers, no reader can stop. An edited letter says of it what it says.
    pub fn lacks_an_opt_out(&self) -> bool {
        self.mail_type_told() == MailType::Marketing && self.answers.opt_out == OptOut::ByItself
    }
}

fn what(sends: Sends) -> &'static str {
    match sends {
        Sends::AccountMail => {
            "confirmations of a new account and links to reset a password, each in reply to what the reader did on the \
             site a moment before."
        }
        Sends::OrderMail => "order confirmations, receipts and delivery notices for what the reader bought.",
        Sends::Notices => "notices of events in the application that the reader takes part in.",
        Sends::Newsletter => "a newsletter, only to readers who subscribed to it and confirmed their address.",
    }
}

fn who(list: ListFrom) -> &'static str {
    match list {
        ListFrom::SignUp => {
            "people who typed their own address into our sign-up form. We do not buy, rent or collect addresses."
        }
        ListFrom::Customers => {
            "our customers, at the address that they gave us when they bought. We do not buy, rent or collect addresses."
        }
        ListFrom::Staff => "members of our own organisation, at their work addresses.",
    }
}

fn how_much(volume: Volume) -> &'static str {
    match volume {
        Volume::Hundred => "fewer than 100 messages a day, spread over the day.",
        Volume::Thousand => "fewer than 1,000 messages a day, spread over the day.",
        Volume::TenThousand => "fewer than 10,000 messages a day, spread over the day.",
        Volume::More => {
            "more than 10,000 messages a day; we raise the volume step by step and watch the account dashboard."
        }
    }
}

fn bounces(bounces: Bounces, facts: &Facts) -> &'static str {
    let listed = facts.account.present().is_some_and(SesAccount::suppresses_both);
    match (bounces, listed) {
        // What the sandbox does not let be switched on is not promised.
        (Bounces::SuppressionList, false) if facts.suppression_refused.is_some() => {
            "we watch the reputation metrics in the SES console."
        }
        (Bounces::SuppressionList, true) => {
            "the account-level suppression list is on for bounces and complaints, so such an address is not written to \
             again. We watch the reputation metrics in the SES console."
        }
        (Bounces::SuppressionList, false) => {
            "we remove an address as soon as it bounces or complains, and watch the reputation metrics in the SES console."
        }
        (Bounces::Notifications, _) => {
            "SES publishes them to an Amazon SNS topic that the application listens to; it marks such an address and \
             does not write to it again."
        }
    }
}

fn opt_out(opt_out: OptOut) -> &'static str {
    match opt_out {
        OptOut::ByItself => {
            "each message answers one action of its reader, and nothing follows it. Nobody is on a list."
        }
        OptOut::Link => "every message has a link that ends the subscription at once, and List-Unsubscribe headers.",
        OptOut::Settings => "each reader chooses in the settings of their account which notices they get.",
    }
}

fn guard(guard: Guard) -> &'static str {
    match guard {
        Guard::RateLimit => "the forms that cause mail are limited per visitor and per address.",
        Guard::Captcha => "the forms that cause mail are limited per visitor and guarded by a CAPTCHA.",
        Guard::SignedIn => "only users who are signed in can cause mail, and each only so much.",
    }
}

/// What is set up already, and nothing else.
fn set_up(intent: &Intent, facts: &Facts) -> Option<String> {
    let identity = facts.identity.present().filter(|identity| identity.verified)?;
    let mut parts = vec![format!("{} is verified in Amazon SES", identity.name)];
    if identity.dkim.status == Check::Success {
        parts.push("messages are signed with DKIM".into());
    }
    if let Some(mail_from) = identity.mail_from.as_ref().filter(|it| it.status == Check::Success) {
        parts.push(format!("the MAIL FROM domain is {}", mail_from.domain));
    }
    let records = intent.region.map(|region| wanted_records(intent, identity, region)).unwrap_or_default();
    let dmarc = records.iter().find(|it| it.purpose == crate::dns::records::Purpose::Dmarc);
    if dmarc.and_then(|it| facts.record_standing(it)) == Some(crate::dns::compare::RecordStanding::Present) {
        parts.push("a DMARC record is published".into());
    }
    Some(format!("Set up already: {}.", parts.join("; ")))
}
