//! Signing in by the browser, and what its session is good for afterwards. Knows no page of the wizard.

pub mod browser;
mod chromium;
mod config_file;
mod endpoint;
mod here;
mod regions;
mod rehearsed;
mod served;
