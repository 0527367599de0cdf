//! Identity: what is verified and what goes with it, until it exists; then its records.
//! Does not know how a record is written.

use super::super::{
    choice::{Choice, YesNo, yes_no},
    field::{Hidden, Wish},
    form::Field,
    model::Model,
};
use crate::{
    setup::{Authorship, Change, IdentityKind, IdentityName, Optional, Refusal, Standing, Step, Wait},
    terms::is_public_mailbox,
};

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    if model.wants_token() {
        let keeps = YesNo::from(model.work.writing.keeps_token);
        let keep = Field::choice_of(yes_no(Choice::KeepToken), Choice::KeepToken(keeps));
        return vec![keep, Field::secret_of(Hidden::DnsToken)];
    }
    let standing = model.standing(Step::Identity);
    if may_be_adopted(model, &standing) {
        let intent = model.intent.as_answered(&model.facts);
        let given = intent.adopt_identity.is_some() && intent.adopt_identity == intent.identity_name();
        let adopts = YesNo::from(given);
        return vec![Field::choice_of(yes_no(Choice::AdoptIdentity), Choice::AdoptIdentity(adopts))];
    }
    let Standing::Open { next: Change::CreateIdentity { .. } } = standing else {
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

/// Whether there is something to be done with an identity that Sesame did not make, which is done only to one that was given
/// to us: what SES has given up on or has not found yet, or a MAIL FROM domain that is wanted and not the one there.
fn may_be_adopted(model: &Model, standing: &Standing) -> bool {
    let Some(identity) = model.facts.identity.present() else { return false };
    if identity.made != Authorship::Foreign || model.intent.identity_name().as_ref() != Some(&identity.name) {
        return false;
    }
    let wants_mail_from = matches!(identity.name, IdentityName::Domain(_))
        && matches!(model.intent.mail_from, Optional::Wanted(_))
        && (identity.mail_from.is_none() || model.intent.other_mail_from(identity).is_some());
    match standing {
        Standing::Refused(Refusal::ForeignDkim(_) | Refusal::LinkExpired(_))
        | Standing::Open { next: Change::AdoptIdentity { .. } } => true,
        // What it will lack is not known before its records are found.
        Standing::Waiting { on: Wait::Dns } | Standing::Wrong { on: Wait::Dns } => true,
        Standing::Done => wants_mail_from,
        Standing::Refused(_)
        | Standing::Open { .. }
        | Standing::Unknown
        | Standing::Undecided { .. }
        | Standing::Blocked { .. }
        | Standing::Waiting { .. }
        | Standing::Wrong { .. } => false,
    }
}
