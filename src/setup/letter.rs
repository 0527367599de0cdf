//! The letter to AWS's reviewers: six answers become English. Nobody has to write it, and it claims nothing that is not so.
//!
//! The request itself no longer takes it (PutAccountDetails.UseCaseDescription is deprecated): it
//! is kept for the support case in which AWS asks, and for an answer to a refusal.

use serde::{Deserialize, Serialize};

use super::{Facts, Intent, MailType};

/// The six answers. Each has a usual one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Answers {
    pub sends: Sends,
    pub list: ListFrom,
    pub volume: Volume,
    pub bounces: Bounces,
    pub opt_out: OptOut,
    pub guard: Guard,
}

/// Why a file is none of answers, with the line of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAnswers {
    #[error("line {line}: {why}")]
    Malformed { line: usize, why: String },
    #[error("line {line}: there is no answer “{name}”")]
    NoSuchName { line: usize, name: String },
    #[error("line {line}: “{value}” is no answer to {name}")]
    NoSuchValue { line: usize, name: &'static str, value: String },
}

impl Answers {
    /// Takes the answers that a TOML file gives; those that it leaves out stay. Of a file with a mistake none is taken.
    pub fn take(&mut self, toml: &str) -> Result<(), BadAnswers> {
        let line = |at: usize| toml[..at.min(toml.len())].matches('\n').count() + 1;
        let table = toml::de::DeTable::parse(toml).map_err(|bad| BadAnswers::Malformed {
            line: line(bad.span().map_or(0, |span| span.start)),
            why: bad.message().to_owned(),
        })?;
        let mut taken = *self;
        for (name, value) in table.get_ref() {
            let (at, name) = (line(name.span().start), name.get_ref().as_ref());
            let Some((name, question)) = QUESTIONS.iter().find(|(known, _)| *known == name) else {
                return Err(BadAnswers::NoSuchName { line: at, name: name.to_owned() });
            };
            let given = value.get_ref().as_str().unwrap_or_else(|| &toml[value.span()]);
            if !(question.take)(&mut taken, given) {
                return Err(BadAnswers::NoSuchValue { line: line(value.span().start), name, value: given.to_owned() });
            }
        }
        *self = taken;
        Ok(())
    }

    /// The names of the six.
    pub fn names() -> impl Iterator<Item = &'static str> {
        QUESTIONS.iter().map(|(name, _)| *name)
    }

    /// What may be answered under a name.
    pub fn values(name: &str) -> Vec<&'static str> {
        QUESTIONS.iter().find(|(known, _)| *known == name).map(|(_, question)| (question.values)()).unwrap_or_default()
    }
}

struct Question {
    values: fn() -> Vec<&'static str>,
    /// Takes an answer, where it is one.
    take: fn(&mut Answers, &str) -> bool,
}

const QUESTIONS: [(&str, Question); 6] = [
    ("sends", Question { values: all::<Sends>, take: |answers, given| put(&mut answers.sends, given) }),
    ("list", Question { values: all::<ListFrom>, take: |answers, given| put(&mut answers.list, given) }),
    ("volume", Question { values: all::<Volume>, take: |answers, given| put(&mut answers.volume, given) }),
    ("bounces", Question { values: all::<Bounces>, take: |answers, given| put(&mut answers.bounces, given) }),
    ("opt-out", Question { values: all::<OptOut>, take: |answers, given| put(&mut answers.opt_out, given) }),
    ("guard", Question { values: all::<Guard>, take: |answers, given| put(&mut answers.guard, given) }),
];

fn all<T: strum::IntoEnumIterator + Into<&'static str>>() -> Vec<&'static str> {
    T::iter().map(Into::into).collect()
}

fn put<T: std::str::FromStr>(place: &mut T, given: &str) -> bool {
    given.parse().map(|answer| *place = answer).is_ok()
}

macro_rules! answer {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, strum::EnumIter, strum::EnumString,
            strum::IntoStaticStr,
        )]
        #[serde(rename_all = "kebab-case")]
        #[strum(serialize_all = "kebab-case")]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }
    };
}

answer! {
    /// What kind of mail leaves.
    Sends {
        /// Sign-up confirmations and password resets.
        #[default]
        AccountMail,
        /// Orders, receipts, deliveries.
        OrderMail,
        /// Notices of something that happened in the app.
        Notices,
        /// The same to everybody who asked for it.
        Newsletter,
    }
}

answer! {
    /// How an address comes to be written to.
    ListFrom {
        /// Its owner typed it into the site's own form.
        #[default]
        SignUp,
        /// Its owner is a customer already.
        Customers,
        /// Its owner works for the company.
        Staff,
    }
}

answer! {
    /// Messages a day.
    Volume {
        /// Fewer than 100.
        #[default]
        Hundred,
        /// Fewer than 1,000.
        Thousand,
        /// Fewer than 10,000.
        TenThousand,
        /// More.
        More,
    }
}

answer! {
    /// What happens after a bounce or a complaint.
    Bounces {
        /// SES's own list keeps mail from going there again.
        #[default]
        SuppressionList,
        /// The app hears of it from SNS and stops by itself.
        Notifications,
    }
}

answer! {
    /// How somebody stops it.
    OptOut {
        /// Each message answers something that its reader did.
        #[default]
        ByItself,
        /// Each message has a link.
        Link,
        /// In the settings of their account.
        Settings,
    }
}

answer! {
    /// What keeps strangers from having mail sent to others.
    Guard {
        /// The forms take only so many requests.
        #[default]
        RateLimit,
        /// A CAPTCHA besides.
        Captcha,
        /// Only who is signed in can cause mail.
        SignedIn,
    }
}

/// The letter. As it was edited, where somebody did.
pub fn letter(intent: &Intent, facts: &Facts) -> String {
    match &intent.letter {
        Some(edited) => edited.clone(),
        None => composed(intent, facts),
    }
}

/// The letter from the answers, and from what is true at AWS.
pub fn composed(intent: &Intent, facts: &Facts) -> String {
    let answers = &intent.answers;
    let site = intent.website.as_ref().map_or_else(|| "our site".to_owned(), ToString::to_string);
    let from = intent.from.as_ref().map_or_else(|| "our own domain".to_owned(), ToString::to_string);
    let kind = match intent.mail_type {
        MailType::Transactional => "transactional mail",
        MailType::Marketing => "marketing mail to people who asked for it",
    };
    let mut said = vec![format!("We run {site}. The application sends {kind} from {from} with Amazon SES.")];
    said.push(format!("What we send: {}", what(answers.sends)));
    said.push(format!("Who receives it: {}", who(answers.list)));
    said.push(format!("How much: {}", how_much(answers.volume)));
    said.push(format!("Bounces and complaints: {}", bounces(answers.bounces, facts)));
    said.push(format!("Opting out: {}", opt_out(answers.opt_out)));
    said.push(format!("Abuse: {}", guard(answers.guard)));
    said.extend(set_up(intent, facts));
    said.join("\n\n") + "\n"
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
    let listed = facts
        .account
        .present()
        .is_some_and(|account| ["BOUNCE", "COMPLAINT"].iter().all(|reason| account.suppressed.contains(*reason)));
    match (bounces, listed) {
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
    if identity.dkim.status == super::Check::Success {
        parts.push("messages are signed with DKIM".into());
    }
    if let Some(mail_from) = identity.mail_from.as_ref().filter(|it| it.status == super::Check::Success) {
        parts.push(format!("the MAIL FROM domain is {}", mail_from.domain));
    }
    let records = intent.region.map(|region| super::wanted_records(intent, identity, region)).unwrap_or_default();
    let dmarc = records.iter().find(|it| it.purpose == crate::dns::records::Purpose::Dmarc);
    if dmarc.and_then(|it| facts.record_standing(it)) == Some(crate::dns::compare::RecordStanding::Present) {
        parts.push("a DMARC record is published".into());
    }
    Some(format!("Set up already: {}.", parts.join("; ")))
}
