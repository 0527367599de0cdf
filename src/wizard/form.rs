//! The fields of a page: text, choices, yes or no, secrets. Knows how they are edited, not what they mean.

use tui_input::{Input, InputRequest, StateChanged};
use unicode_normalization::UnicodeNormalization as _;

use super::keys::Key;
use crate::terms::{Address, BadCredentials, BadName, Region, Secret};

/// Which answer a field holds. `words` has its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum FieldId {
    /// What somebody came for.
    Door,
    SignIn,
    /// Temporary credentials, pasted.
    Credentials,
    From,
    RunsOn,
    Region,
    /// A key, or a role.
    Access,
    User,
    Policy,
    AdoptUser,
    Keep,
    Passphrase,
    /// Said a second time, where nothing can show yet that the first was as it was meant.
    PassphraseAgain,
    KeyFrom,
    /// A key that the operator has: its id and its secret.
    GivenKey,
    /// The user of a given key, instead of the one that was wanted.
    TakeUser,
    RetireKey,
    Identity,
    MailFrom,
    Dmarc,
    Website,
    MailType,
    AcceptTerms,
    Contact,
    Sends,
    ListFrom,
    Volume,
    Bounces,
    OptOut,
    Guard,
    Mailer,
    TestTo,
    Complaint,
}

/// The fields of a page and which of them has the focus; behind the last one stands the page's own action.
#[derive(Debug, Default)]
pub struct Form {
    pub fields: Vec<Field>,
    pub focus: usize,
    /// The choice with the focus shows all it has; what was picked before.
    open: Option<String>,
}

#[derive(Debug)]
pub struct Field {
    pub id: FieldId,
    pub value: FieldValue,
    /// Why the last answer was not taken.
    pub wrong: Option<Wrong>,
    /// The usual answer does for most; Enter passes by.
    pub extra: bool,
}

#[derive(Debug)]
pub enum FieldValue {
    Text(Input),
    /// Typed and pasted at its end, and never shown; once it is an answer it is moved out.
    Secret(Secret),
    /// One of several, by their ids.
    Choice {
        options: Vec<String>,
        picked: usize,
        /// Typed while the choice is open: only what has it in its name is shown.
        filter: String,
    },
}

/// Why an answer was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    Name(BadName),
    Credentials(BadCredentials),
    /// Nothing was said, and something must be.
    Missing,
    /// So many lines were pasted where one belongs; what stood there stands there still.
    Lines(usize),
    /// What was to be said twice was said in two ways.
    Different,
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

    pub(super) fn open(&mut self) {
        self.open = self.focused().map(|field| field.text().to_owned());
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
    pub fn place_of(&self, id: FieldId) -> Option<usize> {
        self.fields.iter().position(|field| field.id == id)
    }

    pub fn focused_mut(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.focus)
    }

    /// What stands in a field; empty where the page has no such field.
    pub fn text(&self, id: FieldId) -> &str {
        self.fields.iter().find(|field| field.id == id).map_or("", Field::text)
    }
}

impl Field {
    pub fn text_of(id: FieldId, value: impl std::fmt::Display) -> Field {
        Field { id, value: FieldValue::Text(Input::new(value.to_string())), wrong: None, extra: false }
    }

    /// The option that is picked at first is the one equal to `picked`, else the first.
    pub fn choice_of(id: FieldId, options: impl IntoIterator<Item = impl Into<String>>, picked: &str) -> Field {
        let options: Vec<String> = options.into_iter().map(Into::into).collect();
        let picked = options.iter().position(|option| option == picked).unwrap_or_default();
        Field { id, value: FieldValue::Choice { options, picked, filter: String::new() }, wrong: None, extra: false }
    }

    /// One that hides what is typed.
    pub fn secret_of(id: FieldId) -> Field {
        Field { id, value: FieldValue::Secret(Secret::to_be_typed()), wrong: None, extra: false }
    }

    /// The same, where the usual answer does for most.
    pub fn extra(self) -> Field {
        Field { extra: true, ..self }
    }

    /// As typed, or the id of what is picked; of a secret nothing.
    pub fn text(&self) -> &str {
        match &self.value {
            FieldValue::Text(input) => input.value(),
            FieldValue::Secret(_) => "",
            FieldValue::Choice { options, picked, .. } => options.get(*picked).map_or("", String::as_str),
        }
    }

    /// Whether letters typed here are text.
    pub fn takes_text(&self) -> bool {
        matches!(self.value, FieldValue::Text(_) | FieldValue::Secret(_))
    }

    /// Takes out what was typed where nobody may see it; none where this is no such field.
    pub fn take_secret(&mut self) -> Option<Secret> {
        let FieldValue::Secret(typed) = &mut self.value else { return None };
        Some(std::mem::replace(typed, Secret::to_be_typed()))
    }

    /// The picked option moves by one, around the ends.
    pub fn turn(&mut self, forward: bool) {
        if let FieldValue::Choice { options, picked, .. } = &mut self.value
            && !options.is_empty()
        {
            let step = if forward { 1 } else { options.len() - 1 };
            *picked = (*picked + step) % options.len();
            self.wrong = None;
        }
    }

    /// The options that the filter lets through.
    pub fn shown(&self) -> Vec<&str> {
        let FieldValue::Choice { options, filter, .. } = &self.value else { return Vec::new() };
        options.iter().map(String::as_str).filter(|option| named_like(self.id, option, filter)).collect()
    }

    /// The picked option moves by so many of those that are shown, and stops at the ends.
    pub fn step(&mut self, by: isize) {
        let shown: Vec<String> = self.shown().into_iter().map(str::to_owned).collect();
        let now = shown.iter().position(|it| it == self.text()).unwrap_or_default();
        let then = now.saturating_add_signed(by).min(shown.len().saturating_sub(1));
        if let (FieldValue::Choice { options, picked, .. }, Some(wanted)) = (&mut self.value, shown.get(then)) {
            *picked = options.iter().position(|it| it == wanted).unwrap_or(*picked);
            self.wrong = None;
        }
    }

    /// Picks this one, where there is such an option.
    pub fn pick(&mut self, wanted: &str) {
        if let FieldValue::Choice { options, picked, filter } = &mut self.value {
            filter.clear();
            *picked = options.iter().position(|it| it == wanted).unwrap_or(*picked);
        }
    }

    /// A key typed into an open choice narrows it. What is picked is always one of those shown.
    pub fn narrow(&mut self, key: Key) {
        let FieldValue::Choice { filter, .. } = &mut self.value else { return };
        if let Key::Char(c) = key
            && !c.is_control()
        {
            filter.push(c);
        } else if key == Key::Backspace {
            filter.pop();
        }
        if self.shown().is_empty() {
            self.narrow(Key::Backspace);
        }
        self.step(0);
    }

    /// A key of text editing. False where it means nothing here.
    pub fn edit(&mut self, key: Key) -> bool {
        let input = match &mut self.value {
            FieldValue::Text(input) => input,
            FieldValue::Secret(typed) => {
                self.wrong = None;
                return edit_hidden(typed, key);
            }
            FieldValue::Choice { .. } => return false,
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
        if let FieldValue::Text(input) = &mut self.value {
            input.reset();
        }
    }

    /// Pasted text, composed; what cannot be seen does not come along. A secret comes whole, as it is. Of a letter's head, or
    /// of a whole page, the one address in it is taken where one is asked for; other lines are not run together.
    pub fn paste(&mut self, text: &str) {
        let takes_an_address = matches!(self.id, FieldId::From | FieldId::Contact | FieldId::TestTo);
        let input = match &mut self.value {
            FieldValue::Text(input) => input,
            FieldValue::Secret(typed) => {
                self.wrong = None;
                return typed.push(text);
            }
            FieldValue::Choice { .. } => return,
        };
        let text = composed(text.trim());
        let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
        self.wrong = None;
        match only_address(&text).filter(|_| takes_an_address) {
            Some(address) => *input = Input::new(address),
            // An error may have many lines, and is read as one.
            None if lines > 1 && self.id != FieldId::Complaint => self.wrong = Some(Wrong::Lines(lines)),
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
    match key {
        Key::Char(c) if !c.is_control() => typed.push(c.encode_utf8(&mut [0; 4])),
        Key::Backspace => typed.pop(),
        Key::Ctrl('u') => *typed = Secret::to_be_typed(),
        Key::Char(_)
        | Key::Ctrl(_)
        | Key::F(_)
        | Key::Enter
        | Key::Esc
        | Key::Tab
        | Key::BackTab
        | Key::Up
        | Key::Down
        | Key::Left
        | Key::Right
        | Key::Home
        | Key::End
        | Key::PageUp
        | Key::PageDown
        | Key::Delete => return false,
    }
    true
}

/// Composed, without what cannot be seen but the ends of lines.
pub(super) fn composed(text: &str) -> String {
    text.nfc().filter(|c| !c.is_control() || *c == '\n' || *c == '\t').collect()
}

/// Whether an option answers to what was typed. Regions have names beside their codes.
fn named_like(id: FieldId, option: &str, filter: &str) -> bool {
    let filter: String = filter.nfc().collect::<String>().to_lowercase();
    let region = (id == FieldId::Region).then(|| option.parse::<Region>().ok()).flatten();
    let names = region.map(|region| format!("{} {}", region.row().english.to_lowercase(), region.row().korean));
    option.contains(&filter) || names.is_some_and(|names| names.contains(&filter))
}
