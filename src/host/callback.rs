//! The address on this machine to which a browser comes back from a sign-in page. Listens on the loopback interface alone and
//! answers one path. Knows no AWS, and keeps nothing of what it turns away.

use std::{
    convert::Infallible,
    fmt::Write as _,
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc::{UnboundedSender, unbounded_channel},
    task::JoinSet,
};

use crate::{
    engine::ports::{Callback, CallbackAnswer, CallbackPages, DENIED, Porch},
    terms::{Failure, FailureKind, Secret},
};

/// The only path that is answered; the one that AWS sends browsers to.
const PATH: &str = "/oauth/callback";
/// More than a code has.
const LONGEST_CODE: usize = 512;
/// Before another connection is accepted where one could not be.
const GAP: Duration = Duration::from_millis(100);
/// A browser that says nothing for so long is not waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// 127.0.0.1
#[derive(Debug, Clone, Copy)]
pub struct LoopbackPorch;

#[async_trait]
impl Porch for LoopbackPorch {
    async fn open(&self, port: Option<u16>, pages: CallbackPages) -> Result<Box<dyn Callback>, Failure> {
        let port = port.unwrap_or(0);
        let failed = |e: io::Error| {
            let doing = format!("listen on 127.0.0.1:{port}");
            // What is wrong with the port that was named is no trouble of the network.
            let is_the_ports = matches!(e.kind(), io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied);
            match is_the_ports {
                true => Failure::new(FailureKind::BadInput, doing)
                    .because(e)
                    .because("name another port, or leave --redirect-port out"),
                false => Failure::new(FailureKind::Network, doing).because(e),
            }
        };
        // AWS sends browsers to this literal address: no other interface has to be open.
        let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        Ok(Box::new(Open { listener, port, pages: Arc::new(pages) }))
    }
}

/// Closed when it is dropped.
struct Open {
    listener: TcpListener,
    port: u16,
    pages: Arc<CallbackPages>,
}

#[async_trait]
impl Callback for Open {
    fn address(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    async fn answer(&self, state: &Secret) -> CallbackAnswer {
        let (found, mut answers) = unbounded_channel();
        let mut visits = JoinSet::new();
        let answer = loop {
            tokio::select! {
                Some(answer) = answers.recv() => break answer,
                visit = self.listener.accept() => match visit {
                    Ok((stream, _)) => {
                        let awaited = Awaited { state: state.copy(), port: self.port, pages: self.pages.clone() };
                        visits.spawn(converse(stream, awaited, found.clone()));
                    }
                    // It is gone, and the next one may be good; where there are too many files open, not at once.
                    Err(_) => tokio::time::sleep(GAP).await,
                },
            }
            while visits.try_join_next().is_some() {}
        };
        // The browser gets its page before the address is gone. Others, which may be open for nothing, are not waited for.
        let last_page = async { while let Some(Ok(Heard::Nothing) | Err(_)) = visits.join_next().await {} };
        let _ = tokio::time::timeout(Duration::from_secs(2), last_page).await;
        answer
    }
}

/// What is waited for.
struct Awaited {
    state: Secret,
    port: u16,
    pages: Arc<CallbackPages>,
}

/// What came of a connection.
#[derive(Clone, Copy)]
enum Heard {
    Nothing,
    /// What is waited for.
    Answer,
}

/// Whether a client that names this host means the address that browsers come back to on this port. The port of plain HTTP is left
/// out by clients that keep to the standard.
pub fn is_callback_host(host: &str, port: u16) -> bool {
    match host.strip_prefix("127.0.0.1") {
        Some("") => port == 80,
        Some(rest) => rest.strip_prefix(':') == Some(port.to_string().as_str()),
        None => false,
    }
}

async fn converse(stream: TcpStream, awaited: Awaited, found: UnboundedSender<CallbackAnswer>) -> Heard {
    let heard = AtomicBool::new(false);
    let service = service_fn(|request: Request<Incoming>| {
        let (response, answer) = awaited.hear(&request);
        if let Some(answer) = answer {
            heard.store(true, Ordering::Relaxed);
            // A second one is too late.
            let _ = found.send(answer);
        }
        async { Ok::<_, Infallible>(response) }
    });
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(PATIENCE).keep_alive(false).max_buf_size(16 * 1024);
    // How a conversation ends is the browser's business.
    server.serve_connection(TokioIo::new(stream), service).await.ok();
    if heard.load(Ordering::Relaxed) { Heard::Answer } else { Heard::Nothing }
}

impl Awaited {
    fn hear(&self, request: &Request<Incoming>) -> (Response<Full<Bytes>>, Option<CallbackAnswer>) {
        let host = request.headers().get(header::HOST).and_then(|it| it.to_str().ok());
        // Under another name it is another web site that asks, whatever its address is.
        if request.uri().path() != PATH || !host.is_some_and(|host| is_callback_host(host, self.port)) {
            return (self.page(StatusCode::NOT_FOUND, ""), None);
        }
        if request.method() != Method::GET {
            return (self.page(StatusCode::METHOD_NOT_ALLOWED, ""), None);
        }
        let (mut state, mut code, mut error) = (None, None, None);
        for (name, value) in form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes()) {
            let place = match name.as_ref() {
                "state" => &mut state,
                "code" => &mut code,
                "error" => &mut error,
                _ => continue,
            };
            // Said twice, it is not what AWS says.
            if place.replace(Secret::new(value)).is_some() {
                return (self.page(StatusCode::BAD_REQUEST, &self.pages.stray), None);
            }
        }
        let stray = || (self.page(StatusCode::BAD_REQUEST, &self.pages.stray), None);
        if state.is_none_or(|state| state != self.state) {
            return stray();
        }
        match (code, error) {
            (Some(code), None) if (1..=LONGEST_CODE).contains(&code.reveal().len()) => {
                (self.page(StatusCode::OK, &self.pages.done), Some(CallbackAnswer::Code(code)))
            }
            (None, Some(error)) => {
                // It is shown: no letter that a terminal would obey.
                let letters = error.reveal().chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
                let word: String = letters.take(60).collect();
                let page = if word == DENIED { &self.pages.refused } else { &self.pages.failed };
                (self.page(StatusCode::OK, page), Some(CallbackAnswer::Refused(word)))
            }
            (Some(_) | None, _) => stray(),
        }
    }

    fn page(&self, status: StatusCode, text: &str) -> Response<Full<Bytes>> {
        let mut escaped = String::new();
        for c in text.chars() {
            // Nothing in it is HTML.
            let _ = match c {
                '<' | '>' | '&' | '"' | '\'' => write!(escaped, "&#{};", u32::from(c)),
                c => write!(escaped, "{c}"),
            };
        }
        let whole = format!(
            "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><title>Sesame</title>\
             <body style=\"font:1.2em sans-serif;margin:4em auto;max-width:32em\"><p>{escaped}</p></body></html>",
            self.pages.lang
        );
        let mut response = Response::new(Full::new(Bytes::from(whole)));
        *response.status_mut() = status;
        let fixed = [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        ];
        response.headers_mut().extend(fixed.map(|(name, value)| (name, HeaderValue::from_static(value))));
        response
    }
}
