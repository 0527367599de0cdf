//! Whether an app asks its new users to confirm their address. Knows the user model only, and not whether a controller
//! of the app fires the event.

use super::{
    files::{Files, USER, USER_BEFORE_8},
    php::Php,
};

/// Whether sign-up sends a mail to confirm the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUp {
    /// The user model implements `MustVerifyEmail`.
    Wired,
    /// The user model is there and does not implement it: no mail after sign-up, and no error.
    NotWired,
    /// There is no user model where Laravel has it.
    Unknown,
}

impl SignUp {
    /// By the user model.
    pub(super) fn of(files: &Files) -> SignUp {
        match files.get(USER).or_else(|| files.get(USER_BEFORE_8)) {
            Some(model) if Php::parse(model).implements("MustVerifyEmail") => SignUp::Wired,
            Some(_) => SignUp::NotWired,
            None => SignUp::Unknown,
        }
    }
}
