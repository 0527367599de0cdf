//! The people of the pretend account: users, their keys, and what they are allowed. Knows no request and no SES.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{
    call::Service,
    chance::Chance,
    policy::{PolicyDocument, Rights, managed},
};
use crate::terms::Timestamp;

/// An IAM user.
#[derive(Debug, Clone)]
pub struct IamUser {
    pub name: String,
    pub path: String,
    /// `AIDA…`
    pub id: String,
    pub created: Timestamp,
    pub tags: BTreeMap<String, String>,
    pub grants: Spreading<Grants>,
}

/// An IAM role.
#[derive(Debug, Clone)]
pub struct IamRole {
    pub name: String,
    pub path: String,
    pub created: Timestamp,
    pub grants: Grants,
    /// ARNs of the principals that may assume it; the account's root stands for each of its principals that a policy
    /// allows to.
    pub trusts: Vec<String>,
    /// The external id that AssumeRole must bring, where the role asks for one.
    pub external_id: Option<String>,
}

/// What a principal is allowed.
#[derive(Debug, Clone, Default)]
pub struct Grants {
    /// Documents by the name of the policy.
    pub inline: BTreeMap<String, String>,
    /// ARNs of managed policies.
    pub attached: BTreeSet<String>,
    /// ARN of the managed policy that bounds all others.
    pub boundary: Option<String>,
}

/// An access key, also a deleted one: not every part of AWS forgets it at once.
#[derive(Debug, Clone)]
pub struct IssuedKey {
    pub id: String,
    pub secret: String,
    pub owner: KeyOwner,
    pub created: Timestamp,
    /// `None` is deleted, or not there yet.
    pub status: Spreading<Option<KeyStatus>>,
    /// Temporary credentials only.
    pub session: Option<TemporarySession>,
    /// When, and with which service and region, newest last.
    pub uses: Vec<(Timestamp, &'static str, String)>,
    /// The number of the request that made it: its reply may be lost.
    pub born_of: u64,
    /// Whether the reply with the secret has reached the caller.
    pub told: Told,
}

/// Whether a key may be used.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, strum::IntoStaticStr, strum::EnumString,
)]
pub enum KeyStatus {
    #[default]
    Active,
    Inactive,
}

/// Whether a secret has reached the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Told {
    /// The reply with the secret left.
    Told,
    /// The reply was lost on its way, and the secret with it.
    Lost,
    /// The key is older than this world.
    BeforeOurTime,
}

/// Whose key it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyOwner {
    Root,
    /// By name.
    User(String),
    /// `assumed-role/ROLE/SESSION`.
    Role(String),
}

/// What makes credentials temporary.
#[derive(Debug, Clone)]
pub struct TemporarySession {
    pub token: String,
    pub expires: Timestamp,
}

impl IamUser {
    /// The ARN in this account, with the path.
    pub fn arn(&self, account: &str) -> String {
        user_arn(account, &self.path, &self.name)
    }
}

impl IamRole {
    /// The ARN in this account, with the path.
    pub fn arn(&self, account: &str) -> String {
        format!("arn:aws:iam::{account}:role{}{}", self.path, self.name)
    }
}

/// `arn:aws:iam::123456789012:user/mail-user`
pub fn user_arn(account: &str, path: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:user{path}{name}")
}

impl Grants {
    /// The identity policies; documents were checked when they came in.
    pub fn policies(&self) -> Vec<PolicyDocument> {
        let attached = self.attached.iter().filter_map(|arn| managed(arn));
        attached.chain(self.inline.values().filter_map(|document| document.parse().ok())).collect()
    }

    /// These and what bounds them, under the organization's policy where there is one.
    pub fn rights(&self, organization: Option<&str>) -> Rights {
        Rights {
            identity: self.policies(),
            boundary: self.boundary.as_deref().and_then(managed),
            organization: organization.and_then(|document| document.parse().ok()),
        }
    }
}

/// A value that not every part of AWS knows yet.
///
/// After a change each service learns of it at a moment of its own, then wavers for a while (one node in three still
/// answers with the old value), and then is sure. All of it is over when `longest` has passed.
#[derive(Debug, Clone)]
pub struct Spreading<T> {
    now: T,
    before: T,
    since: Timestamp,
    name: String,
    changes: u32,
}

impl<T: Clone> Spreading<T> {
    /// Known everywhere from the start.
    pub fn settled(name: &str, value: T, at: Timestamp) -> Self {
        Spreading { before: value.clone(), now: value, since: at, name: name.into(), changes: 0 }
    }

    /// A change that has just been made where `before` was known.
    pub fn begun(name: &str, before: T, value: T, at: Timestamp) -> Self {
        Spreading { before, now: value, since: at, name: name.into(), changes: 0 }
    }

    /// As the service that keeps it knows it.
    pub fn latest(&self) -> &T {
        &self.now
    }

    /// Changes it; a node that has not learned of it goes on with the value before.
    pub fn change(&mut self, at: Timestamp, change: impl FnOnce(&mut T)) {
        self.before = self.now.clone();
        self.since = at;
        self.changes += 1;
        change(&mut self.now);
    }

    /// As one node of a service knows it; `visit` decides which node answers.
    pub fn heard_by(&self, ear: &Ear<'_>, longest: SignedDuration) -> &T {
        let third = longest / 3;
        let wait = ear.chance.below(
            &format!("spread {} {} {}", self.name, ear.service.signing_name(), self.changes),
            u64::try_from((third * 2).as_millis()).unwrap_or_default() + 1,
        );
        let heard = self.since + SignedDuration::from_millis(i64::try_from(wait).unwrap_or_default());
        let old_node = ear.visit.is_multiple_of(3);
        if ear.now < heard || (ear.now < heard + third && old_node && longest > SignedDuration::ZERO) {
            &self.before
        } else {
            &self.now
        }
    }
}

/// One node of a service, at one moment.
#[derive(Debug)]
pub struct Ear<'a> {
    pub chance: &'a Chance,
    pub service: Service,
    pub now: Timestamp,
    /// The number of the request.
    pub visit: u64,
}
