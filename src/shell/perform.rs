//! Effects, carried out: each in a task of its own that tells what came of it.

use std::time::Duration;

use tokio::task::JoinSet;

use super::{Broken, Face, Playing, Setting, Then};
use crate::{
    engine::{apply, hold, observe, regions::look_around},
    setup::by_hand,
    terms::{Failure, FailureKind},
    wizard::{Effect, Model, Msg},
    words::Text,
};

/// A look takes no longer than this; what has not come by then is not known.
const LOOK_LIMIT: Duration = Duration::from_secs(60);

/// Carries them out, or begins to. What is to follow where the conversation ends with them.
pub(super) fn all(
    effects: Vec<Effect>,
    setting: &Setting,
    tasks: &mut JoinSet<()>,
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
                    let look = observe(&ports, &intent, scope, |news, trouble| {
                        say(Msg::Observed { ticket, news: Box::new(news), trouble });
                    });
                    if tokio::time::timeout(LOOK_LIMIT, look).await.is_err() {
                        let late =
                            Failure::new(FailureKind::OutcomeUnknown, "look at everything").because("it took too long");
                        say(Msg::Observed { ticket, news: Box::default(), trouble: vec![late] });
                    }
                    say(Msg::Looked { ticket });
                });
            }
            Effect::LookAround { ticket, intent, around } => {
                tasks.spawn(async move {
                    let look = look_around(&ports, &intent.sign_in, &around, |news, trouble| {
                        say(Msg::Observed { ticket, news: Box::new(news), trouble });
                    });
                    if let Ok(Err(failure)) = tokio::time::timeout(LOOK_LIMIT, look).await {
                        say(Msg::Observed { ticket, news: Box::default(), trouble: vec![failure] });
                    }
                    say(Msg::Looked { ticket });
                });
            }
            Effect::Apply { ticket, change } => {
                tasks.spawn(async move { say(Msg::Applied { ticket, outcome: apply(&ports, *change).await }) });
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
                });
            }
            Effect::Copy(text) => face.copy(&text)?,
            Effect::CopyMessage => {
                if let Some(message) = text.errand(model) {
                    face.copy(&message)?;
                }
            }
            Effect::CopyLink => {
                if let Some(link) = model.errand().first().and_then(by_hand::console) {
                    face.copy(&link)?;
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
