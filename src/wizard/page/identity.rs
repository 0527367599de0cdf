//! Identity: what is verified and what goes with it, until it exists; then its records.
//! Does not know how a record is written.

use super::super::{
    choice::{Choice, YesNo, yes_no},
    field::{Hidden, Wish},
    form::Field,
    model::Model,
};
use crate::{
    setup::{Change, IdentityKind, Optional, Standing, Step},
    terms::is_public_mailbox,
};

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    if model.wants_token() {
        let keeps = YesNo::from(model.work.writing.keeps_token);
        let keep = Field::choice_of(yes_no(Choice::KeepToken), Choice::KeepToken(keeps));
        return vec![keep, Field::secret_of(Hidden::DnsToken)];
    }
    let Standing::Open { next: Change::CreateIdentity { .. } } = model.standing(Step::Identity) else {
        return Vec::new();
    };
    // Of a mailbox provider's domain only the one address can be verified.
    if model.intent.from.as_ref().is_some_and(|from| is_public_mailbox(from.domain())) {
        return Vec::new();
    }
    let kinds = [IdentityKind::Domain, IdentityKind::Email].map(Choice::Identity);
    let mut fields = vec![Field::choice_of(kinds, Choice::Identity(model.intent.identity))];
    if model.intent.identity == IdentityKind::Domain {
        let label = match &model.intent.mail_from {
            Optional::Wanted(label) => label.as_str(),
            Optional::Declined | Optional::NotAsked => "",
        };
        let dmarc = YesNo::from(matches!(model.intent.dmarc, Optional::Wanted(_)));
        fields.push(Field::text_of(Wish::MailFrom, label));
        fields.push(Field::choice_of(yes_no(Choice::Dmarc), Choice::Dmarc(dmarc)));
    }
    fields
}
