//! The six answers that the letter to AWS's reviewers is made of. Knows no sentence of the letter.

use serde::{Deserialize, Serialize};

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

/// Why a file of answers cannot be taken, with the line of the file.
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
    /// Takes the answers that a TOML file gives; those that it leaves out stay. A file with a mistake changes nothing.
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
    ("sends", Question { values: values_of::<Sends>, take: |answers, given| put(&mut answers.sends, given) }),
    ("list", Question { values: values_of::<ListFrom>, take: |answers, given| put(&mut answers.list, given) }),
    ("volume", Question { values: values_of::<Volume>, take: |answers, given| put(&mut answers.volume, given) }),
    ("bounces", Question { values: values_of::<Bounces>, take: |answers, given| put(&mut answers.bounces, given) }),
    ("opt-out", Question { values: values_of::<OptOut>, take: |answers, given| put(&mut answers.opt_out, given) }),
    ("guard", Question { values: values_of::<Guard>, take: |answers, given| put(&mut answers.guard, given) }),
];

fn values_of<T: strum::IntoEnumIterator + Into<&'static str>>() -> Vec<&'static str> {
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
        /// The same to every subscriber.
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
    /// How a recipient stops it.
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
        /// Only users who are signed in can cause mail.
        SignedIn,
    }
}
