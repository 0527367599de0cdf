//! All the way to the end: what will be done and waited for, assuming that each change succeeds and each wait ends well.
//!
//! The plan is played on a copy of the facts. What AWS will make up (a key's id, DKIM's tokens) is stood in for by values
//! that never leave this file: once a change makes one up, it stands in [`Played::unseen`], and a later change that needs it
//! is told as [`Planned::Later`]. Nothing is recognised by its text. Does not know how the changes are carried out.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    AccessKey, Authorship, Change, ChangeKind, Check, Delivery, Dkim, DkimOrigin, EditKind, Facts, FileEdit, Grant,
    Identity, IdentityName, Intent, IssueTrace, KeptKey, KeyOrigin, MailFrom, Move, OnMxFailure, PricePlan,
    ProjectFile, RecordKey, Review, ReviewStatus, Sender, Step, Value, Wait, assess, next_move, wanted_records,
};
use crate::{
    dns::{Answer, ServerAnswer, Sighting, ZoneCut, ask::first, records::Purpose},
    laravel::{
        CachedConfig, EnvFile, MaskedValue, OwnConfig, dotenv,
        plan::{KeyNames, SwitchLine},
    },
    terms::{Fact, Fingerprint, Keep, KeyId, Secret, Slot, Timestamp},
};

/// One line of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Planned {
    /// Known to the last detail.
    Ready(Change),
    /// Certain to come, and some of it is for AWS to make up.
    Later {
        what: ChangeKind,
        step: Step,
        needs: Vec<Unseen>,
        /// The line of the plan, from 0, that leaves the files as this one needs them.
        after: Option<usize>,
        /// What it writes, as far as that can be known.
        lines: Vec<ForeseenLine>,
    },
    /// The world must move here.
    Wait { on: Wait, step: Step },
}

/// What is not known before AWS has made it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, strum::IntoStaticStr)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Unseen {
    /// The id and secret of an access key.
    Key,
    /// The `.env` as an earlier line of the plan leaves it.
    Files,
}

/// A line that a change of the plan writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ForeseenLine {
    /// This value for this name in `.env`.
    Set(String, Foreseen),
    /// Something in this file of the app's configuration.
    File(ProjectFile),
}

/// A value that is still to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Foreseen {
    Plain(String),
    /// The word `null`.
    Null,
    /// A secret, or what follows from one.
    Secret,
    /// The id of a key that AWS is still to make.
    KeyId,
}

/// The changes still to come, in the order in which they would be made, with the waits between them.
pub fn plan(intent: &Intent, facts: &Facts, now: Timestamp) -> Vec<Planned> {
    plan_along(intent, facts, now, |facts, now| next_move(intent, facts, now))
}

/// What is still to be done until the second key stands where the first one stood and the first is gone.
pub fn plan_rotation(intent: &Intent, facts: &Facts, now: Timestamp) -> Vec<Planned> {
    plan_along(intent, facts, now, |facts, now| {
        let standing = assess(Step::Key, intent, facts, now);
        let wait = standing.waits_on().map(|on| Move::Wait { on, step: Step::Key });
        standing.open().cloned().map(Move::Make).or(wait)
    })
}

fn plan_along(
    intent: &Intent,
    facts: &Facts,
    now: Timestamp,
    next: impl Fn(&Facts, Timestamp) -> Option<Move>,
) -> Vec<Planned> {
    let mut played = Played { facts: facts.clone(), now, unseen: BTreeSet::new(), wrote: None };
    let mut planned = Vec::new();
    // Each round makes a change or ends a wait, and what it assumed does not come back. A set-up has some twenty of them;
    // the bound is there so that a slip in an assumption is a long plan and not a standstill.
    for _ in 0..60 {
        match next(&played.facts, played.now) {
            Some(Move::Make(change)) => {
                planned.push(played.planned(&change));
                if writes_files(&change) {
                    played.wrote = Some(planned.len() - 1);
                }
                played.assume(change);
            }
            Some(Move::Wait { on, step }) => {
                planned.push(Planned::Wait { on, step });
                played.let_pass(intent, on);
            }
            None => break,
        }
    }
    planned
}

struct Played {
    facts: Facts,
    now: Timestamp,
    unseen: BTreeSet<Unseen>,
    /// The last line that writes a file of the app.
    wrote: Option<usize>,
}

impl ForeseenLine {
    /// What a change writes into the app's files.
    pub fn all_of(change: &Change) -> Vec<ForeseenLine> {
        ForeseenLine::written_by(change, |key| Foreseen::Plain(key.to_string()))
    }

    fn written_by(change: &Change, id: impl Fn(&KeyId) -> Foreseen) -> Vec<ForeseenLine> {
        let foreseen = |value: &Value| match value {
            Value::Plain(text) => Foreseen::Plain(text.clone()),
            Value::Null => Foreseen::Null,
            Value::KeyId(key) => id(key),
            Value::Of(_) | Value::SmtpPasswordOf { .. } | Value::AsBefore => Foreseen::Secret,
        };
        let lines = change.edits().iter().flat_map(|edit| match &edit.kind {
            EditKind::Dotenv(lines) => {
                lines.iter().map(|(name, value)| ForeseenLine::Set(name.clone(), foreseen(value))).collect()
            }
            EditKind::Config(_) => vec![ForeseenLine::File(edit.file.clone())],
        });
        lines.collect()
    }
}

fn writes_files(change: &Change) -> bool {
    !change.edits().is_empty() || change.keeps().is_some_and(|(_, keep)| keep == Keep::Project)
}

impl Played {
    fn planned(&self, change: &Change) -> Planned {
        let kind = change.kind();
        let of_the_app = kind == ChangeKind::SendTest || !change.edits().is_empty();
        // The mailer's line says nothing of the key.
        let asks = |it: &Unseen| of_the_app && (*it == Unseen::Files || kind != ChangeKind::SwitchMailer);
        let needs: Vec<Unseen> = self.unseen.iter().copied().filter(asks).collect();
        if needs.is_empty() {
            return Planned::Ready(change.clone());
        }
        let after = self.wrote.filter(|_| needs.contains(&Unseen::Files));
        Planned::Later { what: kind, step: kind.step(), needs, after, lines: self.lines(change) }
    }

    /// What a change writes. Once a key is to come, it is the one whose id is written.
    fn lines(&self, change: &Change) -> Vec<ForeseenLine> {
        let to_come = self.unseen.contains(&Unseen::Key);
        ForeseenLine::written_by(change, |key| match to_come {
            true => Foreseen::KeyId,
            false => Foreseen::Plain(key.to_string()),
        })
    }

    /// The facts as they would be after the change.
    fn assume(&mut self, change: Change) {
        match change {
            Change::CreateSender { user, boundary, .. } => {
                self.facts.sender = Fact::Present(Sender {
                    arn: format!("arn:aws:iam::planned:user/{user}"),
                    name: user,
                    made: Authorship::Ours,
                    created: Some(self.now),
                    inline: Fact::Present(Default::default()),
                    opened: Authorship::Foreign,
                    attached: Fact::Present(Default::default()),
                    boundary,
                });
                self.facts.keys = Fact::Present(Vec::new());
                self.facts.kept = Fact::Present(Vec::new());
                self.facts.offered = Fact::Absent;
            }
            Change::AdoptSender { .. } => {
                if let Some(sender) = self.facts.sender.present_mut() {
                    sender.made = Authorship::Adopted;
                }
            }
            Change::AllowSending { grant, .. } => {
                if let Some(sender) = self.facts.sender.present_mut() {
                    match grant {
                        Grant::Inline { name, document, wanted, before: _ } => {
                            sender.opened = wanted.opener();
                            let mut inline = sender.inline.present().cloned().unwrap_or_default();
                            inline.insert(name, document);
                            sender.inline = Fact::Present(inline);
                        }
                        Grant::Managed { arn } => {
                            let mut attached = sender.attached.present().cloned().unwrap_or_default();
                            attached.insert(arn);
                            sender.attached = Fact::Present(attached);
                        }
                    }
                }
            }
            Change::IssueKey { keep, names, .. } => {
                self.unseen.insert(Unseen::Key);
                self.hold(made_up_key(), keep);
                self.assume_kept(made_up_key(), keep, names);
            }
            Change::KeepKey { key, keep, names, .. } => {
                self.hold(key.clone(), keep);
                self.assume_kept(key, keep, names);
            }
            Change::DeactivateKey { key, .. } => {
                if let Some(key) =
                    self.facts.keys.present_mut().and_then(|keys| keys.iter_mut().find(|it| it.id == key))
                {
                    key.active = false;
                }
            }
            Change::DeleteKey { key, .. } => {
                if let Some(keys) = self.facts.keys.present_mut() {
                    keys.retain(|it| it.id != key);
                }
                // A key that was deleted will not be listed.
                if matches!(&self.facts.issue, IssueTrace::Made { key: made, .. } if *made == key) {
                    self.facts.issue = IssueTrace::Nothing;
                }
            }
            Change::CreateIdentity { name, .. } | Change::RecreateIdentity { name, .. } => {
                self.facts.identity = Fact::Present(new_identity(name));
                self.facts.records.clear();
            }
            Change::AdoptIdentity { .. } => {
                if let Some(identity) = self.facts.identity.present_mut() {
                    identity.made = Authorship::Adopted;
                }
            }
            Change::RestartDkim { .. } => {
                if let Some(identity) = self.facts.identity.present_mut() {
                    identity.dkim.status = Check::Pending;
                }
            }
            Change::SetMailFrom { mail_from, .. } => {
                if let Some(identity) = self.facts.identity.present_mut() {
                    identity.mail_from = Some(MailFrom {
                        domain: mail_from,
                        status: Check::Pending,
                        on_mx_failure: OnMxFailure::default(),
                    });
                }
            }
            Change::SuppressBounces { .. } => {
                if let Some(account) = self.facts.account.present_mut() {
                    account.suppressed = ["BOUNCE".into(), "COMPLAINT".into()].into();
                }
            }
            Change::AskForProduction { .. } => {
                if let Some(account) = self.facts.account.present_mut() {
                    account.review = Some(Review { status: ReviewStatus::Pending, case: None });
                }
            }
            Change::SetPricePlan { plan, .. } => {
                if let Some(account) = self.facts.account.present_mut() {
                    let current = plan.of_aws().to_owned();
                    account.plan = Some(PricePlan { current, next: None });
                }
            }
            Change::EditProject { edits } | Change::SwitchMailer { edits, .. } => {
                self.unseen.insert(Unseen::Files);
                for edit in edits {
                    self.assume_edit(edit);
                }
            }
            Change::RunTool { .. } => {
                if let Some(project) = self.facts.project.present_mut() {
                    project.app.cached = CachedConfig::Absent;
                }
            }
            Change::MendLeak { .. } => {
                if let Some(project) = self.facts.project.present_mut() {
                    project.leaks.clear();
                }
            }
            Change::VerifyRecipient { .. }
            | Change::IssueServerKey { .. }
            | Change::RestoreFiles { .. }
            | Change::WriteRecords { .. }
            | Change::RemoveRecords { .. } => {}
            Change::SendTest { key, to, .. } => {
                self.facts.delivery = Fact::Present(Delivery { to, key, message_id: String::new() });
            }
        }
    }

    /// Listed, at rest, and taken by AWS. In `.env` there is room for one, elsewhere for all.
    fn hold(&mut self, id: KeyId, keep: Keep) {
        let secret = Secret::new("planned");
        let kept = KeptKey {
            id: id.clone(),
            print: secret.fingerprint(),
            smtp_print: Some(Fingerprint::of("planned SMTP password")),
            shape: secret.shape(),
        };
        let key = AccessKey {
            id: id.clone(),
            active: true,
            created: Some(self.now),
            origin: KeyOrigin::Ours,
            used: Fact::Unknown,
            file: None,
        };
        let mut keys = self.facts.keys.present().cloned().unwrap_or_default();
        keys.retain(|listed| listed.id != id);
        keys.push(key);
        self.facts.keys = Fact::Present(keys);
        let mut all = match keep {
            Keep::Keychain | Keep::File => self.facts.kept.present().cloned().unwrap_or_default(),
            Keep::Project => Vec::new(),
        };
        all.retain(|kept| kept.id != id);
        all.push(kept);
        self.facts.kept = Fact::Present(all);
        self.facts.issue = IssueTrace::Made { key: id.clone(), at: self.now };
        self.facts.accepted = Fact::Present(id);
    }

    /// Keeping a key may be writing it into `.env`.
    fn assume_kept(&mut self, key: KeyId, keep: Keep, names: Option<KeyNames>) {
        match keep {
            Keep::Keychain | Keep::File => {}
            Keep::Project => {
                let names = names.unwrap_or(KeyNames::Standard);
                self.unseen.insert(Unseen::Files);
                self.assume_lines(vec![
                    (names.id().into(), Value::KeyId(key.clone())),
                    (names.secret().into(), Value::Of(Slot::Resting(keep, key))),
                ]);
            }
        }
    }

    fn assume_edit(&mut self, edit: FileEdit) {
        if let Some(project) = self.facts.project.present_mut() {
            project.app.own = OwnConfig::Planned;
        }
        match edit.kind {
            EditKind::Dotenv(lines) => self.assume_lines(lines),
            EditKind::Config(wish) => {
                if let Some(project) = self.facts.project.present_mut() {
                    let patches = match wish.switch {
                        SwitchLine::Later => &mut project.patches,
                        SwitchLine::Now => &mut project.switch_patches,
                    };
                    patches.retain(|patch| patch.file != edit.file);
                }
            }
        }
    }

    fn assume_lines(&mut self, lines: Vec<(String, Value)>) {
        let held = self.facts.app_key().cloned();
        let Some(project) = self.facts.project.present_mut() else { return };
        let (mut values, lines_there) = match &project.app.env {
            EnvFile::Read { values, lines, .. } => (values.clone(), lines.clone()),
            EnvFile::Missing | EnvFile::Refused(_) => Default::default(),
        };
        let secret = Secret::new("planned");
        let hidden = |print: Option<&Fingerprint>| MaskedValue::Hidden {
            print: print.cloned().unwrap_or_else(|| secret.fingerprint()),
            shape: secret.shape(),
        };
        for (name, value) in lines {
            let seen = match value {
                Value::Plain(text) => MaskedValue::of(&name, as_written(&name, text)),
                Value::Null => MaskedValue::Plain("null".into()),
                Value::KeyId(key) => MaskedValue::of(&name, key.to_string()),
                Value::AsBefore => hidden(None),
                Value::Of(_) => hidden(held.as_ref().map(|key| &key.print)),
                Value::SmtpPasswordOf { .. } => hidden(held.as_ref().and_then(|key| key.smtp_print.as_ref())),
            };
            values.insert(name, Some(seen));
        }
        project.app.env = EnvFile::Read { values, lines: lines_there, swallow: None };
    }

    /// The facts as they would be once the world has moved.
    fn let_pass(&mut self, intent: &Intent, on: Wait) {
        match on {
            Wait::Dns | Wait::Click | Wait::Colleague => {
                let Some(identity) = self.facts.identity.present_mut() else { return };
                identity.verified = true;
                identity.verification = Check::Success;
                identity.dkim.status = Check::Success;
                if let Some(mail_from) = &mut identity.mail_from {
                    mail_from.status = Check::Success;
                }
                let identity = identity.clone();
                if let Some(region) = intent.region {
                    self.publish(&identity, intent, region);
                }
            }
            Wait::Review => {
                if let Some(account) = self.facts.account.present_mut() {
                    account.production = true;
                }
            }
            Wait::Propagation => {
                if let Some(key) = self.facts.app_key() {
                    self.facts.accepted = Fact::Present(key.id.clone());
                }
                let listed =
                    |key: &KeyId| self.facts.keys.present().is_some_and(|keys| keys.iter().any(|it| it.id == *key));
                match &self.facts.issue {
                    // It is at rest, and the list catches up.
                    IssueTrace::Made { key, .. } if !listed(key) => self.hold(key.clone(), intent.keep),
                    // The lost request made nothing.
                    IssueTrace::Open { .. } => self.facts.issue = IssueTrace::Nothing,
                    IssueTrace::Made { .. } | IssueTrace::Nothing => {}
                }
            }
        }
    }

    fn publish(&mut self, identity: &Identity, intent: &Intent, region: crate::terms::Region) {
        let zone = identity.name.domain().to_string();
        self.facts.zone = Fact::Present(ZoneCut { zone, servers: Vec::new(), primary: None });
        for record in wanted_records(intent, identity, region).iter().filter(|it| it.purpose == Purpose::Dmarc) {
            let said = ServerAnswer::new("planned", Answer::Found(vec![record.value.value_text().to_owned()]));
            let sighting = Sighting { authoritative: vec![said], public: Vec::new() };
            let key = RecordKey { name: record.name.clone(), kind: record.kind() };
            self.facts.records.insert(key, [(first(record), sighting)].into_iter().collect());
        }
    }
}

/// A text as phpdotenv gives it back once it is in the file: with quotes where `env()` would take it for another thing.
fn as_written(name: &str, text: String) -> String {
    let file = dotenv::merge(b"", &[(name.to_owned(), text.clone())]);
    let read = file.ok().and_then(|file| dotenv::read(&file).ok());
    read.and_then(|mut values| values.remove(name)?).unwrap_or(text)
}

fn made_up_key() -> KeyId {
    "PLANNED000000000".parse().expect("a key id")
}

fn new_identity(name: IdentityName) -> Identity {
    Identity {
        name,
        made: Authorship::Ours,
        verified: false,
        verification: Check::Pending,
        dkim: Dkim { status: Check::Pending, tokens: Vec::new(), zone: None, origin: DkimOrigin::Ses },
        mail_from: None,
        error: None,
        checked: None,
        zone_server: None,
        created: None,
        former_tokens: Vec::new(),
    }
}
