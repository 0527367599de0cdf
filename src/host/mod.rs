//! This machine: its keychain, the folder of the app, DNS, the clock. Knows nothing of AWS and decides nothing.

mod clock;
pub mod dns;
mod keychain;
mod place;

pub use clock::SystemClock;
pub use keychain::Keychain;
pub use place::{Folder, Tools};
