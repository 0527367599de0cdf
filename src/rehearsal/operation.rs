//! An operation of the query protocol, as the tables of IAM, STS and SES v1 list it. Knows no table.

use super::{
    call::Effect,
    form::Form,
    reply::{Refusal, Xml},
    turn::Turn,
};

/// An operation of a query service: `Action=…` in a form.
#[derive(Debug, Clone, Copy)]
pub struct QueryOperation {
    pub name: &'static str,
    pub effect: Effect,
    pub run: fn(&mut Turn<'_>, &Form) -> Result<Option<Xml>, Refusal>,
}
