//! What was typed unseen: what of it becomes a part of the intent, and what is to be held where. Knows no field; of a wish
//! its own row tells what an answer does.

use super::{field::Hidden, wrong::Wrong};
use crate::{
    setup::{Intent, KeyFrom, Part, Scope, SignIn},
    terms::{BadCredentials, Credentials, Secret, Slot},
};

/// Takes it. Where it is no answer the intent stays as it was, and so does what was typed.
pub(super) fn take_secret(
    intent: &mut Intent,
    id: Hidden,
    typed: &Secret,
) -> Result<(Scope, Vec<(Slot, Secret)>), Wrong> {
    match id {
        Hidden::Credentials => {
            Credentials::read(typed).map_err(Wrong::Credentials)?;
            intent.sign_in = SignIn::Pasted;
            Ok((Scope::everything(), vec![(SignIn::pasted(), typed.copy())]))
        }
        Hidden::GivenKey => {
            let key = Credentials::read(typed).map_err(Wrong::Credentials)?;
            if key.token.is_some() {
                return Err(Wrong::Credentials(BadCredentials::Temporary));
            }
            let slot = Intent::given_slot(&key.id);
            intent.given = Some(key.id);
            intent.key_from = Some(KeyFrom::Given);
            Ok((Scope::of([Part::Keys, Part::Accepted]), vec![(slot, key.secret)]))
        }
        // It is said twice where it is new, and so is taken where both fields are seen.
        Hidden::Passphrase | Hidden::PassphraseAgain => Ok((Scope::default(), Vec::new())),
        // It is no answer of a set-up's: the page that asked takes it.
        Hidden::PageText | Hidden::DnsToken => Ok((Scope::default(), Vec::new())),
    }
}
