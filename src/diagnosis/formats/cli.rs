//! The AWS CLI and boto3: `An error occurred (MessageRejected) when calling the SendEmail operation: …`.

use super::{Flat, Wrapping, code};

pub(super) fn read(flat: &Flat) -> Wrapping {
    let code = flat.between("an error occurred (", ")").and_then(code);
    Wrapping { code, ..Wrapping::default() }
}
