//! The words all rooms share. Knows no AWS client, no file, no screen and no clock.
//!
//! A value that got in here is well formed: it was parsed once, at the edge where the operator can still see the error.

mod credentials;
mod fact;
mod failure;
mod name;
mod private_url;
mod public_host;
mod region;
mod secret;
mod shell_word;
mod stage;
mod time;
mod vault;

pub use credentials::{BadCredentials, Credentials, SIGN_IN_VARIABLES};
pub use fact::{Denial, Fact};
pub use failure::{Failure, FailureCause, FailureKind, FailureSort};
pub use name::{
    AccountId, Address, BadName, Domain, KeyId, Label, NameOf, SetupName, UserName, WebsiteUrl, Why, in_both,
    is_public_mailbox, is_reserved,
};
pub use private_url::is_private;
pub use public_host::{is_public_host, is_public_ip};
pub use region::{AS_OF, BadRegion, Known, Partition, Region, RegionRow};
pub use secret::{Fingerprint, Keep, Secret, SecretShape, Slot};
pub use shell_word::shell_word;
pub use stage::{Coming, InEarnest, Programme, Story, WorldNews};
pub use time::{Call, CallResult, Offset, Timestamp};
pub use vault::{Keeper, VaultNews, VaultTrouble};

/// The header in which a served rehearsal says that it is one, with the seconds by which its time is ahead.
pub const REHEARSED: &str = "x-sesame-rehearsal";
