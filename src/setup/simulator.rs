//! AWS's mailbox simulator: five addresses with a fixed fate. They take mail in the sandbox too, count for the rate and not
//! for the daily quota, and leave the account's reputation alone. Does not send.

use crate::terms::{Address, BadName};

/// AWS's own address for trying out: whatever comes is delivered.
pub const SIMULATOR: &str = "success@simulator.amazonses.com";

/// The domain of all of them.
pub const SIMULATORS: &str = "simulator.amazonses.com";

/// What becomes of mail to one of the addresses.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::EnumString, strum::IntoStaticStr, strum::Display,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Simulator {
    /// It is delivered.
    Success,
    /// It bounces for good (SMTP 550 5.1.1).
    Bounce,
    /// It is delivered, and its reader marks it as spam.
    Complaint,
    /// It is delivered, and answered by an out-of-office note.
    Ooto,
    /// SES bounces it itself, as if the address were on its suppression list.
    Suppressionlist,
}

impl Simulator {
    /// `bounce@simulator.amazonses.com`
    pub fn address(self) -> Address {
        format!("{self}@{SIMULATORS}").parse().expect("an address")
    }

    /// The one behind an address; a label after `+` is AWS's own way to tell messages apart.
    pub fn behind(address: &Address) -> Option<Simulator> {
        let local = address.local().to_ascii_lowercase();
        let name = local.split('+').next().unwrap_or_default();
        name.parse().ok().filter(|_| address.domain().as_str() == SIMULATORS)
    }
}

/// Whom a test goes to: an address, or one of the simulator's by its short name.
pub fn recipient(text: &str) -> Result<Address, BadName> {
    match text.trim().to_ascii_lowercase().parse::<Simulator>() {
        Ok(simulator) => Ok(simulator.address()),
        Err(_) => Address::typed(text),
    }
}
