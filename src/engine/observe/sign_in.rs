//! The principal that signed in, and what it may not do. Does not know which step needs what.

use super::{
    here::Here,
    news::{News, note},
};
use crate::{
    aws::{self, Session},
    engine::Ports,
    setup::{
        Caller, Facts, IdentityName, Intent, Principal, ProfileEndpoint,
        operations::{self, On},
        policy,
    },
    terms::{AccountId, Denial, Fact, Failure, FailureKind, FailureSort, Region, Timestamp, VaultTrouble},
};

/// AWS under the intent's sign-in, or the news that there are no credentials.
pub(super) async fn session(ports: &Ports, intent: &Intent) -> Result<Session, News> {
    // STS answers in every region; before one is chosen, the oldest will do.
    let region = intent.region.unwrap_or_else(|| Region::all().next().expect("there are regions"));
    ports.cloud.goes_by(intent.sign_in.profile());
    let signer = ports.signer(&intent.sign_in).await;
    signer.map(|signer| ports.cloud.session(&signer, region)).map_err(|failure| {
        let caller = nobody(&failure);
        News { facts: Facts { caller, endpoint: endpoint(ports, intent), ..Facts::default() }, trouble: vec![failure] }
    })
}

/// Whom this machine's files have asked in AWS's place.
fn endpoint(ports: &Ports, intent: &Intent) -> Option<ProfileEndpoint> {
    ports.cloud.endpoint(intent.sign_in.profile())
}

/// What a log and a script see of a sealed file that was not opened in this run.
const SEALED: &str = "Sealed";

/// The refusal of the sealed file, where it was not opened in this run: its passphrase is asked for, and it is no trouble.
pub(in crate::engine) fn unopened(failure: &Failure) -> Option<Denial> {
    let waits = matches!(failure.vault, Some(VaultTrouble::NoPassphrase | VaultTrouble::WrongPassphrase));
    waits.then(|| Denial { kind: FailureKind::Vault, code: SEALED.into(), message: failure.in_full() })
}

/// What it says of the sign-in that there are no credentials.
fn nobody(failure: &Failure) -> Fact<Caller> {
    if let Some(denial) = unopened(failure) {
        return Fact::Hidden(denial);
    }
    match failure.kind.sort() {
        FailureSort::SignIn if failure.kind == FailureKind::NoCredentials => Fact::Absent,
        // AWS's own refusals too, of a role that may not be taken on.
        FailureSort::SignIn | FailureSort::Refused => Fact::Hidden(failure.denial()),
        FailureSort::Usage | FailureSort::Request | FailureSort::Lost | FailureSort::Here | FailureSort::Bug => {
            Fact::Unknown
        }
    }
}

/// Looks at the caller (sts:GetCallerIdentity).
pub(super) async fn look(ports: &Ports, intent: &Intent, session: &Session) -> News {
    let said = session.caller().await;
    let ahead = session.clock().map(|theirs| ahead(ports.clock.now(), theirs));
    let process_endpoint = ports.cloud.process_endpoint().filter(|_| !session.is_of_a_rehearsal());
    let told = |caller| Facts {
        caller,
        ahead,
        process_endpoint: process_endpoint.clone(),
        endpoint: endpoint(ports, intent),
        ..Facts::default()
    };
    match said {
        Ok(caller) => News::told(told(Fact::Present(caller))),
        Err(failure) => match aws::denial(&failure) {
            Some(denial) => News { facts: told(Fact::Hidden(denial)), trouble: vec![failure] },
            None => News { facts: told(Fact::Unknown), trouble: vec![failure] },
        },
    }
}

/// By how many seconds one clock is ahead of the other. Within half a minute they agree: an answer takes its time, and AWS
/// tells its own to the second.
fn ahead(ours: Timestamp, theirs: Timestamp) -> i64 {
    const AGREES: i64 = 30;
    let seconds = ours.duration_since(theirs).as_secs();
    if seconds.abs() < AGREES { 0 } else { seconds }
}

/// What of a set-up this sign-in may not do, as far as AWS tells.
pub(super) async fn permissions(here: &Here<'_>) -> News {
    // Why that is not known is told by the look at the caller.
    let Ok(caller) = here.session.caller().await else { return News::default() };
    let mut trouble = Vec::new();
    let who = match caller.principal() {
        // Only the organization binds the root user, and of that the simulator knows nothing.
        Principal::Root | Principal::Other => Fact::Absent,
        Principal::User(_) => Fact::Present(caller.arn.clone()),
        Principal::Role(name) => note(here.session.role(name).await, &mut trouble),
    };
    let permissions = match who {
        Fact::Present(who) => note(here.session.barred(&who, &questions(here, &caller.account)).await, &mut trouble),
        Fact::Absent => Fact::Absent,
        Fact::Hidden(denial) => Fact::Hidden(denial),
        Fact::Unknown => Fact::Unknown,
    };
    News { facts: Facts { permissions, ..Facts::default() }, trouble }
}

/// What a set-up needs, by what it is needed on: the simulator takes a resource by its name.
fn questions(here: &Here<'_>, account: &AccountId) -> Vec<(String, Vec<&'static str>)> {
    let (partition, region) = (here.region.row().partition.name(), here.region.code());
    let on = |on: On| match on {
        On::Everything => Some("*".to_owned()),
        On::User => Some(policy::user_arn(here.intent, partition, account.as_str())),
        // Which zone it will be is not known here.
        On::Zone | On::ZoneChange => None,
        On::Identity | On::Identities => {
            here.intent.identity_name().map(|name| identity_arn(partition, region, account, &name))
        }
    };
    let needed = operations::of_everything();
    let of = |wanted: On| {
        let these: Vec<_> =
            needed.iter().filter(|it| it.on == wanted && !operations::is_about_rights(it)).copied().collect();
        on(wanted).map(|resource| (resource, operations::actions(&these)))
    };
    [On::Everything, On::User, On::Identity, On::Identities].into_iter().filter_map(of).collect()
}

fn identity_arn(partition: &str, region: &str, account: &AccountId, name: &IdentityName) -> String {
    format!("arn:{partition}:ses:{region}:{account}:identity/{name}")
}
