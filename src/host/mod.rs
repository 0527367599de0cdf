//! This machine: its keychain and its sealed file, the folder of the app, DNS, SMTP, the web, the desk, the clock. Knows nothing of
//! AWS and decides nothing.

mod callback;
pub mod child;
mod clock;
mod desk;
pub mod dns;
mod entry;
mod keychain;
mod memory;
mod place;
mod processes;
mod sealed;
mod smtp;
mod web;

pub use callback::{LoopbackPorch, is_callback_host};
pub use clock::SystemClock;
pub use desk::ThisDesk;
pub use keychain::{Keychain, Leaving};
pub use memory::keep_out_of_dumps;
pub use place::{Folder, Tools, files_below, read_file};
pub use sealed::{Passphrase, Sealed};
pub use smtp::{LocalSmtp, Smtp};
pub use web::{BadWebsites, OpenWeb};
