//! Start: what somebody came for, where mail comes from, and where the app runs.

use super::super::{
    Model, Page,
    form::{Field, FieldId},
};

/// What somebody came for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
enum Door {
    SetUp,
    NotWorking,
    OnlyEnv,
}

/// The page behind a door; none behind the one that leads along the path.
pub(in crate::wizard) fn behind(door: &str) -> Option<Page> {
    match door.parse().ok()? {
        Door::SetUp => None,
        Door::NotWorking => Some(Page::Doctor),
        Door::OnlyEnv => Some(Page::Project),
    }
}

pub(super) fn fields(model: &Model) -> Vec<Field> {
    let from = model.intent.from.as_ref().map(ToString::to_string).unwrap_or_default();
    let runs_on: &str = model.intent.runs_on.into();
    let doors = <Door as strum::IntoEnumIterator>::iter().map(<&str>::from);
    vec![
        Field::choice_of(FieldId::Door, doors, Door::SetUp.into()),
        Field::text_of(FieldId::From, from),
        Field::choice_of(FieldId::RunsOn, ["server", "local", "panel", "container"], runs_on),
    ]
}
