//! Doctor: the error, as Laravel, the log or AWS said it.

use super::super::{
    Model,
    form::{Field, FieldId},
};

pub(super) fn fields(model: &Model) -> Vec<Field> {
    vec![Field::text_of(FieldId::Complaint, &model.complaint)]
}
