//! Which fields a page cannot do without. Does not know which fields a page has.

use super::super::{
    field::{FieldId, Hidden, Steer, Wish},
    model::Model,
    path::Page,
    wish::Needed,
};
use crate::setup::{Question, SignIn};

/// Whether a field still needs an answer before the page can go on.
pub(in crate::wizard) fn needs(model: &Model, id: impl Into<FieldId>) -> bool {
    let asked =
        |question: Question| model.page.step().is_some_and(|step| model.standing(step).asks().contains(&question));
    let is_only_env = model.page == Page::Project && model.is_only_env();
    match id.into() {
        FieldId::Steer(Steer::Door) => model.intent.from.is_none() && model.form.fields.is_empty(),
        FieldId::Steer(Steer::SignIn) => asked(Question::Credentials) && model.intent.sign_in != SignIn::Pasted,
        FieldId::Hidden(Hidden::Passphrase | Hidden::PassphraseAgain) => asked(Question::Passphrase),
        // Where everything is done by hand its result comes in here.
        FieldId::Hidden(Hidden::GivenKey) if is_only_env => false,
        FieldId::Wish(Wish::Region) if is_only_env => model.intent.region.is_none(),
        FieldId::Hidden(Hidden::GivenKey) => {
            asked(Question::GivenKey) || model.is_by_hand() || model.is_refused_with_the_given_key()
        }
        // They are there only where they are needed.
        FieldId::Steer(Steer::Headers | Steer::KeepToken) => false,
        FieldId::Steer(Steer::Complaint)
        | FieldId::Hidden(Hidden::Credentials | Hidden::PageText | Hidden::DnsToken) => true,
        FieldId::Wish(wish) => match wish.row().needed {
            Needed::Never => false,
            Needed::AskedBy(question) => asked(question),
            Needed::Unsaid(is_unsaid) => is_unsaid(&model.intent, &model.facts),
            Needed::Always => true,
        },
    }
}
