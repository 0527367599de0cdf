//! A pretend account.
