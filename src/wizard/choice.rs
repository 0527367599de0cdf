//! What can be picked, as values and not as words: an option is the part of the intent that it would become. Knows neither
//! which options a page has nor what they are called; `words` has a text for each.

use super::{
    field::{FieldId, Steer, Wish},
    path::Page,
};
use crate::{
    laravel::Mailer,
    setup::{
        Access, AccountAnswer, DmarcPolicy, IdentityKind, Intent, KeyFrom, MailType, Optional, PolicyChoice, PriceWish,
        RunsOn, SignIn, Terms,
        letter::{Bounces, Guard, ListFrom, OptOut, Sends, Volume},
    },
    terms::{Keep, KeyId, Region, UserName},
};

/// An option of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    Door(Door),
    SignIn(SignInBy),
    RunsOn(RunsOn),
    Region(Region),
    Pricing(PriceWish),
    Access(Access),
    Policy(PolicyChoice),
    AdoptUser(YesNo),
    Keep(Keep),
    KeyFrom(KeyFrom),
    /// The user of a given key, or none of another name than was wanted.
    TakeUser(Option<UserName>),
    /// Of two keys the one that may go, or none.
    RetireKey(Option<KeyId>),
    Identity(IdentityKind),
    AdoptIdentity(YesNo),
    Dmarc(YesNo),
    KeepToken(YesNo),
    MailType(MailType),
    AcceptTerms(YesNo),
    Sends(Sends),
    ListFrom(ListFrom),
    Volume(Volume),
    Bounces(Bounces),
    OptOut(OptOut),
    Guard(Guard),
    Mailer(Mailer),
}

/// The options of a question that takes nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum YesNo {
    Yes,
    No,
}

/// What the user came for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Door {
    /// A set-up from the start.
    SetUp,
    /// Mail is not sent, and why.
    NotWorking,
    /// The lines for `.env` alone.
    OnlyEnv,
}

impl Door {
    /// The page behind it; none behind the one that leads along the path.
    pub(super) fn leads_to(self) -> Option<Page> {
        match self {
            Door::SetUp => None,
            Door::NotWorking => Some(Page::Doctor),
            Door::OnlyEnv => Some(Page::Project),
        }
    }
}

/// How the user signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInBy {
    /// A login that lies at hand.
    Login(SignIn),
    /// The browser: Sesame does itself what `aws login` does.
    Browser,
    /// `aws login` is run.
    AwsLogin,
    /// One line in AWS CloudShell, and what it prints.
    CloudShell,
    /// A block in AWS CloudShell that makes user, policy and key; from then on the app's key.
    Block,
    /// By hand, in the console.
    Console,
}

impl SignInBy {
    /// As an option of a field.
    pub fn id(&self) -> String {
        match self {
            SignInBy::Login(SignIn::Ambient) => "ambient".into(),
            SignInBy::Login(SignIn::Profile(name)) => format!("{PROFILE}{name}"),
            SignInBy::Login(SignIn::Pasted) => "pasted".into(),
            SignInBy::Login(SignIn::AppKey) => "app-key".into(),
            SignInBy::Browser => "browser".into(),
            SignInBy::AwsLogin => "aws-login".into(),
            SignInBy::CloudShell => "cloud-shell".into(),
            SignInBy::Block => "cloud-shell-block".into(),
            SignInBy::Console => "console".into(),
        }
    }
}

const PROFILE: &str = "profile:";

/// The id of the option that picks none of them.
const NONE: &str = "none";

impl Choice {
    /// Whether it puts a question off that the page cannot do without.
    pub(super) fn is_not_now(&self) -> bool {
        matches!(
            self,
            Choice::AcceptTerms(YesNo::No)
                | Choice::AdoptUser(YesNo::No)
                | Choice::RetireKey(None)
                | Choice::TakeUser(None)
        )
    }

    /// The field that it is an option of.
    pub fn field(&self) -> FieldId {
        match self {
            Choice::Door(_) => Steer::Door.into(),
            Choice::SignIn(_) => Steer::SignIn.into(),
            Choice::RunsOn(_) => Wish::RunsOn.into(),
            Choice::Region(_) => Wish::Region.into(),
            Choice::Pricing(_) => Wish::Pricing.into(),
            Choice::Access(_) => Wish::Access.into(),
            Choice::Policy(_) => Wish::Policy.into(),
            Choice::AdoptUser(_) => Wish::AdoptUser.into(),
            Choice::Keep(_) => Wish::Keep.into(),
            Choice::KeyFrom(_) => Wish::KeyFrom.into(),
            Choice::TakeUser(_) => Wish::TakeUser.into(),
            Choice::RetireKey(_) => Wish::RetireKey.into(),
            Choice::Identity(_) => Wish::Identity.into(),
            Choice::AdoptIdentity(_) => Wish::AdoptIdentity.into(),
            Choice::Dmarc(_) => Wish::Dmarc.into(),
            Choice::KeepToken(_) => Steer::KeepToken.into(),
            Choice::MailType(_) => Wish::MailType.into(),
            Choice::AcceptTerms(_) => Wish::AcceptTerms.into(),
            Choice::Sends(_) => Wish::Sends.into(),
            Choice::ListFrom(_) => Wish::ListFrom.into(),
            Choice::Volume(_) => Wish::Volume.into(),
            Choice::Bounces(_) => Wish::Bounces.into(),
            Choice::OptOut(_) => Wish::OptOut.into(),
            Choice::Guard(_) => Wish::Guard.into(),
            Choice::Mailer(_) => Wish::Mailer.into(),
        }
    }

    /// The word by which it can be typed, the same in every language.
    pub fn id(&self) -> String {
        let id: &'static str = match self {
            Choice::SignIn(by) => return by.id(),
            Choice::TakeUser(Some(user)) => return user.to_string(),
            Choice::RetireKey(Some(key)) => return key.to_string(),
            Choice::TakeUser(None) | Choice::RetireKey(None) => NONE,
            Choice::Access(Access::Key) => "key",
            Choice::Access(Access::Role(runtime)) => runtime.into(),
            Choice::Region(region) => return region.to_string(),
            Choice::Pricing(it) => it.into(),
            Choice::AdoptUser(it)
            | Choice::AdoptIdentity(it)
            | Choice::Dmarc(it)
            | Choice::KeepToken(it)
            | Choice::AcceptTerms(it) => it.into(),
            Choice::Door(it) => it.into(),
            Choice::RunsOn(it) => it.into(),
            Choice::Policy(it) => it.into(),
            Choice::Keep(it) => it.into(),
            Choice::KeyFrom(it) => it.into(),
            Choice::Identity(it) => it.into(),
            Choice::MailType(it) => it.into(),
            Choice::Sends(it) => it.into(),
            Choice::ListFrom(it) => it.into(),
            Choice::Volume(it) => it.into(),
            Choice::Bounces(it) => it.into(),
            Choice::OptOut(it) => it.into(),
            Choice::Guard(it) => it.into(),
            Choice::Mailer(it) => it.into(),
        };
        id.to_owned()
    }

    /// Whether what was typed, in small letters, narrows a list down to options like this one. Regions have names beside
    /// their codes.
    pub(super) fn is_like(&self, typed: &str) -> bool {
        let named = match self {
            Choice::Region(region) => {
                let row = region.row();
                row.english.to_lowercase().contains(typed) || row.korean.contains(typed)
            }
            Choice::Door(_)
            | Choice::SignIn(_)
            | Choice::RunsOn(_)
            | Choice::Pricing(_)
            | Choice::Access(_)
            | Choice::Policy(_)
            | Choice::AdoptUser(_)
            | Choice::AdoptIdentity(_)
            | Choice::Keep(_)
            | Choice::KeyFrom(_)
            | Choice::TakeUser(_)
            | Choice::RetireKey(_)
            | Choice::Identity(_)
            | Choice::Dmarc(_)
            | Choice::KeepToken(_)
            | Choice::MailType(_)
            | Choice::AcceptTerms(_)
            | Choice::Sends(_)
            | Choice::ListFrom(_)
            | Choice::Volume(_)
            | Choice::Bounces(_)
            | Choice::OptOut(_)
            | Choice::Guard(_)
            | Choice::Mailer(_) => false,
        };
        named || self.id().contains(typed)
    }

    /// Makes it a part of the intent. What steers the conversation does not become one.
    pub(super) fn put(&self, intent: &mut Intent) {
        match self {
            Choice::Door(_) | Choice::SignIn(_) | Choice::KeepToken(_) => {}
            Choice::RunsOn(it) => intent.runs_on = *it,
            Choice::Region(it) => intent.move_to(*it),
            Choice::Pricing(it) => intent.pricing = Some(*it),
            Choice::Access(it) => intent.access = *it,
            Choice::Policy(it) => intent.policy = *it,
            Choice::AdoptUser(YesNo::Yes) => {
                intent.adopt = Some(intent.user.clone());
                intent.answer_anew(AccountAnswer::AdoptUser);
            }
            Choice::AdoptUser(YesNo::No) => intent.adopt = None,
            Choice::Keep(it) => intent.keep = *it,
            Choice::KeyFrom(it) => {
                intent.key_from = Some(*it);
                // One that was given before, and may have been refused, is not the one to keep.
                intent.given = intent.given.take().filter(|_| *it == KeyFrom::Given);
            }
            Choice::TakeUser(None) => {}
            Choice::TakeUser(Some(user)) => {
                intent.user.clone_from(user);
                intent.adopt = Some(user.clone());
                intent.answer_anew(AccountAnswer::AdoptUser);
            }
            Choice::RetireKey(it) => intent.retire_key.clone_from(it),
            Choice::Identity(it) => intent.identity = *it,
            Choice::AdoptIdentity(YesNo::Yes) => {
                (intent.adopt_identity, intent.leave_identity) = (intent.identity_name(), None);
                intent.answer_anew(AccountAnswer::AdoptIdentity);
            }
            Choice::AdoptIdentity(YesNo::No) => {
                (intent.adopt_identity, intent.leave_identity) = (None, intent.identity_name());
                intent.answer_anew(AccountAnswer::AdoptIdentity);
            }
            Choice::Dmarc(YesNo::Yes) => intent.dmarc = Optional::Wanted(DmarcPolicy::None),
            Choice::Dmarc(YesNo::No) => intent.dmarc = Optional::Declined,
            Choice::MailType(it) => intent.mail_type = *it,
            Choice::AcceptTerms(YesNo::Yes) => {
                intent.terms = Terms::Accepted;
                intent.answer_anew(AccountAnswer::AcceptTerms);
            }
            Choice::AcceptTerms(YesNo::No) => intent.terms = Terms::NotAsked,
            Choice::Sends(it) => intent.answers.sends = *it,
            Choice::ListFrom(it) => intent.answers.list = *it,
            Choice::Volume(it) => intent.answers.volume = *it,
            Choice::Bounces(it) => intent.answers.bounces = *it,
            Choice::OptOut(it) => intent.answers.opt_out = *it,
            Choice::Guard(it) => intent.answers.guard = *it,
            Choice::Mailer(it) => intent.mailer = Some(*it),
        }
    }
}

/// Both options of a question that takes nothing else.
pub(super) fn yes_no(of: fn(YesNo) -> Choice) -> [Choice; 2] {
    [YesNo::Yes, YesNo::No].map(of)
}

impl From<bool> for YesNo {
    fn from(yes: bool) -> YesNo {
        if yes { YesNo::Yes } else { YesNo::No }
    }
}
