//! Which part of the world a look is about: what it brings is learnt part by part, and what a change touched is forgotten.

use std::collections::BTreeSet;

use super::{Facts, IssueTrace};
use crate::terms::Fact;

/// A part of the world that can be looked at by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter)]
pub enum Part {
    Caller,
    Permissions,
    Account,
    Sender,
    Keys,
    Accepted,
    Identity,
    Dns,
    Recipient,
    Project,
}

/// What a look is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope(BTreeSet<Part>);

impl Scope {
    /// All parts.
    pub fn everything() -> Self {
        Scope(<Part as strum::IntoEnumIterator>::iter().collect())
    }

    /// These parts.
    pub fn of(parts: impl IntoIterator<Item = Part>) -> Self {
        Scope(parts.into_iter().collect())
    }

    /// Whether this part is looked at.
    pub fn has(&self, part: Part) -> bool {
        self.0.contains(&part)
    }

    /// Whether there is nothing to look at.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These parts and those.
    #[must_use]
    pub fn and(mut self, other: Scope) -> Self {
        self.0.extend(other.0);
        self
    }
}

impl Facts {
    /// Joins the news of a part of a look.
    pub fn learn(&mut self, news: Facts) {
        self.caller.learn(news.caller);
        self.permissions.learn(news.permissions);
        self.account.learn(news.account);
        self.sender.learn(news.sender);
        if !news.keys.is_unknown() {
            self.issue = news.issue;
        }
        self.keys.learn(news.keys);
        self.kept.learn(news.kept);
        self.offered.learn(news.offered);
        self.accepted.learn(news.accepted);
        self.identity.learn(news.identity);
        self.zone.learn(news.zone);
        for (key, seen) in news.records {
            // Silence says nothing against what was heard before.
            if !seen.heard(&key.name, key.kind).is_empty() || !self.records.contains_key(&key) {
                self.records.insert(key, seen);
            }
        }
        self.machine.learn(news.machine);
        self.sealed.learn(news.sealed);
        self.project.learn(news.project);
        self.recipient.learn(news.recipient);
        self.others.learn(news.others);
        self.delivery.learn(news.delivery);
        if news.bad_region.is_some() {
            self.bad_region = news.bad_region;
        }
        if news.suppression_refused.is_some() {
            self.suppression_refused = news.suppression_refused;
        }
        self.logins.learn(news.logins);
        self.tried.extend(news.tried);
        self.cli.learn(news.cli);
        self.denied.extend(news.denied);
        for (region, seen) in news.regions {
            let known = self.regions.entry(region).or_default();
            known.account.learn(seen.account);
            known.listed.learn(seen.listed);
            for (name, identity) in seen.identities {
                known.identities.entry(name).or_default().learn(identity);
            }
        }
    }

    /// What a change touched is not known any more until somebody looks.
    pub fn forget(&mut self, scope: &Scope) {
        for part in &scope.0 {
            match part {
                Part::Caller => self.caller = Fact::Unknown,
                Part::Permissions => self.permissions = Fact::Unknown,
                Part::Account => self.account = Fact::Unknown,
                Part::Sender => self.sender = Fact::Unknown,
                Part::Keys => {
                    self.keys = Fact::Unknown;
                    self.kept = Fact::Unknown;
                    self.sealed = Fact::Unknown;
                    self.offered = Fact::Unknown;
                }
                Part::Accepted => self.accepted = Fact::Unknown,
                Part::Identity => self.identity = Fact::Unknown,
                Part::Dns => {
                    self.zone = Fact::Unknown;
                    self.records.clear();
                }
                Part::Recipient => self.recipient = Fact::Unknown,
                Part::Project => {
                    self.project = Fact::Unknown;
                    self.others = Fact::Unknown;
                }
            }
        }
    }

    /// What was seen by another sign-in's eyes is not known to this one.
    pub fn forget_sign_in(&mut self) {
        self.forget(&Scope::everything());
        self.regions.clear();
        self.denied.clear();
        self.suppression_refused = None;
        self.issue = IssueTrace::Nothing;
    }
}
