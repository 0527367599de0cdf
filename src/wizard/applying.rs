//! A change that was confirmed, and its answer. Does not know which change it is, but for what the answer says of others.

use super::{effect::Effect, model::Model, parts::traffic::Ticket};
use crate::{
    setup::{Change, Receipt},
    terms::{Denial, Failure, FailureKind},
};

impl Model {
    /// Carries out what the page shows.
    pub(super) fn confirm(&mut self) -> Vec<Effect> {
        let Some(change) = self.ready() else { return Vec::new() };
        self.trouble.forget();
        self.looks.turned = None;
        let ticket = self.traffic.ticket();
        self.work.begin(change.clone(), self.now, ticket);
        // What is changed from here on belongs to this account.
        if self.intent.account.is_none() {
            self.intent.account = self.facts.caller.present().map(|caller| caller.account.clone());
        }
        let (intent, facts) = (self.intent.boxed(), self.facts.boxed());
        vec![Effect::Remember(intent.clone()), Effect::Apply { ticket, change: Box::new(change), intent, facts }]
    }

    /// AWS, or the machine, has answered.
    pub(super) fn applied(&mut self, ticket: Ticket, outcome: Result<Receipt, Failure>) -> Vec<Effect> {
        let Some(change) = self.work.end(ticket) else { return Vec::new() };
        let touched = change.kind().touches();
        self.facts.forget(&touched);
        // Looks begun before the change may still bring what was true then.
        let dropped = self.looks.drop_all();
        if matches!(change, Change::WriteRecords { .. }) {
            self.written(outcome.as_ref().err());
        }
        let mut effects = Vec::new();
        match outcome {
            Ok(receipt) => {
                if let Some(learned) = receipt.learned {
                    self.facts.learn(*learned);
                }
                effects = self.forget_the_key_of(&change);
                self.work.done.push((change, receipt.outcome));
                self.window.begin_at_the_top();
            }
            Err(failure) => {
                if let Some(denial) = refused_to_us(&failure) {
                    self.facts.denied.insert(change.kind(), denial);
                }
                // The doctor knows what SES's words mean.
                if matches!(change, Change::SendTest { .. }) {
                    self.doctor.complaint = failure.causes().collect::<Vec<_>>().join("\n");
                }
                self.trouble.change = Some(failure);
                self.window.follow();
            }
        }
        self.refresh_form();
        if self.work.is_leaving() {
            effects.push(Effect::Leave);
            return effects;
        }
        effects.extend(self.look_at(touched.and(dropped).and(self.unseen())));
        effects
    }
}

/// The denial of a right that this sign-in lacks; another may have it.
fn refused_to_us(failure: &Failure) -> Option<Denial> {
    (failure.kind == FailureKind::Denied).then(|| failure.denial())
}
