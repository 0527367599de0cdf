//! A face on a real terminal. The only place that names crossterm.

mod guard;
mod input;

use std::{
    io::{self, Write as _},
    time::Instant,
};

use crossterm::{
    clipboard::CopyToClipboard,
    event::{Event, EventStream},
    execute,
    terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate},
};
use futures_util::StreamExt as _;
use ratatui::DefaultTerminal;

use super::{Face, enter::Enter};
use crate::{
    view::{self, Theme},
    wizard::{Model, Msg, Shown},
    words::Text,
};

pub use guard::is_a_terminal;

/// The screen, from entering it to leaving it. Dropped, it leaves the terminal as it was.
pub struct Screen {
    terminal: DefaultTerminal,
    events: EventStream,
    first: Option<Msg>,
    theme: Theme,
    enter: Enter,
}

impl Screen {
    /// Takes the terminal over, and draws with what it can show.
    pub fn enter(theme: Theme) -> io::Result<Screen> {
        let terminal = guard::enter()?;
        Ok(Screen { terminal, events: EventStream::new(), first: None, theme, enter: Enter::default() })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        guard::leave();
    }
}

impl Face for Screen {
    fn begin(&mut self) -> io::Result<()> {
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
        self.enter.drawn(model, Instant::now());
        Ok(shown)
    }

    async fn next(&mut self) -> Option<io::Result<Msg>> {
        if let Some(first) = self.first.take() {
            return Some(Ok(first));
        }
        loop {
            let event: Event = match self.events.next().await? {
                Ok(event) => event,
                Err(error) => return Some(Err(error)),
            };
            if let Some(msg) = input::read(event)
                && self.enter.takes(&msg, Instant::now())
            {
                return Some(Ok(msg));
            }
        }
    }

    fn copy(&mut self, text: &str) -> io::Result<()> {
        // OSC 52 works over SSH; whether the terminal takes it nobody says.
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
    }

    fn ring(&mut self, said: &str) -> io::Result<()> {
        let mut out = io::stdout();
        // OSC 9: a notification where the terminal has them. What ends it is no ring, so another follows.
        let said: String = said.chars().filter(|c| !c.is_control()).collect();
        write!(out, "\x1b]9;{said}\x07\x07")?;
        out.flush()
    }
}
