//! Everything that is true of a world at one moment, and what is bound to happen in it. Knows how things are kept, not
//! how they are asked for.

use std::{collections::BTreeMap, sync::Arc};

use jiff::SignedDuration;
use serde::Serialize;

use super::{
    account::{IamRole, IamUser, IssuedKey, KeyOwner, user_arn},
    bucket::Bucket,
    call::{CallEffect, Service},
    chance::Chance,
    dns::Zones,
    fault::InjectedFault,
    scenario::Scenario,
    ses::{EmailIdentity, SesRegion},
    signin::SignInDesk,
};
use crate::terms::{Coming, Timestamp, WorldNews};

/// One world.
#[derive(Debug, Clone)]
pub struct State {
    pub scenario: Arc<Scenario>,
    pub chance: Chance,
    pub play: Play,
    /// How far the clock was moved.
    pub moved: SignedDuration,
    /// By name.
    pub users: BTreeMap<String, IamUser>,
    /// By name.
    pub roles: BTreeMap<String, IamRole>,
    /// By id.
    pub keys: BTreeMap<String, IssuedKey>,
    /// SES, by region.
    pub regions: BTreeMap<String, SesRegion>,
    pub zones: Zones,
    pub signin: SignInDesk,
    pub links: Vec<Link>,
    pub outbox: Vec<Sent>,
    pub requests: Vec<LoggedRequest>,
    pub faults: Vec<InjectedFault>,
    /// SES's limit on control calls, by region and action.
    pub buckets: BTreeMap<(String, String), Bucket>,
    pub news: Vec<WorldNews>,
    /// What is bound to happen, in order.
    queue: BTreeMap<(Timestamp, u64), ScheduledEvent>,
    counted: BTreeMap<&'static str, u64>,
    /// What comes next, as it was last foreseen; `None` once the world has been changed since.
    pub(super) foreseen: Option<Option<Coming>>,
}

/// What moves DNS, mailboxes and reviewers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Play {
    /// They act as the scenario says.
    #[default]
    ByItself,
    /// Only the control door moves them.
    ByHand,
}

/// Something that is bound to happen. An identity's `generation` tells whether it still is the one that was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScheduledEvent {
    /// The operator's provider serves what SES wants for this identity.
    Publish { region: String, identity: String, generation: u64 },
    /// The same, under names that end in the zone twice.
    PublishDoubled { region: String, identity: String, generation: u64 },
    /// The operator's provider serves its CNAMEs no more.
    Remove { region: String, identity: String, generation: u64 },
    /// SES looks for the identity's DKIM records.
    LookForDkim { region: String, identity: String, generation: u64 },
    /// SES looks for the MX of the MAIL FROM domain.
    LookForMailFrom { region: String, identity: String, generation: u64 },
    /// The owner of the mailbox clicks the link in the verification mail.
    Click { region: String, address: String, generation: u64 },
    /// The link is a day old.
    LinkExpires { region: String, address: String, generation: u64 },
    /// The reviewer answers.
    Review { region: String },
    /// The sandbox ends.
    Production { region: String },
    /// Every part of AWS knows about a new key.
    KeySpread,
}

/// A link in a verification mail.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    pub address: String,
    pub region: String,
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
    #[serde(skip)]
    pub generation: u64,
}

/// A message that SES has accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sent {
    pub api: SendApi,
    pub from: String,
    pub to: Vec<String>,
    /// The key that it was sent with.
    pub key_id: String,
    pub region: String,
    /// The message as it would go out.
    pub mime: String,
}

/// What a message came through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SendApi {
    /// SES v1: SendRawEmail, SendEmail.
    V1,
    /// SES v2: SendEmail.
    V2,
    Smtp,
}

/// A request that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LoggedRequest {
    /// Absent where neither the signature nor the version tells it.
    pub service: Option<Service>,
    /// AWS's name, or method and path where it has none.
    pub operation: String,
    /// As the signature claims.
    pub region: Option<String>,
    /// As the signature claims, or the user name of SMTP.
    pub key_id: Option<String>,
    /// `None` where no reply has left.
    pub status: Option<u16>,
    /// AWS's code of a refusal.
    pub code: Option<String>,
    /// What it was about: path and query, or the fields of its form. Not in what is served.
    #[serde(skip)]
    pub subject: String,
    #[serde(skip)]
    pub effect: CallEffect,
    #[serde(skip)]
    pub(super) number: u64,
}

impl State {
    /// The world before anything of the scenario was put into it.
    pub fn new(scenario: Scenario, faults: Vec<InjectedFault>) -> Self {
        State {
            chance: Chance::new(scenario.seed()),
            zones: Zones::new(scenario.dns.provider.servers()),
            scenario: Arc::new(scenario),
            play: Play::ByItself,
            moved: SignedDuration::ZERO,
            users: BTreeMap::new(),
            roles: BTreeMap::new(),
            keys: BTreeMap::new(),
            regions: BTreeMap::new(),
            signin: SignInDesk::default(),
            links: Vec::new(),
            outbox: Vec::new(),
            requests: Vec::new(),
            faults,
            buckets: BTreeMap::new(),
            news: Vec::new(),
            queue: BTreeMap::new(),
            counted: BTreeMap::new(),
            foreseen: None,
        }
    }

    /// The next number of this sort. Each sort counts alone, so that the second key is the same key however often DNS
    /// was looked at before.
    pub fn count(&mut self, sort: &'static str) -> u64 {
        let number = self.counted.entry(sort).or_default();
        *number += 1;
        *number
    }

    /// Begins with another scene. The clock, what was asked so far and what goes wrong next stay.
    pub fn change_scene(&mut self, scene: State) {
        let before = std::mem::replace(self, scene);
        (self.play, self.moved, self.requests) = (before.play, before.moved, before.requests);
        (self.news, self.faults, self.buckets) = (before.news, before.faults, before.buckets);
        for (sort, number) in before.counted {
            let counted = self.counted.entry(sort).or_default();
            *counted = number.max(*counted);
        }
    }

    /// Notes the reply to a request; `code` is AWS's, of a refusal.
    pub fn replied(&mut self, number: u64, status: u16, code: Option<String>) {
        if let Some(entry) = self.requests.iter_mut().find(|entry| entry.number == number) {
            (entry.status, entry.code) = (Some(status), code);
        }
    }

    /// The account's number.
    pub fn account(&self) -> String {
        self.scenario.account.to_string()
    }

    /// SES in a region, which begins in the sandbox and empty.
    pub fn ses(&mut self, region: &str) -> &mut SesRegion {
        if !self.regions.contains_key(region) {
            let fresh = SesRegion::fresh(&self.scenario, region);
            self.regions.insert(region.into(), fresh);
        }
        self.regions.get_mut(region).expect("just put there")
    }

    /// The identity that an event meant, if it is still that one.
    pub fn meant(&mut self, region: &str, identity: &str, generation: u64) -> Option<&mut EmailIdentity> {
        let found = self.ses(region).identities.get_mut(identity)?;
        Some(found).filter(|identity| identity.generation == generation)
    }

    /// The ARN of a principal, also of a user that does not exist.
    pub fn arn_of(&self, owner: &KeyOwner) -> String {
        let account = self.account();
        match owner {
            KeyOwner::Root => format!("arn:aws:iam::{account}:root"),
            KeyOwner::Role(name) => format!("arn:aws:sts::{account}:{name}"),
            KeyOwner::User(name) => match self.users.get(name) {
                Some(user) => user.arn(&account),
                None => user_arn(&account, "/", name),
            },
        }
    }

    /// The keys that a user has, without those deleted.
    pub fn keys_of(&self, user: &str) -> Vec<&IssuedKey> {
        let owner = KeyOwner::User(user.into());
        let mut keys: Vec<&IssuedKey> =
            self.keys.values().filter(|key| key.owner == owner && key.status.latest().is_some()).collect();
        keys.sort_by_key(|key| (key.created, key.born_of));
        keys
    }

    /// Something is bound to happen that was not before.
    pub fn schedule(&mut self, at: Timestamp, event: ScheduledEvent) {
        self.foreseen = None;
        self.schedule_again(at, event);
    }

    /// These will not happen after all.
    pub fn call_off(&mut self, is_meant: impl Fn(&ScheduledEvent) -> bool) {
        self.foreseen = None;
        self.queue.retain(|_, event| !is_meant(event));
    }

    /// The same again for an event that a look ahead has counted already.
    pub fn schedule_again(&mut self, at: Timestamp, event: ScheduledEvent) {
        let number = self.count("event");
        self.queue.insert((at, number), event);
    }

    /// Takes what is due by `now`, the earliest first.
    pub fn due(&mut self, now: Timestamp) -> Option<(Timestamp, ScheduledEvent)> {
        let first = self.queue.first_entry()?;
        (first.key().0 <= now).then(|| {
            let ((at, _), event) = first.remove_entry();
            (at, event)
        })
    }
}
