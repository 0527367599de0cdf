//! What goes wrong on purpose. Knows which request to strike and how, not what the request does.

use std::time::Duration;

use serde::Deserialize;

use super::{
    call::{self, CallEffect, Service},
    lapse::Lapse,
};

/// Something that goes wrong with the next requests that it applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InjectedFault {
    /// Only requests to this service.
    pub service: Option<Service>,
    /// Only these operations.
    pub strikes: Strikes,
    pub kind: FaultKind,
    pub when: When,
    /// How many requests it strikes before it is used up.
    pub times: u32,
    /// How many it lets pass before.
    pub skip: u32,
}

/// Which operations a fault strikes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Strikes {
    /// Every one.
    Anything,
    /// AWS's name of it.
    Operation(String),
    /// All that change something, sending included.
    Changes,
}

/// What happens to the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// No answer arrives.
    LoseReply,
    /// The connection is reset.
    Reset,
    /// Too many calls.
    Throttle,
    /// The service failed.
    Error500,
    /// Before: something that is not AWS answers. After: AWS's answer breaks off.
    Garbage,
    /// It takes so much longer, in real time.
    Delay(Duration),
}

/// Before or after the world has committed what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    Before,
    After,
}

impl InjectedFault {
    /// Strikes the next request once: a lost reply after the world has committed, all else before.
    pub fn new(kind: FaultKind) -> Self {
        let when = match kind {
            FaultKind::LoseReply => When::After,
            FaultKind::Reset | FaultKind::Throttle | FaultKind::Error500 | FaultKind::Garbage | FaultKind::Delay(_) => {
                When::Before
            }
        };
        InjectedFault { service: None, strikes: Strikes::Anything, kind, when, times: 1, skip: 0 }
    }

    /// Only this operation, by AWS's name.
    #[must_use]
    pub fn on(self, operation: &str) -> Self {
        InjectedFault { strikes: Strikes::Operation(operation.into()), ..self }
    }

    /// Only requests that change something.
    #[must_use]
    pub fn on_changes(self) -> Self {
        InjectedFault { strikes: Strikes::Changes, ..self }
    }

    /// Only this service.
    #[must_use]
    pub fn of(self, service: Service) -> Self {
        InjectedFault { service: Some(service), ..self }
    }

    /// Lets so many pass first: `skipping(2)` strikes the third.
    #[must_use]
    pub fn skipping(self, skip: u32) -> Self {
        InjectedFault { skip, ..self }
    }

    /// How many requests it strikes before it is used up.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        InjectedFault { times, ..self }
    }

    /// Before or after the world has committed what was asked for.
    #[must_use]
    pub fn when(self, when: When) -> Self {
        InjectedFault { when, ..self }
    }

    fn applies(&self, service: Service, operation: &str, effect: CallEffect) -> bool {
        let right_service = self.service.is_none_or(|wanted| wanted == service);
        right_service
            && match &self.strikes {
                Strikes::Anything => true,
                Strikes::Operation(name) => name == operation,
                Strikes::Changes => effect == CallEffect::Changes,
            }
    }
}

/// The fault that strikes this request, if one does; used-up faults go.
pub fn strike(
    faults: &mut Vec<InjectedFault>,
    service: Service,
    operation: &str,
    effect: CallEffect,
) -> Option<InjectedFault> {
    let mut struck = None;
    for fault in faults.iter_mut().filter(|fault| fault.applies(service, operation, effect)) {
        if fault.skip > 0 {
            fault.skip -= 1;
        } else if struck.is_none() {
            fault.times = fault.times.saturating_sub(1);
            struck = Some(fault.clone());
        }
    }
    faults.retain(|fault| fault.times > 0);
    struck
}

/// What comes of a request, with the fault that strikes it if one does: `carry_out` lets the world act, and `spoil` makes what
/// the client gets in place of the reply, which it is given where the world has acted.
pub async fn befall<T, E>(
    fault: Option<InjectedFault>,
    carry_out: impl FnOnce() -> Result<T, E>,
    spoil: impl FnOnce(FaultKind, Option<T>) -> Result<T, E>,
) -> Result<T, E> {
    match fault.map(|fault| (fault.when, fault.kind)) {
        None => carry_out(),
        Some((When::Before, FaultKind::Delay(time))) => {
            tokio::time::sleep(time).await;
            carry_out()
        }
        Some((When::Before, kind)) => spoil(kind, None),
        Some((When::After, kind)) => match (carry_out()?, kind) {
            (truth, FaultKind::Delay(time)) => {
                tokio::time::sleep(time).await;
                Ok(truth)
            }
            (truth, kind) => spoil(kind, Some(truth)),
        },
    }
}

/// A fault as a scenario or the control door orders it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    service: Option<Service>,
    operation: Option<String>,
    kind: OrderedKind,
    when: Option<When>,
    times: Option<u32>,
    #[serde(rename = "for")]
    lasts: Option<Lapse>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum OrderedKind {
    LoseReply,
    Reset,
    Throttle,
    #[serde(rename = "error-500")]
    Error500,
    Garbage,
    Delay,
}

impl TryFrom<Order> for InjectedFault {
    type Error = String;

    fn try_from(order: Order) -> Result<InjectedFault, String> {
        let kind = match (order.kind, order.lasts) {
            (OrderedKind::Delay, Some(lasts)) => FaultKind::Delay(lasts.real()),
            (OrderedKind::Delay, None) => return Err("a delay needs `for`, such as \"5s\"".into()),
            (_, Some(_)) => return Err("`for` belongs to the kind `delay` alone".into()),
            (OrderedKind::LoseReply, None) => FaultKind::LoseReply,
            (OrderedKind::Reset, None) => FaultKind::Reset,
            (OrderedKind::Throttle, None) => FaultKind::Throttle,
            (OrderedKind::Error500, None) => FaultKind::Error500,
            (OrderedKind::Garbage, None) => FaultKind::Garbage,
        };
        let plain = InjectedFault::new(kind);
        let strikes = match order.operation {
            Some(name) if call::knows(order.service, &name) => Strikes::Operation(name),
            Some(name) => return Err(format!("there is no operation `{name}` here; names are AWS's: CreateAccessKey")),
            None => Strikes::Anything,
        };
        let times = order.times.unwrap_or(1);
        if times == 0 {
            return Err("`times` is at least 1".into());
        }
        Ok(InjectedFault { service: order.service, strikes, when: order.when.unwrap_or(plain.when), times, ..plain })
    }
}
