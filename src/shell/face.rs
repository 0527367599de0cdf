//! What the loop asks of a face: to show the model, to hear the user, to copy, to step aside. Knows no terminal.

use std::{io, process::ExitStatus};

use crate::{
    terms::Secret,
    wizard::{Clipboard, Model, Msg, Shown},
    words::Text,
};

/// What the user looks at and types into.
pub trait Face {
    /// A conversation begins; what one before it has shown says nothing about this one.
    fn begin(&mut self) -> io::Result<()>;
    /// Shows the model; says what of it there was room for.
    fn draw(&mut self, model: &Model, text: &Text) -> io::Result<Shown>;
    /// The next thing that the user does; `None` when they have gone. Losing a poll loses nothing.
    fn next(&mut self) -> impl Future<Output = Option<io::Result<FaceEvent>>>;
    /// Puts a text that is no secret where it can be pasted from, as far as the face can.
    fn copy(&mut self, text: &str) -> io::Result<()>;
    /// Where a secret that is copied would go.
    fn clipboard(&self) -> Clipboard;
    /// Puts a secret there. That the clipboard does not take it is no reason to end.
    fn copy_secret(&mut self, secret: &Secret) -> io::Result<()>;
    /// Takes it away again; where one can look, only if it is still there. Where it cannot be taken away it is tried
    /// again at the end.
    fn clear_secret(&mut self) -> io::Result<()>;
    /// Something else lies there now: nothing of ours is left to be taken away.
    fn forget_secret(&mut self);
    /// What was waited for has come; this says what, in a line.
    fn ring(&mut self, said: &str) -> io::Result<()>;
    /// Whether what was to be said ended before the user left. A user at a terminal can always say more.
    fn ran_out(&self) -> bool {
        false
    }
    /// Leaves the terminal to a program until it ends, and takes it back. The inner error is the program's.
    fn step_aside(&mut self, aside: Aside<'_>) -> impl Future<Output = io::Result<io::Result<ExitStatus>>>;
}

/// What a face has heard.
#[derive(Debug)]
pub enum FaceEvent {
    /// This, for the conversation.
    Msg(Msg),
    /// Nothing for the conversation; the face only has something else to show.
    Nothing,
}

/// A program that has the terminal for a while.
pub struct Aside<'a> {
    /// Its name, as it is found on PATH.
    pub program: &'a str,
    /// Its arguments.
    pub args: Vec<&'a str>,
    /// Variables that it does not get where they are set and empty.
    pub not_empty: &'static [&'static str],
    /// What is said before it runs.
    pub before: String,
    /// What is said after one that did not end well.
    pub after: &'a dyn Fn(ExitStatus) -> String,
    /// What leads back then: its own words are to be read first.
    pub back: &'a str,
}
