//! From whom mail comes: an address that can be one, and a name that is the app's own. Knows no identity.

use super::super::{
    case::Case,
    cause::{Certainty, Judgement},
    evidence::Evidence,
};
use crate::{
    laravel::{ConfigSetting, SettingValue},
    terms::Address,
};

/// `address-malformed`: no From, or one that is no address.
pub(super) fn address_malformed(case: &Case) -> Option<Judgement> {
    let from = &case.effective()?.from_address;
    let bad = match &from.value {
        SettingValue::Absent | SettingValue::Null | SettingValue::Bool(_) | SettingValue::List => true,
        SettingValue::Number(_) => true,
        SettingValue::Text(_) => from.text().is_some_and(|said| !is_address(said)),
        SettingValue::Unknown(_) => false,
    };
    // A message may name its own sender.
    bad.then(|| Judgement::Named(Certainty::Proven, vec![Evidence::Setting(from.clone())]))
}

/// As Symfony's mailer takes it: one address and nothing beside it.
fn is_address(said: &str) -> bool {
    said == said.trim() && Address::typed(said).is_ok_and(|address| address.to_string().eq_ignore_ascii_case(said))
        || said.parse::<Address>().is_ok()
}

/// `from-name-default`: the name of a fresh install.
pub(super) fn name_default(case: &Case) -> Option<Judgement> {
    let name = &case.effective()?.from_name;
    let is_default = |name: &ConfigSetting| matches!(name.text(), Some("Laravel" | "Example"));
    is_default(name).then(|| Judgement::Named(Certainty::Proven, vec![Evidence::Setting(name.clone())]))
}
