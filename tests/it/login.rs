//! Signing in by the browser, and what its session is good for afterwards. Knows no page of the wizard.

pub mod browser;
pub mod chromium;
mod config_file;
mod endpoint;
mod here;
mod kept;
mod listener;
mod odd;
mod regions;
mod rehearsed;
mod renewed;
mod served;
mod sso;
