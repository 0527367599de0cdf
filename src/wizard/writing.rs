//! Records that Sesame writes into the zone itself, from the conversation's side: the zone is read, what would be done is shown, and
//! Enter carries it out. Knows neither what a zone holds nor a token.

use super::{
    effect::Effect,
    field::Hidden,
    model::Model,
    parts::{traffic::Ticket, ways::Way, writing::NoPlan},
    path::Page,
    wrong::Wrong,
};
use crate::{
    dns::provider::Detected,
    setup::{Change, DnsProvider, PlannedWriting, SignIn, Standing, Step, Wait},
    terms::{Failure, FailureKind, Secret, Slot},
};

impl Model {
    /// The provider into whose zone records can be written from here. The app's own key may not.
    pub(super) fn writable(&self) -> Option<DnsProvider> {
        let Some(Detected::One(provider)) = self.facts.provider() else { return None };
        let provider = provider.id.parse().ok()?;
        let may = match provider {
            DnsProvider::Cloudflare => true,
            DnsProvider::Route53 => self.facts.caller.present().is_some() && self.intent.sign_in != SignIn::AppKey,
        };
        may.then_some(provider)
    }

    /// The provider into whose zone they are to be written for the user, on the page that shows the records.
    pub fn writes_into(&self) -> Option<DnsProvider> {
        let is_due = self.page == Page::Identity
            && matches!(
                self.standing(Step::Identity),
                Standing::Waiting { on: Wait::Dns } | Standing::Wrong { on: Wait::Dns }
            );
        (is_due && self.way() == Some(Way::ForMe)).then(|| self.writable()).flatten()
    }

    /// What would be done in the zone, where it was read and is to be written to.
    pub fn planned_writing(&self) -> Option<&PlannedWriting> {
        let provider = self.writes_into()?;
        let planned = self.work.writing.planned(&self.intent.identity_name()?, self.intent.region?)?;
        (planned.at.provider() == provider).then_some(planned)
    }

    /// The change that writes what is to be created, all of it wanted now.
    pub(super) fn records_to_write(&self) -> Option<Change> {
        let planned = self.planned_writing()?;
        let wanted = self.records();
        planned.plan.to_create().iter().all(|record| wanted.contains(record)).then(|| planned.change())?
    }

    /// Whether Enter is to read the zone.
    pub(super) fn may_read_zone(&self) -> bool {
        self.writes_into().is_some() && self.work.writing.is_unasked()
    }

    /// Whether the zone is being read, and what Enter does comes next.
    pub(super) fn is_reading_zone(&self) -> bool {
        self.writes_into().is_some() && self.work.writing.is_reading()
    }

    /// Whether the user is asked for the provider's token.
    pub(super) fn wants_token(&self) -> bool {
        self.writes_into() == Some(DnsProvider::Cloudflare) && self.work.writing.wants_token()
    }

    /// Where the token is made that the user is asked for.
    pub(super) fn token_page(&self) -> Option<String> {
        self.writes_into().filter(|_| self.wants_token())?.token_page().map(str::to_owned)
    }

    /// Whether the page shows its records: the plan names them itself, and a token comes before them.
    pub fn shows_records(&self) -> bool {
        !self.records().is_empty() && self.planned_writing().is_none() && !self.wants_token()
    }

    /// Reads the zone, to say what would be done.
    pub(super) fn read_zone(&mut self) -> Vec<Effect> {
        let (Some(provider), Some(name), Some(region)) =
            (self.writes_into(), self.intent.identity_name(), self.intent.region)
        else {
            return Vec::new();
        };
        self.trouble.change = None;
        let ticket = self.traffic.ticket();
        self.work.writing.ask(ticket, name, region);
        self.refresh_form();
        let (intent, facts) = (self.intent.boxed(), self.facts.boxed());
        let keeps_token = std::mem::take(&mut self.work.writing.keeps_token);
        vec![Effect::PlanRecords { ticket, provider, intent, facts, keeps_token }]
    }

    /// It was read, or could not be.
    pub(super) fn records_planned(
        &mut self,
        ticket: Ticket,
        planned: Result<Box<PlannedWriting>, Failure>,
    ) -> Vec<Effect> {
        let (planned, failure) = match planned {
            Ok(planned) => (Ok(planned), None),
            Err(failure) => (Err(no_plan(&failure)), Some(failure)),
        };
        if !self.work.writing.learn(ticket, planned) {
            return Vec::new();
        }
        // Another page has its own trouble.
        if self.writes_into().is_some() {
            self.trouble.change = failure;
            self.window.begin_at_the_top();
        }
        self.refresh_form();
        Vec::new()
    }

    /// The token that was typed, into this run's memory; then the zone is read with it.
    pub(super) fn hand_in_token(&mut self) -> Vec<Effect> {
        let Some(field) = self.form.focused_mut().filter(|field| field.id == Hidden::DnsToken) else {
            return Vec::new();
        };
        let Some(typed) = field.take_secret().filter(|typed| !typed.reveal().trim().is_empty()) else {
            field.wrong = Some(Wrong::Missing);
            return Vec::new();
        };
        let secret = Secret::new(typed.reveal().trim());
        let mut effects = vec![Effect::Hold { slot: Slot::cloudflare_token(), secret }];
        effects.extend(self.read_zone());
        effects
    }

    /// After the writing: what the zone holds now is to be read anew.
    pub(super) fn written(&mut self, failure: Option<&Failure>) {
        match failure.map(no_plan) {
            Some(NoPlan::WantsToken) => self.work.writing.want_token(),
            Some(NoPlan::Failed) | None => self.work.writing.forget(),
        }
    }
}

fn no_plan(failure: &Failure) -> NoPlan {
    if failure.kind == FailureKind::DnsToken { NoPlan::WantsToken } else { NoPlan::Failed }
}
