//! Sesame.
pub mod dns;
pub mod engine;
pub mod host;
pub mod laravel;
pub mod rehearsal;
pub mod terms;
pub mod words;
