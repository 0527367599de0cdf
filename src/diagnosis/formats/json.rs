//! SES v2 and SDKs that speak JSON: `{"message":"…"}` with the code in `__type`, in `code` or in the header
//! `x-amzn-ErrorType`.

use super::{Flat, Wrapping, code, request_id};

pub(super) fn read(flat: &Flat) -> Wrapping {
    let quoted = |words| flat.after(words).and_then(|rest| code(rest.trim_start_matches([' ', ':', '"', '\''])));
    let codes = ["x-amzn-errortype", "\"__type\"", "\"code\"", "code: some("];
    let ids = ["x-amzn-requestid", "\"requestid\"", "requestid:", "request id:"];
    Wrapping {
        code: codes.iter().find_map(|words| quoted(words)),
        request_id: ids.iter().find_map(|words| request_id(flat.after(words)?)),
        ..Wrapping::default()
    }
}
