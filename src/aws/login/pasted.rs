//! A state and a code in a text that a person has copied: the text of the page in base64, with the rest of the page around it,
//! broken over lines, in quotes; or the address that the page has. Does not know whose they are.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use zeroize::Zeroizing;

use crate::terms::Secret;

/// Every state with its code that the text can be read as, the longest of those that begin at the same place first.
pub(super) fn answers_in(text: &str) -> Vec<(Secret, Secret)> {
    // What has no width comes along unseen.
    let unseen = |c: &char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}');
    let text: Zeroizing<String> = Zeroizing::new(text.chars().filter(|c| !unseen(c)).collect());
    let queries = text.split_whitespace().filter(|word| word.contains("code=")).filter_map(|word| {
        let word = word.trim_matches(['"', '\'', '`', '<', '>', '(', ')', '.', ',']);
        let (_, query) = word.split_once('?').unwrap_or(("", word));
        answer(query.split('#').next().unwrap_or_default().as_bytes())
    });
    // A letter that base64 has not ends a run; white space does not, for it may have come by breaking the text over lines.
    let plain = Zeroizing::new(percent_decoded(&text));
    let is_of_it = |c: char| c.is_ascii_alphanumeric() || "+/-_=".contains(c);
    let runs = plain.split(|c: char| !is_of_it(c) && !c.is_whitespace());
    queries.chain(runs.flat_map(packed)).collect()
}

/// The answers in a run of base64 with white space in it.
fn packed(run: &str) -> Vec<(Secret, Secret)> {
    let words: Vec<&str> = run.split_whitespace().collect();
    let mut found = Vec::new();
    for first in (0..words.len()).filter(|at| BEGINNINGS.iter().any(|begins| words[*at].starts_with(begins))) {
        for end in (first + 1..=words.len().min(first + MOST_LINES)).rev() {
            let joined = Zeroizing::new(words[first..end].concat());
            let joined = Zeroizing::new(joined.trim_end_matches('=').replace('-', "+").replace('_', "/"));
            let bytes = STANDARD_NO_PAD.decode(joined.as_bytes()).map(Zeroizing::new);
            found.extend(bytes.ok().and_then(|bytes| answer(&bytes)));
        }
    }
    found
}

/// How `state=` and `code=` begin in base64.
const BEGINNINGS: [&str; 2] = ["c3RhdGU9", "Y29kZT"];
/// Into more the text of a page is not broken.
const MOST_LINES: usize = 64;

/// State and code in a query, where it has both and nothing that no address has.
fn answer(query: &[u8]) -> Option<(Secret, Secret)> {
    if !query.iter().all(u8::is_ascii_graphic) {
        return None;
    }
    let (mut state, mut code) = (None, None);
    for (name, value) in form_urlencoded::parse(query) {
        if name == "state" {
            state = Some(Secret::new(value));
        } else if name == "code" {
            code = Some(Secret::new(value));
        }
    }
    code.filter(is_code).and_then(|code| Some((state?, code)))
}

/// Whether this may be a code.
pub(super) fn is_code(code: &Secret) -> bool {
    (1..=512).contains(&code.reveal().len())
}

/// The text with what base64 has and an address writes otherwise.
fn percent_decoded(text: &str) -> String {
    let marks = [("%2B", "+"), ("%2b", "+"), ("%2F", "/"), ("%2f", "/"), ("%3D", "="), ("%3d", "=")];
    marks.iter().fold(text.to_owned(), |text, (written, means)| text.replace(written, means))
}
