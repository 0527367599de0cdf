//! What the loop runs on, how it ends, and what a task of it leaves behind. Knows no face.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tokio::sync::{mpsc, oneshot};

use crate::{
    engine::{Ports, ports::Stage},
    terms::{Programme, Secret},
    wizard::{Model, Msg, Ticket},
};

/// Messages from everywhere but the face.
pub type Tell = mpsc::UnboundedSender<Msg>;

/// What the loop runs on.
pub struct Setting {
    /// The world.
    pub ports: Arc<Ports>,
    /// The pretend world around a rehearsal.
    pub stage: Option<Playing>,
    /// Where tasks tell what came of an effect.
    pub tell: Tell,
    /// Where the loop hears it.
    pub heard: mpsc::UnboundedReceiver<Msg>,
    /// The flags of this run, as commands are named with them.
    pub here: Vec<String>,
    /// A sign-in by the browser that is under way.
    pub browser: BrowserStop,
}

/// What ends a task that waits for the user, who has thought better of it.
#[derive(Debug, Default)]
pub struct BrowserStop(Mutex<Option<BrowserTask>>);

/// The two ends of it that the conversation holds.
#[derive(Debug)]
struct BrowserTask {
    /// Ends it when it is dropped.
    _stop: oneshot::Sender<()>,
    texts: mpsc::UnboundedSender<Secret>,
}

impl BrowserStop {
    /// For a task that begins; one that is under way ends.
    pub(super) fn begin(&self) -> (oneshot::Receiver<()>, mpsc::UnboundedReceiver<Secret>) {
        let ((stop, stopped), (texts, pasted)) = (oneshot::channel(), mpsc::unbounded_channel());
        *self.0.lock().expect("no panic while it is held") = Some(BrowserTask { _stop: stop, texts });
        (stopped, pasted)
    }

    /// Hands it what was pasted. One that has ended needs it no more.
    pub(super) fn paste(&self, text: Secret) {
        if let Some(task) = &*self.0.lock().expect("no panic while it is held") {
            drop(task.texts.send(text));
        }
    }

    /// Ends the one that is under way.
    pub(super) fn stop(&self) {
        self.0.lock().expect("no panic while it is held").take();
    }
}

/// A pretend world, and what else could be played in its place.
pub struct Playing {
    /// The world itself.
    pub stage: Arc<dyn Stage>,
    /// What else can be played.
    pub programme: Programme,
}

/// How a conversation ended.
pub struct Ended {
    /// As it was then.
    pub model: Model,
    /// What is to follow.
    pub then: Then,
}

/// What is to follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Then {
    /// The program ends.
    Leave,
    /// The story of this name, from its beginning.
    Play(String),
}

/// Why the loop did not end well.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// Reading or writing failed.
    #[error("the terminal failed")]
    Face(#[from] io::Error),
    /// A task of ours panicked: a bug.
    #[error("a part of Sesame ended in a way that it should not")]
    Task(#[from] tokio::task::JoinError),
}

/// What a task leaves behind. A secret goes from it to the face, and the conversation hears only that it is there.
pub(super) enum Brought {
    /// All was told already.
    Nothing,
    /// What was asked for under this ticket, for the clipboard.
    Secret { ticket: Ticket, secret: Secret },
}
