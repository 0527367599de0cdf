//! Whether DNS has the hosts of SES's that a set-up writes down: the SMTP server for `.env`, and where the MX of a MAIL FROM leads.
//! Does not judge what it means that one is not there.

use std::collections::BTreeMap;

use crate::{
    dns::{Answer, RecordType, ZoneCut},
    engine::Ports,
    laravel::Mailer,
    setup::{HostInDns, IdentityName, Intent, Optional, Project},
    terms::{Known, Region},
};

/// The SMTP server, where the app is to send by it.
pub(super) async fn of_smtp(ports: &Ports, intent: &Intent, project: Option<&Project>) -> BTreeMap<String, HostInDns> {
    let mailer = match project {
        Some(project) => intent.mailer_of(&project.app),
        // Its lines are of use without an app to put them into.
        None => intent.mailer_without_an_app(),
    };
    match intent.region {
        Some(region) if mailer == Mailer::Smtp => ask(ports, region.smtp_host()).await,
        Some(_) | None => BTreeMap::new(),
    }
}

/// Where the MX of a MAIL FROM is to lead, in a region whose hosts no list has.
pub(super) async fn of_feedback(ports: &Ports, intent: &Intent, region: Region) -> BTreeMap<String, HostInDns> {
    let is_listed = match region.row().known {
        Known::Well => true,
        Known::WithoutHosts | Known::ByItsLooks => false,
    };
    match (&intent.mail_from, intent.identity_name()) {
        (Optional::Wanted(_), Some(IdentityName::Domain(_))) if !is_listed => ask(ports, region.feedback_host()).await,
        (Optional::Wanted(_) | Optional::Declined | Optional::NotAsked, _) => BTreeMap::new(),
    }
}

/// A host of AWS's zone. The zone's own servers are not looked up, so resolvers are asked.
async fn ask(ports: &Ports, host: String) -> BTreeMap<String, HostInDns> {
    let elsewhere = ZoneCut { zone: String::new(), servers: Vec::new(), primary: None };
    let said = ports.resolver.look(&host, RecordType::A, &elsewhere).await;
    let heard = said.heard();
    let is_there = heard.iter().any(|said| !said.answer.values().is_empty());
    // A name without an address of this kind may have one of another.
    let is_nowhere = !heard.is_empty() && heard.iter().all(|said| said.answer == Answer::NoName);
    let found = match (is_there, is_nowhere) {
        (true, _) => Some(HostInDns::There),
        (false, true) => Some(HostInDns::Nowhere),
        (false, false) => None,
    };
    found.map(|found| (host, found)).into_iter().collect()
}
