//! The web over the network: one page, asked for as a browser would, with a limit on time and length. A name that stands for an
//! address inside of a network is not asked, whatever leads there. Follows nothing, keeps nothing, and judges no page.
//!
//! Why not the SDK's client, as for Cloudflare? It reads a whole body before it hands it over, and says nothing of the address
//! that a name stands for. This is the client of DNS over HTTPS: the same TLS.
//!
//! `SESAME_SITE` puts a server on this machine in the place of every website: the one of a rehearsal, or of a test.

use std::{error::Error, future::Future, io, net::SocketAddr, pin::Pin, str::FromStr, task, time::Duration};

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Empty};
use hyper::body::Incoming;
use hyper_util::{
    client::legacy::{
        Client,
        connect::{HttpConnector, dns::Name},
    },
    rt::TokioExecutor,
};
use tokio::{net::lookup_host, time::timeout};

use crate::{
    engine::ports::{NoWebPage, Web, WebPage},
    terms::{is_private, is_public_host, is_public_ip},
};

/// So long a website may take, its whole page included.
const PATIENCE: Duration = Duration::from_secs(10);
/// So much of a page is read.
const LARGEST: usize = 256 * 1024;

/// Websites.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum OpenWeb {
    /// As this machine reaches them.
    #[default]
    OfAll,
    /// A server on this machine answers for all of them, told of the scheme by `X-Forwarded-Proto`.
    Here(Uri),
}

/// A text that names no server on this machine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{given}” is not http://HOST:PORT on this machine; write it like http://127.0.0.1:4599")]
pub struct BadWebsites {
    /// As it was given.
    pub given: String,
}

/// As in `SESAME_SITE`: `http://127.0.0.1:4599`.
impl FromStr for OpenWeb {
    type Err = BadWebsites;
    fn from_str(given: &str) -> Result<OpenWeb, BadWebsites> {
        let bad = || BadWebsites { given: given.trim().to_owned() };
        let url: Uri = given.trim().parse().map_err(|_| bad())?;
        let is_here = url.scheme_str() == Some("http") && is_private(&url) && matches!(url.path(), "" | "/");
        if is_here { Ok(OpenWeb::Here(url)) } else { Err(bad()) }
    }
}

#[async_trait]
impl Web for OpenWeb {
    async fn get(&self, url: &Uri) -> Result<WebPage, NoWebPage> {
        let host = url.host().unwrap_or_default();
        // The resolver refuses names that stand for an address inside a network. An address itself never comes to it.
        if !is_public_host(host) {
            return Err(NoWebPage::Private(host.to_owned()));
        }
        let asked = async {
            let response = self.ask(url).await?;
            read(response).await
        };
        match timeout(PATIENCE, asked).await {
            Ok(Ok(page)) => Ok(page),
            Ok(Err(error)) => Err(not_answered(host, error.as_ref())),
            Err(_) => Err(NoWebPage::Silent(format!("no answer within {} s", PATIENCE.as_secs()))),
        }
    }
}

type Trouble = Box<dyn Error + Send + Sync>;

impl OpenWeb {
    async fn ask(&self, url: &Uri) -> Result<Response<Incoming>, Trouble> {
        let request = Request::get(match self {
            OpenWeb::OfAll => url.clone(),
            OpenWeb::Here(server) => {
                let path = url.path_and_query().map_or("/", |path| path.as_str());
                format!("{}{path}", server.to_string().trim_end_matches('/')).parse()?
            }
        });
        let request = request
            .header(header::HOST, url.authority().map_or("", |it| it.as_str()))
            .header(header::ACCEPT, "text/html,*/*;q=0.5")
            .header(
                header::USER_AGENT,
                concat!("sesame/", env!("CARGO_PKG_VERSION"), " (one look, for the site's owner)"),
            );
        match self {
            OpenWeb::OfAll => {
                let mut names = HttpConnector::new_with_resolver(PublicNames);
                names.enforce_http(false);
                let secured = hyper_rustls::HttpsConnectorBuilder::new().with_native_roots()?;
                let client = Client::builder(TokioExecutor::new())
                    .build(secured.https_or_http().enable_http1().wrap_connector(names));
                Ok(client.request(request.body(Empty::<Bytes>::new())?).await?)
            }
            OpenWeb::Here(_) => {
                let request = request.header("x-forwarded-proto", url.scheme_str().unwrap_or("https"));
                let client = Client::builder(TokioExecutor::new()).build(HttpConnector::new());
                Ok(client.request(request.body(Empty::<Bytes>::new())?).await?)
            }
        }
    }
}

async fn read(response: Response<Incoming>) -> Result<WebPage, Trouble> {
    let leads_to = response.headers().get(header::LOCATION).and_then(|it| it.to_str().ok()).map(str::to_owned);
    let is_challenge = response.headers().get("cf-mitigated").is_some_and(|it| it == "challenge");
    let status = response.status().as_u16();
    let (mut body, mut is_whole) = (Vec::new(), true);
    let mut pieces = response.into_body();
    while let Some(piece) = pieces.frame().await {
        let Ok(piece) = piece?.into_data() else { continue };
        let room = LARGEST - body.len();
        body.extend_from_slice(&piece[..piece.len().min(room)]);
        if piece.len() > room {
            is_whole = false;
            break;
        }
    }
    Ok(WebPage { status, leads_to, body, is_whole, is_challenge })
}

fn not_answered(host: &str, error: &(dyn Error + 'static)) -> NoWebPage {
    let mut said: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        if error.is::<Inside>() || carried.is_some_and(|it| it.is::<Inside>()) {
            return NoWebPage::Private(host.to_owned());
        }
        said.push(error.to_string());
        next = error.source();
    }
    // What is underneath says why; above it is that something went wrong.
    NoWebPage::Silent(said.pop().unwrap_or_default())
}

/// Names, as far as they stand for addresses that everybody reaches.
#[derive(Debug, Clone)]
struct PublicNames;

/// A name stands for addresses inside of a network alone.
#[derive(Debug, thiserror::Error)]
#[error("its address is one inside of a network")]
struct Inside;

impl tower_service::Service<Name> for PublicNames {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut task::Context<'_>) -> task::Poll<io::Result<()>> {
        task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        Box::pin(async move {
            let all: Vec<SocketAddr> = lookup_host((name.as_str(), 0)).await?.collect();
            let public: Vec<SocketAddr> = all.iter().copied().filter(|it| is_public_ip(it.ip())).collect();
            match public.is_empty() && !all.is_empty() {
                true => Err(io::Error::other(Inside)),
                false => Ok(public.into_iter()),
            }
        })
    }
}
