//! What a change says beyond its sentence, line by line: what a policy comes to allow, what stands in a file
//! afterwards. Knows no screen. Of what is secret, or for AWS to make up, no line has more than that.

use std::borrow::Cow;

use super::{Text, ask};
use crate::{
    laravel::EnvFile,
    setup::{
        Change, Facts, Foreseen, ForeseenLine, Grant, Planned, policy,
        policy::{Difference, Lifted},
    },
    terms::UserName,
};

/// One thing that comes, or goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// `+` or `-`.
    pub sign: &'static str,
    /// As AWS or the file has it.
    pub what: String,
    /// In a few words, where it does not say so itself.
    pub means: &'static str,
}

impl Text {
    /// The permission to send, in a sentence: all of it, or what is added to a policy that is there. What stands in the
    /// policy and limits nothing afterwards goes before all else.
    pub(super) fn allow_sending(&self, user: &UserName, grant: &Grant) -> String {
        let (name, document, before) = match grant {
            Grant::Managed { arn } => {
                return self.change_allow_sending_all(arn.rsplit('/').next().unwrap_or(arn), user);
            }
            Grant::Inline { name, document, before, wanted: _ } => (name, document, before),
        };
        if let Some(Lifted { senders, limits }) = before.as_deref().and_then(|it| policy::lifted(it, document)) {
            return self.change_allow_unlimited(limits.join(", "), name, senders.join(", "), user);
        }
        match before.as_deref().map(|before| addition(before, document)) {
            Some(Some(Difference { actions, senders, gone: _ })) => match actions.as_slice() {
                [] => self.change_allow_sender(name, senders.join(", "), user),
                [one] => self.change_allow_action(one, name, user),
                some => self.change_allow_actions(some.len(), name, user),
            },
            Some(None) | None => self.change_allow_sending(senders(document), user),
        }
    }

    /// What a policy comes to allow, and no longer.
    pub fn allowed(&self, change: &Change) -> Vec<Detail> {
        let Change::AllowSending { grant: Grant::Inline { document, before, .. }, .. } = change else {
            return Vec::new();
        };
        let nothing = r#"{"Statement":[]}"#;
        let whole = policy::difference(nothing, document);
        let (comes, goes) = match before {
            None => (whole.actions, Vec::new()),
            Some(before) => match addition(before, document) {
                Some(added) => (added.actions, Vec::new()),
                None => (whole.actions, policy::difference(before, document).gone),
            },
        };
        let comes = comes.into_iter().map(|what| {
            let means = ask::action(self, &what).unwrap_or_default();
            Detail { sign: "+", what, means }
        });
        let goes = goes.into_iter().map(|what| Detail { sign: "-", what, means: self.change_allows_no_longer() });
        let lifted = before.as_deref().and_then(|before| policy::lifted(before, document));
        let lifted = lifted.into_iter().flat_map(|it| it.limits);
        let lifted = lifted.map(|what| Detail { sign: "-", what, means: self.change_limits_no_longer() });
        comes.chain(goes).chain(lifted).collect()
    }

    /// How to undo exactly this one.
    pub fn undoes(&self, change: &Change) -> Cow<'static, str> {
        match change {
            Change::AllowSending { grant: Grant::Inline { before: Some(_), .. }, .. } => {
                self.change_undo_policy().into()
            }
            Change::SetMailFrom { before: Some(before), .. } => self.change_undo_mail_from(before).into(),
            other => self.change_undoes(other.kind()).into(),
        }
    }

    /// The lines of a plan's line; `facts` say what stands in the files now.
    pub fn planned_details(&self, planned: &Planned, facts: &Facts) -> Vec<Detail> {
        match planned {
            Planned::Ready(change) => {
                let mut details = self.allowed(change);
                details.extend(self.requested(change));
                details.extend(self.file_lines(&ForeseenLine::all_of(change), facts));
                details
            }
            Planned::Wait { .. } => Vec::new(),
            Planned::Later { lines, .. } => self.file_lines(lines, facts),
        }
    }

    /// What AWS is sent for its reviewers, member by member, and what is not sent.
    fn requested(&self, change: &Change) -> Vec<Detail> {
        let members = change.review_request();
        if members.is_empty() {
            return Vec::new();
        }
        let members = members.into_iter().map(|(member, value)| format!("{member}: {value}"));
        let last = [self.detail_use_case(), self.detail_promise()].map(str::to_owned);
        members.chain(last).map(|what| Detail { sign: "+", what, means: "" }).collect()
    }

    fn file_lines(&self, lines: &[ForeseenLine], facts: &Facts) -> Vec<Detail> {
        let project = facts.project.present();
        let env = project.map_or(&EnvFile::Missing, |project| &project.app.env);
        let readers = project.map(|project| project.app.readers.as_slice()).unwrap_or_default();
        let mut details = Vec::new();
        let mut detail = |sign, what| details.push(Detail { sign, what, means: "" });
        for line in lines {
            match line {
                ForeseenLine::File(file) => detail("~", file.0.clone()),
                ForeseenLine::Set(name, value) => {
                    if let Some(old) = env.line_now(name) {
                        detail("-", old);
                    }
                    let new = match value {
                        Foreseen::Plain(text) => env.line_with(name, text, readers),
                        Foreseen::Null => env.line_around(name, "null"),
                        Foreseen::Secret => env.line_around(name, "•••"),
                        Foreseen::KeyId => env.line_around(name, self.env_key_placeholder()),
                    };
                    detail("+", new);
                }
            }
        }
        details
    }
}

/// What is added, where nothing is taken away and the difference is told by it.
fn addition(before: &str, document: &str) -> Option<Difference> {
    let difference = policy::difference(before, document);
    let told = difference.gone.is_empty() && (difference.actions.is_empty() != difference.senders.is_empty());
    told.then_some(difference)
}

/// Whom an inline policy of ours allows as sender, in one line.
fn senders(document: &str) -> String {
    let senders = policy::senders(document);
    if senders.is_empty() || policy::allows_everything(document) { "*".into() } else { senders.join(", ") }
}
