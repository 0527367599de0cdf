//! Carrying out one change: a line in the ledger, the change, a line in the ledger. Decides nothing; a change is complete.

mod delivery;
mod done;
mod identity;
mod key;
mod leak;
mod production;
pub(super) mod project;
mod records;
mod restore;
mod sender;
mod server;
mod session;

use done::Done;
pub(super) use session::session;

use super::{Ports, ledger::Ending};
use crate::{
    laravel::plan::KeyNames,
    setup::{Change, IdentityName, Outcome, Receipt},
    terms::{Failure, FailureKind},
};

/// Carries out one change, whole. After an error the caller looks again: the world may have moved all the same.
pub async fn apply(ports: &Ports, change: Change) -> Result<Receipt, Failure> {
    // Boxed for the compiler, which takes no deeper futures of its callers.
    Box::pin(apply_locked(ports, change)).await
}

async fn apply_locked(ports: &Ports, change: Change) -> Result<Receipt, Failure> {
    let kind = change.kind();
    ports.refuse_if_read_only(&format!("carry out {kind}"))?;
    let _lock = ports.home.lock()?;
    // These write their own lines: what they say must be known just before it is asked for.
    let done = if let Change::IssueKey { under, user, keep, instead_of, names } = &change {
        let place = key::RestingPlace { keep: *keep, names: names.unwrap_or(KeyNames::Standard) };
        key::issue(ports, &change, under, user, place, instead_of.as_ref()).await?
    } else if let Change::IssueServerKey { under, user, file, wish } = &change {
        server::issue(ports, &change, under, user, file, wish).await?
    } else if let Change::WriteRecords { at, zone, records } = &change {
        records::write(ports, at, zone, records).await?
    } else if let Change::RemoveRecords { at, zone, records } = &change {
        records::remove(ports, at, zone, records).await?
    } else {
        with_lines(ports, &change).await?
    };
    Ok(Receipt { change: kind, outcome: done.outcome, made: done.made, learned: done.learned.map(Box::new) })
}

async fn with_lines(ports: &Ports, change: &Change) -> Result<Done, Failure> {
    let ledger = ports.home.ledger();
    let line = ledger.open(change, ports.clock.now(), None, Vec::new())?;
    let done = carry_out(ports, change).await;
    let ending = match &done {
        Ok(Done { outcome: Outcome::Done, made, .. }) => Ending::Done { made: made.clone() },
        Ok(Done { outcome: Outcome::Already, made, .. }) => Ending::Already { made: made.clone() },
        Err(failure) if failure.may_have_happened() => Ending::Unknown { left: None },
        Err(_) => Ending::Refused,
    };
    ledger.close(line, ports.clock.now(), ending)?;
    done
}

async fn carry_out(ports: &Ports, change: &Change) -> Result<Done, Failure> {
    let outcome = match change {
        Change::CreateSender { under, user, path, boundary, tags } => {
            session(ports, under).await?.create_user(user, path.as_deref(), boundary.as_deref(), tags).await?
        }
        Change::AdoptSender { under, user } => sender::adopt(&session(ports, under).await?, user).await?,
        Change::AllowSending { under, user, grant } => session(ports, under).await?.grant(user, grant).await?,
        Change::IssueKey { .. }
        | Change::IssueServerKey { .. }
        | Change::WriteRecords { .. }
        | Change::RemoveRecords { .. } => {
            return Err(Failure::new(FailureKind::Bug, format!("carry out {} without its own lines", change.kind())));
        }
        Change::KeepKey { account, region, user, key, from, keep, names } => {
            let owner = key::Owner { account, user };
            let place = key::RestingPlace { keep: *keep, names: names.unwrap_or(KeyNames::Standard) };
            key::keep(ports, *region, owner, key, from, place).await?
        }
        Change::DeactivateKey { under, user, key, .. } => {
            session(ports, under).await?.deactivate_key(user, key).await?
        }
        Change::DeleteKey { under, user, key, why } => {
            key::delete(ports, &session(ports, under).await?, user, key, *why).await?
        }
        Change::CreateIdentity { under, name, tags } => {
            session(ports, under).await?.create_identity(name, tags).await?
        }
        Change::AdoptIdentity { under, name } => identity::adopt(&session(ports, under).await?, under, name).await?,
        Change::RecreateIdentity { under, name, tags } => {
            identity::recreate(&session(ports, under).await?, name, tags).await?
        }
        Change::VerifyRecipient { under, address, tags } => {
            let name = IdentityName::Email(address.clone());
            session(ports, under).await?.create_identity(&name, tags).await?
        }
        Change::RestartDkim { under, domain, .. } => {
            identity::restart_dkim(&session(ports, under).await?, domain).await?
        }
        Change::SetMailFrom { under, identity, mail_from, .. } => {
            identity::set_mail_from(&session(ports, under).await?, identity, mail_from).await?
        }
        Change::SuppressBounces { under } => return production::suppress(&session(ports, under).await?).await,
        Change::AskForProduction { under, website, mail_type, contact } => {
            production::ask(&session(ports, under).await?, website, *mail_type, contact.as_ref()).await?
        }
        Change::SetPricePlan { under, plan, .. } => session(ports, under).await?.set_price_plan(*plan).await?,
        Change::EditProject { edits } | Change::SwitchMailer { edits, .. } => project::edit(ports, edits).await?,
        Change::MendLeak { leaks } => leak::mend(ports, leaks).await?,
        Change::RestoreFiles { files } => restore::put_back(ports, files).await?,
        Change::RunTool { tool, runner } => project::run(ports, *tool, runner).await?,
        Change::SendTest { region, mailer, key, secret, from, to, options } => {
            let test = delivery::TestSend { region: *region, mailer: *mailer, key, secret, from, to, options };
            return delivery::send(ports, test).await;
        }
    };
    Ok(Done { outcome, made: None, learned: None })
}
