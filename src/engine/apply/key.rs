//! The key. IAM tells a secret once: the resting place is proven before the key is asked for, and a key that could not be
//! kept after all is removed at once, with both facts reported. Does not know which key is wanted.

use super::{done::Done, project::write, session::session};
use crate::{
    aws::Session,
    engine::{
        ENV, Ports,
        ledger::Ending,
        ports::{Vault, VaultEntry, VaultLabel},
        resting::{leave_nowhere, somebody_holds},
        taken::until_taken,
    },
    laravel::{dotenv, plan::KeyNames},
    setup::{Change, DeleteReason, Outcome, Under},
    terms::{AccountId, Fact, Failure, FailureKind, Keep, KeyId, Region, Secret, Slot, UserName, VaultTrouble},
};

/// Prove, create, keep, read back. Where one of the user's keys rests here already, that is enough.
///
/// In `.env` keeping is using: a key that takes the place of another is kept there once AWS takes it, and until then it is in
/// this run's memory. A run that dies meanwhile leaves a key whose secret is lost, and the next look deletes it.
pub(super) async fn issue(
    ports: &Ports,
    change: &Change,
    under: &Under,
    user: &UserName,
    place: RestingPlace,
    instead_of: Option<&KeyId>,
) -> Result<Done, Failure> {
    prove(ports, place).await?;
    let aws = session(ports, under).await?;
    let seen = keys_seen(&aws, user).await?;
    for id in seen.iter().filter(|id| Some(*id) != instead_of) {
        if ports.secret_of(&Slot::Resting(place.keep, id.clone())).await?.is_some() {
            return Ok(Done { outcome: Outcome::Already, made: Some(id.to_string()), learned: None });
        }
    }
    let ledger = ports.home.ledger();
    let line = ledger.open(change, ports.clock.now(), aws.aws_time(), seen)?;
    let (ending, made) = match aws.create_key(user).await {
        Ok((id, secret)) => match keep_new(ports, under.region, user, &id, &secret, place, instead_of).await {
            Ok(()) => (Ending::Done { made: Some(id.to_string()) }, Ok(id)),
            Err(lost) => {
                let (ending, failure) = retire(&aws, user, &id, lost).await;
                if ending == Ending::Refused {
                    leave_nowhere(ports, &id).await?;
                }
                (ending, Err(failure))
            }
        },
        Err(failure) if failure.may_have_happened() => (Ending::Unknown { left: None }, Err(failure)),
        Err(failure) => (Ending::Refused, Err(failure)),
    };
    ledger.close(line, ports.clock.now(), ending)?;
    made.map(|id| Done { outcome: Outcome::Done, made: Some(id.to_string()), learned: None })
}

/// The keys that are there already. Without the list a lost reply could never be told from a key made elsewhere.
pub(super) async fn keys_seen(aws: &Session, user: &UserName) -> Result<Vec<KeyId>, Failure> {
    match aws.keys(user).await? {
        Fact::Present(keys) => Ok(keys.into_iter().map(|(id, ..)| id).collect()),
        Fact::Absent => Ok(Vec::new()),
        Fact::Unknown | Fact::Hidden(_) => {
            Err(Failure::new(FailureKind::Denied, format!("create an access key for {user}"))
                .because("the list of the user's keys is hidden from these credentials"))
        }
    }
}

async fn keep_new(
    ports: &Ports,
    region: Region,
    user: &UserName,
    id: &KeyId,
    secret: &Secret,
    place: RestingPlace,
    instead_of: Option<&KeyId>,
) -> Result<(), Failure> {
    match (place.keep, instead_of) {
        (Keep::Project, Some(_)) => until_taken(ports, id, secret, region).await?,
        (Keep::Keychain | Keep::File, _) | (Keep::Project, None) => {}
    }
    let label = VaultLabel { user: Some(user.clone()), region: Some(region) };
    keep_and_read_back(ports, id, secret, place, &label).await
}

/// Both facts: that it could not be kept, and what became of it. IAM may not know a key yet that it has just made, so only
/// a deletion that was done counts as one.
pub(super) async fn retire(aws: &Session, user: &UserName, id: &KeyId, lost: Failure) -> (Ending, Failure) {
    let (ending, what) = match aws.delete_key(user, id).await {
        Ok(Outcome::Done) => (Ending::Refused, format!("the new key {id} was deleted again, nobody holds it")),
        Ok(Outcome::Already) => {
            let what = format!("the new key {id} is not to be seen yet; the next look deletes it, nobody holds it");
            (Ending::Unknown { left: Some(id.clone()) }, what)
        }
        Err(failure) => {
            let what = format!(
                "the new key {id} is still there, nobody holds it, and the next look deletes it; {}",
                failure.in_full()
            );
            (Ending::Unknown { left: Some(id.clone()) }, what)
        }
    };
    (ending, Failure { doing: format!("keep the secret of the new key {id}"), ..lost }.because(what))
}

/// A key whose secret is lost is looked for once more: what was decided on an older look may have changed since.
pub(super) async fn delete(
    ports: &Ports,
    aws: &Session,
    user: &UserName,
    id: &KeyId,
    why: DeleteReason,
) -> Result<Outcome, Failure> {
    match why {
        DeleteReason::Chosen | DeleteReason::Replaced => {}
        DeleteReason::NobodyHoldsIt => {
            if somebody_holds(ports, aws, id).await? {
                return Err(Failure::new(FailureKind::Conflict, format!("delete the key {id}"))
                    .because("somebody holds it after all; it was left alone"));
            }
        }
    }
    let outcome = aws.delete_key(user, id).await?;
    leave_nowhere(ports, id).await?;
    Ok(outcome)
}

/// Where a key is to rest.
#[derive(Debug, Clone, Copy)]
pub(super) struct RestingPlace {
    pub keep: Keep,
    /// The names of its lines, where that is `.env`.
    pub names: KeyNames,
}

/// Whose a key was when it was shown.
pub(super) struct Owner<'a> {
    pub account: &'a AccountId,
    pub user: &'a UserName,
}

/// A key that exists already, from where it is to its resting place. AWS is asked once more whose it is.
pub(super) async fn keep(
    ports: &Ports,
    region: Region,
    owner: Owner<'_>,
    id: &KeyId,
    from: &Slot,
    place: RestingPlace,
) -> Result<Outcome, Failure> {
    let doing = format!("keep the secret of {id}");
    let secret = ports
        .secret_of(from)
        .await?
        .ok_or_else(|| Failure::new(FailureKind::BadInput, &doing).because("it is not where it was any more"))?;
    let caller = ports.cloud.with_key(id, &secret, region).caller().await?;
    if caller.account != *owner.account || caller.user() != Some(owner.user.as_str()) {
        let why = format!("AWS takes it for {}, and not for the user {}", caller.arn, owner.user);
        return Err(Failure::new(FailureKind::Conflict, doing).because(why));
    }
    let label = VaultLabel { user: Some(owner.user.clone()), region: Some(region) };
    keep_and_read_back(ports, id, &secret, place, &label).await?;
    ports.let_go(from);
    Ok(Outcome::Done)
}

async fn keep_and_read_back(
    ports: &Ports,
    id: &KeyId,
    secret: &Secret,
    place: RestingPlace,
    label: &VaultLabel,
) -> Result<(), Failure> {
    match place.keep {
        Keep::Keychain => ports.vault.put(&VaultEntry::Key(id.clone()), secret, label).await?,
        Keep::File => ports.sealed.put(&VaultEntry::Key(id.clone()), secret, label).await?,
        Keep::Project => write_into_env(ports, id, secret, place.names).await?,
    }
    match ports.secret_of(&Slot::Resting(place.keep, id.clone())).await? {
        Some(read) if read == *secret => Ok(()),
        Some(_) | None => Err(Failure::of_vault(VaultTrouble::Altered, format!("keep the secret of {id}"))),
    }
}

/// A throwaway, written, read back and removed, before anything is asked that cannot be asked twice.
async fn prove(ports: &Ports, place: RestingPlace) -> Result<(), Failure> {
    let mut name = [0; 8];
    getrandom::fill(&mut name).map_err(|e| Failure::new(FailureKind::Bug, "make a throwaway").because(e))?;
    let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
    let throwaway = Secret::new(format!("throwaway-{name}"));
    let lost = || Failure::of_vault(VaultTrouble::Altered, "see that the secret can be kept");
    match place.keep {
        Keep::Keychain => prove_vault(&*ports.vault, name, &throwaway).await?,
        Keep::File => prove_vault(&*ports.sealed, name, &throwaway).await?,
        Keep::Project => {
            // `.env` must take the two lines, and its folder a file; both are tried without touching `.env`.
            let before = ports.place.read(ENV).await?.unwrap_or_default();
            with_pair(&before, "AKIATHROWAWAY0000000", &throwaway, place.names)?;
            let (file, trial) = (format!("{ENV}.sesame-{name}"), throwaway.reveal().as_bytes());
            ports.place.replace(&file, None, trial).await?;
            let read = ports.place.read(&file).await;
            ports.place.remove(&file, trial).await?;
            if read?.is_none_or(|read| read != trial) {
                return Err(lost());
            }
        }
    }
    Ok(())
}

async fn prove_vault(vault: &dyn Vault, name: String, throwaway: &Secret) -> Result<(), Failure> {
    let entry = VaultEntry::Throwaway(name);
    vault.put(&entry, throwaway, &VaultLabel::default()).await?;
    let read = vault.get(&entry).await;
    vault.remove(&entry).await?;
    match read?.is_some_and(|read| read == *throwaway) {
        true => Ok(()),
        false => Err(Failure::of_vault(VaultTrouble::Altered, "see that the secret can be kept")),
    }
}

async fn write_into_env(ports: &Ports, id: &KeyId, secret: &Secret, names: KeyNames) -> Result<(), Failure> {
    let before = ports.place.read(ENV).await?;
    let after = with_pair(before.as_deref().unwrap_or_default(), id.as_str(), secret, names)?;
    write(ports, ENV, before.as_deref(), &after).await
}

/// The file with the key in this pair of names.
fn with_pair(bytes: &[u8], id: &str, secret: &Secret, names: KeyNames) -> Result<Vec<u8>, Failure> {
    let values = [(names.id().to_owned(), id.to_owned()), (names.secret().to_owned(), secret.reveal().to_owned())];
    let doing = format!("write the key into {ENV}");
    dotenv::merge(bytes, &values).map_err(|why| Failure::new(FailureKind::EnvUnusable, doing).because(why))
}
