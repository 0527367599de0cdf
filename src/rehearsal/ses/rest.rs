//! A request to SES v2 once its path is understood: the part that varies, the query, the members of its body. Knows no
//! operation.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Request;
use serde_json::{Map, Value};

use crate::rehearsal::{form::FormFields, reply::AwsError};

/// A request to an operation of SES v2.
#[derive(Debug, Clone)]
pub struct Rest {
    /// The part of the path that varies.
    pub id: String,
    pub query: FormFields,
    pub body: Members,
}

impl Rest {
    /// Refuses a member that is not one of these: left out, another question would be answered.
    pub fn only(&self, known: &[&str]) -> Result<(), AwsError> {
        let strange = self.body.names().chain(self.query.names()).find(|name| !known.contains(name));
        match strange {
            None => Ok(()),
            Some(name) => Err(AwsError::bad_request(format!("This rehearsal does not know the member {name} here."))),
        }
    }

    /// Reads the members of a request whose path has been understood.
    pub fn read(request: &Request<Bytes>, id: String) -> Result<Rest, AwsError> {
        let body = match request.body().as_ref() {
            b"" => Value::Object(Map::new()),
            bytes => {
                serde_json::from_slice(bytes).map_err(|bad| serialization(format!("the body is not JSON: {bad}")))?
            }
        };
        let query = FormFields::read(request.uri().query().unwrap_or_default().as_bytes());
        Ok(Rest { id, query, body: Members::read(body)? })
    }
}

/// The members of a JSON object, each of the type that AWS's model has.
#[derive(Debug, Clone, Default)]
pub struct Members(Map<String, Value>);

impl Members {
    fn read(value: Value) -> Result<Self, AwsError> {
        match value {
            Value::Object(members) => Ok(Members(members)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                Err(serialization("expected an object".into()))
            }
        }
    }

    /// The names of the members that are there.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// A string.
    pub fn text(&self, name: &str) -> Result<Option<String>, AwsError> {
        self.read_as(name, "a string", |value| value.as_str().map(str::to_string))
    }

    /// A boolean.
    pub fn flag(&self, name: &str) -> Result<Option<bool>, AwsError> {
        self.read_as(name, "a boolean", Value::as_bool)
    }

    /// A whole number that is not negative.
    pub fn number(&self, name: &str) -> Result<Option<u64>, AwsError> {
        self.read_as(name, "a number", Value::as_u64)
    }

    /// A list of strings; an absent one is empty.
    pub fn texts(&self, name: &str) -> Result<Vec<String>, AwsError> {
        let all = |value: &Value| value.as_array()?.iter().map(|one| one.as_str().map(str::to_string)).collect();
        Ok(self.read_as(name, "a list of strings", all)?.unwrap_or_default())
    }

    /// An object.
    pub fn object(&self, name: &str) -> Result<Option<Members>, AwsError> {
        self.read_as(name, "an object", |value| value.as_object().cloned().map(Members))
    }

    /// A map of strings to strings; an absent one is empty.
    pub fn map(&self, name: &str) -> Result<BTreeMap<String, String>, AwsError> {
        let all = |value: &Value| {
            value.as_object()?.iter().map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
        };
        Ok(self.read_as(name, "a map of strings", all)?.unwrap_or_default())
    }

    /// A list of objects; an absent one is empty.
    pub fn objects(&self, name: &str) -> Result<Vec<Members>, AwsError> {
        let all = |value: &Value| value.as_array()?.iter().map(|one| one.as_object().cloned().map(Members)).collect();
        Ok(self.read_as(name, "a list of objects", all)?.unwrap_or_default())
    }

    /// `Tags`: pairs of key and value.
    pub fn tags(&self) -> Result<Vec<(String, String)>, AwsError> {
        let pair = |tag: Members| Ok((tag.text("Key")?.unwrap_or_default(), tag.text("Value")?.unwrap_or_default()));
        self.objects("Tags")?.into_iter().map(pair).collect()
    }

    fn read_as<T>(&self, name: &str, what: &str, read: impl Fn(&Value) -> Option<T>) -> Result<Option<T>, AwsError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(value).map(Some).ok_or_else(|| serialization(format!("{name} is not {what}"))),
        }
    }
}

fn serialization(message: String) -> AwsError {
    AwsError::new(400, "SerializationException", message).in_front()
}
