//! An app's files. Pure: text in, text out. Knows no file system and no process environment, and runs no PHP.
//!
//! [`FILES`] is what to read and [`more_files`] what else, [`understand()`] says what kind of app it is and
//! [`Effective`] which configuration is in force, [`plan`] decides which lines and patches it
//! needs, [`dotenv`] puts the lines in. An upgraded app keeps its old files, so which variables a config reads is
//! decided by the file itself, and by the framework's defaults (11 and later) only where the file is missing.

mod app;
mod at_start;
mod bootstrap;
mod compose;
mod composer;
mod config;
mod config_setting;
mod diff;
mod dockerfile;
pub mod dotenv;
mod effective;
mod env;
mod environment;
mod files;
mod git_index;
mod logs;
mod mail_layout;
mod mailer;
mod mailer_url;
mod mailers;
mod other_places;
mod patch;
mod patch_refusal;
pub mod php;
pub mod plan;
mod reading_along;
mod references;
mod runner;
mod secrets;
mod sharing;
mod signup;
mod sources;
mod surroundings;
mod truth;
pub mod try_out;
mod understand;
mod version;

pub use app::{App, CachedConfig, Contained, MailLayout, OwnConfig, Placed, Worker};
pub use at_start::SetAtStart;
pub use compose::{ComposeService, ComposeValue};
pub use composer::{SdkPackage, sdk_service};
pub use config::{EnvPlace, EnvRead, Origin};
pub use config_setting::{ConfigSetting, SettingValue};
pub use diff::{DiffLine, diff};
pub use effective::Effective;
pub use env::{EnvFile, MaskedValue};
pub use environment::{EnvFileUsed, OtherFile, ProcessEnv, deciding_files, is_the_callers, more_files};
pub use files::{ARTISAN, CACHED_CONFIGS, ENCRYPTED, FILES, FOLDERS, Files, is_of_a_folder};
pub use logs::{LOGS, newest_log};
pub use mailer::Mailer;
pub use mailers::{EffectiveMailer, MailerFault, SmtpManner, Transport};
pub use other_places::{OtherPlace, OtherPlaceKind, PlaceValue};
pub use reading_along::readers;
pub use runner::Runner;
pub use secrets::{has_secret_of_mail, holds_secret_of_mail};
pub use sharing::SharedUse;
pub use signup::{Proxies, SignUp, Wired, Wiring};
pub use sources::{ConfigElsewhere, Defaults};
pub use surroundings::{LaravelHost, Sail, Surroundings, Tracking};
pub use truth::{PlaceOfApp, SaidElsewhere, TruthRow, WhyWins, Winner};
pub use understand::{NotAnApp, needs_no_worker, understand, understand_in};
pub use version::{NoVersion, Version, Versions};
