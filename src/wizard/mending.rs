//! From a cause, or a check, to the page that mends it. Does not know how a cause is found.

use super::{effect::Effect, model::Model, path::Page};
use crate::diagnosis::{
    Cause,
    checks::{CheckId, CheckResult, Verdict, checks},
    in_order, mended_by,
};

/// What is wrong is listed first, and what is well last.
const LISTED: [Verdict; 5] = [Verdict::Fail, Verdict::Warn, Verdict::Waiting, Verdict::Unknown, Verdict::Pass];

impl Model {
    /// The checks as the doctor's page lists them.
    pub fn listed_checks(&self) -> Vec<CheckResult> {
        let checks = in_order(checks(&self.intent, &self.facts, self.now).0);
        LISTED.into_iter().flat_map(|wanted| checks.iter().filter(move |it| it.verdict == wanted).cloned()).collect()
    }

    /// On to the next check of the list, or back; above the first, all are told again.
    pub(super) fn pick_check(&mut self, forward: bool) -> Vec<Effect> {
        let listed: Vec<CheckId> = self.listed_checks().into_iter().map(|check| check.id).collect();
        let at = self.doctor.picked.and_then(|picked| listed.iter().position(|id| *id == picked));
        let next = match (at, forward) {
            (None, true) => Some(0),
            (None | Some(0), false) => None,
            (Some(at), true) => Some((at + 1).min(listed.len().saturating_sub(1))),
            (Some(at), false) => Some(at - 1),
        };
        self.doctor.picked = next.and_then(|at| listed.get(at).copied());
        self.window.follow();
        Vec::new()
    }

    /// The page that mends what is looked at: the check that was picked; else the surest cause that any page can mend; without
    /// an error, the first failure of the checks.
    pub(super) fn mending_page(&self) -> Option<Page> {
        let checks = self.listed_checks();
        let picked = self.doctor.picked.and_then(|picked| checks.iter().find(|check| check.id == picked));
        if let Some(check) = picked {
            let of_a_finding = check.findings.iter().find_map(|finding| mended_on(finding.cause));
            return Some(of_a_finding.unwrap_or(about(check.id)));
        }
        if let Some(diagnosis) = self.diagnosis() {
            return diagnosis.findings.iter().find_map(|finding| mended_on(finding.cause));
        }
        let failing = checks.iter().filter(|check| check.verdict == Verdict::Fail);
        failing.flat_map(|check| &check.findings).find_map(|finding| mended_on(finding.cause))
    }
}

/// Where it is mended. Another sender than one at a public mailbox is said at the start.
fn mended_on(cause: Cause) -> Option<Page> {
    match cause == Cause::FromPublicMailbox {
        true => Some(Page::Start),
        false => mended_by(cause).map(Page::about),
    }
}

/// The page that a check is about, whatever it found.
fn about(check: CheckId) -> Page {
    match check {
        CheckId::SignIn | CheckId::Clock => Page::SignIn,
        CheckId::Region => Page::Region,
        CheckId::AppKey => Page::Key,
        CheckId::Identity | CheckId::Dns | CheckId::MailFrom | CheckId::Dmarc => Page::Identity,
        CheckId::Sandbox | CheckId::Quota => Page::Production,
        CheckId::App
        | CheckId::EnvFile
        | CheckId::ConfigCache
        | CheckId::Mailer
        | CheckId::Sdk
        | CheckId::FromAddress
        | CheckId::SmtpServer
        | CheckId::SmtpPassword
        | CheckId::SignUp => Page::Project,
        CheckId::Recipient => Page::Delivery,
    }
}
