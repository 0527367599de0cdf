//! The paths of SES v2, and the members of its bodies. Knows which operation a path means, not what it does.

use bytes::Bytes;
use http::Request;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::{account, identities, send};
use crate::rehearsal::{form::Form, front::Effect, reply::Refusal, turn::Turn};

/// An operation of SES v2.
#[derive(Debug, Clone, Copy)]
pub struct RestOperation {
    pub name: &'static str,
    pub effect: Effect,
    method: &'static str,
    /// Behind `/v2/email`; `*` is the one part that varies.
    path: &'static str,
    pub run: fn(&mut Turn<'_>, &Rest) -> Result<Value, Refusal>,
}

use Effect::{Changes, Reads};

type Run = fn(&mut Turn<'_>, &Rest) -> Result<Value, Refusal>;

const fn operation(
    name: &'static str,
    effect: Effect,
    method: &'static str,
    path: &'static str,
    run: Run,
) -> RestOperation {
    RestOperation { name, effect, method, path, run }
}

pub const OPERATIONS: &[RestOperation] = &[
    operation("GetAccount", Reads, "GET", "/account", account::get_account),
    operation("PutAccountDetails", Changes, "POST", "/account/details", account::put_account_details),
    operation("PutAccountSendingAttributes", Changes, "PUT", "/account/sending", account::put_account_sending),
    operation(
        "PutAccountSuppressionAttributes",
        Changes,
        "PUT",
        "/account/suppression",
        account::put_account_suppression,
    ),
    operation("GetSuppressedDestination", Reads, "GET", "/suppression/addresses/*", account::get_suppressed),
    operation("DeleteSuppressedDestination", Changes, "DELETE", "/suppression/addresses/*", account::delete_suppressed),
    operation("CreateEmailIdentity", Changes, "POST", "/identities", identities::create),
    operation("GetEmailIdentity", Reads, "GET", "/identities/*", identities::get),
    operation("DeleteEmailIdentity", Changes, "DELETE", "/identities/*", identities::delete),
    // botocore's route, then the one that newer SDKs have.
    operation("ListEmailIdentities", Reads, "GET", "/identities", identities::list),
    operation("ListEmailIdentities", Reads, "POST", "/list-identities", identities::list),
    operation(
        "PutEmailIdentityMailFromAttributes",
        Changes,
        "PUT",
        "/identities/*/mail-from",
        identities::put_mail_from,
    ),
    operation("PutEmailIdentityDkimAttributes", Changes, "PUT", "/identities/*/dkim", identities::put_dkim),
    operation(
        "PutEmailIdentityDkimSigningAttributes",
        Changes,
        "PUT",
        "/identities/*/dkim/signing",
        identities::restart_dkim,
    ),
    operation("PutEmailIdentityFeedbackAttributes", Changes, "PUT", "/identities/*/feedback", identities::put_feedback),
    operation("TagResource", Changes, "POST", "/tags", identities::tag_resource),
    operation("ListTagsForResource", Reads, "GET", "/tags", identities::list_tags),
    operation("SendEmail", Changes, "POST", "/outbound-emails", send::send_email),
];

/// A request to one of them.
#[derive(Debug, Clone)]
pub struct Rest {
    /// The part of the path that varies.
    pub id: String,
    pub query: Form,
    pub body: Members,
}

/// Finds the operation that a method and a path (without its `/v2/email`) mean, and the part of the path that varies.
pub fn route(request: &Request<Bytes>, path: &str) -> Result<(RestOperation, String), Refusal> {
    let mut found = OPERATIONS.iter().filter(|it| it.method == request.method().as_str());
    found.find_map(|it| Some((*it, matched(it.path, path)?))).ok_or_else(|| {
        let text = format!("This rehearsal does not know {} {}", request.method(), request.uri().path());
        Refusal::new(400, "UnknownOperationException", text)
    })
}

impl Rest {
    /// Reads the members of a request whose path has been understood.
    pub fn read(request: &Request<Bytes>, id: String) -> Result<Rest, Refusal> {
        let body = match request.body().as_ref() {
            b"" => Value::Object(Map::new()),
            bytes => {
                serde_json::from_slice(bytes).map_err(|bad| serialization(format!("the body is not JSON: {bad}")))?
            }
        };
        let query = Form::read(request.uri().query().unwrap_or_default().as_bytes());
        Ok(Rest { id, query, body: Members::read(body)? })
    }
}

fn matched(pattern: &str, path: &str) -> Option<String> {
    let (mut id, mut rest) = (String::new(), path.split('/'));
    for part in pattern.split('/') {
        let given = rest.next()?;
        if part == "*" && !given.is_empty() {
            id = percent_decode_str(given).decode_utf8().ok()?.into_owned();
        } else if part != given {
            return None;
        }
    }
    rest.next().is_none().then_some(id)
}

/// The members of a JSON object, each of the type that AWS's model has.
#[derive(Debug, Clone, Default)]
pub struct Members(Map<String, Value>);

impl Members {
    fn read(value: Value) -> Result<Self, Refusal> {
        match value {
            Value::Object(members) => Ok(Members(members)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Err(serialization("expected an object".into()))
            }
        }
    }

    pub fn text(&self, name: &str) -> Result<Option<String>, Refusal> {
        self.read_as(name, "a string", |value| value.as_str().map(str::to_string))
    }

    pub fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        self.read_as(name, "a boolean", Value::as_bool)
    }

    pub fn number(&self, name: &str) -> Result<Option<u64>, Refusal> {
        self.read_as(name, "a number", Value::as_u64)
    }

    pub fn texts(&self, name: &str) -> Result<Vec<String>, Refusal> {
        let all = |value: &Value| value.as_array()?.iter().map(|one| one.as_str().map(str::to_string)).collect();
        Ok(self.read_as(name, "a list of strings", all)?.unwrap_or_default())
    }

    pub fn object(&self, name: &str) -> Result<Option<Members>, Refusal> {
        self.read_as(name, "an object", |value| value.as_object().cloned().map(Members))
    }

    pub fn objects(&self, name: &str) -> Result<Vec<Members>, Refusal> {
        let all = |value: &Value| value.as_array()?.iter().map(|one| one.as_object().cloned().map(Members)).collect();
        Ok(self.read_as(name, "a list of objects", all)?.unwrap_or_default())
    }

    /// `Tags`: pairs of key and value.
    pub fn tags(&self) -> Result<Vec<(String, String)>, Refusal> {
        let pair = |tag: Members| Ok((tag.text("Key")?.unwrap_or_default(), tag.text("Value")?.unwrap_or_default()));
        self.objects("Tags")?.into_iter().map(pair).collect()
    }

    fn read_as<T>(&self, name: &str, what: &str, read: impl Fn(&Value) -> Option<T>) -> Result<Option<T>, Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value).map(Some).ok_or_else(|| serialization(format!("{name} is not {what}"))),
        }
    }
}

fn serialization(message: String) -> Refusal {
    Refusal::new(400, "SerializationException", message).in_front()
}
