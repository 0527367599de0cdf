//! Signing in by the browser, from the address of the page to a session at rest. Knows neither how the browser is opened nor
//! what the requests are made of.

use std::time::Duration;

use tokio::sync::mpsc;

use super::{
    Ports,
    ports::{Callback, CallbackAnswer, CallbackPages, DENIED},
};
use crate::{
    aws::{Agreed, ConsoleSession, Keeping, KeptSession, LoginPlan, LoginRequest, LoginWay},
    setup::{BrowserNews, SignInEnd, SignInPage, SignedIn},
    terms::{Failure, FailureKind, Region, Secret},
};

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct BrowserWish {
    /// The profile that the session is to go to; one of our own where it is not said.
    pub profile: Option<String>,
    /// The region to sign in in, where the profile says none.
    pub region: Option<Region>,
    /// The port that the browser comes back to; any that is free where it is not said.
    pub port: Option<u16>,
    pub others: OthersSession,
}

/// What becomes of sessions that are in the way: another principal's in the same profile, one of another region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OthersSession {
    /// The user is asked.
    #[default]
    Asked,
    /// The new one takes its place.
    Replaced,
}

/// How long the browser is waited for.
#[derive(Debug, Clone, Copy)]
pub struct BrowserPatience {
    /// After so long something may be wrong with the page.
    pub hint: Duration,
    /// After so long the browser does not come back any more.
    pub limit: Duration,
}

impl Default for BrowserPatience {
    fn default() -> BrowserPatience {
        BrowserPatience { hint: Duration::from_secs(60), limit: Duration::from_secs(600) }
    }
}

const DOING: &str = "sign in by the browser";

/// Opens the page in the browser of this machine and waits until it comes back. `tell` hears what is on the way.
pub async fn sign_in_here(
    ports: &Ports,
    wish: &BrowserWish,
    pages: CallbackPages,
    patience: BrowserPatience,
    mut tell: impl FnMut(BrowserNews),
) -> Result<SignInEnd, Failure> {
    ports.refuse_if_read_only(DOING)?;
    let plan = ports.cloud.plan_login(wish.profile.as_deref(), wish.region)?;
    let callback = ports.porch.open(wish.port, pages).await?;
    let request = ports.cloud.begin_login(&plan, LoginWay::SameDevice { redirect: callback.address() }).await?;
    let page = page(&plan, &request);
    tell(BrowserNews::Page(page.clone()));
    if ports.desk.machine().without_pages().is_none() {
        tell(BrowserNews::Opened(ports.desk.open(&page.url).await));
    }
    let answer = wait(callback.as_ref(), request.state(), patience, || tell(BrowserNews::StillWaiting)).await?;
    // No other sign-in is to come back here.
    drop(callback);
    match answer {
        CallbackAnswer::Code(code) => finish(ports, plan, request, code, wish.others).await,
        CallbackAnswer::Refused(word) => Err(turned_away(&word)),
    }
}

/// The errors of OAuth that say something by themselves. Which of them AWS sends is written down nowhere.
const TURNED_AWAY: [(&str, FailureKind, &str); 4] = [
    (DENIED, FailureKind::SignInRefused, "you, or a policy at AWS, said no there"),
    ("server_error", FailureKind::ServiceFailed, "something failed at AWS"),
    ("temporarily_unavailable", FailureKind::ServiceFailed, "AWS's sign-in does not answer just now"),
    ("invalid_request", FailureKind::SignInRefused, "AWS did not take the address that Sesame had it open"),
];

/// What it means that the page came back with an error in the place of a code.
fn turned_away(word: &str) -> Failure {
    let (kind, why) = match TURNED_AWAY.iter().find(|(known, ..)| *known == word) {
        Some((_, kind, means)) => (*kind, format!("the page came back with {word}: {means}")),
        None if word.is_empty() => {
            (FailureKind::SignInRefused, "the page came back with an error that it does not name".into())
        }
        None => {
            (FailureKind::SignInRefused, format!("the page came back with {word}, an error that Sesame does not know"))
        }
    };
    Failure::new(kind, DOING).because(why)
}

async fn wait(
    callback: &dyn Callback,
    state: &Secret,
    patience: BrowserPatience,
    mut hint: impl FnMut(),
) -> Result<CallbackAnswer, Failure> {
    let mut answer = callback.answer(state);
    if let Ok(answer) = tokio::time::timeout(patience.hint, &mut answer).await {
        return Ok(answer);
    }
    hint();
    tokio::time::timeout(patience.rest(), answer).await.map_err(|_| patience.is_over())
}

impl BrowserPatience {
    fn rest(self) -> Duration {
        self.limit.saturating_sub(self.hint)
    }

    fn is_over(self) -> Failure {
        let minutes = self.limit.as_secs() / 60;
        Failure::new(FailureKind::OutcomeUnknown, DOING)
            .because(format!("nobody came back from the page within {minutes} minutes; nothing was written"))
    }
}

/// Signs in by a page that is open on another device, with the first text of it that is this sign-in's; `texts` ends where no
/// more can come. `tell` hears what is on the way.
pub async fn sign_in_by_text(
    ports: &Ports,
    wish: &BrowserWish,
    texts: &mut mpsc::UnboundedReceiver<Secret>,
    patience: BrowserPatience,
    mut tell: impl FnMut(BrowserNews),
) -> Result<SignInEnd, Failure> {
    ports.refuse_if_read_only(DOING)?;
    let plan = ports.cloud.plan_login(wish.profile.as_deref(), wish.region)?;
    let request = ports.cloud.begin_login(&plan, LoginWay::OtherDevice).await?;
    tell(BrowserNews::Page(page(&plan, &request)));
    let mut other = None;
    let soon = tokio::time::timeout(patience.hint, the_code(&request, texts, &mut other, &mut tell)).await;
    let code = match soon {
        Ok(code) => code?,
        Err(_) => {
            tell(BrowserNews::StillWaiting);
            let late = tokio::time::timeout(patience.rest(), the_code(&request, texts, &mut other, &mut tell)).await;
            late.map_err(|_| patience.is_over())??
        }
    };
    finish(ports, plan, request, code, wish.others).await
}

/// What comes within so short a time was pasted at once.
const TOGETHER: Duration = Duration::from_millis(200);
/// More bytes than a whole page has.
const LONGEST: usize = 64 * 1024;

/// The code in the first text that is this sign-in's. Where no more can come, what was wrong with the last one.
async fn the_code(
    request: &LoginRequest,
    texts: &mut mpsc::UnboundedReceiver<Secret>,
    other: &mut Option<Failure>,
    tell: &mut impl FnMut(BrowserNews),
) -> Result<Secret, Failure> {
    while let Some(mut text) = texts.recv().await {
        // A text that was broken over lines comes as lines. The first of them alone reads as a whole code, and a code is good
        // for one request.
        while text.reveal().len() < LONGEST
            && let Ok(Some(more)) = tokio::time::timeout(TOGETHER, texts.recv()).await
        {
            text.push("\n");
            text.push(more.reveal());
        }
        match request.pasted(&text) {
            Ok(code) => return Ok(code),
            Err(failure) => {
                *other = Some(failure);
                tell(BrowserNews::NotThatText);
            }
        }
    }
    let none = || Failure::new(FailureKind::BadInput, "read what the page shows").because("nothing was pasted");
    Err(other.take().unwrap_or_else(none))
}

async fn finish(
    ports: &Ports,
    plan: LoginPlan,
    request: LoginRequest,
    code: Secret,
    others: OthersSession,
) -> Result<SignInEnd, Failure> {
    let session = ports.cloud.finish_login(request, code).await?;
    let agreed = match others {
        OthersSession::Asked => Agreed::to_nothing(),
        OthersSession::Replaced => Agreed::ToAll,
    };
    keep(ports, plan, session, agreed).await
}

/// Keeps the session that was set aside, with a yes to what was asked.
pub async fn keep_after_all(ports: &Ports) -> Result<SignInEnd, Failure> {
    let gone = || {
        Failure::new(FailureKind::NotFound, DOING).because("there is no session that waits to be kept; sign in anew")
    };
    let (plan, session, agreed) = ports.cloud.take_aside().ok_or_else(gone)?;
    keep(ports, plan, session, agreed).await
}

/// Lets the session go that was set aside.
pub fn drop_session(ports: &Ports) {
    drop(ports.cloud.take_aside());
}

async fn keep(ports: &Ports, plan: LoginPlan, session: ConsoleSession, agreed: Agreed) -> Result<SignInEnd, Failure> {
    Ok(match ports.cloud.keep_login(plan, session, agreed).await? {
        Keeping::Asked(question) => SignInEnd::Asked(question),
        Keeping::Kept(KeptSession { profile, region, arn, account, config }) => {
            let config = config.map(|path| path.display().to_string());
            SignInEnd::SignedIn(SignedIn { profile, arn, account, region, config })
        }
    })
}

fn page(plan: &LoginPlan, request: &LoginRequest) -> SignInPage {
    SignInPage {
        url: request.url.clone(),
        host: request.host.clone(),
        is_overridden: request.is_overridden,
        profile: plan.profile.clone(),
        config: plan.config.as_ref().map(|path| path.display().to_string()),
        region: plan.region.clone(),
    }
}
