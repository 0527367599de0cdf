//! The table of values in words: which one counts, where it stands, and why. Does not know how it was found out.

use super::Text;
use crate::{
    laravel::{ConfigSetting, MaskedValue, PlaceOfApp, SaidElsewhere, SettingValue, TruthRow, WhyWins, Winner},
    setup::{Facts, KnownAs, known_as},
};

impl Text {
    /// The value that counts, of a secret only what is known of it; `None` where no value counts.
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
        let counts = match row.wins {
            Winner::Env => masked(row.env.as_ref()),
            Winner::EnvApp => masked(row.env_app.as_ref()),
            Winner::Process => masked(row.process.as_ref()),
            Winner::Cached if row.cached.is_none() => Some(self.doctor_value_unknown().to_owned()),
            Winner::Cached => of_setting(row.cached.as_ref()),
            Winner::Unknown => Some(self.doctor_value_unseen().to_owned()),
            Winner::Default => of_setting(row.entry.as_ref()),
        };
        counts.map(|value| if value.is_empty() { self.doctor_value_empty().to_owned() } else { value })
    }

    /// Where the value that counts stands.
    pub fn place_that_counts(&self, wins: Winner) -> &'static str {
        match wins {
            Winner::Env => self.doctor_place_env(),
            Winner::EnvApp => self.doctor_place_env_app(),
            Winner::Process => self.doctor_place_process(),
            Winner::Cached => self.doctor_place_cached(),
            Winner::Default => self.doctor_place_default(),
            Winner::Unknown => self.doctor_place_unknown(),
        }
    }

    /// Why it counts.
    pub fn why_it_counts(&self, why: WhyWins) -> &'static str {
        match why {
            WhyWins::ConfigIsCached => self.doctor_wins_cached(),
            WhyWins::ProcessGoesFirst => self.doctor_wins_process(),
            WhyWins::ReadInstead => self.doctor_wins_env_app(),
            WhyWins::NamedInstead => self.doctor_wins_named(),
            WhyWins::NotAsked => self.doctor_wins_not_asked(),
            WhyWins::PerhapsRead => self.doctor_wins_perhaps(),
            WhyWins::OnlyThere => self.doctor_wins_env(),
            WhyWins::NowhereSet => self.doctor_wins_default(),
            WhyWins::NotRead => self.doctor_wins_not_read(),
            WhyWins::FileElsewhere => self.doctor_wins_file_elsewhere(),
            WhyWins::FileRefused => self.doctor_wins_file_refused(),
        }
    }

    /// Where the value stands, and why it counts or has no effect; what holds of every usual line is said once for all.
    pub fn place_and_reason(&self, row: &TruthRow) -> String {
        let place = self.place_that_counts(row.wins);
        let reason = match row.why {
            WhyWins::OnlyThere | WhyWins::NowhereSet => return place.to_owned(),
            WhyWins::ConfigIsCached => self.doctor_reason_cached(),
            WhyWins::ProcessGoesFirst => self.doctor_reason_process(),
            WhyWins::ReadInstead | WhyWins::NamedInstead => self.doctor_reason_env_app(),
            WhyWins::NotAsked => self.doctor_reason_not_asked(),
            WhyWins::PerhapsRead => self.doctor_reason_perhaps(),
            WhyWins::NotRead => self.doctor_reason_not_read(),
            WhyWins::FileElsewhere => self.doctor_reason_elsewhere(),
            WhyWins::FileRefused => self.doctor_reason_refused(),
        };
        format!("{place}: {reason}")
    }

    /// What the other places say, where they say something else: it does not count.
    pub fn what_does_not_count(&self, row: &TruthRow) -> Vec<String> {
        let places = [
            (Winner::Env, row.env.as_ref()),
            (Winner::EnvApp, row.env_app.as_ref()),
            (Winner::Process, row.process.as_ref()),
        ];
        let counts = match row.wins {
            Winner::Env => row.env.as_ref(),
            Winner::EnvApp => row.env_app.as_ref(),
            Winner::Process => row.process.as_ref(),
            Winner::Cached => row.cached.as_ref().and_then(ConfigSetting::masked),
            Winner::Default | Winner::Unknown => None,
        };
        // Of a file that cannot be told it is not known either whether it is one of these.
        let is_told = row.wins != Winner::Unknown;
        let differs =
            |place: Winner, value: Option<&MaskedValue>| place != row.wins && value.is_some() && value != counts;
        let others = places.into_iter().filter(|(place, value)| is_told && differs(*place, *value));
        let others = others.filter_map(|(place, value)| {
            Some(self.doctor_does_not_count(self.place_that_counts(place), self.value_elsewhere(value?)))
        });
        let elsewhere = row.elsewhere.iter().filter(|it| Some(&it.value) != counts).map(|it| {
            let SaidElsewhere { file, line, place, value } = it;
            let place = match place {
                PlaceOfApp::Service(service) => self.configuration_by_container(file, service),
                PlaceOfApp::Other(kind, name) => self.other_place(file, *line, *kind, name.as_deref()),
            };
            self.other_place_says(place, self.value_elsewhere(value))
        });
        others.chain(elsewhere).collect()
    }

    fn value_elsewhere(&self, value: &MaskedValue) -> String {
        match value {
            MaskedValue::Plain(text) if text.is_empty() => self.doctor_value_empty().to_owned(),
            MaskedValue::Plain(text) => text.clone(),
            MaskedValue::Hidden { .. } => self.doctor_value_hidden().to_owned(),
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
