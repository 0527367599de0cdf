//! Where it comes together: one queue, one order. Everything that happens — a key, an answer, a time that has come —
//! becomes a message; the conversation says what follows; the face shows it. Knows neither the SDK nor a keychain, and of
//! the face only that it is one.

pub mod enter;
mod perform;
pub mod plain;
mod still;
pub mod terminal;

use std::{io, sync::Arc};

use tokio::{sync::mpsc, task::JoinSet, time::Instant};

use self::still::Still;
use crate::{
    engine::{Ports, ports::Stage},
    setup::Intent,
    terms::Programme,
    wizard::{self, Model, Msg, Shown},
    words::Text,
};

/// What a person looks at and types into.
pub trait Face {
    /// A conversation begins; what one before it has shown says nothing about this one.
    fn begin(&mut self) -> io::Result<()>;
    /// Shows the model; says what of it there was room for.
    fn draw(&mut self, model: &Model, text: &Text) -> io::Result<Shown>;
    /// The next thing that the person does; `None` when they have gone. Losing a poll loses nothing.
    fn next(&mut self) -> impl Future<Output = Option<io::Result<Msg>>>;
    /// Puts a text that is no secret where it can be pasted from, as far as the face can.
    fn copy(&mut self, text: &str) -> io::Result<()>;
    /// What was waited for has come; this says what, in a line.
    fn ring(&mut self, said: &str) -> io::Result<()>;
}

/// Messages from everywhere but the face.
pub type Tell = mpsc::UnboundedSender<Msg>;

/// What the loop runs on.
pub struct Setting {
    pub ports: Arc<Ports>,
    /// The pretend world around a rehearsal.
    pub stage: Option<Playing>,
    pub tell: Tell,
    pub heard: mpsc::UnboundedReceiver<Msg>,
}

/// A pretend world, and what else could be played in its place.
pub struct Playing {
    pub stage: Arc<dyn Stage>,
    pub programme: Programme,
}

/// How a conversation ended.
pub struct Ended {
    /// As it was then.
    pub model: Model,
    pub then: Then,
}

/// What is to follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    Leave,
    /// The story of this name, from its beginning.
    Play(String),
}

/// Why the loop did not end well.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("the terminal failed")]
    Face(#[from] io::Error),
    /// A task of ours panicked: a bug.
    #[error("a part of Sesame ended in a way that it should not")]
    Task(#[from] tokio::task::JoinError),
}

/// Talks until the person leaves or wants another story, or until `ended`.
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
    if let Some(playing) = &setting.stage {
        effects.extend(wizard::update(&mut model, Msg::Programme(playing.programme.clone()), clock.now()));
    }
    let mut then = perform::all(effects, &setting, &mut tasks, face, (&model, text))?;
    let mut ended = std::pin::pin!(ended);
    let mut still = Still::default();
    while then.is_none() {
        perform::tell_news(&setting, &model);
        let later = still.until(&model, Instant::now());
        if later.is_none() {
            let shown = face.draw(&model, text)?;
            if wizard::shown(&mut model, shown) {
                face.draw(&model, text)?;
            }
        }
        let msg = tokio::select! {
            biased;
            () = &mut ended => break,
            Some(task) = tasks.join_next() => {
                task?;
                continue;
            }
            Some(msg) = setting.heard.recv() => msg,
            input = face.next() => match input {
                Some(msg) => {
                    still.touched();
                    msg?
                }
                None => break,
            },
            () = due(later) => continue,
        };
        let effects = wizard::update(&mut model, msg, clock.now());
        then = perform::all(effects, &setting, &mut tasks, face, (&model, text))?;
    }
    Ok(Ended { model, then: then.unwrap_or(Then::Leave) })
}

/// When it is time to draw what was not drawn yet.
async fn due(later: Option<Instant>) {
    match later {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
