//! Test: whom it goes to. The simulator takes mail in the sandbox too.

use super::super::{
    Model,
    form::{Field, FieldId},
};

/// AWS's own address for trying out: whatever comes is delivered, and reputation is left alone.
const SIMULATOR: &str = "success@simulator.amazonses.com";

pub(super) fn fields(model: &Model) -> Vec<Field> {
    let to = model.intent.test_to.as_ref().map(ToString::to_string);
    vec![Field::text_of(FieldId::TestTo, to.unwrap_or_else(|| SIMULATOR.into()))]
}
