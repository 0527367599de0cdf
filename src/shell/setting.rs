//! What the loop runs on, how it ends, and what a task of it leaves behind. Knows no face.

use std::{io, sync::Arc};

use tokio::sync::mpsc;

use crate::{
    engine::{Ports, ports::Stage},
    terms::{Programme, Secret},
    wizard::{Model, Msg, Ticket},
};

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

/// What a task leaves behind. A secret goes from it to the face, and the conversation hears only that it is there.
pub(super) enum Brought {
    Nothing,
    Secret { ticket: Ticket, secret: Secret },
}
