//! Identity: what is verified and what goes with it, until it exists; then its records.

use super::super::{
    Model,
    answer::YES_NO,
    form::{Field, FieldId},
};
use crate::{
    setup::{Change, Optional, Standing, Step},
    terms::is_public_mailbox,
};

pub(super) fn fields(model: &Model) -> Vec<Field> {
    let Standing::Open { next: Change::CreateIdentity { .. } } = model.standing(Step::Identity) else {
        return Vec::new();
    };
    // Somebody else's domain can only be verified as the one address.
    if model.intent.from.as_ref().is_some_and(|from| is_public_mailbox(from.domain())) {
        return Vec::new();
    }
    let mut fields = vec![Field::choice_of(FieldId::Identity, ["domain", "email"], model.intent.identity.into())];
    if model.intent.identity == crate::setup::IdentityKind::Domain {
        let label = match &model.intent.mail_from {
            Optional::Wanted(label) => label.as_str(),
            Optional::Declined | Optional::NotAsked => "",
        };
        let dmarc = if matches!(model.intent.dmarc, Optional::Wanted(_)) { YES_NO[0] } else { YES_NO[1] };
        fields.push(Field::text_of(FieldId::MailFrom, label));
        fields.push(Field::choice_of(FieldId::Dmarc, YES_NO, dmarc));
    }
    fields
}
