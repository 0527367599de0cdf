//! What an entry of a vault is called on this machine, in the keychain and in the sealed file alike. Knows no secret.

use crate::engine::ports::VaultEntry;

/// The key's id, or `throwaway-NAME`.
pub(super) fn name(entry: &VaultEntry) -> String {
    match entry {
        VaultEntry::Key(id) => id.to_string(),
        VaultEntry::CloudflareToken => "cloudflare-token".into(),
        VaultEntry::Throwaway(name) => format!("throwaway-{name}"),
    }
}
