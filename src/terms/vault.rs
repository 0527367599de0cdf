//! What can be wrong with a resting place, each thing once. Knows neither a keychain's library nor a language: `words` says
//! what it means and what to do.

/// Why a secret could not be kept, read or removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr, thiserror::Error)]
#[strum(serialize_all = "kebab-case")]
pub enum VaultTrouble {
    /// There is no bus on which a keychain could answer.
    #[error("no keychain can be reached: there is no session bus here")]
    NoBus,
    /// There is a bus, and nothing on it that keeps secrets.
    #[error("no keychain answers: nothing on the session bus keeps secrets")]
    NoProvider,
    /// It has no place for new entries: it was never set up, or offers none to other programs.
    #[error("the keychain has no place for new entries")]
    NoCollection,
    /// The entry was not seen where it is looked for: that place is locked or is not there, and so it may be there all the same.
    #[error("the entry was not seen; the keychain is locked or not whole, so it may be there all the same")]
    Unseen,
    /// It cannot encrypt what it is given: a library of its own is not installed.
    #[error("the keychain cannot encrypt: a library that it needs is not installed")]
    NoPlugin,
    /// It is locked, and there is no screen on which the user could be asked to unlock it.
    #[error("the keychain is locked, and nobody can be asked here to unlock it")]
    Locked,
    /// The user was asked to unlock it and closed the dialog.
    #[error("the keychain is locked, and the dialog that asked to unlock it was closed")]
    Dismissed,
    /// It did not answer in time; a dialog may wait behind other windows.
    #[error("the keychain did not answer in time; an unlock dialog may wait behind other windows")]
    Stuck,
    /// The system does not let this program at it.
    #[error("the system does not let this program at the keychain")]
    Refused,
    /// It answered with an error of its own.
    #[error("the keychain answered with an error")]
    Failed,
    /// The entry is there, and holds something that is no text.
    #[error("the entry is not text; another program has written it")]
    NotText,
    /// Two entries go by the same name.
    #[error("the keychain has two entries of the same name")]
    Several,
    /// Something else was read back than had been written.
    #[error("what was read back is not what was written")]
    Altered,
    /// The secret is not where it was kept.
    #[error("the secret is not where it was kept")]
    Gone,
    /// The passphrase of the sealed file was not said.
    #[error("the file is sealed, and nobody has said its passphrase")]
    NoPassphrase,
    /// What was said is not the passphrase of the sealed file.
    #[error("this is not the passphrase of the file")]
    WrongPassphrase,
    /// What lies there is not sealed with a passphrase, or not by us.
    #[error("the file is not one that Sesame sealed with a passphrase")]
    NotSealed,
    /// The sealed file is not whole any more.
    #[error("the file is damaged: it is not whole, or was changed")]
    Damaged,
}

/// The program that keeps the secrets, where there are several and this one is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumIter, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Keeper {
    /// gnome-keyring; its entries are seen in Seahorse.
    GnomeKeyring,
    /// KeePassXC, which offers a group of a database to other programs.
    Keepassxc,
    /// KWallet; its wallets are seen in KWalletManager.
    Kwallet,
}

/// What a keychain does while we wait for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VaultNews {
    /// It has not answered for a while: a dialog may be waiting.
    Waits,
    /// It has answered after all, or was given up.
    Answered,
}
