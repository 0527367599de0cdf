//! Doctor: the error, as Laravel, the log or AWS said it.

use super::super::{field::Steer, form::Field, model::Model};

pub(super) fn fields(model: &Model) -> Vec<Field> {
    vec![Field::text_of(Steer::Complaint, &model.doctor.complaint)]
}
