//! IAM user: its name and what it may do; or a role instead of it and its key.

use super::{
    super::{
        Model,
        answer::YES_NO,
        form::{Field, FieldId},
    },
    needs,
};
use crate::setup::{Access, PolicyChoice, Runtime};

/// The app has a key, not a role.
pub(in crate::wizard) const KEY: &str = "key";

pub(super) fn fields(model: &Model) -> Vec<Field> {
    let runtimes = <Runtime as strum::IntoEnumIterator>::iter().map(<&str>::from);
    let access = std::iter::once(KEY).chain(runtimes);
    let picked = match model.intent.access {
        Access::Key => KEY,
        Access::Role(runtime) => runtime.into(),
    };
    let access = Field::choice_of(FieldId::Access, access, picked);
    let policies = <PolicyChoice as strum::IntoEnumIterator>::iter().map(<&str>::from);
    let policy = Field::choice_of(FieldId::Policy, policies, model.intent.policy.into());
    match model.intent.access {
        Access::Key => {}
        Access::Role(_) => return vec![access, policy],
    }
    let mut fields = vec![access, Field::text_of(FieldId::User, &model.intent.user), policy];
    if needs(model, FieldId::AdoptUser) {
        fields.push(Field::choice_of(FieldId::AdoptUser, YES_NO, YES_NO[1]));
    }
    fields
}
