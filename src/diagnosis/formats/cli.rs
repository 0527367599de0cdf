//! The AWS CLI and boto3: `An error occurred (MessageRejected) when calling the SendEmail operation: …`. Does not know
//! what follows the code.

use super::{flat::says, wrapping::code};

/// The word by which it is found.
pub(super) const WORDS: &[&str] = &["occurred"];

/// The code behind the word that ends at `end`.
pub(super) fn code_at(text: &[u8], _: usize, end: usize) -> Option<String> {
    let behind = &text[end..];
    code(&behind[says(behind, " (")?..]).map(|(code, _)| code)
}
