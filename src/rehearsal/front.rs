//! Where requests arrive: which operation is meant, which key has signed, what goes wrong on purpose, and what is
//! written down. Knows no operation's business, and not whether it stands behind a socket or a connector.
//!
//! Routes by the SigV4 scope, the path and the `Action`, never by host, so that one loopback port can be all of AWS.

use bytes::Bytes;
use http::{Request, Response};

use super::{
    bucket::Bucket,
    call::{Arrival, CallEffect, Service, Visit},
    fault::{self, FaultKind, InjectedFault},
    form::FormFields,
    hosting::{cloudflare, route53},
    iam,
    operation::QueryOperation,
    reply::{self, AwsError, Family, Xml},
    ses, signin,
    sigv4::{self, Claim},
    site, sso,
    state::{self, State},
    sts,
    turn::{Requester, Turn, is_switched_on},
    world::World,
};
use crate::terms::{BadRegion, Known, Region, Timestamp};

/// Why a request gets no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoReply {
    #[error("connection closed before a reply arrived")]
    Lost,
    #[error("connection reset by peer")]
    Reset,
    #[error("failed to lookup address information: Name or service not known")]
    NoSuchHost,
}

/// Takes a request from its arrival to the bytes that leave, if any do.
pub async fn answer(world: &World, request: Request<Bytes>, way: Arrival) -> Result<Response<Bytes>, NoReply> {
    if sso::is_asked(&request) {
        return Ok(world.with(|state, now| {
            let number = state.count("request");
            let request_id = state.chance.request_id(number);
            sso::answer(state, now, &request, &request_id)
        }));
    }
    if let Some(page) = world.with(|state, now| signin::pages(state, now, &request, way)) {
        return Ok(page);
    }
    if let Some(page) = world.with(|state, _| site::page(state, &request, way)) {
        return page.ok_or(NoReply::Lost);
    }
    let asked = Asked::read(&request);
    let (number, fault) = world.with(|state, _| asked.arrive(state));
    let visit = Visit { request: &request, way, number };
    let carry_out = || world.with(|state, now| asked.carry_out(state, now, &visit));
    let spoil = |kind, truth| world.with(|state, now| asked.spoil(state, now, number, kind, truth));
    let outcome = fault::befall(fault, carry_out, spoil).await;
    if let Ok(replied) = &outcome {
        let (status, code) = (replied.response.status().as_u16(), replied.code.map(str::to_string));
        world.with(|state, _| state.replied(number, status, code));
    }
    outcome.map(|replied| {
        let mut response = replied.response;
        let date = world.with(|state, now| reply::date(state.scenario.clock.at_aws(now)));
        if response.headers().contains_key("date") {
            response.headers_mut().insert("date", date.parse().expect("a date is printable"));
        }
        response
    })
}

/// What the services' tables say is answered here, each with its service.
pub fn served_operations() -> impl Iterator<Item = (Service, &'static str)> {
    let iam = iam::operations().map(|it| (Service::Iam, it.name));
    let sts = sts::OPERATIONS.iter().map(|it| (Service::Sts, it.name));
    let ses = ses::v1::OPERATIONS.iter().map(|it| (Service::Ses, it.name));
    let sesv2 = ses::v2::OPERATIONS.iter().map(|it| (Service::Sesv2, it.name));
    let route53 = route53::OPERATIONS.iter().map(|it| (Service::Route53, it.name));
    let cloudflare = cloudflare::CALLS.iter().map(|it| (Service::Cloudflare, it.name));
    let signin = [(Service::Signin, signin::OPERATION)].into_iter();
    iam.chain(sts).chain(route53).chain(cloudflare).chain(signin).chain(ses).chain(sesv2)
}

/// A request, read but not believed.
struct Asked {
    service: Option<Service>,
    operation: String,
    /// What it is about, as the request has it.
    subject: String,
    effect: CallEffect,
    family: Family,
    claim: Result<Claim, AwsError>,
    job: Result<Job, AwsError>,
}

enum Job {
    Query(QueryOperation, FormFields),
    Rest(ses::v2::RestOperation, ses::rest::Rest),
    /// Of Route 53, with the id in its path.
    Zones(route53::ZoneOperation, String),
    /// Of Cloudflare: what it is signed in with is no signature.
    Cloudflare(Option<cloudflare::CloudflareCall>),
    /// It brings no signature, and what it brings is secret.
    Token,
}

struct Replied {
    response: Response<Bytes>,
    code: Option<&'static str>,
}

impl Replied {
    fn well(response: Response<Bytes>) -> Self {
        Replied { response, code: None }
    }
}

impl Asked {
    fn read(request: &Request<Bytes>) -> Asked {
        let claim = Claim::read(request);
        let path = request.uri().path();
        if let Some(path) = path.strip_prefix("/v2/email").or_else(|| path.strip_prefix("/v1/email")) {
            let (operation, effect, job) = match ses::v2::route(request, path) {
                Ok((found, id)) => {
                    let rest = ses::rest::Rest::read(request, id);
                    (found.name.to_string(), found.effect, rest.map(|rest| Job::Rest(found, rest)))
                }
                Err(unknown) => {
                    (format!("{} {}", request.method(), request.uri().path()), CallEffect::Reads, Err(unknown))
                }
            };
            let subject = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
            let service = Some(Service::Sesv2);
            return Asked { service, operation, subject, effect, family: Family::Json, claim, job };
        }
        if path.starts_with(cloudflare::PATH) {
            let call = cloudflare::route(request);
            return Asked {
                service: Some(Service::Cloudflare),
                operation: call.map_or_else(|| format!("{} {path}", request.method()), |it| it.name.to_owned()),
                subject: request.uri().path_and_query().map(ToString::to_string).unwrap_or_default(),
                effect: call.map_or(CallEffect::Reads, |it| it.effect),
                family: Family::Json,
                claim,
                job: Ok(Job::Cloudflare(call)),
            };
        }
        if path.starts_with(route53::PATH) {
            let (operation, effect, job) = match route53::route(request) {
                Ok((found, id)) => (found.name.to_owned(), found.effect, Ok(Job::Zones(found, id))),
                Err(unknown) => (format!("{} {path}", request.method()), CallEffect::Reads, Err(unknown)),
            };
            let family = Family::Query { namespace: route53::NAMESPACE };
            let subject = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
            return Asked { service: Some(Service::Route53), operation, subject, effect, family, claim, job };
        }
        if path == signin::TOKEN && request.method() == "POST" {
            return Asked {
                service: Some(Service::Signin),
                operation: signin::OPERATION.into(),
                subject: String::new(),
                effect: CallEffect::Reads,
                family: Family::Json,
                claim,
                job: Ok(Job::Token),
            };
        }
        let form = FormFields::read(request.body());
        let action = form.get("Action").unwrap_or_default().to_string();
        let service = match claim.as_ref().map(|claim| claim.service.as_str()) {
            Ok("iam") => Some(Service::Iam),
            Ok("sts") => Some(Service::Sts),
            Ok("ses") => Some(Service::Ses),
            Ok(_) => None,
            Err(_) => match form.get("Version") {
                Some(iam::VERSION) => Some(Service::Iam),
                Some(sts::VERSION) => Some(Service::Sts),
                Some(ses::v1::VERSION) => Some(Service::Ses),
                Some(_) | None => None,
            },
        };
        let found = match service {
            Some(Service::Iam) => iam::operations().find(|it| it.name == action),
            Some(Service::Sts) => sts::OPERATIONS.iter().find(|it| it.name == action).copied(),
            Some(Service::Ses) => ses::v1::OPERATIONS.iter().find(|it| it.name == action).copied(),
            Some(Service::Sesv2 | Service::Signin | Service::Route53 | Service::Cloudflare | Service::Smtp) | None => {
                None
            }
        };
        let family = Family::Query { namespace: service.map_or("", Service::namespace) };
        let version = form.get("Version").unwrap_or_default();
        let known = found.filter(|_| request.method() == "POST" && service.is_some_and(|it| it.version() == version));
        let (operation, effect) = match known {
            Some(operation) => (operation.name.to_string(), operation.effect),
            None if action.is_empty() => (format!("{} {path}", request.method()), CallEffect::Reads),
            None => (action.clone(), CallEffect::Reads),
        };
        let job = known.map(|operation| Job::Query(operation, form.clone())).ok_or_else(|| {
            let text =
                format!("Could not find operation {operation} for version {version}: this rehearsal does not know it");
            AwsError::new(400, "InvalidAction", text)
        });
        let subject = String::from_utf8_lossy(request.body()).into_owned();
        Asked { service, operation, subject, effect, family, claim, job }
    }

    /// Writes the request down; says which one it is and what goes wrong with it.
    fn arrive(&self, state: &mut State) -> (u64, Option<InjectedFault>) {
        let claim = self.claim.as_ref().ok();
        let number = state.count("request");
        state.requests.push(state::LoggedRequest {
            service: self.service,
            operation: self.operation.clone(),
            region: claim.map(|claim| claim.region.clone()),
            key_id: claim.map(|claim| claim.key_id.clone()),
            status: None,
            code: None,
            subject: self.subject.clone(),
            effect: self.effect,
            number,
        });
        (number, self.service.and_then(|it| fault::strike(&mut state.faults, it, &self.operation, self.effect)))
    }

    fn carry_out(&self, state: &mut State, now: Timestamp, visit: &Visit<'_>) -> Result<Replied, NoReply> {
        // Over a port the request has arrived, whatever DNS says.
        if let (Ok(claim), Arrival::InProcess) = (&self.claim, visit.way)
            && !self.has_a_host(claim)
        {
            return Err(NoReply::NoSuchHost);
        }
        if let Ok(Job::Cloudflare(call)) = &self.job {
            return Ok(Replied::well(cloudflare::answer(state, now, visit.request, *call)));
        }
        let request_id = state.chance.request_id(visit.number);
        Ok(match self.perform(state, now, visit) {
            Ok(Done::Json(body)) => Replied::well(reply::json_reply(&body, &request_id, now)),
            Ok(Done::Document(inside)) => {
                Replied::well(reply::document_reply(&self.operation, inside, route53::NAMESPACE, &request_id, now))
            }
            Ok(Done::Query(result)) => {
                Replied::well(reply::query_reply(&self.operation, self.family, result, &request_id, now))
            }
            Err(refusal) => self.refused(&refusal, &request_id, now),
        })
    }

    /// The SDK builds a host from any region; only DNS says that it does not exist.
    fn has_a_host(&self, claim: &Claim) -> bool {
        match (self.service, claim.region.parse::<Region>()) {
            (Some(Service::Ses | Service::Sesv2 | Service::Sts), Ok(region)) => region.row().known != Known::ByItsLooks,
            (Some(Service::Sts), Err(BadRegion::WithoutSes { .. })) => true,
            (
                Some(Service::Sts),
                Err(BadRegion::NamedSo { .. } | BadRegion::NoSuch(_) | BadRegion::OtherPartition(_)),
            )
            | (Some(Service::Ses | Service::Sesv2), Err(_)) => false,
            (
                Some(Service::Iam | Service::Signin | Service::Route53 | Service::Cloudflare | Service::Smtp) | None,
                Ok(_) | Err(_),
            ) => true,
        }
    }

    fn perform(&self, state: &mut State, now: Timestamp, visit: &Visit<'_>) -> Result<Done, AwsError> {
        if let Ok(Job::Token) = &self.job {
            return signin::token(state, now, visit).map(Done::Json);
        }
        let claim = self.claim.as_ref().map_err(Clone::clone)?;
        let service = self.service.ok_or_else(|| {
            sigv4::mismatch(format!(
                "Credential should be scoped to a service of this rehearsal, not '{}'.",
                claim.service
            ))
        })?;
        if claim.service != service.signing_name() {
            let right = service.signing_name();
            return Err(sigv4::mismatch(format!("Credential should be scoped to correct service: '{right}'.")));
        }
        let is_global = matches!(service, Service::Iam | Service::Route53);
        let is_of_another = is_global && visit.way == Arrival::InProcess && claim.region != "us-east-1";
        if is_of_another || !self.has_a_host(claim) {
            return Err(sigv4::mismatch(format!(
                "Credential should be scoped to a valid region, not '{}'.",
                claim.region
            )));
        }
        let caller = Requester::prove(state, now, visit, claim, service)?;
        is_switched_on(state, service, &claim.region)?;
        let job = self.job.as_ref().map_err(Clone::clone)?;
        self.throttle(state, service, &claim.region, now)?;
        let mut turn = Turn { state, now, caller, region: claim.region.clone(), number: visit.number };
        Ok(match job {
            Job::Query(operation, form) => Done::Query((operation.run)(&mut turn, form)?),
            Job::Rest(operation, rest) => Done::Json((operation.run)(&mut turn, rest)?),
            Job::Zones(operation, id) => Done::Document((operation.run)(&mut turn, visit.request, id)?),
            Job::Token => Done::Json(signin::token(turn.state, now, visit)?),
            Job::Cloudflare(_) => return Err(sigv4::mismatch("Cloudflare takes a token.".to_owned())),
        })
    }

    /// SES answers control calls at one per second and action; sending has its own rate.
    fn throttle(&self, state: &mut State, service: Service, region: &str, now: Timestamp) -> Result<(), AwsError> {
        let is_control = matches!(service, Service::Ses | Service::Sesv2) && !self.operation.starts_with("Send");
        if !is_control {
            return Ok(());
        }
        let size = f64::from(state.scenario.ses.burst);
        let bucket = state.buckets.entry((region.into(), self.operation.clone())).or_insert(Bucket::full(size, now));
        if bucket.takes(1.0, size, 1.0, now) { Ok(()) } else { Err(rate_exceeded()) }
    }

    /// The reply that the client gets in place of the true one; without a true one the world was not asked.
    fn spoil(
        &self,
        state: &mut State,
        now: Timestamp,
        number: u64,
        kind: FaultKind,
        truth: Option<Replied>,
    ) -> Result<Replied, NoReply> {
        state.reply_was_lost(number);
        let request_id = state.chance.request_id(number);
        match (kind, truth) {
            (FaultKind::LoseReply, _) => Err(NoReply::Lost),
            (FaultKind::Reset, _) => Err(NoReply::Reset),
            (FaultKind::Throttle, _) if self.service == Some(Service::Signin) => {
                Ok(self.refused(&signin::overloaded(429), &request_id, now))
            }
            (FaultKind::Error500, _) if self.service == Some(Service::Signin) => {
                Ok(self.refused(&signin::overloaded(500), &request_id, now))
            }
            (FaultKind::Throttle, _) if self.service == Some(Service::Cloudflare) => {
                Ok(Replied::well(cloudflare::overloaded()))
            }
            (FaultKind::Error500, _) if self.service == Some(Service::Cloudflare) => {
                Ok(Replied::well(cloudflare::failed()))
            }
            (FaultKind::Throttle, _) => Ok(self.refused(&rate_exceeded(), &request_id, now)),
            (FaultKind::Error500, _) => {
                let text = "We encountered an internal error. Please try again.";
                Ok(self.refused(&AwsError::new(500, "InternalFailure", text), &request_id, now))
            }
            (FaultKind::Garbage, None) => Ok(Replied::well(reply::garbage())),
            (FaultKind::Garbage, Some(truth)) => Ok(Replied::well(reply::cut_off(truth.response))),
            (FaultKind::Delay(_), truth) => truth.ok_or(NoReply::Lost),
        }
    }

    fn refused(&self, refusal: &AwsError, request_id: &str, now: Timestamp) -> Replied {
        Replied { response: refusal.reply(self.family, request_id, now), code: Some(refusal.code(self.family)) }
    }
}

enum Done {
    Query(Option<Xml>),
    Document(Xml),
    Json(serde_json::Value),
}

fn rate_exceeded() -> AwsError {
    AwsError::split((429, "TooManyRequestsException"), (400, "Throttling"), "Rate exceeded")
}

impl Service {
    fn namespace(self) -> &'static str {
        match self {
            Service::Iam => "https://iam.amazonaws.com/doc/2010-05-08/",
            Service::Sts => "https://sts.amazonaws.com/doc/2011-06-15/",
            Service::Ses => "http://ses.amazonaws.com/doc/2010-12-01/",
            Service::Route53 => route53::NAMESPACE,
            Service::Sesv2 | Service::Signin | Service::Cloudflare | Service::Smtp => "",
        }
    }

    fn version(self) -> &'static str {
        match self {
            Service::Iam => iam::VERSION,
            Service::Sts => sts::VERSION,
            Service::Ses => ses::v1::VERSION,
            Service::Sesv2 | Service::Signin | Service::Route53 | Service::Cloudflare | Service::Smtp => "",
        }
    }
}
