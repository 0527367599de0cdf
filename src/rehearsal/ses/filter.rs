//! Which identities a list is asked for: by a part of the name, by type, by how far the verification is. All that is asked must
//! hold. Knows no page.

use super::{region::EmailIdentity, rest::Rest};
use crate::rehearsal::{form::Rules, reply::AwsError};

const NAME_CONTAINS: &str = "IDENTITY_NAME_CONTAINS";
const TYPE: &str = "IDENTITY_TYPE";
const STATUS: &str = "VERIFICATION_STATUS";
/// No identity here is of the last, as none is at AWS.
const TYPES: [&str; 3] = ["EMAIL_ADDRESS", "DOMAIN", "MANAGED_DOMAIN"];
const STATUSES: [&str; 5] = ["PENDING", "SUCCESS", "FAILED", "TEMPORARY_FAILURE", "NOT_STARTED"];

/// What is asked for; nothing where all are.
#[derive(Debug, Default)]
pub struct IdentityFilter {
    name_contains: Option<String>,
    kind: Option<String>,
    status: Option<String>,
}

impl IdentityFilter {
    /// `Filter` of a request.
    pub fn read(rest: &Rest) -> Result<IdentityFilter, AwsError> {
        let mut filter = IdentityFilter::default();
        let mut rules = Rules::default();
        for (key, value) in rest.body.map("Filter")? {
            match key.as_str() {
                NAME_CONTAINS => {
                    rules.length("filter", &value, 1..=320);
                    filter.name_contains = Some(value.to_ascii_lowercase());
                }
                TYPE => {
                    rules.one_of("filter", &value, &TYPES);
                    filter.kind = Some(value);
                }
                STATUS => {
                    rules.one_of("filter", &value, &STATUSES);
                    filter.status = Some(value);
                }
                other => rules.one_of("filter", other, &[NAME_CONTAINS, TYPE, STATUS]),
            }
        }
        rules.hold()?;
        Ok(filter)
    }

    /// Whether an identity is asked for.
    pub fn takes(&self, identity: &EmailIdentity) -> bool {
        let is = |wanted: &Option<String>, found: &str| wanted.as_deref().is_none_or(|wanted| wanted == found);
        let named = |part: &String| identity.name.to_ascii_lowercase().contains(part);
        self.name_contains.as_ref().is_none_or(named)
            && is(&self.kind, <&str>::from(identity.kind))
            && is(&self.status, <&str>::from(identity.status))
    }
}
