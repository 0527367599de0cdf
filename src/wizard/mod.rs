//! The conversation: a model, and what each message makes of it. Pure: knows no terminal, no runtime, no clock but the
//! `now` it is given, and starts nothing; what it wants of the world it asks for by [`Effect`].
//!
//! It completes the intent and confirms the next change. What is true of a step it asks `setup`, each time anew.

mod answer;
mod effect;
mod form;
mod keys;
mod look;
mod message;
mod page;

pub use effect::Effect;
pub use form::{Field, FieldId, FieldValue, Form, Wrong};
pub use keys::Key;
pub use message::{Act, ActKind, Msg, Offer, Ticket};
pub use page::Page;

use look::Looks;

use crate::{
    diagnosis::{Complaint, Diagnosis, diagnose},
    setup::{self, Change, Facts, Intent, Outcome, Receipt, Scope, Standing, StandingKind, Step, wanted_records},
    terms::{Call, Failure, Secret, Timestamp, WorldNews},
};

/// Calls that the log keeps.
const LOG_LENGTH: usize = 500;

/// The whole conversation at one moment.
#[derive(Debug)]
pub struct Model {
    pub intent: Intent,
    pub facts: Facts,
    pub now: Timestamp,
    pub page: Page,
    /// Where the doctor was called from.
    came_from: Page,
    pub form: Form,
    /// The record that is picked on the identity's page.
    pub row: usize,
    pub overlay: Option<Overlay>,
    pub looks: Looks,
    pub doing: Option<Doing>,
    /// What has been done in this run.
    pub done: Vec<(Change, Outcome)>,
    /// What went wrong last; gone with the next change or look that goes right.
    pub trouble: Vec<Failure>,
    /// A step that was waited for, and that turned while another page was shown.
    pub turned: Option<Step>,
    pub complaint: String,
    pub calls: Vec<Call>,
    /// Newest last. Empty where the world has no stage.
    pub news: Vec<WorldNews>,
    pub columns: u16,
    pub rows: u16,
    leaving: bool,
    next_ticket: u64,
    redraw: Option<Ticket>,
}

/// What lies over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    Help,
    /// AWS calls, from so many lines above the newest.
    Log {
        up: usize,
    },
}

/// A change under way. It is not cancelled.
#[derive(Debug, Clone, PartialEq)]
pub struct Doing {
    pub change: Change,
    pub since: Timestamp,
    ticket: Ticket,
}

/// Begins the conversation: with a look at everything.
pub fn open(intent: Intent, now: Timestamp) -> (Model, Vec<Effect>) {
    let mut model = Model {
        intent,
        facts: Facts::default(),
        now,
        page: Page::Start,
        came_from: Page::Start,
        form: Form::default(),
        row: 0,
        overlay: None,
        looks: Looks::default(),
        doing: None,
        done: Vec::new(),
        trouble: Vec::new(),
        turned: None,
        complaint: String::new(),
        calls: Vec::new(),
        news: Vec::new(),
        columns: 80,
        rows: 24,
        leaving: false,
        next_ticket: 0,
        redraw: None,
    };
    model.turn_to(Page::Start);
    let effects = model.look_at(Scope::everything());
    (model, effects)
}

/// Something happened.
pub fn update(model: &mut Model, msg: Msg, now: Timestamp) -> Vec<Effect> {
    model.now = now;
    let mut effects = match msg {
        Msg::Key(key) => model.pressed(key),
        Msg::Pasted(secret) => model.pasted(&secret),
        Msg::Resized { columns, rows } => {
            (model.columns, model.rows) = (columns, rows);
            Vec::new()
        }
        Msg::Observed { ticket, news, trouble } => model.observed(ticket, *news, trouble),
        Msg::Looked { ticket } => model.looked(ticket),
        Msg::Applied { ticket, outcome } => model.applied(ticket, outcome),
        Msg::Woke { ticket } => model.woke(ticket),
        Msg::Called(call) => {
            model.calls.push(call);
            let over = model.calls.len().saturating_sub(LOG_LENGTH);
            model.calls.drain(..over);
            Vec::new()
        }
        Msg::Failed(failure) => {
            model.trouble.push(failure);
            Vec::new()
        }
        Msg::World(news) => {
            model.news.push(news);
            Vec::new()
        }
    };
    effects.extend(model.keep_time());
    effects
}

/// What the keys do here, most important first. The footer says the same.
pub fn offered(model: &Model) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    let mut offer = |key, act| offers.push(Offer { key, act });
    if model.overlay.is_some() {
        offer(Key::Esc, Act::Close);
        if let Some(Overlay::Log { .. }) = model.overlay {
            offer(Key::Up, Act::Above);
            offer(Key::Down, Act::Below);
        }
        offer(Key::Ctrl('c'), Act::Leave);
        return offers;
    }
    match model.form.focused() {
        Some(field) => {
            offer(Key::Enter, Act::Answer);
            if !field.takes_text() {
                offer(Key::Left, Act::Previous);
                offer(Key::Right, Act::Next);
            }
        }
        None => match model.ready() {
            Some(change) => offer(Key::Enter, Act::Confirm(change.kind())),
            None if model.doing.is_some() => {}
            None if model.page == Page::Doctor => offer(Key::Enter, Act::Back),
            None if model.page != Page::Receipt => offer(Key::Enter, Act::GoOn),
            None => {}
        },
    }
    if model.page.after() != model.page {
        offer(Key::Tab, Act::GoOn);
    }
    if model.page != Page::Start {
        offer(Key::Esc, Act::Back);
    }
    if !model.form.fields.is_empty() || !model.records().is_empty() {
        offer(Key::Up, Act::Above);
        offer(Key::Down, Act::Below);
    }
    if model.page == Page::Identity && !model.records().is_empty() {
        offer(Key::F(6), Act::CopyName);
        offer(Key::F(7), Act::CopyValue);
    }
    offer(Key::F(5), Act::LookAgain);
    if !model.news.is_empty() {
        offer(Key::F(9), Act::LetTimePass);
    }
    offer(Key::F(1), Act::Help);
    if model.page != Page::Doctor {
        offer(Key::F(2), Act::Doctor);
    }
    offer(Key::F(3), Act::Log);
    offer(Key::Ctrl('c'), Act::Leave);
    offers
}

impl Model {
    /// What is true of a step now.
    pub fn standing(&self, step: Step) -> Standing {
        setup::assess(step, &self.intent, &self.facts, self.now)
    }

    /// The change that the page shows and that Enter would carry out.
    pub fn ready(&self) -> Option<Change> {
        if self.doing.is_some() {
            return None;
        }
        match self.standing(self.page.step()?) {
            Standing::Open { next } => Some(next),
            Standing::Unknown
            | Standing::Undecided { .. }
            | Standing::Blocked { .. }
            | Standing::Waiting { .. }
            | Standing::Refused(_)
            | Standing::Done => None,
        }
    }

    /// The records that the identity needs, on its page.
    pub fn records(&self) -> Vec<crate::dns::records::Record> {
        match self.facts.identity.present().zip(self.intent.region) {
            Some((identity, region)) if self.page == Page::Identity => wanted_records(&self.intent, identity, region),
            Some(_) | None => Vec::new(),
        }
    }

    /// What is behind the error that was pasted, as far as it is known by now.
    pub fn diagnosis(&self) -> Option<Diagnosis> {
        let complaint = Complaint::read(&self.complaint)?;
        Some(diagnose(Some(&complaint), &self.intent, &self.facts, self.now))
    }

    /// Whether the program is only waiting for a change to end before it leaves.
    pub fn is_leaving(&self) -> bool {
        self.leaving
    }

    fn pressed(&mut self, key: Key) -> Vec<Effect> {
        // In Hangul mode a key has a jamo; it arrives only where nothing else takes it.
        let Some(offer) = offered(self).into_iter().find(|offer| offer.key == twin(key)) else {
            self.typed(key);
            return Vec::new();
        };
        let typing = self.overlay.is_none() && self.form.focused().is_some_and(Field::takes_text);
        if typing && matches!(key, Key::Char(_) | Key::Left | Key::Right | Key::Home | Key::End) {
            self.typed(key);
            return Vec::new();
        }
        self.act(offer.act)
    }

    fn typed(&mut self, key: Key) {
        if self.overlay.is_none()
            && let Some(field) = self.form.focused_mut()
        {
            field.edit(key);
        }
    }

    fn pasted(&mut self, secret: &Secret) -> Vec<Effect> {
        if self.overlay.is_none()
            && let Some(field) = self.form.focused_mut()
        {
            field.paste(secret.reveal());
        }
        Vec::new()
    }

    fn act(&mut self, act: Act) -> Vec<Effect> {
        match act {
            Act::Confirm(_) => self.confirm(),
            Act::Answer => self.answer(),
            Act::GoOn => self.leave_page_for(self.page.after()),
            Act::Back if self.page == Page::Doctor => self.leave_page_for(self.came_from),
            Act::Back => self.leave_page_for(self.page.before()),
            Act::Above => self.move_by(-1),
            Act::Below => self.move_by(1),
            Act::Previous => self.turn_choice(false),
            Act::Next => self.turn_choice(true),
            Act::LookAgain => {
                self.trouble.clear();
                self.look_at(Scope::everything())
            }
            Act::CopyName => self.copy(|record| record.name.clone()),
            Act::CopyValue => self.copy(|record| record.value.value_text().to_owned()),
            Act::LetTimePass => {
                let mut effects = vec![Effect::LetTimePass];
                effects.extend(self.look_where_waiting());
                effects
            }
            Act::Help => self.lay_over(Overlay::Help),
            Act::Log => self.lay_over(Overlay::Log { up: 0 }),
            Act::Close => {
                self.overlay = None;
                Vec::new()
            }
            Act::Doctor => {
                self.came_from = self.page;
                self.leave_page_for(Page::Doctor)
            }
            Act::Leave => self.leave(),
        }
    }

    fn lay_over(&mut self, overlay: Overlay) -> Vec<Effect> {
        self.overlay = Some(overlay);
        Vec::new()
    }

    /// Mutations are not cancelled: during one, leaving waits for its answer. Asked twice, it is left to the next start.
    fn leave(&mut self) -> Vec<Effect> {
        if self.doing.is_some() && !self.leaving {
            self.leaving = true;
            return Vec::new();
        }
        vec![Effect::Leave]
    }

    fn confirm(&mut self) -> Vec<Effect> {
        let Some(change) = self.ready() else { return Vec::new() };
        self.trouble.clear();
        self.turned = None;
        let ticket = self.ticket();
        self.doing = Some(Doing { change: change.clone(), since: self.now, ticket });
        // What is changed from here on belongs to this account.
        if self.intent.account.is_none() {
            self.intent.account = self.facts.caller.present().map(|caller| caller.account.clone());
        }
        vec![Effect::Remember(Box::new(self.intent.clone())), Effect::Apply { ticket, change: Box::new(change) }]
    }

    /// Takes the field's answer and moves on; one that is none stays, and says why.
    fn answer(&mut self) -> Vec<Effect> {
        let Ok(effects) = self.take_focused() else { return Vec::new() };
        self.form.focus += 1;
        self.refresh_form();
        effects
    }

    fn take_focused(&mut self) -> Result<Vec<Effect>, ()> {
        let Some(field) = self.form.fields.get_mut(self.form.focus) else { return Ok(Vec::new()) };
        let text = field.text().to_owned();
        if field.id == FieldId::Complaint {
            self.complaint = text;
            return Ok(self.look_for_causes());
        }
        match answer::take(&mut self.intent, field.id, &text) {
            Err(wrong) => {
                field.wrong = Some(wrong);
                Err(())
            }
            Ok(touched) => {
                field.wrong = None;
                let mut effects = vec![Effect::Remember(Box::new(self.intent.clone()))];
                if !touched.is_empty() {
                    self.facts.forget(&touched);
                    effects.extend(self.look_at(touched));
                }
                Ok(effects)
            }
        }
    }

    fn move_by(&mut self, by: isize) -> Vec<Effect> {
        if let Some(Overlay::Log { up }) = &mut self.overlay {
            *up = up.saturating_add_signed(-by).min(self.calls.len());
            return Vec::new();
        }
        if self.form.fields.is_empty() {
            let last = self.records().len().saturating_sub(1);
            self.row = self.row.saturating_add_signed(by).min(last);
            return Vec::new();
        }
        let Ok(effects) = self.take_focused() else { return Vec::new() };
        self.form.focus = self.form.focus.saturating_add_signed(by).min(self.form.fields.len());
        self.refresh_form();
        effects
    }

    fn turn_choice(&mut self, forward: bool) -> Vec<Effect> {
        if let Some(field) = self.form.focused_mut() {
            field.turn(forward);
        }
        Vec::new()
    }

    fn copy(&self, part: impl Fn(&crate::dns::records::Record) -> String) -> Vec<Effect> {
        self.records().get(self.row).map(|record| Effect::Copy(part(record))).into_iter().collect()
    }

    /// What stands in the field goes along where it is an answer; where it is none, nobody is held for it.
    fn leave_page_for(&mut self, page: Page) -> Vec<Effect> {
        let effects = self.take_focused().unwrap_or_default();
        self.turn_to(page);
        effects
    }

    fn turn_to(&mut self, page: Page) {
        self.page = page;
        self.row = 0;
        if self.turned.is_some_and(|step| page.step() == Some(step)) {
            self.turned = None;
        }
        self.form = Form::default();
        let fields = page::fields(self);
        self.form = Form::of(fields, |id| page::needs(self, id));
    }

    /// The page may ask more, or less, than before; what was typed stays.
    fn refresh_form(&mut self) {
        let fresh = page::fields(self);
        let same = fresh.len() == self.form.fields.len()
            && fresh.iter().zip(&self.form.fields).all(|(new, old)| new.id == old.id && same_options(new, old));
        if same {
            return;
        }
        let on_action = self.form.focused().is_none();
        let old = std::mem::take(&mut self.form.fields);
        self.form.fields = fresh
            .into_iter()
            .map(|new| old.iter().find(|old| old.id == new.id && same_options(&new, old)).cloned().unwrap_or(new))
            .collect();
        let needed = self.form.fields.iter().position(|field| page::needs(self, field.id));
        let end = self.form.fields.len();
        self.form.focus = if on_action { needed.unwrap_or(end) } else { self.form.focus.min(end) };
    }

    fn applied(&mut self, ticket: Ticket, outcome: Result<Receipt, Failure>) -> Vec<Effect> {
        let Some(doing) = self.doing.take_if(|doing| doing.ticket == ticket) else { return Vec::new() };
        let touched = doing.change.kind().touches();
        self.facts.forget(&touched);
        // Looks begun before the change may still bring what was true then.
        let dropped = self.looks.drop_all();
        match outcome {
            Ok(receipt) => {
                if let Some(learned) = receipt.learned {
                    self.facts.learn(*learned);
                }
                self.done.push((doing.change, receipt.outcome));
            }
            Err(failure) => self.trouble = vec![failure],
        }
        self.refresh_form();
        if self.leaving {
            return vec![Effect::Leave];
        }
        self.look_at(touched.and(dropped))
    }

    fn ticket(&mut self) -> Ticket {
        self.next_ticket += 1;
        Ticket(self.next_ticket)
    }
}

fn same_options(a: &Field, b: &Field) -> bool {
    match (&a.value, &b.value) {
        (FieldValue::Text(_), FieldValue::Text(_)) => true,
        (FieldValue::Choice { options: a, .. }, FieldValue::Choice { options: b, .. }) => a == b,
        (FieldValue::Text(_), FieldValue::Choice { .. }) | (FieldValue::Choice { .. }, FieldValue::Text(_)) => false,
    }
}

/// Terminals differ in which function keys they keep for themselves; each has a twin with Ctrl.
fn twin(key: Key) -> Key {
    match key {
        Key::Ctrl('g') => Key::F(1),
        Key::Ctrl('d') => Key::F(2),
        Key::Ctrl('l') => Key::F(3),
        Key::Ctrl('r') => Key::F(5),
        Key::Ctrl('n') => Key::F(6),
        Key::Ctrl('v') => Key::F(7),
        Key::Ctrl('t') => Key::F(9),
        other => other,
    }
}

/// Whether a step was being waited for and no longer is.
fn has_turned(before: StandingKind, after: StandingKind) -> bool {
    before == StandingKind::Waiting
        && matches!(after, StandingKind::Done | StandingKind::Open | StandingKind::Refused | StandingKind::Undecided)
}
