//! Whether SES takes a message: the checks of a send in AWS's order, which decides what is said of a message with two faults:
//! its form, the policies, the account's standing, verification, configuration set, MAIL FROM, rate, quota. Knows none of the
//! protocols that a message can come through.

use std::collections::BTreeSet;

use super::{identities::no_such_set, letter::Mailbox, region::Status};
use crate::rehearsal::{
    bucket::Bucket,
    policy::{Context, Ruling},
    reply::AwsError,
    state::{SendApi, Sent},
    turn::{self, Turn},
};

/// A message, ready to go.
#[derive(Debug)]
pub struct Dispatch {
    pub api: SendApi,
    /// `ses:SendRawEmail` or `ses:SendEmail`: what the policies are asked.
    pub action: &'static str,
    pub from: Mailbox,
    /// Where bounces go, and a Sender: each must be verified like the From.
    pub beside_from: Vec<String>,
    pub recipients: Vec<String>,
    pub configuration_set: Option<String>,
    pub mime: String,
}

const SIMULATOR: &str = "@simulator.amazonses.com";
/// As much of the list of unverified identities as AWS shows.
const SHOWN: usize = 1000;

impl Dispatch {
    /// Sends it, or says in AWS's words why not. The answer is the message's id.
    pub fn send(self, turn: &mut Turn<'_>) -> Result<String, AwsError> {
        self.is_well_formed()?;
        self.is_allowed(turn)?;
        let (region, now) = (turn.region.clone(), turn.now);
        let ses = turn.ses();
        if ses.enforcement == "SHUTDOWN" {
            let text = "Your account's ability to send email has been suspended.";
            let codes = ((400, "AccountSuspendedException"), (400, "AccountSendingPausedException"));
            return Err(AwsError::split(codes.0, codes.1, text));
        }
        if !ses.sending {
            let text = "Sending paused for this account. For more information, please check the inbox of the email \
                        address associated with your AWS account.";
            let codes = ((400, "SendingPausedException"), (400, "AccountSendingPausedException"));
            return Err(AwsError::split(codes.0, codes.1, text));
        }

        let senders = std::iter::once(&self.from.address).chain(&self.beside_from);
        let mut unverified: Vec<&String> = senders.filter(|address| !ses.verifies(address)).collect();
        if !ses.production {
            let strange = |address: &&String| !is_simulator(address) && !ses.verifies(address);
            unverified.extend(self.recipients.iter().filter(strange));
        }
        if !unverified.is_empty() {
            return Err(not_verified(&unverified, &region));
        }

        if let Some(set) = self.configuration_set.as_ref().filter(|set| !ses.configuration_sets.contains(*set)) {
            return Err(no_such_set(set));
        }
        let mail_from = ses.covering(&self.from.address).and_then(|identity| identity.mail_from.as_ref());
        if mail_from.is_some_and(|it| it.on_mx_failure == "REJECT_MESSAGE" && it.status != Status::Success) {
            let text = "The MAIL FROM domain of the sending identity is not verified.";
            return Err(AwsError::new(400, "MailFromDomainNotVerifiedException", text));
        }

        let rate = ses.send_rate();
        let bucket = ses.rate.get_or_insert(Bucket::full(rate, now));
        if !bucket.takes(self.recipients.len() as f64, rate, rate, now) {
            let codes = ((429, "TooManyRequestsException"), (400, "Throttling"));
            return Err(AwsError::split(codes.0, codes.1, "Maximum sending rate exceeded."));
        }
        // Mail to the simulator counts for the rate alone.
        let counted = self.recipients.iter().filter(|address| !is_simulator(address)).count() as u64;
        if ses.sent_last_24_hours(now) + counted > ses.daily_quota() {
            let codes = ((400, "LimitExceededException"), (400, "Throttling"));
            return Err(AwsError::split(codes.0, codes.1, "Daily message quota exceeded."));
        }
        ses.sends.push((now, counted));
        let number = turn.state.count("message");
        let id = turn.state.chance.message_id(number);
        turn.state.outbox.push(Sent {
            api: self.api,
            from: self.from.address,
            to: self.recipients,
            key_id: turn.caller.key_id.clone(),
            region,
            mime: self.mime,
        });
        Ok(id)
    }

    fn is_well_formed(&self) -> Result<(), AwsError> {
        let no = |text: &str| Err(AwsError::bad_request(text));
        if self.recipients.is_empty() {
            return no("Missing required header 'To'.");
        }
        if self.recipients.len() > 50 {
            return no("Recipient count exceeds 50.");
        }
        let (limit, text) = match self.api {
            SendApi::V1 => (10_485_760, "Message length is more than 10485760 bytes long."),
            SendApi::V2 | SendApi::Smtp => (41_943_040, "Message length is more than 41943040 bytes long."),
        };
        if self.mime.len() > limit {
            return no(text);
        }
        let bad = |c: char| c.is_whitespace() || c.is_control() || !c.is_ascii();
        for address in std::iter::once(&self.from.address).chain(&self.beside_from).chain(&self.recipients) {
            match address.rsplit_once('@') {
                None => return no("Missing final '@domain'"),
                Some((_, "")) => return no("Missing final '@domain'"),
                Some((local, _)) if local.contains(bad) => return no("Local address contains control or whitespace"),
                Some((_, domain)) if domain.contains(bad) => return no("Domain contains control or whitespace"),
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// The From identity, the configuration set and, in the sandbox, the recipients' identities.
    fn is_allowed(&self, turn: &mut Turn<'_>) -> Result<(), AwsError> {
        let one = |value: &str| vec![value.to_string()];
        let version = match self.api {
            SendApi::V1 | SendApi::Smtp => "1",
            SendApi::V2 => "2",
        };
        let feedback = self.beside_from.first().unwrap_or(&self.from.address);
        let known = Context::from([
            ("ses:fromaddress".into(), one(&self.from.address)),
            ("ses:fromdisplayname".into(), one(&self.from.name)),
            ("ses:feedbackaddress".into(), one(feedback)),
            ("ses:recipients".into(), self.recipients.clone()),
            ("ses:apiversion".into(), one(version)),
        ]);
        let ses = turn.ses();
        let identity = ses.covering(&self.from.address).map_or(self.from.address.as_str(), |it| it.name.as_str());
        let mut names = BTreeSet::from([identity.to_string()]);
        if !ses.production {
            names.extend(self.recipients.iter().filter_map(|address| Some(ses.covering(address)?.name.clone())));
        }
        let mut resources: Vec<String> = names.iter().map(|name| turn.identity_arn(name)).collect();
        if let Some(set) = &self.configuration_set {
            let account = turn.state.account();
            resources.push(format!("arn:aws:ses:{}:{account}:configuration-set/{set}", turn.region));
        }
        for resource in resources {
            if turn.ruling(self.action, &resource, known.clone()) != Ruling::Allowed {
                return Err(turn::denied(format!(
                    "User `{}' is not authorized to perform `{}' on resource `{resource}'",
                    turn.caller.arn, self.action
                )));
            }
        }
        Ok(())
    }
}

fn is_simulator(address: &str) -> bool {
    address.to_ascii_lowercase().ends_with(SIMULATOR)
}

fn not_verified(addresses: &[&String], region: &str) -> AwsError {
    let mut seen = BTreeSet::new();
    let once: Vec<&str> = addresses.iter().filter(|it| seen.insert(**it)).map(|it| it.as_str()).collect();
    let mut list = once.join(", ");
    if list.len() > SHOWN {
        list.truncate(list.floor_char_boundary(SHOWN));
        list.push_str("...");
    }
    let text = format!(
        "Email address is not verified. The following identities failed the check in region {}: {list}",
        region.to_uppercase()
    );
    AwsError::new(400, "MessageRejected", text)
}
