//! The fields of a page: each with its label, what stands in it, and below the one with the focus what is wanted there.
//! Does not know what an answer leads to.

use ratatui::text::Span;
use unicode_width::UnicodeWidthStr as _;

use super::{
    page::key,
    sheet::{Section, Sheet, padded, wrap, wrapping},
    theme,
};
use crate::{
    setup::SesAccount,
    terms::{Fact, Region, Secret},
    wizard::{Choice, Door, Entry, Field, FieldId, Hidden, Model, Page, Wish},
    words::{Text, ask},
};

/// An option of a choice, as it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The word by which it can be typed.
    pub id: String,
    /// What it is called on the screen.
    pub name: String,
    /// What was seen of it.
    pub beside: Option<String>,
    /// What it means.
    pub hint: Option<String>,
}

/// All that a choice has, in order; nothing where text is asked.
pub fn alternatives(model: &Model, text: &Text, field: &Field) -> Vec<Alternative> {
    let Entry::Choice { options, .. } = &field.entry else { return Vec::new() };
    let read = |choice: &Choice| Alternative {
        id: choice.id(),
        name: ask::option(text, choice, &model.facts),
        beside: beside(model, text, choice),
        hint: hint(model, text, choice).map(str::to_owned),
    };
    options.iter().map(read).collect()
}

/// What an option means. In a rehearsal none promises that it goes on after quitting.
fn hint(model: &Model, text: &Text, choice: &Choice) -> Option<&'static str> {
    match choice {
        Choice::Door(Door::SetUp) if model.scene.programme.is_some() => Some(text.screen_set_up_rehearsed()),
        other => ask::option_hint(text, other, &model.facts),
    }
}

/// What is wanted in a field. Where only the lines are asked for, they can do without a key.
fn wanted(model: &Model, text: &Text, field: &Field) -> &'static str {
    match field.id {
        FieldId::Hidden(Hidden::GivenKey) if model.is_only_env() => text.screen_given_key_optional(),
        id => text.field_hint(id),
    }
}

/// The fields, the one with the focus open to the keyboard and explained below it.
pub fn fields(sheet: &mut Sheet, model: &Model, text: &Text) {
    if sheet.is_whole() {
        return sheet.part(Section::Form, |sheet| answers(sheet, model, text));
    }
    // Where an action waits, what was answered is one line, so that the page has room for what Enter does.
    let wrong = model.form.fields.iter().any(|field| field.wrong.is_some());
    if model.form.focused().is_none() && model.page != Page::Start && model.ready().is_some() && !wrong {
        // The request to AWS holds each of the answers.
        if !(sheet.is_terse() && model.page == Page::Production) {
            answered(sheet, model, text);
        }
        return;
    }
    let labels = model.form.fields.iter().map(|field| text.field_name(field.id).width()).max().unwrap_or_default() + 2;
    let wrong = |field: &Field| field.wrong.is_some();
    let among_extras = model.form.focused().is_some_and(|field| field.extra)
        || model.form.fields.iter().any(|field| field.extra && wrong(field));
    for (at, field) in model.form.fields.iter().enumerate() {
        // Questions that most users pass by are one line until the focus comes to them.
        if field.extra && !among_extras {
            if !model.form.fields[..at].iter().any(|before| before.extra) {
                extras(sheet, model, text);
            }
            continue;
        }
        let focused = at == model.form.focus;
        let label =
            Span::styled(padded(text.field_name(field.id), labels), if focused { theme::STRONG } else { theme::QUIET });
        let mark = Span::styled(if focused { "▸ " } else { "  " }, theme::ACCENT);
        let room = sheet.width().saturating_sub(labels + 2);
        match &field.entry {
            Entry::Text(input) => {
                let scroll = input.visual_scroll(room.saturating_sub(1));
                if focused {
                    sheet.cursor_at(2 + labels + input.visual_cursor().saturating_sub(scroll));
                }
                let (shown, style) = match input.value() {
                    "" if !focused && field.id == FieldId::from(Wish::TestTo) => {
                        (text.screen_to_the_simulator().to_owned(), theme::QUIET)
                    }
                    said => (scrolled(said, scroll), if focused { theme::STRONG } else { theme::PLAIN }),
                };
                sheet.line(vec![mark, label, Span::styled(shown, style)]);
            }
            Entry::Secret(typed) => {
                let shown = hidden(text, typed, room.saturating_sub(1));
                if focused {
                    sheet.cursor_at(2 + labels + shown.width());
                }
                sheet.line(vec![mark, label, Span::raw(shown)]);
            }
            Entry::Choice { filter, .. } if focused && model.form.is_open() => {
                sheet.line(vec![mark, label]);
                open(sheet, model, text, field, filter);
                continue;
            }
            Entry::Choice { .. } => {
                if focused {
                    sheet.anchor();
                }
                let shown = option(model, text, field);
                let shown = if focused { format!("◂ {shown} ▸") } else { shown };
                let style = if focused { theme::PICKED } else { theme::PLAIN };
                let (mut before, beside) = (vec![mark, label], Span::raw(" ".repeat(labels + 2)));
                for line in wrap(&shown, wrapping(room)) {
                    before.push(Span::styled(line, style));
                    sheet.line(std::mem::replace(&mut before, vec![beside.clone()]));
                }
            }
        }
        if let Some(wrong) = &field.wrong {
            sheet.say_indented(&ask::wrong(text, wrong), "    ", theme::WRONG);
            if focused && field.takes_text() {
                sheet.say_indented(wanted(model, text, field), "    ", theme::QUIET);
            }
            sheet.anchor_above();
        } else if focused {
            let hint = field.picked().and_then(|choice| hint(model, text, choice));
            if hint.is_none() || ask::means_little_alone(field.id) {
                sheet.say_indented(wanted(model, text, field), "    ", theme::QUIET);
            }
            hint.iter().for_each(|hint| sheet.say_indented(hint, "    ", theme::QUIET));
        }
    }
    if !model.form.fields.is_empty() {
        sheet.blank();
    }
}

/// What the questions that most users pass by are about.
fn extras(sheet: &mut Sheet, model: &Model, text: &Text) {
    match price(model, text).filter(|_| model.page == Page::Region) {
        Some(price) => sheet.say_indented(&format!("{price} {}", text.screen_price_keys()), "  ", theme::QUIET),
        None => sheet.say_indented(text.screen_extras(), "  ", theme::QUIET),
    }
}

/// What was answered, each answer behind what was asked; what most pass by is not named.
fn answered(sheet: &mut Sheet, model: &Model, text: &Text) {
    let asked = model.form.fields.iter().filter(|field| !field.extra && !matches!(field.entry, Entry::Secret(_)));
    let named = asked.map(|field| (text.field_name(field.id), option(model, text, field)));
    let said: Vec<String> =
        named.filter(|(_, said)| !said.is_empty()).map(|(name, said)| format!("{name}: {said}")).collect();
    sheet.side_by_side(&said, "  ", theme::QUIET);
    if !model.form.fields.is_empty() {
        sheet.blank();
    }
}

/// What was answered, a line each. An error that was pasted may hold a secret.
fn answers(sheet: &mut Sheet, model: &Model, text: &Text) {
    // Of the price plan a line of its own tells more.
    for field in model.form.fields.iter().filter(|field| !field.id.is_long() && field.id != Wish::Pricing) {
        sheet.say(&format!("{}: {}", text.field_name(field.id), option(model, text, field)), theme::PLAIN);
    }
}

/// Options that an open choice shows at once.
const SHOWN: usize = 8;

/// All that an open choice has, the picked one with what it means.
fn open(sheet: &mut Sheet, model: &Model, text: &Text, field: &Field, filter: &str) {
    let options = field.shown();
    let picked = options.iter().position(|option| Some(*option) == field.picked()).unwrap_or_default();
    let first = picked.saturating_sub(SHOWN / 2).min(options.len().saturating_sub(SHOWN));
    if field.is_long() {
        let (said, style) = match (filter.is_empty(), options.is_empty()) {
            (true, _) => (text.screen_filter_hint().to_owned(), theme::QUIET),
            (false, false) => (text.screen_filter(filter), theme::QUIET),
            (false, true) => (text.screen_filter_none(filter), theme::WRONG),
        };
        sheet.say_indented(&said, "    ", style);
    }
    // What is asked stands beside the answers while one is chosen.
    if let Some(asked) = ask::hint_beside_options(text, field.id) {
        sheet.say_indented(asked, "    ", if ask::means_little_alone(field.id) { theme::PLAIN } else { theme::QUIET });
    }
    for (at, option) in options.iter().enumerate().skip(first).take(SHOWN) {
        let name = ask::option(text, option, &model.facts);
        let beside = beside(model, text, option).unwrap_or_default();
        let (mark, style) = if at == picked { ("  ▸ ", theme::PICKED) } else { ("    ", theme::PLAIN) };
        let room = sheet.width().saturating_sub(4 + beside.width() + 2);
        if name.width() <= room {
            let name = if beside.is_empty() { name } else { padded(&name, room) };
            sheet.line(vec![
                Span::styled(mark, theme::ACCENT),
                Span::styled(name, style),
                Span::styled(format!("  {beside}"), theme::QUIET),
            ]);
        } else {
            sheet.line(vec![Span::styled(mark, theme::ACCENT), Span::styled(name, style)]);
            sheet.say_indented(&beside, "      ", theme::QUIET);
        }
        if at == picked {
            if let Some(hint) = hint(model, text, option) {
                sheet.say_indented(hint, "      ", theme::QUIET);
            }
            sheet.anchor();
        }
    }
    goes_on(sheet, text, first, options.len());
}

/// That a list is longer than what is shown of it, which part that is, and in which direction it goes on.
fn goes_on(sheet: &mut Sheet, text: &Text, first: usize, all: usize) {
    let last = (first + SHOWN).min(all);
    if last - first == all {
        return;
    }
    let mark = |goes_on: bool, mark| if goes_on { mark } else { "" };
    let marks = format!("{}{}", mark(first > 0, "▴"), mark(last < all, "▾"));
    sheet.say_indented(&text.screen_part_of(all, first + 1, last), &format!("    {marks} "), theme::QUIET);
}

/// What is known of an option.
fn beside(model: &Model, text: &Text, choice: &Choice) -> Option<String> {
    let known = if let Choice::Region(region) = choice {
        radar(model, text, *region)
    } else if let Choice::SignIn(by) = choice {
        text.login_known(by, &model.facts, &model.intent.sign_in, model.now)
    } else if let Choice::RetireKey(Some(id)) = choice {
        key::seen(model, text, id)
    } else {
        None
    };
    known.filter(|it| !it.is_empty())
}

/// How AWS bills in the region of the set-up, where it tells.
pub fn price(model: &Model, text: &Text) -> Option<String> {
    model.account_here()?.plan.as_ref().map(|plan| text.account_price(text.price_line(plan)))
}

/// What the radar saw in a region.
pub fn radar(model: &Model, text: &Text, region: Region) -> Option<String> {
    let seen = model.facts.regions.get(&region)?;
    let identities = match seen.counts() {
        None | Some((_, 0)) => None,
        Some((verified, all)) => Some(text.screen_radar_verified(all, verified)),
    };
    let of_account = match &seen.account {
        Fact::Present(account) => of_account(text, account),
        Fact::Hidden(_) if seen.is_off() => vec![text.screen_radar_off().to_owned()],
        Fact::Hidden(_) => vec![text.screen_radar_hidden().to_owned()],
        Fact::Absent | Fact::Unknown => Vec::new(),
    };
    Some(identities.into_iter().chain(of_account).collect::<Vec<_>>().join(" · "))
}

/// How far it is out of the sandbox, whether it is stopped or watched, how much it may send, and by which plan it is billed.
fn of_account(text: &Text, account: &SesAccount) -> Vec<String> {
    let is_well = account.stop().is_none() && matches!(account.enforcement.as_deref(), Some("HEALTHY") | None);
    let mut told = vec![text.account_stage(account.stage()).to_owned()];
    told.extend((!is_well).then(|| text.health(account)));
    told.extend(account.quota.map(|quota| text.quota_a_day(quota)));
    told.extend(account.plan.as_ref().map(|plan| text.price_plan(plan)));
    told
}

/// A secret by its length; of a paste, by its lines.
fn hidden(text: &Text, typed: &Secret, columns: usize) -> String {
    match typed.lines() {
        0 | 1 => "•".repeat(typed.shape().length.min(columns)),
        lines => text.screen_hidden_lines(lines),
    }
}

/// The part of an input that is visible, from its first column.
fn scrolled(value: &str, columns: usize) -> String {
    let mut passed = 0;
    value
        .chars()
        .skip_while(|c| {
            let hidden = passed < columns;
            passed += unicode_width::UnicodeWidthChar::width(*c).unwrap_or_default();
            hidden
        })
        .collect()
}

/// What was typed, or the picked option as it is read.
fn option(model: &Model, text: &Text, field: &Field) -> String {
    match field.picked() {
        Some(choice) => ask::option(text, choice, &model.facts),
        None => field.text().into_owned(),
    }
}
