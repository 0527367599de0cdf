//! The events of a run of changes: printed as they come, and kept for the end. Knows no command.

use std::io;

use super::{
    bench::Bench,
    out::width,
    records::{faults, lines, rows, served_by, standing},
    writing,
};
use crate::{
    dns::compare::RecordStanding,
    engine::settle::Event,
    setup::{Change, ChangeKind, DeleteReason, Facts, Outcome, Standing, Step, Wait},
    terms::Failure,
};

/// A change that was made, for the receipt and for programs.
pub(super) struct Applied {
    /// Which change.
    pub change: ChangeKind,
    /// What it does, as a sentence.
    pub said: String,
    /// How it is undone.
    pub undo: String,
    /// What came of it.
    pub outcome: AppliedOutcome,
}

/// What came of a change, as far as AWS answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum AppliedOutcome {
    /// It was made.
    Done,
    /// It was made before.
    Already,
    /// No answer came; it may have been made.
    Unknown,
}

/// Collects the events of one run, and prints them as they come.
pub(super) struct Hearing<'a> {
    bench: &'a Bench,
    applied: Vec<Applied>,
    /// The failure of the last change. It may be what ends the run, which is printed once, at the end.
    untold: Option<Failure>,
    waits_for: Option<(Wait, Step)>,
    /// The mistakes in DNS that were printed.
    wrong: Vec<String>,
}

impl<'a> Hearing<'a> {
    /// Nothing has happened yet.
    pub fn of(bench: &'a Bench) -> Hearing<'a> {
        Hearing { bench, applied: Vec::new(), untold: None, waits_for: None, wrong: Vec::new() }
    }

    /// Takes the next event.
    pub fn hear(&mut self, event: Event) {
        let (text, out) = (&self.bench.text, self.bench.out);
        if let Some(failure) = self.untold.take() {
            out.trouble(text, &failure);
        }
        match event {
            Event::Changing(change) => {
                let said = text.change(&change);
                out.note(format!("▸ {}", text.setup_doing(&said)));
                let undo = text.undoes(&change).into_owned();
                self.applied.push(Applied { change: change.kind(), said, undo, outcome: AppliedOutcome::Unknown });
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
                // A refused change was not made; one without an answer may have been.
                if !failure.may_have_happened() {
                    self.applied.pop();
                }
                self.untold = Some(failure);
            }
            Event::Writing(planned) => writing::note_plan(self.bench, &planned),
            Event::Trouble(failure) => out.trouble(text, &failure),
            Event::Waiting { on, step, until, facts } => {
                if self.waits_for.replace((on, step)) != Some((on, step)) {
                    say_what_moves_it(self.bench, &facts, on, step);
                    out.note(format!("◐ {}", text.setup_waiting(self.bench.moment(until), text.wait_name(on))));
                }
                let rows_now = rows(self.bench, &facts);
                if on == Wait::Dns && !rows_now.is_empty() {
                    let there = rows_now.iter().filter(|(_, it)| standing(it) == RecordStanding::Present).count();
                    out.passing(text.records_so_far(rows_now.len(), there));
                }
                // A mistake may show only after a while, and waiting does not correct it.
                let wrong = faults(text, &facts, &rows_now);
                if wrong != self.wrong {
                    wrong.iter().for_each(|said| out.note(format!("! {said}")));
                    self.wrong = wrong;
                }
            }
        }
    }

    /// Returns the changes and the mistakes in DNS that were printed. Prints the last failed change, unless it ended
    /// the run.
    pub fn end(self, failure: Option<&Failure>) -> (Vec<Applied>, Vec<String>) {
        if let Some(untold) = self.untold.filter(|untold| Some(untold) != failure) {
            self.bench.out.trouble(&self.bench.text, &untold);
        }
        (self.applied, self.wrong)
    }
}

/// Prints what the operator can do about a wait.
pub(super) fn say_what_moves_it(bench: &Bench, facts: &Facts, on: Wait, step: Step) {
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
            let width = width(&io::stderr()).map(|width| width.saturating_sub(2));
            lines(text, facts, &rows, width).iter().for_each(|line| out.note(format!("  {line}")));
        }
        Wait::Click => match bench.intent.test_to.as_ref().filter(|_| step == Step::Delivery) {
            Some(to) => out.note(text.setup_click(to)),
            None => out.note(text.setup_click(&identity.name)),
        },
        Wait::Review | Wait::Propagation | Wait::Colleague => {}
    }
}

/// Prints that a key which makes room for another is deleted by a later run only: until then it can be activated again.
pub(super) fn say_what_was_put_off(bench: &Bench, standing: &Standing) {
    if let Standing::Open { next: Change::DeleteKey { key, why: DeleteReason::Chosen, .. } } = standing {
        bench.out.note(bench.text.setup_put_off(key));
    }
}
