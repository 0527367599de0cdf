//! The wishes of a set-up, one row each: how an answer gets into the intent, what it makes outdated, when it is needed.
//! Knows neither how a field is edited nor what it is called.

use super::{choice::Choice, field::Wish, wrong::Wrong};
use crate::{
    setup::{Facts, Intent, Optional, Part, Question, SIMULATOR, Scope, notes::is_unsaid_whose, recipient},
    terms::{Address, BadName},
};

/// A wish, as the conversation treats it.
pub(super) struct WishRow {
    /// How its answer gets into the intent.
    takes: Takes,
    /// What was seen for another answer, and says nothing about this one.
    touches: &'static [Part],
    /// When the page cannot go on without it.
    pub needed: Needed,
}

enum Takes {
    /// Typed.
    Text(fn(&mut Intent, &str) -> Result<(), Wrong>),
    /// Picked; a [`Choice`] knows where it belongs.
    Choice,
}

/// When a page cannot go on without an answer.
pub(super) enum Needed {
    /// The usual answer does.
    Never,
    /// While the page's step asks this.
    AskedBy(Question),
    /// Until it was said once.
    Unsaid(fn(&Intent, &Facts) -> bool),
    /// Wherever its field stands: it is there only where it is needed.
    Always,
}

impl Wish {
    /// The table. What a sign-in may do AWS tells of an identity by its name and region, and of a user by its name.
    pub(super) fn row(self) -> WishRow {
        use Part::{Accepted, Account, Dns, Identity, Keys, Permissions, Project, Recipient, Sender};
        match self {
            Wish::From => typed(|intent, text| address_into(&mut intent.from, text))
                .touching(&[Permissions, Identity, Dns, Project])
                .needed(Needed::Unsaid(|intent, _| intent.from.is_none())),
            Wish::RunsOn => picked(),
            Wish::Region => picked()
                .touching(&[Permissions, Account, Keys, Accepted, Identity, Dns, Recipient, Project])
                .needed(Needed::AskedBy(Question::Region)),
            // What AWS bills by was looked at; only the switch changes it.
            Wish::Pricing => picked(),
            Wish::Access => picked().touching(&[Sender, Keys, Accepted, Project]),
            Wish::User => typed(|intent, text| {
                intent.user = parse_name(text)?;
                Ok(())
            })
            .touching(&[Permissions, Sender, Keys, Accepted]),
            Wish::Policy => picked(),
            Wish::AdoptUser => picked().needed(Needed::AskedBy(Question::AdoptUser)),
            Wish::Keep => picked().touching(&[Keys, Accepted, Project]),
            Wish::KeyFrom => picked(),
            Wish::TakeUser => picked().touching(&[Permissions, Sender, Keys, Accepted]).needed(Needed::Always),
            Wish::RetireKey => picked().needed(Needed::AskedBy(Question::RetireKey)),
            Wish::Identity => picked().touching(&[Permissions, Identity, Dns, Project]),
            Wish::AdoptIdentity => picked().needed(Needed::Unsaid(is_unsaid_whose)),
            Wish::MailFrom => typed(|intent, text| {
                let is_none = text.trim().is_empty();
                intent.say_mail_from(if is_none { Optional::Declined } else { Optional::Wanted(parse_name(text)?) });
                Ok(())
            })
            .touching(&[Identity, Dns]),
            Wish::Dmarc => picked().touching(&[Identity, Dns]),
            Wish::Website => {
                typed(|intent, text| parse_into(&mut intent.website, text)).needed(Needed::AskedBy(Question::Website))
            }
            Wish::MailType => picked(),
            Wish::AcceptTerms => picked().needed(Needed::AskedBy(Question::AcceptTerms)),
            Wish::Contact => typed(|intent, text| {
                if text.trim().is_empty() {
                    intent.contact = None;
                    return Ok(());
                }
                address_into(&mut intent.contact, text)
            }),
            Wish::Sends => picked(),
            Wish::ListFrom => picked(),
            Wish::Volume => picked(),
            Wish::Bounces => picked(),
            Wish::OptOut => picked(),
            Wish::Guard => picked(),
            Wish::Mailer => picked().touching(&[Project]),
            Wish::FromName => typed(|intent, text| {
                intent.from_name = Some(text.trim().to_owned()).filter(|name| !name.is_empty());
                Ok(())
            })
            .touching(&[Project]),
            Wish::TestTo => typed(|intent, text| {
                let text = if text.trim().is_empty() { SIMULATOR } else { text };
                intent.test_to = Some(recipient(text).map_err(Wrong::Name)?);
                Ok(())
            })
            .touching(&[Recipient])
            .needed(Needed::AskedBy(Question::TestTo)),
        }
    }

    /// Takes typed text as the answer, and says what must be looked at because of it. Where it is no answer the intent stays
    /// as it was.
    pub(super) fn take_text(self, intent: &mut Intent, text: &str) -> Result<Scope, Wrong> {
        let before = intent.clone();
        match self.row().takes {
            Takes::Text(take) => take(intent, text)?,
            Takes::Choice => return Err(Wrong::Missing),
        }
        Ok(self.touched_since(&before, intent))
    }

    /// The same for what was picked.
    pub(super) fn take_choice(self, intent: &mut Intent, choice: &Choice) -> Scope {
        let before = intent.clone();
        choice.put(intent);
        self.touched_since(&before, intent)
    }

    fn touched_since(self, before: &Intent, now: &Intent) -> Scope {
        if now == before { Scope::default() } else { Scope::of(self.row().touches.iter().copied()) }
    }
}

impl WishRow {
    fn touching(self, touches: &'static [Part]) -> WishRow {
        WishRow { touches, ..self }
    }

    fn needed(self, needed: Needed) -> WishRow {
        WishRow { needed, ..self }
    }
}

fn typed(take: fn(&mut Intent, &str) -> Result<(), Wrong>) -> WishRow {
    WishRow { takes: Takes::Text(take), touches: &[], needed: Needed::Never }
}

fn picked() -> WishRow {
    WishRow { takes: Takes::Choice, touches: &[], needed: Needed::Never }
}

fn parse_into<T: std::str::FromStr<Err = BadName>>(place: &mut Option<T>, text: &str) -> Result<(), Wrong> {
    *place = Some(parse_name(text)?);
    Ok(())
}

fn address_into(place: &mut Option<Address>, text: &str) -> Result<(), Wrong> {
    if text.trim().is_empty() {
        return Err(Wrong::Missing);
    }
    *place = Some(Address::typed(text).map_err(Wrong::Name)?);
    Ok(())
}

fn parse_name<T: std::str::FromStr<Err = BadName>>(text: &str) -> Result<T, Wrong> {
    if text.trim().is_empty() {
        return Err(Wrong::Missing);
    }
    text.parse().map_err(Wrong::Name)
}
