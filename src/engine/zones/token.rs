//! Cloudflare's API token: from this run's memory, else from the keychain. Knows no API.

use super::super::{Ports, hold};
use crate::{
    engine::ports::{VaultEntry, VaultLabel},
    terms::{Failure, FailureKind, Secret, Slot},
};

/// The variable that Cloudflare's own programs read it from.
pub const TOKEN_VARIABLE: &str = "CLOUDFLARE_API_TOKEN";

/// Takes a token into this run's memory.
pub fn hold_cloudflare_token(ports: &Ports, token: Secret) {
    hold(ports, Slot::cloudflare_token(), token);
}

/// Keeps it in the keychain, for later runs.
pub async fn keep_cloudflare_token(ports: &Ports, token: Secret) -> Result<(), Failure> {
    ports.refuse_if_read_only("keep Cloudflare's token")?;
    ports.vault.put(&VaultEntry::CloudflareToken, &token, &VaultLabel::default()).await?;
    hold_cloudflare_token(ports, token);
    Ok(())
}

/// The token. An error of kind `DnsToken` where no token is at rest.
pub async fn cloudflare_token(ports: &Ports) -> Result<Secret, Failure> {
    if let Some(held) = ports.held.get(&Slot::cloudflare_token()) {
        return Ok(held);
    }
    let none = || Failure::new(FailureKind::DnsToken, "find Cloudflare's API token");
    match ports.vault.get(&VaultEntry::CloudflareToken).await {
        Ok(Some(token)) => {
            hold_cloudflare_token(ports, token.copy());
            Ok(token)
        }
        Ok(None) => Err(none().because("there is none, neither in CLOUDFLARE_API_TOKEN nor in the keychain")),
        // A keychain that does not open need not hold it.
        Err(failure) => Err(failure.causes().fold(
            none().because("there is none in CLOUDFLARE_API_TOKEN, and the keychain did not open"),
            |failure, cause| failure.because(cause),
        )),
    }
}
