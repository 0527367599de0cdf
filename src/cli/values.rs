//! Types of values that only a flag takes. Does not know what a value is used for.

use super::unread::BadFlag;
use crate::{
    setup::Optional,
    terms::{BadName, Label},
};

/// `--mail-from`: a label, or `none`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailFromFlag(pub(super) Optional<Label>);

impl std::str::FromStr for MailFromFlag {
    type Err = BadName;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "none" => Ok(MailFromFlag(Optional::Declined)),
            label => label.parse().map(|label| MailFromFlag(Optional::Wanted(label))),
        }
    }
}

/// A value from a closed list; the error names the whole list.
pub(super) fn parsed<T>(allowed: &'static [&'static str]) -> impl clap::builder::TypedValueParser<Value = T>
where
    T: std::str::FromStr + Clone + Send + Sync + 'static,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    use clap::builder::{PossibleValuesParser, TypedValueParser as _};
    PossibleValuesParser::new(allowed).try_map(|text| text.parse::<T>())
}

/// The longest wait that is accepted: a longer one is a mistake, and the end of it may not be a valid date.
const LONGEST_WAIT: jiff::SignedDuration = jiff::SignedDuration::from_hours(30 * 24);

/// `--wait`: `30m`, `2h`; at most [`LONGEST_WAIT`].
pub(super) fn patience(text: &str) -> Result<jiff::SignedDuration, BadFlag> {
    let no = || BadFlag::Duration(shown(text));
    let span: jiff::Span = text.trim().parse().map_err(|_| no())?;
    let length = span.to_duration(jiff::SpanRelativeTo::days_are_24_hours()).map_err(|_| no())?;
    if length.is_negative() || length > LONGEST_WAIT { Err(no()) } else { Ok(length) }
}

/// `--tag`: `key=value` with lengths and characters that both IAM and SES accept.
pub(super) fn tag(text: &str) -> Result<(String, String), BadFlag> {
    let allowed = |part: &str| part.chars().all(|c| c.is_alphanumeric() || " _.:/=+-@".contains(c));
    match text.split_once('=') {
        Some((key, value))
            if (1..=128).contains(&key.chars().count())
                && value.chars().count() <= 256
                && allowed(key)
                && allowed(value) =>
        {
            Ok((key.to_owned(), value.to_owned()))
        }
        Some(_) | None => Err(BadFlag::Tag(shown(text))),
    }
}

/// `--iam-path`: `/` or `/app/`, at most 512 bytes; IAM refuses one of two slashes with nothing between them.
pub(super) fn iam_path(text: &str) -> Result<String, BadFlag> {
    let whole = text.len() <= 512 && text.starts_with('/') && text.ends_with('/') && text != "//";
    match whole && text.bytes().all(|b| b.is_ascii_graphic()) {
        true => Ok(text.to_owned()),
        false => Err(BadFlag::IamPath(shown(text))),
    }
}

/// `--permissions-boundary`: the ARN of a policy.
pub(super) fn boundary(text: &str) -> Result<String, BadFlag> {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    match parts[..] {
        ["arn", partition, "iam", "", _, policy]
            if partition.starts_with("aws")
                && policy.strip_prefix("policy/").is_some_and(|name| !name.is_empty())
                && text.bytes().all(|b| b.is_ascii_graphic()) =>
        {
            Ok(text.to_owned())
        }
        _ => Err(BadFlag::Boundary(shown(text))),
    }
}

/// A value as it can be shown: shortened, with control characters escaped.
fn shown(text: &str) -> String {
    text.chars().take(60).flat_map(char::escape_debug).collect()
}
