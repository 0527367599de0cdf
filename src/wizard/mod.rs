//! The conversation: a model, and what each message makes of it. Pure: knows no terminal, no runtime, no clock but the
//! `now` it is given, and starts nothing; what it wants of the world it asks for by [`Effect`].
//!
//! It completes the intent and confirms the next change. What is true of a step it asks `setup`, each time anew.

mod acting;
mod answer;
mod answering;
mod choice;
mod effect;
mod field;
mod form;
mod keys;
mod letter;
mod look;
mod message;
mod offer;
mod page;
mod passphrase;
mod secret;
mod seen;
mod signing_in;
mod stage;
mod way;

pub use choice::{Choice, YesNo};
pub use effect::Effect;
pub use field::{FieldId, Hidden, Steer, Wish};
pub use form::{Entry, Field, FieldValue, Form, Wrong};
pub use keys::Key;
pub use message::{Act, ActKind, Msg, Offer, Ticket};
pub use offer::{offered, offered_below};
pub use page::{Page, sign_in::SignInBy, start::Door};
pub use secret::{Clipboard, Copied, History};
pub use seen::{Seen, Shown, ShownChange};
pub use way::Way;

use std::collections::{BTreeMap, BTreeSet};

use look::Looks;
use ratatui_textarea::TextArea;

use crate::{
    diagnosis::{Ask, Complaint, Diagnosis, diagnose},
    dns::{
        compare::RecordStanding,
        provider::{Detected, GENERIC, PasteRow, detect, paste_sheet},
        records::Record,
    },
    setup::{
        self, Change, Facts, Grant, Intent, NoPage, Outcome, Receipt, Renewal, Scope, SignIn, Standing, StandingKind,
        Step,
        notes::{self, Note},
        records_unseen, wanted_records,
    },
    terms::{Call, Coming, Denial, Fact, Failure, FailureKind, Programme, Slot, Timestamp, VaultNews, WorldNews},
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
    /// So many calls of the keychain make somebody wait.
    keychain_waits: usize,
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
    /// By what this run was to sign in when it began, until somebody chooses.
    begun_with: Option<SignIn>,
    /// What the app's key will be made with is the block for CloudShell, and not clicks.
    by_block: bool,
    /// A command that begins a session, while it has the terminal.
    beginning: Option<(Ticket, Renewal)>,
    /// The letter while it is open.
    pub letter: Option<Box<TextArea<'static>>>,
    /// Where a copied secret would go. Whoever shows the conversation says.
    pub clipboard: Clipboard,
    /// What the doctor asked of the world last.
    asked_about: Option<Ask>,
    copying: Option<Ticket>,
    /// A secret is on the clipboard.
    pub copied: Option<Copied>,
    leaving: bool,
    next_ticket: u64,
    redraw: Option<Ticket>,
}

/// What lies over the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumDiscriminants)]
#[strum_discriminants(name(OverlayKind), doc = "Which of them, wherever it stands.", derive(strum::EnumIter))]
pub enum Overlay {
    /// What the page is about and what the keys do, from so many lines below the first.
    Help { down: usize },
    /// AWS calls, to so many lines above the newest.
    Log { up: usize },
    /// A document as AWS takes it, from so many lines below its first.
    Document { down: usize },
    /// The letter to AWS's reviewers, to be read and changed.
    Letter,
    /// Where the lines with a secret would be copied to, and which they are, from so many lines below the first.
    Secret { down: usize },
    /// The stories that can be played, and which of them is picked.
    Stories { picked: usize },
    /// Whether to leave in the middle of a change.
    Leave,
}

impl Overlay {
    /// So many lines on, as far as anybody knows that there are some: the next drawing tells where it ended.
    fn move_by(&mut self, by: isize) {
        match self {
            Overlay::Help { down } | Overlay::Document { down } | Overlay::Secret { down } => {
                *down = down.saturating_add_signed(by);
            }
            Overlay::Log { up } => *up = up.saturating_add_signed(-by),
            Overlay::Stories { picked } => *picked = picked.saturating_add_signed(by),
            Overlay::Letter | Overlay::Leave => {}
        }
    }

    /// Where it was drawn, which is no further than it goes.
    fn stands_at(&mut self, shown: &Shown) {
        match self {
            Overlay::Help { down } | Overlay::Document { down } | Overlay::Secret { down } => *down = shown.above,
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
    /// The line for AWS CloudShell.
    Line,
    /// The block for AWS CloudShell.
    Block,
    /// A browser was asked to open the page. Whether it did nobody says.
    PageAsked,
    /// The page cannot be opened here; its link was copied instead.
    PageNotHere(NoPage),
    /// The page could not be opened; its link was copied instead.
    PageFailed,
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
        keychain_waits: 0,
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
        beginning: None,
        begun_with: None,
        by_block: false,
        letter: None,
        clipboard: Clipboard::default(),
        asked_about: None,
        copying: None,
        copied: None,
        leaving: false,
        next_ticket: 0,
        redraw: None,
    };
    model.begun_with = Some(model.intent.sign_in.clone());
    model.turn_to(Page::Start);
    let effects = model.look_at(Scope::everything());
    (model, effects)
}

/// Something happened.
pub fn update(model: &mut Model, msg: Msg, now: Timestamp) -> Vec<Effect> {
    model.now = now;
    let before = model.kinds();
    let mut effects = match msg {
        Msg::Key(key) => model.pressed(key),
        Msg::Answer { field, said } => model.answered(field, said),
        Msg::Act(act) => model.asked_for(act),
        Msg::Pasted(secret) => model.pasted(&secret),
        Msg::Resized { columns, rows } => {
            (model.columns, model.rows, model.scroll) = (columns, rows, 0);
            Vec::new()
        }
        Msg::Observed { ticket, news, trouble } => model.observed(ticket, *news, trouble),
        Msg::Looked { ticket } => model.looked(ticket),
        Msg::Applied { ticket, outcome } => model.applied(ticket, outcome),
        Msg::Woke { ticket } => {
            let mut effects = model.clear_when_due(ticket);
            effects.extend(model.woke(ticket));
            effects
        }
        Msg::Copied { ticket, outcome } => model.copied(ticket, outcome),
        Msg::Called(call) => {
            model.calls.push((now, call));
            let over = model.calls.len().saturating_sub(LOG_LENGTH);
            model.calls.drain(..over);
            Vec::new()
        }
        Msg::SessionBegun { ticket, ended } => model.session_begun(ticket, ended),
        Msg::Failed(failure) => {
            model.trouble.push(failure);
            Vec::new()
        }
        Msg::Keychain(news) => {
            model.keychain_waits = match news {
                VaultNews::Waits => model.keychain_waits + 1,
                VaultNews::Answered => model.keychain_waits.saturating_sub(1),
            };
            Vec::new()
        }
        Msg::Opened(opened) => model.opened(opened),
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
    model.forget_if_copied_over(&effects);
    effects.extend(model.look_at_what_came_to_be_unknown(&before));
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
        self.standing(self.page.step()?).open().cloned()
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

    /// The records that the identity needs, on its page; where nobody may see it, those that it needs in any case.
    pub fn records(&self) -> Vec<Record> {
        let Some(region) = self.intent.region.filter(|_| self.page == Page::Identity) else { return Vec::new() };
        match &self.facts.identity {
            Fact::Present(identity) => wanted_records(&self.intent, identity, region),
            Fact::Hidden(_) => records_unseen(&self.intent, region),
            Fact::Unknown if self.is_by_hand() => records_unseen(&self.intent, region),
            Fact::Unknown | Fact::Absent => Vec::new(),
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

    /// What a field of the page holds before anybody types: the last answer that was one, or the usual one.
    pub fn last_answer(&self, id: FieldId) -> String {
        let fresh = page::fields(self);
        fresh.iter().find(|field| field.id == id).map(|field| field.text().into_owned()).unwrap_or_default()
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
        let all = setup::handover::errand(&self.intent, &self.facts, self.now);
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

    /// Whether the keychain makes somebody wait, perhaps behind a dialog.
    pub fn waits_for_keychain(&self) -> bool {
        self.keychain_waits > 0
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
                if let Some(denial) = refused_to_us(&failure) {
                    self.facts.denied.insert(doing.change.kind(), denial);
                }
                // The doctor knows what SES's words mean.
                if matches!(doing.change, Change::SendTest { .. }) {
                    self.complaint = failure.causes().collect::<Vec<_>>().join("\n");
                }
                self.failed = Some(failure);
            }
        }
        self.refresh_form();
        if self.leaving {
            effects.push(Effect::Leave);
            return effects;
        }
        effects.extend(self.look_at(touched.and(dropped).and(self.unseen())));
        effects
    }

    fn ticket(&mut self) -> Ticket {
        self.next_ticket += 1;
        Ticket(self.next_ticket)
    }
}

/// That whoever signed in may not do this; others may.
fn refused_to_us(failure: &Failure) -> Option<Denial> {
    let denied = failure.kind == FailureKind::Denied;
    denied.then(|| failure.denial())
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
