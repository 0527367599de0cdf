//! The engine's port for DNS, over the world's zones: the zone's servers and two public resolvers, one of them behind. Opens
//! no socket; what stands in a zone, `dns` knows.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::SignedDuration;

use super::{
    dns::{NEGATIVE_TTL, plain},
    world::World,
};
use crate::{
    dns::{Answer, RecordType, ServerAnswer, Sighting, ZoneCut},
    engine::ports::Resolver,
    terms::{Failure, FailureKind},
};

/// The two public resolvers, and which part of the scenario's lag each has.
const PUBLIC: [(&str, i32); 2] = [("1.1.1.1", 1), ("8.8.8.8", 3)];

impl World {
    /// The engine's port for DNS, to this world.
    pub fn resolver(&self) -> Arc<dyn Resolver> {
        Arc::new(WorldResolver(self.clone()))
    }
}

/// DNS as the product reads it in a rehearsal.
#[derive(Debug, Clone)]
struct WorldResolver(World);

#[async_trait]
impl Resolver for WorldResolver {
    async fn zone_of(&self, name: &str) -> Result<ZoneCut, Failure> {
        let name = plain(name);
        self.0.with(|state, now| match state.zones.head(&name) {
            Some(zone) => Ok(ZoneCut {
                servers: state.zones.servers(&zone, now),
                primary: state.zones.soa(&zone, now).split(' ').next().map(plain),
                zone,
            }),
            None => Err(Failure::new(FailureKind::NotFound, format!("find the zone of {name}"))
                .because(format!("{name} lies directly under a registry"))),
        })
    }

    async fn look(&self, name: &str, kind: RecordType, zone: &ZoneCut) -> Sighting {
        self.0.with(|state, now| {
            let delegated = state.zones.servers(&zone.zone, now);
            let said = |server: &String| {
                let serves = delegated.contains(server);
                let answer = if serves {
                    state.zones.answer(name, kind, now)
                } else {
                    Answer::Silent("REFUSED: not a server of this zone".into())
                };
                ServerAnswer::new(server, answer)
            };
            let lagging = |(server, thirds): (&str, i32)| {
                let lag: SignedDuration = state.scenario.dns.public_lag.part(thirds, 3).signed();
                let answer = state.zones.answer(name, kind, now - lag);
                let absent_for = matches!(answer, Answer::NoName | Answer::NoData).then_some(NEGATIVE_TTL);
                let sets = state.zones.tell(name, kind, now - lag).chain;
                let shortest = sets.iter().map(|(_, _, set)| set.ttl).min();
                let held_for = shortest.filter(|_| !answer.values().is_empty());
                ServerAnswer { absent_for, held_for, ..ServerAnswer::new(server, answer) }
            };
            Sighting {
                authoritative: zone.servers.iter().map(said).collect(),
                public: PUBLIC.into_iter().map(lagging).collect(),
            }
        })
    }
}
