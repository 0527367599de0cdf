//! Signing in by the browser, from the address of the page to a session at rest. Knows neither how the browser is opened nor
//! what the requests are made of.

use std::time::Duration;

use tokio::sync::mpsc;

use super::{
    Ports,
    ports::{Callback, CallbackAnswer, CallbackPages},
};
use crate::{
    aws::{ConsoleSession, LoginPlan, LoginRequest, LoginWay},
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

/// What becomes of another principal's session in the same profile.
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
    /// After so long nobody comes back any more.
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
    // Nobody else is to come back here.
    drop(callback);
    match answer {
        CallbackAnswer::Code(code) => finish(ports, plan, request, code, wish.others).await,
        CallbackAnswer::Refused(word) => Err(Failure::new(FailureKind::Denied, DOING)
            .because(format!("the page came back with {word}: it was not allowed there"))),
    }
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
    let left = patience.limit.saturating_sub(patience.hint);
    tokio::time::timeout(left, answer).await.map_err(|_| {
        let minutes = patience.limit.as_secs() / 60;
        Failure::new(FailureKind::OutcomeUnknown, DOING)
            .because(format!("nobody came back from the page within {minutes} minutes; nothing was written"))
    })
}

/// A sign-in whose page is open on another device.
#[derive(Debug)]
pub struct OtherDeviceSignIn {
    plan: LoginPlan,
    request: LoginRequest,
    others: OthersSession,
}

/// Signs in by a page that is open on another device, with the first text of it that is this sign-in's; `texts` ends where the
/// user waits no longer. `tell` hears what is on the way.
pub async fn sign_in_by_text(
    ports: &Ports,
    wish: &BrowserWish,
    texts: &mut mpsc::UnboundedReceiver<Secret>,
    mut tell: impl FnMut(BrowserNews),
) -> Result<SignInEnd, Failure> {
    let (page, sign_in) = sign_in_elsewhere(ports, wish).await?;
    tell(BrowserNews::Page(page));
    while let Some(text) = texts.recv().await {
        match sign_in.read(&text) {
            Ok(code) => return sign_in.finish(ports, code).await,
            Err(_) => tell(BrowserNews::NotThatText),
        }
    }
    Err(Failure::new(FailureKind::OutcomeUnknown, DOING).because("no text was pasted; nothing was written"))
}

/// Begins one: the page ends with a text that is pasted here.
pub async fn sign_in_elsewhere(ports: &Ports, wish: &BrowserWish) -> Result<(SignInPage, OtherDeviceSignIn), Failure> {
    ports.refuse_if_read_only(DOING)?;
    let plan = ports.cloud.plan_login(wish.profile.as_deref(), wish.region)?;
    let request = ports.cloud.begin_login(&plan, LoginWay::OtherDevice).await?;
    Ok((page(&plan, &request), OtherDeviceSignIn { plan, request, others: wish.others }))
}

impl OtherDeviceSignIn {
    /// What is in the text that was pasted; an error of kind `BadInput` where it is not this sign-in's, which can be followed by
    /// another text.
    pub fn read(&self, text: &Secret) -> Result<Secret, Failure> {
        self.request.pasted(text)
    }

    /// Goes on with what was read.
    pub async fn finish(self, ports: &Ports, code: Secret) -> Result<SignInEnd, Failure> {
        finish(ports, self.plan, self.request, code, self.others).await
    }
}

async fn finish(
    ports: &Ports,
    plan: LoginPlan,
    request: LoginRequest,
    code: Secret,
    others: OthersSession,
) -> Result<SignInEnd, Failure> {
    let session = ports.cloud.finish_login(request, code).await?;
    if let (OthersSession::Asked, Some(held)) = (others, plan.holds.clone())
        && plan.is_anothers(&session.arn)
    {
        let (profile, arn) = (plan.profile.clone(), session.arn.clone());
        ports.cloud.set_aside(plan, session);
        return Ok(SignInEnd::OtherPrincipal { profile, held, arn });
    }
    keep(ports, plan, session).await
}

/// Keeps the session that was set aside because the profile has another principal's.
pub async fn keep_after_all(ports: &Ports) -> Result<SignInEnd, Failure> {
    let gone = || {
        Failure::new(FailureKind::NotFound, DOING).because("there is no session that waits to be kept; sign in anew")
    };
    let (plan, session) = ports.cloud.take_aside().ok_or_else(gone)?;
    keep(ports, plan, session).await
}

async fn keep(ports: &Ports, plan: LoginPlan, session: ConsoleSession) -> Result<SignInEnd, Failure> {
    let (arn, account) = (session.arn.clone(), session.account.clone());
    let kept = ports.cloud.keep_login(&plan, session).await?;
    let config = kept.config.map(|path| path.display().to_string());
    Ok(SignInEnd::SignedIn(SignedIn { profile: kept.profile, arn, account, region: kept.region, config }))
}

fn page(plan: &LoginPlan, request: &LoginRequest) -> SignInPage {
    SignInPage {
        url: request.url.clone(),
        host: request.host.clone(),
        is_overridden: request.is_overridden,
        profile: plan.profile.clone(),
        region: plan.region.clone(),
    }
}
