//! The whole conversation at one moment, and what can be read off it. Knows no key, no field's meaning and no effect: what a
//! message makes of it is in the files beside this one.

use super::{
    effect::Handover,
    form::Form,
    parts::{
        copying::Copying,
        doctor::Doctor,
        looks::Looks,
        scene::Scene,
        session::SignInSession,
        shared::Shared,
        traffic::Traffic,
        trouble::Trouble,
        ways::{Way, Ways},
        window::Window,
        work::Work,
    },
    path::Page,
};
use crate::{
    diagnosis::{Complaint, Diagnosis, diagnose},
    dns::{
        compare::RecordStanding,
        provider::{Detected, PasteRow},
        records::Record,
        zonefile,
    },
    laravel::SignUp,
    setup::{
        self, Change, Facts, Grant, Intent, ReviewStatus, SesAccount, Standing, Step, ToAdd,
        notes::{self, Note},
        records_unseen, wanted_records,
    },
    terms::{Fact, Timestamp},
};

/// The whole conversation at one moment.
#[derive(Debug)]
pub struct Model {
    /// What the operator wants.
    pub intent: Shared<Intent>,
    /// What was seen of the world.
    pub facts: Shared<Facts>,
    /// When the last message came.
    pub now: Timestamp,
    /// The page that is shown.
    pub page: Page,
    /// Its fields.
    pub form: Form,
    /// How the page is looked at.
    pub window: Window,
    /// Looks at the world, under way and to come.
    pub looks: Looks,
    /// Changes, under way and done.
    pub work: Work,
    /// What went wrong.
    pub trouble: Trouble,
    /// The pretend world around a rehearsal.
    pub scene: Scene,
    /// A secret on the clipboard.
    pub copying: Copying,
    /// What of signing in belongs to this run alone.
    pub session: SignInSession,
    /// Which way was chosen for each step.
    pub ways: Ways,
    /// The error that was pasted.
    pub doctor: Doctor,
    /// Tickets and calls.
    pub traffic: Traffic,
}

impl Model {
    /// A conversation that has not looked yet.
    pub(super) fn new(intent: Intent, now: Timestamp) -> Model {
        Model {
            session: SignInSession::begun_with(intent.sign_in.clone()),
            intent: intent.into(),
            facts: Shared::default(),
            now,
            page: Page::Start,
            form: Form::default(),
            window: Window::default(),
            looks: Looks::default(),
            work: Work::default(),
            trouble: Trouble::default(),
            scene: Scene::default(),
            copying: Copying::default(),
            ways: Ways::default(),
            doctor: Doctor::default(),
            traffic: Traffic::default(),
        }
    }

    /// What is true of a step now.
    pub fn standing(&self, step: Step) -> Standing {
        self.looks.standings.assess(step, &self.intent, &self.facts, self.now)
    }

    /// The change that the page shows and that Enter would carry out.
    pub fn ready(&self) -> Option<Change> {
        let ours = matches!(self.way(), None | Some(Way::ForMe));
        if self.work.doing.is_some() || !ours {
            return None;
        }
        self.records_to_write().or_else(|| self.standing(self.page.step()?).open().cloned())
    }

    /// The account in the region of the set-up, where it was seen.
    pub fn account_here(&self) -> Option<&SesAccount> {
        self.facts.account.present().filter(|account| self.intent.region == Some(account.region))
    }

    /// Whether AWS's reviewers have said yes.
    pub fn is_granted(&self) -> bool {
        let review = self.facts.account.present().and_then(|account| account.review.as_ref());
        review.is_some_and(|review| review.status == ReviewStatus::Granted)
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
        told.or_else(|| self.looks.waited_since(step))
    }

    /// The records that the identity needs, on its page; where it may not be seen, those that it needs in any case.
    pub fn records(&self) -> Vec<Record> {
        let Some(region) = self.intent.region.filter(|_| self.page == Page::Identity) else { return Vec::new() };
        match &self.facts.identity {
            Fact::Present(identity) => wanted_records(&self.intent, identity, region),
            Fact::Hidden(_) => records_unseen(&self.intent, region),
            Fact::Unknown if self.is_by_hand() => records_unseen(&self.intent, region),
            Fact::Unknown | Fact::Absent => Vec::new(),
        }
    }

    /// The provider that serves the identity's zone, as far as the names of its servers tell.
    pub fn provider(&self) -> Detected {
        self.facts.provider().unwrap_or(Detected::Unknown(Vec::new()))
    }

    /// The records of the identity's page as they are typed into the provider's form.
    pub fn form_rows(&self) -> Vec<PasteRow> {
        self.facts.form_rows(&self.records())
    }

    /// The records as a file that Cloudflare imports, and its name; nothing where another provider serves the zone, or where
    /// there is nothing to add. What stands in a record's place is left to hands.
    pub fn zone_file(&self) -> Option<(String, String)> {
        let cut = self.facts.zone.present()?;
        if !matches!(self.provider(), Detected::One(provider) if provider.id == zonefile::IMPORTS) {
            return None;
        }
        let ToAdd { file, by_hand, in_use: _ } = self.facts.to_be_added(&self.records());
        let text = || zonefile::bind(&file) + &zonefile::remarks(&by_hand);
        (!file.is_empty()).then(|| (format!("sesame-dns-{}.txt", cut.zone), text()))
    }

    /// The record that is picked: the first that DNS does not have, until the user moves.
    pub fn row(&self) -> usize {
        let there = |record: &Record| self.facts.record_standing(record) == Some(RecordStanding::Present);
        let first = || self.records().iter().position(|record| !there(record)).unwrap_or_default();
        self.window.picked.unwrap_or_else(first)
    }

    /// The document that the page's change puts at AWS, as AWS takes it; of a role what it may do, and below it who may take
    /// it.
    pub fn document(&self) -> Option<String> {
        if let (Page::Sender, Some(documents)) = (self.page, self.intent.role_documents()) {
            return Some(documents.iter().map(setup::policy::pretty).collect::<Vec<_>>().join("\n\n"));
        }
        let of = |change: Change| {
            let Change::AllowSending { grant: Grant::Inline { document, .. }, .. } = change else { return None };
            Some(document)
        };
        let standing = self.standing(self.page.step()?);
        // What cannot be seen from here is made by hand, with the same document.
        if standing == Standing::Unknown && self.is_by_hand() && !self.has_block() {
            return self.errand().into_iter().find_map(of);
        }
        let Standing::Open { next } = standing else { return None };
        of(next)
    }

    /// Whether a sign-up at the app sends no mail as the app stands.
    pub fn lacks_sign_up_mail(&self) -> bool {
        self.facts.project.present().is_some_and(|project| project.app.sign_up == SignUp::NotWired)
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
        let mut notes = if about { notes::notes(&self.intent, &self.facts) } else { Vec::new() };
        notes.retain(|note| self.page == Page::Identity || !note.is_about_the_identity_here());
        notes
    }

    /// What the administrator of the account would have to do for this page; on a page that is about no change at AWS,
    /// all of it.
    pub fn errand(&self) -> Vec<Change> {
        let all = setup::handover::errand(&self.intent, &self.facts, self.now);
        match self.page.step() {
            Some(step) => all.into_iter().filter(|change| change.kind().step() == step).collect(),
            None => all,
        }
    }

    /// What a colleague is asked to do about this page; none where there is nothing to do.
    pub fn handover(&self) -> Option<Handover> {
        // What is still to be done at AWS comes before what waits for DNS.
        let is_open = matches!(self.standing(Step::Identity), Standing::Open { .. });
        if self.facts.identity.present().is_some() && !self.records().is_empty() && !is_open {
            return Some(Handover::Records);
        }
        Some(self.errand()).filter(|changes| !changes.is_empty()).map(Handover::Changes)
    }

    /// What is behind the error that was pasted, as far as it is known by now.
    pub fn diagnosis(&self) -> Option<Diagnosis> {
        let complaint = Complaint::read(&self.doctor.complaint)?;
        Some(diagnose(Some(&complaint), &self.intent, &self.facts, self.now))
    }
}
