//! A model, drawn. Pure: takes the model and cannot fail; knows no terminal and no runtime.
//!
//! ```text
//!  ┌ header ──────────────────────────────────────────────────────────────────┐
//!  │ Sesame   region   account principal                       rehearsal fresh│
//!  ├ rail ─────────────┬ page ────────────────────────────────────────────────┤
//!  │ ✓ Start           │ 4  Sending identity                                  │
//!  │ ✓ Sign in         │                                                      │
//!  │ ◐ 4 Identity      │  why · what was read · form · records                │
//!  │                   │                                                      │
//!  │                   │  action: the change and its fixed line, or the wait  │
//!  │ stage (rehearsal) │  trouble                                             │
//!  ├ footer ───────────┴──────────────────────────────────────────────────────┤
//!  │ Enter do it  Tab next page  F1 help                                      │
//!  └──────────────────────────────────────────────────────────────────────────┘
//! ```
//!
//! The same page is read as lines where there is no screen ([`lines`]).
//!
//! Under 70 columns the rail folds into the page's title; under 40×12 one sentence asks for more room.

mod around;
mod farewell;
mod footer;
mod form;
mod names;
mod over;
mod page;
mod parts;
mod sheet;
mod spoken;
mod theme;
mod writing;

pub use farewell::farewell;
pub use form::{Alternative, alternatives};
pub use sheet::{Refresh, Section, SpokenLine, wrapping};
pub use spoken::{lines, whereabouts};
pub use theme::{Colors, FunctionKeys, Marks, Theme};

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::{Line, Span},
    widgets::{Block, Borders, Paragraph},
};
use unicode_width::UnicodeWidthStr as _;

use self::{
    around::{RAIL_FROM, WIDEST, mark_more, on_rule, rail},
    footer::{FRAME_ROWS, Footer},
    sheet::{Sheet, cut},
};
use crate::{
    setup::{Standing, StandingKind, Step},
    wizard::{Clipboard, Model, Notice, Page, Shown},
    words::Text,
};

/// Draws the whole screen; says what it had room for.
pub fn draw(frame: &mut Frame, model: &Model, text: &Text) -> Shown {
    draw_in(frame, model, text, Theme::default())
}

/// The same with what the terminal can show.
pub fn draw_in(frame: &mut Frame, model: &Model, text: &Text, theme: Theme) -> Shown {
    let shown = paint(frame, model, text, theme.function_keys);
    theme.fit(frame.buffer_mut());
    shown
}

fn paint(frame: &mut Frame, model: &Model, text: &Text, keys: FunctionKeys) -> Shown {
    let area = frame.area();
    if area.width < 40 || area.height < 12 {
        let mut sheet = Sheet::new(area.width);
        sheet.say(text.screen_small(), theme::PLAIN);
        let _ = sheet.draw(frame, area, 0);
        return Shown::default();
    }
    let rail = if area.width >= RAIL_FROM { rail(area.width) + 1 } else { 0 };
    let page = area.width - rail;
    let columns = page.min(WIDEST).saturating_sub(1);
    let mut sheet = Sheet::new(columns);
    page::fill(&mut sheet, model, text);
    // Where an action waits that the page has no room for, reasons make room for it; and where all is answered, if it is enough.
    let is_too_long = |sheet: &Sheet| sheet.rows() > usize::from(area.height.saturating_sub(FRAME_ROWS));
    if is_too_long(&sheet) && (model.ready().is_some() || model.form.focused().is_none()) {
        let mut terse = Sheet::terse(columns);
        page::fill(&mut terse, model, text);
        if model.ready().is_some() || !is_too_long(&terse) {
            sheet = terse;
        }
    }
    let footer_keys = Footer::fitting(area, &sheet, model, text, keys);
    let [header, rule, body, second_rule, footer] = Layout::vertical([
        Constraint::Length(1),
        Constraint::Length(1),
        Constraint::Min(0),
        Constraint::Length(1),
        Constraint::Length(footer_keys.rows()),
    ])
    .areas(area);
    draw_header(frame, header, model, text);
    for line in [rule, second_rule] {
        frame.render_widget(Block::new().borders(Borders::TOP).border_style(theme::QUIET), line);
    }
    match rail {
        0 => draw_story(frame, rule, model, text),
        columns => draw_rail(frame, Rect { width: columns - 1, ..body }, model, text),
    }
    let page = Rect { x: body.x + rail, width: page.min(WIDEST), ..body };
    // What is being done is followed wherever it stands.
    if !model.window.follows && model.work.doing.is_none() {
        sheet.stand_at_the_top();
    }
    let shown = sheet.draw(frame, page, model.window.scroll);
    footer_keys.draw(frame, footer);
    draw_notice(frame, second_rule, model, text, &shown);
    match model.window.overlay {
        Some(overlay) => over::draw(frame, body, overlay, model, text),
        None => {
            mark_more(frame, &shown, page.right(), rule.y, second_rule.y);
            shown
        }
    }
}

fn draw_header(frame: &mut Frame, area: Rect, model: &Model, text: &Text) {
    let mut right = scenario(model, text).unwrap_or_default();
    let fits = |left: &str, right: &str| left.width() + right.width() + 2 <= usize::from(area.width);
    // Account, region and set-up of a change are the last to be cut.
    let setup = setup_name(model, text).map(|it| format!("   {it}")).unwrap_or_default();
    let mut left = String::new();
    for (region, rest) in [(true, "Sesame   "), (false, "Sesame   "), (false, "")] {
        let caller = model.facts.caller.present();
        let region = match model.intent.region {
            Some(it) if region => text.region_short(it),
            Some(it) => it.code().to_owned(),
            None => text.screen_no_region().to_owned(),
        };
        let account = match caller {
            Some(caller) if rest.is_empty() => caller.account.grouped(),
            Some(caller) => format!("{} {}", caller.account.grouped(), principal(&caller.arn)),
            None => text.screen_no_account().to_owned(),
        };
        left = format!(" {rest}{region}   {account}{setup}");
        if fits(&left, &right) {
            break;
        }
    }
    if !fits(&left, &right) {
        right = cut(&right, usize::from(area.width).saturating_sub(left.width() + 2));
    }
    let gap = " ".repeat(usize::from(area.width).saturating_sub(left.width() + right.width() + 1));
    let line = Line::from(vec![Span::styled(left, theme::STRONG), Span::raw(gap), Span::styled(right, theme::ACCENT)]);
    frame.render_widget(Paragraph::new(line), area);
}

/// Which rehearsal this is, if it is one; else which server is asked in the place of AWS's, if one is named.
fn scenario(model: &Model, text: &Text) -> Option<String> {
    let rehearsal = model.scene.playing().map(|story| text.screen_rehearsal(story));
    rehearsal.or_else(|| text.server_in_short(&model.facts))
}

/// Which of the project's set-ups this is, where it is not the usual one.
fn setup_name(model: &Model, text: &Text) -> Option<String> {
    let name = &model.intent.setup;
    (!name.is_default()).then(|| text.screen_setup(name))
}

/// The user or role of the account: the last part of the ARN.
fn principal(arn: &str) -> &str {
    arn.rsplit(['/', ':']).next().unwrap_or_default()
}

fn draw_rail(frame: &mut Frame, area: Rect, model: &Model, text: &Text) {
    let block = Block::new().borders(Borders::RIGHT).border_style(theme::QUIET);
    let inner = block.inner(area);
    frame.render_widget(block, area);
    let width = usize::from(inner.width);
    let mut lines: Vec<Line> = Vec::new();
    let next = match model.intent.from {
        Some(_) => model.next_step().map(Page::about),
        None => Some(Page::Start),
    };
    for page in Page::path() {
        let kind = match page.step() {
            Some(step) => model.standing(step).shown_as(step),
            None if page == Page::Start && model.intent.from.is_some() => StandingKind::Done,
            None if page == Page::Start => StandingKind::Undecided,
            None if Step::all().all(|step| model.standing(step) == Standing::Done) => StandingKind::Done,
            None => StandingKind::Blocked,
        };
        // Several may be open; one is next.
        let is_open = matches!(kind, StandingKind::Open | StandingKind::Undecided);
        let (mark, style) = theme::mark(match (next == Some(page), is_open) {
            (true, _) => StandingKind::Open,
            (false, true) => StandingKind::Blocked,
            (false, false) => kind,
        });
        let number = page.number().map(|number| format!("{number} ")).unwrap_or_default();
        let name = cut(&format!("{number}{}", text.page_name(page)), width.saturating_sub(4));
        let style_of_name = if page == model.page { theme::ACCENT } else { theme::PLAIN };
        lines.push(Line::from(vec![
            Span::styled(if page == model.page { "▸" } else { " " }, theme::ACCENT),
            Span::styled(mark, style),
            Span::raw(" "),
            Span::styled(name, style_of_name),
        ]));
    }
    let room = usize::from(inner.height).saturating_sub(lines.len());
    lines.extend(stage(model, text, width, room));
    frame.render_widget(Paragraph::new(lines), inner);
}

/// What a rehearsal's world has been doing, newest last, and what it does next; of that as much as there is room for.
fn stage(model: &Model, text: &Text, width: usize, room: usize) -> Vec<Line<'static>> {
    let wrapped = |said: String, style| {
        let lines = sheet::wrap(&said, sheet::wrapping(width.saturating_sub(2).max(8))).into_iter();
        lines.map(|line| Line::styled(format!(" {line}"), style)).collect::<Vec<_>>()
    };
    let mut shown =
        model.scene.coming.as_ref().map(|it| wrapped(text.coming(it, model.now), theme::NOTICE)).unwrap_or_default();
    for news in model.scene.news.iter().rev() {
        let lines = wrapped(text.news(news), theme::QUIET);
        if lines.len() + shown.len() >= room {
            break;
        }
        shown.splice(..0, lines);
    }
    if !shown.is_empty() {
        shown.insert(0, Line::styled("─".repeat(width), theme::QUIET));
    }
    shown
}

/// What the last key did, where nothing else shows it, or what has turned meanwhile: on the rule above the footer, where it
/// is seen on every page and at every size.
fn draw_notice(frame: &mut Frame, rule: Rect, model: &Model, text: &Text, shown: &Shown) {
    let room = usize::from(rule.width).saturating_sub(8);
    // What went wrong stands at the end of the page, which may have no room for it.
    let hidden = model.trouble.all().next().filter(|_| shown.below > 0);
    let said = match (&model.window.notice, hidden) {
        (Some(notice), _) => cut(&notice_in_words(notice, model, text), room),
        (None, Some(failure)) => cut(text.what_failed(failure), room),
        (None, None) => match news(model, text).into_iter().find(|said| said.width() <= room) {
            Some(said) => said,
            None => return,
        },
    };
    on_rule(frame, rule, &said);
}

/// How a step has turned, whole and in short.
fn news(model: &Model, text: &Text) -> Vec<String> {
    let Some(step) = model.looks.turned else { return Vec::new() };
    let standing = model.standing(step);
    let now = text.summary(step, &standing, &model.intent, &model.facts);
    [now.as_str(), text.standing_name(standing.shown_as(step))]
        .map(|now| format!("● {}", text.card_turned(now, text.step_name(step))))
        .into()
}

/// What was copied, and where to, as far as is known.
fn notice_in_words(notice: &Notice, model: &Model, text: &Text) -> String {
    let what = match notice {
        Notice::Name(name) => text.screen_copied_name(name),
        Notice::Value(value) => text.screen_copied_value(value),
        Notice::Message => text.screen_copied_message().to_owned(),
        Notice::Link => text.screen_copied_link().to_owned(),
        Notice::Line => text.screen_copied_line().to_owned(),
        Notice::Block => text.screen_copied_block().to_owned(),
        Notice::Document => text.screen_copied_document().to_owned(),
        Notice::Report => text.screen_copied_report().to_owned(),
        Notice::Letter => text.screen_copied_letter().to_owned(),
        Notice::Lines => text.screen_copied_lines().to_owned(),
        Notice::Saved(name) => return text.screen_saved(name),
        Notice::SignedIn { profile, config } => return text.browser_profile_written(config, profile),
        Notice::PageAsked => return text.screen_page_asked().to_owned(),
        Notice::PageNotHere(why) => return text.no_page(*why).to_owned(),
        Notice::PageFailed => return text.screen_page_failed().to_owned(),
        Notice::Published(names) => return published(names, model, text),
        Notice::Looked => return text.screen_looked().to_owned(),
        Notice::Held(key, act) => {
            let key = names::key_name(FunctionKeys::default().reaching(*key));
            return text.screen_held(key, text.act_name(*act));
        }
        Notice::Left(step) => return text.screen_left_open(text.step_name(*step)),
    };
    match model.copying.clipboard {
        Clipboard::System(_) | Clipboard::Program(_) => text.screen_copied(what),
        Clipboard::Terminal => text.screen_sent(what),
        Clipboard::Tmux => text.screen_sent_to_tmux(what),
        Clipboard::None => text.screen_sent_nowhere(what),
    }
}

/// Which records have come to be in DNS, as the table names them.
fn published(names: &[String], model: &Model, text: &Text) -> String {
    let zone = model.facts.zone.present().map(|cut| format!(".{}", cut.zone));
    let short = |name: &String| zone.as_ref().and_then(|zone| name.strip_suffix(zone)).unwrap_or(name).to_owned();
    // Two records of one name are named once.
    let mut named: Vec<String> = names.iter().map(short).collect();
    named.dedup();
    format!("● {}", text.screen_published(named.join(", ")))
}

/// Where there is no room for the rail: what the world does next.
fn draw_story(frame: &mut Frame, rule: Rect, model: &Model, text: &Text) {
    let next = model.scene.coming.as_ref().map(|it| text.coming(it, model.now));
    let fits = |said: &String| said.width() + 8 <= usize::from(rule.width);
    if let Some(said) = next.filter(fits) {
        on_rule(frame, rule, &said);
    }
}
