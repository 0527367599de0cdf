//! The keys at the foot of the screen: in the lower row what goes on and what only this page has; in the row above it, where the
//! page can spare one, what every page has, always in one order, so that a key is found where it was. What a row has no room
//! for goes into the other. Does not know what a key does.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
    widgets::Paragraph,
};
use unicode_width::UnicodeWidthStr as _;

use super::{
    around::ROOMY,
    names::key_name,
    sheet::Sheet,
    theme::{self, FunctionKeys},
};
use crate::{
    wizard::{Act, ActKind, Key, Model, Offer, offered},
    words::Text,
};

/// The keys by their names, each with what it does.
type Keys<'t> = Vec<(String, &'t str)>;

/// A key that is offered, its name and what it does.
type Named<'t> = (Offer, String, &'t str);

/// The keys, as far as there is room.
pub struct Footer<'t> {
    above: Keys<'t>,
    below: Keys<'t>,
}

/// Fewer rows than these can spare none.
const LEAST_ROWS: u16 = 20;
/// Rows of header, rules and the lower row of the footer.
pub const FRAME_ROWS: u16 = 4;

impl<'t> Footer<'t> {
    /// As many rows as this screen can spare beside this page.
    pub fn fitting(area: Rect, page: &Sheet, model: &Model, text: &'t Text, keys: FunctionKeys) -> Footer<'t> {
        let mut named: Vec<Named<'t>> = Vec::new();
        for offer in offered(model) {
            let label = text.act_name(ActKind::from(&offer.act));
            // Up and down, left and right do one thing in two directions.
            let is_known = named.iter().any(|(_, _, known)| *known == label);
            if !is_known && offer.act != Act::Above && !matches!(offer.key, Key::Down | Key::Left) {
                named.push((offer, as_pressed(offer, model, keys), label));
            }
        }
        // So do these two, where the page goes on both ways.
        let scrolls = |key| move |(offer, ..): &Named| offer.key == key;
        if let (Some(up), Some(down)) =
            (named.iter().position(scrolls(Key::PageUp)), named.iter().position(scrolls(Key::PageDown)))
        {
            named[up.min(down)].1 = format!("{} {}", named[up].1, named[down].1);
            named[up.min(down)].2 = text.screen_scroll();
            named.remove(up.max(down));
        }
        // A user who is lost looks for this one, so it is always there.
        let help = named.iter().position(|(offer, ..)| offer.act == Act::Help).map(|at| named.remove(at));
        let help = help.map(|(_, key, label)| (key, label));
        let width = usize::from(area.width);
        // Where the world must move first, time is offered before a look, and so are other stories where one begins or ends: there
        // they are the page's own matter.
        let at = |key| named.iter().position(|(offer, ..)| offer.key == key);
        let first = [Key::F(9), Key::F(10)].map(|key| (at(key) < at(Key::F(5))).then_some(key));
        let is_own = |(offer, ..): &Named| in_common(offer).is_none() || first.contains(&Some(offer.key));
        let (own, mut common): (Vec<_>, Vec<_>) = named.into_iter().partition(is_own);
        common.sort_by_key(|(offer, ..)| in_common(offer));
        let (below, rest) = fill(own.iter().chain(&common), width, help.clone());
        // What only this page has is named even where the page has to give up a row for it.
        let is_own = rest.iter().any(|(offer, ..)| matches!(offer.key, Key::F(4 | 6 | 7 | 8 | 11 | 12)));
        let spares = area.height >= ROOMY || page.rows() < usize::from(area.height.saturating_sub(FRAME_ROWS));
        let may_have_two = area.height >= LEAST_ROWS && model.window.overlay.is_none() && (is_own || spares);
        if rest.is_empty() || !may_have_two {
            return Footer { above: Vec::new(), below };
        }
        let (_, crowded) = fill(&own, width, help.clone());
        let (above, left) = fill(crowded.iter().copied().chain(&common), width, None);
        let is_crowded = |it: &&Named| crowded.iter().any(|(offer, ..)| offer == &it.0);
        let (below, _) = fill(own.iter().filter(|it| !is_crowded(it)).chain(left), width, help);
        Footer { above, below }
    }

    /// So many rows of the screen.
    pub fn rows(&self) -> u16 {
        if self.above.is_empty() { 1 } else { 2 }
    }

    /// Draws it into as many rows.
    pub fn draw(self, frame: &mut Frame, area: Rect) {
        let in_a_line = |keys: Keys, first| {
            let mut spans: Vec<Span> = vec![Span::raw(" ")];
            for (at, (key, label)) in keys.into_iter().enumerate() {
                spans.push(Span::styled(key, if at == 0 { first } else { theme::STRONG }));
                spans.push(Span::raw(format!(" {label}  ")));
            }
            Line::from(spans)
        };
        let above = (!self.above.is_empty()).then(|| in_a_line(self.above, theme::STRONG));
        // The first is what goes on.
        let lines: Vec<Line> = above.into_iter().chain([in_a_line(self.below, theme::ACCENT)]).collect();
        frame.render_widget(Paragraph::new(lines), area);
    }
}

/// Where among the keys of every page this one stands; none for what a page has for itself.
fn in_common(offer: &Offer) -> Option<usize> {
    let keys = [Key::Esc, Key::Tab, Key::F(2), Key::F(5), Key::F(9), Key::F(3), Key::Ctrl('c'), Key::F(10)];
    keys.iter().position(|key| *key == offer.key)
}

/// As many as fit into so many columns beside the last one, in their order; and those that do not.
fn fill<'k, 't: 'k>(
    keys: impl IntoIterator<Item = &'k Named<'t>>,
    width: usize,
    last: Option<(String, &'t str)>,
) -> (Keys<'t>, Vec<&'k Named<'t>>) {
    let columns = |key: &str, label: &str| key.width() + label.width() + 3;
    // The last one needs no blanks behind it.
    let mut left = (width + 2).saturating_sub(1 + last.as_ref().map_or(0, |(key, label)| columns(key, label)));
    let (mut fitting, mut rest): (Keys, Vec<_>) = Default::default();
    for named in keys {
        let (_, key, label) = named;
        match columns(key, label) <= left {
            true => {
                left -= columns(key, label);
                fitting.push((key.clone(), *label));
            }
            false => rest.push(named),
        }
    }
    (fitting.into_iter().chain(last).collect(), rest)
}

/// The key as it is named here.
fn as_pressed(offer: Offer, model: &Model, keys: FunctionKeys) -> String {
    match (offer.key, offer.act) {
        // Options that stand below each other.
        (Key::Right, _) if model.form.is_open() => "↑↓".to_owned(),
        (Key::Right, _) => "←→".to_owned(),
        (_, Act::ToRecord) => "↑↓".to_owned(),
        (key, _) => key_name(keys.reaching(key)),
    }
}
