//! Region: one with SES, Seoul first. Does not know what a region holds.

use super::super::{choice::Choice, form::Field, model::Model};
use crate::terms::{Partition, Region};

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
        .collect()
}
