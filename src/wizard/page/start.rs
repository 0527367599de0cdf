//! Start: what somebody came for, where mail comes from, and where the app runs.

use super::super::{
    Model, Page,
    form::{Field, FieldId},
};

/// Set up, find out why mail does not go, or only the lines for `.env`.
const DOORS: [&str; 3] = ["set-up", "not-working", "only-env"];

/// The page behind a door; none behind the one that leads along the path.
pub(in crate::wizard) fn behind(door: &str) -> Option<Page> {
    match door {
        "not-working" => Some(Page::Doctor),
        "only-env" => Some(Page::Project),
        _ => None,
    }
}

pub(super) fn fields(model: &Model) -> Vec<Field> {
    let from = model.intent.from.as_ref().map(ToString::to_string).unwrap_or_default();
    let runs_on: &str = model.intent.runs_on.into();
    vec![
        Field::choice_of(FieldId::Door, DOORS, DOORS[0]),
        Field::text_of(FieldId::From, from),
        Field::choice_of(FieldId::RunsOn, ["server", "local", "panel", "container"], runs_on),
    ]
}
