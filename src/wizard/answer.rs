//! What a field's text means for the intent, and which part of the world must be looked at again because of it.

use super::{
    form::{FieldId, Wrong},
    page::sender::KEY,
};
use crate::{
    setup::{Access, DmarcPolicy, IdentityKind, Intent, KeyFrom, Optional, Part, Scope, SignIn, Terms},
    terms::{BadCredentials, BadName, Credentials, Keep, Secret, Slot},
};

/// Takes an answer. Where it is not one the intent stays as it was.
pub(super) fn take(intent: &mut Intent, id: FieldId, text: &str) -> Result<Scope, Wrong> {
    let before = intent.clone();
    match id {
        FieldId::From => intent.from = Some(name(text)?),
        FieldId::RunsOn => intent.runs_on = choice(text)?,
        FieldId::Region => intent.move_to(text.parse().map_err(|_| Wrong::Missing)?),
        FieldId::Access if text == KEY => intent.access = Access::Key,
        FieldId::Access => intent.access = Access::Role(choice(text)?),
        FieldId::User => intent.user = name(text)?,
        FieldId::Policy => intent.policy = choice(text)?,
        FieldId::AdoptUser => intent.adopt = yes(text).then(|| intent.user.clone()),
        FieldId::Keep => intent.keep = choice::<Keep>(text)?,
        FieldId::KeyFrom => intent.key_from = Some(choice(text)?),
        FieldId::TakeUser => {
            if let Ok(user) = name::<crate::terms::UserName>(text) {
                intent.user.clone_from(&user);
                intent.adopt = Some(user);
            }
        }
        FieldId::RetireKey => intent.retire_key = text.parse().ok(),
        FieldId::Identity => intent.identity = choice::<IdentityKind>(text)?,
        FieldId::MailFrom => {
            intent.mail_from = if text.trim().is_empty() { Optional::Declined } else { Optional::Wanted(name(text)?) };
        }
        FieldId::Dmarc => {
            intent.dmarc = if yes(text) { Optional::Wanted(DmarcPolicy::None) } else { Optional::Declined };
        }
        FieldId::Website => intent.website = Some(name(text)?),
        FieldId::MailType => intent.mail_type = choice(text)?,
        FieldId::AcceptTerms => intent.terms = if yes(text) { Terms::Accepted } else { Terms::NotAsked },
        FieldId::Contact => intent.contact = if text.trim().is_empty() { None } else { Some(name(text)?) },
        FieldId::Sends => intent.answers.sends = choice(text)?,
        FieldId::ListFrom => intent.answers.list = choice(text)?,
        FieldId::Volume => intent.answers.volume = choice(text)?,
        FieldId::Bounces => intent.answers.bounces = choice(text)?,
        FieldId::OptOut => intent.answers.opt_out = choice(text)?,
        FieldId::Guard => intent.answers.guard = choice(text)?,
        FieldId::Mailer => intent.mailer = Some(choice(text)?),
        FieldId::TestTo => intent.test_to = Some(name(text)?),
        // Where to go, whom to be, a question to the doctor, and what nobody may see: no wishes of a page's own.
        FieldId::Door
        | FieldId::SignIn
        | FieldId::Credentials
        | FieldId::Complaint
        | FieldId::GivenKey
        | FieldId::Passphrase
        | FieldId::PassphraseAgain => {}
    }
    Ok(if *intent == before { Scope::default() } else { touched(id) })
}

/// Takes an answer that nobody may see: what it is of the intent, and what is to be held where. Where it is none the intent
/// stays as it was, and so does what was typed.
pub(super) fn take_secret(
    intent: &mut Intent,
    id: FieldId,
    typed: &Secret,
) -> Result<(Scope, Vec<(Slot, Secret)>), Wrong> {
    match id {
        FieldId::Credentials => {
            Credentials::read(typed).map_err(Wrong::Credentials)?;
            intent.sign_in = SignIn::Pasted;
            Ok((Scope::everything(), vec![(SignIn::pasted(), Secret::new(typed.reveal()))]))
        }
        FieldId::GivenKey => {
            let key = Credentials::read(typed).map_err(Wrong::Credentials)?;
            if key.token.is_some() {
                return Err(Wrong::Credentials(BadCredentials::Temporary));
            }
            let slot = Intent::given_slot(&key.id);
            intent.given = Some(key.id);
            intent.key_from = Some(KeyFrom::Given);
            Ok((touched(id), vec![(slot, key.secret)]))
        }
        // It is said twice where it is new, and so is taken by whoever sees both fields.
        FieldId::Passphrase | FieldId::PassphraseAgain => Ok((Scope::default(), Vec::new())),
        // Whatever is typed there may be seen.
        FieldId::Door
        | FieldId::SignIn
        | FieldId::From
        | FieldId::RunsOn
        | FieldId::Region
        | FieldId::Access
        | FieldId::User
        | FieldId::Policy
        | FieldId::AdoptUser
        | FieldId::Keep
        | FieldId::KeyFrom
        | FieldId::TakeUser
        | FieldId::RetireKey
        | FieldId::Identity
        | FieldId::MailFrom
        | FieldId::Dmarc
        | FieldId::Website
        | FieldId::MailType
        | FieldId::AcceptTerms
        | FieldId::Contact
        | FieldId::Sends
        | FieldId::ListFrom
        | FieldId::Volume
        | FieldId::Bounces
        | FieldId::OptOut
        | FieldId::Guard
        | FieldId::Mailer
        | FieldId::TestTo
        | FieldId::Complaint => Ok((Scope::default(), Vec::new())),
    }
}

/// The two options of a yes-or-no field.
pub(super) const YES_NO: [&str; 2] = ["yes", "no"];

fn yes(text: &str) -> bool {
    text == YES_NO[0]
}

fn name<T: std::str::FromStr<Err = BadName>>(text: &str) -> Result<T, Wrong> {
    if text.trim().is_empty() {
        return Err(Wrong::Missing);
    }
    text.parse().map_err(Wrong::Name)
}

fn choice<T: std::str::FromStr>(text: &str) -> Result<T, Wrong> {
    text.parse().map_err(|_| Wrong::Missing)
}

/// What was seen for another answer says nothing about this one.
fn touched(id: FieldId) -> Scope {
    match id {
        FieldId::From | FieldId::Identity => Scope::of([Part::Identity, Part::Dns, Part::Project]),
        FieldId::Region => {
            Scope::of([Part::Account, Part::Keys, Part::Accepted, Part::Identity, Part::Dns, Part::Project])
        }
        FieldId::User | FieldId::TakeUser => Scope::of([Part::Sender, Part::Keys, Part::Accepted]),
        FieldId::Access => Scope::of([Part::Sender, Part::Keys, Part::Accepted, Part::Project]),
        FieldId::GivenKey => Scope::of([Part::Keys, Part::Accepted]),
        FieldId::Keep => Scope::of([Part::Keys, Part::Accepted, Part::Project]),
        FieldId::MailFrom | FieldId::Dmarc => Scope::of([Part::Identity, Part::Dns]),
        FieldId::Mailer => Scope::of([Part::Project]),
        FieldId::TestTo => Scope::of([Part::Recipient]),
        FieldId::Door
        | FieldId::SignIn
        | FieldId::Credentials
        | FieldId::Passphrase
        | FieldId::PassphraseAgain
        | FieldId::RunsOn
        | FieldId::Policy
        | FieldId::AdoptUser
        | FieldId::KeyFrom
        | FieldId::RetireKey
        | FieldId::Website
        | FieldId::MailType
        | FieldId::AcceptTerms
        | FieldId::Contact
        | FieldId::Sends
        | FieldId::ListFrom
        | FieldId::Volume
        | FieldId::Bounces
        | FieldId::OptOut
        | FieldId::Guard
        | FieldId::Complaint => Scope::default(),
    }
}
