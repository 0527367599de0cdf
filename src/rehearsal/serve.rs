//! The pretend account on loopback ports, for any AWS client: HTTP for AWS and the control door, DNS and SMTP. Knows no
//! operation of any.

use std::{convert::Infallible, io, net::SocketAddr};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::terms::{REHEARSED, Timestamp};

use super::{call::Arrival, door, front, name_server::NameServer, smtp, state::Play, world::World};

/// Where to listen, and what moves the world meanwhile. Port 0 takes one that is free.
#[derive(Debug, Clone, Copy)]
pub struct Listen {
    pub http: SocketAddr,
    pub dns: Option<SocketAddr>,
    /// As the server of the scenario's region.
    pub smtp: Option<SocketAddr>,
    /// By hand, only time moves by itself; DNS, clicks and reviews come through the control door.
    pub play: Play,
}

/// Why a world could not be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("{0} is not a loopback address; a rehearsal is served on this computer only, as on 127.0.0.1:4599")]
    NotLoopback(SocketAddr),
    #[error("could not listen on {address}")]
    Bind {
        address: SocketAddr,
        #[source]
        cause: io::Error,
    },
}

/// A world whose ports are open; it answers while [`run`](Serving::run) is being polled.
#[derive(Debug)]
pub struct Serving {
    /// Where AWS and the control door are.
    pub http: SocketAddr,
    /// Where DNS is, UDP and TCP.
    pub dns: Option<SocketAddr>,
    /// Where SMTP is.
    pub smtp: Option<SocketAddr>,
    world: World,
    listener: TcpListener,
    name_server: Option<NameServer>,
    post_office: Option<TcpListener>,
}

/// Opens the ports.
pub async fn serve(world: World, listen: Listen) -> Result<Serving, ServeError> {
    for address in [Some(listen.http), listen.dns, listen.smtp].into_iter().flatten() {
        if !address.ip().is_loopback() {
            return Err(ServeError::NotLoopback(address));
        }
    }
    let failed = |address| move |cause| ServeError::Bind { address, cause };
    let listener = TcpListener::bind(listen.http).await.map_err(failed(listen.http))?;
    let http = listener.local_addr().map_err(failed(listen.http))?;
    let (name_server, dns) = match listen.dns {
        Some(address) => {
            let server = NameServer::bind(address).await.map_err(failed(address))?;
            let bound = server.address().map_err(failed(address))?;
            (Some(server), Some(bound))
        }
        None => (None, None),
    };
    let (post_office, smtp) = match listen.smtp {
        Some(address) => {
            let listener = TcpListener::bind(address).await.map_err(failed(address))?;
            let bound = listener.local_addr().map_err(failed(address))?;
            (Some(listener), Some(bound))
        }
        None => (None, None),
    };
    world.play(listen.play);
    Ok(Serving { http, dns, smtp, world, listener, name_server, post_office })
}

impl Serving {
    /// Answers until it is dropped.
    pub async fn run(self) -> Infallible {
        let mut tasks = JoinSet::new();
        if let Some(server) = self.name_server {
            tasks.spawn(server.run(self.world.clone()));
        }
        if let Some(listener) = self.post_office {
            let region = self.world.scenario().region;
            tasks.spawn(smtp::run(listener, self.world.clone(), region));
        }
        loop {
            // A connection that cannot be accepted is gone; the next one may be good.
            if let Ok((stream, _)) = self.listener.accept().await {
                tasks.spawn(converse(stream, self.world.clone()));
            }
            while tasks.try_join_next().is_some() {}
        }
    }
}

async fn converse(stream: TcpStream, world: World) {
    let service = service_fn(move |request: Request<Incoming>| {
        let world = world.clone();
        async move {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.map_err(Unanswered::Client)?.to_bytes();
            let request = Request::from_parts(parts, body);
            let response: Response<Bytes> = if door::is_meant(&request) {
                door::answer(&world, &request)
            } else {
                // An error here makes hyper close the connection: the reply that was lost, the host that does not exist.
                front::answer(&world, request, Arrival::Served).await.map_err(Unanswered::World)?
            };
            Ok::<_, Unanswered>(as_a_rehearsal(response, &world).map(Full::new))
        }
    });
    // How a conversation ends is the client's business.
    http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.ok();
}

/// Says with each answer that it is one of a rehearsal, and by how many seconds its time is ahead of this machine's.
fn as_a_rehearsal(mut response: Response<Bytes>, world: &World) -> Response<Bytes> {
    let moved = world.now().duration_since(Timestamp::now()).as_secs();
    response.headers_mut().insert(REHEARSED, moved.into());
    response
}

#[derive(Debug, thiserror::Error)]
enum Unanswered {
    #[error(transparent)]
    Client(hyper::Error),
    #[error(transparent)]
    World(front::NoReply),
}
