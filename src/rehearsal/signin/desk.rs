//! What AWS Sign-In keeps: codes that are on their way, tools that are signed in. Knows no request.

use std::collections::{BTreeMap, BTreeSet};

use super::super::account::KeyOwner;
use crate::terms::Timestamp;

/// What AWS Sign-In keeps.
#[derive(Debug, Clone, Default)]
pub struct SignInDesk {
    pub codes: BTreeMap<String, HandedCode>,
    pub sessions: Vec<OpenSession>,
    /// The numbers of proofs that were seen.
    pub proofs: BTreeSet<String>,
    /// When the password was changed last.
    pub password_changed: Option<Timestamp>,
    /// Browsers on their way back to a tool in this process: when they arrive, and where.
    pub returning: Vec<(Timestamp, String)>,
}

/// A code that a browser has carried away.
#[derive(Debug, Clone)]
pub struct HandedCode {
    pub client: String,
    pub redirect: String,
    pub challenge: String,
    pub given: Timestamp,
    pub owner: KeyOwner,
    /// Where that is known: on a loopback port, one host is all regions.
    pub region: Option<String>,
    pub used: bool,
}

/// A tool that is signed in.
#[derive(Debug, Clone)]
pub struct OpenSession {
    pub client: String,
    pub owner: KeyOwner,
    /// The thumbprint of the key that the tool proves to have.
    pub holder: String,
    pub region: Option<String>,
    pub began: Timestamp,
    /// Each refresh token that was handed out, with the number of what it was exchanged for, where it was.
    pub tokens: BTreeMap<String, Option<u64>>,
}
