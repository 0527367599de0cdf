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
    setup::{Delivery, Facts, Outcome, SendOptions, smtp},
    terms::{Address, Fact, Failure, FailureKind, KeyId, Region, Secret, Slot, VaultTrouble},
};

/// The test, with everything decided.
pub(super) struct TestSend<'a> {
    pub region: Region,
    pub mailer: Mailer,
    pub key: &'a KeyId,
    pub secret: &'a Slot,
    pub from: &'a Address,
    pub to: &'a Address,
    pub options: &'a SendOptions,
}

/// SES's answer means that it took the message, not that it arrived.
pub(super) async fn send(ports: &Ports, test: TestSend<'_>) -> Result<Done, Failure> {
    let TestSend { region, mailer, key, from, to, options, .. } = test;
    let doing = format!("send a test to {to}");
    let mime = message(ports, &test).map_err(|e| Failure::new(FailureKind::BadInput, &doing).because(e))?;
    let set = options.configuration_set.as_deref();
    let id = match mailer {
        Mailer::SesV2 => ports.cloud.with_key(key, &secret(ports, &test).await?, region).send_v2(to, set, mime).await?,
        Mailer::Ses => {
            ports.cloud.with_key(key, &secret(ports, &test).await?, region).send_v1(from, to, set, mime).await?
        }
        Mailer::Smtp => {
            let password = match ports.smtp_password_in_env(key).await? {
                Some(password) => password,
                None => smtp::password(&secret(ports, &test).await?, region),
            };
            let letter = SmtpMessage { key, password: &password, from, to, mime: &mime };
            post::hand_over(&*ports.post, region, options.port, letter).await?
        }
    };
    let delivery = Fact::Present(Delivery { to: to.clone(), key: key.clone(), message_id: id.clone() });
    let learned = Some(Facts { delivery, ..Facts::default() });
    Ok(Done { outcome: Outcome::Done, made: Some(id), learned })
}

async fn secret(ports: &Ports, test: &TestSend<'_>) -> Result<Secret, Failure> {
    let gone = || Failure::of_vault(VaultTrouble::Gone, format!("send a test to {}", test.to));
    ports.secret_of(test.secret).await?.ok_or_else(gone)
}

fn message(ports: &Ports, test: &TestSend<'_>) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let TestSend { from, to, options, .. } = test;
    let mailbox = |name: Option<&String>, address: &Address| -> Result<Mailbox, Box<dyn std::error::Error>> {
        Ok(Mailbox::new(name.cloned(), lettre::Address::new(address.local(), address.domain().as_str())?))
    };
    let now = ports.clock.now();
    let message = Message::builder()
        .from(mailbox(options.from_name.as_ref(), from)?)
        .to(mailbox(None, to)?)
        .date(std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(now.as_second().unsigned_abs()))
        .subject("Sesame: a test through Amazon SES")
        .header(ContentType::TEXT_PLAIN)
        .body(format!("Amazon SES took this message from {from} at {now}.\nSent by `sesame send` to see that the app's key works.\n"))?;
    Ok(message.formatted())
}
