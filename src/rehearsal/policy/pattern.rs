//! The texts of a policy: in one, a character may stand for others, and a name for what the request has under it. Knows
//! neither the element that a text stands in nor what is asked of it.

use std::collections::BTreeMap;

/// What is known of a request beside action and resource, by condition key in lower case.
pub type Context = BTreeMap<String, Vec<String>>;

/// Whether `${…}` stands for something, which it does from the policy version 2012-10-17 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variables {
    /// By what the request has under that key.
    Filled,
    /// It is a text like any other.
    Unknown,
}

/// A text as a policy has it.
#[derive(Debug, Clone)]
pub struct Pattern(Vec<Piece>);

#[derive(Debug, Clone)]
enum Piece {
    Mark(Mark),
    /// `${aws:username}`, or `${aws:username, 'a default'}`.
    Variable {
        key: String,
        otherwise: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Char(char),
    /// `*`: any run of characters.
    Run,
    /// `?`: any one.
    One,
}

/// A text as it is for one request.
#[derive(Debug, Clone)]
pub struct Filled(Vec<Mark>);

impl Pattern {
    /// A text of a policy; what begins like a variable and does not end stands for itself.
    pub fn read(text: &str, variables: Variables) -> Pattern {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let variable = rest.strip_prefix("${").and_then(|inside| inside.split_once('}'));
            if let (Variables::Filled, Some((inside, after))) = (variables, variable) {
                pieces.push(variable_of(inside));
                rest = after;
                continue;
            }
            pieces.push(Piece::Mark(match first {
                '*' => Mark::Run,
                '?' => Mark::One,
                other => Mark::Char(other),
            }));
            rest = &rest[first.len_utf8()..];
        }
        Pattern(pieces)
    }

    /// With what the request has in the place of each variable; nothing where it has none, for then nothing is like it.
    pub fn filled(&self, context: &Context) -> Option<Filled> {
        let mut marks = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::Mark(mark) => marks.push(*mark),
                Piece::Variable { key, otherwise } => {
                    let text = match context.get(key).map(Vec::as_slice) {
                        Some([value]) => value,
                        Some(_) | None => otherwise.as_ref()?,
                    };
                    marks.extend(text.chars().map(Mark::Char));
                }
            }
        }
        Some(Filled(marks))
    }
}

/// `${*}`, `${?}` and `${$}` are the characters themselves.
fn variable_of(inside: &str) -> Piece {
    if let "*" | "?" | "$" = inside {
        return Piece::Mark(Mark::Char(inside.chars().next().unwrap_or('$')));
    }
    let (key, otherwise) = match inside.split_once(',') {
        Some((key, otherwise)) => (key, Some(otherwise.trim().trim_matches('\'').to_owned())),
        None => (inside, None),
    };
    Piece::Variable { key: key.trim().to_ascii_lowercase(), otherwise }
}

impl Filled {
    /// Letter for letter, wildcards included.
    pub fn text(&self) -> String {
        let letter = |mark: &Mark| match mark {
            Mark::Char(c) => *c,
            Mark::Run => '*',
            Mark::One => '?',
        };
        self.0.iter().map(letter).collect()
    }

    /// Whether this is a text that the pattern stands for.
    pub fn is_like(&self, text: &str) -> bool {
        glob(&self.0, &text.chars().collect::<Vec<_>>())
    }

    /// The same of an ARN: each of its six parts by itself, so that no wildcard reaches over a colon but in the last.
    pub fn is_arn_like(&self, arn: &str) -> bool {
        if self.0 == [Mark::Run] {
            return true;
        }
        let wanted: Vec<&[Mark]> = self.0.splitn(6, |mark| *mark == Mark::Char(':')).collect();
        let found: Vec<&str> = arn.splitn(6, ':').collect();
        let like = |(wanted, found): (&&[Mark], &&str)| glob(wanted, &found.chars().collect::<Vec<_>>());
        wanted.len() == found.len() && wanted.iter().zip(&found).all(like)
    }
}

fn glob(pattern: &[Mark], text: &[char]) -> bool {
    let (mut p, mut t, mut run) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some(Mark::Run) => {
                run = Some((p, t));
                p += 1;
            }
            Some(mark) if matches!(mark, Mark::One) || *mark == Mark::Char(text[t]) => {
                p += 1;
                t += 1;
            }
            Some(_) | None => match run {
                // The last run takes one character more.
                Some((at, from)) => {
                    run = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|mark| *mark == Mark::Run)
}
