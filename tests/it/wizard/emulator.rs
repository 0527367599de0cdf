//! What a real terminal makes of one screen drawn over another: the escape sequences, through an emulator.

use open_sesame::{
    view,
    wizard::Model,
    words::{Locale, Text},
};
use ratatui::{Terminal, TerminalOptions, Viewport, backend::CrosstermBackend, layout::Rect};

/// The bytes that went to the terminal since they were read last.
#[derive(Clone, Default)]
struct Wire(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);

#[derive(Default)]
pub struct Emulator {
    screen: Option<Screen>,
    wire: Wire,
}

struct Screen {
    terminal: Terminal<CrosstermBackend<Wire>>,
    emulator: vt100::Parser,
    size: (u16, u16),
}

impl Emulator {
    /// Draws the model over whatever was there, and compares with the same drawn on an empty screen.
    pub fn draws_over(&mut self, model: &Model, fresh: &str) {
        // Terminals disagree on how wide some scripts are; about these they do not.
        let agreed = |c: char| c.is_ascii() || ('가'..='힣').contains(&c) || "─│┌┐└┘▸◂✓◐○✗?·•…→←↑↓●".contains(c);
        if !fresh.chars().all(agreed) {
            self.screen = None;
            return;
        }
        let size = (model.window.columns, model.window.rows);
        if self.screen.as_ref().is_none_or(|screen| screen.size != size) {
            let viewport = Viewport::Fixed(Rect::new(0, 0, size.0, size.1));
            let backend = CrosstermBackend::new(self.wire.clone());
            let terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
            let emulator = vt100::Parser::new(size.1.try_into().unwrap(), size.0.try_into().unwrap(), 0);
            self.screen = Some(Screen { terminal, emulator, size });
        }
        let Screen { terminal, emulator, .. } = self.screen.as_mut().unwrap();
        let text = Text::new(Locale::Ko);
        terminal.draw(|frame| drop(view::draw(frame, model, &text))).unwrap();
        emulator.process(&std::mem::take(&mut *self.wire.0.lock().unwrap()));
        let lines = |text: &str| text.trim_end().lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        assert_eq!(lines(&emulator.screen().contents()), lines(fresh), "another screen shines through");
    }
}

impl std::io::Write for Wire {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
