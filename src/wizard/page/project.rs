//! Laravel: which mailer; and the sender, where this is the first page that the user opened. Does not know
//! what is written.

use super::super::{choice::Choice, field::Wish, form::Field, model::Model};
use crate::laravel::plan::{self, Mailer, can_have, default_mailer};

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    let Some(project) = model.facts.project.present() else { return Vec::new() };
    let mailers = <Mailer as strum::IntoEnumIterator>::iter().filter(|mailer| can_have(&project.app, *mailer));
    let mailer = model.intent.mailer.unwrap_or_else(|| default_mailer(&project.app));
    let from = model.intent.from.is_none().then(|| Field::text_of(Wish::From, ""));
    // What the app would send under is the name of a fresh install; the one that was said stays to be corrected.
    let name = plan::unsaid_name(&project.app)
        .or_else(|| model.intent.from_name.clone())
        .map(|_| Field::text_of(Wish::FromName, model.intent.from_name.clone().unwrap_or_default()));
    from.into_iter()
        .chain(name)
        .chain([Field::choice_of(mailers.map(Choice::Mailer), Choice::Mailer(mailer))])
        .collect()
}
