//! Laravel's mail transports: `Request to AWS SES API failed. Reason: …` for `ses`, `… SES V2 API …` for `ses-v2`. The
//! full stop that Laravel adds may double AWS's own. Does not know what AWS said.

use super::{flat::Flat, wrapping::Wrapping};
use crate::diagnosis::complaint::Api;

/// Which transport says it.
pub(super) fn read(flat: &Flat) -> Wrapping {
    let api = match (flat.has("request to aws ses v2 api failed"), flat.has("request to aws ses api failed")) {
        (true, _) => Some(Api::V2),
        (false, true) => Some(Api::V1),
        (false, false) => None,
    };
    Wrapping { api, ..Wrapping::default() }
}
