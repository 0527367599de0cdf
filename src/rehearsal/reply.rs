//! What leaves the pretend account: AWS's two families of answers and refusals. Knows no operation.
//!
//! SES v2 names the code in the header `x-amzn-ErrorType` and puts `{"message":"…"}` in the body (`Message` where it is the
//! signature's layer that refuses); SES v1, IAM and STS wrap an `<Error>` with type, code and message into an
//! `<ErrorResponse>`. Both have `x-amzn-RequestId`.

use std::fmt::Display;

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};

use crate::terms::Timestamp;

/// How a service speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// SES v2: JSON, the code in a header.
    Json,
    /// IAM, STS and SES v1: XML in this namespace.
    Query { namespace: &'static str },
}

/// An error response. The two families name the same fault differently, so it carries both names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsError {
    v2: (u16, &'static str),
    query: (u16, &'static str),
    message: Option<String>,
    layer: Layer,
    /// The word of OAuth beside it, where it is AWS Sign-In that refuses.
    oauth: Option<&'static str>,
}

/// Where the refusal comes from; in front of the service SES v2 spells the member `Message`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    Front,
    Service,
}

impl AwsError {
    /// One code for both families, or for an operation that only one of them has.
    pub fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        AwsError::split((status, code), (status, code), message)
    }

    /// The fault as SES v2 names it, then as the query services do.
    pub fn split(v2: (u16, &'static str), query: (u16, &'static str), message: impl Into<String>) -> Self {
        AwsError { v2, query, message: Some(message.into()), layer: Layer::Service, oauth: None }
    }

    /// Without a body, as ConflictException is seen.
    pub fn wordless(status: u16, code: &'static str) -> Self {
        AwsError { v2: (status, code), query: (status, code), message: None, layer: Layer::Service, oauth: None }
    }

    /// A member that SES would not take, said by the service itself.
    pub fn bad_request(message: impl Into<String>) -> Self {
        AwsError::split((400, "BadRequestException"), (400, "InvalidParameterValue"), message)
    }

    /// The same refusal, with OAuth's word for it.
    pub fn of_oauth(mut self, error: &'static str) -> Self {
        self.oauth = Some(error);
        self
    }

    /// The same refusal, said in front of the service.
    pub fn in_front(mut self) -> Self {
        self.layer = Layer::Front;
        self
    }

    /// The code as this family puts it on the wire.
    pub fn code(&self, family: Family) -> &'static str {
        match family {
            Family::Json => self.v2.1,
            Family::Query { .. } => self.query.1,
        }
    }

    /// AWS's sentence.
    pub fn text(&self) -> &str {
        self.message.as_deref().unwrap_or_default()
    }

    /// The whole reply.
    pub fn reply(&self, family: Family, request_id: &str, now: Timestamp) -> Response<Bytes> {
        match family {
            Family::Json => {
                let body = match (&self.message, self.layer, self.oauth) {
                    (None, Layer::Front | Layer::Service, _) => String::new(),
                    (Some(text), _, Some(error)) => json!({ "error": error, "message": text }).to_string(),
                    (Some(text), Layer::Front, None) => json!({ "Message": text }).to_string(),
                    (Some(text), Layer::Service, None) => json!({ "message": text }).to_string(),
                };
                // The layer in front adds where the shape is defined; clients cut it off.
                let kind = match self.layer {
                    Layer::Front => format!("{}:http://internal.amazon.com/coral/com.amazon.coral.service/", self.v2.1),
                    Layer::Service => self.v2.1.to_string(),
                };
                let mut reply = envelope(self.v2.0, "application/json", request_id, now, body);
                reply.headers_mut().insert("x-amzn-errortype", kind.parse().expect("made of fixed text"));
                reply
            }
            Family::Query { namespace } => {
                let (status, code) = self.query;
                let error = Xml::new()
                    .text("Type", if status < 500 { "Sender" } else { "Receiver" })
                    .text("Code", code)
                    .text("Message", self.message.as_deref().unwrap_or_default());
                let whole = Xml::new().node("Error", error).text("RequestId", request_id);
                envelope(status, "text/xml", request_id, now, whole.rooted("ErrorResponse", namespace))
            }
        }
    }
}

/// A SES v2 answer.
pub fn json_reply(body: &Value, request_id: &str, now: Timestamp) -> Response<Bytes> {
    envelope(200, "application/json", request_id, now, body.to_string())
}

/// An IAM, STS or SES v1 answer; an operation without a result carries only its metadata.
pub fn query_reply(
    operation: &str,
    family: Family,
    result: Option<Xml>,
    request_id: &str,
    now: Timestamp,
) -> Response<Bytes> {
    let whole = match result {
        Some(result) => Xml::new().node(&format!("{operation}Result"), result),
        None => Xml::new(),
    };
    let whole = whole.node("ResponseMetadata", Xml::new().text("RequestId", request_id));
    let namespace = match family {
        Family::Query { namespace } => namespace,
        Family::Json => "",
    };
    envelope(200, "text/xml", request_id, now, whole.rooted(&format!("{operation}Response"), namespace))
}

/// A Route 53 answer: the document alone.
pub fn document_reply(
    operation: &str,
    inside: Xml,
    namespace: &str,
    request_id: &str,
    now: Timestamp,
) -> Response<Bytes> {
    envelope(200, "text/xml", request_id, now, inside.rooted(&format!("{operation}Response"), namespace))
}

/// What a broken middlebox would say.
pub fn garbage() -> Response<Bytes> {
    let page = "<html><head><title>Proxy</title></head><body><h1>It works!</h1>";
    Response::builder().status(200).header("content-type", "text/html").body(page.into()).expect("fixed parts")
}

/// A reply that breaks off. In a CreateAccessKey answer that is in the date behind the secret, where the SDK notices it
/// (most other breaks it takes for the end) and keeps what it could not parse, secret and all.
pub fn cut_off(whole: Response<Bytes>) -> Response<Bytes> {
    whole.map(|body| body.slice(..body.len() * 63 / 100))
}

fn envelope(status: u16, kind: &str, request_id: &str, now: Timestamp, body: String) -> Response<Bytes> {
    Response::builder()
        .status(status)
        .header("content-type", kind)
        .header("x-amzn-requestid", request_id)
        .header("date", date(now))
        .body(body.into())
        .expect("made of fixed names and ids")
}

/// A moment as the header `Date` has it.
pub fn date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// A moment as IAM writes it.
pub fn iso(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A moment as SES v2 writes it: seconds since 1970.
pub fn epoch(at: Timestamp) -> Value {
    json!(at.as_millisecond() as f64 / 1000.0)
}

/// XML elements, one after the other.
#[derive(Debug, Clone, Default)]
pub struct Xml(String);

impl Xml {
    /// Without an element yet.
    pub fn new() -> Self {
        Xml::default()
    }

    /// An element that holds text.
    #[must_use]
    pub fn text(mut self, name: &str, text: impl Display) -> Self {
        let text = text.to_string();
        self.0.push_str(&format!("<{name}>{}</{name}>", quick_xml::escape::partial_escape(&text)));
        self
    }

    /// The same where there is something to say.
    #[must_use]
    pub fn maybe(self, name: &str, text: Option<impl Display>) -> Self {
        match text {
            Some(text) => self.text(name, text),
            None => self,
        }
    }

    /// An element that holds elements.
    #[must_use]
    pub fn node(mut self, name: &str, inside: Xml) -> Self {
        self.0.push_str(&format!("<{name}>{}</{name}>", inside.0));
        self
    }

    /// A list, each of its elements a `<member>`.
    #[must_use]
    pub fn members(self, name: &str, each: impl IntoIterator<Item = Xml>) -> Self {
        let inside = each.into_iter().fold(Xml::new(), |list, one| list.node("member", one));
        self.node(name, inside)
    }

    /// A list of texts.
    #[must_use]
    pub fn words(self, name: &str, each: impl IntoIterator<Item = impl Display>) -> Self {
        let inside = each.into_iter().fold(Xml::new(), |list, one| list.text("member", one));
        self.node(name, inside)
    }

    fn rooted(self, name: &str, namespace: &str) -> String {
        format!("<{name} xmlns=\"{namespace}\">{}</{name}>", self.0)
    }
}
