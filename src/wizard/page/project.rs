//! Laravel: which mailer; and, where this is the first page that the user opened, the sender, the region and a key that
//! there is already. Does not know what is written.

use super::{
    super::{
        choice::Choice,
        field::{Hidden, Wish},
        form::Field,
        model::Model,
    },
    region,
};
use crate::laravel::plan::{self, Mailer, can_have, default_mailer};

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    let mut fields = Vec::new();
    if model.intent.from.is_none() || model.is_only_env() {
        let from = model.intent.from.as_ref().map(ToString::to_string);
        fields.push(Field::text_of(Wish::From, from.unwrap_or_default()));
    }
    if model.is_only_env() {
        fields.extend(region::fields(model));
        fields.push(Field::secret_of(Hidden::GivenKey));
    }
    if let Some(project) = model.facts.project.present() {
        // What the app would send under is the name of a fresh install; the one that was said stays to be corrected.
        if plan::unsaid_name(&project.app).or_else(|| model.intent.from_name.clone()).is_some() {
            fields.push(Field::text_of(Wish::FromName, model.intent.from_name.clone().unwrap_or_default()));
        }
        let mailers = <Mailer as strum::IntoEnumIterator>::iter().filter(|mailer| can_have(&project.app, *mailer));
        let mailer = model.intent.mailer.unwrap_or_else(|| default_mailer(&project.app));
        fields.push(Field::choice_of(mailers.map(Choice::Mailer), Choice::Mailer(mailer)));
    } else if !model.is_only_env() {
        return Vec::new();
    }
    fields
}
