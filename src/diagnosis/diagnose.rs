//! A complaint and facts in, a diagnosis out. Does not know what any single cause looks at.

use super::{
    app,
    ask::{self, Ask},
    case::{self, Case},
    cause::{Cause, Certainty, Finding, Judgement, RuledOut},
    causes::judge,
    complaint::Complaint,
    evidence::Evidence,
    remedy,
};
use crate::{
    setup::{Facts, Intent},
    terms::Timestamp,
};

/// Judges every cause. Without a complaint: what would make mail fail.
pub fn diagnose(complaint: Option<&Complaint>, intent: &Intent, facts: &Facts, now: Timestamp) -> Diagnosis {
    let case = Case::of(complaint, intent, facts, now);
    let mut diagnosis = Diagnosis { findings: Vec::new(), ruled_out: Vec::new(), ask: ask::next_questions(&case) };
    for cause in <Cause as strum::IntoEnumIterator>::iter() {
        match judge(cause, &case) {
            Judgement::Silent => {}
            Judgement::Named(certainty, evidence) => {
                let commands = remedy::commands(cause, &case);
                diagnosis.findings.push(Finding { cause, certainty, evidence, commands });
            }
            Judgement::RuledOut(evidence) => diagnosis.ruled_out.push(RuledOut { cause, evidence }),
        }
    }
    if let Some(program) = complaint.and_then(|complaint| complaint.program) {
        believe_little(&mut diagnosis, |_| false);
        diagnosis.findings.iter_mut().for_each(|it| it.evidence.push(Evidence::OfProgram { program }));
    } else if complaint.is_some_and(|complaint| complaint.endpoint.is_some()) {
        believe_little(&mut diagnosis, |cause| cause == Cause::EndpointOverridden);
    } else if case.endpoint_of_profile().is_some() {
        believe_little(&mut diagnosis, |cause| cause == Cause::EndpointOverridden || app::is_asked(cause));
    }
    diagnosis.findings.sort_by_key(|finding| (finding.certainty, !leads(finding)));
    diagnosis
}

/// Whether it goes before its equals: where a sender is verified in another region, what it is here is the lesser half.
fn leads(finding: &Finding) -> bool {
    finding.cause == Cause::RegionMismatch && finding.certainty != Certainty::Possible
}

/// What an emulator or a proxy answered proves nothing of the account, for a cause or against it.
fn believe_little(diagnosis: &mut Diagnosis, is_seen_here: impl Fn(Cause) -> bool) {
    diagnosis.ruled_out.clear();
    for finding in diagnosis.findings.iter_mut().filter(|it| !is_seen_here(it.cause)) {
        finding.certainty = Certainty::Possible;
    }
}

/// What can be said with the facts that there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The surest first; among equals in the order of [`Cause`], but for a wrong region, which leads.
    pub findings: Vec<Finding>,
    /// In the order of [`Cause`].
    pub ruled_out: Vec<RuledOut>,
    /// What is still worth asking.
    pub ask: Ask,
}

impl Diagnosis {
    /// The findings that decide: the proven ones, and where there are none, the likely ones.
    pub fn deciding(&self) -> impl Iterator<Item = &Finding> {
        let surest = self.findings.iter().map(|it| it.certainty).min().filter(|it| *it != Certainty::Possible);
        self.findings.iter().filter(move |it| Some(it.certainty) == surest)
    }
}

/// Fills in the From and the region where the intent has none, from the app and the error.
pub fn fill_in(intent: &mut Intent, complaint: Option<&Complaint>, facts: &Facts, now: Timestamp) {
    let case = Case::of(complaint, intent, facts, now);
    let from = case.env_from().filter(|from| !case::cannot_be_verified(from)).and_then(|from| from.parse().ok());
    let region = case.configured_region().or_else(|| complaint.and_then(Complaint::ses_region));
    // Whose set-up it is is not remembered yet: the error says which user it is about.
    let refused = complaint.and_then(|complaint| complaint.principal.as_deref());
    let user = refused.filter(|arn| arn.contains(":user/")).and_then(|arn| arn.rsplit('/').next()?.parse().ok());
    if let (None, Some(user)) = (&intent.account, user) {
        intent.user = user;
    }
    intent.from = intent.from.take().or(from);
    intent.region = intent.region.or(region);
}
