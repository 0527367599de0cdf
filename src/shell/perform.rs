//! Effects, carried out: each in a task of its own that tells what came of it.

use std::time::Duration;

use tokio::task::JoinSet;

use super::{Aside, Broken, Brought, Face, Playing, Setting, Then};
use crate::{
    engine::{
        apply,
        asking::{Asking, Young},
        carry, hold,
        logins::look_at_logins,
        mend, observe,
        regions::look_around,
    },
    setup::{Renewal, by_hand},
    terms::{Failure, FailureKind},
    wizard::{Effect, Model, Msg},
    words::Text,
};

/// A look takes no longer than this; what has not come by then is not known.
const LOOK_LIMIT: Duration = Duration::from_secs(60);

/// Carries them out, or begins to. What is to follow where the conversation ends with them.
pub(super) async fn all(
    effects: Vec<Effect>,
    setting: &Setting,
    tasks: &mut JoinSet<Brought>,
    face: &mut impl Face,
    (model, text): (&Model, &Text),
) -> Result<Option<Then>, Broken> {
    let mut then = None;
    for effect in effects {
        let (ports, tell) = (setting.ports.clone(), setting.tell.clone());
        // The receiver lives as long as the loop; after that nobody needs to hear.
        let say = move |msg: Msg| drop(tell.send(msg));
        match effect {
            Effect::Look { ticket, intent, scope } => {
                tasks.spawn(async move {
                    let asking = Asking::of(Young::InARow);
                    let look = observe(&ports, &asking, &intent, scope, |news, trouble| {
                        say(Msg::Observed { ticket, news: Box::new(news), trouble });
                    });
                    if tokio::time::timeout(LOOK_LIMIT, look).await.is_err() {
                        let late =
                            Failure::new(FailureKind::OutcomeUnknown, "look at everything").because("it took too long");
                        say(Msg::Observed { ticket, news: Box::default(), trouble: vec![late] });
                    }
                    say(Msg::Looked { ticket });
                    Brought::Nothing
                });
            }
            Effect::LookAround { ticket, intent, around } => {
                tasks.spawn(async move {
                    let asking = Asking::of(Young::InARow);
                    let look = look_around(&ports, &asking, &intent.sign_in, &around, |news, trouble| {
                        say(Msg::Observed { ticket, news: Box::new(news), trouble });
                    });
                    if let Ok(Err(failure)) = tokio::time::timeout(LOOK_LIMIT, look).await {
                        say(Msg::Observed { ticket, news: Box::default(), trouble: vec![failure] });
                    }
                    say(Msg::Looked { ticket });
                    Brought::Nothing
                });
            }
            Effect::LookAtLogins { ticket, intent, asked } => {
                tasks.spawn(async move {
                    look_at_logins(&ports, &intent, &asked, |news, trouble| {
                        say(Msg::Observed { ticket, news: Box::new(news), trouble });
                    })
                    .await;
                    say(Msg::Looked { ticket });
                    Brought::Nothing
                });
            }
            Effect::BeginSession { ticket, renewal } => {
                let ended = begin_session(face, &renewal, text).await?;
                ports.cloud.forget_credentials();
                say(Msg::SessionBegun { ticket, ended });
            }
            Effect::Apply { ticket, change } => {
                let (intent, facts) = (model.intent.clone(), model.facts.clone());
                tasks.spawn(async move {
                    if let Err(failure) = mend(&ports, &intent, &facts).await {
                        say(Msg::Failed(failure));
                    }
                    say(Msg::Applied { ticket, outcome: apply(&ports, *change).await });
                    Brought::Nothing
                });
            }
            Effect::Hold { slot, secret } => hold(&ports, slot, secret),
            Effect::Remember(intent) => {
                if let Err(failure) = ports.remember(&intent) {
                    say(Msg::Failed(failure));
                }
            }
            Effect::WakeAt { ticket, at } => {
                tasks.spawn(async move {
                    let left = at.duration_since(ports.clock.now()).max(jiff::SignedDuration::ZERO);
                    ports.clock.sleep(left.unsigned_abs()).await;
                    say(Msg::Woke { ticket });
                    Brought::Nothing
                });
            }
            Effect::Copy(text) => copy(&text, setting, face)?,
            Effect::CopyMessage => {
                if let Some(message) = text.errand(model) {
                    copy(&message, setting, face)?;
                }
            }
            Effect::CopyBlock => {
                let block = if model.has_line() { Some(by_hand::EXPORT_CREDENTIALS.to_owned()) } else { None };
                if let Some(block) = block.or_else(|| text.cloud_shell(&model.intent)) {
                    copy(&block, setting, face)?;
                }
            }
            Effect::CopyLink => {
                if let Some(link) = model.link() {
                    copy(&link, setting, face)?;
                }
            }
            Effect::OpenLink => {
                if let Some(link) = model.link() {
                    tasks.spawn(async move {
                        say(Msg::Opened(ports.desk.open(&link).await));
                        Brought::Nothing
                    });
                }
            }
            Effect::CopySecret { ticket, lines } => {
                tasks.spawn(async move {
                    match carry::lines(&ports, &lines).await {
                        Ok(secret) => Brought::Secret { ticket, secret },
                        Err(failure) => {
                            say(Msg::Copied { ticket, outcome: Err(failure) });
                            Brought::Nothing
                        }
                    }
                });
            }
            Effect::ClearSecret => {
                if let Err(error) = face.clear_secret() {
                    let failure = Failure::new(FailureKind::Clipboard, "take the lines off the clipboard");
                    say(Msg::Failed(failure.because(error)));
                }
            }
            Effect::Ring { step } => face.ring(&text.turned(step, &model.standing(step)))?,
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

/// The command has the terminal to itself. How it ended is said by nothing but its status: what it prints is the person's.
async fn begin_session(face: &mut impl Face, renewal: &Renewal, text: &Text) -> Result<Result<(), Failure>, Broken> {
    let failed = |why: String| Failure::new(FailureKind::LoginUnusable, format!("run `{renewal}`")).because(why);
    let aside = Aside {
        program: "aws",
        args: renewal.args(),
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

/// What the world around a rehearsal has done since, and what it does next.
pub(super) fn tell_news(setting: &Setting, model: &Model) {
    let Some(Playing { stage, .. }) = &setting.stage else { return };
    for news in stage.news() {
        let _ = setting.tell.send(Msg::World(news));
    }
    let coming = stage.coming();
    if coming != model.coming {
        let _ = setting.tell.send(Msg::Coming(coming));
    }
}
