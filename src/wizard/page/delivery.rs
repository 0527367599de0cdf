//! Test: whom it goes to, and what its receiver wrote above it. Does not know what became of a message.
//!
//! One's own inbox is first: only there can the user see that mail arrives. The field begins empty, because no address is
//! known to be the user's own: that of the git user may be an employer's, and not every domain has a
//! postmaster. Left empty it is the simulator, which takes mail in the sandbox too, so that Enter alone goes on.

use super::super::{
    field::{Steer, Wish},
    form::Field,
    model::Model,
};
use crate::setup::Simulator;

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    let to = model.intent.test_to.as_ref().map(ToString::to_string);
    let mut fields = vec![Field::text_of(Wish::TestTo, to.unwrap_or_default())];
    // Only what arrived somewhere has a header to be read.
    if model.facts.delivery.present().is_some_and(|delivery| Simulator::behind(&delivery.to).is_none()) {
        fields.push(Field::text_of(Steer::Headers, &model.doctor.received));
    }
    fields
}
