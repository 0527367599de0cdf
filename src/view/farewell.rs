//! What stays on the terminal after the screen has gone: the receipt, as lines, or the lines for `.env` where the operator asked for
//! these alone, or half-way what was done and what is left. Does not know who prints it.

use super::{Sheet, Theme, page, wrapping};
use crate::{
    wizard::{Model, Page},
    words::Text,
};

/// The receipt in lines, where everything is done or where it is what the user was looking at; half-way what was done and what is
/// left, and nothing before there is something to keep. At a terminal of `width` columns sentences break between words; a command to be copied does not break.
pub fn farewell(model: &Model, text: &Text, theme: Theme, width: Option<usize>) -> Vec<String> {
    // An operator who asked for the lines alone leaves with them.
    if model.page == Page::Project && model.is_only_env() {
        return text.to_copy(&model.env_lines_to_copy()).unwrap_or_default().lines().map(str::to_owned).collect();
    }
    let mut sheet = Sheet::for_lines();
    match model.page == Page::Receipt || page::is_complete(model) {
        true => page::fill_receipt(&mut sheet, model, text),
        false => page::so_far(&mut sheet, model, text),
    }
    let commands = model.scene.programme.iter().flat_map(|it| it.in_earnest.lines()).collect::<Vec<_>>();
    let broken = |line: String| match width.filter(|_| !commands.iter().any(|it| it == line.trim())) {
        Some(width) => {
            let options = wrapping(width).break_words(false).subsequent_indent("  ");
            textwrap::wrap(&line, options).into_iter().map(|it| it.into_owned()).collect()
        }
        None => vec![line],
    };
    sheet.read().iter().flat_map(|line| broken(theme.line(&line.text))).collect()
}
