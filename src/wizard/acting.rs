//! What a key does: the act that is offered for it here, and each act. Knows not which key it was.

use std::collections::BTreeSet;

use super::{Act, Doing, Effect, Form, Key, Model, Notice, Overlay, Page, Steer, notes, offered, page};
use crate::{
    dns::provider::PasteRow,
    setup::Scope,
    terms::{Failure, Secret},
};

impl Model {
    pub(super) fn pressed(&mut self, key: Key) -> Vec<Effect> {
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

    /// Does what is offered, as if its key had been pressed; nothing where it is not offered now.
    pub(super) fn asked_for(&mut self, act: Act) -> Vec<Effect> {
        // Any of the list may be played, not only the one that is picked.
        let stories = self.programme.as_ref().map_or(0, |programme| programme.stories.len());
        let is_listed = matches!((act, self.overlay), (Act::Play(at), Some(Overlay::Stories { .. })) if at < stories);
        if !is_listed && offered(self).iter().all(|offer| offer.act != act) {
            return Vec::new();
        }
        self.notice = None;
        self.act(act)
    }

    pub(super) fn typed(&mut self, key: Key) {
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

    pub(super) fn pasted(&mut self, secret: &Secret) -> Vec<Effect> {
        if !self.pasted_in_letter(secret)
            && self.overlay.is_none()
            && let Some(field) = self.form.focused_mut()
        {
            // An error that has been looked at makes room for the next.
            if field.id == Steer::Complaint && field.text() == self.complaint {
                field.clear();
            }
            field.paste(secret.reveal());
            self.scroll = 0;
        }
        Vec::new()
    }

    pub(super) fn act(&mut self, act: Act) -> Vec<Effect> {
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
            Act::LookAgain if self.page == Page::SignIn => self.look_anew(),
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
            Act::SignInAnew => self.renew(),
            Act::AskAll => self.ask_about_all(),
            Act::CopyBlock => {
                self.notice = Some(if self.has_line() { Notice::Line } else { Notice::Block });
                vec![Effect::CopyBlock]
            }
            Act::CopyName => self.copy_of_row(|row| row.name.clone(), Notice::Name),
            Act::CopyValue => self.copy_of_row(|row| row.value.clone(), Notice::Value),
            Act::Replace | Act::KeepOld => self.replace_key(),
            Act::LetTimePass => {
                let mut effects = vec![Effect::LetTimePass];
                effects.extend(self.look_at(Scope::everything()));
                effects
            }
            Act::Stories => self.open_stories(),
            Act::Play(at) => self.play(at),
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
            Act::CopySecret => self.ask_to_copy_secret(),
            Act::CopySecretNow => self.copy_secret(),
            Act::OpenLink => self.open_link(),
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
                self.came_from = self.page;
                self.leave_page_for(Page::Doctor)
            }
            Act::Leave => self.leave(),
        }
    }

    /// Where it cannot be opened it is copied, which somebody can open elsewhere.
    pub(super) fn open_link(&mut self) -> Vec<Effect> {
        match self.facts.machine.present().and_then(|machine| machine.without_pages()) {
            Some(why) => {
                self.notice = Some(Notice::PageNotHere(why));
                vec![Effect::CopyLink]
            }
            None => vec![Effect::OpenLink],
        }
    }

    pub(super) fn opened(&mut self, opened: Result<(), Failure>) -> Vec<Effect> {
        match opened {
            Ok(()) => {
                self.notice = Some(Notice::PageAsked);
                Vec::new()
            }
            Err(_) => {
                self.notice = Some(Notice::PageFailed);
                vec![Effect::CopyLink]
            }
        }
    }

    pub(super) fn lay_over(&mut self, overlay: Overlay) -> Vec<Effect> {
        self.overlay = Some(overlay);
        Vec::new()
    }

    /// Mutations are not cancelled: in the middle of one somebody is asked.
    pub(super) fn leave(&mut self) -> Vec<Effect> {
        match self.doing.is_some() && !self.leaving {
            true => self.lay_over(Overlay::Leave),
            false => self.keep_letter().into_iter().chain([Effect::Leave]).collect(),
        }
    }

    pub(super) fn confirm(&mut self) -> Vec<Effect> {
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

    pub(super) fn move_by(&mut self, by: isize) -> Vec<Effect> {
        if let Some(overlay) = &mut self.overlay {
            overlay.move_by(by);
            self.stay_in_the_list();
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
    pub(super) fn read_by(&mut self, windows: isize) -> Vec<Effect> {
        // Header, rules and footer take four rows, and two are seen again.
        let window = isize::try_from(self.rows).unwrap_or(isize::MAX).saturating_sub(6).max(1);
        match &mut self.overlay {
            // A frame takes two more.
            Some(overlay) => {
                overlay.move_by(windows * (window - 2).max(1));
                self.stay_in_the_list();
            }
            None => self.scroll += windows * window,
        }
        Vec::new()
    }

    /// As the provider's form wants it.
    pub(super) fn copy_of_row(
        &mut self,
        part: impl Fn(&PasteRow) -> String,
        copied: impl Fn(String) -> Notice,
    ) -> Vec<Effect> {
        let Some(text) = self.form_rows().get(self.row()).map(part) else { return Vec::new() };
        self.notice = Some(copied(text.clone()));
        vec![Effect::Copy(text)]
    }

    /// What stands in the field goes along where it is an answer; where it is none, nobody is held for it.
    pub(super) fn leave_page_for(&mut self, page: Page) -> Vec<Effect> {
        // A list that lies open is only looked through: Enter is what picks.
        self.form.take_back();
        let effects = self.take_focused().unwrap_or_default();
        self.turn_to(page);
        effects.into_iter().chain(self.arrived()).collect()
    }

    /// What a page wants to know before it can be read.
    pub(super) fn arrived(&mut self) -> Vec<Effect> {
        match self.page {
            // Nobody answers whom nobody signed in to.
            Page::Region | Page::Identity if self.is_by_hand() => Vec::new(),
            Page::Region => self.look_around_regions(),
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

    pub(super) fn turn_to(&mut self, page: Page) {
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
}
