//! One test message, with the app's own key, through the call that the app's mailer makes. Does not know
//! whether it arrives.

use std::time::Duration;

use lettre::{
    Message,
    message::{Mailbox, header::ContentType},
};

use super::done::Done;
use crate::{
    engine::{
        Ports,
        post::{self, SmtpMessage},
    },
    laravel::plan::Mailer,
    setup::{Delivery, Facts, Outcome, smtp},
    terms::{Address, Fact, Failure, FailureKind, KeyId, Region, Slot, VaultTrouble},
};

/// SES's answer means that it took the message, not that it arrived.
pub(super) async fn send(
    ports: &Ports,
    region: Region,
    mailer: Mailer,
    key: &KeyId,
    slot: &Slot,
    from: &Address,
    to: &Address,
) -> Result<Done, Failure> {
    let doing = format!("send a test to {to}");
    let secret = ports.secret_of(slot).await?.ok_or_else(|| Failure::of_vault(VaultTrouble::Gone, &doing))?;
    let mime = message(ports, from, to).map_err(|e| Failure::new(FailureKind::BadInput, &doing).because(e))?;
    let id = match mailer {
        Mailer::SesV2 => ports.cloud.with_key(key, &secret, region).send_v2(to, mime).await?,
        Mailer::Ses => ports.cloud.with_key(key, &secret, region).send_v1(from, to, mime).await?,
        Mailer::Smtp => {
            let password = smtp::password(&secret, region);
            let letter = SmtpMessage { key, password: &password, from, to, mime: &mime };
            post::hand_over(&*ports.post, region, letter).await?
        }
    };
    let delivery = Fact::Present(Delivery { to: to.clone(), key: key.clone(), message_id: id.clone() });
    let learned = Some(Facts { delivery, ..Facts::default() });
    Ok(Done { outcome: Outcome::Done, made: Some(id), learned })
}

fn message(ports: &Ports, from: &Address, to: &Address) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let mailbox = |address: &Address| -> Result<Mailbox, Box<dyn std::error::Error>> {
        Ok(Mailbox::new(None, lettre::Address::new(address.local(), address.domain().as_str())?))
    };
    let now = ports.clock.now();
    let message = Message::builder()
        .from(mailbox(from)?)
        .to(mailbox(to)?)
        .date(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(now.as_second().unsigned_abs()))
        .subject("Sesame: a test through Amazon SES")
        .header(ContentType::TEXT_PLAIN)
        .body(format!("Amazon SES took this message from {from} at {now}.\nSent by `sesame send` to see that the app's key works.\n"))?;
    Ok(message.formatted())
}
