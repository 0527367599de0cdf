//! The ledger: one line before each change and one after. It answers what no account knows: is this ours and since when,
//! what did a lost reply make, and was the keychain ever used. Standings never read it; a look joins its answers to the
//! facts.
//!
//! A line before a key is asked for names the keys that were there, and AWS's own time where an answer brought it. The one
//! key that was not there, and whose CreateDate lies within two minutes after the line, was made by it.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::private::make_private;
use crate::{
    setup::{Authorship, Change, DeleteReason, Grant, IdentityName, IssueTrace, Proof, WrittenRecord, WrittenRecords},
    terms::{AccountId, Domain, Failure, FailureKind, Keep, KeyId, SetupName, Timestamp, UserName},
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
    Before(Box<Before>),
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

/// How a change ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    Done {
        /// What AWS named: a key's id, a message's.
        made: Option<String>,
    },
    Already {
        made: Option<String>,
    },
    /// Nothing was done, or what was done was taken back.
    Refused,
    /// It may have been done all the same.
    Unknown {
        /// A key that is certainly there, and whose secret is lost.
        left: Option<KeyId>,
    },
}

/// The same, on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum End {
    Done,
    Already,
    Refused,
    /// The line stays open.
    Unknown,
}

/// What the ledger knows of one user's keys.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KeyHistory {
    pub trace: IssueTrace,
    made: Vec<KeyId>,
    /// Given to us to keep.
    given: Vec<KeyId>,
    /// Made for another machine.
    for_server: Vec<(KeyId, PathBuf)>,
    open: Vec<OpenIssue>,
    /// Deletions that were asked for, and whose answer never arrived.
    unheard: Vec<(LineId, KeyId)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct OpenIssue {
    line: LineId,
    /// The key that the line left behind, where it is known.
    left: Option<KeyId>,
    /// This machine's time, where the line has none of AWS's.
    aws_time: Timestamp,
    keys_seen: Vec<KeyId>,
    /// The file that a server's key was to go into.
    file: Option<PathBuf>,
}

/// A line of ours that was left open, and made a key.
pub struct LostLine<'a> {
    pub line: &'a LineId,
    /// The file that the key may be in all the same.
    pub file: Option<&'a Path>,
}

impl Ledger {
    /// The ledger in this file, as this project and set-up see it. The file is made when first written to.
    pub(super) fn in_file(path: PathBuf, project: String, setup: SetupName) -> Ledger {
        Ledger { path, project, setup }
    }

    /// The line before a change, which is not begun before the line is on the disk.
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
        self.append(&Line::Before(Box::new(Before {
            line: line.clone(),
            at,
            aws_time,
            project: self.project.clone(),
            setup: self.setup.clone(),
            change: change.clone(),
            keys_seen,
        })))?;
        Ok(LineId(line))
    }

    /// The line after a change.
    pub fn close(&self, line: LineId, at: Timestamp, ending: Ending) -> Result<(), Failure> {
        let (end, made) = match ending {
            Ending::Done { made } => (End::Done, made),
            Ending::Already { made } => (End::Already, made),
            Ending::Refused => (End::Refused, None),
            Ending::Unknown { left } => (End::Unknown, left.map(String::from)),
        };
        self.append(&Line::After(After { line: line.0, at, end, made }))
    }

    /// What is remembered of this user's keys.
    pub fn key_history(&self, account: &AccountId, user: &UserName) -> Result<KeyHistory, Failure> {
        let mut history = KeyHistory::default();
        for (before, after) in self.changes()? {
            if before.change.account() != Some(account) {
                continue;
            }
            if let Change::IssueKey { user: of, .. } = &before.change
                && of == user
            {
                history.issued(before, after);
            } else if let Change::IssueServerKey { user: of, file, .. } = &before.change
                && of == user
            {
                let file = file.clone();
                history.issued_for_server(before, file, after);
            } else if let Change::KeepKey { user: of, key, .. } = &before.change
                && of == user
            {
                history.kept(key, after);
            } else if let Change::DeleteKey { user: of, key, why, .. } = &before.change
                && of == user
            {
                history.deleted(&before.line, key, *why, after);
            }
        }
        Ok(history)
    }

    /// Whether it was this set-up that opened all of SES to the user, as far as it has not closed it again for certain.
    pub fn opened(&self, account: &AccountId, user: &UserName) -> Result<Authorship, Failure> {
        let mut opened = Authorship::Foreign;
        for (before, after) in self.changes()? {
            let ours = before.project == self.project && before.setup == self.setup;
            let Change::AllowSending { under, user: of, grant: Grant::Inline { wanted, .. } } = &before.change else {
                continue;
            };
            if !ours || under.account != *account || of != user {
                continue;
            }
            match (after.map(|it| it.end), wanted.opener()) {
                (Some(End::Refused), _) => {}
                (Some(End::Done | End::Already), opener) => opened = opener,
                (None | Some(End::Unknown), Authorship::Ours) => opened = Authorship::Ours,
                (None | Some(End::Unknown), Authorship::Adopted | Authorship::Foreign) => {}
            }
        }
        Ok(opened)
    }

    /// Every key that a line of ours was closed with, or that was given to us to keep, in any account.
    pub fn keys_kept(&self) -> Result<Vec<KeyId>, Failure> {
        let kept = self.changes()?.into_iter().filter_map(|(before, after)| match (before.change, after) {
            (Change::IssueKey { .. }, Some(After { made: Some(made), .. })) => made.parse().ok(),
            (Change::KeepKey { key, .. }, Some(After { end: End::Done | End::Already, .. })) => Some(key),
            (_, Some(_) | None) => None,
        });
        Ok(kept.collect())
    }

    /// Every key that a line of this set-up left at rest, the last one last.
    pub fn keys_kept_here(&self) -> Result<Vec<KeyId>, Failure> {
        let kept = self.changes()?.into_iter().filter_map(|(before, after)| {
            let after = after.filter(|it| matches!(it.end, End::Done | End::Already))?;
            if (&before.project, &before.setup) != (&self.project, &self.setup) {
                return None;
            }
            let (key, _) = before.change.keeps()?;
            key.cloned().or_else(|| after.made?.parse().ok())
        });
        Ok(kept.collect())
    }

    /// The last test of this set-up that SES took, as it was at `now`.
    pub fn proof(&self, now: Timestamp) -> Result<Option<Proof>, Failure> {
        let taken = |(before, after): (Before, Option<After>)| {
            let at = after.filter(|it| it.end == End::Done)?.at;
            let ours = before.project == self.project && before.setup == self.setup;
            let Change::SendTest { region, mailer, key, secret: _, from, to, options: _ } = before.change else {
                return None;
            };
            ours.then_some(Proof { from, to, region, mailer, key, at, seen: now })
        };
        Ok(self.changes()?.into_iter().filter_map(taken).next_back())
    }

    /// Whether a key was ever to be kept there.
    pub fn used(&self, place: Keep) -> Result<bool, Failure> {
        let went_there = |change: &Change| matches!(change, Change::IssueKey { keep, .. } | Change::KeepKey { keep, .. } if *keep == place);
        Ok(self.changes()?.iter().any(|(before, _)| went_there(&before.change)))
    }

    /// A line that was left open has its key after all: it was kept, and only its end was not written.
    pub fn close_found(&self, line: &LineId, at: Timestamp, key: &KeyId) -> Result<(), Failure> {
        self.close(line.clone(), at, Ending::Done { made: Some(key.to_string()) })
    }

    /// A deletion whose answer never arrived was carried out after all.
    pub fn close_gone(&self, line: LineId, at: Timestamp) -> Result<(), Failure> {
        self.close(line, at, Ending::Already { made: None })
    }

    /// When we created this identity, where we did, or may have: by this machine's clock.
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
            let ours = after.is_none_or(|it| matches!(it.end, End::Done | End::Unknown));
            if here && of_it && ours {
                last = Some(before.at);
            }
        }
        Ok(last)
    }

    /// The DKIM tokens that a domain had each time when we restarted its DKIM, or may have.
    pub fn former_tokens(&self, account: &AccountId, region: &str, domain: &Domain) -> Result<Vec<String>, Failure> {
        let mut tokens = Vec::new();
        for (line, after) in self.changes()? {
            let here = line.change.under().is_some_and(|it| it.account == *account && it.region.code() == region);
            if let Change::RestartDkim { domain: of, before, .. } = line.change
                && here
                && of == *domain
                && after.is_none_or(|it| matches!(it.end, End::Done | End::Unknown))
            {
                tokens.extend(before);
            }
        }
        Ok(tokens)
    }

    /// What this set-up wrote into zones, without what it took away again. A line whose end is not known counts too: what stands as
    /// it says was not there before.
    pub fn written(&self) -> Result<Vec<WrittenRecords>, Failure> {
        let mut all: Vec<WrittenRecords> = Vec::new();
        for (before, after) in self.changes()? {
            if (&before.project, &before.setup) != (&self.project, &self.setup) {
                continue;
            }
            let end = after.as_ref().map(|it| it.end);
            if let Change::WriteRecords { at, zone, records } = before.change {
                if matches!(end, Some(End::Refused | End::Already)) {
                    continue;
                }
                let ids: Vec<String> =
                    after.and_then(|it| it.made).iter().flat_map(|made| made.split(',')).map(String::from).collect();
                let each = records.into_iter().enumerate();
                let records: Vec<WrittenRecord> =
                    each.map(|(at, record)| WrittenRecord { record, id: ids.get(at).cloned() }).collect();
                // An earlier line that was left open spoke of the same ones.
                for earlier in all.iter_mut().filter(|it| it.zone == zone) {
                    earlier.records.retain(|it| records.iter().all(|later| later.record != it.record));
                }
                all.push(WrittenRecords { at, zone, records, since: before.at });
            } else if let Change::RemoveRecords { zone, records, .. } = before.change
                && matches!(end, Some(End::Done | End::Already))
            {
                for written in all.iter_mut().filter(|it| it.zone == zone) {
                    written.records.retain(|it| !records.contains(it));
                }
            }
        }
        all.retain(|it| !it.records.is_empty());
        Ok(all)
    }

    /// Each line before with its line after, in order.
    fn changes(&self) -> Result<Vec<(Before, Option<After>)>, Failure> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(self.failed("read the ledger", &e)),
        };
        let mut changes: Vec<(Before, Option<After>)> = Vec::new();
        for line in bytes.split(|byte| *byte == b'\n') {
            match serde_json::from_slice(line) {
                Ok(Line::Before(before)) => changes.push((*before, None)),
                Ok(Line::After(after)) => {
                    if let Some(change) = changes.iter_mut().find(|(before, _)| before.line == after.line) {
                        change.1 = Some(after);
                    }
                }
                // Power went while it was being written, so its change was never begun, or never closed; or a newer
                // Sesame wrote it. Either way the lines around it hold.
                Err(_) => {}
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
        let is_new = !self.path.exists();
        let mut file = options.open(&self.path).map_err(|e| self.failed(doing, &e))?;
        // Two Sesames may be at work; a line is one write under a lock.
        file.lock().map_err(|e| self.failed(doing, &e))?;
        let mut text = serde_json::to_string(line).map_err(|e| self.failed(doing, &e))?;
        text.push('\n');
        if torn(&self.path) {
            text.insert(0, '\n');
        }
        file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(|e| self.failed(doing, &e))?;
        match self.path.parent().filter(|_| is_new && cfg!(unix)) {
            // The name of a new file is on the disk only with its folder.
            Some(folder) => fs::File::open(folder).and_then(|it| it.sync_all()).map_err(|e| self.failed(doing, &e)),
            None => Ok(()),
        }
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
                self.trace = IssueTrace::Open { since: before.at };
                self.open.push(OpenIssue::of(before, after, None));
            }
            Some(After { end: End::Done | End::Already, made, at, .. }) => {
                let Some(key) = made.and_then(|made| made.parse::<KeyId>().ok()) else { return };
                self.made.push(key.clone());
                self.trace = IssueTrace::Made { key, at };
            }
            Some(After { end: End::Refused, .. }) => {}
        }
    }

    /// The app's own key stays what it is.
    fn issued_for_server(&mut self, before: Before, file: PathBuf, after: Option<After>) {
        match after {
            None | Some(After { end: End::Unknown, .. }) => {
                self.trace = IssueTrace::Open { since: before.at };
                self.open.push(OpenIssue::of(before, after, Some(file)));
            }
            Some(After { end: End::Done | End::Already, made, .. }) => {
                self.for_server.extend(made.and_then(|made| Some((made.parse::<KeyId>().ok()?, file))));
            }
            Some(After { end: End::Refused, .. }) => {}
        }
    }

    /// One that was kept, and where no end of it was written down, perhaps.
    fn kept(&mut self, key: &KeyId, after: Option<After>) {
        match after {
            Some(After { end: End::Refused, .. }) => {}
            Some(After { end: End::Done | End::Already, at, .. }) => {
                self.given.push(key.clone());
                self.trace = IssueTrace::Made { key: key.clone(), at };
            }
            None | Some(After { end: End::Unknown, .. }) => self.given.push(key.clone()),
        }
    }

    fn deleted(&mut self, line: &str, key: &KeyId, why: DeleteReason, after: Option<After>) {
        match (after.map(|it| it.end), why) {
            (Some(End::Done | End::Already), _) => self.removed(key, why),
            (Some(End::Refused), _) | (_, DeleteReason::NobodyHoldsIt) => {}
            (None | Some(End::Unknown), DeleteReason::Chosen | DeleteReason::Replaced) => {
                self.unheard.push((LineId(line.to_owned()), key.clone()));
            }
        }
    }

    /// What a lost reply made has been removed, or the operator has said which of several it was: those lines are settled.
    fn removed(&mut self, key: &KeyId, why: DeleteReason) {
        match why {
            DeleteReason::NobodyHoldsIt => self.open.clear(),
            DeleteReason::Chosen | DeleteReason::Replaced => self.open.retain(|open| open.keys_seen.contains(key)),
        }
        // It is not to be waited for.
        if matches!(&self.trace, IssueTrace::Made { key: made, .. } if made == key) {
            self.trace = IssueTrace::Nothing;
        }
        if self.open.is_empty() && matches!(self.trace, IssueTrace::Open { .. }) {
            self.trace = IssueTrace::Nothing;
        }
    }

    /// Whether a line of ours was closed with this key.
    pub fn made(&self, key: &KeyId) -> bool {
        self.made.contains(key)
    }

    /// The deletions whose answer never arrived, of keys that may rest somewhere. One that a lost reply may have made rests
    /// nowhere, and IAM may not show it yet.
    pub fn unheard_deletions(&self) -> impl Iterator<Item = (&LineId, &KeyId)> {
        let was_there = |key: &KeyId| self.open.iter().all(|open| open.keys_seen.contains(key));
        self.unheard.iter().filter(move |(_, key)| was_there(key)).map(|(line, key)| (line, key))
    }

    /// The same as it will be once it is written down that the keys that IAM lists no more are gone.
    pub fn as_mended(mut self, listed: &[KeyId]) -> KeyHistory {
        let gone: Vec<KeyId> = self.unheard_deletions().map(|(_, key)| key.clone()).collect();
        for key in gone.iter().filter(|key| !listed.contains(key)) {
            self.removed(key, DeleteReason::Chosen);
        }
        self
    }

    /// The key that was kept last, if its end was written down.
    pub fn last_kept(&self) -> Option<KeyId> {
        match &self.trace {
            IssueTrace::Made { key, .. } => Some(key.clone()),
            IssueTrace::Nothing | IssueTrace::Open { .. } => self.made.iter().chain(&self.given).next_back().cloned(),
        }
    }

    /// Whether it was given to us to keep.
    pub fn was_given(&self, key: &KeyId) -> bool {
        self.given.contains(key)
    }

    /// The file that it went into, for another machine.
    pub fn file_for(&self, key: &KeyId) -> Option<&Path> {
        self.for_server.iter().find(|(id, _)| id == key).map(|(_, file)| file.as_path())
    }

    /// The open line of ours that made this key: it was not there before, and AWS dates it just after.
    pub fn lost_line(&self, key: &KeyId, created: Option<Timestamp>) -> Option<LostLine<'_>> {
        let made_it = |open: &&OpenIssue| match (&open.left, created) {
            (Some(left), _) => left == key,
            (None, None) => false,
            (None, Some(created)) => {
                // AWS dates to the second.
                let after = created.duration_since(open.aws_time).as_secs();
                !open.keys_seen.contains(key) && (-1..=ISSUE_WINDOW).contains(&after)
            }
        };
        self.open.iter().find(made_it).map(|open| LostLine { line: &open.line, file: open.file.as_deref() })
    }
}

impl OpenIssue {
    fn of(before: Before, after: Option<After>, file: Option<PathBuf>) -> OpenIssue {
        let left = after.and_then(|after| after.made?.parse().ok());
        let aws_time = before.aws_time.unwrap_or(before.at);
        OpenIssue { line: LineId(before.line), left, aws_time, keys_seen: before.keys_seen, file }
    }
}
