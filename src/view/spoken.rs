//! The page as lines, to be heard or kept. The same sheet as the screen's, so the same sentences; marks are
//! said as words, and nothing is wrapped, cut or left for a key to show. Does not know what was said before.

use super::{
    Sheet, over, page, principal, scenario, setup_name,
    sheet::{Section, SpokenLine},
    theme,
};
use crate::{
    diagnosis::checks::Verdict,
    setup::StandingKind,
    wizard::{Model, Overlay, Page},
    words::Text,
};

/// What the page says now, or what lies over it.
pub fn lines(model: &Model, text: &Text) -> Vec<SpokenLine> {
    let mut sheet = Sheet::for_lines();
    match model.window.overlay {
        None => page::fill(&mut sheet, model, text),
        Some(overlay) => sheet.part(Section::Over, |sheet| match overlay {
            Overlay::Help { .. } => {
                sheet.say(text.page_why(model.page), theme::PLAIN);
                text.terms(model.page, &model.facts).iter().for_each(|line| sheet.say(line, theme::PLAIN));
            }
            Overlay::Log { .. } => over::fill_log(sheet, text, &model.traffic.calls),
            Overlay::Document { .. } => over::fill_document(sheet, model, text),
            Overlay::Letter => {
                let letter = model.letter();
                for paragraph in letter.split("\n\n") {
                    sheet.say(paragraph.trim_end(), theme::PLAIN);
                    if let Some(meaning) = text.letter_meaning(paragraph) {
                        sheet.say(&meaning, theme::QUIET);
                    }
                }
            }
            Overlay::Secret { .. } => over::fill_secret(sheet, model, text),
            // Each is an answer to choose.
            Overlay::Stories { .. } => sheet.say(text.screen_stories_title().trim(), theme::PLAIN),
            Overlay::Leave => over::fill_leave(sheet, model, text),
        }),
    }
    let mut said = sheet.read();
    said.iter_mut().for_each(|line| line.text = in_words(&line.text, model.page, text));
    said
}

/// What the screen's header says: the account, the region and the rehearsal.
pub fn whereabouts(model: &Model, text: &Text) -> String {
    let account = match model.facts.caller.present() {
        Some(caller) => format!("{} {}", caller.account.grouped(), principal(&caller.arn)),
        None => text.screen_no_account().to_owned(),
    };
    let region = model.intent.region.map_or_else(|| text.screen_no_region().to_owned(), |it| text.region_short(it));
    let more = setup_name(model, text).into_iter().chain(scenario(model, text));
    std::iter::once(text.plain_where(account, region)).chain(more).collect::<Vec<_>>().join(", ")
}

/// A line whose mark is a word. On the doctor's page marks are verdicts, elsewhere standings.
fn in_words(line: &str, page: Page, text: &Text) -> String {
    let said = line.trim_start();
    let indent = &line[..line.len() - said.len()];
    let Some((mark, rest)) = said.split_once(' ') else { return line.to_owned() };
    let word = match page == Page::Doctor {
        true => verdict(mark).map(|verdict| text.check_verdict(verdict)),
        false => standing(mark).map(|standing| text.standing_name(standing)),
    };
    match (word, mark) {
        (Some(word), _) if rest.trim_start().starts_with(word) => format!("{indent}{}", rest.trim_start()),
        (Some(word), _) => format!("{indent}{word}: {}", rest.trim_start()),
        // What is picked, or news: the words say it.
        (None, "▸" | "●" | "→") => format!("{indent}{}", rest.trim_start()),
        (None, _) => line.to_owned(),
    }
}

fn standing(mark: &str) -> Option<StandingKind> {
    let mut kinds = <StandingKind as strum::IntoEnumIterator>::iter();
    // Open is no standing of a line: it marks what is picked.
    kinds.find(|kind| *kind != StandingKind::Open && *kind != StandingKind::Undecided && theme::mark(*kind).0 == mark)
}

/// The marks of the checks.
const VERDICTS: [(&str, Verdict); 5] = [
    ("✓", Verdict::Pass),
    ("✗", Verdict::Fail),
    ("!", Verdict::Warn),
    ("◐", Verdict::Waiting),
    ("?", Verdict::Unknown),
];

fn verdict(mark: &str) -> Option<Verdict> {
    VERDICTS.iter().find(|(known, _)| *known == mark).map(|(_, verdict)| *verdict)
}
