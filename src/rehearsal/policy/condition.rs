//! Conditions: an operator, a key, and values of which one must fit. Knows no statement, and no key by its meaning.

use std::net::IpAddr;

use super::pattern::{Context, Filled, Pattern};
use crate::terms::Timestamp;

/// One operator with one key. All conditions of a statement must hold.
#[derive(Debug, Clone)]
pub struct Condition {
    quantifier: Quantifier,
    test: Test,
    if_exists: bool,
    key: String,
    values: Vec<Pattern>,
}

/// What is asked where the request has several values under the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantifier {
    /// No quantifier: one value has to fit, or each where the operator negates.
    Unsaid,
    /// `ForAnyValue`: one value has to fit, so there must be one.
    Any,
    /// `ForAllValues`: each has to fit, which holds too where the request has no value.
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString)]
enum Test {
    StringEquals,
    StringNotEquals,
    StringEqualsIgnoreCase,
    StringNotEqualsIgnoreCase,
    StringLike,
    StringNotLike,
    ArnEquals,
    ArnLike,
    ArnNotEquals,
    ArnNotLike,
    Bool,
    BinaryEquals,
    Null,
    IpAddress,
    NotIpAddress,
    NumericEquals,
    NumericNotEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    DateEquals,
    DateNotEquals,
    DateLessThan,
    DateLessThanEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
}

impl Condition {
    /// Nothing where there is no such operator.
    pub fn read(operator: &str, key: &str, values: Vec<Pattern>) -> Option<Condition> {
        let (quantifier, name) = match operator.split_once(':') {
            Some(("ForAllValues", name)) => (Quantifier::All, name),
            Some(("ForAnyValue", name)) => (Quantifier::Any, name),
            Some(_) => return None,
            None => (Quantifier::Unsaid, operator),
        };
        let (name, if_exists) = match name.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let test: Test = name.parse().ok()?;
        // Whether the key exists is what `Null` asks.
        let asks_twice = test == Test::Null && (if_exists || quantifier != Quantifier::Unsaid);
        (!asks_twice).then(|| Condition { quantifier, test, if_exists, key: key.to_ascii_lowercase(), values })
    }

    /// In lower case, for keys do not tell upper from lower.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Whether it holds for a request.
    pub fn holds(&self, context: &Context) -> bool {
        // A value with a variable that the request knows nothing of fits nothing.
        let wanted: Vec<Filled> = self.values.iter().filter_map(|value| value.filled(context)).collect();
        let found = context.get(&self.key).filter(|values| !values.is_empty());
        if self.test == Test::Null {
            let absent = if found.is_none() { "true" } else { "false" };
            return wanted.iter().any(|value| value.text().eq_ignore_ascii_case(absent));
        }
        let fits = |value: &String| self.test.fits(&wanted, value);
        match (found, self.quantifier) {
            (None, Quantifier::All) => true,
            (None, Quantifier::Any) => self.if_exists,
            (None, Quantifier::Unsaid) => self.if_exists || self.test.negates(),
            (Some(found), Quantifier::All) => found.iter().all(fits),
            (Some(found), Quantifier::Any) => found.iter().any(fits),
            (Some(found), Quantifier::Unsaid) if self.test.negates() => found.iter().all(fits),
            (Some(found), Quantifier::Unsaid) => found.iter().any(fits),
        }
    }
}

impl Test {
    fn negates(self) -> bool {
        self.negated().is_some()
    }

    /// Of an operator that negates, the one that it negates.
    fn negated(self) -> Option<Test> {
        match self {
            Test::StringNotEquals => Some(Test::StringEquals),
            Test::StringNotEqualsIgnoreCase => Some(Test::StringEqualsIgnoreCase),
            Test::StringNotLike => Some(Test::StringLike),
            Test::ArnNotEquals => Some(Test::ArnEquals),
            Test::ArnNotLike => Some(Test::ArnLike),
            Test::NotIpAddress => Some(Test::IpAddress),
            Test::NumericNotEquals => Some(Test::NumericEquals),
            Test::DateNotEquals => Some(Test::DateEquals),
            Test::StringEquals
            | Test::StringEqualsIgnoreCase
            | Test::StringLike
            | Test::ArnEquals
            | Test::ArnLike
            | Test::Bool
            | Test::BinaryEquals
            | Test::Null
            | Test::IpAddress
            | Test::NumericEquals
            | Test::NumericLessThan
            | Test::NumericLessThanEquals
            | Test::NumericGreaterThan
            | Test::NumericGreaterThanEquals
            | Test::DateEquals
            | Test::DateLessThan
            | Test::DateLessThanEquals
            | Test::DateGreaterThan
            | Test::DateGreaterThanEquals => None,
        }
    }

    /// Whether one of the policy's values fits the request's; for an operator that negates, whether none does.
    fn fits(self, wanted: &[Filled], found: &str) -> bool {
        if let Some(negated) = self.negated() {
            return !negated.fits(wanted, found);
        }
        wanted.iter().any(|value| self.fits_one(value, found))
    }

    fn fits_one(self, wanted: &Filled, found: &str) -> bool {
        let number = |fits: fn(&f64, &f64) -> bool| compared(found, &wanted.text(), |text| text.parse().ok(), fits);
        let date = |fits: fn(&Timestamp, &Timestamp) -> bool| compared(found, &wanted.text(), moment, fits);
        match self {
            Test::StringEquals | Test::BinaryEquals => wanted.text() == found,
            Test::StringEqualsIgnoreCase => wanted.text().to_lowercase() == found.to_lowercase(),
            Test::Bool => wanted.text().eq_ignore_ascii_case(found),
            Test::StringLike => wanted.is_like(found),
            Test::ArnEquals | Test::ArnLike => wanted.is_arn_like(found),
            Test::IpAddress => is_in_network(&wanted.text(), found),
            Test::NumericEquals => number(|found, wanted| found == wanted),
            Test::NumericLessThan => number(|found, wanted| found < wanted),
            Test::NumericLessThanEquals => number(|found, wanted| found <= wanted),
            Test::NumericGreaterThan => number(|found, wanted| found > wanted),
            Test::NumericGreaterThanEquals => number(|found, wanted| found >= wanted),
            Test::DateEquals => date(|found, wanted| found == wanted),
            Test::DateLessThan => date(|found, wanted| found < wanted),
            Test::DateLessThanEquals => date(|found, wanted| found <= wanted),
            Test::DateGreaterThan => date(|found, wanted| found > wanted),
            Test::DateGreaterThanEquals => date(|found, wanted| found >= wanted),
            // Asked by the condition, which alone knows whether there is a value; the others are answered by what they negate.
            Test::Null
            | Test::StringNotEquals
            | Test::StringNotEqualsIgnoreCase
            | Test::StringNotLike
            | Test::ArnNotEquals
            | Test::ArnNotLike
            | Test::NotIpAddress
            | Test::NumericNotEquals
            | Test::DateNotEquals => false,
        }
    }
}

/// What cannot be read compares to nothing.
fn compared<T>(found: &str, wanted: &str, read: impl Fn(&str) -> Option<T>, fits: fn(&T, &T) -> bool) -> bool {
    read(found).zip(read(wanted)).is_some_and(|(found, wanted)| fits(&found, &wanted))
}

/// ISO 8601, as a day alone too, or seconds since 1970.
fn moment(text: &str) -> Option<Timestamp> {
    match text.parse::<i64>() {
        Ok(seconds) => Timestamp::from_second(seconds).ok(),
        Err(_) => text.parse().or_else(|_| format!("{text}T00:00:00Z").parse()).ok(),
    }
}

/// `203.0.113.0/24`, `2001:db8::/32`, or one address.
fn is_in_network(network: &str, address: &str) -> bool {
    let (base, length) = network.split_once('/').map_or((network, None), |(base, length)| (base, Some(length)));
    let length = |whole: u32| match length {
        None => Some(whole),
        Some(text) => text.parse().ok().filter(|length| *length <= whole),
    };
    match (base.parse(), address.parse()) {
        (Ok(IpAddr::V4(base)), Ok(IpAddr::V4(address))) => length(32).is_some_and(|length| {
            let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
            base.to_bits() & mask == address.to_bits() & mask
        }),
        (Ok(IpAddr::V6(base)), Ok(IpAddr::V6(address))) => length(128).is_some_and(|length| {
            let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
            base.to_bits() & mask == address.to_bits() & mask
        }),
        (Ok(_) | Err(_), Ok(_) | Err(_)) => false,
    }
}
