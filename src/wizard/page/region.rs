//! Region: one with SES, Seoul first, and by which plan AWS bills there. Does not know what a plan costs.

use strum::IntoEnumIterator as _;

use super::super::{choice::Choice, form::Field, model::Model};
use crate::{
    setup::PriceWish,
    terms::{Partition, Region},
};

/// Where most of our users are, and where their mail is from.
const FIRST: &str = "ap-northeast-2";

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    let ours = model.intent.region.map_or(Partition::Aws, |region| region.row().partition);
    let mut regions: Vec<Region> = Region::all().filter(|it| it.row().partition == ours).collect();
    regions.sort_by_key(|region| region.code() != FIRST);
    // One that the table does not have was named outside.
    regions.extend(model.intent.region.filter(|named| !regions.contains(named)));
    let picked = model.intent.region.or(regions.first().copied());
    picked
        .map(|picked| Field::choice_of(regions.into_iter().map(Choice::Region), Choice::Region(picked)))
        .into_iter()
        .chain(pricing(model))
        .collect()
}

/// The plan there, where AWS tells it and takes another. One that was agreed on with AWS is not for us to change, and an account
/// that may not send has to do with AWS first.
fn pricing(model: &Model) -> Option<Field> {
    let account = model.account_here().filter(|account| account.stop().is_none())?;
    let now = PriceWish::named(account.plan.as_ref()?.comes_to())?;
    let picked = Choice::Pricing(model.intent.pricing.unwrap_or(now));
    Some(Field::choice_of(PriceWish::iter().map(Choice::Pricing), picked).extra())
}
