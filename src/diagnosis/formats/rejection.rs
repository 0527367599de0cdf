//! Whether SES refused a message and the text leaves out why. Knows the words that stand in the reason's place, and no reason.

use super::{rank::FoundError, smtp::REJECTION};

/// What programs have where they do not give on AWS's sentence: AWS's description of the code, and words for nothing.
const INSTEAD: [&str; 4] =
    ["indicates that the action failed, and the message could not be sent", "unknownerror", "unknown error", "unknown"];

/// What is left of AWS's words: some of them, or nothing.
pub(super) struct LeftOut {
    pub message: Option<String>,
}

/// What is left of the words of a refusal whose reason was left out; `None` where the text has a reason.
pub(super) fn left_out(error: &FoundError, said: Option<&str>) -> Option<LeftOut> {
    let code = error.code.as_deref()?;
    let low = said.unwrap_or_default().to_lowercase();
    let low = low.trim_matches([' ', '.', ':', '"', '\'']);
    if code == "554" {
        return low.starts_with(REJECTION).then(|| LeftOut { message: Some("Message rejected".into()) });
    }
    // Where nothing follows the code, or what quotes it ends.
    let rest = low.rfind(&code.to_lowercase()).map(|at| &low[at + code.len()..]);
    let is_empty = low.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['"', '\'', '\\']));
    let is_left_out = code == "MessageRejected" && (is_empty || INSTEAD.iter().any(|words| low.starts_with(words)));
    is_left_out.then(|| LeftOut { message: said.filter(|_| !is_empty).map(String::from) })
}
