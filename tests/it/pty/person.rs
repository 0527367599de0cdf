//! Somebody at a terminal: types, and reads the screen through an emulator. Knows no page.

use std::{
    io::{Read, Write},
    path::Path,
    process::Command,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use open_sesame::rehearsal::MARKER;
use portable_pty::{CommandBuilder, ExitStatus, PtySize, native_pty_system};

/// Long enough for a slow machine; nothing waits for it that goes well.
pub const LIMIT: Duration = Duration::from_secs(90);

/// Around a frame.
const BEGUN: &[u8] = b"\x1b[?2026h";
const WHOLE: &[u8] = b"\x1b[?2026l";

/// So long after it has changed a page takes Enter again.
const SETTLED: Duration = Duration::from_millis(900);
/// So long at most a key is on its way on a machine that is busy.
const HEARD: Duration = Duration::from_secs(10);
/// A key that was held says so as soon as this.
const AT_ONCE: Duration = Duration::from_millis(250);
/// What the screen says of it then.
const HELD: [&str; 2] = [" 입력을 무시했습니다", " did nothing. Next "];
/// The keys that may be held, as a terminal sends them.
const KEYS: [(&str, &[u8]); 11] = [
    ("Enter", b"\r"),
    ("Esc", b"\x1b"),
    ("Tab", b"\t"),
    ("F2", b"\x1bOQ"),
    ("F4", b"\x1bOS"),
    ("F5", b"\x1b[15~"),
    ("F6", b"\x1b[17~"),
    ("F7", b"\x1b[18~"),
    ("F8", b"\x1b[19~"),
    ("Ctrl-X", b"\x18"),
    ("F12", b"\x1b[24~"),
];

/// The key that the screen says was held.
fn held(screen: &str) -> Option<&'static [u8]> {
    let before = HELD.iter().find_map(|said| screen.split_once(said))?.0;
    let name = before.rsplit(' ').next()?;
    KEYS.iter().find(|(known, _)| *known == name).map(|(_, sent)| *sent)
}

pub struct Person {
    screen: Arc<Screen>,
    /// Everything that ever went to the terminal.
    raw: Arc<Mutex<Vec<u8>>>,
    hands: Mutex<Box<dyn Write + Send>>,
    pub child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

/// What the terminal shows, and a bell that rings with each frame.
struct Screen {
    terminal: Mutex<vt100::Parser>,
    drawn: Condvar,
}

impl Screen {
    fn terminal(&self) -> MutexGuard<'_, vt100::Parser> {
        self.terminal.lock().expect("nobody panics while it is held")
    }

    fn draws(&self, bytes: &[u8]) {
        self.terminal().process(bytes);
        self.drawn.notify_all();
    }

    /// Waits until it shows this, or until then; what it shows at last, and whether it is this.
    fn shows(&self, until: Instant, there: impl Fn(&str) -> bool) -> (String, bool) {
        let mut terminal = self.terminal();
        loop {
            let seen = terminal.screen().contents();
            let (there, left) = (there(&seen), until.saturating_duration_since(Instant::now()));
            if there || left.is_zero() {
                return (seen, there);
            }
            terminal = self.drawn.wait_timeout(terminal, left).expect("nobody panics while it is held").0;
        }
    }
}

impl Person {
    /// At the binary, with nothing but a home.
    pub fn sits_down(home: &Path, args: &[&str]) -> Person {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sesame"));
        command.args(args).current_dir(home).env_clear().env("HOME", home).env("TMPDIR", home);
        Person::sits_at(&command)
    }

    /// At this program, in a Korean terminal.
    pub fn sits_at(program: &Command) -> Person {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program.get_program());
        command.args(program.get_args());
        command.env_clear();
        program.get_envs().filter_map(|(name, value)| Some((name, value?))).for_each(|(n, v)| command.env(n, v));
        command.env("TERM", "xterm-256color");
        command.env("LANG", "ko_KR.UTF-8");
        command.cwd(program.get_current_dir().expect("a folder"));
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let terminal = Mutex::new(vt100::Parser::new(24u16.try_into().unwrap(), 80u16.try_into().unwrap(), 0));
        let screen = Arc::new(Screen { terminal, drawn: Condvar::new() });
        let raw = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let (eyes, all) = (screen.clone(), raw.clone());
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            let mut rest: Vec<u8> = Vec::new();
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                all.lock().unwrap().extend_from_slice(&buffer[..n]);
                rest.extend_from_slice(&buffer[..n]);
                // A frame is seen when it is whole, as on a terminal that knows of such.
                while let Some(end) = rest.windows(WHOLE.len()).position(|it| it == WHOLE) {
                    let frame: Vec<u8> = rest.drain(..end + WHOLE.len()).collect();
                    eyes.draws(&frame);
                }
                if !rest.windows(BEGUN.len()).any(|it| it == BEGUN) {
                    eyes.draws(&std::mem::take(&mut rest));
                }
            }
            eyes.draws(&rest);
        });
        let hands = pair.master.take_writer().unwrap();
        Person { screen, raw, hands: Mutex::new(hands), child, _master: pair.master }
    }

    pub fn sees(&self) -> String {
        self.screen.terminal().screen().contents()
    }

    /// The screen as it is, with its colors.
    pub fn shows(&self) -> vt100::Screen {
        self.screen.terminal().screen().clone()
    }

    /// All that has gone to the terminal so far: what is longer than a line of the screen stands whole in it.
    pub fn heard(&self) -> String {
        String::from_utf8_lossy(&self.raw.lock().unwrap()).into_owned()
    }

    /// Waits until the screen says it.
    pub fn waits_for(&self, words: &str) {
        self.waits_until(words, |screen| screen.contains(words));
    }

    pub fn waits_until(&self, what: &str, there: impl Fn(&str) -> bool) {
        let until = Instant::now() + LIMIT;
        let is_held = |screen: &str| held(screen).is_some();
        loop {
            let (seen, _) = self.screen.shows(until, |screen| there(screen) || is_held(screen));
            if there(&seen) {
                return;
            }
            assert!(Instant::now() < until, "never saw {what}:\n{seen}");
            // A key that was held is pressed again, once what it does has been on the screen for a moment.
            let (seen, _) = self.screen.shows(Instant::now() + SETTLED, |screen| there(screen) || !is_held(screen));
            if let Some(key) = held(&seen).filter(|_| !there(&seen)) {
                self.presses(key);
                // Once: on a machine that is busy it is heard late, and a second one would be taken for what comes next.
                self.screen.shows(Instant::now() + HEARD, |screen| there(screen) || !is_held(screen));
            }
        }
    }

    fn presses(&self, keys: &[u8]) {
        let mut hands = self.hands.lock().expect("nobody panics while it is held");
        hands.write_all(keys).unwrap();
        hands.flush().unwrap();
    }

    /// Waits so long at most for something else than this to be seen, and says what is seen then.
    pub fn looks_for_a_change(&self, seen: impl Fn(&str) -> bool, time: Duration) -> String {
        self.screen.shows(Instant::now() + time, |screen| !seen(screen)).0
    }

    pub fn types(&mut self, text: &str) {
        let before = self.sees();
        self.presses(text.as_bytes());
        let is_a_key = text.ends_with('\r') || KEYS.iter().any(|(_, sent)| *sent == text.as_bytes());
        if is_a_key {
            // On a machine that is busy it takes a while to be heard.
            self.looks_for_a_change(|screen| screen == before, SETTLED);
        }
        // The key may have come upon a page that had only just changed, which says so: it is pressed again.
        let is_held = |screen: &str| held(screen).is_some();
        while let Some(key) = held(&self.looks_for_a_change(|screen| !is_held(screen), AT_ONCE)).filter(|_| is_a_key) {
            self.looks_for_a_change(|_| true, SETTLED);
            self.presses(key);
            self.looks_for_a_change(is_held, HEARD);
        }
    }

    /// No secret was on the way to the terminal.
    pub fn leaves(self) -> (ExitStatus, Vec<u8>) {
        let (status, raw) = self.leaves_with_secret();
        assert!(!raw.windows(MARKER.len()).any(|it| it == MARKER.as_bytes()), "a secret was on the screen");
        (status, raw)
    }

    /// Whoever asked for a secret on the clipboard looks at what went there.
    pub fn leaves_with_secret(mut self) -> (ExitStatus, Vec<u8>) {
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            if began.elapsed() > LIMIT {
                let _ = self.child.kill();
                panic!("it does not leave:\n{}", self.sees());
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        while self.screen.terminal().screen().alternate_screen() {
            assert!(began.elapsed() < LIMIT, "the terminal was not given back");
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(!self.screen.terminal().screen().bracketed_paste(), "bracketed paste was left on");
        let raw = self.raw.lock().unwrap().clone();
        (status, raw)
    }
}
