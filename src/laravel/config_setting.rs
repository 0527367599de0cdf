//! One entry of the configuration, masked where it may be a secret. Does not know what an entry is for.

use super::{
    config::{AppConfig, Datum, Evaluated, Origin},
    env::MaskedValue,
};

/// An entry of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigSetting {
    /// Its path: `services.ses.region`.
    pub path: String,
    /// What it comes to.
    pub value: SettingValue,
    /// Where that comes from; none where there is no such entry.
    pub origin: Option<Origin>,
}

/// What an entry of the configuration comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SettingValue {
    /// There is no such entry.
    Absent,
    /// It would have to be run: its source, without what may be a secret.
    Unknown(String),
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number, as PHP prints it.
    Number(String),
    /// A text, masked where it may be a secret.
    Text(MaskedValue),
    /// An array.
    List,
}

impl ConfigSetting {
    /// What stands at a path with dots.
    pub(super) fn at(config: &AppConfig, path: &str) -> ConfigSetting {
        let found = config.get_or_null(&path.split('.').collect::<Vec<_>>());
        found.map_or_else(|| ConfigSetting::absent(path), |found| ConfigSetting::of(path, found))
    }

    /// An entry that is not there.
    pub fn absent(path: &str) -> ConfigSetting {
        ConfigSetting { path: path.to_owned(), value: SettingValue::Absent, origin: None }
    }

    /// An entry that was found, masked by its path.
    pub(super) fn of(path: &str, found: &Evaluated) -> ConfigSetting {
        let value = match &found.datum {
            Datum::Null => SettingValue::Null,
            Datum::Bool(said) => SettingValue::Bool(*said),
            Datum::Int(number) => SettingValue::Number(number.to_string()),
            Datum::Float(number) => SettingValue::Number(number.to_string()),
            Datum::Text(text) => SettingValue::Text(MaskedValue::of_setting(path, text)),
            Datum::Array(_) => SettingValue::List,
            Datum::Unknown(source) => SettingValue::Unknown(source.to_string()),
        };
        ConfigSetting { path: path.to_owned(), value, origin: Some(found.origin.clone()) }
    }

    /// Its text, or its number as text; none where it is another thing, or may be a secret.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            SettingValue::Text(MaskedValue::Plain(text)) | SettingValue::Number(text) => Some(text),
            SettingValue::Text(MaskedValue::Hidden { .. })
            | SettingValue::Absent
            | SettingValue::Unknown(_)
            | SettingValue::Null
            | SettingValue::Bool(_)
            | SettingValue::List => None,
        }
    }

    /// What is known of its text.
    pub fn masked(&self) -> Option<&MaskedValue> {
        match &self.value {
            SettingValue::Text(text) => Some(text),
            SettingValue::Number(_)
            | SettingValue::Absent
            | SettingValue::Unknown(_)
            | SettingValue::Null
            | SettingValue::Bool(_)
            | SettingValue::List => None,
        }
    }

    /// Whether PHP's `empty()` holds of it: absent, null, false, `''`, `'0'`. `None` where it is not known.
    pub fn is_empty(&self) -> Option<bool> {
        Some(match &self.value {
            SettingValue::Absent | SettingValue::Null => true,
            SettingValue::Bool(said) => !said,
            SettingValue::Number(text) | SettingValue::Text(MaskedValue::Plain(text)) => {
                matches!(text.as_str(), "" | "0")
            }
            SettingValue::Text(MaskedValue::Hidden { shape, .. }) => shape.length == 0,
            SettingValue::List => false,
            SettingValue::Unknown(_) => return None,
        })
    }

    /// Whether it is not known what it comes to.
    pub fn is_unknown(&self) -> bool {
        matches!(self.value, SettingValue::Unknown(_))
    }

    /// The variable that it comes from.
    pub fn variable(&self) -> Option<&str> {
        Some(self.origin.as_ref()?.variable.as_ref()?.name.as_str())
    }
}
