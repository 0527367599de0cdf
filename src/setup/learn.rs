//! What a look brings is learnt part by part, and what a change touched is forgotten. Does not know how a look is made, or when.

use super::{Facts, IssueTrace, Part, RegionFacts, Scope};
use crate::terms::Fact;

impl Facts {
    /// Joins the news of a part of a look.
    pub fn learn(&mut self, news: Facts) {
        let Facts {
            caller,
            permissions,
            account,
            sender,
            keys,
            kept,
            accepted,
            young,
            issue,
            offered,
            identity,
            zone,
            records,
            hosts,
            machine,
            sealed,
            project,
            recipient,
            others,
            delivery,
            proof,
            suppression_refused,
            site,
            bad_region,
            ahead,
            smtp,
            process_endpoint,
            endpoint,
            regions,
            logins,
            tried,
            cli,
            denied,
        } = news;
        // The files are read where the sign-in is looked at.
        if !caller.is_unknown() {
            self.endpoint = endpoint;
            self.ahead = ahead;
            self.process_endpoint = process_endpoint;
        } else if process_endpoint.is_some() {
            // What does not answer may be that one.
            self.process_endpoint = process_endpoint;
        }
        self.hosts.extend(hosts);
        self.smtp = smtp.or(self.smtp.take());
        self.caller.learn(caller);
        self.permissions.learn(permissions);
        self.account.learn(account);
        self.sender.learn(sender);
        // The ledger is read where the keys are listed.
        if !keys.is_unknown() {
            self.issue = issue;
        }
        self.keys.learn(keys);
        self.kept.learn(kept);
        self.offered.learn(offered);
        if !accepted.is_unknown() {
            self.young = young;
        }
        self.accepted.learn(accepted);
        // What SES has found or lost since DNS was asked says nothing about what DNS held before.
        if let (Some(before), Some(after)) = (self.identity.present(), identity.present())
            && records.is_empty()
            && before.verdict() != after.verdict()
        {
            self.records.retain(|key, _| !after.looks_for(key));
        }
        self.identity.learn(identity);
        self.zone.learn(zone);
        for (key, seen) in records {
            // Silence says nothing against what was heard before.
            if !seen.heard(&key.name, key.kind).is_empty() || !self.records.contains_key(&key) {
                self.records.insert(key, seen);
            }
        }
        self.machine.learn(machine);
        self.sealed.learn(sealed);
        self.project.learn(project);
        self.recipient.learn(recipient);
        self.others.learn(others);
        self.delivery.learn(delivery);
        self.proof = proof.or(self.proof.take());
        self.bad_region = bad_region.or(self.bad_region.take());
        self.suppression_refused = suppression_refused.or(self.suppression_refused.take());
        self.site = site.or(self.site.take());
        self.logins.learn(logins);
        self.tried.extend(tried);
        self.cli.learn(cli);
        self.denied.extend(denied);
        for (region, seen) in regions {
            self.regions.entry(region).or_default().learn(seen);
        }
    }

    /// The parts of which something is not known.
    pub fn unseen(&self) -> Scope {
        let is_unseen = |part: &Part| match part {
            Part::Caller => self.caller.is_unknown(),
            Part::Permissions => self.permissions.is_unknown(),
            Part::Account => self.account.is_unknown(),
            Part::Sender => self.sender.is_unknown(),
            Part::Keys => {
                self.keys.is_unknown()
                    || self.kept.is_unknown()
                    || self.sealed.is_unknown()
                    || self.offered.is_unknown()
            }
            Part::Accepted => self.accepted.is_unknown(),
            Part::Identity => self.identity.is_unknown(),
            Part::Dns => self.zone.is_unknown(),
            Part::Recipient => self.recipient.is_unknown(),
            Part::Project => self.project.is_unknown(),
        };
        Scope::of(Scope::everything().parts().filter(is_unseen))
    }

    /// What a change touched is not known any more until the next look.
    pub fn forget(&mut self, scope: &Scope) {
        for part in scope.parts() {
            match part {
                Part::Caller => {
                    self.caller = Fact::Unknown;
                    self.endpoint = None;
                    self.ahead = None;
                    self.process_endpoint = None;
                }
                Part::Permissions => self.permissions = Fact::Unknown,
                Part::Account => self.account = Fact::Unknown,
                Part::Sender => self.sender = Fact::Unknown,
                Part::Keys => {
                    self.keys = Fact::Unknown;
                    self.kept = Fact::Unknown;
                    self.sealed = Fact::Unknown;
                    self.offered = Fact::Unknown;
                }
                Part::Accepted => {
                    self.accepted = Fact::Unknown;
                    self.young = None;
                }
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

impl RegionFacts {
    /// The same of one region.
    fn learn(&mut self, news: RegionFacts) {
        let RegionFacts { account, identities, listed, suppressed, sets } = news;
        self.account.learn(account);
        self.listed.learn(listed);
        for (name, identity) in identities {
            self.identities.entry(name).or_default().learn(identity);
        }
        for (address, entry) in suppressed {
            self.suppressed.entry(address).or_default().learn(entry);
        }
        for (name, set) in sets {
            self.sets.entry(name).or_default().learn(set);
        }
    }
}
