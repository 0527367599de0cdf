//! The table of values in words: which one counts, where it stands, and why. Does not know how it was found out.

use super::Text;
use crate::{
    laravel::{ConfigSetting, MaskedValue, SettingValue, TruthRow, WhyWins, Winner},
    setup::{Facts, KnownAs, known_as},
};

impl Text {
    /// The value that counts, of a secret only what is known of it; none where there is none.
    pub fn value_that_counts(&self, row: &TruthRow, facts: &Facts) -> Option<String> {
        let masked = |value: Option<&MaskedValue>| match value? {
            MaskedValue::Plain(text) => Some(text.clone()),
            MaskedValue::Hidden { shape, .. } if shape.length == 0 => Some(String::new()),
            MaskedValue::Hidden { .. } => Some(self.hidden_value(row, facts)),
        };
        let of_setting = |setting: Option<&ConfigSetting>| match &setting?.value {
            SettingValue::Absent | SettingValue::Null | SettingValue::List => None,
            SettingValue::Bool(said) => Some(said.to_string()),
            SettingValue::Number(text) => Some(text.clone()),
            SettingValue::Text(text) => masked(Some(text)),
            SettingValue::Unknown(_) => Some(self.doctor_value_unknown().to_owned()),
        };
        match row.wins {
            Winner::Env => masked(row.env.as_ref()),
            Winner::EnvApp => masked(row.env_app.as_ref()),
            Winner::Process => masked(row.process.as_ref()),
            Winner::Cached => of_setting(row.cached.as_ref()),
            Winner::Default => of_setting(row.entry.as_ref()),
        }
    }

    /// Where the value that counts stands.
    pub fn place_that_counts(&self, wins: Winner) -> &'static str {
        match wins {
            Winner::Env => self.doctor_place_env(),
            Winner::EnvApp => self.doctor_place_env_app(),
            Winner::Process => self.doctor_place_process(),
            Winner::Cached => self.doctor_place_cached(),
            Winner::Default => self.doctor_place_default(),
        }
    }

    /// Why it counts.
    pub fn why_it_counts(&self, why: WhyWins) -> &'static str {
        match why {
            WhyWins::ConfigIsCached => self.doctor_wins_cached(),
            WhyWins::ProcessGoesFirst => self.doctor_wins_process(),
            WhyWins::ReadInstead => self.doctor_wins_env_app(),
            WhyWins::OnlyThere => self.doctor_wins_env(),
            WhyWins::NowhereSet => self.doctor_wins_default(),
            WhyWins::NotRead => self.doctor_wins_not_read(),
        }
    }

    fn hidden_value(&self, row: &TruthRow, facts: &Facts) -> String {
        let said = match known_as(row, facts) {
            Some(KnownAs::Kept) => self.doctor_value_kept(),
            Some(KnownAs::Other) => self.doctor_value_other(),
            None => self.doctor_value_hidden(),
        };
        said.to_owned()
    }
}
