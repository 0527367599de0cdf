//! The AWS CLI and boto3: `An error occurred (MessageRejected) when calling the SendEmail operation: …`, and the command
//! above it. Does not know what follows the code.

use memchr::memmem;

use super::{
    flat::says,
    wrapping::{code, is_region},
};

/// The word by which it is found.
pub(super) const WORDS: &[&str] = &["occurred"];

/// The code behind the word that ends at `end`.
pub(super) fn code_at(text: &[u8], _: usize, end: usize) -> Option<String> {
    let behind = &text[end..];
    code(&behind[says(behind, " (")?..]).map(|(code, _)| code)
}

/// The region that the nearest command or call above an error names: `--region me-south-1`, `region_name="me-south-1"`.
pub(super) fn region_above(text: &[u8]) -> Option<String> {
    const NAMES: [&str; 6] =
        ["--region ", "--region=", "AWS_REGION=", "AWS_DEFAULT_REGION=", "region_name=", "region_name = "];
    let nearest = NAMES.iter().filter_map(|name| Some(memmem::rfind(text, name.as_bytes())? + name.len())).max()?;
    let value = text[nearest..].trim_ascii_start();
    // Also as a page, or a string in a string, has it.
    const QUOTES: [&str; 5] = ["\"", "'", "&quot;", "&#039;", "&#39;"];
    let slashes = value.iter().take_while(|byte| **byte == b'\\').count();
    let value = &value[slashes..];
    let value = QUOTES.iter().find_map(|quote| value.strip_prefix(quote.as_bytes())).unwrap_or(value);
    let length = value.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'-').count();
    let code = std::str::from_utf8(&value[..length]).ok()?;
    is_region(code).then(|| code.to_ascii_lowercase())
}
