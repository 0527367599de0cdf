//! Start: what somebody came for, where mail comes from, and where the app runs.

use super::super::{Model, Page, choice::Choice, field::Wish, form::Field};
use crate::setup::RunsOn;

/// What somebody came for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Door {
    SetUp,
    NotWorking,
    OnlyEnv,
}

impl Door {
    /// The page behind it; none behind the one that leads along the path.
    pub(in crate::wizard) fn leads_to(self) -> Option<Page> {
        match self {
            Door::SetUp => None,
            Door::NotWorking => Some(Page::Doctor),
            Door::OnlyEnv => Some(Page::Project),
        }
    }
}

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
