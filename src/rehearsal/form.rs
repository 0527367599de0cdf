//! What comes in: the fields of a query request, and AWS's way of saying that a member breaks its constraints.
//! Knows no operation.

use std::{collections::BTreeMap, ops::RangeInclusive};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

use super::reply::AwsError;

/// What percent-encoding leaves as it is, by RFC 3986: letters, digits and these four.
pub const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The fields of a form or of a query string.
#[derive(Debug, Clone, Default)]
pub struct FormFields(BTreeMap<String, String>);

impl FormFields {
    /// Percent-decoded; of a field that comes twice, the last.
    pub fn read(bytes: &[u8]) -> Self {
        FormFields(form_urlencoded::parse(bytes).into_owned().collect())
    }

    /// The value of a field, if it is there.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The names of the fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The field, or the refusal that names it as IAM and SES v1 do.
    pub fn need(&self, name: &str) -> Result<&str, AwsError> {
        self.get(name).ok_or_else(|| {
            let mut rules = Rules::default();
            rules.present(name, None::<&str>);
            rules.refusal()
        })
    }

    /// `Destinations.member.1`, `Destinations.member.2` …
    pub fn members(&self, name: &str) -> Vec<&str> {
        (1..).map_while(|number| self.get(&format!("{name}.member.{number}"))).collect()
    }

    /// `Tags.member.1.Key`, `Tags.member.1.Value` …
    pub fn tags(&self) -> Vec<(String, String)> {
        let field = |number: usize, part: &str| self.get(&format!("Tags.member.{number}.{part}")).map(str::to_string);
        (1..).map_while(|number| Some((field(number, "Key")?, field(number, "Value").unwrap_or_default()))).collect()
    }
}

/// Collects what is wrong with the members of a request.
#[derive(Debug, Default)]
pub struct Rules(Vec<String>);

impl Rules {
    /// The member must be there.
    pub fn present<T>(&mut self, member: &str, value: Option<T>) {
        if value.is_none() {
            self.broken(member, "Member must not be null");
        }
    }

    /// In characters.
    pub fn length(&mut self, member: &str, value: &str, allowed: RangeInclusive<usize>) {
        let length = value.chars().count();
        if length < *allowed.start() {
            self.broken(member, &format!("Member must have length greater than or equal to {}", allowed.start()));
        }
        if length > *allowed.end() {
            self.broken(member, &format!("Member must have length less than or equal to {}", allowed.end()));
        }
    }

    /// Every character must be `allowed`; `pattern` is how AWS writes that down.
    pub fn pattern(&mut self, member: &str, value: &str, pattern: &str, allowed: fn(char) -> bool) {
        if !value.chars().all(allowed) {
            self.broken(member, &format!("Member must satisfy regular expression pattern: {pattern}"));
        }
    }

    /// The value must be one of these.
    pub fn one_of(&mut self, member: &str, value: &str, allowed: &[&str]) {
        if !allowed.contains(&value) {
            self.broken(member, &format!("Member must satisfy enum value set: [{}]", allowed.join(", ")));
        }
    }

    /// At most 50 tags, with keys and values as long as AWS has them.
    pub fn tags(&mut self, tags: &[(String, String)]) {
        if tags.len() > 50 {
            self.broken("tags", "Member must have length less than or equal to 50");
        }
        for (index, (key, value)) in tags.iter().enumerate() {
            let (key_member, value_member) =
                (format!("tags.{}.member.key", index + 1), format!("tags.{}.member.value", index + 1));
            let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
            self.length(&key_member, key, 1..=128);
            self.pattern(&key_member, key, r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", allowed);
            self.length(&value_member, value, 0..=256);
            self.pattern(&value_member, value, r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*", allowed);
        }
    }

    /// Something that has no method of its own.
    pub fn broken(&mut self, member: &str, constraint: &str) {
        let mut name = member.to_string();
        name[..1].make_ascii_lowercase();
        self.0.push(format!("Value at '{name}' failed to satisfy constraint: {constraint}"));
    }

    /// Passes where nothing is broken.
    pub fn hold(self) -> Result<(), AwsError> {
        if self.0.is_empty() { Ok(()) } else { Err(self.refusal()) }
    }

    fn refusal(&self) -> AwsError {
        let errors = if self.0.len() == 1 { "error" } else { "errors" };
        let message = format!("{} validation {errors} detected: {}", self.0.len(), self.0.join("; "));
        AwsError::split((400, "BadRequestException"), (400, "ValidationError"), message)
    }
}

/// `[\w+=,.@-]+`, the names of IAM.
pub fn is_iam_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_+=,.@-".contains(c)
}
