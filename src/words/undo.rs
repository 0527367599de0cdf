//! How what stands now is undone, from what was seen: whose user, key and identity they are. Knows no file and nothing of what
//! a run has done.

use super::Text;
use crate::setup::{ADOPTED_TAG, AccessKey, Authorship, Facts, Identity, IdentityName, Intent, KeyOrigin};

impl Text {
    /// What of the set-up can be undone at AWS, a line each: of what Sesame did not make nothing but what was added to it.
    pub fn undo(&self, intent: &Intent, facts: &Facts) -> Vec<String> {
        let mut lines = Vec::new();
        let ours = |key: &&AccessKey| matches!(key.origin, KeyOrigin::Ours | KeyOrigin::ForServer);
        match facts.sender.present().map(|sender| sender.made) {
            Some(Authorship::Ours) => lines.push(self.receipt_undo_user(&intent.user)),
            Some(Authorship::Adopted) => {
                lines.push(self.receipt_undo_adopted(ADOPTED_TAG.0, &intent.user));
                let keys = facts.keys.present().into_iter().flatten().filter(ours);
                lines.extend(keys.map(|key| self.receipt_undo_key(&key.id, &intent.user)));
            }
            Some(Authorship::Foreign) | None => {}
        }
        if let Some(identity) = facts.identity.present().filter(|it| it.made == Authorship::Adopted) {
            lines.push(self.receipt_undo_adopted_identity(&identity.name, ADOPTED_TAG.0));
        }
        if let Some(region) = intent.region {
            lines.extend(own_identities(facts).map(|identity| match &identity.name {
                IdentityName::Domain(domain) => self.receipt_undo_identity(domain, region),
                IdentityName::Email(address) => self.receipt_undo_address(address, region),
            }));
        }
        lines
    }

    /// The same in a line: what would be deleted. Nothing where none of it is ours.
    pub fn undo_in_short(&self, intent: &Intent, facts: &Facts) -> Option<String> {
        let is_ours = |made: Option<Authorship>| made == Some(Authorship::Ours);
        let user = is_ours(facts.sender.present().map(|sender| sender.made));
        let user = user.then(|| self.receipt_undo_thing_user(&intent.user));
        let identities = own_identities(facts).map(|it| self.receipt_undo_thing_identity(&it.name));
        let things: Vec<String> = user.into_iter().chain(identities).collect();
        (!things.is_empty()).then(|| self.receipt_undo_in_short(things.join(", ")))
    }
}

/// The identities that Sesame made: the sender's, and the one to which a test goes in the sandbox.
fn own_identities(facts: &Facts) -> impl Iterator<Item = &Identity> {
    let recipient =
        facts.recipient.present().filter(|it| facts.identity.present().is_none_or(|own| own.name != it.name));
    facts.identity.present().into_iter().chain(recipient).filter(|it| it.made == Authorship::Ours)
}
