//! What the operator reads: the texts of `assets/locales` as typed functions, and the few forms that differ by language.
//! Knows no screen, no environment and no clock.
//!
//! How a key becomes a function, and how an enum finds its texts, is said in `assets/locales/compile.rs`.

pub mod ask;
mod because;
mod by_hand;
mod configuration;
pub mod details;
mod doctors_report;
mod failed;
mod faults;
mod help;
mod letter;
mod lines;
mod login;
mod notes;
mod preflight;
mod radar;
mod received;
mod refusal;
mod say;
mod server;
mod set_up;
mod stage;
mod templates;
mod to_copy;
mod truth;
pub mod typed;
mod undo;
mod waiting;
mod writing;
mod wrong;

pub use lines::{at_blanks, broken, broken_below};
pub use writing::all_as_seen;
pub use wrong::{as_seen, obeyed_by_none, to_be_typed};

use std::{str::FromStr, time::Duration};

use crate::terms::{Offset, Timestamp};

/// The texts in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    locale: Locale,
}

/// A language that we write in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Locale {
    /// English.
    En,
    /// Korean.
    Ko,
}

impl Locale {
    /// As HTML names it.
    pub fn code(self) -> &'static str {
        match self {
            Locale::En => "en",
            Locale::Ko => "ko",
        }
    }
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));

impl Text {
    /// The texts in this language.
    pub fn new(locale: Locale) -> Self {
        Text { locale }
    }

    /// The language that this is in.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// A stretch of time in its two largest units, the rest dropped: `14 s`, `2 h 5 min`; `14초`, `2시간 5분`.
    pub fn duration(&self, time: Duration) -> String {
        let seconds = time.as_secs();
        let units = [
            (seconds / 86_400, self.time_days(seconds / 86_400)),
            (seconds / 3600 % 24, self.time_hours(seconds / 3600 % 24)),
            (seconds / 60 % 60, self.time_minutes(seconds / 60 % 60)),
            (seconds % 60, self.time_seconds(seconds % 60)),
        ];
        let first = units.iter().position(|(n, _)| *n > 0).unwrap_or(units.len() - 1);
        let second = units.get(first + 1).filter(|(n, _)| *n > 0);
        std::iter::once(&units[first]).chain(second).map(|(_, said)| said.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// A whole number with its thousands apart: `50,000`, in both languages.
    pub fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        let mut said = String::with_capacity(digits.len() * 4 / 3);
        for (at, digit) in digits.char_indices() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                said.push(',');
            }
            said.push(digit);
        }
        said
    }

    /// The day of a moment, in UTC as AWS counts days: `23 November 2026`, `2026년 11월 23일`.
    pub fn date(&self, at: Timestamp) -> String {
        at.strftime(self.day_form()).to_string()
    }

    fn day_form(&self) -> &'static str {
        match self.locale {
            Locale::En => "%-d %B %Y",
            Locale::Ko => "%Y년 %-m월 %-d일",
        }
    }

    /// A moment to the minute in the time of a place, and saying which: `23 November 2026 18:05 (UTC+9)`.
    pub fn moment(&self, at: Timestamp, offset: Offset) -> String {
        let there = offset.to_datetime(at);
        let (hours, minutes) = (offset.seconds() / 3600, offset.seconds() / 60 % 60);
        let zone = match (hours, minutes) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("(UTC{hours:+})"),
            (hours, minutes) => {
                let sign = if offset.is_negative() { '-' } else { '+' };
                format!("(UTC{sign}{}:{:02})", hours.abs(), minutes.abs())
            }
        };
        format!("{} {zone}", there.strftime(&format!("{} %H:%M", self.day_form())))
    }
}

impl Locale {
    /// The language to speak: what `--lang` says, else the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that says anything,
    /// as POSIX has it. Whatever is not Korean is English.
    pub fn from_env(flag: Option<Locale>, lc_all_lc_messages_lang: [Option<&str>; 3]) -> Self {
        let said = lc_all_lc_messages_lang.into_iter().flatten().find(|value| !value.is_empty());
        let language = said.and_then(|value| value.split(['_', '.', '@', '-']).next());
        flag.unwrap_or(match language {
            Some("ko" | "korean") => Locale::Ko,
            Some(_) | None => Locale::En,
        })
    }
}

/// A language that we do not write in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is neither `ko` nor `en`")]
pub struct NoSuchLocale;

impl FromStr for Locale {
    type Err = NoSuchLocale;
    fn from_str(given: &str) -> Result<Self, NoSuchLocale> {
        match given {
            "en" => Ok(Locale::En),
            "ko" => Ok(Locale::Ko),
            _ => Err(NoSuchLocale),
        }
    }
}

/// The particle that follows `word`: `closed` after a consonant ("을", "으로"), `open` after a vowel ("를", "로").
///
/// Decided by the last letter or digit, read in Korean: 도메인을, 3을 (삼을), 서울로 (ㄹ takes 로). A Latin letter counts by its
/// name (l, m, n and r end in a consonant, but not the r of `user를`), which is right for `URL을`, `Gmail을` and
/// `example.co.kr을` and a guess for other words: where the value is Latin, let a fixed noun follow it. What stands in
/// brackets at the end is not read: 서울(ap-northeast-2)로.
pub fn particle(word: &str, closed: &'static str, open: &'static str) -> &'static str {
    let read = match word.strip_suffix(')').and_then(|inside| inside.rsplit_once('(')) {
        Some((before, _)) if before.contains(char::is_alphanumeric) => before,
        Some(_) | None => word,
    };
    match (last_sound(read), open) {
        (Sound::Vowel, _) | (Sound::Rieul, "로") => open,
        (Sound::Rieul | Sound::Consonant, _) => closed,
    }
}

/// What a word ends in, as far as particles care.
enum Sound {
    Vowel,
    /// ㄹ, which 으로 treats as a vowel.
    Rieul,
    Consonant,
}

fn last_sound(word: &str) -> Sound {
    // In a syllable block and among the conjoining jamo alike, finals are numbered from 1 (ㄱ) on; ㄹ is 8.
    let mut letters = word.chars().rev().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
    let ends_like_user = letters.next() == Some('r') && letters.next().is_some_and(|c| "aeiou".contains(c));
    let last = word.chars().rev().find(|c| c.is_alphanumeric());
    let final_consonant = match last.map(|c| c.to_ascii_lowercase()) {
        Some('r') if ends_like_user => 0,
        Some(c @ '가'..='힣') => (c as u32 - '가' as u32) % 28,
        Some(c @ '\u{11A8}'..='\u{11C2}') => c as u32 - 0x11A7,
        Some('1' | '7' | '8' | 'l' | 'r') => 8,
        Some('0' | '3' | '6' | 'm' | 'n') => 1,
        Some(_) | None => 0,
    };
    match final_consonant {
        0 => Sound::Vowel,
        8 => Sound::Rieul,
        _ => Sound::Consonant,
    }
}
