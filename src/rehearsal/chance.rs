//! Made-up values: tokens, ids, secrets, delays. Knows no clock and nothing of this machine's randomness: the same seed
//! and the same name give the same value, so that a run can be repeated word for word.

use sha2::{Digest as _, Sha256};

/// Stands in every secret access key and session token that this world makes up, so that a leak can be searched for. Only
/// the administrator's, which are printed by design, are without it.
pub const MARKER: &str = "OpenSesameMarker";

const BASE32: &[u8] = b"abcdefghijklmnopqrstuvwxyz234567";
const KEY_ID: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECRET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/+";
const HEX: &[u8] = b"0123456789abcdef";

/// The source of everything made up in one world.
#[derive(Debug, Clone)]
pub struct Chance {
    seed: String,
}

impl Chance {
    /// With the seed that every value derives from.
    pub fn new(seed: &str) -> Self {
        Chance { seed: seed.into() }
    }

    /// A number below `limit`, always the same for the same name.
    pub fn below(&self, name: &str, limit: u64) -> u64 {
        let block = self.block(name, 0);
        let number = block[..8].iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
        if limit == 0 { 0 } else { number % limit }
    }

    /// One of the three DKIM tokens of a domain: different per region and per attempt.
    pub fn dkim_token(&self, region: &str, domain: &str, attempt: u64, which: usize) -> String {
        self.text(&format!("dkim {region} {domain} {attempt} {which}"), BASE32, 32)
    }

    /// `AKIA` and sixteen of A–Z and 2–7.
    pub fn key_id(&self, number: u64) -> String {
        format!("AKIA{}", self.text(&format!("key {number}"), KEY_ID, 16))
    }

    /// Forty characters, the marker first.
    pub fn secret(&self, number: u64) -> String {
        format!("{MARKER}{}", self.text(&format!("secret {number}"), SECRET, 40 - MARKER.len()))
    }

    /// The secret of temporary credentials, the marker first.
    pub fn temporary_secret(&self, number: u64) -> String {
        format!("{MARKER}{}", self.text(&format!("temporary secret {number}"), SECRET, 40 - MARKER.len()))
    }

    /// Forty characters without the marker: the administrator's.
    pub fn administrators_secret(&self) -> String {
        self.text("administrator", SECRET, 40)
    }

    /// `ASIA` and sixteen of A–Z and 2–7: an id of temporary credentials.
    pub fn temporary_key_id(&self, number: u64) -> String {
        format!("ASIA{}", self.text(&format!("temporary {number}"), KEY_ID, 16))
    }

    /// A token as temporary credentials carry it, the marker first.
    pub fn session_token(&self, number: u64) -> String {
        format!("{MARKER}{}", self.text(&format!("session {number}"), SECRET, 184))
    }

    /// The operator's API token at Cloudflare, the marker in it.
    pub fn cloudflare_token(&self) -> String {
        format!("cfut_{MARKER}{}", self.text("cloudflare", KEY_ID, 24))
    }

    /// A code that a browser carries back, the marker first.
    pub fn sign_in_code(&self, number: u64) -> String {
        format!("{MARKER}{}", self.text(&format!("sign-in code {number}"), KEY_ID, 48))
    }

    /// What renews a session, the marker first.
    pub fn refresh_token(&self, number: u64) -> String {
        format!("{MARKER}{}", self.text(&format!("refresh {number}"), KEY_ID, 180))
    }

    /// The administrator's, without the marker.
    pub fn administrators_token(&self) -> String {
        self.text("session", SECRET, 200)
    }

    /// IAM's unique ids: `AIDA…` for a user.
    pub fn unique_id(&self, prefix: &str, number: u64) -> String {
        format!("{prefix}{}", self.text(&format!("{prefix} {number}"), KEY_ID, 17))
    }

    /// `AROA…`
    pub fn role_id(&self, role: &str) -> String {
        format!("AROA{}", self.text(&format!("role {role}"), KEY_ID, 17))
    }

    /// What `x-amzn-RequestId` carries.
    pub fn request_id(&self, number: u64) -> String {
        self.uuid(&format!("request {number}"))
    }

    /// `0100…-{uuid}-000000`, as SES names an accepted message.
    pub fn message_id(&self, number: u64) -> String {
        let head = self.text(&format!("message {number}"), HEX, 12);
        format!("0100{head}-{}-000000", self.uuid(&format!("message {number}")))
    }

    /// The number of a support case.
    pub fn case_id(&self, region: &str, number: u64) -> String {
        self.text(&format!("case {region} {number}"), b"0123456789", 15)
    }

    fn uuid(&self, name: &str) -> String {
        let hex = self.text(&format!("uuid {name}"), HEX, 32);
        format!("{}-{}-4{}-a{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
    }

    fn text(&self, name: &str, alphabet: &[u8], length: usize) -> String {
        let bytes = (0_u8..).flat_map(|number| self.block(name, number));
        bytes.take(length).map(|byte| char::from(alphabet[usize::from(byte) % alphabet.len()])).collect()
    }

    fn block(&self, name: &str, number: u8) -> [u8; 32] {
        Sha256::digest(format!("{}|{name}|{number}", self.seed)).into()
    }
}
