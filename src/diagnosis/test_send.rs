//! How the app would send a message now, and what SES would say of its recipient before it is sent. Sends nothing, and does
//! not know where a secret is.
//!
//! What the app's configuration in force says comes first, where it sends by SES; else what the set-up wants. So a test shows
//! what the app itself would be told.

use super::{
    case::{Case, Cover},
    evidence::Evidence,
    remedy,
};
use crate::{
    laravel::Mailer,
    setup::{Access, Check, Facts, IdentityName, Intent, Runtime, SIMULATORS, SendOptions, planned_options, sesame},
    terms::{Address, KeyId, Region, Timestamp},
};

/// A message of the app's, without the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppsTest {
    /// Where it leaves.
    pub region: Region,
    /// By which call.
    pub mailer: Mailer,
    /// From which address.
    pub from: Address,
    /// The key that the app's configuration names; none where it names none.
    pub key: Option<KeyId>,
    /// What else goes with it.
    pub options: SendOptions,
    /// Whether the app sends this way already, or only will.
    pub in_force: InForce,
}

/// Whether a configuration counts already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InForce {
    /// The app sends so.
    Now,
    /// The set-up wants it so; the app's mailer is another one yet.
    Later,
}

/// Why no test can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoTest {
    /// Neither the app nor the set-up says a region.
    Region,
    /// Neither says from which address.
    From,
    /// The app signs in with a role, which only its own machine has.
    Role(Runtime),
}

/// How the app would send now. `from` is said by the user for this one message.
pub fn apps_test(intent: &Intent, facts: &Facts, now: Timestamp, from: Option<&Address>) -> Result<AppsTest, NoTest> {
    let case = Case::of(None, intent, facts, now);
    let in_force = case.ses_mailer().is_some();
    let apps_region = case.configured_region();
    let apps_from = case.env_from().and_then(|from| from.parse().ok());
    let (region, own_from) = match in_force {
        true => (apps_region.or(intent.region), apps_from.or(intent.from.clone())),
        false => (intent.region.or(apps_region), intent.from.clone().or(apps_from)),
    };
    let key = case.key_in_env();
    if let (Access::Role(runtime), None) = (intent.access, &key) {
        return Err(NoTest::Role(runtime));
    }
    let from = from.cloned().or(own_from).ok_or(NoTest::From)?;
    let region = region.ok_or(NoTest::Region)?;
    let of_the_app = case.app().map(|app| intent.mailer_of(app)).or(intent.mailer);
    let mailer = case.mailer().filter(|_| in_force).or(of_the_app).unwrap_or(Mailer::Ses);
    let options = match case.app().filter(|_| in_force) {
        Some(app) => SendOptions::in_force(app, mailer),
        None => planned_options(intent, facts, &from, mailer),
    };
    let in_force = if in_force { InForce::Now } else { InForce::Later };
    Ok(AppsTest { region, mailer, from, key, options, in_force })
}

/// Why SES would refuse a recipient in the sandbox, with the commands of the ways out. `None` where it would not, or where
/// that was not seen.
pub fn refused_recipient(
    intent: &Intent,
    facts: &Facts,
    now: Timestamp,
    test: &AppsTest,
    to: &Address,
) -> Option<(Vec<Evidence>, Vec<String>)> {
    let case = Case::of(None, intent, facts, now);
    let region = test.region;
    let in_sandbox = case.account(region).present().is_some_and(|account| !account.production);
    if !in_sandbox || to.domain().as_str() == SIMULATORS {
        return None;
    }
    // A sender that is not verified there is another matter, which explains more; SES names both.
    if matches!(case.cover(&test.from.to_string(), region), Cover::Nothing | Cover::Pending(..)) {
        return None;
    }
    let address = to.to_string();
    let why = match case.cover(&address, region) {
        Cover::By(_) | Cover::Unseen(_) => return None,
        Cover::Pending(identity, status) => Evidence::NotVerifiedYet { identity: identity.to_string(), status, region },
        Cover::Nothing => Evidence::NoIdentity { address, region },
    };
    // A link that was sent is to be followed, not to be sent again.
    let is_asked = matches!(&why, Evidence::NotVerifiedYet { identity, status, .. }
        if *status == Check::Pending && identity.parse::<IdentityName>() == Ok(IdentityName::Email(to.clone())));
    let verify = (!is_asked).then(|| remedy::verify_address(to, region));
    let ways = verify.into_iter().chain([sesame(intent, "send --to success"), remedy::ask_for_production(&case)]);
    Some((vec![Evidence::InSandbox { region }, why], ways.collect()))
}
