//! From a cause to the page that mends it. Does not know how a cause is found.

use super::{model::Model, path::Page};
use crate::diagnosis::{Cause, mended_by};

impl Model {
    /// The page that mends the surest cause that any page can mend.
    pub(super) fn mending_page(&self) -> Option<Page> {
        self.diagnosis()?.findings.iter().find_map(|finding| mended_on(finding.cause))
    }
}

/// Where it is mended. Another sender than one at a public mailbox is said at the start.
fn mended_on(cause: Cause) -> Option<Page> {
    match cause == Cause::FromPublicMailbox {
        true => Some(Page::Start),
        false => mended_by(cause).map(Page::about),
    }
}
