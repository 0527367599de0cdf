//! SES v1, IAM and STS: `<ErrorResponse><Error><Code>…</Code><Message>…`. A log cuts it anywhere.

use super::{Flat, Wrapping, code, request_id};

pub(super) fn read(flat: &Flat) -> Wrapping {
    Wrapping {
        code: flat.between("<code>", "</code>").and_then(code),
        request_id: flat.after("<requestid>").and_then(request_id),
        ..Wrapping::default()
    }
}
