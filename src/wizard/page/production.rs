//! Production: what AWS's reviewers are told, and what is promised to them.

use super::super::{
    Model,
    answer::YES_NO,
    form::{Field, FieldId},
};
use crate::setup::{ReviewStatus, Terms};

pub(super) fn fields(model: &Model) -> Vec<Field> {
    let Some(account) = model.facts.account.present() else { return Vec::new() };
    let asked = account.review.as_ref().is_some_and(|review| review.status != ReviewStatus::Failed);
    if account.production || asked {
        return Vec::new();
    }
    let intent = &model.intent;
    let website = intent.website.as_ref().map(ToString::to_string);
    let guess = || intent.from.as_ref().map(|from| format!("https://{}", from.domain())).unwrap_or_default();
    let promised = if intent.terms == Terms::Accepted { YES_NO[0] } else { YES_NO[1] };
    vec![
        Field::text_of(FieldId::Website, website.unwrap_or_else(guess)),
        Field::choice_of(FieldId::MailType, ["transactional", "marketing"], intent.mail_type.into()),
        Field::choice_of(FieldId::AcceptTerms, YES_NO, promised),
    ]
}
