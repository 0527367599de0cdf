//! Where it comes together: one queue, one order. Everything that happens — a key, an answer, a time that has come —
//! becomes a message; the conversation says what follows; the face shows it. Knows neither the SDK nor a keychain, and of
//! the face only that it is one.

pub mod enter;
mod perform;
pub mod plain;
mod still;
pub mod terminal;

use std::{io, process::ExitStatus, sync::Arc};

use tokio::{sync::mpsc, task::JoinSet, time::Instant};

use self::still::Still;
use crate::{
    engine::{Ports, ports::Stage},
    setup::Intent,
    terms::{Failure, FailureKind, Programme, Secret},
    wizard::{self, Clipboard, Model, Msg, Shown, Ticket},
    words::Text,
};

/// What a person looks at and types into.
pub trait Face {
    /// A conversation begins; what one before it has shown says nothing about this one.
    fn begin(&mut self) -> io::Result<()>;
    /// Shows the model; says what of it there was room for.
    fn draw(&mut self, model: &Model, text: &Text) -> io::Result<Shown>;
    /// The next thing that the user does; `None` when they have gone. Losing a poll loses nothing.
    fn next(&mut self) -> impl Future<Output = Option<io::Result<Heard>>>;
    /// Puts a text that is no secret where it can be pasted from, as far as the face can.
    fn copy(&mut self, text: &str) -> io::Result<()>;
    /// Where a secret that is copied would go.
    fn clipboard(&self) -> Clipboard;
    /// Puts a secret there. That the clipboard does not take it is no reason to end.
    fn copy_secret(&mut self, secret: &Secret) -> io::Result<()>;
    /// Takes it away again; where one can look, only if it is still there. Where it cannot be taken away it is tried again at
    /// the end.
    fn clear_secret(&mut self) -> io::Result<()>;
    /// Something else lies there now: nothing of ours is left to be taken away.
    fn forget_secret(&mut self);
    /// What was waited for has come; this says what, in a line.
    fn ring(&mut self, said: &str) -> io::Result<()>;
    /// Leaves the terminal to a program until it ends, and takes it back. The inner error is the program's.
    fn step_aside(&mut self, aside: Aside<'_>) -> impl Future<Output = io::Result<io::Result<ExitStatus>>>;
}

/// What a face has heard.
#[derive(Debug)]
pub enum Heard {
    Msg(Msg),
    /// Nothing for the conversation; the face only has something else to show.
    Nothing,
}

/// A program that has the terminal for a while.
pub struct Aside<'a> {
    pub program: &'a str,
    pub args: Vec<&'a str>,
    /// What is said before it runs.
    pub before: String,
    /// What is said after one that did not end well.
    pub after: &'a dyn Fn(ExitStatus) -> String,
    /// What leads back then: its own words are to be read first.
    pub back: &'a str,
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
    model.copying.clipboard = face.clipboard();
    if let Some(playing) = &setting.stage {
        effects.extend(wizard::update(&mut model, Msg::Programme(playing.programme.clone()), clock.now()));
    }
    let mut then = perform::carry_out(effects, &setting, &mut tasks, face, text).await?;
    let mut ended = std::pin::pin!(ended);
    let mut still = Still::default();
    while then.is_none() {
        perform::tell_news(&setting, model.scene.coming.as_ref());
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
            Some(task) = tasks.join_next() => match task? {
                Brought::Nothing => continue,
                Brought::Secret { ticket, secret } => Msg::Copied { ticket, outcome: copied(face, &secret) },
            },
            Some(msg) = setting.heard.recv() => msg,
            input = face.next() => match input {
                Some(heard) => {
                    still.touched();
                    match heard? {
                        Heard::Msg(msg) => msg,
                        Heard::Nothing => continue,
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

/// What a task leaves behind. A secret goes from it to the face, and the conversation hears only that it is there.
enum Brought {
    Nothing,
    Secret { ticket: Ticket, secret: Secret },
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
