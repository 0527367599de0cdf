//! Where it comes together: one queue, one order. Everything that happens — a key, an answer, a time that has come —
//! becomes a message; the conversation says what follows; the face shows it. Knows neither the SDK nor a keychain, and of
//! the face only that it is one.

mod face;
mod perform;
pub mod plain;
mod setting;
mod still;
pub mod terminal;

pub use face::{Aside, Face, FaceEvent};
pub use setting::{Broken, BrowserStop, Ended, Playing, Setting, Tell, Then};

use std::time::Duration;

use tokio::{task::JoinSet, time::Instant};

use self::{setting::Brought, still::Still};
use crate::{
    setup::Intent,
    terms::{Failure, FailureKind, Secret},
    wizard::{self, KeysMeaning, Msg},
    words::Text,
};

/// So long what Enter does is on the screen before a key counts that was not meant for it: long enough to see that the page
/// has changed.
const SETTLES: Duration = Duration::from_millis(600);

/// Talks until the user leaves or wants another story, or until `ended`.
pub async fn converse(
    face: &mut impl Face,
    mut setting: Setting,
    intent: Intent,
    text: &Text,
    ended: impl Future<Output = ()>,
) -> Result<Ended, Broken> {
    let clock = setting.ports.clock.clone();
    let mut tasks = JoinSet::new();
    face.begin()?;
    let (mut model, mut effects) = wizard::open(intent, clock.now());
    model.doctor.here = setting.here.clone();
    model.copying.clipboard = face.clipboard();
    if let Some(playing) = &setting.stage {
        effects.extend(wizard::update(&mut model, Msg::Programme(playing.programme.clone()), clock.now()));
    }
    let mut then = perform::carry_out(effects, &setting, &mut tasks, face, text).await?;
    let mut ended = std::pin::pin!(ended);
    let mut still = Still::default();
    let mut settling: Option<(KeysMeaning, Instant)> = None;
    while then.is_none() {
        perform::tell_news(&setting, model.scene.coming.as_ref());
        let later = still.until(&model, Instant::now());
        if later.is_none() {
            let shown = face.draw(&model, text)?;
            if wizard::shown(&mut model, shown) {
                face.draw(&model, text)?;
            }
            settling = settles(settling, &model);
        }
        let msg = tokio::select! {
            biased;
            () = &mut ended => break,
            Some(task) = tasks.join_next() => match task? {
                Brought::Nothing => continue,
                Brought::Secret { ticket, secret } => Msg::Copied { ticket, outcome: copied(face, &secret) },
            },
            Some(msg) = setting.heard.recv() => msg,
            () = due(settling.as_ref().map(|(_, at)| *at)) => match settling.take() {
                Some((meaning, _)) => Msg::Settled(Box::new(meaning)),
                None => continue,
            },
            input = face.next() => match input {
                Some(heard) => {
                    still.touched();
                    match heard? {
                        FaceEvent::Msg(msg) => msg,
                        FaceEvent::Nothing => continue,
                    }
                }
                None => break,
            },
            () = due(later) => continue,
        };
        let effects = wizard::update(&mut model, msg, clock.now());
        then = perform::carry_out(effects, &setting, &mut tasks, face, text).await?;
    }
    Ok(Ended { model, then: then.unwrap_or(Then::Leave) })
}

/// What was just drawn counts a moment later; where it has not changed, a moment after it was drawn first.
fn settles(before: Option<(KeysMeaning, Instant)>, model: &wizard::Model) -> Option<(KeysMeaning, Instant)> {
    let now = wizard::unsettled(model)?;
    match before {
        Some((meaning, at)) if meaning == now => Some((meaning, at)),
        Some(_) | None => Some((now, Instant::now() + SETTLES)),
    }
}

fn copied(face: &mut impl Face, secret: &Secret) -> Result<(), Failure> {
    face.copy_secret(secret)
        .map_err(|error| Failure::new(FailureKind::Clipboard, "put the lines on the clipboard").because(error))
}

/// When it is time to draw what was not drawn yet.
async fn due(later: Option<Instant>) {
    match later {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
