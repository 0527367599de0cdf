//! IAM user: its name and what it may do; or a role instead of it and its key.
//! Does not know what such a user may do already.

use super::{
    super::{
        choice::{Choice, YesNo, yes_no},
        field::Wish,
        form::Field,
        model::Model,
    },
    needed::needs,
};
use crate::setup::{Access, PolicyChoice, Runtime};

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    let roles = <Runtime as strum::IntoEnumIterator>::iter().map(Access::Role);
    let access = std::iter::once(Access::Key).chain(roles).map(Choice::Access);
    let access = Field::choice_of(access, Choice::Access(model.intent.access));
    let policies = <PolicyChoice as strum::IntoEnumIterator>::iter().map(Choice::Policy);
    let policy = Field::choice_of(policies, Choice::Policy(model.intent.policy));
    match model.intent.access {
        Access::Key => {}
        Access::Role(_) => return vec![access, policy],
    }
    let mut fields = vec![access, Field::text_of(Wish::User, &model.intent.user), policy];
    if needs(model, Wish::AdoptUser) {
        fields.push(Field::choice_of(yes_no(Choice::AdoptUser), Choice::AdoptUser(YesNo::No)));
    }
    fields
}
