//! Words that are typed where keys cannot be pressed. Both languages are understood whatever is spoken, and so are the names
//! of the keys, which the pages mention. Does not know which face reads them.

use super::{Locale, Text};
use crate::{
    setup::Step,
    wizard::{Act, ActKind, Key, Model, Offer},
};

/// What a typed word asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Act(ActKind),
    Key(Key),
    /// The page's questions once more.
    Answers,
    /// How every step stands.
    Steps,
}

/// What a line asks for, if it is one of the words.
pub fn word(line: &str) -> Option<Word> {
    let line = line.trim().to_lowercase();
    if line == "?" {
        return Some(Word::Act(ActKind::Help));
    }
    let texts = [Text::new(Locale::En), Text::new(Locale::Ko)];
    for text in texts {
        let mut kinds = <ActKind as strum::IntoEnumIterator>::iter();
        if let Some(kind) = kinds.find(|kind| word_for(&text, *kind) == Some(&line)) {
            return Some(Word::Act(kind));
        }
        if line == text.word_answers() {
            return Some(Word::Answers);
        }
        if line == text.word_steps() {
            return Some(Word::Steps);
        }
    }
    key(&line).map(Word::Key)
}

/// The word for an act; none for an act that needs none, such as an answer.
pub fn word_for(text: &Text, act: ActKind) -> Option<&'static str> {
    match act {
        ActKind::UseRegion => Some(text.word_use()),
        ActKind::OtherWay => Some(text.word_way()),
        ActKind::CopyMessage => Some(text.word_copy()),
        ActKind::CopyLink => Some(text.word_link()),
        ActKind::CopyBlock => Some(text.word_block()),
        ActKind::SignInAnew => Some(text.word_sign_in()),
        ActKind::StopWaiting => Some(text.word_stop()),
        ActKind::OnAnotherDevice => Some(text.word_device()),
        ActKind::ReplaceSession => Some(text.word_take()),
        ActKind::AskAll => Some(text.word_all()),
        ActKind::OpenLink => Some(text.word_page()),
        ActKind::Document => Some(text.word_policy()),
        ActKind::Letter => Some(text.word_letter()),
        ActKind::CheckSite => Some(text.word_site()),
        ActKind::Replace => Some(text.word_replace()),
        ActKind::KeepOld => Some(text.word_keep()),
        ActKind::GoOn => Some(text.word_next()),
        ActKind::Back => Some(text.word_back()),
        ActKind::LookAgain => Some(text.word_again()),
        ActKind::LetTimePass => Some(text.word_time()),
        ActKind::Stories => Some(text.word_stories()),
        ActKind::Help => Some(text.word_help()),
        ActKind::Doctor => Some(text.word_doctor()),
        ActKind::Log => Some(text.word_log()),
        ActKind::Leave => Some(text.word_quit()),
        ActKind::Confirm
        | ActKind::OnTo
        | ActKind::ToAnswer
        | ActKind::ToRecord
        | ActKind::ToOpen
        | ActKind::Mend
        | ActKind::CopyLines
        | ActKind::Answer
        | ActKind::ReadOn
        | ActKind::ReadBack
        | ActKind::Above
        | ActKind::Below
        | ActKind::Previous
        | ActKind::Next
        | ActKind::Open
        | ActKind::CopyDocument
        | ActKind::CopyLetter
        | ActKind::CopyReport
        | ActKind::CopyName
        | ActKind::CopyValue
        | ActKind::SaveRecords
        | ActKind::ReadZone
        | ActKind::Play
        | ActKind::PlayAnew
        | ActKind::Close
        | ActKind::CopySecret
        | ActKind::CopySecretNow
        | ActKind::LeaveAfter
        | ActKind::LeaveNow => None,
    }
}

/// A key by its name, like `F5`.
fn key(line: &str) -> Option<Key> {
    let named = [("tab", Key::Tab), ("esc", Key::Esc)];
    let f = line.strip_prefix('f').and_then(|number| number.parse().ok()).map(Key::F);
    f.or(named.iter().find(|(name, _)| *name == line).map(|(_, key)| *key))
}

/// What the words do here, a line each: those that are offered, and those that always are.
pub fn listed(text: &Text, offers: &[Offer]) -> Vec<String> {
    let mut lines = vec![text.plain_commands().to_owned()];
    for Offer { act, .. } in offers {
        let kind = ActKind::from(act);
        if let Some(word) = word_for(text, kind) {
            let what = text.act_name(kind);
            let line = if word == what { format!("  {word}") } else { format!("  {word}: {what}") };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines.push(format!("  {}: {}", text.word_answers(), text.plain_answers()));
    lines.push(format!("  {}: {}", text.word_steps(), text.plain_steps()));
    lines.push(text.plain_literal().to_owned());
    lines
}

/// How every step stands, a line each.
pub fn steps(text: &Text, model: &Model) -> Vec<String> {
    let said = |step| format!("{}: {}", text.step_name(step), text.standing_name(model.standing(step).shown_as(step)));
    Step::all().map(said).collect()
}

/// What Enter does, where it does not answer or confirm.
pub fn enter(text: &Text, offers: &[Offer]) -> String {
    let enter = offers.iter().find(|offer| offer.key == Key::Enter);
    match enter.map(|offer| offer.act) {
        Some(
            act @ (Act::GoOn
            | Act::OnTo(_)
            | Act::ToOpen(_)
            | Act::Mend(_)
            | Act::Back
            | Act::LookAgain
            | Act::CopyMessage
            | Act::ReadZone
            | Act::ReplaceSession
            | Act::Leave),
        ) => text.plain_enter(text.act_name(ActKind::from(&act))),
        Some(
            Act::Confirm(_)
            | Act::Answer
            | Act::ReadOn
            | Act::ReadBack
            | Act::Above
            | Act::ToAnswer
            | Act::ToRecord
            | Act::Below
            | Act::Previous
            | Act::Next
            | Act::Open
            | Act::OtherWay
            | Act::UseRegion(_)
            | Act::CopyLink
            | Act::CopyBlock
            | Act::SignInAnew
            | Act::StopWaiting
            | Act::OnAnotherDevice
            | Act::AskAll
            | Act::OpenLink
            | Act::Document
            | Act::Letter
            | Act::CopyDocument
            | Act::CheckSite
            | Act::CopyLetter
            | Act::CopyReport
            | Act::CopyName
            | Act::CopyValue
            | Act::SaveRecords
            | Act::Replace
            | Act::KeepOld
            | Act::CopySecret
            | Act::CopySecretNow
            | Act::LetTimePass
            | Act::Stories
            | Act::Play(_)
            | Act::PlayAnew(_)
            | Act::Help
            | Act::Doctor
            | Act::Log
            | Act::Close
            | Act::CopyLines
            | Act::LeaveAfter
            | Act::LeaveNow,
        )
        | None => text.plain_help().to_owned(),
    }
}

/// Whether a line says yes, in either language; on a Korean keyboard the key of `y` too.
pub fn is_yes(line: &str) -> bool {
    matches!(line.trim().to_lowercase().as_str(), "y" | "yes" | "예" | "네" | "ㅛ")
}

/// Whether a line says no.
pub fn is_no(line: &str) -> bool {
    matches!(line.trim().to_lowercase().as_str(), "n" | "no" | "아니요" | "아니오" | "ㅜ")
}
