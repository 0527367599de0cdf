//! SES v2's SendEmail: from its members to a message. Knows no check; those are in `dispatch`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{
    dispatch::Dispatch,
    letter::{Mailbox, MessageHeaders, mailboxes},
    rest::{Members, Rest},
};
use crate::rehearsal::{form::Rules, reply::AwsError, state::SendApi, turn::Turn};

/// SendEmail, raw or simple.
pub fn send_email(turn: &mut Turn<'_>, rest: &Rest) -> Result<Value, AwsError> {
    let content = rest.body.object("Content")?;
    let mut rules = Rules::default();
    rules.present("content", content.as_ref());
    rules.hold()?;
    let content = content.unwrap_or_default();
    let envelope = Envelope {
        api: SendApi::V2,
        from: rest.body.text("FromEmailAddress")?,
        bounces: rest.body.text("FeedbackForwardingEmailAddress")?,
        recipients: recipients(&rest.body)?,
        configuration_set: rest.body.text("ConfigurationSetName")?,
    };
    let dispatch = match (content.object("Raw")?, content.object("Simple")?) {
        (Some(raw), None) => envelope.around_raw(&raw.text("Data")?.unwrap_or_default())?,
        (None, Some(simple)) => {
            let written = written(&simple, &rest.body)?;
            envelope.around_written(written)?
        }
        (None, None) | (Some(_), Some(_)) => {
            return Err(AwsError::bad_request(
                "Exactly one of Raw and Simple is expected; this rehearsal has no templates.",
            ));
        }
    };
    Ok(json!({ "MessageId": dispatch.send(turn)? }))
}

/// What a request says beside the message.
#[derive(Debug)]
pub struct Envelope {
    pub api: SendApi,
    pub from: Option<String>,
    /// Where bounces are to go.
    pub bounces: Option<String>,
    pub recipients: Vec<String>,
    pub configuration_set: Option<String>,
}

/// The parts that SES makes a message of by itself.
#[derive(Debug)]
pub struct Written {
    pub subject: String,
    pub text: Option<String>,
    pub html: Option<String>,
    pub headers: Vec<(String, String)>,
}

impl Envelope {
    /// A message that comes whole: its own headers name the sender, the envelope may name the recipients.
    pub fn around_raw(self, data: &str) -> Result<Dispatch, AwsError> {
        let bytes = STANDARD.decode(data).map_err(|_| AwsError::bad_request("The raw message is not base64."))?;
        self.around_message(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// The same, as it is.
    pub fn around_message(self, mime: String) -> Result<Dispatch, AwsError> {
        let letter = MessageHeaders::read(&mime);
        let from = letter.mailboxes("from").into_iter().next();
        let from = from.ok_or_else(|| AwsError::bad_request("Missing required header 'From'."))?;
        let mut beside_from: Vec<String> = self.bounces.iter().chain(&self.from).flat_map(|it| addresses(it)).collect();
        for name in ["return-path", "sender"] {
            beside_from.extend(letter.mailboxes(name).into_iter().map(|it| it.address));
        }
        beside_from.retain(|address| *address != from.address);
        let mut recipients = self.recipients;
        if recipients.is_empty() {
            let named = ["to", "cc", "bcc"].iter().flat_map(|name| letter.mailboxes(name));
            recipients = named.map(|it| it.address).collect();
        }
        let in_header = letter.header("x-ses-configuration-set").map(str::to_string);
        Ok(Dispatch {
            api: self.api,
            action: "ses:SendRawEmail",
            from,
            beside_from,
            recipients,
            configuration_set: self.configuration_set.or(in_header),
            mime,
        })
    }

    /// A message that SES writes.
    pub fn around_written(self, written: Written) -> Result<Dispatch, AwsError> {
        let from = self.from.as_deref().map(mailboxes).and_then(|all| all.into_iter().next());
        let from: Mailbox = from.ok_or_else(|| AwsError::bad_request("Missing required header 'From'."))?;
        let mut mime = format!("From: {}\r\nTo: {}\r\n", self.from.unwrap_or_default(), self.recipients.join(", "));
        for (name, value) in &written.headers {
            mime.push_str(&format!("{name}: {value}\r\n"));
        }
        let (kind, body) = match (&written.html, &written.text) {
            (Some(html), _) => ("text/html", html.as_str()),
            (None, text) => ("text/plain", text.as_deref().unwrap_or_default()),
        };
        mime.push_str(&format!(
            "Subject: {}\r\nMIME-Version: 1.0\r\nContent-Type: {kind}; charset=UTF-8\r\n\r\n{body}",
            written.subject
        ));
        Ok(Dispatch {
            api: self.api,
            action: "ses:SendEmail",
            beside_from: self.bounces.iter().flat_map(|it| addresses(it)).filter(|it| *it != from.address).collect(),
            from,
            recipients: self.recipients,
            configuration_set: self.configuration_set,
            mime,
        })
    }
}

/// The bare addresses of a list.
pub fn addresses(list: &str) -> Vec<String> {
    mailboxes(list).into_iter().map(|mailbox| mailbox.address).collect()
}

fn recipients(body: &Members) -> Result<Vec<String>, AwsError> {
    let Some(destination) = body.object("Destination")? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for name in ["ToAddresses", "CcAddresses", "BccAddresses"] {
        all.extend(destination.texts(name)?.iter().flat_map(|it| addresses(it)));
    }
    Ok(all)
}

fn written(simple: &Members, body: &Members) -> Result<Written, AwsError> {
    let data = |members: Option<Members>| members.map_or(Ok(None), |it| it.text("Data"));
    let parts = simple.object("Body")?;
    let subject = data(simple.object("Subject")?)?;
    let mut headers = Vec::new();
    let mut rules = Rules::default();
    rules.present("content.simple.subject", subject.as_ref());
    rules.present("content.simple.body", parts.as_ref());
    let given = simple.objects("Headers")?;
    if given.len() > 15 {
        rules.broken("content.simple.headers", "Member must have length less than or equal to 15");
    }
    for header in given {
        let (name, value) = (header.text("Name")?.unwrap_or_default(), header.text("Value")?.unwrap_or_default());
        rules.length("content.simple.headers.name", &name, 1..=126);
        rules.length("content.simple.headers.value", &value, 1..=995);
        headers.push((name, value));
    }
    rules.hold()?;
    let reply_to = body.texts("ReplyToAddresses")?;
    if !reply_to.is_empty() {
        headers.push(("Reply-To".into(), reply_to.join(", ")));
    }
    let parts = parts.unwrap_or_default();
    Ok(Written {
        subject: subject.unwrap_or_default(),
        text: data(parts.object("Text")?)?,
        html: data(parts.object("Html")?)?,
        headers,
    })
}
