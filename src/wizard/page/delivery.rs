//! Test: whom it goes to. The simulator takes mail in the sandbox too. Does not know what became of a message.

use super::super::{field::Wish, form::Field, model::Model};
use crate::setup::SIMULATOR;

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    let to = model.intent.test_to.as_ref().map(ToString::to_string);
    vec![Field::text_of(Wish::TestTo, to.unwrap_or_else(|| SIMULATOR.into()))]
}
