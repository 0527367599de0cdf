//! Production: what AWS's reviewers are told, and what is promised to them. Does not know the letter's own words.

use super::super::{
    choice::{Choice, YesNo, yes_no},
    field::Wish,
    form::Field,
    model::Model,
};
use crate::setup::{
    MailType, ReviewStatus, Terms, guessed_website,
    letter::{Bounces, Guard, ListFrom, OptOut, Sends, Volume},
};

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    match model.facts.account.present() {
        Some(account) => {
            let asked = account.review.as_ref().is_some_and(|review| review.status != ReviewStatus::Failed);
            if account.production || asked {
                return Vec::new();
            }
        }
        // The console asks the same of a user who does it by hand.
        None if model.is_by_hand() => {}
        None => return Vec::new(),
    }
    let intent = &*model.intent.as_answered(&model.facts);
    let website = intent.website.as_ref().map(ToString::to_string);
    let guess = || guessed_website(&model.intent, &model.facts).map(|url| url.to_string());
    let promised = YesNo::from(intent.terms == Terms::Accepted);
    let types = [MailType::Transactional, MailType::Marketing].map(Choice::MailType);
    let contact = intent.contact.as_ref().map(ToString::to_string);
    let answers = intent.answers;
    vec![
        Field::text_of(Wish::Website, website.or_else(guess).unwrap_or_default()),
        Field::choice_of(yes_no(Choice::AcceptTerms), Choice::AcceptTerms(promised)),
        // It stands in the request that the page shows before it is sent.
        Field::choice_of(types, Choice::MailType(intent.mail_type)).extra(),
        Field::text_of(Wish::Contact, contact.unwrap_or_default()).extra(),
        one_of::<Sends>(Choice::Sends, answers.sends),
        one_of::<ListFrom>(Choice::ListFrom, answers.list),
        one_of::<Volume>(Choice::Volume, answers.volume),
        one_of::<Bounces>(Choice::Bounces, answers.bounces),
        one_of::<OptOut>(Choice::OptOut, answers.opt_out),
        one_of::<Guard>(Choice::Guard, answers.guard),
    ]
}

/// A question of the letter.
fn one_of<T: strum::IntoEnumIterator>(choice: fn(T) -> Choice, picked: T) -> Field {
    Field::choice_of(T::iter().map(choice), choice(picked)).extra()
}
