//! This machine: its keychain, the folder of the app, DNS, SMTP, the clock. Knows nothing of AWS and decides nothing.

pub mod child;
mod clock;
pub mod dns;
mod keychain;
mod place;
mod smtp;

pub use clock::SystemClock;
pub use keychain::Keychain;
pub use place::{Folder, Tools};
pub use smtp::Smtp;
