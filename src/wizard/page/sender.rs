//! IAM user: its name and what it may do.

use super::{
    super::{
        Model,
        answer::YES_NO,
        form::{Field, FieldId},
    },
    needs,
};
use crate::setup::PolicyChoice;

pub(super) fn fields(model: &Model) -> Vec<Field> {
    let policies = <PolicyChoice as strum::IntoEnumIterator>::iter().map(<&str>::from);
    let mut fields = vec![
        Field::text_of(FieldId::User, &model.intent.user),
        Field::choice_of(FieldId::Policy, policies, model.intent.policy.into()),
    ];
    if needs(model, FieldId::AdoptUser) {
        fields.push(Field::choice_of(FieldId::AdoptUser, YES_NO, YES_NO[1]));
    }
    fields
}
