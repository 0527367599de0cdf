//! An operation of the query protocol, as the tables of IAM, STS and SES v1 list it. Knows no table.

use super::{
    call::CallEffect,
    form::FormFields,
    reply::{AwsError, Xml},
    turn::Turn,
};

/// An operation of a query service: `Action=…` in a form.
#[derive(Debug, Clone, Copy)]
pub struct QueryOperation {
    pub name: &'static str,
    pub effect: CallEffect,
    pub run: fn(&mut Turn<'_>, &FormFields) -> Result<Option<Xml>, AwsError>,
}
