//! Start: where mail comes from, and where the app runs.

use super::super::{
    Model,
    form::{Field, FieldId},
};

pub(super) fn fields(model: &Model) -> Vec<Field> {
    let from = model.intent.from.as_ref().map(ToString::to_string).unwrap_or_default();
    let runs_on: &str = model.intent.runs_on.into();
    vec![
        Field::text_of(FieldId::From, from),
        Field::choice_of(FieldId::RunsOn, ["server", "local", "panel", "container"], runs_on),
    ]
}
