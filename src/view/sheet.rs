//! A page on its way to the screen: lines of the right width, and where the cursor stands. Knows no page.
//!
//! The same sheet is read as lines where there is no screen: nothing is wrapped or cut then, and each line says what part
//! of the page it belongs to.

use std::borrow::Cow;

use ratatui::{
    Frame,
    layout::{Position, Rect},
    style::Style,
    text::{Line, Span},
    widgets::Paragraph,
};
use unicode_width::UnicodeWidthStr as _;

use super::theme;
use crate::{
    setup::Change,
    wizard::{Shown, ShownChange},
};

/// Lines from top to bottom, each cut or wrapped to the width.
pub struct Sheet {
    medium: Medium,
    width: usize,
    lines: Vec<Row>,
    part: Section,
    refresh: Refresh,
    cursor: Option<(usize, usize)>,
    /// So many lines from the top stay where they are, however far the page is moved.
    title: usize,
    /// So many lines from the top must be seen to their end, whatever does not fit.
    anchor: usize,
    /// A line that must be seen too, whatever comes below it.
    kept: Option<usize>,
    /// Reasons that F1 gives too are left out, for the room of what Enter does.
    is_terse: bool,
    /// Its first line is seen, and the anchor only where there is room.
    at_top: bool,
    /// The lines that say a change, from the first to before the last.
    change: Option<(Change, usize, usize)>,
}

/// What the sheet is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Medium {
    Screen,
    Lines,
}

struct Row {
    line: Line<'static>,
    part: Section,
    refresh: Refresh,
    /// The sentence begins in a line above.
    goes_on: bool,
}

/// Which part of the page a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// What is read there.
    Page,
    /// The answers.
    Form,
    /// What stands between the operator and the next page.
    Action,
    /// What the change is that may be confirmed.
    Change,
    /// What went wrong last.
    Trouble,
    /// What lies over the page.
    Over,
}

/// Whether a line says another thing each second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// It stays until something happens.
    Steady,
    /// It tells how time passes.
    Ticking,
}

/// A line of a face without a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpokenLine {
    /// Without what only keeps columns apart.
    pub text: String,
    /// Which part of the page it belongs to.
    pub part: Section,
    /// Whether it changes each second.
    pub refresh: Refresh,
}

/// Columns of a bar.
const BAR: usize = 20;
/// So wide that nothing is wrapped.
const UNWRAPPED: u16 = u16::MAX;
/// A name longer than this is cut in the middle on a screen.
const LONGEST_NAME: usize = 44;
/// Fewer rows than these below a title that stays are too few to read in.
const LEAST: u16 = 6;

impl Sheet {
    /// A sheet for a screen of so many columns.
    pub fn new(width: u16) -> Sheet {
        Sheet::on(Medium::Screen, width)
    }

    /// The same without what F1 says too.
    pub fn terse(width: u16) -> Sheet {
        Sheet { is_terse: true, ..Sheet::new(width) }
    }

    /// Whether reasons are left out.
    pub fn is_terse(&self) -> bool {
        self.is_terse
    }

    /// A sheet that is read as lines.
    pub fn for_lines() -> Sheet {
        Sheet::on(Medium::Lines, UNWRAPPED)
    }

    fn on(medium: Medium, width: u16) -> Sheet {
        let width = usize::from(width);
        let (part, refresh) = (Section::Page, Refresh::Steady);
        let (lines, change) = (Vec::new(), None);
        Sheet {
            medium,
            width,
            lines,
            part,
            refresh,
            cursor: None,
            title: 0,
            anchor: 0,
            kept: None,
            is_terse: false,
            at_top: false,
            change,
        }
    }

    /// The sentence for a screen with keys, or the one for lines.
    pub fn either<'a>(&self, screen: &'a str, lines: &'a str) -> &'a str {
        match self.medium {
            Medium::Screen => screen,
            Medium::Lines => lines,
        }
    }

    /// Whether all is written, also what a screen shows only once the user moves to it.
    pub fn is_whole(&self) -> bool {
        self.medium == Medium::Lines
    }

    /// The columns that a name gets of those that are left.
    pub fn name_columns(&self, left: usize) -> usize {
        match self.medium {
            Medium::Screen => left.min(LONGEST_NAME),
            Medium::Lines => left,
        }
    }

    /// What `fill` writes belongs to this part.
    pub fn part(&mut self, part: Section, fill: impl FnOnce(&mut Sheet)) {
        let before = std::mem::replace(&mut self.part, part);
        fill(self);
        self.part = before;
    }

    /// What `fill` writes tells how time passes.
    pub fn ticking(&mut self, fill: impl FnOnce(&mut Sheet)) {
        let before = std::mem::replace(&mut self.refresh, Refresh::Ticking);
        fill(self);
        self.refresh = before;
    }

    fn push(&mut self, line: Line<'static>) {
        self.push_part(line, false);
    }

    fn push_part(&mut self, line: Line<'static>, goes_on: bool) {
        self.lines.push(Row { line, part: self.part, refresh: self.refresh, goes_on });
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.push(Line::default());
    }

    /// A paragraph, wrapped. Its own line ends stay.
    pub fn say(&mut self, text: &str, style: Style) {
        self.say_indented(text, "", style);
    }

    /// Something to know before it is a mistake, marked on a screen; of a line its words say it, and nothing is wrong yet.
    pub fn note(&mut self, text: &str) {
        let mark = if self.is_whole() { "→ " } else { "! " };
        self.say_indented(text, mark, theme::NOTICE);
    }

    /// The same, every line behind an indent.
    pub fn say_indented(&mut self, text: &str, indent: &str, style: Style) {
        for line in text.lines() {
            // A wrapped line keeps the indent that its text has.
            let own = line.len() - line.trim_start_matches(' ').len();
            let hanging = " ".repeat(indent.width() + own);
            let options = wrapping(self.width).initial_indent(indent).subsequent_indent(&hanging);
            for (at, wrapped) in wrap(line, options).into_iter().enumerate() {
                let line = if at > 0 { Line::styled(wrapped, style) } else { begun_by_its_mark(wrapped, style) };
                self.push_part(line, at > 0);
            }
        }
    }

    /// Short pieces in as few lines as they fit into, each of them whole where a line has room for it.
    pub fn side_by_side(&mut self, pieces: &[String], indent: &str, style: Style) {
        let room = self.width.saturating_sub(indent.width());
        let mut line = String::new();
        for piece in pieces {
            let joined = if line.is_empty() { piece.clone() } else { format!("{line} · {piece}") };
            line = match joined.width() <= room || line.is_empty() {
                true => joined,
                false => {
                    self.say_indented(&line, indent, style);
                    piece.clone()
                }
            };
        }
        self.say_indented(&line, indent, style);
    }

    /// What is copied, behind its label: bold, and broken where its own parts end. `after` is no part of it.
    pub fn payload(&mut self, label: &str, value: &str, after: &str) {
        let room = self.width.saturating_sub(label.width());
        let parts = in_parts(value, room);
        let last = parts.len().saturating_sub(1);
        for (at, part) in parts.into_iter().enumerate() {
            let indent = " ".repeat(label.width());
            let label = if at == 0 { label.to_owned() } else { indent.clone() };
            let fits = part.width() + after.width() <= room;
            let mut spans = vec![Span::styled(label, theme::QUIET), Span::styled(part, theme::STRONG)];
            if at == last && fits {
                spans.push(Span::styled(after.to_owned(), theme::QUIET));
            }
            self.push_part(Line::from(spans), at > 0);
            if at == last && !fits {
                self.say_indented(after.trim_start(), &indent, theme::QUIET);
            }
        }
    }

    /// `label   value`, the label quiet and the value wrapped beside it.
    pub fn say_pair(&mut self, label: &str, value: &str, columns: usize) {
        let options = wrapping(self.width.saturating_sub(columns));
        for (at, line) in wrap(value, options).into_iter().enumerate() {
            let label = if at == 0 { label } else { "" };
            self.push(Line::from(pair(label, line, columns)));
        }
    }

    /// What is known of a step: `label   value`.
    pub fn fact(&mut self, label: &str, value: impl Into<String>) {
        self.say_pair(label, &value.into(), 14);
    }

    /// One line, cut where it does not fit.
    pub fn line(&mut self, spans: Vec<Span<'static>>) {
        let mut left = self.width;
        let mut kept = Vec::new();
        for span in spans {
            let text = cut(&span.content, left);
            left = left.saturating_sub(text.width());
            kept.push(Span::styled(text, span.style));
        }
        self.push(Line::from(kept));
    }

    /// What stands above here is the title: it is seen wherever the page is read.
    pub fn title_above(&mut self) {
        self.title = self.lines.len();
    }

    /// Where something is done: on a line of its own, so that it is broken as little as there is room for.
    pub fn link(&mut self, label: &str, link: &str) {
        if self.is_whole() {
            return self.say_indented(&format!("{label} {link}"), "  ", theme::PLAIN);
        }
        self.say_indented(label, "  ", theme::QUIET);
        self.payload("  ", link, "");
    }

    /// How far something has come: a bar, and in words the same. Lines have the words alone.
    pub fn progress(&mut self, done: usize, of: usize, said: &str) {
        if self.is_whole() {
            return self.say(said, theme::QUIET);
        }
        let room = BAR.min(self.width.saturating_sub(said.width() + 2));
        let full = room * done.min(of) / of.max(1);
        self.line(vec![
            Span::styled("█".repeat(full), theme::ACCENT),
            Span::styled("░".repeat(room - full), theme::QUIET),
            Span::styled(format!("  {said}"), theme::QUIET),
        ]);
    }

    /// The next line must be seen, and the hint below it.
    pub fn anchor(&mut self) {
        self.anchor = self.lines.len() + 2;
    }

    /// Everything up to here must be seen.
    pub fn anchor_above(&mut self) {
        self.anchor = self.lines.len();
    }

    /// The same where nothing else must.
    pub fn anchor_above_if_none(&mut self) {
        if self.anchor == 0 {
            self.anchor_above();
        }
    }

    /// The next line is seen, whatever else must be.
    pub fn keep(&mut self) {
        self.kept = Some(self.lines.len());
    }

    /// It is shown from its first line.
    pub fn stand_at_the_top(&mut self) {
        self.at_top = true;
    }

    /// What `fill` writes says what this change is.
    pub fn change(&mut self, change: &Change, fill: impl FnOnce(&mut Sheet)) {
        let from = self.lines.len();
        self.part(Section::Change, fill);
        self.change = Some((change.clone(), from, self.lines.len()));
    }

    /// The cursor stands in the next line, at this column.
    pub fn cursor_at(&mut self, column: usize) {
        self.cursor = Some((column.min(self.width.saturating_sub(1)), self.lines.len()));
        // The user sees where they type.
        self.keep();
        self.anchor();
    }

    /// Rows of all its lines.
    pub fn rows(&self) -> usize {
        self.lines.len()
    }

    /// Columns of the sheet.
    pub fn width(&self) -> usize {
        self.width
    }

    /// As lines, without what only keeps columns apart. Empty ones say nothing.
    pub fn read(self) -> Vec<SpokenLine> {
        let said = self.lines.into_iter().map(|Row { line, part, refresh, .. }| {
            let spans = line.spans.iter().map(|span| span.content.trim_end()).filter(|span| !span.trim().is_empty());
            let text = spans
                .enumerate()
                .map(|(at, span)| if at == 0 { span.to_owned() } else { format!(" {}", span.trim_start()) });
            SpokenLine { text: text.collect(), part, refresh }
        });
        said.filter(|said| !said.text.is_empty()).collect()
    }

    /// Draws it, from the top as far as it fits; where it does not, so far down that the anchor is seen, and the cursor
    /// with it; then moved up by `scroll` lines. A change that is longer than the area begins at its first line. Says
    /// what there was room for.
    pub fn draw(mut self, frame: &mut Frame, area: Rect, scroll: isize) -> Shown {
        let rows = u16::try_from(self.title).unwrap_or(u16::MAX);
        if self.title == 0 || self.lines.len() <= usize::from(area.height) || area.height < rows + LEAST {
            return self.draw_below(frame, area, scroll);
        }
        let below = self.lines.split_off(self.title);
        let title: Vec<Line> = std::mem::replace(&mut self.lines, below).into_iter().map(|row| row.line).collect();
        frame.render_widget(Paragraph::new(title), Rect { height: rows, ..area });
        let moved = |line: usize| line.saturating_sub(self.title);
        self.change = self.change.map(|(change, from, to)| (change, moved(from), moved(to)));
        self.cursor = self.cursor.map(|(column, row)| (column, moved(row)));
        self.anchor = moved(self.anchor);
        self.kept = self.kept.map(moved);
        self.draw_below(frame, Rect { y: area.y + rows, height: area.height - rows, ..area }, scroll)
    }

    fn draw_below(self, frame: &mut Frame, area: Rect, scroll: isize) -> Shown {
        let (height, last) = (usize::from(area.height), self.lines.len().saturating_sub(usize::from(area.height)));
        let mut top = self.anchor.saturating_sub(height);
        if let Some((_, from, to)) = &self.change
            && to - from > height
        {
            top = top.min(*from);
        }
        if let Some(row) = self.kept {
            top = top.min(row);
        }
        if self.at_top {
            top = 0;
        }
        let top = top.min(last).saturating_add_signed(scroll).min(last);
        let window = top..(top + height).min(self.lines.len());
        let has_stump = self.lines.get(top).is_some_and(|row| row.goes_on);
        let shown = Shown {
            change: self.change.map(|(change, from, to)| {
                let within = |line: usize| line.clamp(from, to) - from;
                ShownChange {
                    change,
                    lines: to - from,
                    from: within(window.start + usize::from(has_stump)),
                    to: within(window.end),
                }
            }),
            above: top,
            below: last - top,
            hides_its_end: self.at_top && self.anchor.min(self.lines.len()) > window.end,
        };
        if let Some((column, row)) = self.cursor
            && window.contains(&row)
        {
            let (x, y) = (column as u16, (row - top) as u16);
            frame.set_cursor_position(Position::new(area.x + x, area.y + y));
        }
        let mut rows: Vec<Row> = self.lines.into_iter().skip(top).take(height).collect();
        // The end of a sentence alone may say the opposite of the whole, so it is not shown.
        if let Some(first) = rows.first_mut().filter(|_| has_stump) {
            first.line = Line::styled(" …", theme::QUIET);
        }
        let lines: Vec<Line> = rows.into_iter().map(|row| row.line).collect();
        frame.render_widget(Paragraph::new(lines), area);
        shown
    }
}

/// A mark at the beginning of a line has a color of its own.
fn begun_by_its_mark(line: String, style: Style) -> Line<'static> {
    let blanks = line.len() - line.trim_start_matches(' ').len();
    let mut said = line[blanks..].chars();
    let mark = said.next().filter(|_| said.as_str().starts_with(' '));
    let of_mark = mark.and_then(|mark| Some((blanks + mark.len_utf8(), theme::leading_mark(mark, style)?)));
    match of_mark {
        Some((end, of_mark)) => {
            Line::from(vec![Span::styled(line[..end].to_owned(), of_mark), Span::styled(line[end..].to_owned(), style)])
        }
        None => Line::styled(line, style),
    }
}

/// Signs behind which a name, a value or a link may be broken.
const ENDS_A_PART: [char; 10] = ['.', '/', '?', '&', '#', ';', ':', '=', '@', ' '];
/// Less than this is never left for the last line: a dot alone is overlooked when it is copied by eye.
const LEAST_PART: usize = 4;

/// A value in lines: broken behind a sign where one is near the end of the line, else behind a hyphen there, else anywhere; never
/// so that only its last few characters stand alone. What is copied is ASCII, or counted by its columns.
pub fn in_parts(value: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(LEAST_PART * 2);
    let (mut parts, mut rest) = (Vec::new(), value);
    while rest.width() > columns {
        let mut end = cut(rest, columns + 1).trim_end_matches('…').len().min(rest.len());
        let behind = |at: Option<usize>| at.map(|at| at + 1).filter(|at| *at * 2 > end);
        let near = behind(rest[..end].rfind(ENDS_A_PART)).or_else(|| behind(rest[..end].rfind('-')));
        end = near.unwrap_or(end);
        if rest[end..].chars().count() < LEAST_PART {
            let earlier = rest[..end].char_indices().rev().nth(LEAST_PART - 1).map_or(end, |(at, _)| at);
            let near = rest[..earlier].rfind(ENDS_A_PART).map(|at| at + 1).filter(|at| *at * 2 > end);
            end = near.unwrap_or(earlier);
        }
        parts.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    parts.push(rest.to_owned());
    parts
}

/// A text in lines: broken at blanks, and what is longer than a line behind one of its own signs, as [`in_parts`] has it.
pub fn wrap(text: &str, options: textwrap::Options) -> Vec<String> {
    let indent = options.initial_indent.width().max(options.subsequent_indent.width());
    let room = options.width.saturating_sub(indent).max(LEAST_PART * 2);
    if options.break_words && text.split(' ').any(|word| word.width() > room) {
        let words: Vec<String> = text.split(' ').map(|word| in_parts(word, room).join(PART)).collect();
        let options = options.word_separator(textwrap::WordSeparator::Custom(at_parts));
        return textwrap::wrap(&words.join(" "), options).into_iter().map(|line| line.replace(PART, "")).collect();
    }
    textwrap::wrap(text, options).into_iter().map(Cow::into_owned).collect()
}

/// Has no width; stands where a word may be broken.
const PART: &str = "\u{200b}";

fn at_parts(line: &str) -> Box<dyn Iterator<Item = textwrap::core::Word<'_>> + '_> {
    Box::new(line.split_inclusive(PART).flat_map(|part| textwrap::WordSeparator::AsciiSpace.find_words(part)))
}

/// Lines break at blanks, so that `us-east-1` stays whole.
pub fn wrapping(width: usize) -> textwrap::Options<'static> {
    textwrap::Options::new(width.max(1))
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
}

/// As much of a text as fits into so many columns, with an ellipsis where it is less than all.
pub fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        let more = kept.width() + unicode_width::UnicodeWidthChar::width(c).unwrap_or_default();
        if more + 1 > columns {
            break;
        }
        kept.push(c);
    }
    if columns > 0 {
        kept.push('…');
    }
    kept
}

/// A name too long for its place loses its middle: the ends tell two apart.
pub fn middle_cut(text: &str, columns: usize) -> String {
    let count = text.chars().count();
    if count <= columns || columns < 5 {
        return cut(text, columns);
    }
    let (head, tail) = ((columns - 1).div_ceil(2), (columns - 1) / 2);
    let head: String = text.chars().take(head).collect();
    let tail: String = text.chars().skip(count - tail).collect();
    format!("{head}…{tail}")
}

/// To so many columns.
pub fn padded(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    let blanks = " ".repeat(columns.saturating_sub(text.width()));
    format!("{text}{blanks}")
}

/// `label   value`, the label quiet.
pub fn pair(label: &str, value: impl Into<String>, columns: usize) -> Vec<Span<'static>> {
    vec![Span::styled(padded(label, columns), theme::QUIET), Span::raw(value.into())]
}
