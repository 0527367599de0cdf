//! A face on a real terminal. The only place that names crossterm.

mod clipboard;
mod guard;
mod input;
mod programs;

use std::{
    io::{self, Write as _},
    process::ExitStatus,
};

use crossterm::{
    event::{Event, EventStream},
    execute,
    terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate},
};
use futures_util::StreamExt as _;
use ratatui::DefaultTerminal;

use self::clipboard::Clip;
use super::{Aside, Face, FaceEvent};
use crate::{
    terms::Secret,
    view::{self, Theme},
    wizard::{Clipboard, Model, Msg, Shown},
    words::Text,
};

pub use guard::{is_a_terminal, width};

/// The screen, from entering it to leaving it. Dropped, it leaves the terminal as it was.
pub struct Screen {
    terminal: DefaultTerminal,
    /// None while a program has the terminal: to read keys then would take them from it.
    events: Option<EventStream>,
    first: Option<Msg>,
    theme: Theme,
    clip: Clip,
}

impl Screen {
    /// Takes the terminal over, and draws with what it can show.
    pub fn enter(theme: Theme) -> io::Result<Screen> {
        let terminal = guard::enter()?;
        Ok(Screen { terminal, events: Some(EventStream::new()), first: None, theme, clip: Clip::open() })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        guard::leave();
    }
}

impl Face for Screen {
    fn begin(&mut self) -> io::Result<()> {
        // It would know nothing of a secret that another has put there.
        self.clip.clear_secret()?;
        let size = self.terminal.size()?;
        self.first = Some(Msg::Resized { columns: size.width, rows: size.height });
        Ok(())
    }

    fn draw(&mut self, model: &Model, text: &Text) -> io::Result<Shown> {
        let mut shown = Shown::default();
        // Terminals that know it show a frame whole; the others ignore it.
        execute!(io::stdout(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| shown = view::draw_in(frame, model, text, self.theme))?;
        execute!(io::stdout(), EndSynchronizedUpdate)?;
        Ok(shown)
    }

    async fn next(&mut self) -> Option<io::Result<FaceEvent>> {
        if let Some(first) = self.first.take() {
            return Some(Ok(FaceEvent::Msg(first)));
        }
        loop {
            let event: Event = match self.events.as_mut()?.next().await? {
                Ok(event) => event,
                Err(error) => return Some(Err(error)),
            };
            match event {
                Event::FocusLost => self.clip.focus_goes(),
                Event::FocusGained => {
                    if let Err(error) = self.clip.focus_returns() {
                        return Some(Err(error));
                    }
                }
                Event::Key(_) | Event::Mouse(_) | Event::Paste(_) | Event::Resize(..) => {}
            }
            if let Some(msg) = input::read(event) {
                return Some(Ok(FaceEvent::Msg(msg)));
            }
        }
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        self.clip.copy(text)
    }

    fn clipboard(&self) -> Clipboard {
        self.clip.kind()
    }

    fn copy_secret(&mut self, secret: &Secret) -> io::Result<()> {
        self.clip.copy_secret(secret)
    }

    fn clear_secret(&mut self) -> io::Result<()> {
        self.clip.clear_secret()
    }

    fn forget_secret(&mut self) {
        self.clip.forget_secret();
    }

    async fn step_aside(&mut self, aside: Aside<'_>) -> io::Result<io::Result<ExitStatus>> {
        self.events = None;
        guard::leave();
        // Ctrl-C is the program's meanwhile, and not the end of us.
        #[cfg(unix)]
        let _ignored = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
        writeln!(io::stdout(), "\n{}\n", aside.before)?;
        let mut program = tokio::process::Command::new(aside.program);
        for name in aside.not_empty.iter().filter(|name| std::env::var_os(name).is_some_and(|it| it.is_empty())) {
            program.env_remove(name);
        }
        let ended = program.args(&aside.args).status().await;
        if let Ok(status) = &ended
            && !status.success()
        {
            write!(io::stdout(), "\n{} {} ", (aside.after)(*status), aside.back)?;
            io::stdout().flush()?;
            let read = tokio::task::spawn_blocking(|| io::stdin().read_line(&mut String::new()));
            read.await.map_err(io::Error::other)??;
        }
        self.terminal = guard::enter_again()?;
        self.events = Some(EventStream::new());
        Ok(ended)
    }

    fn ring(&mut self, said: &str) -> io::Result<()> {
        let mut out = io::stdout();
        // OSC 9: a notification where the terminal has them. What ends it is no ring, so another follows.
        let said: String = said.chars().filter(|c| !c.is_control()).collect();
        write!(out, "\x1b]9;{said}\x07\x07")?;
        out.flush()
    }
}
