//! Sesame.
pub mod aws;
pub mod cli;
pub mod dns;
pub mod engine;
pub mod host;
pub mod laravel;
pub mod rehearsal;
pub mod report;
pub mod run;
pub mod setup;
pub mod terms;
pub mod view;
pub mod wizard;
pub mod words;
