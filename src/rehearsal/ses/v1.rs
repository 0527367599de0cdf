//! The few calls of SES v1 that Laravel and old clients make, in the query protocol. Knows no check of its own: sending
//! is `dispatch`, identities are kept as v2 keeps them.

use super::{
    identities::well_formed,
    region::{IdentityType, Status},
    send::{Envelope, Written, addresses},
};
use crate::rehearsal::{
    call::CallEffect,
    form::FormFields,
    operation::QueryOperation,
    reply::{AwsError, Xml},
    state::SendApi,
    turn::Turn,
};

/// The version of the query API.
pub const VERSION: &str = "2010-12-01";

/// Everything that SES v1 does here.
pub const OPERATIONS: &[QueryOperation] = &[
    QueryOperation { name: "SendRawEmail", effect: CallEffect::Changes, run: send_raw_email },
    QueryOperation { name: "SendEmail", effect: CallEffect::Changes, run: send_email },
    QueryOperation { name: "GetSendQuota", effect: CallEffect::Reads, run: get_send_quota },
    QueryOperation { name: "VerifyEmailIdentity", effect: CallEffect::Changes, run: verify_email_identity },
];

fn send_raw_email(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let data = form.need("RawMessage.Data")?;
    let envelope = Envelope {
        api: SendApi::V1,
        from: form.get("Source").map(str::to_string),
        bounces: None,
        recipients: form.members("Destinations").into_iter().flat_map(addresses).collect(),
        configuration_set: form.get("ConfigurationSetName").map(str::to_string),
    };
    // A query carries base64 as a form does; clients break long lines.
    let data: String = data.split_whitespace().collect();
    let id = envelope.around_raw(&data)?.send(turn)?;
    Ok(Some(Xml::new().text("MessageId", id)))
}

fn send_email(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let lists = ["ToAddresses", "CcAddresses", "BccAddresses"].map(|list| format!("Destination.{list}"));
    let envelope = Envelope {
        api: SendApi::V1,
        from: Some(form.need("Source")?.into()),
        bounces: form.get("ReturnPath").map(str::to_string),
        recipients: lists.iter().flat_map(|list| form.members(list)).flat_map(addresses).collect(),
        configuration_set: form.get("ConfigurationSetName").map(str::to_string),
    };
    let reply_to = form.members("ReplyToAddresses").join(", ");
    let written = Written {
        subject: form.need("Message.Subject.Data")?.into(),
        text: form.get("Message.Body.Text.Data").map(str::to_string),
        html: form.get("Message.Body.Html.Data").map(str::to_string),
        headers: if reply_to.is_empty() { Vec::new() } else { vec![("Reply-To".into(), reply_to)] },
    };
    let id = envelope.around_written(written)?.send(turn)?;
    Ok(Some(Xml::new().text("MessageId", id)))
}

fn get_send_quota(turn: &mut Turn<'_>, _: &FormFields) -> Result<Option<Xml>, AwsError> {
    turn.allow("ses:GetSendQuota", "*")?;
    let now = turn.now;
    let ses = turn.ses();
    let decimal = |number: f64| format!("{number:.1}");
    let quota = Xml::new()
        .text("Max24HourSend", decimal(ses.daily_quota() as f64))
        .text("MaxSendRate", decimal(ses.send_rate()))
        .text("SentLast24Hours", decimal(ses.sent_last_24_hours(now) as f64));
    Ok(Some(quota))
}

/// Makes the identity where it does not exist; sends the mail (again) where it is not verified yet.
fn verify_email_identity(turn: &mut Turn<'_>, form: &FormFields) -> Result<Option<Xml>, AwsError> {
    let given = form.need("EmailAddress")?;
    let (name, kind) = match well_formed(given) {
        Ok((name, IdentityType::EmailAddress)) => (name, IdentityType::EmailAddress),
        Ok((_, IdentityType::Domain)) | Err(_) => {
            let text = format!("Identity {given} is invalid. Must be a verified email address or domain.");
            return Err(AwsError::bad_request(text));
        }
    };
    turn.allow("ses:VerifyEmailIdentity", "*")?;
    let (region, now) = (turn.region.clone(), turn.now);
    match turn.ses().identities.get(&name).map(|identity| identity.status) {
        Some(Status::Success) => {}
        Some(Status::NotStarted | Status::Pending | Status::TemporaryFailure | Status::Failed) => {
            turn.state.send_link(&region, &name, now);
        }
        None => {
            turn.state.begin_identity(&region, &name, kind, now);
        }
    }
    Ok(Some(Xml::new()))
}
