//! Doctor: the error, as Laravel, the log or AWS said it. Does not know what it means.

use super::super::{field::Steer, form::Field, model::Model};

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    vec![Field::text_of(Steer::Complaint, &model.doctor.complaint)]
}
