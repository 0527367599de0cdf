//! Region: one with SES, Seoul first.

use super::super::{
    Model,
    form::{Field, FieldId},
};
use crate::terms::{Partition, Region};

/// Where most of our users are, and where their mail is from.
const FIRST: &str = "ap-northeast-2";

pub(super) fn fields(model: &Model) -> Vec<Field> {
    let ours = model.intent.region.map_or(Partition::Aws, |region| region.row().partition);
    let mut codes: Vec<&str> = Region::all().filter(|it| it.row().partition == ours).map(Region::code).collect();
    codes.sort_by_key(|code| *code != FIRST);
    vec![Field::choice_of(FieldId::Region, codes, model.intent.region.map_or(FIRST, Region::code))]
}
