//! What lies on the clipboard after something was copied. No secret is in any of it. Knows no screen and no clipboard.

use std::borrow::Cow;

use super::Text;
use crate::{
    laravel::{dotenv, plan::LineValue},
    setup::by_hand,
    wizard::ToCopy,
};

impl Text {
    /// What is written for a line's value where its secret is left out.
    pub fn line_value(&self, value: &LineValue) -> String {
        match value {
            LineValue::Plain(text) => text.clone(),
            LineValue::Null => "null".into(),
            LineValue::KeyId(Some(id)) => id.to_string(),
            LineValue::KeyId(None) => self.env_key_placeholder().to_owned(),
            LineValue::Secret | LineValue::SmtpPassword => self.env_placeholder_here().to_owned(),
        }
    }

    /// Lines as `.env` has them; none where a value cannot be written.
    pub fn lines_as_written(&self, lines: &[(String, LineValue)]) -> Option<String> {
        let shown = |(name, value): &(String, LineValue)| (name.clone(), self.line_value(value));
        let lines: Vec<(String, String)> = lines.iter().map(shown).collect();
        let written = dotenv::merge(b"", &lines).ok()?;
        Some(String::from_utf8_lossy(&written).into_owned())
    }

    /// The text to be copied; none where there is nothing to copy, such as a block before the sender is known.
    pub fn to_copy<'w>(&self, what: &'w ToCopy) -> Option<Cow<'w, str>> {
        match what {
            ToCopy::Text(text) => Some(text.into()),
            ToCopy::Lines { now, later } => {
                let mut written = self.lines_as_written(now)?;
                if !later.is_empty() {
                    written += &format!("# {}\n", self.env_later());
                    self.lines_as_written(later)?.lines().for_each(|line| written += &format!("# {line}\n"));
                }
                Some(written.into())
            }
            ToCopy::Line => Some(by_hand::EXPORT_CREDENTIALS.into()),
            ToCopy::Block(intent) => self.cloud_shell(intent).map(Cow::from),
            ToCopy::Message { about, intent, facts } => self.handed_over(about, intent, facts).map(Cow::from),
            ToCopy::Report { complaint, intent, facts, now } => {
                Some(self.doctors_report(complaint.as_deref(), intent, facts, *now).into())
            }
        }
    }
}
