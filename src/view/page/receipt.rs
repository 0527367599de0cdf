//! Receipt: every step as it stands, where the app is, and what is left to do there; of what was only played, how it is done
//! in earnest. Does not know how the file of that name is written.

use ratatui::style::Style;
use unicode_width::UnicodeWidthStr as _;

use crate::{
    setup::{Standing, StandingKind, Step},
    terms::InEarnest,
    view::{
        sheet::{Sheet, padded},
        theme,
    },
    wizard::{Clipboard, Model},
    words::Text,
};

/// What was read, above the form.
pub(super) fn read(sheet: &mut Sheet, model: &Model, text: &Text) {
    let widest = Step::all().map(|step| text.step_name(step).width()).max().unwrap_or_default();
    for step in Step::all() {
        let standing = model.standing(step);
        let kind = StandingKind::from(&standing);
        let (mark, _) = theme::mark(kind);
        let name = match sheet.is_whole() {
            true => format!("{mark} {}: ", text.step_name(step)),
            false => format!("{mark} {}  ", padded(text.step_name(step), widest)),
        };
        sheet.say_indented(&describe_step(model, text, step, &standing), &name, style(kind));
    }
    sheet.blank();
    if let Some(project) = model.facts.project.present() {
        sheet.say(&text.screen_receipt_file(project.root.display()), theme::PLAIN);
    }
    if !model.secret_lines().is_empty() {
        let by_key = model.copying.clipboard != Clipboard::None && !sheet.is_whole();
        sheet.say(if by_key { text.secret_offer() } else { text.secret_file() }, theme::PLAIN);
        if model.facts.keys.present().is_some_and(|keys| keys.len() < 2) {
            sheet.say(text.secret_own(), theme::QUIET);
        }
    }
    match &model.scene.programme {
        Some(programme) => for_real(sheet, text, &programme.in_earnest),
        None => where_it_runs(sheet, model, text),
    }
}

/// What is not as it should be stands out.
fn style(kind: StandingKind) -> Style {
    match kind {
        StandingKind::Done => theme::PLAIN,
        StandingKind::Open | StandingKind::Undecided | StandingKind::Waiting => theme::NOTICE,
        StandingKind::Refused | StandingKind::Wrong => theme::WRONG,
        StandingKind::Blocked | StandingKind::Unknown => theme::QUIET,
    }
}

fn where_it_runs(sheet: &mut Sheet, model: &Model, text: &Text) {
    let Some((title, steps)) = text.where_it_runs(&model.intent, &model.facts, model.now) else { return };
    sheet.blank();
    sheet.say(title, theme::STRONG);
    for (at, step) in steps.iter().enumerate() {
        sheet.say_indented(step, &format!("{}. ", at + 1), theme::PLAIN);
    }
}

/// Nothing of it exists; this is how it would.
fn for_real(sheet: &mut Sheet, text: &Text, it: &InEarnest) {
    sheet.say(text.receipt_rehearsal().trim_start_matches("> "), theme::NOTICE);
    sheet.blank();
    sheet.say(text.earnest_title(), theme::STRONG);
    text.earnest_needs().iter().for_each(|need| sheet.say_indented(need, "· ", theme::PLAIN));
    sheet.say(text.earnest_begins(it), theme::PLAIN);
    it.lines().for_each(|line| sheet.say_indented(&line, "  ", theme::STRONG));
}

/// How a step stands; a missing answer is asked for as on a screen, not as a flag.
fn describe_step(model: &Model, text: &Text, step: Step, standing: &Standing) -> String {
    let asks: Vec<&str> = standing.asks().iter().map(|ask| text.question_way_out(*ask)).collect();
    match asks.is_empty() {
        false => asks.join(" "),
        true if *standing == Standing::Unknown && model.looks.any() => text.card_unknown().to_owned(),
        true => text.brief(step, standing, &model.intent, &model.facts),
    }
}
