//! Start: what the user came for, where mail comes from, and where the app runs. Does not know where a door leads.

use super::super::{
    choice::{Choice, Door},
    field::Wish,
    form::Field,
    model::Model,
};
use crate::setup::RunsOn;

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    let from = model.intent.from.as_ref().map(ToString::to_string).unwrap_or_default();
    let doors = <Door as strum::IntoEnumIterator>::iter().map(Choice::Door);
    let places = [RunsOn::Server, RunsOn::Local, RunsOn::Panel, RunsOn::Container].map(Choice::RunsOn);
    vec![
        Field::choice_of(doors, Choice::Door(Door::SetUp)),
        Field::text_of(Wish::From, from),
        Field::choice_of(places, Choice::RunsOn(model.intent.runs_on)),
    ]
}
