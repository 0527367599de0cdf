//! What was heard of changes on their way: told as it comes, and kept for the end. Knows no command.

use super::{
    bench::Bench,
    records::{faults, lines, rows, served_by, standing},
};
use crate::{
    dns::compare::RecordStanding,
    engine::settle::Event,
    setup::{Change, ChangeKind, DeleteReason, Facts, Outcome, Standing, Step, Wait},
    terms::Failure,
};

/// What was done, for the receipt and for programs.
pub(super) struct Applied {
    pub change: ChangeKind,
    pub said: String,
    pub outcome: AppliedOutcome,
}

/// What we heard of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum AppliedOutcome {
    Done,
    Already,
    Unknown,
}

/// What was heard on the way: told as it comes, and kept for the end.
pub(super) struct Hearing<'a> {
    bench: &'a Bench,
    applied: Vec<Applied>,
    /// Of a change that did not go through. It may be what ends the run, which is told once, at the end.
    untold: Option<Failure>,
    waits_for: Option<(Wait, Step)>,
    /// What was told to be wrong with DNS.
    wrong: Vec<String>,
}

impl<'a> Hearing<'a> {
    pub fn of(bench: &'a Bench) -> Hearing<'a> {
        Hearing { bench, applied: Vec::new(), untold: None, waits_for: None, wrong: Vec::new() }
    }

    pub fn hear(&mut self, event: Event) {
        let (text, out) = (&self.bench.text, self.bench.out);
        if let Some(failure) = self.untold.take() {
            out.trouble(text, &failure);
        }
        match event {
            Event::Changing(change) => {
                let said = text.change(&change);
                out.note(format!("▸ {}", text.setup_doing(&said)));
                self.applied.push(Applied { change: change.kind(), said, outcome: AppliedOutcome::Unknown });
                self.waits_for = None;
            }
            Event::Changed(receipt) => {
                let (outcome, said) = match receipt.outcome {
                    Outcome::Done => (AppliedOutcome::Done, text.setup_done()),
                    Outcome::Already => (AppliedOutcome::Already, text.setup_already()),
                };
                if let Some(last) = self.applied.last_mut() {
                    last.outcome = outcome;
                }
                let made = receipt.made.map(|made| format!(" ({made})")).unwrap_or_default();
                out.note(format!("  {said}{made}"));
            }
            Event::NotChanged(failure) => {
                // What was refused was not done; what was not answered may have been.
                if !failure.may_have_happened() {
                    self.applied.pop();
                }
                self.untold = Some(failure);
            }
            Event::Trouble(failure) => out.trouble(text, &failure),
            Event::Waiting { on, step, until, facts } => {
                if self.waits_for.replace((on, step)) != Some((on, step)) {
                    say_what_moves_it(self.bench, &facts, on, step);
                    out.note(format!("◐ {}", text.setup_waiting(self.bench.moment(until), text.wait_name(on))));
                }
                // It may show only after a while, and is not made good by waiting.
                let wrong = faults(text, &facts, &rows(self.bench, &facts));
                if wrong != self.wrong {
                    wrong.iter().for_each(|said| out.note(format!("! {said}")));
                    self.wrong = wrong;
                }
            }
        }
    }

    /// All that was done, and what was told to be wrong with DNS; what did not go through and did not end it is told now.
    pub fn end(self, failure: Option<&Failure>) -> (Vec<Applied>, Vec<String>) {
        if let Some(untold) = self.untold.filter(|untold| Some(untold) != failure) {
            self.bench.out.trouble(&self.bench.text, &untold);
        }
        (self.applied, self.wrong)
    }
}

/// What the operator can do about a wait.
fn say_what_moves_it(bench: &Bench, facts: &Facts, on: Wait, step: Step) {
    let (text, out) = (&bench.text, bench.out);
    let Some(identity) = facts.identity.present() else { return };
    match on {
        Wait::Dns => {
            let mut rows = rows(bench, facts);
            rows.retain(|(_, it)| standing(it) != RecordStanding::Present);
            if rows.is_empty() {
                return;
            }
            let domain = identity.name.domain().to_string();
            let zone = facts.zone.present().map_or(&domain, |cut| &cut.zone);
            let served = served_by(text, facts, zone);
            served.into_iter().for_each(|said| out.note(said));
            out.note(text.setup_records(rows.len(), zone));
            lines(text, &rows).iter().for_each(|line| out.note(format!("  {line}")));
        }
        Wait::Click => match bench.intent.test_to.as_ref().filter(|_| step == Step::Delivery) {
            Some(to) => out.note(text.setup_click(to)),
            None => out.note(text.setup_click(&identity.name)),
        },
        Wait::Review | Wait::Propagation | Wait::Colleague => {}
    }
}

/// That a key which makes room for another is deleted only by the next run: until then it can be activated again.
pub(super) fn say_what_was_put_off(bench: &Bench, standing: &Standing) {
    if let Standing::Open { next: Change::DeleteKey { key, why: DeleteReason::Chosen, .. } } = standing {
        bench.out.note(bench.text.setup_put_off(key));
    }
}
