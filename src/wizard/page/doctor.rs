//! Doctor: the error, as Laravel, the log or AWS said it.

use super::super::{Model, field::Steer, form::Field};

pub(super) fn fields(model: &Model) -> Vec<Field> {
    vec![Field::text_of(Steer::Complaint, &model.complaint)]
}
