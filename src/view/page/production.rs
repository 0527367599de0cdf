//! Production: after a refusal, where AWS waits for an answer and what to answer.

use super::Sheet;
use crate::{
    setup::{ReviewStatus, Standing, Step},
    view::theme,
    wizard::Model,
    words::Text,
};

pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let review = model.facts.account.present().and_then(|account| account.review.as_ref());
    let Some(review) = review.filter(|it| it.status == ReviewStatus::Denied) else { return };
    if !matches!(model.standing(Step::Production), Standing::Refused(_)) {
        return;
    }
    sheet.say(text.screen_denied(), theme::PLAIN);
    if let Some(case) = &review.case {
        let link = format!("https://console.aws.amazon.com/support/home#/case/?displayId={case}");
        sheet.say_indented(&text.card_link(link), "  ", theme::QUIET);
    }
    sheet.blank();
}
