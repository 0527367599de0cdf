//! The pages of AWS Sign-In, as plain as they can be. Knows no account.

use bytes::Bytes;
use http::{Response, StatusCode};

/// Who wants to sign in as whom, with two buttons. `action` takes the answer.
pub fn consent(client: &str, arn: &str, action: &str) -> Response<Bytes> {
    let button = |id: &str| format!("<button id=\"{id}\" name=\"decision\" value=\"{id}\">{id}</button>");
    let body = format!(
        "<p><code>{}</code> wants to sign in as <code>{}</code>.</p><form method=\"post\" action=\"{}\">{} {}</form>",
        escaped(client),
        escaped(arn),
        escaped(action),
        button("allow"),
        button("deny"),
    );
    page(StatusCode::OK, "Sign in", &body)
}

/// What is pasted on another device.
pub fn confirmation(text: &str) -> Response<Bytes> {
    let body = format!("<p>Paste this where you began to sign in:</p><pre id=\"text\">{}</pre>", escaped(text));
    page(StatusCode::OK, "Signed in", &body)
}

/// A request that leads nowhere: the browser stays here.
pub fn refused(status: StatusCode, why: &str) -> Response<Bytes> {
    page(status, "Not signed in", &format!("<p id=\"why\">{}</p>", escaped(why)))
}

/// Away from here.
pub fn away(to: &str) -> Response<Bytes> {
    let response =
        Response::builder().status(StatusCode::FOUND).header("location", to).header("cache-control", "no-store");
    response.body(Bytes::new()).unwrap_or_else(|_| refused(StatusCode::BAD_REQUEST, "there is no way back"))
}

fn page(status: StatusCode, title: &str, body: &str) -> Response<Bytes> {
    let whole = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <h1>{title} · this is a rehearsal, and not AWS</h1>{body}</html>"
    );
    let response = Response::builder().status(status).header("content-type", "text/html; charset=utf-8");
    response.header("cache-control", "no-store").body(whole.into()).expect("fixed parts")
}

fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
