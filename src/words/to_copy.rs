//! What lies on the clipboard after something was copied. No secret is in any of it. Knows no screen and no clipboard.

use std::borrow::Cow;

use super::Text;
use crate::{setup::by_hand, wizard::ToCopy};

impl Text {
    /// The text to be copied; none where there is nothing to copy, such as a block before the sender is known.
    pub fn to_copy<'w>(&self, what: &'w ToCopy) -> Option<Cow<'w, str>> {
        match what {
            ToCopy::Text(text) => Some(text.into()),
            ToCopy::Line => Some(by_hand::EXPORT_CREDENTIALS.into()),
            ToCopy::Block(intent) => self.cloud_shell(intent).map(Cow::from),
            ToCopy::Message { about, intent, facts } => self.handed_over(about, intent, facts).map(Cow::from),
        }
    }
}
