//! The fields that each page asks. Does not know how one looks.

mod delivery;
mod doctor;
mod identity;
mod key;
pub(super) mod needed;
mod production;
mod project;
mod region;
mod sender;
mod sign_in;
mod start;

use super::{form::Field, model::Model, path::Page};

/// What the page asks now.
pub(super) fn fields(model: &Model) -> Vec<Field> {
    match model.page {
        Page::Start => start::fields(model),
        Page::SignIn => sign_in::fields(model),
        Page::Region => region::fields(model),
        Page::Sender => sender::fields(model),
        Page::Key => key::fields(model),
        Page::Identity => identity::fields(model),
        Page::Production => production::fields(model),
        Page::Project => project::fields(model),
        Page::Delivery => delivery::fields(model),
        Page::Doctor => doctor::fields(model),
        Page::Receipt => Vec::new(),
    }
}
