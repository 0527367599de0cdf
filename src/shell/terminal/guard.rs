//! In and out of the terminal. Every way out undoes what the way in did: leaving, an error, a panic in any task, and the
//! signals that end us (which end the loop, and so drop the screen). Does not know what is drawn.

use std::{
    io::{self, IsTerminal as _},
    panic,
    sync::Once,
};

use crossterm::{
    event::{DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange},
    execute,
    terminal::{Clear, ClearType, EnterAlternateScreen, enable_raw_mode},
};
use ratatui::{DefaultTerminal, backend::CrosstermBackend};

/// Whether a user is at both ends.
pub fn is_a_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// How many columns a line may have; `None` where nothing breaks it.
pub fn width() -> Option<usize> {
    let columns = || crossterm::terminal::size().ok().map(|(columns, _)| usize::from(columns));
    io::stdout().is_terminal().then(columns).flatten().filter(|columns| *columns > 0)
}

/// Raw mode, alternate screen, bracketed paste, and news of the focus.
pub(super) fn enter() -> io::Result<DefaultTerminal> {
    // A failed start may leave raw mode on.
    let terminal = ratatui::try_init().inspect_err(|_| leave())?;
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        // ratatui's own hook restores the rest; it runs after ours.
        let restores = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let _ = execute!(io::stdout(), DisableBracketedPaste, DisableFocusChange);
            restores(info);
        }));
    });
    execute!(io::stdout(), EnableBracketedPaste, EnableFocusChange).inspect_err(|_| leave())?;
    Ok(terminal)
}

/// Takes the terminal back from a program that had it for a while, with everything to be drawn anew. The terminal is asked
/// nothing: its answers would come among what is typed.
pub(super) fn enter_again() -> io::Result<DefaultTerminal> {
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange, Clear(ClearType::All))?;
    ratatui::Terminal::new(CrosstermBackend::new(io::stdout()))
}

/// As it was before. Nothing can be done about a terminal that is gone.
pub(super) fn leave() {
    let _ = execute!(io::stdout(), DisableBracketedPaste, DisableFocusChange);
    ratatui::restore();
}
