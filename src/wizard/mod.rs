//! The conversation: a model, and what each message makes of it. Pure: knows no terminal, no runtime, no clock but the
//! `now` it is given, and starts nothing; what it wants of the world it asks for by [`Effect`].
//!
//! It completes the intent and confirms the next change. What is true of a step it asks `setup`, each time anew.

mod answer;
mod answering;
mod effect;
mod form;
mod keys;
mod letter;
mod look;
mod message;
mod offer;
mod page;
mod seen;
mod stage;
mod way;

pub use effect::Effect;
pub use form::{Field, FieldId, FieldValue, Form, Wrong};
pub use keys::Key;
pub use message::{Act, ActKind, Msg, Offer, Ticket};
pub use offer::{offered, offered_below};
pub use page::Page;
pub use seen::{Seen, Shown, ShownChange};
pub use way::Way;

use std::collections::{BTreeMap, BTreeSet};

use look::Looks;
use ratatui_textarea::TextArea;

use crate::{
    diagnosis::{Complaint, Diagnosis, diagnose},
    dns::{
        compare::RecordStanding,
        provider::{Detected, GENERIC, PasteRow, detect, paste_sheet},
        records::Record,
    },
    setup::{
        self, Change, Facts, Grant, Intent, Outcome, Receipt, Scope, Standing, StandingKind, Step,
        notes::{self, Note},
        wanted_records,
    },
    terms::{Call, Coming, Failure, Programme, Secret, Slot, Timestamp, WorldNews},
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
    /// The record that somebody moved to on the identity's page.
    row: Option<usize>,
    pub overlay: Option<Overlay>,
    pub looks: Looks,
    pub doing: Option<Doing>,
    /// What has been done in this run.
    pub done: Vec<(Change, Outcome)>,
    /// Why the last change did not go through; it stays until the person does something about it.
    pub failed: Option<Failure>,
    /// What could not be seen; gone with the next look that goes right.
    pub trouble: Vec<Failure>,
    /// What the last key did, where nothing else shows it.
    pub notice: Option<Notice>,
    /// Pages whose message somebody has taken along.
    handed: BTreeSet<Page>,
    /// The look that a key asked for, while it is under way.
    asked_to_look: Option<Ticket>,
    /// A step that was waited for, and that turned while another page was shown.
    pub turned: Option<Step>,
    pub complaint: String,
    /// Calls to AWS, oldest first, each with when it was answered.
    pub calls: Vec<(Timestamp, Call)>,
    /// Newest last. Empty where the world has no stage.
    pub news: Vec<WorldNews>,
    /// What the world does next, as things stand.
    pub coming: Option<Coming>,
    /// What else can be played; none where nothing is played.
    pub programme: Option<Programme>,
    pub columns: u16,
    pub rows: u16,
    /// Lines that the page is moved up by, beyond where it would stand by itself.
    pub scroll: isize,
    pub seen: Seen,
    /// Pages whose matter is brought about in another way than the usual one.
    chosen_ways: BTreeMap<Step, Way>,
    /// Where in this run's memory something was put.
    pub held: BTreeSet<Slot>,
    /// The letter while it is open.
    pub letter: Option<Box<TextArea<'static>>>,
    leaving: bool,
    next_ticket: u64,
    redraw: Option<Ticket>,
}

/// What lies over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlay {
    /// What the page is about and what the keys do, from so many lines below the first.
    Help { down: usize },
    /// AWS calls, to so many lines above the newest.
    Log { up: usize },
    /// A document as AWS takes it, from so many lines below its first.
    Document { down: usize },
    /// The letter to AWS's reviewers, to be read and changed.
    Letter,
    /// The stories that can be played, and which of them is picked.
    Stories { picked: usize },
    /// Whether to leave in the middle of a change.
    Leave,
}

impl Overlay {
    /// So many lines on, as far as anybody knows that there are some: the next drawing tells where it ended.
    fn move_by(&mut self, by: isize) {
        match self {
            Overlay::Help { down } | Overlay::Document { down } => *down = down.saturating_add_signed(by),
            Overlay::Log { up } => *up = up.saturating_add_signed(-by),
            Overlay::Letter | Overlay::Stories { .. } | Overlay::Leave => {}
        }
    }

    /// Where it was drawn, which is no further than it goes.
    fn stands_at(&mut self, shown: &Shown) {
        match self {
            Overlay::Help { down } | Overlay::Document { down } => *down = shown.above,
            Overlay::Log { up } => *up = shown.below,
            Overlay::Letter | Overlay::Stories { .. } | Overlay::Leave => {}
        }
    }
}

/// What a key did that shows nowhere else: what was put on the clipboard, that there was another look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// The name of a record.
    Name(String),
    /// The value of a record.
    Value(String),
    Message,
    Link,
    Document,
    Letter,
    /// The look that was asked for is over.
    Looked,
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
        row: None,
        overlay: None,
        looks: Looks::default(),
        doing: None,
        done: Vec::new(),
        failed: None,
        trouble: Vec::new(),
        notice: None,
        asked_to_look: None,
        handed: BTreeSet::new(),
        turned: None,
        complaint: String::new(),
        calls: Vec::new(),
        news: Vec::new(),
        coming: None,
        programme: None,
        columns: 80,
        rows: 24,
        scroll: 0,
        seen: Seen::default(),
        chosen_ways: BTreeMap::new(),
        held: BTreeSet::new(),
        letter: None,
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
            (model.columns, model.rows, model.scroll) = (columns, rows, 0);
            Vec::new()
        }
        Msg::Observed { ticket, news, trouble } => model.observed(ticket, *news, trouble),
        Msg::Looked { ticket } => model.looked(ticket),
        Msg::Applied { ticket, outcome } => model.applied(ticket, outcome),
        Msg::Woke { ticket } => model.woke(ticket),
        Msg::Called(call) => {
            model.calls.push((now, call));
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
        Msg::Coming(coming) => {
            model.coming = coming;
            Vec::new()
        }
        Msg::Programme(programme) => {
            model.programme = Some(programme);
            Vec::new()
        }
    };
    effects.extend(model.keep_time());
    effects
}

/// Tells what the last drawing had room for. True where that changes what is offered, and so another drawing is due.
pub fn shown(model: &mut Model, shown: Shown) -> bool {
    // Under what lies over it a page is not seen, and not forgotten.
    if let Some(overlay) = &mut model.overlay {
        overlay.stands_at(&shown);
        return false;
    }
    let before = offered(model);
    model.seen.take(shown);
    offered(model) != before
}

impl Model {
    /// What is true of a step now.
    pub fn standing(&self, step: Step) -> Standing {
        setup::assess(step, &self.intent, &self.facts, self.now)
    }

    /// The change that the page shows and that Enter would carry out.
    pub fn ready(&self) -> Option<Change> {
        let ours = matches!(self.way(), None | Some(Way::ForMe));
        if self.doing.is_some() || !ours {
            return None;
        }
        match self.standing(self.page.step()?) {
            Standing::Open { next } => Some(next),
            Standing::Unknown
            | Standing::Undecided { .. }
            | Standing::Blocked { .. }
            | Standing::Waiting { .. }
            | Standing::Wrong { .. }
            | Standing::Refused(_)
            | Standing::Done => None,
        }
    }

    /// Since when a step has been waited for, as far as this run or AWS can tell.
    pub fn waiting_since(&self, step: Step) -> Option<Timestamp> {
        let told = match step {
            Step::Identity => self.facts.identity.present().and_then(|identity| identity.created),
            Step::Key => self
                .facts
                .app_key()
                .and_then(|key| self.facts.keys.present()?.iter().find(|listed| listed.id == key.id)?.created),
            Step::SignIn | Step::Region | Step::Sender | Step::Production | Step::Project | Step::Delivery => None,
        };
        told.or_else(|| self.looks.waited.get(&step).copied())
    }

    /// The records that the identity needs, on its page.
    pub fn records(&self) -> Vec<Record> {
        match self.facts.identity.present().zip(self.intent.region) {
            Some((identity, region)) if self.page == Page::Identity => wanted_records(&self.intent, identity, region),
            Some(_) | None => Vec::new(),
        }
    }

    /// Whoever serves the identity's zone, as far as the names of its servers tell.
    pub fn provider(&self) -> Detected {
        detect(self.facts.zone.present().map_or(&[], |cut| &cut.servers))
    }

    /// The records of the identity's page as they are typed into the provider's form.
    pub fn form_rows(&self) -> Vec<PasteRow> {
        let records = self.records();
        match self.facts.zone.present() {
            Some(cut) => paste_sheet(&records, &cut.zone, self.provider().form()),
            // Where the zone begins nobody knows yet.
            None => records.iter().flat_map(|it| paste_sheet(std::slice::from_ref(it), "", &GENERIC)).collect(),
        }
    }

    /// The record that is picked: the first that DNS does not have, until somebody moves.
    pub fn row(&self) -> usize {
        let there = |record: &Record| self.facts.record_standing(record) == Some(RecordStanding::Present);
        let first = || self.records().iter().position(|record| !there(record)).unwrap_or_default();
        self.row.unwrap_or_else(first)
    }

    /// The document that the page's change puts at AWS, as AWS takes it; of a role what it may do, and below it who may take
    /// it.
    pub fn document(&self) -> Option<String> {
        if let (Page::Sender, Some(documents)) = (self.page, self.intent.role_documents()) {
            return Some(documents.iter().map(setup::policy::pretty).collect::<Vec<_>>().join("\n\n"));
        }
        let Standing::Open { next: Change::AllowSending { grant: Grant::Inline { document, .. }, .. } } =
            self.standing(self.page.step()?)
        else {
            return None;
        };
        Some(document)
    }

    /// What is worth knowing on the pages that it is about.
    pub fn notes(&self) -> Vec<Note> {
        let about = match self.page {
            Page::Region => true,
            Page::Identity => self.records().is_empty(),
            Page::Start
            | Page::SignIn
            | Page::Sender
            | Page::Key
            | Page::Production
            | Page::Project
            | Page::Delivery
            | Page::Receipt
            | Page::Doctor => false,
        };
        if about { notes::notes(&self.intent, &self.facts) } else { Vec::new() }
    }

    /// What somebody else would have to do at AWS for this page; for one that is about no change of AWS, all of it.
    pub fn errand(&self) -> Vec<Change> {
        let all = setup::by_hand::errand(&self.intent, &self.facts, self.now);
        match self.page.step() {
            Some(step) => all.into_iter().filter(|change| change.kind().step() == step).collect(),
            None => all,
        }
    }

    /// What is behind the error that was pasted, as far as it is known by now.
    pub fn diagnosis(&self) -> Option<Diagnosis> {
        let complaint = Complaint::read(&self.complaint)?;
        Some(diagnose(Some(&complaint), &self.intent, &self.facts, self.now))
    }

    /// Whether the page's message was taken along already.
    pub fn is_handed(&self) -> bool {
        self.handed.contains(&self.page)
    }

    /// Whether the program is only waiting for a change to end before it leaves.
    pub fn is_leaving(&self) -> bool {
        self.leaving
    }

    fn pressed(&mut self, key: Key) -> Vec<Effect> {
        self.notice = None;
        let in_field = self.overlay == Some(Overlay::Letter) || self.overlay.is_none() && self.form.focused().is_some();
        let meant = if in_field { key.untwinned() } else { key.untwinned().as_shortcut() };
        match offered(self).into_iter().find(|offer| offer.key == meant) {
            Some(offer) => self.act(offer.act),
            None => {
                self.typed(key);
                Vec::new()
            }
        }
    }

    fn typed(&mut self, key: Key) {
        if !self.typed_in_letter(key)
            && self.overlay.is_none()
            && let open = self.form.is_open()
            && let Some(field) = self.form.focused_mut()
        {
            if open {
                field.narrow(key);
            } else if field.edit(key) {
                // Who types wants to see it.
                self.scroll = 0;
            }
        }
    }

    fn pasted(&mut self, secret: &Secret) -> Vec<Effect> {
        if !self.pasted_in_letter(secret)
            && self.overlay.is_none()
            && let Some(field) = self.form.focused_mut()
        {
            field.paste(secret.reveal());
            self.scroll = 0;
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
            Act::ReadOn => self.read_by(1),
            Act::ReadBack => self.read_by(-1),
            Act::Previous => self.turn_choice(false),
            Act::Next => self.turn_choice(true),
            Act::LookAgain => {
                self.failed = None;
                self.trouble.clear();
                let mut effects = self.look_at(Scope::everything());
                self.asked_to_look = self.looks.latest();
                if self.page == Page::Doctor {
                    effects.extend(self.look_for_causes());
                }
                effects
            }
            Act::CopyName => self.copy_of_row(|row| row.name.clone(), Notice::Name),
            Act::CopyValue => self.copy_of_row(|row| row.value.clone(), Notice::Value),
            Act::Replace => self.replace_key(),
            Act::LetTimePass => {
                let mut effects = vec![Effect::LetTimePass];
                effects.extend(self.look_at(Scope::everything()));
                effects
            }
            Act::Stories => self.open_stories(),
            Act::Play => self.play(),
            Act::Open => {
                self.form.open();
                Vec::new()
            }
            Act::OtherWay => {
                self.take_other_way();
                Vec::new()
            }
            Act::UseRegion(region) => self.use_region(region),
            Act::CopyMessage => {
                self.handed.insert(self.page);
                self.notice = Some(Notice::Message);
                vec![Effect::CopyMessage]
            }
            Act::CopyLink => {
                self.notice = Some(Notice::Link);
                vec![Effect::CopyLink]
            }
            Act::Letter => self.open_letter(),
            Act::CopyLetter => self.copy_letter(),
            Act::Document => self.lay_over(Overlay::Document { down: 0 }),
            Act::CopyDocument => {
                self.notice = Some(Notice::Document);
                self.document().map(Effect::Copy).into_iter().collect()
            }
            Act::LeaveAfter => {
                (self.leaving, self.overlay) = (true, None);
                Vec::new()
            }
            Act::LeaveNow => vec![Effect::Leave],
            Act::Help => self.lay_over(Overlay::Help { down: 0 }),
            Act::Log => self.lay_over(Overlay::Log { up: 0 }),
            Act::Close => {
                // Whatever lies uppermost.
                match self.overlay.take() {
                    Some(Overlay::Letter) => self.keep_letter(),
                    Some(
                        Overlay::Help { .. }
                        | Overlay::Log { .. }
                        | Overlay::Document { .. }
                        | Overlay::Stories { .. }
                        | Overlay::Leave,
                    ) => Vec::new(),
                    None => {
                        self.form.take_back();
                        Vec::new()
                    }
                }
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

    /// Mutations are not cancelled: in the middle of one somebody is asked.
    fn leave(&mut self) -> Vec<Effect> {
        match self.doing.is_some() && !self.leaving {
            true => self.lay_over(Overlay::Leave),
            false => self.keep_letter().into_iter().chain([Effect::Leave]).collect(),
        }
    }

    fn confirm(&mut self) -> Vec<Effect> {
        let Some(change) = self.ready() else { return Vec::new() };
        self.failed = None;
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

    fn move_by(&mut self, by: isize) -> Vec<Effect> {
        let stories = self.programme.as_ref().map_or(0, |programme| programme.stories.len());
        if let Some(Overlay::Stories { picked }) = &mut self.overlay {
            *picked = picked.saturating_add_signed(by).min(stories.saturating_sub(1));
            return Vec::new();
        }
        if let Some(overlay) = &mut self.overlay {
            overlay.move_by(by);
            return Vec::new();
        }
        if self.form.is_open() {
            if let Some(field) = self.form.focused_mut() {
                field.step(by);
            }
            return Vec::new();
        }
        if self.form.fields.is_empty() {
            let last = self.records().len().saturating_sub(1);
            self.row = Some(self.row().saturating_add_signed(by).min(last));
            return Vec::new();
        }
        let Ok(effects) = self.take_focused() else { return Vec::new() };
        self.form.focus = self.form.focus.saturating_add_signed(by).min(self.form.fields.len());
        self.refresh_form();
        self.open_if_asked();
        effects
    }

    /// Most of a window further, so that nothing between is missed.
    fn read_by(&mut self, windows: isize) -> Vec<Effect> {
        // Header, rules and footer take four rows, and two are seen again.
        let window = isize::try_from(self.rows).unwrap_or(isize::MAX).saturating_sub(6).max(1);
        match &mut self.overlay {
            // A frame takes two more.
            Some(overlay) => overlay.move_by(windows * (window - 2).max(1)),
            None => self.scroll += windows * window,
        }
        Vec::new()
    }

    /// As the provider's form wants it.
    fn copy_of_row(&mut self, part: impl Fn(&PasteRow) -> String, copied: impl Fn(String) -> Notice) -> Vec<Effect> {
        let Some(text) = self.form_rows().get(self.row()).map(part) else { return Vec::new() };
        self.notice = Some(copied(text.clone()));
        vec![Effect::Copy(text)]
    }

    /// What stands in the field goes along where it is an answer; where it is none, nobody is held for it.
    fn leave_page_for(&mut self, page: Page) -> Vec<Effect> {
        // A list that lies open is only looked through: Enter is what picks.
        self.form.take_back();
        let effects = self.take_focused().unwrap_or_default();
        self.turn_to(page);
        effects.into_iter().chain(self.arrived()).collect()
    }

    /// What a page wants to know before it can be read.
    fn arrived(&mut self) -> Vec<Effect> {
        match self.page {
            Page::Region => self.look_around_regions(),
            Page::Identity => self.look_around(notes::where_to_look(&self.intent, &self.facts)),
            Page::Start
            | Page::SignIn
            | Page::Sender
            | Page::Key
            | Page::Production
            | Page::Project
            | Page::Delivery
            | Page::Receipt
            | Page::Doctor => Vec::new(),
        }
    }

    fn turn_to(&mut self, page: Page) {
        self.page = page;
        self.failed = None;
        self.row = None;
        self.scroll = 0;
        if self.turned.is_some_and(|step| page.step() == Some(step)) {
            self.turned = None;
        }
        self.form = Form::default();
        let fields = page::fields(self);
        self.form = Form::of(fields, |id| page::needs(self, id));
    }

    fn applied(&mut self, ticket: Ticket, outcome: Result<Receipt, Failure>) -> Vec<Effect> {
        let Some(doing) = self.doing.take_if(|doing| doing.ticket == ticket) else { return Vec::new() };
        let touched = doing.change.kind().touches();
        self.facts.forget(&touched);
        // Looks begun before the change may still bring what was true then.
        let dropped = self.looks.drop_all();
        let mut effects = Vec::new();
        match outcome {
            Ok(receipt) => {
                if let Some(learned) = receipt.learned {
                    self.facts.learn(*learned);
                }
                effects = self.forget_rotation(&doing.change);
                self.done.push((doing.change, receipt.outcome));
            }
            Err(failure) => {
                // The doctor knows what SES's words mean.
                if matches!(doing.change, Change::SendTest { .. }) {
                    self.complaint = failure.causes.join("\n");
                }
                self.failed = Some(failure);
            }
        }
        self.refresh_form();
        if self.leaving {
            effects.push(Effect::Leave);
            return effects;
        }
        effects.extend(self.look_at(touched.and(dropped)));
        effects
    }

    fn ticket(&mut self) -> Ticket {
        self.next_ticket += 1;
        Ticket(self.next_ticket)
    }
}

/// Whether a step was being waited for and no longer is, or is found to be wrong.
fn has_turned(before: StandingKind, after: StandingKind) -> bool {
    match after {
        StandingKind::Done | StandingKind::Open | StandingKind::Refused | StandingKind::Undecided => {
            matches!(before, StandingKind::Waiting | StandingKind::Wrong)
        }
        StandingKind::Wrong => before == StandingKind::Waiting,
        StandingKind::Waiting | StandingKind::Blocked | StandingKind::Unknown => false,
    }
}
