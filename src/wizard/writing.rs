//! Records that Sesame writes into the zone itself, from the conversation's side: the zone is read, what would be done is shown, and
//! Enter carries it out. Knows neither what a zone holds nor a token.

use super::{
    effect::Effect,
    field::Hidden,
    model::Model,
    parts::{
        traffic::Ticket,
        ways::Way,
        writing::{WritingFor, WritingStage},
    },
    path::Page,
    wrong::Wrong,
};
use crate::{
    dns::provider::Detected,
    setup::{Change, DnsHost, DnsProvider, PlannedWriting, SignIn, Standing, Step, Wait},
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

    fn writing_for(&self) -> Option<WritingFor> {
        Some(WritingFor {
            provider: self.writes_into()?,
            sign_in: self.intent.sign_in.clone(),
            identity: self.intent.identity_name()?,
            region: self.intent.region?,
        })
    }

    /// How far the writing has come, where it is due. A plan of other records, or of another account's zone, does not count.
    pub fn writing(&self) -> Option<&WritingStage> {
        let stage = self.work.writing.stage(&self.writing_for()?);
        let is_of_now = match stage {
            WritingStage::Planned(planned) => self.is_planned_for_now(planned),
            WritingStage::Unasked
            | WritingStage::Reading
            | WritingStage::Written
            | WritingStage::WantsToken
            | WritingStage::Failed => true,
        };
        Some(if is_of_now { stage } else { &WritingStage::Unasked })
    }

    fn is_planned_for_now(&self, planned: &PlannedWriting) -> bool {
        let is_of_this_account = match &planned.at {
            DnsHost::Cloudflare => true,
            DnsHost::Route53(under) => {
                self.facts.caller.present().is_some_and(|caller| caller.account == under.account)
            }
        };
        is_of_this_account && planned.plan.rows.iter().map(|row| &row.record).eq(self.records().iter())
    }

    /// What would be done in the zone, where it was read and is to be written to.
    pub fn planned_writing(&self) -> Option<&PlannedWriting> {
        match self.writing()? {
            WritingStage::Planned(planned) => Some(planned),
            WritingStage::Unasked
            | WritingStage::Reading
            | WritingStage::Written
            | WritingStage::WantsToken
            | WritingStage::Failed => None,
        }
    }

    /// The change that writes what is to be created.
    pub(super) fn records_to_write(&self) -> Option<Change> {
        self.planned_writing()?.change()
    }

    /// Whether Enter is to read the zone.
    pub(super) fn may_read_zone(&self) -> bool {
        matches!(self.writing(), Some(WritingStage::Unasked))
    }

    /// Whether the zone is being read, and what Enter does comes next.
    pub(super) fn is_reading_zone(&self) -> bool {
        matches!(self.writing(), Some(WritingStage::Reading))
    }

    /// Whether the user is asked for the provider's token.
    pub fn wants_token(&self) -> bool {
        matches!(self.writing(), Some(WritingStage::WantsToken))
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
        self.read_zone_and(false)
    }

    fn read_zone_and(&mut self, keeps_token: bool) -> Vec<Effect> {
        let Some(of) = self.writing_for() else { return Vec::new() };
        self.trouble.change = None;
        let (ticket, provider) = (self.traffic.ticket(), of.provider);
        self.work.writing.ask(ticket, of);
        self.refresh_form();
        let (intent, facts) = (self.intent.boxed(), self.facts.boxed());
        vec![Effect::PlanRecords { ticket, provider, intent, facts, keeps_token }]
    }

    /// It was read, or could not be.
    pub(super) fn records_planned(
        &mut self,
        ticket: Ticket,
        planned: Result<Box<PlannedWriting>, Failure>,
    ) -> Vec<Effect> {
        let (stage, failure) = match planned {
            Ok(planned) => (WritingStage::Planned(planned), None),
            Err(failure) => (without_a_plan(&failure), Some(failure)),
        };
        if !self.work.writing.learn(ticket, stage, failure.clone()) {
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

    /// The token that was typed, into this run's memory; then the zone is read with it, and a good one is kept where that is
    /// wished.
    pub(super) fn hand_in_token(&mut self) -> Vec<Effect> {
        if !self.wants_token() {
            return Vec::new();
        }
        let Some(field) = self.form.focused_mut().filter(|field| field.id == Hidden::DnsToken) else {
            return Vec::new();
        };
        let Some(typed) = field.take_secret().filter(|typed| !typed.reveal().trim().is_empty()) else {
            field.wrong = Some(Wrong::Missing);
            return Vec::new();
        };
        let secret = Secret::new(typed.reveal().trim());
        let mut effects = vec![Effect::Hold { slot: Slot::cloudflare_token(), secret }];
        effects.extend(self.read_zone_and(self.work.writing.keeps_token));
        effects
    }

    /// After the writing: what the zone holds now was not read.
    pub(super) fn written(&mut self, failure: Option<&Failure>) {
        match failure {
            None => self.work.writing.turn(WritingStage::Written, None),
            Some(failure) if failure.kind == FailureKind::DnsToken => {
                self.work.writing.turn(WritingStage::WantsToken, Some(failure.clone()));
            }
            Some(_) => self.work.writing.forget(),
        }
    }

    /// Why nothing is written yet, on the page that says so: it is said there whenever the user comes back to it.
    pub(super) fn unwritten(&self) -> Option<&Failure> {
        self.work.writing.failure(&self.writing_for()?)
    }
}

fn without_a_plan(failure: &Failure) -> WritingStage {
    if failure.kind == FailureKind::DnsToken { WritingStage::WantsToken } else { WritingStage::Failed }
}
