//! The letter to AWS's reviewers while it is being edited: lines, a cursor, and what each key makes of them. Knows no
//! window: where a long line breaks on the screen is for the view to decide, and the arrows go by the letter's own
//! lines.

use unicode_segmentation::UnicodeSegmentation as _;

use super::super::keys::Key;

/// Lines that PgUp and PgDn move by.
const PAGE: isize = 10;
/// Versions that can be gone back to.
const VERSIONS: usize = 50;

/// A text that is being edited.
#[derive(Debug, Clone)]
pub struct Draft {
    /// At least one, none with a line end in it.
    lines: Vec<String>,
    cursor: Cursor,
    /// What was cut last, for Ctrl-Y.
    cut: String,
    before: Vec<Version>,
    after: Vec<Version>,
}

/// Where text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cursor {
    /// The line, from 0.
    pub line: usize,
    /// Bytes of the line before the cursor; always between two grapheme clusters.
    pub at: usize,
}

type Version = (Vec<String>, Cursor);

impl Draft {
    /// Begins with this text and the cursor at its start.
    pub fn new(text: &str) -> Draft {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let lines = if lines.is_empty() { vec![String::new()] } else { lines };
        Draft { lines, cursor: Cursor::default(), cut: String::new(), before: Vec::new(), after: Vec::new() }
    }

    /// The text as it stands, with the end of its last line.
    pub fn text(&self) -> String {
        self.lines.join("\n") + "\n"
    }

    /// Its lines; an empty text has an empty one.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Where text goes.
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }

    /// The paragraph with the cursor; on an empty line the one above.
    pub fn paragraph(&self) -> &str {
        let above = self.lines[..=self.cursor.line].iter().rev();
        above.map(|line| line.trim()).find(|line| !line.is_empty()).unwrap_or_default()
    }

    /// What a key does; one that means nothing here does nothing.
    pub fn edit(&mut self, key: Key) {
        let here = self.cursor;
        match key {
            Key::Char(c) if !c.is_control() => self.insert(c.encode_utf8(&mut [0; 4])),
            Key::Enter | Key::Ctrl('m') => self.insert("\n"),
            Key::Backspace | Key::Ctrl('h') => drop(self.remove(self.left(), here)),
            Key::Delete | Key::Ctrl('d') => drop(self.remove(here, self.right())),
            // At a line's own end these three take the line end.
            Key::Ctrl('k') => self.cut(here, if here == self.end() { self.right() } else { self.end() }),
            Key::Ctrl('j') => self.cut(if here.at == 0 { self.left() } else { self.head() }, here),
            Key::Ctrl('w') => self.cut(if here.at == 0 { self.left() } else { self.start_of_word() }, here),
            Key::Ctrl('y') => self.insert(&self.cut.clone()),
            Key::Ctrl('u') => self.go_back(),
            Key::Ctrl('r') => self.go_forth(),
            Key::Left | Key::Ctrl('b') => self.cursor = self.left(),
            Key::Right | Key::Ctrl('f') => self.cursor = self.right(),
            Key::Home | Key::Ctrl('a') => self.cursor = self.head(),
            Key::End | Key::Ctrl('e') => self.cursor = self.end(),
            Key::Up | Key::Ctrl('p') => self.move_lines(-1),
            Key::Down | Key::Ctrl('n') => self.move_lines(1),
            Key::PageUp => self.move_lines(-PAGE),
            Key::PageDown | Key::Ctrl('v') => self.move_lines(PAGE),
            Key::Char(_) | Key::Ctrl(_) | Key::F(_) | Key::Esc | Key::Tab | Key::BackTab => {}
        }
    }

    /// Puts a text before the cursor, whatever lines it has.
    pub fn insert(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.keep_version();
        let rest = self.lines[self.cursor.line].split_off(self.cursor.at);
        for (at, part) in text.split('\n').enumerate() {
            if at > 0 {
                self.cursor.line += 1;
                self.lines.insert(self.cursor.line, String::new());
            }
            self.lines[self.cursor.line].push_str(part);
        }
        let at = self.lines[self.cursor.line].len();
        self.lines[self.cursor.line].push_str(&rest);
        self.put_between_clusters(at);
    }

    /// Takes out what is between two places of a line, or one line end.
    fn remove(&mut self, from: Cursor, to: Cursor) -> String {
        if from == to {
            return String::new();
        }
        self.keep_version();
        let rest = self.lines[to.line].split_off(to.at);
        let taken = match from.line == to.line {
            true => self.lines[from.line].split_off(from.at),
            false => self.lines.remove(to.line) + "\n",
        };
        self.lines[from.line].push_str(&rest);
        self.cursor.line = from.line;
        self.put_between_clusters(from.at);
        taken
    }

    fn cut(&mut self, from: Cursor, to: Cursor) {
        let taken = self.remove(from, to);
        if !taken.is_empty() {
            self.cut = taken;
        }
    }

    /// What was put together may be one cluster now: the cursor goes behind it.
    fn put_between_clusters(&mut self, at: usize) {
        let line = self.line();
        let ends = line.grapheme_indices(true).map(|(start, cluster)| start + cluster.len());
        self.cursor.at = std::iter::once(0).chain(ends).find(|end| *end >= at).unwrap_or(line.len());
    }

    fn keep_version(&mut self) {
        self.before.push((self.lines.clone(), self.cursor));
        let over = self.before.len().saturating_sub(VERSIONS);
        self.before.drain(..over);
        self.after.clear();
    }

    fn go_back(&mut self) {
        if let Some(version) = self.before.pop() {
            let now = self.take_version(version);
            self.after.push(now);
        }
    }

    fn go_forth(&mut self) {
        if let Some(version) = self.after.pop() {
            let now = self.take_version(version);
            self.before.push(now);
        }
    }

    fn take_version(&mut self, (lines, cursor): Version) -> Version {
        (std::mem::replace(&mut self.lines, lines), std::mem::replace(&mut self.cursor, cursor))
    }

    fn line(&self) -> &str {
        &self.lines[self.cursor.line]
    }

    fn head(&self) -> Cursor {
        Cursor { at: 0, ..self.cursor }
    }

    fn end(&self) -> Cursor {
        Cursor { at: self.line().len(), ..self.cursor }
    }

    /// Behind the cluster before the cursor; from the start of a line to the end of the one above.
    fn left(&self) -> Cursor {
        let Cursor { line, at } = self.cursor;
        match (self.line()[..at].grapheme_indices(true).next_back(), line.checked_sub(1)) {
            (Some((start, _)), _) => Cursor { line, at: start },
            (None, Some(above)) => Cursor { line: above, at: self.lines[above].len() },
            (None, None) => self.cursor,
        }
    }

    /// Behind the cluster after the cursor; from the end of a line to the start of the one below.
    fn right(&self) -> Cursor {
        let Cursor { line, at } = self.cursor;
        match self.line()[at..].graphemes(true).next() {
            Some(cluster) => Cursor { line, at: at + cluster.len() },
            None if line + 1 < self.lines.len() => Cursor { line: line + 1, at: 0 },
            None => self.cursor,
        }
    }

    /// Where the word begins that ends before the cursor, blanks behind it counted in. Punctuation is a word of its own.
    fn start_of_word(&self) -> Cursor {
        let kind = |c: char| (c.is_whitespace(), c.is_ascii_punctuation() && c != '_');
        let before = &self.line()[..self.cursor.at];
        let word = before.trim_end();
        let of = word.chars().next_back().map(kind);
        let at = word.char_indices().rev().take_while(|(_, c)| Some(kind(*c)) == of).last().map_or(0, |(at, _)| at);
        let clusters = before.grapheme_indices(true).map(|(start, _)| start);
        Cursor { at: clusters.take_while(|start| *start <= at).last().unwrap_or_default(), ..self.cursor }
    }

    /// As many clusters from the start of the line as before, where it is as long.
    fn move_lines(&mut self, by: isize) {
        let column = self.line()[..self.cursor.at].graphemes(true).count();
        self.cursor.line = self.cursor.line.saturating_add_signed(by).min(self.lines.len() - 1);
        self.cursor.at = self.line().grapheme_indices(true).nth(column).map_or(self.line().len(), |(at, _)| at);
    }
}
