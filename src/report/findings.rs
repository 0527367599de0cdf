//! Causes as users read them. A sentence is said once: where another cause rests on it too, that cause has only what is new.
//! Finds no cause.

use std::collections::BTreeSet;

use super::bench::Bench;
use crate::diagnosis::{Certainty, Complaint, Diagnosis, Evidence, Finding, RuledOut};

/// What a command says of causes, and what it has said of them.
pub(super) struct Findings<'b> {
    bench: &'b Bench,
    said: BTreeSet<String>,
}

impl<'b> Findings<'b> {
    /// Nothing is said yet.
    pub(super) fn new(bench: &'b Bench) -> Self {
        Findings { bench, said: BTreeSet::new() }
    }

    /// Prints each cause, surest first, and those that are ruled out.
    pub(super) fn tell(mut self, complaint: Option<&Complaint>, diagnosis: &Diagnosis) {
        let (out, text) = (self.bench.out, &self.bench.text);
        if diagnosis.findings.is_empty() {
            out.says(text.without_a_cause(complaint, &diagnosis.ruled_out));
        }
        for finding in &diagnosis.findings {
            let certainty = text.cause_certainty(finding.certainty);
            out.says(format!("{} {certainty}: {}", mark(finding.certainty), text.cause_what(finding.cause)));
            self.tell_details(finding, 0);
        }
        if !diagnosis.ruled_out.is_empty() {
            out.says(text.explain_ruled_out());
            self.ruled_out(&diagnosis.ruled_out).iter().for_each(|line| out.says(line));
        }
    }

    /// Prints a finding: its id, the evidence that is not said yet, of which so much is skipped, and the remedy.
    pub(super) fn tell_details(&mut self, finding: &Finding, skipped: usize) {
        let (out, text) = (self.bench.out, &self.bench.text);
        out.data(format!("    [{}]", finding.cause));
        for sentence in self.not_said(&finding.evidence[skipped.min(finding.evidence.len())..]) {
            out.says(format!("    - {sentence}"));
        }
        out.says(format!("    → {}", text.remedy(finding)));
        finding.commands.iter().for_each(|command| out.data(format!("      $ {command}")));
        out.data("");
    }

    /// The sentences of the evidence that are not said yet; that they are said above, where all are.
    pub(super) fn not_said(&mut self, evidence: &[Evidence]) -> Vec<String> {
        let text = &self.bench.text;
        let new: Vec<String> = evidence.iter().map(|it| text.evidence(it)).filter(|it| self.is_new(it)).collect();
        match new.is_empty() && !evidence.is_empty() {
            true => vec![text.explain_as_above().to_owned()],
            false => new,
        }
    }

    /// Whether the sentence is not said yet. From now on it is.
    pub(super) fn is_new(&mut self, sentence: &str) -> bool {
        self.said.insert(sentence.to_owned())
    }

    /// A line for each reason, with the causes that it rules out.
    fn ruled_out(&self, all: &[RuledOut]) -> Vec<String> {
        let mut lines: Vec<(String, Vec<&str>)> = Vec::new();
        for it in all {
            let sentences: Vec<String> = it.evidence.iter().map(|it| self.bench.text.evidence(it)).collect();
            let reason = match sentences.iter().all(|sentence| self.said.contains(sentence)) {
                true => self.bench.text.explain_ruled_out_above().to_owned(),
                false => sentences.join(" "),
            };
            match lines.iter_mut().find(|(other, _)| *other == reason) {
                Some((_, causes)) => causes.push(it.cause.into()),
                None => lines.push((reason, vec![it.cause.into()])),
            }
        }
        lines.into_iter().map(|(reason, causes)| format!("  - {}: {reason}", causes.join(", "))).collect()
    }
}

/// The mark of a certainty, which is understood without color.
fn mark(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Proven => "✗",
        Certainty::Likely => "▸",
        Certainty::Possible => "?",
    }
}
