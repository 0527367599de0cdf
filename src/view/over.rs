//! What lies over a page in a frame of its own: help, the log, a document, the letter, a secret's lines, the stories,
//! leaving. Does not know what the keys do there.

use std::ops::Range;

use ratatui::{
    Frame,
    layout::{Constraint, Layout, Rect},
    text::Span,
    widgets::{Block, Borders, Clear},
};
use ratatui_textarea::{CursorMove, TextArea};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::{
    around::mark_more,
    names::key_name,
    sheet::{self, Sheet},
    theme,
};
use crate::{
    laravel::dotenv::written,
    setup::{StandingKind, Value, by_hand, policy::INLINE_NAME},
    terms::{Call, CallResult, Timestamp},
    wizard::{ActKind, Clipboard, Cursor, Draft, History, Key, Model, Overlay, Shown, offered_below},
    words::Text,
};

/// Draws it; says what it had room for.
pub fn draw(frame: &mut Frame, area: Rect, overlay: Overlay, model: &Model, text: &Text) -> Shown {
    match overlay {
        Overlay::Help { down } => draw_help(frame, area, model, text, down),
        Overlay::Log { up } => draw_log(frame, area, model, text, up),
        Overlay::Document { down } => draw_document(frame, area, model, text, down),
        Overlay::Letter => draw_letter(frame, area, model, text),
        Overlay::Secret { down } => draw_secret(frame, area, model, text, down),
        Overlay::Stories { picked } => draw_stories(frame, area, model, text, picked),
        Overlay::Leave => draw_leave(frame, area, model, text),
    }
}

fn draw_help(frame: &mut Frame, area: Rect, model: &Model, text: &Text, down: usize) -> Shown {
    let mut sheet = Sheet::new(area.width.saturating_sub(4));
    sheet.say(text.page_why(model.page), theme::PLAIN);
    sheet.blank();
    terms(&mut sheet, model, text);
    sheet.blank();
    sheet.say(text.screen_help_title(), theme::STRONG);
    for offer in offered_below(model) {
        // Up and down, left and right do one thing in two directions.
        if matches!(offer.key, Key::Down | Key::Left) {
            continue;
        }
        let twin = offer.key.twin().map(|key| format!(" {}{}", key_name(key), alone(key, model))).unwrap_or_default();
        let key = match [(Key::Up, "↑ ↓"), (Key::Right, "← →")].iter().find(|(key, _)| *key == offer.key) {
            Some((_, both)) => (*both).to_owned(),
            None => key_name(offer.key) + &twin,
        };
        let what =
            if offer.key == Key::Up { text.screen_help_move() } else { text.act_name(ActKind::from(&offer.act)) };
        sheet.line(sheet::pair(&key, what, 18));
    }
    sheet.blank();
    sheet.say(text.screen_help_marks(), theme::STRONG);
    sheet.say(&marks(text), theme::PLAIN);
    sheet.blank();
    let rehearsed = model.scene.programme.is_some();
    let leave = if rehearsed { text.screen_help_leave_rehearsed() } else { text.screen_help_leave() };
    sheet.say(leave, theme::QUIET);
    draw_over(frame, area, "", sheet, signed(down))
}

/// What the marks before steps and lines mean.
fn marks(text: &Text) -> String {
    const ALL: [StandingKind; 7] = [
        StandingKind::Done,
        StandingKind::Open,
        StandingKind::Waiting,
        StandingKind::Wrong,
        StandingKind::Refused,
        StandingKind::Blocked,
        StandingKind::Unknown,
    ];
    let each = ALL.map(|kind| format!("{} {}", theme::mark(kind).0, text.standing_name(kind)));
    [text.screen_help_mark_here().to_owned()].into_iter().chain(each).collect::<Vec<_>>().join(" · ")
}

/// The letter of a twin, which does the same where nothing is typed.
fn alone(twin: Key, model: &Model) -> String {
    let Key::Ctrl(letter) = twin else { return String::new() };
    if model.form.focused().is_none() { format!(" {letter}") } else { String::new() }
}

/// What the page's own words mean.
fn terms(sheet: &mut Sheet, model: &Model, text: &Text) {
    for line in text.terms(model.page, &model.facts) {
        sheet.say_indented(&line, "· ", theme::PLAIN);
    }
}

fn draw_log(frame: &mut Frame, area: Rect, model: &Model, text: &Text, up: usize) -> Shown {
    let mut sheet = Sheet::new(area.width.saturating_sub(4));
    fill_log(&mut sheet, text, &model.traffic.calls);
    // The newest is what the log is opened for.
    sheet.anchor_above();
    draw_over(frame, area, text.screen_log_columns(), sheet, -signed(up))
}

fn signed(lines: usize) -> isize {
    isize::try_from(lines).unwrap_or(isize::MAX)
}

/// The calls to AWS, newest last.
pub fn fill_log(sheet: &mut Sheet, text: &Text, calls: &[(Timestamp, Call)]) {
    if sheet.is_whole() {
        sheet.say(text.screen_log_columns().trim(), theme::PLAIN);
    }
    if calls.is_empty() {
        sheet.say(text.screen_log_empty(), theme::QUIET);
    }
    for (at, call) in calls {
        let result = match &call.result {
            CallResult::Ok => "ok",
            CallResult::Refused(code) => code,
            CallResult::NoAnswer => "—",
        };
        // Most calls read; those that changed something are what the reader looks for.
        let reads = ["Get", "List", "Simulate"].iter().any(|verb| call.operation.starts_with(verb));
        let style = if reads { theme::PLAIN } else { theme::STRONG };
        let region = call.region.as_deref().unwrap_or("-");
        let when = at.strftime("%H:%M:%S ").to_string();
        let (what, more) = (format!("{} {}", call.service, call.operation), format!("{region} {} ms", call.took_ms));
        let beside = " ".repeat(when.len());
        let room = sheet.width().saturating_sub(when.len() + 1 + more.len());
        let mut line = vec![Span::styled(when, theme::QUIET), Span::styled(sheet::padded(&what, room.min(38)), style)];
        if what.len() <= room {
            line.push(Span::styled(format!(" {more}"), theme::QUIET));
            sheet.line(line);
        } else {
            line[1] = Span::styled(what, style);
            sheet.line(line);
            sheet.say_indented(&more, &beside, theme::QUIET);
        }
        // Whole: it is what AWS's support asks for.
        if !reads || call.result != CallResult::Ok {
            let id = call.request_id.as_deref().unwrap_or("-");
            sheet.say_indented(&format!("{result} {id}"), &beside, theme::QUIET);
        }
        // A look asks for what may not be there, and a key is tried before AWS knows it: no refusal of these is a fault.
        if let (true, CallResult::Refused(code)) = (reads, &call.result)
            && let Some(means) = text.refusal_code(code)
        {
            sheet.say_indented(means, &beside, theme::PLAIN);
        }
    }
}

/// The policy as AWS takes it.
fn draw_document(frame: &mut Frame, area: Rect, model: &Model, text: &Text, down: usize) -> Shown {
    let mut sheet = Sheet::new(area.width.saturating_sub(4));
    fill_document(&mut sheet, model, text);
    draw_over(frame, area, "", sheet, signed(down))
}

/// The policy, or the block for CloudShell, as AWS takes it.
pub fn fill_document(sheet: &mut Sheet, model: &Model, text: &Text) {
    let (title, document) = match model.has_block() {
        true => (by_hand::CLOUD_SHELL.to_owned(), text.cloud_shell(&model.intent).unwrap_or_default()),
        false => (text.screen_document_title(INLINE_NAME), model.document().unwrap_or_default()),
    };
    sheet.say(&title, theme::STRONG);
    document.lines().for_each(|line| sheet.line(vec![Span::raw(line.to_owned())]));
}

/// Lines for what a paragraph says, with the rule above them.
const MEANING: u16 = 5;

/// The letter in its editor, the terminal's own cursor where text goes, so that an input method composes there.
fn draw_letter(frame: &mut Frame, area: Rect, model: &Model, text: &Text) -> Shown {
    let Some(draft) = &model.window.draft else { return Shown::default() };
    let block = Block::new().borders(Borders::ALL).title(text.screen_letter_title());
    let mut inner = block.inner(area);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    // The operator has to answer for it, so what the paragraph with the cursor says stands below in their language.
    if let Some(meaning) = text.letter_meaning(draft.paragraph()) {
        let [above, below] = Layout::vertical([Constraint::Min(3), Constraint::Length(MEANING)]).areas(inner);
        let rule = Block::new().borders(Borders::TOP).title(text.screen_letter_meaning());
        let mut sheet = Sheet::new(below.width);
        sheet.say(&meaning, theme::PLAIN);
        sheet.draw(frame, rule.inner(below), 0);
        frame.render_widget(rule, below);
        inner = above;
    }
    let letter = editor(draft, inner.width);
    frame.render_widget(&letter, inner);
    let (cursor, (top, left)) = (letter.screen_cursor(), letter.scroll_offset());
    let (row, column) = (cursor.row.saturating_sub(usize::from(top)), cursor.col.saturating_sub(usize::from(left)));
    let last = |most: u16| usize::from(most.saturating_sub(1));
    let (x, y) = (column.min(last(inner.width)) as u16, row.min(last(inner.height)) as u16);
    frame.set_cursor_position((inner.x + x, inner.y + y));
    let above = usize::from(top);
    let below = letter.lines().len().saturating_sub(above + usize::from(inner.height));
    let shown = Shown { above, below, ..Shown::default() };
    mark_more(frame, &shown, area.right(), area.y, inner.bottom());
    shown
}

/// The text area only draws, and finds the lines that the window has room for. The text is edited in the model, and its lines are
/// broken here.
fn editor(draft: &Draft, width: u16) -> TextArea<'static> {
    // A blank may hang behind the last word, and the cursor behind that.
    let room = usize::from(width.saturating_sub(2).max(1));
    let Cursor { line, at } = draft.cursor();
    let (mut rows, mut cursor) = (Vec::new(), (0, 0));
    for (number, text) in draft.lines().iter().enumerate() {
        for part in broken(text, room) {
            if number == line && part.start <= at {
                cursor = (rows.len(), text[part.start..at.min(part.end)].chars().count());
            }
            rows.push(text[part].to_owned());
        }
    }
    let mut editor = TextArea::new(rows);
    editor.set_cursor_line_style(theme::PLAIN);
    editor.set_cursor_style(theme::PLAIN);
    let most = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    editor.move_cursor(CursorMove::Jump(most(cursor.0), most(cursor.1)));
    editor
}

/// The parts of a line that fit into so many columns, in bytes. It breaks behind blanks alone, so that an address stays whole; what
/// is longer than a line breaks anywhere.
fn broken(text: &str, room: usize) -> Vec<Range<usize>> {
    let (mut rows, mut start, mut at, mut used) = (Vec::new(), 0, 0, 0);
    for word in text.split_inclusive(' ') {
        for (nth, cluster) in word.graphemes(true).enumerate() {
            // Once a word has begun, it goes on as far as there is room.
            let needed = if nth == 0 { word.trim_end().width() } else { cluster.width() };
            if used > 0 && used + needed > room && (cluster != " " || used > room) {
                rows.push(start..at);
                (start, used) = (at, 0);
            }
            used += cluster.width();
            at += cluster.len();
        }
    }
    rows.push(start..at);
    rows
}

/// Every story in a sentence, the picked one where it is seen.
fn draw_stories(frame: &mut Frame, area: Rect, model: &Model, text: &Text, picked: usize) -> Shown {
    let mut sheet = Sheet::new(area.width.saturating_sub(4));
    let stories = model.scene.stories();
    let widest = stories.iter().map(|story| story.name.width()).max().unwrap_or_default();
    for (at, story) in stories.iter().enumerate() {
        let now = if model.scene.playing() == Some(&story.name) { text.screen_stories_now() } else { "" };
        let mark = if at == picked { "▸" } else { " " };
        let name = format!("{mark} {}  ", sheet::padded(&story.name, widest));
        let style = if at == picked { theme::ACCENT } else { theme::PLAIN };
        sheet.say_indented(format!("{now} {}", text.story(story)).trim_start(), &name, style);
        if at <= picked {
            sheet.anchor_above();
        }
    }
    draw_over(frame, area, text.screen_stories_title(), sheet, 0)
}

/// The lines that would be copied, and what becomes of them there.
fn draw_secret(frame: &mut Frame, area: Rect, model: &Model, text: &Text, down: usize) -> Shown {
    let mut sheet = Sheet::new(area.width.saturating_sub(4));
    fill_secret(&mut sheet, model, text);
    draw_over(frame, area, "", sheet, signed(down))
}

/// Where the server's lines would go, and the lines with dots for the secret.
pub fn fill_secret(sheet: &mut Sheet, model: &Model, text: &Text) {
    sheet.say(text.secret_title(), theme::STRONG);
    let (whereto, history) = match model.copying.clipboard {
        Clipboard::None => return,
        Clipboard::System(History::Kept) => (text.secret_system().to_owned(), Some(text.secret_history())),
        Clipboard::System(History::NotSeen) => (text.secret_system().to_owned(), None),
        Clipboard::Program(name) => (text.secret_program(name), Some(text.secret_history_perhaps())),
        Clipboard::Terminal | Clipboard::Tmux => {
            (text.secret_terminal().to_owned(), Some(text.secret_history_perhaps()))
        }
    };
    sheet.say(&whereto, theme::PLAIN);
    if model.copying.clipboard == Clipboard::Tmux {
        sheet.say(text.secret_tmux(), theme::NOTICE);
    }
    history.iter().for_each(|warning| sheet.say(warning, theme::NOTICE));
    sheet.blank();
    for (name, value) in model.secret_lines() {
        let value = match value {
            Value::Plain(text) => written(&text),
            Value::Null => "null".into(),
            Value::KeyId(key) => written(key.as_str()),
            Value::Of(_) | Value::SmtpPasswordOf { .. } | Value::AsBefore => "•••".into(),
        };
        sheet.line(vec![Span::raw(format!("  {name}={value}"))]);
    }
}

/// What is under way, and what each way out means for it.
fn draw_leave(frame: &mut Frame, area: Rect, model: &Model, text: &Text) -> Shown {
    let mut sheet = Sheet::new(area.width.saturating_sub(4));
    fill_leave(&mut sheet, model, text);
    sheet.blank();
    let rehearsed = model.scene.programme.is_some();
    let now = if rehearsed { text.card_leave_now_rehearsed() } else { text.card_leave_now() };
    for said in [text.card_leave_after(), now, text.card_leave_stay()] {
        sheet.say(said, theme::PLAIN);
    }
    draw_over(frame, area, "", sheet, 0)
}

/// Which change is under way.
pub fn fill_leave(sheet: &mut Sheet, model: &Model, text: &Text) {
    sheet.say(text.card_leave_title(), theme::STRONG);
    if let Some(doing) = &model.work.doing {
        sheet.say_indented(&text.change(&doing.change), "  ", theme::NOTICE);
    }
}

/// In a frame, which says where it goes on. What it had room for; what lies below is not seen.
fn draw_over(frame: &mut Frame, area: Rect, title: &str, sheet: Sheet, scroll: isize) -> Shown {
    let block = Block::new().borders(Borders::ALL).title(title);
    let inner = block.inner(area);
    frame.render_widget(Clear, area);
    frame.render_widget(block, area);
    let shown = sheet.draw(frame, Rect { x: inner.x + 1, width: inner.width.saturating_sub(1), ..inner }, scroll);
    // In the frame itself, so that nothing of the text is given up for it.
    mark_more(frame, &shown, area.right(), area.top(), area.bottom().saturating_sub(1));
    Shown { change: None, ..shown }
}
