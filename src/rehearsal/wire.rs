//! The connector that the real SDK is given in a rehearsal: everything above it (signing, serialization, retries, error
//! parsing) is the product's own. Owns no socket and knows no operation.

use std::{fmt, time::SystemTime};

use aws_smithy_async::time::{SharedTimeSource, TimeSource};
use aws_smithy_runtime_api::client::{
    http::{
        HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient, SharedHttpConnector,
    },
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
    runtime_components::RuntimeComponents,
};
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;

use super::{call::Arrival, front, world::World};

impl World {
    /// What the SDK sends its requests through.
    pub fn http(&self) -> SharedHttpClient {
        SharedHttpClient::new(Wire(self.clone()))
    }

    /// The clock that the SDK signs by.
    pub fn time_source(&self) -> SharedTimeSource {
        SharedTimeSource::new(WorldTime(self.clone()))
    }
}

#[derive(Clone)]
struct Wire(World);

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire(…)")
    }
}

impl HttpClient for Wire {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let world = self.0.clone();
        HttpConnectorFuture::new(async move {
            let request = request.try_into_http1x().map_err(|bad| ConnectorError::user(bad.into()))?;
            // SES, IAM and STS send bodies from memory.
            let request = request.map(|body| Bytes::copy_from_slice(body.bytes().unwrap_or_default()));
            let answer = front::answer(&world, request, Arrival::InProcess).await;
            let response = answer.map_err(|why| ConnectorError::io(why.into()))?;
            HttpResponse::try_from(response.map(SdkBody::from)).map_err(|bad| ConnectorError::other(bad.into(), None))
        })
    }
}

#[derive(Debug)]
struct WorldTime(World);

impl TimeSource for WorldTime {
    fn now(&self) -> SystemTime {
        SystemTime::try_from(self.0.now()).unwrap_or(SystemTime::UNIX_EPOCH)
    }
}
