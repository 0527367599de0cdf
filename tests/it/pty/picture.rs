//! A walk as an animated picture for the README: SVG, each screen as the terminal showed it. Knows no page and no story; what
//! it is given are screens of the emulator, and how they follow is the walk's matter.
//!
//! A line that stands in several screens is written once. Text is stretched to its columns, so that a reader's font with
//! other widths, or none for Hangul, still draws a table as a table. Where motion is not wanted the last screen stands.

use std::{collections::BTreeMap, fmt::Write as _};

use vt100::{Cell, Color, Screen};

/// The size of one column and of one line, in the picture's units.
const COLUMN: f32 = 8.4;
const LINE: f32 = 18.0;
/// Around the screen.
const MARGIN: f32 = 12.0;
/// So long a screen stands, in seconds: long enough to see what changed. The last one is read.
const STANDS: f32 = 1.6;
const LAST_STANDS: f32 = 6.0;

const GROUND: &str = "#16161e";
const TEXT: &str = "#c8ccd4";

/// The sixteen colors that a terminal has by name, on a dark ground.
const NAMED: [&str; 16] = [
    "#3b4048", "#e06c75", "#98c379", "#e5c07b", "#61afef", "#c678dd", "#56b6c2", "#abb2bf", "#7f848e", "#ff8b92",
    "#b5e890", "#ffd98f", "#8cc8ff", "#dfa6ef", "#7fdbe6", "#ffffff",
];

/// Screens in the order in which they were seen.
#[derive(Default)]
pub struct Picture {
    lines: BTreeMap<String, usize>,
    screens: Vec<Vec<usize>>,
    columns: u16,
}

impl Picture {
    /// Adds a screen, unless it is the last one again.
    pub fn add(&mut self, screen: &Screen) {
        let (rows, columns) = screen.size();
        let (rows, columns) = (rows.get(), columns.get());
        self.columns = self.columns.max(columns);
        let lines = (0..rows).map(|row| {
            let next = self.lines.len();
            *self.lines.entry(drawn(screen, row, columns)).or_insert(next)
        });
        let lines = lines.collect();
        if self.screens.last() != Some(&lines) {
            self.screens.push(lines);
        }
    }

    /// How many screens there are.
    pub fn len(&self) -> usize {
        self.screens.len()
    }

    /// The SVG. `says` is what stands in its place where it cannot be seen.
    pub fn svg(&self, says: &str) -> String {
        let rows = self.screens.iter().map(Vec::len).max().unwrap_or_default();
        let (width, height) = (f32::from(self.columns) * COLUMN + 2.0 * MARGIN, rows as f32 * LINE + 2.0 * MARGIN);
        let last = self.screens.len().saturating_sub(1);
        let whole = last as f32 * STANDS + LAST_STANDS;
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\">\
             <title>{}</title><style>\
             text{{font:14px D2Coding,'JetBrains Mono',Menlo,Consolas,'DejaVu Sans Mono','Noto Sans Mono CJK KR',monospace;\
             white-space:pre;fill:{TEXT}}}.b{{font-weight:bold}}.d{{opacity:.6}}.i{{font-style:italic}}\
             .u{{text-decoration:underline}}.s{{visibility:hidden;animation:{whole:.1}s step-end infinite}}",
            escaped(says)
        );
        for at in 0..=last {
            let (from, to) = (at as f32 * STANDS, if at == last { whole } else { (at + 1) as f32 * STANDS });
            let percent = |seconds: f32| 100.0 * seconds / whole;
            let hidden = if at == 0 { "" } else { "0%{visibility:hidden}" };
            let _ = write!(
                svg,
                "@keyframes k{at}{{{hidden}{:.3}%{{visibility:visible}}{:.3}%{{visibility:hidden}}}}.k{at}{{animation-name:k{at}}}",
                percent(from),
                percent(to),
            );
        }
        let _ = write!(
            svg,
            "@media(prefers-reduced-motion:reduce){{.s{{animation:none}}.k{last}{{visibility:visible}}}}</style><defs>"
        );
        for (line, at) in &self.lines {
            if !line.is_empty() {
                let _ = write!(svg, "<g id=\"l{at}\">{line}</g>");
            }
        }
        let _ = write!(svg, "</defs><rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{GROUND}\"/>");
        for (at, screen) in self.screens.iter().enumerate() {
            let _ = write!(svg, "<g class=\"s k{at}\">");
            for (row, line) in screen.iter().enumerate().filter(|(_, line)| !self.is_empty_line(**line)) {
                let _ = write!(svg, "<use href=\"#l{line}\" x=\"{MARGIN}\" y=\"{:.0}\"/>", MARGIN + row as f32 * LINE);
            }
            svg.push_str("</g>");
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn is_empty_line(&self, line: usize) -> bool {
        self.lines.get("") == Some(&line)
    }
}

/// What cells that are drawn together have in common.
#[derive(Clone, PartialEq)]
struct Style {
    text: Option<String>,
    ground: Option<String>,
    classes: String,
    wide: bool,
}

impl Style {
    fn of(cell: &Cell) -> Style {
        let (mut text, mut ground) = (color(cell.fgcolor()), color(cell.bgcolor()));
        if cell.inverse() {
            let lit = text.take().unwrap_or_else(|| TEXT.into());
            text = Some(ground.take().unwrap_or_else(|| GROUND.into()));
            ground = Some(lit);
        }
        let marks = [(cell.bold(), "b"), (cell.dim(), "d"), (cell.italic(), "i"), (cell.underline(), "u")];
        let classes: Vec<&str> = marks.iter().filter(|(has, _)| *has).map(|(_, class)| *class).collect();
        Style { text, ground, classes: classes.join(" "), wide: cell.is_wide() }
    }
}

/// A row of the screen: runs of cells of one style, the blank ones without a color of their own left out.
fn drawn(screen: &Screen, row: u16, columns: u16) -> String {
    let mut runs: Vec<(u16, u16, String, Style)> = Vec::new();
    for column in 0..columns {
        let Some(cell) = screen.cell(row, column).filter(|cell| !cell.is_wide_continuation()) else { continue };
        let (style, width) = (Style::of(cell), if cell.is_wide() { 2 } else { 1 });
        let text = if cell.has_contents() { cell.contents() } else { " " };
        match runs.last_mut() {
            Some((from, length, said, last)) if *last == style && *from + *length == column => {
                *length += width;
                said.push_str(text);
            }
            Some(_) | None => runs.push((column, width, text.to_owned(), style)),
        }
    }
    let mut line = String::new();
    for (from, length, said, style) in runs {
        let (x, wide) = (f32::from(from) * COLUMN, f32::from(length) * COLUMN);
        if let Some(ground) = &style.ground {
            let _ = write!(line, "<rect x=\"{x:.1}\" width=\"{wide:.1}\" height=\"{LINE}\" fill=\"{ground}\"/>");
        }
        let shown = said.trim_end();
        if shown.is_empty() {
            continue;
        }
        // What stands before a word is room, not text.
        let lead = shown.chars().take_while(|c| *c == ' ').count();
        let tail = said.chars().count() - shown.chars().count();
        let x = x + lead as f32 * COLUMN;
        let wide = wide - (lead + tail) as f32 * COLUMN;
        let _ = write!(line, "<text x=\"{x:.1}\" y=\"13\" textLength=\"{wide:.1}\" lengthAdjust=\"spacingAndGlyphs\"");
        if !style.classes.is_empty() {
            let _ = write!(line, " class=\"{}\"", style.classes);
        }
        if let Some(text) = &style.text {
            let _ = write!(line, " style=\"fill:{text}\"");
        }
        let _ = write!(line, ">{}</text>", escaped(&shown[lead..]));
    }
    line
}

fn color(color: Color) -> Option<String> {
    match color {
        Color::Default => None,
        Color::Idx(index) => Some(indexed(index)),
        Color::Rgb(red, green, blue) => Some(format!("#{red:02x}{green:02x}{blue:02x}")),
    }
}

/// The 256 colors of xterm: the named ones, a cube of six steps a side, and greys.
fn indexed(index: u8) -> String {
    let step = |at: u8| if at == 0 { 0 } else { 55 + 40 * at };
    match index {
        0..16 => NAMED[usize::from(index)].to_owned(),
        16..232 => {
            let at = index - 16;
            format!("#{:02x}{:02x}{:02x}", step(at / 36), step(at / 6 % 6), step(at % 6))
        }
        232.. => {
            let grey = 8 + 10 * (index - 232);
            format!("#{grey:02x}{grey:02x}{grey:02x}")
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
