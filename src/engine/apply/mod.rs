//! Carrying out one change: a line in the ledger, the change, a line in the ledger. Decides nothing; a change is complete.

mod delivery;
mod identity;
mod key;
mod production;
mod project;
mod sender;

use super::Ports;
use crate::{
    aws::Session,
    setup::{Change, Facts, Outcome, Receipt, Under},
    terms::Failure,
};

/// What carrying out a change came to.
struct Done {
    outcome: Outcome,
    /// What AWS named: a key's id, a message's.
    made: Option<String>,
    /// What only this run can know.
    learned: Option<Facts>,
}

/// Carries out one change, whole. After an error the caller looks again: the world may have moved all the same.
pub async fn apply(ports: &Ports, change: Change) -> Result<Receipt, Failure> {
    ports.refuse_if_read_only(&format!("carry out {}", change.kind()))?;
    let kind = change.kind();
    let done = match change {
        // The two that write their own lines: what a key's line says must be known just before it is asked for.
        Change::IssueKey { .. } => key::issue(ports, change).await?,
        other => with_lines(ports, other).await?,
    };
    Ok(Receipt { change: kind, outcome: done.outcome, made: done.made, learned: done.learned.map(Box::new) })
}

async fn with_lines(ports: &Ports, change: Change) -> Result<Done, Failure> {
    let ledger = ports.home.ledger();
    let line = ledger.open(&change, ports.clock.now(), None, Vec::new())?;
    let done = carry_out(ports, change).await;
    let told = match &done {
        Ok(done) => Ok((done.outcome, done.made.clone())),
        Err(failure) => Err(failure.clone()),
    };
    ledger.close(line, ports.clock.now(), &told)?;
    done
}

async fn carry_out(ports: &Ports, change: Change) -> Result<Done, Failure> {
    match change {
        Change::CreateSender { under, user, path, boundary, tags } => {
            let aws = session(ports, &under).await?;
            aws.create_user(&user, path.as_deref(), boundary.as_deref(), &tags).await.map(Done::from)
        }
        Change::AdoptSender { under, user } => {
            sender::adopt(&session(ports, &under).await?, &user).await.map(Done::from)
        }
        Change::AllowSending { under, user, grant } => {
            session(ports, &under).await?.grant(&user, &grant).await.map(Done::from)
        }
        Change::IssueKey { .. } => key::issue(ports, change).await,
        Change::KeepKey { key, from, keep } => key::keep(ports, &key, &from, keep).await.map(Done::from),
        Change::DeactivateKey { under, user, key } => {
            session(ports, &under).await?.deactivate_key(&user, &key).await.map(Done::from)
        }
        Change::DeleteKey { under, user, key, .. } => {
            session(ports, &under).await?.delete_key(&user, &key).await.map(Done::from)
        }
        Change::CreateIdentity { under, name, tags } => {
            session(ports, &under).await?.create_identity(&name, &tags).await.map(Done::from)
        }
        Change::RecreateIdentity { under, name, tags } => {
            identity::recreate(&session(ports, &under).await?, &name, &tags).await.map(Done::from)
        }
        Change::RestartDkim { under, domain } => {
            session(ports, &under).await?.restart_dkim(&domain).await.map(Done::from)
        }
        Change::SetMailFrom { under, identity, mail_from } => {
            session(ports, &under).await?.set_mail_from(&identity, &mail_from).await.map(Done::from)
        }
        Change::SuppressBounces { under } => production::suppress(&session(ports, &under).await?).await,
        Change::AskForProduction { under, website, mail_type, contact } => {
            production::ask(&session(ports, &under).await?, &website, mail_type, contact.as_ref()).await.map(Done::from)
        }
        Change::EditProject { edits } | Change::SwitchMailer { edits, .. } => {
            project::edit(ports, &edits).await.map(Done::from)
        }
        Change::RunTool { tool } => project::run(ports, tool).await.map(Done::from),
        Change::SendTest { region, mailer, key, secret, from, to } => {
            delivery::send(ports, region, mailer, &key, &secret, &from, &to).await
        }
    }
}

async fn session(ports: &Ports, under: &Under) -> Result<Session, Failure> {
    ports.cloud.signed_in(&under.sign_in, under.region).await
}

impl From<Outcome> for Done {
    fn from(outcome: Outcome) -> Self {
        Done { outcome, made: None, learned: None }
    }
}
