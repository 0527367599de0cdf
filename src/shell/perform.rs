//! Effects, carried out: each in a task of its own that tells what came of it. Knows no model: an effect brings along
//! what it is about.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use tokio::{
    sync::{mpsc, oneshot},
    task::JoinSet,
};

use super::{
    face::{Aside, Face},
    setting::{Broken, Brought, Playing, Setting, Tell, Then},
};
use crate::{
    engine::{
        Ports, apply,
        asking::{Asking, Young},
        browser::{BrowserPatience, BrowserWish, drop_session, keep_after_all, sign_in_by_text, sign_in_here},
        carry, hold,
        logins::look_at_logins,
        mend,
        ports::CallbackPages,
        regions::look_around,
        site::look_at_site,
        watch,
        zones::{keep_cloudflare_token, plan_records},
    },
    setup::{Around, BrowserOn, Change, DnsProvider, DnsWish, Facts, Intent, Renewal, Scope, SignIn, Value},
    terms::{Coming, Failure, FailureKind, Secret, Slot, Timestamp, WebsiteUrl},
    wizard::{Effect, Msg, Ticket},
    words::Text,
};

/// A look takes no longer than this; what has not come by then is not known.
const LOOK_LIMIT: Duration = Duration::from_secs(60);

/// Carries them out, or begins to. What is to follow where the conversation ends with them.
pub(super) async fn carry_out(
    effects: Vec<Effect>,
    setting: &Setting,
    tasks: &mut JoinSet<Brought>,
    face: &mut impl Face,
    text: &Text,
) -> Result<Option<Then>, Broken> {
    let mut then = None;
    for effect in effects {
        let answer = Answer { ports: setting.ports.clone(), tell: setting.tell.clone() };
        match effect {
            Effect::Look { ticket, intent, scope } => drop(tasks.spawn(answer.look(ticket, intent, scope))),
            Effect::LookAround { ticket, intent, around } => drop(tasks.spawn(answer.around(ticket, intent, around))),
            Effect::LookAtLogins { ticket, intent, asked } => drop(tasks.spawn(answer.logins(ticket, intent, asked))),
            Effect::BeginSession { ticket, renewal } => {
                let ended = begin_session(face, &renewal, text).await?;
                answer.ports.cloud.forget_credentials();
                answer.say(Msg::SessionBegun { ticket, ended });
            }
            Effect::SignInByBrowser { ticket, profile, region, on } => {
                let (stopped, texts) = setting.browser.begin();
                let wish = BrowserWish { profile, region, ..BrowserWish::default() };
                match on {
                    BrowserOn::ThisDevice => tasks.spawn(answer.browser(ticket, wish, pages(text), stopped)),
                    BrowserOn::AnotherDevice => tasks.spawn(answer.browser_elsewhere(ticket, wish, texts, stopped)),
                };
            }
            Effect::PasteForBrowser { text } => setting.browser.paste(text),
            Effect::StopBrowser => {
                setting.browser.stop();
                drop_session(&answer.ports);
            }
            Effect::KeepSession { ticket } => drop(tasks.spawn(answer.keep_session(ticket))),
            Effect::Apply { ticket, change, intent, facts } => {
                tasks.spawn(answer.apply(ticket, change, intent, facts));
            }
            Effect::PlanRecords { ticket, provider, intent, facts, keeps_token } => {
                tasks.spawn(answer.plan_records(ticket, provider, intent, facts, keeps_token));
            }
            Effect::LookAtSite { ticket, website } => drop(tasks.spawn(answer.site(ticket, website))),
            Effect::Hold { slot, secret } => hold(&answer.ports, slot, secret),
            Effect::Remember(intent) => {
                if let (Some(Playing { stage, .. }), Some(from)) = (&setting.stage, &intent.from) {
                    stage.tell_of(from.domain());
                }
                if let Err(failure) = answer.ports.remember(&intent) {
                    answer.say(Msg::Failed(failure));
                }
            }
            Effect::WakeAt { ticket, at } => drop(tasks.spawn(answer.wake(ticket, at))),
            Effect::Copy(what) => {
                if let Some(said) = text.to_copy(&what) {
                    copy(&said, setting, face)?;
                }
            }
            Effect::Save { name, text } => drop(tasks.spawn(answer.save(name, text))),
            Effect::OpenLink(link) => drop(tasks.spawn(answer.open(link))),
            Effect::CopySecret { ticket, lines } => drop(tasks.spawn(answer.lines(ticket, lines))),
            Effect::ClearSecret => {
                if let Err(error) = face.clear_secret() {
                    let failure = Failure::new(FailureKind::Clipboard, "take the lines off the clipboard");
                    answer.say(Msg::Failed(failure.because(error)));
                }
            }
            Effect::Ring { step, standing } => face.ring(&text.turned(step, &standing))?,
            Effect::LetTimePass => {
                if let Some(Playing { stage, .. }) = &setting.stage {
                    stage.let_time_pass();
                }
            }
            Effect::Play(story) => then = Some(Then::Play(story)),
            Effect::Leave => then = Some(Then::Leave),
        }
    }
    Ok(then)
}

/// A task that tells what came of an effect.
struct Answer {
    ports: Arc<Ports>,
    tell: Tell,
}

impl Answer {
    /// The receiver lives as long as the loop; after that no answer is needed.
    fn say(&self, msg: Msg) {
        drop(self.tell.send(msg));
    }

    fn observed(&self, ticket: Ticket, news: Facts, trouble: Vec<Failure>) {
        self.say(Msg::Observed { ticket, news: Box::new(news), trouble });
    }

    async fn look(self, ticket: Ticket, intent: Box<Intent>, scope: Scope) -> Brought {
        let asking = Asking::of(Young::InARow);
        let look = watch(&self.ports, &asking, &intent, scope, |news, trouble| self.observed(ticket, news, trouble));
        if tokio::time::timeout(LOOK_LIMIT, look).await.is_err() {
            let late = Failure::new(FailureKind::OutcomeUnknown, "look at everything").because("it took too long");
            self.observed(ticket, Facts::default(), vec![late]);
        }
        self.say(Msg::Looked { ticket });
        Brought::Nothing
    }

    async fn around(self, ticket: Ticket, intent: Box<Intent>, around: Box<Around>) -> Brought {
        let asking = Asking::of(Young::InARow);
        let tell = |news, trouble| self.observed(ticket, news, trouble);
        let look = look_around(&self.ports, &asking, &intent.sign_in, &around, tell);
        if let Ok(Err(failure)) = tokio::time::timeout(LOOK_LIMIT, look).await {
            self.observed(ticket, Facts::default(), vec![failure]);
        }
        self.say(Msg::Looked { ticket });
        Brought::Nothing
    }

    async fn site(self, ticket: Ticket, website: WebsiteUrl) -> Brought {
        let facts = look_at_site(&self.ports, &website).await;
        self.observed(ticket, facts, Vec::new());
        self.say(Msg::Looked { ticket });
        Brought::Nothing
    }

    async fn logins(self, ticket: Ticket, intent: Box<Intent>, asked: BTreeSet<SignIn>) -> Brought {
        look_at_logins(&self.ports, &intent, &asked, |news, trouble| self.observed(ticket, news, trouble)).await;
        self.say(Msg::Looked { ticket });
        Brought::Nothing
    }

    async fn apply(self, ticket: Ticket, change: Box<Change>, intent: Box<Intent>, facts: Box<Facts>) -> Brought {
        if let Err(failure) = mend(&self.ports, &intent, &facts).await {
            self.say(Msg::Failed(failure));
        }
        self.say(Msg::Applied { ticket, outcome: apply(&self.ports, *change).await });
        Brought::Nothing
    }

    async fn plan_records(
        self,
        ticket: Ticket,
        provider: DnsProvider,
        intent: Box<Intent>,
        facts: Box<Facts>,
        keeps_token: bool,
    ) -> Brought {
        let (Some(identity), Some(region)) = (facts.identity.present(), intent.region) else {
            let unseen =
                Failure::new(FailureKind::OutcomeUnknown, "read the zone").because("the identity was not seen yet");
            self.say(Msg::RecordsPlanned { ticket, planned: Err(unseen) });
            return Brought::Nothing;
        };
        let wish = DnsWish { provider, sign_in: intent.sign_in.clone() };
        let planned = plan_records(&self.ports, &intent, &facts, identity, region, &wish);
        let planned = tokio::time::timeout(LOOK_LIMIT, Box::pin(planned)).await.unwrap_or_else(|_| {
            Err(Failure::new(FailureKind::OutcomeUnknown, "read the zone").because("it took too long"))
        });
        // Now it is known to be good.
        if planned.is_ok()
            && keeps_token
            && let Some(token) = self.ports.held.get(&Slot::cloudflare_token())
            && let Err(failure) = keep_cloudflare_token(&self.ports, token).await
        {
            self.say(Msg::Failed(failure));
        }
        self.say(Msg::RecordsPlanned { ticket, planned: planned.map(Box::new) });
        Brought::Nothing
    }

    async fn browser(
        self,
        ticket: Ticket,
        wish: BrowserWish,
        pages: CallbackPages,
        stopped: oneshot::Receiver<()>,
    ) -> Brought {
        let tell = |news| self.say(Msg::Browser { ticket, news });
        let ended = tokio::select! {
            biased;
            // The address is closed, and nothing that comes back is exchanged any more.
            _ = stopped => return Brought::Nothing,
            ended = sign_in_here(&self.ports, &wish, pages, BrowserPatience::default(), tell) => ended,
        };
        self.say(Msg::SignedIn { ticket, ended });
        Brought::Nothing
    }

    async fn browser_elsewhere(
        self,
        ticket: Ticket,
        wish: BrowserWish,
        mut texts: mpsc::UnboundedReceiver<Secret>,
        stopped: oneshot::Receiver<()>,
    ) -> Brought {
        let tell = |news| self.say(Msg::Browser { ticket, news });
        let patience = BrowserPatience::default();
        let ended = tokio::select! {
            biased;
            _ = stopped => return Brought::Nothing,
            ended = sign_in_by_text(&self.ports, &wish, &mut texts, patience, tell) => ended,
        };
        self.say(Msg::SignedIn { ticket, ended });
        Brought::Nothing
    }

    async fn keep_session(self, ticket: Ticket) -> Brought {
        self.say(Msg::SignedIn { ticket, ended: keep_after_all(&self.ports).await });
        Brought::Nothing
    }

    async fn wake(self, ticket: Ticket, at: Timestamp) -> Brought {
        let left = at.duration_since(self.ports.clock.now()).max(jiff::SignedDuration::ZERO);
        self.ports.clock.sleep(left.unsigned_abs()).await;
        self.say(Msg::Woke { ticket });
        Brought::Nothing
    }

    async fn open(self, link: String) -> Brought {
        self.say(Msg::Opened(self.ports.desk.open(&link).await));
        Brought::Nothing
    }

    /// What lay under that name was ours: the name says so.
    async fn save(self, name: String, text: String) -> Brought {
        let place = &self.ports.place;
        let saved = async {
            self.ports.refuse_if_read_only("save the records")?;
            let there = place.read(&name).await?;
            place.replace(&name, there.as_deref(), text.as_bytes()).await
        };
        let saved = saved.await;
        self.say(Msg::Saved(saved.map(|()| name)));
        Brought::Nothing
    }

    async fn lines(self, ticket: Ticket, lines: Vec<(String, Value)>) -> Brought {
        match carry::lines(&self.ports, &lines).await {
            Ok(secret) => Brought::Secret { ticket, secret },
            Err(failure) => {
                self.say(Msg::Copied { ticket, outcome: Err(failure) });
                Brought::Nothing
            }
        }
    }
}

/// The command has the terminal to itself. How it ended is said by nothing but its status: what it prints is for the user.
async fn begin_session(face: &mut impl Face, renewal: &Renewal, text: &Text) -> Result<Result<(), Failure>, Broken> {
    let failed = |why: String| Failure::new(FailureKind::LoginUnusable, format!("run `{renewal}`")).because(why);
    let aside = Aside {
        program: "aws",
        args: renewal.args(),
        // Both versions of the AWS CLI stop at one that is empty.
        not_empty: &["AWS_PROFILE", "AWS_DEFAULT_PROFILE"],
        before: text.login_stepping_aside(renewal),
        after: &|status| text.login_ended(status),
        back: text.login_step_back(),
    };
    Ok(match face.step_aside(aside).await? {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(format!("it ended with {status}"))),
        Err(e) => Err(failed(e.to_string())),
    })
}

/// What the browser shows when it has come back.
fn pages(text: &Text) -> CallbackPages {
    CallbackPages {
        lang: text.locale().code(),
        done: text.browser_page_done().to_owned(),
        refused: text.browser_page_refused().to_owned(),
        failed: text.browser_page_failed().to_owned(),
        stray: text.browser_page_stray().to_owned(),
    }
}

/// To the clipboard of this machine where there is one that only it reaches, else to the terminal's.
fn copy(text: &str, setting: &Setting, face: &mut impl Face) -> Result<(), Broken> {
    match setting.ports.desk.copy(text) {
        true => {
            face.forget_secret();
            Ok(())
        }
        false => Ok(face.copy(text)?),
    }
}

/// What the world around a rehearsal has done since, and what it does next, where that is not what was `known`.
pub(super) fn tell_news(setting: &Setting, known: Option<&Coming>) {
    let Some(Playing { stage, .. }) = &setting.stage else { return };
    for news in stage.news() {
        let _ = setting.tell.send(Msg::World(news));
    }
    let coming = stage.coming();
    if coming.as_ref() != known {
        let _ = setting.tell.send(Msg::Coming(coming));
    }
}
