//! The SMTP password that SES derives from a secret access key, bound to a region. Knows no server.

use base64::Engine as _;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::terms::{Region, Secret};

/// What an SMTP client gives as its password, beside the access key's id as user name: 44 characters of base64.
/// AWS's algorithm, version 4: a signing key for a fixed date, sealed with the operation's name.
pub fn password(secret: &Secret, region: Region) -> Secret {
    let seal = |key: &[u8], text: &str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        Zeroizing::new(mac.finalize().into_bytes().to_vec())
    };
    let start = Zeroizing::new(format!("AWS4{}", secret.reveal()).into_bytes());
    let key = ["11111111", region.code(), "ses", "aws4_request", "SendRawEmail"]
        .iter()
        .fold(start, |key, text| seal(&key, text));
    let sealed = Zeroizing::new([&[4], &key[..]].concat());
    Secret::new(base64::engine::general_purpose::STANDARD.encode(&sealed))
}
