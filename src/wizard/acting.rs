//! What a key does: the act that is offered for it here, and each act. Does not know which key it was.

use std::collections::BTreeSet;

use super::{
    effect::{Effect, ToCopy},
    field::{Steer, Wish},
    form::{Field, Form},
    keys::Key,
    message::Act,
    model::Model,
    offer::offered,
    page::{self, needed::needs},
    parts::{
        overlay::Overlay,
        window::{Hides, Notice},
    },
    path::Page,
    wrong::Wrong,
};
use crate::{
    diagnosis::Complaint,
    dns::provider::PasteRow,
    setup::{Scope, notes},
    terms::{Failure, Secret},
};

impl Model {
    /// A key was pressed: does what is offered for it here, else types it.
    pub(super) fn pressed(&mut self, key: Key) -> Vec<Effect> {
        self.window.notice = None;
        let in_field = self.window.overlay == Some(Overlay::Letter)
            || self.window.overlay.is_none() && self.form.focused().is_some();
        let meant = if in_field { key.untwinned() } else { key.untwinned().as_shortcut() };
        if self.holds(meant) {
            return Vec::new();
        }
        match offered(self).into_iter().find(|offer| offer.key == meant) {
            Some(offer) => self.act(offer.act),
            None => {
                self.typed(key);
                Vec::new()
            }
        }
    }

    /// Does what is offered, as if its key had been pressed; nothing where it is not offered now.
    pub(super) fn asked_for(&mut self, act: Act) -> Vec<Effect> {
        // Any of the list may be played, not only the one that is picked.
        let stories = self.scene.stories().len();
        let is_listed =
            matches!((act, self.window.overlay), (Act::Play(at), Some(Overlay::Stories { .. })) if at < stories);
        if !is_listed && offered(self).iter().all(|offer| offer.act != act) {
            return Vec::new();
        }
        self.window.notice = None;
        self.act(act)
    }

    /// A key that nothing is offered for, into what has the focus.
    pub(super) fn typed(&mut self, key: Key) {
        if self.typed_in_letter(key) || self.window.overlay.is_some() {
            return;
        }
        let narrows = self.form.is_open() && self.form.focused().is_some_and(Field::is_long);
        // A letter chooses nothing in a list that is short.
        if self.form.is_open() && !narrows && !(is_letter(key) && self.form.type_below()) {
            return;
        }
        let Some(field) = self.form.focused_mut() else { return };
        // What is typed is to be seen.
        if narrows {
            field.narrow(key);
            self.window.follow();
        } else if field.edit(key) {
            self.window.follow();
        }
    }

    /// Pasted text, into what has the focus.
    pub(super) fn pasted(&mut self, secret: &Secret) {
        if !self.pasted_in_letter(secret)
            && self.window.overlay.is_none()
            && (!self.form.is_open() || self.form.type_below())
            && let Some(field) = self.form.focused_mut()
        {
            // An error that has been looked at makes room for the next.
            let looked_at = field.id == Steer::Complaint && field.text() == self.doctor.complaint
                || field.id == Steer::Headers && field.text() == self.doctor.received;
            if looked_at {
                field.clear();
            }
            field.paste(secret.reveal());
            self.window.follow();
        }
    }

    /// Does what is offered.
    pub(super) fn act(&mut self, act: Act) -> Vec<Effect> {
        match act {
            Act::Confirm(_) => self.confirm(),
            Act::Answer => self.answer(),
            Act::GoOn => self.go_on_to(self.page.after()),
            Act::OnTo(page) | Act::ToOpen(page) => self.go_on_to(page),
            Act::Mend(page) => self.leave_page_for(page),
            Act::Back if self.page == Page::Doctor => self.leave_page_for(self.doctor.came_from),
            Act::Back if self.page == Page::Project && self.is_only_env() => self.leave_page_for(Page::Start),
            Act::Back => self.leave_page_for(self.page.before()),
            Act::Above if self.page == Page::Doctor => self.pick_check(false),
            Act::Below if self.page == Page::Doctor => self.pick_check(true),
            Act::Above | Act::ToAnswer | Act::ToRecord => self.move_by(-1),
            Act::Below => self.move_by(1),
            Act::ReadOn => {
                self.window.read_by(1, self.scene.stories().len());
                Vec::new()
            }
            Act::ReadBack => {
                self.window.read_by(-1, self.scene.stories().len());
                Vec::new()
            }
            Act::Previous => self.turn_choice(false),
            Act::Next => self.turn_choice(true),
            Act::LookAgain if self.page == Page::SignIn => self.look_anew(),
            Act::LookAgain => {
                self.trouble.forget();
                self.work.writing.forget();
                self.refresh_form();
                let mut effects = self.look_at(Scope::everything());
                self.looks.is_asked_for();
                if self.page == Page::Doctor {
                    effects.extend(self.look_for_causes());
                }
                effects
            }
            Act::SignInAnew => self.renew(),
            Act::StopWaiting => self.stop_browser(),
            Act::OnAnotherDevice => self.browse_elsewhere(),
            Act::ReplaceSession => self.replace_session(),
            Act::AskAll => self.ask_about_all(),
            Act::CopyBlock if self.has_line() => self.copy(ToCopy::Line, Notice::Line),
            Act::CopyBlock => self.copy(ToCopy::Block(self.intent.boxed()), Notice::Block),
            Act::CopyName => self.copy_of_row(|row| row.name.clone(), Notice::Name),
            Act::CopyValue => self.copy_value(),
            Act::SaveRecords => self.zone_file().map(|(name, text)| Effect::Save { name, text }).into_iter().collect(),
            Act::ReadZone => self.read_zone(),
            Act::Replace | Act::KeepOld => self.replace_key(),
            Act::LetTimePass => {
                let mut effects = vec![Effect::LetTimePass];
                effects.extend(self.look_at(Scope::everything()));
                effects
            }
            Act::Stories => self.open_stories(),
            Act::Play(at) | Act::PlayAnew(at) => self.play(at),
            Act::Open => {
                self.window.follow();
                self.form.open();
                Vec::new()
            }
            Act::OtherWay => {
                self.take_other_way();
                Vec::new()
            }
            Act::UseRegion(region) => self.use_region(region),
            Act::CopyMessage => {
                self.ways.hand_over(self.page);
                let (intent, facts) = (self.intent.boxed(), self.facts.boxed());
                let message = self.handover().map(|about| ToCopy::Message { about, intent, facts });
                message.map(|message| self.copy(message, Notice::Message)).unwrap_or_default()
            }
            Act::CopyLink => self.copy_link(Notice::Link),
            Act::CopySecret => self.ask_to_copy_secret(),
            Act::CopySecretNow => self.copy_secret(),
            Act::CopyLines => self.copy_lines(),
            Act::OpenLink => self.open_link(),
            Act::Letter => self.open_letter(),
            Act::CopyLetter => self.copy_letter(),
            Act::CheckSite => self.check_site(),
            Act::CopyReport => {
                let complaint = Complaint::read(&self.doctor.complaint).map(Box::new);
                let (intent, facts) = (self.intent.boxed(), self.facts.boxed());
                self.copy(ToCopy::Report { complaint, intent, facts, now: self.now }, Notice::Report)
            }
            Act::Document => self.lay_over(Overlay::Document { down: 0 }),
            Act::CopyDocument => {
                self.document().map(|it| self.copy(ToCopy::Text(it), Notice::Document)).unwrap_or_default()
            }
            Act::LeaveAfter => {
                self.work.leave_after();
                self.window.overlay = None;
                Vec::new()
            }
            Act::LeaveNow => vec![Effect::Leave],
            Act::Help => self.lay_over(Overlay::Help { down: 0 }),
            Act::Log => self.lay_over(Overlay::Log { up: 0 }),
            Act::Close => {
                // Whatever lies uppermost.
                match self.window.overlay.take() {
                    Some(Overlay::Letter) => self.keep_letter(),
                    Some(
                        Overlay::Help { .. }
                        | Overlay::Log { .. }
                        | Overlay::Document { .. }
                        | Overlay::Secret { .. }
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
                (self.doctor.came_from, self.doctor.picked) = (self.page, None);
                self.leave_page_for(Page::Doctor)
            }
            Act::Leave => self.leave(),
        }
    }

    /// Where it cannot be opened here it is copied, to be opened elsewhere.
    pub(super) fn open_link(&mut self) -> Vec<Effect> {
        match self.facts.machine.present().and_then(|machine| machine.without_pages()) {
            Some(why) => self.copy_first_link(Notice::PageNotHere(why)),
            None => self.link().map(Effect::OpenLink).into_iter().collect(),
        }
    }

    /// A browser was asked to open the page; where the machine has no browser the link is copied.
    pub(super) fn opened(&mut self, opened: Result<(), Failure>) -> Vec<Effect> {
        match opened {
            Ok(()) => {
                self.window.notice = Some(Notice::PageAsked);
                Vec::new()
            }
            Err(_) => self.copy_first_link(Notice::PageFailed),
        }
    }

    /// To the clipboard, and that it is there.
    pub(super) fn copy(&mut self, what: ToCopy, notice: Notice) -> Vec<Effect> {
        self.window.notice = Some(notice);
        vec![Effect::Copy(what)]
    }

    /// The one that was to be opened.
    fn copy_first_link(&mut self, notice: Notice) -> Vec<Effect> {
        self.link().map(|link| self.copy(ToCopy::Text(link), notice)).unwrap_or_default()
    }

    fn copy_link(&mut self, notice: Notice) -> Vec<Effect> {
        let links = self.links();
        if links.is_empty() { Vec::new() } else { self.copy(ToCopy::Text(links.join("\n")), notice) }
    }

    /// Shows this over the page.
    pub(super) fn lay_over(&mut self, overlay: Overlay) -> Vec<Effect> {
        (self.window.overlay, self.window.over) = (Some(overlay), Hides::default());
        Vec::new()
    }

    /// A change is not cancelled: in the middle of one the user is asked.
    pub(super) fn leave(&mut self) -> Vec<Effect> {
        match self.work.doing.is_some() && !self.work.is_leaving() {
            true => self.lay_over(Overlay::Leave),
            false => self.keep_letter().into_iter().chain([Effect::Leave]).collect(),
        }
    }

    /// So many lines, options, records or fields further, whichever has the focus.
    pub(super) fn move_by(&mut self, by: isize) -> Vec<Effect> {
        if let Some(overlay) = &mut self.window.overlay {
            overlay.move_by(by, self.scene.stories().len());
            return Vec::new();
        }
        self.window.follow();
        if self.form.is_open() {
            if !self.form.leave_list_at_its_end(by)
                && let Some(field) = self.form.focused_mut()
            {
                field.step(by);
            } else {
                self.open_if_asked();
            }
            return Vec::new();
        }
        if self.form.fields.is_empty() {
            let last = self.records().len().saturating_sub(1);
            self.window.picked = Some(self.row().saturating_add_signed(by).min(last));
            return Vec::new();
        }
        // The arrows hold the cursor nowhere: what is no answer stays in its field, and Enter leads back to it.
        let effects = self.take_focused().unwrap_or_default();
        if let Some(field) = self.form.focused_mut().filter(|field| field.wrong == Some(Wrong::Missing)) {
            field.wrong = None;
        }
        // Behind the last field is the action, and behind that the first again.
        let places = self.form.fields.len() + 1;
        self.form.focus = (self.form.focus + places).saturating_add_signed(by) % places;
        self.refresh_form();
        self.open_if_asked();
        effects
    }

    /// As the provider's form wants it.
    pub(super) fn copy_of_row(
        &mut self,
        part: impl Fn(&PasteRow) -> String,
        copied: impl Fn(String) -> Notice,
    ) -> Vec<Effect> {
        let Some(text) = self.form_rows().get(self.row()).map(part) else { return Vec::new() };
        self.copy(ToCopy::Text(text.clone()), copied(text))
    }

    /// With its value a record is done here: the next one is picked.
    fn copy_value(&mut self) -> Vec<Effect> {
        let (row, last) = (self.row(), self.records().len().saturating_sub(1));
        let effects = self.copy_of_row(|row| row.value.clone(), Notice::Value);
        if !effects.is_empty() {
            self.window.copied.insert(row);
            self.window.picked = Some((row + 1).min(last));
        }
        effects
    }

    /// What stands in the field goes along where it is an answer; where it is not, the user may leave all the same.
    pub(super) fn leave_page_for(&mut self, page: Page) -> Vec<Effect> {
        // A list that lies open is only looked through: Enter is what picks.
        self.form.take_back();
        // Whose an identity is to be is said, and not passed by.
        let is_open = self.form.focused().is_some_and(|field| field.id == Wish::AdoptIdentity && needs(self, field.id));
        let effects = if is_open { Vec::new() } else { self.take_focused().unwrap_or_default() };
        self.turn_to(page);
        effects.into_iter().chain(self.arrived()).collect()
    }

    /// What a page wants to know before it can be read.
    pub(super) fn arrived(&mut self) -> Vec<Effect> {
        match self.page {
            // Without a sign-in there is no answer to wait for.
            Page::Region | Page::Identity if self.is_by_hand() => Vec::new(),
            Page::Region => self.look_around_regions(),
            Page::Doctor if !self.is_by_hand() => self.look_for_causes(),
            Page::Identity => self.look_around(notes::where_to_look(&self.intent, &self.facts)),
            Page::SignIn if self.facts.logins.is_unknown() => self.look_at_logins(BTreeSet::new()),
            Page::SignIn
            | Page::Start
            | Page::Sender
            | Page::Key
            | Page::Production
            | Page::Project
            | Page::Delivery
            | Page::Receipt
            | Page::Doctor => Vec::new(),
        }
    }

    /// Shows another page, from its top, with its fields as they are now.
    pub(super) fn turn_to(&mut self, page: Page) {
        self.page = page;
        self.trouble.change = self.unwritten().cloned();
        self.window.turn_over();
        self.window.visited.insert(page);
        if self.looks.turned.is_some_and(|step| page.step() == Some(step)) {
            self.looks.turned = None;
        }
        self.form = Form::default();
        let fields = page::fields(self);
        self.form = Form::of(fields, |id| needs(self, id));
    }
}

/// What an answer can begin with.
fn is_letter(key: Key) -> bool {
    matches!(key, Key::Char(c) if !c.is_control() && !c.is_whitespace())
}
