//! From a cause to the page that mends it. Does not know how a cause is found.

use super::{model::Model, path::Page};
use crate::diagnosis::{
    Cause,
    checks::{Verdict, checks},
    in_order, mended_by,
};

impl Model {
    /// The page that mends the surest cause that any page can mend; without an error, the first failure of the checks.
    pub(super) fn mending_page(&self) -> Option<Page> {
        if let Some(diagnosis) = self.diagnosis() {
            return diagnosis.findings.iter().find_map(|finding| mended_on(finding.cause));
        }
        let checks = in_order(checks(&self.intent, &self.facts, self.now).0);
        let failing = checks.iter().filter(|check| check.verdict == Verdict::Fail);
        failing.flat_map(|check| &check.findings).find_map(|finding| mended_on(finding.cause))
    }
}

/// Where it is mended. Another sender than one at a public mailbox is said at the start.
fn mended_on(cause: Cause) -> Option<Page> {
    match cause == Cause::FromPublicMailbox {
        true => Some(Page::Start),
        false => mended_by(cause).map(Page::about),
    }
}
