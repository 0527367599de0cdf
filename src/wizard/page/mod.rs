//! The pages, in the guide's order, and the fields that each asks. Knows not how one looks.

mod delivery;
mod doctor;
mod identity;
mod key;
mod production;
mod project;
mod region;
pub(super) mod sender;
pub(super) mod sign_in;
pub(super) mod start;

use super::{
    Model,
    field::{FieldId, Hidden, Needed, Steer},
    form::Field,
};
use crate::setup::{Question, SignIn, Step};

/// One page of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Page {
    Start,
    SignIn,
    Region,
    Sender,
    Key,
    Identity,
    Production,
    Project,
    Delivery,
    Receipt,
    /// Beside the path: what is wrong, and why.
    Doctor,
}

impl Page {
    /// The pages of the path, in order.
    pub fn path() -> impl DoubleEndedIterator<Item = Page> {
        use Page::*;
        [Start, SignIn, Region, Sender, Key, Identity, Production, Project, Delivery, Receipt].into_iter()
    }

    /// The step that the page is about.
    pub fn step(self) -> Option<Step> {
        match self {
            Page::SignIn => Some(Step::SignIn),
            Page::Region => Some(Step::Region),
            Page::Sender => Some(Step::Sender),
            Page::Key => Some(Step::Key),
            Page::Identity => Some(Step::Identity),
            Page::Production => Some(Step::Production),
            Page::Project => Some(Step::Project),
            Page::Delivery => Some(Step::Delivery),
            Page::Start | Page::Receipt | Page::Doctor => None,
        }
    }

    /// The number that the guide's steps have on the rail.
    pub fn number(self) -> Option<usize> {
        match self {
            Page::Region => Some(1),
            Page::Sender => Some(2),
            Page::Key => Some(3),
            Page::Identity => Some(4),
            Page::Production => Some(5),
            Page::Project => Some(6),
            Page::Delivery => Some(7),
            Page::Start | Page::SignIn | Page::Receipt | Page::Doctor => None,
        }
    }

    /// The page after this one; the last stays.
    pub fn after(self) -> Page {
        Page::path().skip_while(|page| *page != self).nth(1).unwrap_or(self)
    }

    /// The page before this one; the first stays, and from beside the path one returns to where one was.
    pub fn before(self) -> Page {
        Page::path().rev().skip_while(|page| *page != self).nth(1).unwrap_or(self)
    }
}

/// What the page asks now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    match model.page {
        Page::Start => start::fields(model),
        Page::SignIn => sign_in::fields(model),
        Page::Region => region::fields(model),
        Page::Sender => sender::fields(model),
        Page::Key => key::fields(model),
        Page::Identity => identity::fields(model),
        Page::Production => production::fields(model),
        Page::Project => project::fields(model),
        Page::Delivery => delivery::fields(model),
        Page::Doctor => doctor::fields(model),
        Page::Receipt => Vec::new(),
    }
}

/// Whether a field still needs an answer before the page can go on.
pub(super) fn needs(model: &Model, id: impl Into<FieldId>) -> bool {
    let asked =
        |question: Question| model.page.step().is_some_and(|step| model.standing(step).asks().contains(&question));
    match id.into() {
        FieldId::Steer(Steer::Door) => model.intent.from.is_none() && model.form.fields.is_empty(),
        FieldId::Steer(Steer::SignIn) => asked(Question::Credentials) && model.intent.sign_in != SignIn::Pasted,
        FieldId::Hidden(Hidden::Passphrase | Hidden::PassphraseAgain) => asked(Question::Passphrase),
        // Where everything is done by hand its result comes in here.
        FieldId::Hidden(Hidden::GivenKey) => {
            asked(Question::GivenKey) || model.is_by_hand() || model.is_refused_with_the_given_key()
        }
        // They are there only where they are needed.
        FieldId::Steer(Steer::Complaint) | FieldId::Hidden(Hidden::Credentials) => true,
        FieldId::Wish(wish) => match wish.row().needed {
            Needed::Never => false,
            Needed::AskedBy(question) => asked(question),
            Needed::Unsaid(is_unsaid) => is_unsaid(&model.intent),
            Needed::Always => true,
        },
    }
}
