//! A key for another machine. The file for its lines is there, and was written and read, before the key is asked for; a key
//! that did not get into it goes again at once, with both facts reported. Does not know the machine.

use std::path::Path;

use super::{
    done::Done,
    key::{keys_seen, retire},
    session::session,
};
use crate::{
    engine::{
        Ports, carry,
        carry::Parcel,
        files::{app_of, read_files},
        hold,
        ledger::Ending,
        taken::until_taken,
    },
    laravel::plan::MailSettings,
    setup::{Change, Outcome, Under, lines_with_key},
    terms::{Failure, KeyId, Secret, Slot, UserName},
};

/// Makes a key and writes its lines into the file.
pub(super) async fn issue(
    ports: &Ports,
    change: &Change,
    under: &Under,
    user: &UserName,
    path: &Path,
    wish: &MailSettings,
) -> Result<Done, Failure> {
    carry::refuse_where_others_read(ports, path).await?;
    let parcel = Parcel::prepare(path)?;
    let aws = session(ports, under).await?;
    let seen = keys_seen(&aws, user).await?;
    let ledger = ports.home.ledger();
    let line = ledger.open(change, ports.clock.now(), aws.aws_time(), seen)?;
    let (ending, made) = match aws.create_key(user).await {
        Ok((id, secret)) => match fill(ports, parcel, wish, &id, &secret).await {
            Ok(()) => (Ending::Done { made: Some(id.to_string()) }, Ok((id, secret))),
            Err(lost) => {
                let (ending, failure) = retire(&aws, user, &id, lost).await;
                (ending, Err(failure))
            }
        },
        Err(failure) if failure.may_have_happened() => (Ending::Unknown { left: None }, Err(failure)),
        Err(failure) => (Ending::Refused, Err(failure)),
    };
    ledger.close(line, ports.clock.now(), ending)?;
    let (id, secret) = made?;
    until_taken(ports, &id, &secret, under.region).await?;
    Ok(Done { outcome: Outcome::Done, made: Some(id.to_string()), learned: None })
}

/// The same lines that the app here has, with the new key.
async fn fill(
    ports: &Ports,
    parcel: Parcel<'_>,
    wish: &MailSettings,
    id: &KeyId,
    secret: &Secret,
) -> Result<(), Failure> {
    // With an app that is not here, or that cannot be understood, nothing is merged.
    let app = app_of(ports, &read_files(ports).await?).await.ok();
    let slot = Slot::Held(format!("server-{id}"));
    hold(ports, slot.clone(), secret.copy());
    let text = carry::lines(ports, &lines_with_key(app.as_ref(), wish, id, &slot)).await;
    ports.let_go(&slot);
    parcel.fill(&text?)
}
