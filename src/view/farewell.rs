//! What stays on the terminal after the screen has gone: the receipt, as lines. Does not know who prints it.

use super::{Sheet, Theme, page};
use crate::{
    wizard::{Model, Page},
    words::Text,
};

/// The receipt in lines, where everything is done or where it is what the user was looking at; nothing before there is
/// something to keep.
pub fn farewell(model: &Model, text: &Text, theme: Theme) -> Vec<String> {
    if model.page != Page::Receipt && !page::is_complete(model) {
        return Vec::new();
    }
    let mut sheet = Sheet::for_lines();
    page::fill_receipt(&mut sheet, model, text);
    sheet.read().iter().map(|line| theme.line(&line.text)).collect()
}
