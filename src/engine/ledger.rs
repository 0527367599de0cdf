//! The ledger: one line before each change and one after. It answers two questions and no other: is this ours, and what
//! did a lost reply make. Standings never read it; a look joins its answers to the facts.
//!
//! A line before a key is asked for names the keys that were there, and AWS's own time. The one key that was not there,
//! and whose CreateDate lies within two minutes after the line, was made by it.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::PathBuf,
};

use serde::{Deserialize, Serialize};

use super::home::make_private;
use crate::{
    setup::{Change, DeleteReason, IdentityName, IssueTrace, Outcome},
    terms::{AccountId, Failure, FailureKind, KeyId, SetupName, Timestamp, UserName},
};

/// After a line, so many seconds at most pass before AWS dates the key that it made.
const ISSUE_WINDOW: i64 = 120;

/// An append-only file, shared by all set-ups of one home.
#[derive(Debug, Clone)]
pub struct Ledger {
    path: PathBuf,
    project: String,
    setup: SetupName,
}

/// The number of a line before a change, to close it with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineId(String);

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Line {
    Before(Before),
    After(After),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Before {
    line: String,
    /// By this machine's clock.
    at: Timestamp,
    /// By the `Date` of AWS's last answer.
    aws_time: Option<Timestamp>,
    project: String,
    setup: SetupName,
    change: Change,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    keys_seen: Vec<KeyId>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct After {
    line: String,
    at: Timestamp,
    end: End,
    /// What AWS named: a key's id, a message's.
    made: Option<String>,
}

/// How a change ended, as far as we heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum End {
    Done,
    Already,
    /// Refused before anything was done.
    Refused,
    /// No answer that we understood: the line stays open.
    Unknown,
}

/// What the ledger knows of one user's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyHistory {
    pub trace: IssueTrace,
    made: Vec<KeyId>,
    open: Vec<OpenIssue>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct OpenIssue {
    aws_time: Timestamp,
    keys_seen: Vec<KeyId>,
}

impl Ledger {
    pub(super) fn in_file(path: PathBuf, project: String, setup: SetupName) -> Ledger {
        Ledger { path, project, setup }
    }

    /// The line before a change. Nothing is asked of the world before it is on the disk.
    pub fn open(
        &self,
        change: &Change,
        at: Timestamp,
        aws_time: Option<Timestamp>,
        keys_seen: Vec<KeyId>,
    ) -> Result<LineId, Failure> {
        let mut id = [0; 8];
        getrandom::fill(&mut id).map_err(|e| self.failed("make a line number", &e))?;
        let line: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
        self.append(&Line::Before(Before {
            line: line.clone(),
            at,
            aws_time,
            project: self.project.clone(),
            setup: self.setup.clone(),
            change: change.clone(),
            keys_seen,
        }))?;
        Ok(LineId(line))
    }

    /// The line after a change. `made` is what AWS named.
    pub fn close(
        &self,
        line: LineId,
        at: Timestamp,
        done: &Result<(Outcome, Option<String>), Failure>,
    ) -> Result<(), Failure> {
        let (end, made) = match done {
            Ok((Outcome::Done, made)) => (End::Done, made.clone()),
            Ok((Outcome::Already, made)) => (End::Already, made.clone()),
            Err(failure) if failure.may_have_happened() => (End::Unknown, None),
            Err(_) => (End::Refused, None),
        };
        self.append(&Line::After(After { line: line.0, at, end, made }))
    }

    /// What is remembered of this user's keys.
    pub fn key_history(&self, account: &AccountId, user: &UserName) -> Result<KeyHistory, Failure> {
        let mut history = KeyHistory { trace: IssueTrace::Nothing, made: Vec::new(), open: Vec::new() };
        for (before, after) in self.changes()? {
            if before.change.under().is_none_or(|under| under.account != *account) {
                continue;
            }
            if let Change::IssueKey { user: of, .. } = &before.change
                && of == user
            {
                history.issued(before, after);
            } else if let Change::DeleteKey { user: of, why: DeleteReason::NobodyHoldsIt, .. } = &before.change
                && of == user
                && after.is_some_and(|it| matches!(it.end, End::Done | End::Already))
            {
                history.settled();
            }
        }
        Ok(history)
    }

    /// Every key that a line of ours was closed with, in any account.
    pub fn keys_made(&self) -> Result<Vec<KeyId>, Failure> {
        let made = self.changes()?.into_iter().filter_map(|(before, after)| match (before.change, after) {
            (Change::IssueKey { .. }, Some(After { made: Some(made), .. })) => made.parse().ok(),
            (_, Some(_) | None) => None,
        });
        Ok(made.collect())
    }

    /// When we created this identity, where we did.
    pub fn created(
        &self,
        account: &AccountId,
        region: &str,
        name: &IdentityName,
    ) -> Result<Option<Timestamp>, Failure> {
        let mut last = None;
        for (before, after) in self.changes()? {
            let here = before.change.under().is_some_and(|it| it.account == *account && it.region.code() == region);
            let of_it = matches!(&before.change,
                Change::CreateIdentity { name: of, .. } | Change::RecreateIdentity { name: of, .. } if of == name);
            let refused = after.is_some_and(|it| it.end == End::Refused);
            if here && of_it && !refused {
                last = Some(before.at);
            }
        }
        Ok(last)
    }

    /// Each line before with its line after, in order.
    fn changes(&self) -> Result<Vec<(Before, Option<After>)>, Failure> {
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(self.failed("read the ledger", &e)),
        };
        let mut changes: Vec<(Before, Option<After>)> = Vec::new();
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.is_empty()) {
            match serde_json::from_str(line) {
                Ok(Line::Before(before)) => changes.push((before, None)),
                Ok(Line::After(after)) => {
                    if let Some(change) = changes.iter_mut().find(|(before, _)| before.line == after.line) {
                        change.1 = Some(after);
                    }
                }
                // Power went while it was being written: its change was never begun, or never closed.
                Err(e) if e.is_eof() => {}
                Err(e) => return Err(self.failed(&format!("read line {} of the ledger", number + 1), &e)),
            }
        }
        Ok(changes)
    }

    fn append(&self, line: &Line) -> Result<(), Failure> {
        let doing = "write the ledger";
        if let Some(folder) = self.path.parent() {
            make_private(folder).map_err(|e| self.failed(doing, &e))?;
        }
        let mut options = OpenOptions::new();
        options.create(true).read(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path).map_err(|e| self.failed(doing, &e))?;
        // Two Sesames may be at work; a line is one write under a lock.
        file.lock().map_err(|e| self.failed(doing, &e))?;
        let mut text = serde_json::to_string(line).map_err(|e| self.failed(doing, &e))?;
        text.push('\n');
        if torn(&self.path) {
            text.insert(0, '\n');
        }
        file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(|e| self.failed(doing, &e))
    }

    fn failed(&self, doing: &str, error: &dyn std::fmt::Display) -> Failure {
        Failure::new(FailureKind::File, format!("{doing} ({})", self.path.display())).because(error)
    }
}

/// A last line without its end would swallow the next.
fn torn(path: &std::path::Path) -> bool {
    fs::read(path).is_ok_and(|bytes| bytes.last().is_some_and(|last| *last != b'\n'))
}

impl KeyHistory {
    fn issued(&mut self, before: Before, after: Option<After>) {
        match after {
            None | Some(After { end: End::Unknown, .. }) => {
                let aws_time = before.aws_time.unwrap_or(before.at);
                self.open.push(OpenIssue { aws_time, keys_seen: before.keys_seen });
                self.trace = IssueTrace::Open { since: before.at };
            }
            Some(After { end: End::Done | End::Already, made, at, .. }) => {
                let Some(key) = made.and_then(|made| made.parse::<KeyId>().ok()) else { return };
                self.made.push(key.clone());
                self.trace = IssueTrace::Made { key, at };
            }
            Some(After { end: End::Refused, .. }) => {}
        }
    }

    /// What a lost reply made has been found and removed: the lines before are settled.
    fn settled(&mut self) {
        self.open.clear();
        if matches!(self.trace, IssueTrace::Open { .. }) {
            self.trace = IssueTrace::Nothing;
        }
    }

    /// Whether a line of ours was closed with this key.
    pub fn made(&self, key: &KeyId) -> bool {
        self.made.contains(key)
    }

    /// Whether an open line of ours made it: it was not there before, and AWS dates it just after.
    pub fn made_by_a_lost_reply(&self, key: &KeyId, created: Option<Timestamp>) -> bool {
        let Some(created) = created else { return false };
        self.open.iter().any(|open| {
            // AWS dates to the second.
            let after = created.duration_since(open.aws_time).as_secs();
            !open.keys_seen.contains(key) && (-1..=ISSUE_WINDOW).contains(&after)
        })
    }
}
