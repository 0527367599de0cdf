//! The fields of a page: text, choices, yes or no, secrets. Knows how they are edited, not what they mean.

use std::borrow::Cow;

use tui_input::{Input, InputRequest, StateChanged};
use unicode_normalization::UnicodeNormalization as _;

use super::{
    choice::Choice,
    field::{FieldId, Hidden, Wish},
    keys::Key,
    wrong::Wrong,
};
use crate::terms::{Address, Secret};

/// The fields of a page and which of them has the focus; behind the last one stands the page's own action.
#[derive(Debug, Default)]
pub struct Form {
    /// From top to bottom.
    pub fields: Vec<Field>,
    /// The place of the field with the focus; as many as there are fields where the action has it.
    pub focus: usize,
    /// The choice with the focus shows all it has; what was picked before.
    open: Option<Choice>,
}

#[derive(Debug)]
pub struct Field {
    /// Which answer it holds.
    pub id: FieldId,
    /// What stands in it.
    pub entry: Entry,
    /// Why the last answer was not taken.
    pub wrong: Option<Wrong>,
    /// The usual answer does for most; Enter passes by.
    pub extra: bool,
}

/// What stands in a field while it is edited.
#[derive(Debug)]
pub enum Entry {
    /// Typed and shown.
    Text(Input),
    /// Typed and pasted at its end, and never shown; once it is an answer it is moved out.
    Secret(Secret),
    /// One of several.
    Choice {
        options: Vec<Choice>,
        picked: usize,
        /// Typed while the choice is open: only what has it in its name is shown.
        filter: String,
    },
}

/// So many options can be gone through one by one.
const FEW: usize = 6;

/// What is said to a field in one piece, by a face that has no keys.
#[derive(Debug)]
pub enum FieldValue {
    /// As if it had been typed.
    Text(String),
    /// As if it had been typed unseen.
    Secret(Secret),
    /// One of its options.
    Choice(Choice),
}

impl Form {
    /// A form with the focus on the first field that still needs an answer, else on the page's action.
    pub fn of(fields: Vec<Field>, needs: impl Fn(FieldId) -> bool) -> Form {
        let focus = fields.iter().position(|field| needs(field.id)).unwrap_or(fields.len());
        let mut form = Form { fields, focus, open: None };
        form.open_if_asked(needs);
        form
    }

    /// A choice that must be made shows what there is to choose from.
    pub fn open_if_asked(&mut self, needs: impl Fn(FieldId) -> bool) {
        match self.focused().is_some_and(|field| !field.takes_text() && needs(field.id)) {
            true => self.open(),
            false => self.open = None,
        }
    }

    /// From the first field that may be passed by to behind the last one of them.
    pub(super) fn pass_by_extras(&mut self) {
        let at = self.focus;
        let passes = at > 0 && !self.fields[at - 1].extra && self.focused().is_some_and(|field| field.extra);
        if passes {
            let more = self.fields[at..].iter().take_while(|field| field.extra).count();
            self.focus = at + more;
        }
    }

    /// Whether the choice with the focus shows all it has.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Shows all options of the choice with the focus.
    pub(super) fn open(&mut self) {
        self.open = self.focused().and_then(|field| field.picked().cloned());
    }

    /// From the first or last option that is shown to the field above or below, the list as it was before: only Enter picks.
    /// False where the list goes on, and where there is no such field.
    pub(super) fn leave_list_at_its_end(&mut self, by: isize) -> bool {
        let is_at_end = self.focused().is_some_and(|field| {
            let shown = field.shown();
            let last = if by < 0 { shown.first() } else { shown.last() };
            last.copied() == field.picked()
        });
        let next = self.focus.checked_add_signed(by).filter(|next| *next < self.fields.len());
        match next {
            Some(next) if is_at_end => {
                self.take_back();
                self.focus = next;
                true
            }
            Some(_) | None => false,
        }
    }

    /// From a short list that lies open as it was to the field for text below it: what is typed is meant for that one. False
    /// where another option was moved to, which only Enter takes, and where no such field follows.
    pub(super) fn type_below(&mut self) -> bool {
        let stands = self.focused().is_some_and(|field| !field.is_long() && field.picked() == self.open.as_ref());
        let below = self.fields.get(self.focus + 1).is_some_and(|field| matches!(field.entry, Entry::Text(_)));
        if self.is_open() && stands && below {
            self.open = None;
            self.focus += 1;
        }
        !self.is_open()
    }

    /// Leaves it as it stands.
    pub(super) fn close(&mut self) {
        self.open = None;
    }

    /// Leaves it as it was.
    pub(super) fn take_back(&mut self) {
        if let Some(before) = self.open.take()
            && let Some(field) = self.focused_mut()
        {
            field.pick(&before);
        }
    }

    /// The field with the focus; none where the page's action has it.
    pub fn focused(&self) -> Option<&Field> {
        self.fields.get(self.focus)
    }

    /// At which place a field stands, if it is there.
    pub fn place_of(&self, id: impl Into<FieldId>) -> Option<usize> {
        let id = id.into();
        self.fields.iter().position(|field| field.id == id)
    }

    /// The same, to be edited.
    pub fn focused_mut(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.focus)
    }

    /// A field, if it is there.
    pub fn field(&self, id: impl Into<FieldId>) -> Option<&Field> {
        self.fields.get(self.place_of(id)?)
    }

    /// What stands in a field; empty where the page has no such field.
    pub fn text(&self, id: impl Into<FieldId>) -> Cow<'_, str> {
        self.field(id).map(Field::text).unwrap_or_default()
    }
}

impl Field {
    /// One to type into, with what stands there at first.
    pub fn text_of(id: impl Into<FieldId>, value: impl std::fmt::Display) -> Field {
        Field { id: id.into(), entry: Entry::Text(Input::new(value.to_string())), wrong: None, extra: false }
    }

    /// One to pick from. The option that is picked at first is the one equal to `picked`, else the first.
    pub fn choice_of(options: impl IntoIterator<Item = Choice>, picked: Choice) -> Field {
        let options: Vec<Choice> = options.into_iter().collect();
        let at = options.iter().position(|option| *option == picked).unwrap_or_default();
        let entry = Entry::Choice { options, picked: at, filter: String::new() };
        Field { id: picked.field(), entry, wrong: None, extra: false }
    }

    /// One that hides what is typed.
    pub fn secret_of(id: Hidden) -> Field {
        Field { id: id.into(), entry: Entry::Secret(Secret::to_be_typed()), wrong: None, extra: false }
    }

    /// The same, where the usual answer does for most.
    pub fn extra(self) -> Field {
        Field { extra: true, ..self }
    }

    /// As typed, or the id of what is picked; of a secret nothing.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.entry {
            Entry::Text(input) => input.value().into(),
            Entry::Secret(_) => "".into(),
            Entry::Choice { .. } => self.picked().map(Choice::id).unwrap_or_default().into(),
        }
    }

    /// What is picked; nothing where text is typed.
    pub fn picked(&self) -> Option<&Choice> {
        match &self.entry {
            Entry::Choice { options, picked, .. } => options.get(*picked),
            Entry::Text(_) | Entry::Secret(_) => None,
        }
    }

    /// Puts an answer there in the place of what stood there. False where it is no answer to this field.
    pub(super) fn put(&mut self, said: FieldValue) -> bool {
        match (&mut self.entry, said) {
            (Entry::Text(input), FieldValue::Text(said)) => {
                input.reset();
                self.paste(&said);
                true
            }
            (Entry::Secret(typed), FieldValue::Secret(said)) => {
                *typed = said;
                self.wrong = None;
                true
            }
            (Entry::Choice { options, .. }, FieldValue::Choice(said)) if options.contains(&said) => {
                self.pick(&said);
                self.wrong = None;
                true
            }
            (Entry::Choice { .. }, FieldValue::Choice(_) | FieldValue::Text(_) | FieldValue::Secret(_))
            | (Entry::Text(_), FieldValue::Secret(_) | FieldValue::Choice(_))
            | (Entry::Secret(_), FieldValue::Text(_) | FieldValue::Choice(_)) => false,
        }
    }

    /// Whether something is to be typed here, and nothing was.
    pub fn is_empty(&self) -> bool {
        match &self.entry {
            Entry::Text(input) => input.value().trim().is_empty(),
            Entry::Secret(typed) => typed.is_empty(),
            Entry::Choice { .. } => false,
        }
    }

    /// Whether letters typed here are text.
    pub fn takes_text(&self) -> bool {
        matches!(self.entry, Entry::Text(_) | Entry::Secret(_))
    }

    /// Takes out what was typed unseen; none where the field is not of that sort.
    pub fn take_secret(&mut self) -> Option<Secret> {
        let Entry::Secret(typed) = &mut self.entry else { return None };
        Some(std::mem::replace(typed, Secret::to_be_typed()))
    }

    /// The picked option moves by one, around the ends.
    pub fn turn(&mut self, forward: bool) {
        if let Entry::Choice { options, picked, .. } = &mut self.entry
            && !options.is_empty()
        {
            let step = if forward { 1 } else { options.len() - 1 };
            *picked = (*picked + step) % options.len();
            self.wrong = None;
        }
    }

    /// Whether it has more options than one goes through one by one: what is typed narrows them.
    pub fn is_long(&self) -> bool {
        matches!(&self.entry, Entry::Choice { options, .. } if options.len() > FEW)
    }

    /// The options that the filter lets through.
    pub fn shown(&self) -> Vec<&Choice> {
        let Entry::Choice { options, filter, .. } = &self.entry else { return Vec::new() };
        let typed = filter.nfc().collect::<String>().to_lowercase();
        options.iter().filter(|option| option.is_like(&typed)).collect()
    }

    /// The picked option moves by so many of those that are shown, and stops at the ends.
    pub fn step(&mut self, by: isize) {
        let shown: Vec<Choice> = self.shown().into_iter().cloned().collect();
        let now = shown.iter().position(|it| Some(it) == self.picked()).unwrap_or_default();
        let then = now.saturating_add_signed(by).min(shown.len().saturating_sub(1));
        if let (Entry::Choice { options, picked, .. }, Some(wanted)) = (&mut self.entry, shown.get(then)) {
            *picked = options.iter().position(|it| it == wanted).unwrap_or(*picked);
            self.wrong = None;
        }
    }

    /// Picks this one, where there is such an option.
    pub fn pick(&mut self, wanted: &Choice) {
        if let Entry::Choice { options, picked, filter } = &mut self.entry {
            filter.clear();
            *picked = options.iter().position(|it| it == wanted).unwrap_or(*picked);
        }
    }

    /// A key typed into an open choice narrows it. What is picked is one of those shown, where any is.
    pub fn narrow(&mut self, key: Key) {
        let Entry::Choice { filter, .. } = &mut self.entry else { return };
        if let Key::Char(c) = key
            && !c.is_control()
        {
            filter.push(c);
        } else if key == Key::Backspace {
            filter.pop();
        }
        self.step(0);
    }

    /// All options again, the first picked.
    pub fn look_anew(&mut self) {
        let Entry::Choice { picked, filter, .. } = &mut self.entry else { return };
        (*picked, *filter) = (0, String::new());
    }

    /// Whether nothing of it is like what was typed.
    pub fn finds_nothing(&self) -> bool {
        matches!(&self.entry, Entry::Choice { filter, .. } if !filter.is_empty()) && self.shown().is_empty()
    }

    /// A key of text editing. False where it means nothing here.
    pub fn edit(&mut self, key: Key) -> bool {
        let input = match &mut self.entry {
            Entry::Text(input) => input,
            Entry::Secret(typed) => {
                self.wrong = None;
                return edit_hidden(typed, key);
            }
            Entry::Choice { .. } => return false,
        };
        let request = match key {
            Key::Char(c) if !c.is_control() => InputRequest::InsertChar(c),
            Key::Backspace => InputRequest::DeletePrevChar,
            Key::Delete => InputRequest::DeleteNextChar,
            Key::Left => InputRequest::GoToPrevChar,
            Key::Right => InputRequest::GoToNextChar,
            Key::Home => InputRequest::GoToStart,
            Key::End => InputRequest::GoToEnd,
            Key::Ctrl('u') => InputRequest::DeleteLine,
            Key::Ctrl('w') => InputRequest::DeletePrevWord,
            Key::Char(_)
            | Key::Ctrl(_)
            | Key::F(_)
            | Key::Enter
            | Key::Esc
            | Key::Tab
            | Key::BackTab
            | Key::Up
            | Key::Down
            | Key::PageUp
            | Key::PageDown => return false,
        };
        let changed: Option<StateChanged> = input.handle(request);
        if changed.is_some_and(|it| it.value) {
            self.wrong = None;
        }
        true
    }

    /// Nothing stands there any more.
    pub fn clear(&mut self) {
        if let Entry::Text(input) = &mut self.entry {
            input.reset();
        }
    }

    /// Pasted text, composed; what cannot be seen does not come along. A secret comes whole, as it is. Of a letter's
    /// head, or of a whole page, the one address in it is taken where one is asked for; other lines are not run
    /// together.
    pub fn paste(&mut self, text: &str) {
        let takes_an_address = matches!(self.id, FieldId::Wish(Wish::From | Wish::Contact | Wish::TestTo));
        let input = match &mut self.entry {
            Entry::Text(input) => input,
            Entry::Secret(typed) => {
                self.wrong = None;
                return typed.push(text);
            }
            Entry::Choice { .. } => return,
        };
        let text = composed(text.trim());
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        self.wrong = None;
        match only_address(&text).filter(|_| takes_an_address) {
            Some(address) => *input = Input::new(address),
            // An error may have many lines, and is read as one.
            None if lines > 1 && !self.id.is_long() => self.wrong = Some(Wrong::Lines(lines)),
            None => {
                for c in text.chars() {
                    input.handle(InputRequest::InsertChar(if c == '\n' || c == '\t' { ' ' } else { c }));
                }
            }
        }
    }
}

/// The address in a text that has exactly one, however it is wrapped.
fn only_address(text: &str) -> Option<String> {
    let around = |c: char| c.is_whitespace() || "<>()[]{},;:\"'“”‘’".contains(c);
    let words = text.split(around).map(|word| word.trim_end_matches('.'));
    let mut found: Vec<&str> = Vec::new();
    for word in words.filter(|word| word.parse::<Address>().is_ok()) {
        if !found.iter().any(|it| it.eq_ignore_ascii_case(word)) {
            found.push(word);
        }
    }
    match found[..] {
        [only] => Some(only.to_owned()),
        [] | [_, _, ..] => None,
    }
}

/// At its end only: a cursor inside would need to be seen. False where the key means nothing here.
fn edit_hidden(typed: &mut Secret, key: Key) -> bool {
    if let Key::Char(c) = key
        && !c.is_control()
    {
        typed.push(c.encode_utf8(&mut [0; 4]));
    } else if key == Key::Backspace {
        typed.pop();
    } else if key == Key::Ctrl('u') {
        *typed = Secret::to_be_typed();
    } else {
        return false;
    }
    true
}

/// Composed, without what cannot be seen but the ends of lines.
pub(super) fn composed(text: &str) -> String {
    text.nfc().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect()
}
