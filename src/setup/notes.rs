//! What is worth knowing beside the standings, because it may save the operator work: nothing is wrong, and nothing waits
//! for it. Does not know how it was seen, or where it is shown.

use super::{
    Around, Authorship, Check, Facts, HostInDns, Identity, IdentityName, Intent, RegionFacts, records_unseen,
    steps::identity::dkim_lies_still,
};
use crate::{
    dns::mistakes::Mistake,
    laravel::{Runner, SetAtStart, plan::unsaid_name},
    terms::{Address, Fact, Known, Region},
};

/// Something to know before going on.
#[derive(Debug, Clone, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(serialize_all = "kebab-case")]
pub enum Note {
    /// What would cover the sender is verified already, in another region than the one to send from.
    VerifiedElsewhere { name: IdentityName, here: Region, there: Region, sandbox: Sandbox },
    /// SES is there, and no list of AWS's that we have names its hosts.
    HostsByPattern { here: Region },
    /// The MX of a MAIL FROM would lead to a host of SES's that DNS does not have.
    NoFeedbackHost { here: Region },
    /// The name that the MAIL FROM would have is a CNAME that another service uses.
    MailFromInUse { name: String, target: String },
    /// The identity waits for its records, and Sesame did not make it: nothing of it is set unless it is given to us.
    PendingOfAnother { name: IdentityName },
    /// The table of regions does not have it.
    RegionNotListed { here: Region },
    /// The app's mail would come from the name of a fresh install, which is the app's to say.
    FromNameUnsaid { name: String },
    /// The app's own code sets an entry of the configuration of mail when it starts.
    SetAtStart(SetAtStart),
    /// A copy of `.env` that was made before it is written to.
    EncryptedCopy { runner: Runner },
}

impl Note {
    /// Whether it is about the identity in the region to send from.
    pub fn is_about_the_identity_here(&self) -> bool {
        match self {
            Note::MailFromInUse { .. } | Note::PendingOfAnother { .. } => true,
            Note::VerifiedElsewhere { .. }
            | Note::HostsByPattern { .. }
            | Note::NoFeedbackHost { .. }
            | Note::RegionNotListed { .. }
            | Note::FromNameUnsaid { .. }
            | Note::SetAtStart(_)
            | Note::EncryptedCopy { .. } => false,
        }
    }
}

/// Whether the account is in the sandbox, in one region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sandbox {
    In,
    Out,
    /// It was not looked at.
    Unseen,
}

/// What is to be known now, as far as other regions were looked at.
pub fn notes(intent: &Intent, facts: &Facts) -> Vec<Note> {
    let mut notes = verified_elsewhere(intent, facts);
    notes.extend(intent.region.and_then(of_the_region));
    let nowhere = intent.region.filter(|here| facts.hosts.get(&here.feedback_host()) == Some(&HostInDns::Nowhere));
    notes.extend(nowhere.map(|here| Note::NoFeedbackHost { here }));
    notes.extend(mail_from_in_use(intent, facts));
    notes.extend(pending_of_another(intent, facts));
    notes.extend(from_name_unsaid(intent, facts));
    let set = facts.project.present().and_then(|project| project.app.set_at_start.first());
    notes.extend(set.cloned().map(Note::SetAtStart));
    let copied = facts.project.present().filter(|project| project.app.is_copied_encrypted);
    notes.extend(copied.map(|project| Note::EncryptedCopy { runner: project.app.runner.clone() }));
    notes
}

impl Facts {
    /// Whether SES may speak SMTP in a region: DNS says so, or, where it was not heard, AWS's list does not say otherwise.
    pub fn may_have_smtp(&self, region: Region) -> bool {
        match self.hosts.get(&region.smtp_host()) {
            Some(HostInDns::There) => true,
            Some(HostInDns::Nowhere) => false,
            None => region.has_smtp(),
        }
    }
}

/// Before there is an identity; then its records tell.
fn mail_from_in_use(intent: &Intent, facts: &Facts) -> Option<Note> {
    let records = match facts.identity {
        Fact::Absent => records_unseen(intent, intent.region?),
        Fact::Present(_) | Fact::Hidden(_) | Fact::Unknown => Vec::new(),
    };
    let wrong = facts.to_be_mended(&records);
    wrong.into_iter().find_map(|(_, mistake)| match mistake {
        Mistake::CnameInUse { name, target, wanted: _ } => Some(Note::MailFromInUse { name, target }),
        Mistake::Missing { .. }
        | Mistake::WrongProvider { .. }
        | Mistake::NameDoubled { .. }
        | Mistake::WrongValue { .. }
        | Mistake::WrongType { .. }
        | Mistake::Proxied { .. }
        | Mistake::ServersDisagree { .. }
        | Mistake::SpfDuplicate { .. }
        | Mistake::DmarcDuplicate { .. }
        | Mistake::MxExtra { .. } => None,
    })
}

fn pending_of_another(intent: &Intent, facts: &Facts) -> Option<Note> {
    let identity = facts.identity.present().filter(|it| it.made == Authorship::Foreign && !it.verified)?;
    let is_asked_about = matches!(identity.name, IdentityName::Domain(_))
        && intent.identity_name().as_ref() == Some(&identity.name)
        && intent.adopt_identity.as_ref() != Some(&identity.name);
    // Of one that SES has given up on the refusal tells.
    let lies_still = dkim_lies_still(&identity.dkim);
    (is_asked_about && !lies_still).then(|| Note::PendingOfAnother { name: identity.name.clone() })
}

/// Whether a domain that another application made and that is not verified waits for a word of the operator's: Sesame manages it,
/// or leaves it as it is. Its step is no question all the same: SES verifies it whatever is said, and so it is watched.
pub fn is_unsaid_whose(intent: &Intent, facts: &Facts) -> bool {
    let intent = &*intent.as_answered(facts);
    let Some(name @ IdentityName::Domain(_)) = intent.identity_name() else { return false };
    let is_said = [&intent.adopt_identity, &intent.leave_identity].contains(&&Some(name.clone()));
    let is_anothers = |it: &Identity| it.made == Authorship::Foreign && !it.verified && it.name == name;
    facts.identity.present().is_some_and(is_anothers) && !is_said
}

fn from_name_unsaid(intent: &Intent, facts: &Facts) -> Option<Note> {
    let name = unsaid_name(&facts.project.present()?.app)?;
    intent.from_name.is_none().then_some(Note::FromNameUnsaid { name })
}

fn of_the_region(here: Region) -> Option<Note> {
    match here.row().known {
        Known::Well => None,
        Known::WithoutHosts => Some(Note::HostsByPattern { here }),
        Known::ByItsLooks => Some(Note::RegionNotListed { here }),
    }
}

fn verified_elsewhere(intent: &Intent, facts: &Facts) -> Vec<Note> {
    let (Some(from), Some(here)) = (&intent.from, intent.region) else { return Vec::new() };
    if facts.identity.present().is_some_and(|identity| identity.verified) {
        return Vec::new();
    }
    let elsewhere = facts.regions.iter().filter(|(region, _)| **region != here);
    let mut found: Vec<(IdentityName, Region, Sandbox)> =
        elsewhere.filter_map(|(region, seen)| Some((verified_for(from, seen)?, *region, sandbox(seen)))).collect();
    // Of several the one from which mail may leave at once; one is enough to be told.
    found.sort_by_key(|(_, _, sandbox)| *sandbox != Sandbox::Out);
    let first = found.into_iter().next();
    first.map(|(name, there, sandbox)| Note::VerifiedElsewhere { name, here, there, sandbox }).into_iter().collect()
}

/// Where to look so that the notes can be known. Nowhere once there is an identity in the region: then the choice is made.
pub fn where_to_look(intent: &Intent, facts: &Facts) -> Around {
    match (intent.region, &facts.identity, facts.caller.present()) {
        (Some(here), Fact::Absent, Some(_)) if facts.regions.is_empty() => {
            let others = Region::all().filter(|it| it.row().partition == here.row().partition && *it != here);
            Around { lists: others.collect(), ..Around::default() }
        }
        (Some(_) | None, _, _) => Around::default(),
    }
}

/// What is verified there and lets mail leave from this address.
fn verified_for(from: &Address, seen: &RegionFacts) -> Option<IdentityName> {
    let listed = seen.listed.present().into_iter().flatten();
    let listed = listed.filter(|(_, check)| **check == Check::Success).map(|(name, _)| name);
    let asked = seen.identities.iter().filter(|(_, fact)| fact.present().is_some_and(|it| it.verified));
    listed.chain(asked.map(|(name, _)| name)).find(|name| name.covers(from)).cloned()
}

fn sandbox(seen: &RegionFacts) -> Sandbox {
    match seen.account.present().map(|account| account.production) {
        Some(true) => Sandbox::Out,
        Some(false) => Sandbox::In,
        None => Sandbox::Unseen,
    }
}
