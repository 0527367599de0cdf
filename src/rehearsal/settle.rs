//! What happens by itself: the provider publishes, SES looks, links are clicked, reviewers answer. Knows no request and
//! no real time; each thing happens at its own moment, in order, however far the clock jumps.

use jiff::SignedDuration;

use super::{
    scenario::Decision,
    ses::{
        CaseStatus, DkimSigning, EmailIdentity, IdentityType, LINK_LIVES, MailFromAttributes, PATIENCE, ReviewDetails,
        Status,
    },
    state::{Link, Play, ScheduledEvent, State},
};
use crate::{
    dns::{Answer, RecordType},
    terms::{Coming, Timestamp, WorldNews},
};

/// How often SES looks again at what it has verified.
const LOOKS_AGAIN: SignedDuration = SignedDuration::from_hours(1);
/// How far ahead something is still "bound to happen".
const HORIZON: SignedDuration = SignedDuration::from_hours(100);

impl State {
    /// Lets happen what is due by `now`.
    pub fn settle(&mut self, now: Timestamp) {
        while let Some((at, event)) = self.due(now) {
            self.happen(at, event);
        }
    }

    /// The next event that the operator would notice.
    pub fn coming(&mut self, now: Timestamp) -> Option<Coming> {
        let stands = |seen: &Option<Coming>| seen.as_ref().is_none_or(|coming| coming.at > now);
        match self.foreseen.take().filter(stands) {
            Some(seen) => self.foreseen.insert(seen).clone(),
            None => {
                let seen = self.look_ahead(now);
                self.foreseen.insert(seen).clone()
            }
        }
    }

    /// Tries it out on a copy of this world: SES may look a thousand times before it finds anything.
    fn look_ahead(&self, now: Timestamp) -> Option<Coming> {
        let mut ahead = self.clone();
        ahead.news.clear();
        while let Some((at, event)) = ahead.due(now + HORIZON) {
            ahead.happen(at, event);
            if let Some(what) = ahead.news.first() {
                return Some(Coming { at, what: what.clone() });
            }
        }
        None
    }

    fn happen(&mut self, at: Timestamp, event: ScheduledEvent) {
        match event {
            ScheduledEvent::Publish { region, identity, generation } => {
                self.publish(at, &region, &identity, generation)
            }
            ScheduledEvent::PublishDoubled { region, identity, generation } => {
                self.publish_doubled(at, &region, &identity, generation);
            }
            ScheduledEvent::Remove { region, identity, generation } => self.remove(at, &region, &identity, generation),
            ScheduledEvent::LookForDkim { region, identity, generation } => {
                self.look_for_dkim(at, &region, &identity, generation)
            }
            ScheduledEvent::LookForMailFrom { region, identity, generation } => {
                self.look_for_mail_from(at, &region, &identity, generation);
            }
            ScheduledEvent::Click { region, address, generation } => {
                let still_meant = self.meant(&region, &address, generation).is_some();
                if self.play == Play::ByItself && still_meant {
                    self.click(at, &address, Some(&region)).ok();
                }
            }
            ScheduledEvent::LinkExpires { region, address, generation } => {
                // The link of a mail sent later lives on.
                if let Some(identity) = self.meant(&region, &address, generation)
                    && identity.status == Status::Pending
                    && identity.since + LINK_LIVES <= at
                {
                    identity.status = Status::Failed;
                    self.news.push(WorldNews::LinkExpired { address });
                }
            }
            ScheduledEvent::Review { region } => {
                if self.play == Play::ByItself {
                    let story = &self.scenario.review;
                    let (decision, lag) = (story.decision, story.takes_effect_after.signed());
                    self.decide(at, &region, decision, lag).ok();
                }
            }
            ScheduledEvent::Production { region } => {
                self.ses(&region).production = true;
                self.news.push(WorldNews::SandboxEnded { region });
            }
            ScheduledEvent::KeySpread => self.news.push(WorldNews::KeySpread),
        }
    }

    /// A new identity: the mail with the link leaves, or SES begins to look at DNS and its owner is asked for records.
    pub fn begin_identity(
        &mut self,
        region: &str,
        name: &str,
        kind: IdentityType,
        now: Timestamp,
    ) -> &mut EmailIdentity {
        let generation = self.count("identity");
        let dkim = match kind {
            IdentityType::Domain => self.new_dkim(region, name, now),
            IdentityType::EmailAddress => DkimSigning::of_an_address(now),
        };
        let identity = EmailIdentity::begun(name, kind, dkim, generation, now);
        self.ses(region).identities.insert(name.into(), identity);
        match kind {
            IdentityType::Domain => self.watch_dkim(region, name, generation, now),
            IdentityType::EmailAddress => self.send_link(region, name, now),
        }
        self.ses(region).identities.get_mut(name).expect("just put there")
    }

    /// New tokens for an identity that is there, and 72 more hours.
    pub fn restart_dkim(&mut self, region: &str, name: &str, now: Timestamp) -> &mut EmailIdentity {
        let generation = self.count("identity");
        let dkim = self.new_dkim(region, name, now);
        let identity = self.ses(region).identities.get_mut(name).expect("looked up by the caller");
        let signing = identity.dkim.signing;
        identity.dkim = DkimSigning { signing, ..dkim };
        (identity.status, identity.since, identity.succeeded) = (Status::Pending, now, None);
        identity.generation = generation;
        self.watch_dkim(region, name, generation, now);
        self.ses(region).identities.get_mut(name).expect("as before")
    }

    fn new_dkim(&mut self, region: &str, domain: &str, now: Timestamp) -> DkimSigning {
        let chance = self.chance.clone();
        let dkim = self.ses(region).new_dkim(&chance, region, domain, now);
        for token in &dkim.tokens {
            let name = format!("{token}.{}", dkim.hosted_zone);
            self.zones.set(now, &name, RecordType::Txt, &[format!("p=MIGfMA0{token}")], 1800);
        }
        dkim
    }

    fn watch_dkim(&mut self, region: &str, name: &str, generation: u64, now: Timestamp) {
        let (region, identity) = (region.to_string(), name.to_string());
        let first_look = now + self.scenario.ses.looks_every.part(1, 3).signed();
        let look = ScheduledEvent::LookForDkim { region: region.clone(), identity: identity.clone(), generation };
        self.schedule(first_look, look);
        self.ask_provider(region, identity, generation, now);
    }

    /// SES begins to look for the MX, and the owner is asked for it.
    pub fn watch_mail_from(&mut self, region: &str, name: &str, now: Timestamp) {
        let Some(identity) = self.ses(region).identities.get(name) else { return };
        let Some(mail_from) = &identity.mail_from else { return };
        let (generation, set) = (identity.generation, mail_from.generation);
        let (region, identity) = (region.to_string(), name.to_string());
        let first_look = now + self.scenario.ses.looks_every.part(1, 3).signed();
        let look =
            ScheduledEvent::LookForMailFrom { region: region.clone(), identity: identity.clone(), generation: set };
        self.schedule(first_look, look);
        self.ask_provider(region, identity, generation, now);
    }

    fn ask_provider(&mut self, region: String, identity: String, generation: u64, now: Timestamp) {
        let story = &self.scenario.dns;
        let (doubled, right) = (story.doubled_after, story.publish_after);
        if let Some(after) = doubled {
            let event =
                ScheduledEvent::PublishDoubled { region: region.clone(), identity: identity.clone(), generation };
            self.schedule(now + after.signed(), event);
        }
        if let Some(after) = right {
            self.schedule(now + after.signed(), ScheduledEvent::Publish { region, identity, generation });
        }
    }

    /// Adds what is missing; a name that holds something of its kind is left alone.
    fn publish(&mut self, at: Timestamp, region: &str, name: &str, generation: u64) {
        if self.play == Play::ByHand {
            return;
        }
        let Some(identity) = self.meant(region, name, generation) else { return };
        let wanted = identity.wanted(region);
        let was_doubled = self.scenario.dns.doubled_after.is_some();
        let mut names = Vec::new();
        for (name, kind, value) in wanted {
            if was_doubled {
                let doubled = format!("{name}.{}", self.zones.zone(&name));
                self.zones.remove(at, &doubled, kind);
            }
            let (tag, _) = value.split_once([';', ' ']).unwrap_or((&value, ""));
            let mut values = self.zones.own(&name, kind, at);
            let taken = kind != RecordType::Txt && !values.is_empty();
            if !taken && !values.iter().any(|value| value.starts_with(tag)) {
                values.push(value);
                self.zones.set(at, &name, kind, &values, 300);
                names.push(name);
            }
        }
        if !names.is_empty() {
            self.news.push(WorldNews::Published { names });
        }
    }

    /// Takes the CNAMEs out of DNS, as one who tidies up and does not know what they are for.
    fn remove(&mut self, at: Timestamp, region: &str, name: &str, generation: u64) {
        if self.play == Play::ByHand {
            return;
        }
        let Some(identity) = self.meant(region, name, generation) else { return };
        let names: Vec<String> = identity.cnames().into_iter().map(|(name, _)| name).collect();
        names.iter().for_each(|name| self.zones.remove(at, name, RecordType::Cname));
        self.news.push(WorldNews::Removed { names });
    }

    fn publish_doubled(&mut self, at: Timestamp, region: &str, name: &str, generation: u64) {
        if self.play == Play::ByHand {
            return;
        }
        let Some(identity) = self.meant(region, name, generation) else { return };
        let wanted = identity.wanted(region);
        let mut names = Vec::new();
        for (name, kind, value) in wanted {
            let doubled = format!("{name}.{}", self.zones.zone(&name));
            if !self.zones.own(&doubled, kind, at).contains(&value) {
                self.zones.set(at, &doubled, kind, &[value], 300);
                names.push(doubled);
            }
        }
        if !names.is_empty() {
            self.news.push(WorldNews::Published { names });
        }
    }

    fn look_for_dkim(&mut self, at: Timestamp, region: &str, name: &str, generation: u64) {
        let Some(identity) = self.meant(region, name, generation).cloned() else { return };
        let seen = self.cnames_stand(&identity, at);
        let every = self.scenario.ses.looks_every.signed();
        let Some(identity) = self.meant(region, name, generation) else { return };
        identity.checked = Some(at);
        let (was_verified, had_not_given_up) = (identity.is_verified(), identity.status != Status::Failed);
        match seen {
            Ok(()) => {
                (identity.status, identity.succeeded) = (Status::Success, Some(at));
            }
            Err(error) => {
                identity.error = Some(error);
                if identity.status == Status::Success {
                    (identity.status, identity.since) = (Status::TemporaryFailure, at);
                } else if at >= identity.since + PATIENCE {
                    identity.status = Status::Failed;
                } else if error == "DNS_SERVER_ERROR" {
                    identity.status = Status::TemporaryFailure;
                } else if identity.succeeded.is_none() {
                    identity.status = Status::Pending;
                }
            }
        }
        let (status, deadline) = (identity.status, identity.since + PATIENCE);
        if status == Status::Success && !was_verified {
            self.news.push(WorldNews::Verified { identity: name.into() });
        }
        if status == Status::Failed && had_not_given_up {
            self.news.push(WorldNews::GaveUp { domain: name.into() });
        }
        if let Some(next) = next_look(at, status, every, deadline) {
            let (region, identity) = (region.to_string(), name.to_string());
            self.schedule_again(next, ScheduledEvent::LookForDkim { region, identity, generation });
        }
    }

    /// All three exactly, or what SES calls the worst of what it met.
    fn cnames_stand(&self, identity: &EmailIdentity, at: Timestamp) -> Result<(), &'static str> {
        let mut worst = Ok(());
        for (name, target) in identity.cnames() {
            match self.zones.answer(&name, RecordType::Cname, at) {
                Answer::Found(values) if values == [target] => {}
                Answer::Found(_) => return Err("INVALID_VALUE"),
                Answer::NoData => worst = Err("TYPE_NOT_FOUND"),
                Answer::NoName => worst = worst.and(Err("HOST_NOT_FOUND")),
                Answer::Silent(_) => return Err("DNS_SERVER_ERROR"),
            }
        }
        worst
    }

    fn look_for_mail_from(&mut self, at: Timestamp, region: &str, name: &str, generation: u64) {
        let current = |state: &mut State| -> Option<MailFromAttributes> {
            let mail_from = state.ses(region).identities.get(name)?.mail_from.clone()?;
            Some(mail_from).filter(|it| it.generation == generation)
        };
        let Some(mut mail_from) = current(self) else { return };
        let wanted = mail_from.wanted_mx(region);
        let host = |value: &str| value.split_once(' ').map_or(String::new(), |(_, host)| host.to_string());
        // Exactly one MX; its preference does not matter.
        let stands = match self.zones.answer(&mail_from.domain, RecordType::Mx, at) {
            Answer::Found(values) => Ok(values.len() == 1 && host(&values[0]) == host(&wanted)),
            Answer::NoData | Answer::NoName => Ok(false),
            Answer::Silent(_) => Err(()),
        };
        let before = mail_from.status;
        mail_from.status = match (stands, before) {
            (Ok(true), _) => Status::Success,
            (Ok(false) | Err(()), Status::Success) => {
                mail_from.since = at;
                Status::TemporaryFailure
            }
            (Ok(false) | Err(()), _) if at >= mail_from.since + PATIENCE => Status::Failed,
            (Err(()), _) => Status::TemporaryFailure,
            (Ok(false), status) => status,
        };
        if mail_from.status == Status::Success && before != Status::Success {
            self.news.push(WorldNews::MailFromFound { domain: mail_from.domain.clone() });
        }
        let every = self.scenario.ses.looks_every.signed();
        let next = next_look(at, mail_from.status, every, mail_from.since + PATIENCE);
        if let Some(identity) = self.ses(region).identities.get_mut(name) {
            identity.mail_from = Some(mail_from);
        }
        if let Some(next) = next {
            let (region, identity) = (region.to_string(), name.to_string());
            self.schedule_again(next, ScheduledEvent::LookForMailFrom { region, identity, generation });
        }
    }

    /// A mail with a link, alive for a day.
    pub fn send_link(&mut self, region: &str, address: &str, now: Timestamp) {
        let Some(identity) = self.ses(region).identities.get_mut(address) else { return };
        (identity.status, identity.since) = (Status::Pending, now);
        let generation = identity.generation;
        let (region, address) = (region.to_string(), address.to_string());
        self.links.push(Link {
            address: address.clone(),
            region: region.clone(),
            sent_at: now,
            expires_at: now + LINK_LIVES,
            generation,
        });
        self.news.push(WorldNews::LinkSent { address: address.clone() });
        if let Some(after) = self.scenario.mail.click_after {
            let event = ScheduledEvent::Click { region: region.clone(), address: address.clone(), generation };
            self.schedule(now + after.signed(), event);
        }
        self.schedule(now + LINK_LIVES, ScheduledEvent::LinkExpires { region, address, generation });
    }

    /// Clicks the live links in this inbox, of one region or of all.
    pub fn click(&mut self, now: Timestamp, address: &str, region: Option<&str>) -> Result<(), String> {
        let live: Vec<Link> = self
            .links
            .iter()
            .filter(|link| link.address == address && region.is_none_or(|region| link.region == region))
            .filter(|link| link.expires_at > now)
            .cloned()
            .collect();
        let mut clicked = false;
        for link in live {
            if let Some(identity) = self.meant(&link.region, &link.address, link.generation) {
                clicked = true;
                identity.checked = Some(now);
                if identity.status != Status::Success {
                    (identity.status, identity.succeeded) = (Status::Success, Some(now));
                    self.news.push(WorldNews::LinkClicked { address: address.into() });
                    self.news.push(WorldNews::Verified { identity: address.into() });
                }
            }
        }
        if clicked { Ok(()) } else { Err(format!("no living link lies in the inbox of {address}")) }
    }

    /// The reviewer decides; after a grant the sandbox ends `lag` later. An error where no request waits for a
    /// decision.
    pub fn decide(
        &mut self,
        at: Timestamp,
        region: &str,
        decision: Decision,
        lag: SignedDuration,
    ) -> Result<(), String> {
        let review = self.ses(region).review.as_mut();
        let review: &mut ReviewDetails =
            review.ok_or_else(|| format!("nobody has asked for production access in {region}"))?;
        if matches!(review.status, CaseStatus::Granted | CaseStatus::Failed) {
            return Err(format!("no request for {region} lies with the reviewer"));
        }
        review.status = match decision {
            Decision::Grant => CaseStatus::Granted,
            Decision::Deny => CaseStatus::Denied,
            Decision::Fail => CaseStatus::Failed,
        };
        let granted = decision == Decision::Grant;
        self.news.push(WorldNews::ReviewAnswered { region: region.into(), granted });
        if granted {
            self.schedule(at + lag, ScheduledEvent::Production { region: region.into() });
            self.settle(at);
        }
        Ok(())
    }

    /// Moves the clock on from `now`.
    pub fn pass(&mut self, now: Timestamp, time: SignedDuration) {
        self.moved += time;
        self.news.push(WorldNews::TimePassed { seconds: time.unsigned_abs().as_secs() });
        self.settle(now + time);
    }
}

fn next_look(at: Timestamp, status: Status, every: SignedDuration, deadline: Timestamp) -> Option<Timestamp> {
    match status {
        Status::Success => Some(at + LOOKS_AGAIN),
        Status::Pending | Status::TemporaryFailure => {
            Some((at + every).min(deadline.max(at + SignedDuration::from_secs(1))))
        }
        Status::Failed | Status::NotStarted => None,
    }
}
