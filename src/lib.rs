//! Sesame.
pub mod aws;
pub mod cli;
pub mod diagnosis;
pub mod dns;
pub mod engine;
pub mod host;
pub mod laravel;
pub mod rehearsal;
pub mod report;
pub mod run;
pub mod setup;
pub mod terms;
pub mod words;
