//! All the way to the end: what will be done and waited for, assuming that each change succeeds and each wait ends well.
//!
//! The plan is played on a copy of the facts. What AWS will make up (a key's id, DKIM's tokens) is stood in for by values
//! that never leave this file: a change that would carry one is told as [`Planned::Later`].

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    Authorship, Change, ChangeKind, Check, Dkim, DkimOrigin, EditKind, Facts, Grant, Identity, IdentityName, Intent,
    KeptKey, MailFrom, Move, RecordKey, Review, ReviewStatus, Sender, Step, Value, Wait, next_move, wanted_records,
};
use crate::{
    dns::{Answer, Said, Sighting, ZoneCut, ask::first, records::Purpose},
    laravel::{ConfigCache, EnvFile, Seen},
    terms::{Fact, Fingerprint, KeyId, Secret, Slot, Timestamp},
};

/// One line of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Planned {
    /// Known to the last detail.
    Ready(Change),
    /// Certain to come, and some of it is for AWS to make up.
    Later { what: ChangeKind, step: Step, needs: Vec<Unseen> },
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

/// The changes still to come, in the order in which they would be made, with the waits between them.
pub fn plan(intent: &Intent, facts: &Facts, now: Timestamp) -> Vec<Planned> {
    let mut stage = Stage { facts: facts.clone(), now, unseen: BTreeSet::new() };
    let mut planned = Vec::new();
    // Each round makes a change or ends a wait; a set-up has some twenty of them.
    for _ in 0..60 {
        match next_move(intent, &stage.facts, stage.now) {
            Some(Move::Make(change)) => {
                planned.push(stage.tell(&change));
                stage.assume(change);
            }
            Some(Move::Wait { on, step }) => {
                planned.push(Planned::Wait { on, step });
                stage.let_pass(intent, on);
            }
            None => break,
        }
    }
    planned
}

struct Stage {
    facts: Facts,
    now: Timestamp,
    unseen: BTreeSet<Unseen>,
}

impl Stage {
    fn tell(&self, change: &Change) -> Planned {
        let kind = change.kind();
        let needs: Vec<Unseen> = match change {
            Change::EditProject { .. } | Change::SendTest { .. } => self.unseen.iter().copied().collect(),
            Change::SwitchMailer { .. } => self.unseen.iter().copied().filter(|it| *it == Unseen::Files).collect(),
            Change::CreateSender { .. }
            | Change::AdoptSender { .. }
            | Change::AllowSending { .. }
            | Change::IssueKey { .. }
            | Change::KeepKey { .. }
            | Change::DeactivateKey { .. }
            | Change::DeleteKey { .. }
            | Change::CreateIdentity { .. }
            | Change::RecreateIdentity { .. }
            | Change::RestartDkim { .. }
            | Change::SetMailFrom { .. }
            | Change::SuppressBounces { .. }
            | Change::AskForProduction { .. }
            | Change::RunTool { .. } => Vec::new(),
        };
        if needs.is_empty() {
            return Planned::Ready(change.clone());
        }
        Planned::Later { what: kind, step: kind.step(), needs }
    }

    /// The facts as they would be after the change.
    fn assume(&mut self, change: Change) {
        match change {
            Change::CreateSender { user, .. } => {
                self.facts.sender = Fact::Present(Sender {
                    arn: format!("arn:aws:iam::planned:user/{user}"),
                    name: user,
                    made: Authorship::Ours,
                    inline: Fact::Present(Default::default()),
                    attached: Fact::Present(Default::default()),
                });
                self.facts.keys = Fact::Present(Vec::new());
                self.facts.kept = Fact::Present(Vec::new());
            }
            Change::AdoptSender { .. } => {
                if let Some(sender) = self.facts.sender.present_mut() {
                    sender.made = Authorship::Adopted;
                }
            }
            Change::AllowSending { grant, .. } => {
                if let Some(sender) = self.facts.sender.present_mut() {
                    match (grant, sender.inline.present_mut(), sender.attached.present_mut()) {
                        (Grant::Inline { name, document }, Some(inline), _) => drop(inline.insert(name, document)),
                        (Grant::Managed { arn }, _, Some(attached)) => drop(attached.insert(arn)),
                        (Grant::Inline { .. } | Grant::Managed { .. }, _, _) => {}
                    }
                }
            }
            Change::IssueKey { .. } => {
                self.unseen.insert(Unseen::Key);
                self.hold(made_up_key());
            }
            Change::KeepKey { key, .. } => self.hold(key),
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
            }
            Change::CreateIdentity { name, .. } | Change::RecreateIdentity { name, .. } => {
                self.facts.identity = Fact::Present(new_identity(name));
                self.facts.records.clear();
            }
            Change::RestartDkim { .. } => {
                if let Some(identity) = self.facts.identity.present_mut() {
                    identity.dkim.status = Check::Pending;
                }
            }
            Change::SetMailFrom { mail_from, .. } => {
                if let Some(identity) = self.facts.identity.present_mut() {
                    identity.mail_from = Some(MailFrom { domain: mail_from, status: Check::Pending });
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
            Change::EditProject { edits } | Change::SwitchMailer { edits, .. } => {
                self.unseen.insert(Unseen::Files);
                for edit in edits {
                    self.assume_edit(edit);
                }
            }
            Change::RunTool { .. } => {
                if let Some(project) = self.facts.project.present_mut() {
                    project.app.config_cache = ConfigCache::Absent;
                }
            }
            Change::SendTest { .. } => {}
        }
    }

    fn hold(&mut self, key: KeyId) {
        let secret = Secret::new("planned");
        let kept = KeptKey {
            id: key.clone(),
            print: secret.fingerprint(),
            smtp_print: Some(Fingerprint::of("planned SMTP password")),
            shape: secret.shape(),
        };
        self.facts.kept = Fact::Present(vec![kept]);
        self.facts.keys = Fact::Present(vec![super::AccessKey {
            id: key.clone(),
            active: true,
            created: Some(self.now),
            origin: super::KeyOrigin::Ours,
        }]);
        self.facts.accepted = Fact::Present(key);
    }

    fn assume_edit(&mut self, edit: super::FileEdit) {
        let key_print = self.facts.app_key().map(|key| key.print.clone());
        let smtp_print = self.facts.app_key().and_then(|key| key.smtp_print.clone());
        let Some(project) = self.facts.project.present_mut() else { return };
        let lines = match edit.kind {
            EditKind::Config(_) => {
                project.patches.retain(|(file, _)| *file != edit.file);
                return;
            }
            EditKind::Dotenv(lines) => lines,
        };
        let mut values = match &project.app.env {
            EnvFile::Read { values, .. } => values.clone(),
            EnvFile::Missing | EnvFile::Refused(_) => Default::default(),
        };
        for (name, value) in lines {
            let print = match value {
                Value::Plain(text) => {
                    values.insert(name.clone(), Some(Seen::of(&name, text)));
                    continue;
                }
                Value::Of(Slot::Resting(..) | Slot::Held(_)) => {
                    key_print.clone().unwrap_or_else(|| Fingerprint::of("planned"))
                }
                Value::SmtpPasswordOf { .. } => smtp_print.clone().unwrap_or_else(|| Fingerprint::of("planned")),
            };
            values.insert(name, Some(Seen::Hidden { print, shape: Secret::new("planned").shape() }));
        }
        project.app.env = EnvFile::Read { values, swallow: None };
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
                self.facts.issue = super::IssueTrace::Nothing;
                if let Some(key) = self.facts.app_key().map(|key| key.id.clone()) {
                    self.facts.accepted = Fact::Present(key);
                }
            }
        }
    }

    fn publish(&mut self, identity: &Identity, intent: &Intent, region: crate::terms::Region) {
        let zone = identity.name.domain().to_string();
        self.facts.zone = Fact::Present(ZoneCut { zone, servers: Vec::new() });
        for record in wanted_records(intent, identity, region).iter().filter(|it| it.purpose == Purpose::Dmarc) {
            let said =
                Said { server: "planned".into(), answer: Answer::Found(vec![record.value.value_text().to_owned()]) };
            let sighting = Sighting { authoritative: vec![said], public: Vec::new() };
            let key = RecordKey { name: record.name.clone(), kind: record.kind() };
            self.facts.records.insert(key, [(first(record), sighting)].into_iter().collect());
        }
    }
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
        created: None,
    }
}
