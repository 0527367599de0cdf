//! Test: whom it goes to. Does not know what became of a message.
//!
//! One's own inbox is first: only there can the user see that mail arrives. The field begins empty, because no address is
//! known to be the user's own: that of the git user may be an employer's, and nobody promises that a domain has a
//! postmaster. Left empty it is the simulator, which takes mail in the sandbox too, so that Enter alone goes on.

use super::super::{field::Wish, form::Field, model::Model};

/// The fields of this page now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    let to = model.intent.test_to.as_ref().map(ToString::to_string);
    vec![Field::text_of(Wish::TestTo, to.unwrap_or_default())]
}
