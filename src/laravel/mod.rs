//! An app's files. Pure: text in, text out. Knows no file system and no process environment, and runs no PHP.
//!
//! [`FILES`] is what to read, [`understand()`] says what kind of app it is, [`plan`] decides which lines and patches it
//! needs, [`dotenv`] puts the lines in. An upgraded app keeps its old files, so which variables a config reads is
//! decided by the file itself, and by the framework's defaults (11 and later) only where the file is missing.

mod app;
mod composer;
mod diff;
pub mod dotenv;
mod env;
mod files;
mod logs;
mod mailer;
mod patch;
mod patch_refusal;
pub mod php;
pub mod plan;
mod reading_along;
mod runner;
mod sharing;
mod signup;
mod sources;
pub mod try_out;
mod understand;
mod version;

pub use app::{App, ConfigCache, MailLayout, Worker};
pub use composer::SdkPackage;
pub use diff::{DiffLine, diff};
pub use env::{EnvFile, MaskedValue};
pub use files::{ARTISAN, CACHED_CONFIGS, FILES, Files};
pub use logs::{LOGS, newest_log};
pub use mailer::Mailer;
pub use reading_along::readers;
pub use runner::Runner;
pub use sharing::SharedUse;
pub use signup::SignUp;
pub use sources::Defaults;
pub use understand::{NotAnApp, understand};
pub use version::{NoVersion, Version};
