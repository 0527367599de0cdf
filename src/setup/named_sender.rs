//! Whom a value of `ses:FromAddress` names. In one, `*` and `?` stand for others, or for themselves: the operator and the
//! document's version decide. Here every value has one form, the one that it has under an operator with wildcards in a
//! document of 2012-10-17, where `${*}`, `${?}` and `${$}` are the letters. Knows no statement.

use std::iter::Peekable;

/// The version from which on `${…}` stands for something.
pub(super) const WITH_VARIABLES: &str = "2012-10-17";

/// How a document means a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wording {
    /// Whether `*` and `?` stand for others.
    pub wildcards: bool,
    /// Whether `${…}` stands for something.
    pub variables: bool,
}

impl Wording {
    /// The value in the one form.
    pub(super) fn in_one_form(self, value: &str) -> String {
        let mut form = String::with_capacity(value.len());
        let mut rest = value;
        while let Some(first) = rest.chars().next() {
            let begins = rest.starts_with("${");
            if let (true, true, Some(end)) = (self.variables, begins, rest.find('}')) {
                form.push_str(&rest[..=end]);
                rest = &rest[end + 1..];
                continue;
            }
            match first {
                '*' | '?' if !self.wildcards => form.push_str(&escape(first)),
                '$' if begins && !self.variables => form.push_str(&escape(first)),
                other => form.push(other),
            }
            rest = &rest[first.len_utf8()..];
        }
        form
    }
}

/// The one form of a text that stands for itself alone, such as an address: `*` and `?` are letters of one too.
pub fn literal(text: &str) -> String {
    Wording { wildcards: false, variables: false }.in_one_form(text)
}

/// Whether a name in the one form has a letter that is written as a variable.
pub(super) fn is_escaped(name: &str) -> bool {
    ["${*}", "${?}", "${$}"].iter().any(|escaped| name.contains(escaped))
}

/// Whether a name, in the one form, stands for all that another one does.
pub(super) fn stands_for(name: &str, other: &str) -> bool {
    let (name, other) = (marks(name), marks(other));
    let (mut name, mut other) = (name.iter(), other.iter());
    // After the last run: what is left of the name, and of the other that the run did not take yet. It takes as little as
    // it can.
    let mut retry: Option<(std::slice::Iter<'_, Mark>, std::slice::Iter<'_, Mark>)> = None;
    loop {
        let wanted = name.next();
        if wanted == Some(&Mark::Run) {
            retry = Some((name.clone(), other.clone()));
            continue;
        }
        let fits = match (wanted, other.next()) {
            (None, None) => return true,
            // What stands for any number of letters is not one of them.
            (Some(Mark::One), Some(found)) => matches!(found, Mark::Letter(_) | Mark::One),
            (wanted, found) => wanted == found,
        };
        if !fits {
            let Some((after, left)) = retry.as_mut() else { return false };
            if left.next().is_none() {
                return false;
            }
            (name, other) = (after.clone(), left.clone());
        }
    }
}

/// A part of a name.
#[derive(Debug, PartialEq, Eq)]
enum Mark {
    Letter(char),
    /// `*`
    Run,
    /// `?`
    One,
    /// What the request has under this key.
    Variable(String),
}

fn marks(name: &str) -> Vec<Mark> {
    let mut letters = name.chars().peekable();
    let mut marks = Vec::new();
    while let Some(letter) = letters.next() {
        marks.push(match letter {
            '*' => Mark::Run,
            '?' => Mark::One,
            '$' if letters.peek() == Some(&'{') => variable(&mut letters).unwrap_or(Mark::Letter('$')),
            other => Mark::Letter(other),
        });
    }
    marks
}

/// What stands behind a `$`; nothing where the brace is not closed, and the letters stand for themselves.
fn variable(letters: &mut Peekable<std::str::Chars<'_>>) -> Option<Mark> {
    let mut ahead = letters.clone();
    ahead.next();
    let inside: String = ahead.by_ref().take_while(|letter| *letter != '}').collect();
    let closed = letters.clone().skip(1).any(|letter| letter == '}');
    closed.then(|| {
        *letters = ahead;
        match inside.as_str() {
            "*" => Mark::Letter('*'),
            "?" => Mark::Letter('?'),
            "$" => Mark::Letter('$'),
            key => Mark::Variable(key.to_ascii_lowercase()),
        }
    })
}

fn escape(letter: char) -> String {
    format!("${{{letter}}}")
}
