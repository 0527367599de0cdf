//! A world as a test or the control door may see it: everything but secrets. Knows nothing that could change it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    account::{IamUser, KeyOwner, KeyStatus, Told},
    scene::administrators_key,
    ses::{CaseStatus, EmailIdentity, IdentityType, SesRegion, Status},
    state::{Sent, State},
};
use crate::terms::{KeyId, Timestamp};

/// The world at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Snapshot {
    pub now: Timestamp,
    pub scenario: String,
    pub account: String,
    /// By name; the administrator is not among them.
    pub users: BTreeMap<String, UserSeen>,
    /// Regions that were used, by code.
    pub regions: BTreeMap<String, RegionSeen>,
    pub outbox: Vec<Sent>,
}

/// An IAM user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UserSeen {
    pub path: String,
    pub tags: BTreeMap<String, String>,
    /// Inline policy documents by name.
    pub policies: BTreeMap<String, String>,
    /// ARNs.
    pub attached: Vec<String>,
    /// Oldest first.
    pub keys: Vec<KeySeen>,
}

/// An access key that is not deleted, without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeySeen {
    pub id: String,
    pub status: KeyStatus,
    pub created: Timestamp,
    /// Whether the reply with the secret has reached the caller.
    pub secret: Told,
    /// Whether the operator's keychain holds it.
    pub in_vault: bool,
}

/// SES in one region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegionSeen {
    /// True once the sandbox has ended.
    pub production: bool,
    /// Absent where production access was never asked for.
    pub review: Option<CaseStatus>,
    /// BOUNCE, COMPLAINT.
    pub suppressed_reasons: Vec<String>,
    /// By name.
    pub identities: BTreeMap<String, IdentitySeen>,
}

/// An SES identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IdentitySeen {
    pub kind: IdentityType,
    pub status: Status,
    /// Whether SES sends for it.
    pub verified: bool,
    /// Of DKIM; an address has none.
    pub tokens: Vec<String>,
    /// The MAIL FROM domain and how far SES is with it.
    pub mail_from: Option<(String, Status)>,
    pub tags: BTreeMap<String, String>,
}

impl Snapshot {
    /// `held` are the keys whose secrets lie in the operator's keychain.
    pub(super) fn of(state: &State, now: Timestamp, held: &[KeyId]) -> Snapshot {
        let administrator = state.keys.get(administrators_key(&state.scenario)).map(|key| &key.owner);
        let is_administrator = |user: &IamUser| administrator == Some(&KeyOwner::User(user.name.clone()));
        let users = state.users.values().filter(|user| !is_administrator(user));
        Snapshot {
            now,
            scenario: state.scenario.name.clone(),
            account: state.account(),
            users: users.map(|user| (user.name.clone(), user_seen(state, user, held))).collect(),
            regions: state.regions.iter().map(|(code, ses)| (code.clone(), region_seen(ses))).collect(),
            outbox: state.outbox.clone(),
        }
    }

    /// Every key of every user.
    pub fn keys(&self) -> impl Iterator<Item = &KeySeen> {
        self.users.values().flat_map(|user| &user.keys)
    }

    /// An identity of a region, if it is there.
    pub fn identity(&self, region: &str, name: &str) -> Option<&IdentitySeen> {
        self.regions.get(region)?.identities.get(name)
    }
}

fn user_seen(state: &State, user: &IamUser, held: &[KeyId]) -> UserSeen {
    let grants = user.grants.latest();
    let keys = state.keys_of(&user.name).into_iter().filter_map(|key| {
        Some(KeySeen {
            id: key.id.clone(),
            status: (*key.status.latest())?,
            created: key.created,
            secret: key.told,
            in_vault: held.iter().any(|id| id.as_str() == key.id),
        })
    });
    UserSeen {
        path: user.path.clone(),
        tags: user.tags.clone(),
        policies: grants.inline.clone(),
        attached: grants.attached.iter().cloned().collect(),
        keys: keys.collect(),
    }
}

fn region_seen(ses: &SesRegion) -> RegionSeen {
    RegionSeen {
        production: ses.production,
        review: ses.review.as_ref().map(|review| review.status),
        suppressed_reasons: ses.suppressed_reasons.clone(),
        identities: ses.identities.iter().map(|(name, identity)| (name.clone(), identity_seen(identity))).collect(),
    }
}

fn identity_seen(identity: &EmailIdentity) -> IdentitySeen {
    IdentitySeen {
        kind: identity.kind,
        status: identity.status,
        verified: identity.is_verified(),
        tokens: identity.dkim.tokens.clone(),
        mail_from: identity.mail_from.as_ref().map(|it| (it.domain.clone(), it.status)),
        tags: identity.tags.clone(),
    }
}
