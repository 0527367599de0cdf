//! Which server is asked in the place of AWS's: as the environment says, else a profile; for one service, else for all. Knows
//! no operation and sends nothing.
//!
//! The order is the AWS CLI's. The SDK has another, reads the files once more by itself, and panics at a variable or a setting
//! that is set and empty; of an address without a scheme it writes the whole request into its error, tokens included. So it
//! is told here what it would look for.

use std::{collections::BTreeMap, env};

use aws_types::service_config::{LoadServiceConfig, ServiceConfigKey};

use super::{environment::ignored_by_environment, profiles::Profiles};
use crate::{
    setup::{LoginFlaw, NamedIn, ProcessEndpoint},
    terms::{Failure, FailureKind},
};

/// The servers that take the place of AWS's, by the name that the SDK has for a service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Endpoints(BTreeMap<&'static str, NamedEndpoint>);

/// A server, and where it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NamedEndpoint {
    url: String,
    by: NamedIn,
}

/// The SDK's names of the services that are asked.
const SERVICES: [&str; 8] = ["SESv2", "SES", "IAM", "STS", "Route 53", "SSO", "SSO OIDC", SIGN_IN];
/// AWS Sign-In among them.
pub(super) const SIGN_IN: &str = "Signin";
/// The variable that names one for all of them.
const FOR_ALL: &str = "AWS_ENDPOINT_URL";

impl Endpoints {
    /// As the environment names them, else this profile.
    pub fn of(profiles: &Profiles, profile: &str) -> Endpoints {
        match profiles.ignores_endpoints(profile) {
            true => Endpoints::default(),
            false => Endpoints::found(|service| {
                let (url, at) = profiles.named_endpoint(profile, &service.to_lowercase().replace(' ', "_"))?;
                Some(NamedEndpoint { url, by: NamedIn::File(at) })
            }),
        }
    }

    /// As the environment alone names them.
    pub fn of_the_environment() -> Endpoints {
        match ignored_by_environment() {
            Some(true) => Endpoints::default(),
            Some(false) | None => Endpoints::found(|_| None),
        }
    }

    fn found(in_files: impl Fn(&str) -> Option<NamedEndpoint>) -> Endpoints {
        let by_variable = |variable: String| {
            let url = env::var(&variable).ok().filter(|url| !url.trim().is_empty())?;
            Some(NamedEndpoint { url, by: NamedIn::Variable(variable) })
        };
        let named = |service: &'static str| {
            let own = format!("{FOR_ALL}_{}", service.to_uppercase().replace(' ', "_"));
            let named = by_variable(own).or_else(|| by_variable(FOR_ALL.into())).or_else(|| in_files(service));
            Some((service, named?))
        };
        Endpoints(SERVICES.into_iter().filter_map(named).collect())
    }

    /// The server of one service.
    pub fn url(&self, service: &str) -> Option<&str> {
        self.0.get(service).map(|named| named.url.as_str())
    }

    /// The server that a variable names in the place of SES's.
    pub fn of_process(&self) -> Option<ProcessEndpoint> {
        let NamedEndpoint { url, by } = self.0.get("SESv2")?;
        match by {
            NamedIn::Variable(variable) => Some(ProcessEndpoint { variable: variable.clone(), url: url.clone() }),
            NamedIn::File(_) => None,
        }
    }

    /// The server that takes the place of SES's, and where it is named.
    pub fn of_ses(&self) -> Option<(NamedIn, &str)> {
        self.0.get("SESv2").map(|named| (named.by.clone(), named.url.as_str()))
    }

    /// What is named and is no whole address, each place once.
    pub fn flaws(&self) -> Vec<LoginFlaw> {
        let mut flaws = Vec::new();
        for named in self.0.values().filter(|named| !is_whole(&named.url)) {
            let flaw = match &named.by {
                NamedIn::Variable(variable) => LoginFlaw::NoAddress { setting: variable.clone(), at: None },
                NamedIn::File(at) => LoginFlaw::NoAddress { setting: "endpoint_url".into(), at: Some(at.clone()) },
            };
            if !flaws.contains(&flaw) {
                flaws.push(flaw);
            }
        }
        flaws
    }

    /// An error where one of them is no whole address: nothing may be sent then.
    pub fn refuse_what_is_none(&self) -> Result<(), Failure> {
        match self.flaws().first() {
            None => Ok(()),
            Some(flaw) => Err(Failure::new(FailureKind::LoginUnusable, "find the way to AWS").because(flaw)),
        }
    }
}

/// For the SDK, which asks for each service's own.
impl LoadServiceConfig for Endpoints {
    fn load_config(&self, key: ServiceConfigKey<'_>) -> Option<String> {
        let wanted = (key.profile() == "endpoint_url").then(|| key.service_id())?;
        self.url(wanted).map(String::from)
    }
}

fn is_whole(url: &str) -> bool {
    let uri = url.parse::<http::Uri>().ok();
    uri.is_some_and(|uri| {
        matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|it| !it.is_empty())
    })
}
