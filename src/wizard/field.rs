//! Which answers there are: those that steer the conversation, those that are hidden, and the wishes of a set-up. Knows
//! neither how a field is edited nor what it is called; `words` has its label and its hint.
//!
//! A new wish is a variant of [`Wish`] and its row in `Wish::row`; where one can choose, also a variant of
//! [`Choice`](super::Choice). Its texts are `[wish.name]` and `[wish.hint]` of the locales: without them nothing compiles.

/// Which answer a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldId {
    /// Where the conversation goes.
    Steer(Steer),
    /// What must not be seen.
    Hidden(Hidden),
    /// What the set-up is to be like.
    Wish(Wish),
}

/// An answer that says where the conversation goes, and that no set-up keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Steer {
    /// What the user came for.
    Door,
    /// With which login.
    SignIn,
    /// An error, as Laravel, the log or AWS said it.
    Complaint,
    /// What a receiver wrote above a test that arrived: `Authentication-Results`.
    Headers,
    /// Whether a token that is typed here goes to the keychain.
    KeepToken,
}

impl FieldId {
    /// Whether it is pasted whole, over many lines, and not shown again.
    pub fn is_long(self) -> bool {
        matches!(self, FieldId::Steer(Steer::Complaint | Steer::Headers))
    }
}

/// An answer that is typed and pasted unseen, and moved out of its field once it is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Hidden {
    /// Temporary credentials, pasted.
    Credentials,
    /// What opens the sealed file, or is to open a new one.
    Passphrase,
    /// Said a second time, where nothing can show yet that the first was as it was meant.
    PassphraseAgain,
    /// A key that the user has: its id and its secret.
    GivenKey,
    /// What the page of a sign-in shows on another device.
    PageText,
    /// The API token of the provider into whose zone records are to be written.
    DnsToken,
}

/// An answer that becomes a part of the intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Wish {
    From,
    RunsOn,
    Region,
    /// By which plan AWS bills in the region.
    Pricing,
    /// A key, or a role.
    Access,
    User,
    Policy,
    AdoptUser,
    Keep,
    KeyFrom,
    /// The user of a given key, instead of the one that was wanted.
    TakeUser,
    RetireKey,
    Identity,
    /// Whether an identity that we did not make may be changed.
    AdoptIdentity,
    MailFrom,
    Dmarc,
    Website,
    MailType,
    AcceptTerms,
    Contact,
    Sends,
    ListFrom,
    Volume,
    Bounces,
    OptOut,
    Guard,
    Mailer,
    /// What readers see beside the address.
    FromName,
    TestTo,
}

impl From<Steer> for FieldId {
    fn from(id: Steer) -> FieldId {
        FieldId::Steer(id)
    }
}

impl From<Hidden> for FieldId {
    fn from(id: Hidden) -> FieldId {
        FieldId::Hidden(id)
    }
}

impl From<Wish> for FieldId {
    fn from(id: Wish) -> FieldId {
        FieldId::Wish(id)
    }
}

impl PartialEq<Steer> for FieldId {
    fn eq(&self, other: &Steer) -> bool {
        *self == FieldId::Steer(*other)
    }
}

impl PartialEq<Hidden> for FieldId {
    fn eq(&self, other: &Hidden) -> bool {
        *self == FieldId::Hidden(*other)
    }
}

impl PartialEq<Wish> for FieldId {
    fn eq(&self, other: &Wish) -> bool {
        *self == FieldId::Wish(*other)
    }
}
