//! Every story walked to its end in both languages, with Enter wherever Enter will do: each ends where its story says, and
//! the screen has told why. Here the screen is ratatui's test backend and the time is tokio's, which passes as soon as
//! everybody waits; `pty::walks` sends the same walker through the binary in a terminal.

use std::{collections::VecDeque, io, process::ExitStatus, time::Duration};

use open_sesame::{
    rehearsal::{MARKER, Pacing, RegionSaid, Scenario, World},
    setup::Intent,
    shell::{Aside, Face, FaceEvent, converse},
    terms::Secret,
    view,
    wizard::{Clipboard, Key, Model, Msg, Shown},
    words::{Locale, Text},
};
use ratatui::{Terminal, backend::TestBackend};
use tokio::time::Instant;

use crate::gallery::shot;

/// What a walker must have read on the way, and on the receipt.
pub struct Story {
    pub name: &'static str,
    told: &'static [(&'static str, &'static str)],
    /// Marks of the receipt, step by step.
    ends: &'static str,
}

pub const STORIES: [Story; 11] = [
    Story {
        name: "fresh", told: &[("MAIL_MAILER를 ses로 바꾸기", "Switch MAIL_MAILER to ses")], ends: "✓✓✓✓✓✓✓✓"
    },
    Story {
        name: "half-done", told: &[("mail-user 사용자가", "mail-user may send")], ends: "✓✓✓✓✓✓✓✓"
    },
    Story {
        name: "denied",
        told: &[("지원 사례에 답하면 다시 심사합니다", "Reply in the support case, and AWS reviews it again")],
        ends: "✓✓✓✓✓✗◐✓",
    },
    Story {
        name: "slow-dns", told: &[("이름이 두 번", "name twice"), ("가비아", "Gabia")], ends: "✓✓✓✓✓✓✓✓"
    },
    Story {
        name: "wrong-region",
        told: &[("us-east-1에서 인증되어 있지만", "is verified in us-east-1")],
        ends: "✓✓✓✓✓✓✓✓",
    },
    Story {
        name: "two-keys", told: &[("410일 전", "410 d ago"), ("되돌릴 수 없음", "cannot be")], ends: "✓✓✓✓✓✓✓✓"
    },
    Story {
        name: "no-permission",
        told: &[("이 작업의 권한이 없습니다", "this sign-in may not do"), ("부탁드립니다", "Please prepare")],
        ends: "✓✓✗✗✓✓○○",
    },
    Story {
        name: "locked-keychain",
        told: &[
            ("키체인이 잠겨 있고", "The keychain is locked"),
            ("되찾아 줄 수 없고", "Its passphrase cannot be recovered"),
            ("암호로 잠근 파일(", "the encrypted file "),
        ],
        ends: "✓✓✓✓✓✓✓✓",
    },
    Story {
        name: "no-region",
        told: &[("IAM 사용자 mail-user 만들기", "Create the IAM user mail-user")],
        ends: "✓✓✓✓✓✓✓✓",
    },
    Story {
        name: "signed-out",
        told: &[("SignInLocalDevelopmentAccess", "SignInLocalDevelopmentAccess")],
        ends: "✓✓✓✓✓✓✓✓",
    },
    Story {
        name: "records-removed", told: &[("DNS에서 사라졌습니다", "are gone from DNS")], ends: "✓✓✓✓✓✓✓✓"
    },
];

/// More keys than any walk needs.
const ENOUGH: usize = 200;

/// With the marker in it that is never to be on a screen.
const PASSPHRASE: &str = open_sesame::rehearsal::MARKER;

/// The footer's words in both languages.
pub struct Words {
    answer: &'static str,
    confirm: &'static str,
    go_on: &'static str,
    /// For a moment, before what Enter does was on the screen as a whole.
    read_on: &'static str,
    copy: &'static str,
    promise: &'static str,
    doomed: &'static str,
    open: &'static str,
    from: &'static str,
    locked: &'static str,
    passphrase: &'static [&'static str],
    receipt: &'static str,
}

pub const KO: Words = Words {
    answer: "Enter 답하기",
    confirm: "Enter 실행",
    go_on: "Enter 다음 화면",
    read_on: "Enter 이어서 보기",
    copy: "Enter 글 복사",
    promise: "▸ AWS에 약속",
    doomed: "▸ 지울 키",
    open: "Enter 남은 단계로",
    from: "▸ 보내는 주소",
    locked: "키체인이 잠겨 있고",
    passphrase: &["▸ 파일의 암호", "▸ 한 번 더"],
    receipt: "│ 영수증",
};

pub const EN: Words = Words {
    answer: "Enter answer",
    confirm: "Enter do it",
    go_on: "Enter next page",
    read_on: "Enter scroll down",
    copy: "Enter copy the message",
    promise: "▸ Promise to AWS",
    doomed: "▸ Key to delete",
    open: "Enter to what is left",
    from: "▸ From address",
    locked: "The keychain is locked",
    passphrase: &["▸ Passphrase", "▸ Repeat it"],
    receipt: "│ Receipt",
};

/// What is done at a screen that has come to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stroke {
    /// Typed, with nothing to wait for before the next stroke.
    Text(&'static str),
    /// Typed where it cannot be seen but by dots.
    Passphrase,
    Enter,
    Up,
    Down,
    Right,
    Tab,
    /// F9, which lets time pass.
    Pass,
}

impl Stroke {
    /// How long whoever pressed this looks for what comes of it. Time may pass without anything to see.
    pub fn patience(self) -> Duration {
        Duration::from_secs(if self == Stroke::Pass { 2 } else { 60 })
    }

    /// As a terminal sends it.
    pub fn bytes(self) -> &'static str {
        match self {
            Stroke::Text(text) => text,
            Stroke::Passphrase => PASSPHRASE,
            Stroke::Enter => "\r",
            Stroke::Up => "\x1b[A",
            Stroke::Down => "\x1b[B",
            Stroke::Right => "\x1b[C",
            Stroke::Tab => "\t",
            Stroke::Pass => "\x1b[20~",
        }
    }

    /// As the conversation knows it.
    fn keys(self) -> Vec<Key> {
        match self {
            Stroke::Text(text) => text.chars().map(Key::Char).collect(),
            Stroke::Passphrase => PASSPHRASE.chars().map(Key::Char).collect(),
            Stroke::Enter => vec![Key::Enter],
            Stroke::Up => vec![Key::Up],
            Stroke::Down => vec![Key::Down],
            Stroke::Right => vec![Key::Right],
            Stroke::Tab => vec![Key::Tab],
            Stroke::Pass => vec![Key::F(9)],
        }
    }
}

/// Reads each screen that has come to rest, and says what is done there.
pub struct Walker {
    words: &'static Words,
    /// All that was read on pages, without blanks.
    seen: String,
    strokes: usize,
    /// Of these, those that only let time pass: how many are needed in a terminal depends on the machine.
    passes: usize,
    /// The same since something else was done.
    passed: usize,
    /// Does not wait for the reviewer, and comes back from the receipt once the mailer may be switched.
    hurries: bool,
    /// The keys that the first receipt took.
    to_receipt: Option<usize>,
    /// Where each key was pressed, and what for, to see which could be spared.
    trail: Vec<String>,
}

impl Walker {
    pub fn who_reads(words: &'static Words) -> Walker {
        Walker {
            words,
            seen: String::new(),
            strokes: 0,
            passes: 0,
            passed: 0,
            hurries: false,
            to_receipt: None,
            trail: Vec::new(),
        }
    }

    /// Times go on by themselves; the footer says whether something can be done.
    pub fn is_at_rest(&self, screen: &str) -> bool {
        screen.lines().last().is_some_and(|footer| footer.contains("Enter")) || screen.contains(self.words.receipt)
    }

    /// What is done here; nothing at the receipt, where the walk ends.
    pub fn goes_on(&mut self, screen: &str) -> Vec<Stroke> {
        self.seen.push_str(&page(screen).iter().flat_map(|line| line.split_whitespace()).collect::<String>());
        let strokes = self.choice(screen);
        self.strokes += strokes.iter().filter(|stroke| !matches!(stroke, Stroke::Text(_))).count();
        assert!(self.strokes < ENOUGH, "it goes round in circles:\n{screen}");
        let pressed = strokes.iter().filter(|stroke| !matches!(stroke, Stroke::Text(_) | Stroke::Pass)).count();
        let footer = screen.lines().last().unwrap_or_default().trim();
        let title = page(screen).into_iter().nth(2).map(|line| line.trim().to_owned());
        let what = footer.split("  ").next();
        let (title, what) = (title.unwrap_or_default(), what.unwrap_or_default());
        self.trail.extend((0..pressed).map(|_| format!("{title}: {what}")));
        strokes
    }

    fn choice(&mut self, screen: &str) -> Vec<Stroke> {
        let footer = screen.lines().last().unwrap_or_default();
        // A new key takes seconds: what comes after them in a story is not let come while one only waits for the key.
        let rail: String =
            screen.lines().filter_map(|line| line.split_once('│')).map(|(rail, _)| rail.trim()).collect();
        let comes_too_soon =
            screen.contains("│ 3  ") && ["gives up", "그만둡니다"].iter().any(|end| rail.contains(end));
        let waits = page(screen).iter().any(|line| line.trim_start().starts_with(['◐', '!']));
        if screen.contains(self.words.receipt) && !self.hurries {
            vec![]
        } else if screen.contains(self.words.receipt) {
            let keys = self.strokes - self.passes;
            self.to_receipt = self.to_receipt.or(Some(keys));
            if footer.contains(self.words.open) {
                vec![Stroke::Enter]
            } else if self.passed < 60 && !screen.contains("✓ 5") {
                (self.passes, self.passed) = (self.passes + 1, self.passed + 1);
                vec![Stroke::Pass]
            } else {
                vec![]
            }
        } else if footer.contains(self.words.answer) {
            // Who knows the page types at once: what is typed over the doors is the address.
            if screen.contains(self.words.from) || self.hurries && self.strokes == 0 {
                vec![Stroke::Text("no-reply@example.co.kr"), Stroke::Enter]
            } else if screen.contains(self.words.promise) {
                vec![Stroke::Up, Stroke::Enter]
            } else if screen.contains(self.words.doomed) {
                vec![Stroke::Down, Stroke::Enter]
            } else if self.words.passphrase.iter().any(|asked| screen.contains(asked)) {
                vec![Stroke::Passphrase, Stroke::Enter]
            } else {
                vec![Stroke::Enter]
            }
        } else if screen.contains(self.words.locked) {
            // The next place is the file.
            vec![Stroke::Up, Stroke::Right, Stroke::Enter]
        } else if footer.contains(self.words.confirm) {
            vec![Stroke::Enter]
        } else if waits && self.passed < 60 && !comes_too_soon && !(self.hurries && screen.contains("│ 5  ")) {
            (self.passes, self.passed) = (self.passes + 1, self.passed + 1);
            vec![Stroke::Pass]
        } else if footer.contains(self.words.copy) {
            vec![Stroke::Tab]
        } else {
            let way_on = [self.words.go_on, self.words.read_on].iter().any(|way| footer.contains(way));
            assert!(way_on, "no way on:\n{screen}");
            self.passed = 0;
            vec![Stroke::Enter]
        }
    }

    /// The story was told, and ended as it says.
    pub fn has_walked(&self, story: &Story, told: fn(&(&'static str, &'static str)) -> &'static str, receipt: &str) {
        for row in story.told {
            let said: String = told(row).split_whitespace().collect();
            let (name, trail) = (story.name, self.trail.join("\n"));
            assert!(self.seen.contains(&said), "{name}: nobody said “{}”:\n{trail}\n{receipt}", told(row));
        }
        let marks: String = receipt
            .lines()
            .filter_map(|line| line.split('│').nth(1)?.trim_start().chars().next())
            .filter(|mark| "✓◐▸✗○?".contains(*mark))
            .collect();
        assert!(marks.starts_with(story.ends), "{} ends with {marks}:\n{receipt}", story.name);
        if story.name == "fresh" {
            let keys = self.strokes - self.passes;
            assert!(keys <= 26, "{keys} keys: {:#?}", self.trail);
        }
    }
}

/// The lines of the page: what the world does beside it comes of no key.
pub fn page(screen: &str) -> Vec<String> {
    screen.lines().map(|line| line.rsplit('│').next().unwrap_or_default().to_owned()).collect()
}

/// A walker at the test backend.
struct Walking {
    walker: Walker,
    screen: String,
    /// What Enter does there has been there for a moment.
    settled: bool,
    strokes: VecDeque<Stroke>,
    keys: VecDeque<Key>,
    /// The page before the last stroke, and until when something is to come of that.
    pressed: Option<(Vec<String>, Instant)>,
    receipt: Option<String>,
}

/// So long nothing is drawn on a screen that has come to rest.
const STILL: Duration = Duration::from_millis(120);

impl Face for Walking {
    fn begin(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn draw(&mut self, model: &Model, text: &Text) -> io::Result<Shown> {
        let mut shown = Shown::default();
        // This backend, unlike a terminal, keeps the half of a wide character that another was written over.
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        terminal.draw(|frame| shown = view::draw(frame, model, text)).unwrap();
        self.screen = shot(terminal.backend().buffer());
        self.settled = open_sesame::wizard::unsettled(model).is_none();
        assert!(!self.screen.contains(MARKER), "a secret was on the screen:\n{}", self.screen);
        Ok(shown)
    }

    async fn next(&mut self) -> Option<io::Result<FaceEvent>> {
        loop {
            if let Some(key) = self.keys.pop_front() {
                return Some(Ok(FaceEvent::Msg(Msg::Key(key))));
            }
            // Whoever presses the next key has seen what came of this one.
            if let Some((before, until)) = &self.pressed
                && page(&self.screen) == *before
            {
                tokio::time::sleep_until(*until).await;
            }
            self.pressed = None;
            if let Some(stroke) = self.strokes.pop_front() {
                if !matches!(stroke, Stroke::Text(_)) {
                    self.pressed = Some((page(&self.screen), Instant::now() + stroke.patience()));
                }
                self.keys.extend(stroke.keys());
                continue;
            }
            tokio::time::sleep(STILL).await;
            if !self.settled || !self.walker.is_at_rest(&self.screen) {
                return std::future::pending().await;
            }
            self.strokes.extend(self.walker.goes_on(&self.screen));
            if self.strokes.is_empty() {
                self.receipt = Some(self.screen.clone());
                return Some(Ok(FaceEvent::Msg(Msg::Key(Key::Ctrl('c')))));
            }
        }
    }

    fn copy(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn clipboard(&self) -> Clipboard {
        Clipboard::Terminal
    }

    fn copy_secret(&mut self, _: &Secret) -> io::Result<()> {
        Ok(())
    }

    fn clear_secret(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn forget_secret(&mut self) {}

    fn ring(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    async fn step_aside(&mut self, aside: Aside<'_>) -> io::Result<io::Result<ExitStatus>> {
        Ok(Err(io::Error::other(format!("nobody runs {}", aside.program))))
    }
}

async fn walk(name: &str, locale: Locale) {
    let story = STORIES.iter().find(|it| it.name == name).expect("a story of the table");
    let (face, receipt) = walked(name, locale, false).await;
    face.walker.has_walked(story, told(locale), &receipt);
}

/// The counts of keys: to the receipt, and to the switch that the review allows.
#[tokio::test(start_paused = true)]
async fn it_takes_few_keys() {
    for locale in [Locale::Ko, Locale::En] {
        let (face, receipt) = walked("fresh", locale, true).await;
        let (to_receipt, all) = (face.walker.to_receipt, face.walker.strokes - face.walker.passes);
        assert!(
            to_receipt.is_some_and(|keys| keys <= 22),
            "{to_receipt:?} keys to the receipt:\n{}\n{receipt}",
            face.walker.trail.join("\n")
        );
        assert!(all <= 26, "{all} keys with the switch:\n{receipt}");
        assert!(!receipt.contains(['◐', '○']), "all is done:\n{receipt}");
    }
}

async fn walked(name: &str, locale: Locale, hurries: bool) -> (Walking, String) {
    let scenario = Scenario::named(name).expect("it comes with Sesame");
    let (world, folder) = (World::open(&scenario), tempfile::tempdir().unwrap());
    let setting = crate::shell::setting_for(&world, folder.path(), Pacing::Watched, !scenario.browser.signed_out);
    let keep = world.desk().machine().usual_keep();
    let region = match scenario.region_said {
        RegionSaid::Here => Some(scenario.region),
        RegionSaid::Nowhere => None,
    };
    let intent = Intent { keep, region, ..Intent::default() };
    let walker = Walker::who_reads(match locale {
        Locale::Ko => &KO,
        Locale::En => &EN,
    });
    let walker = Walker { hurries, ..walker };
    let (strokes, keys) = Default::default();
    let mut face =
        Walking { walker, screen: String::new(), settled: true, strokes, keys, pressed: None, receipt: None };
    let text = Text::new(locale);
    let talk = converse(&mut face, setting, intent, &text, std::future::pending());
    let ended = tokio::time::timeout(Duration::from_secs(24 * 3600), talk).await;
    assert!(matches!(ended, Ok(Ok(_))), "it hangs:\n{}", face.screen);
    let receipt = face.receipt.take().expect("it ends with the receipt");
    (face, receipt)
}

/// What was to be said in this language.
pub fn told(locale: Locale) -> fn(&(&'static str, &'static str)) -> &'static str {
    match locale {
        Locale::Ko => |row| row.0,
        Locale::En => |row| row.1,
    }
}

macro_rules! walks {
    ($($name:ident: $story:literal, $locale:ident;)+) => {
        $(
            #[tokio::test(start_paused = true)]
            async fn $name() {
                walk($story, Locale::$locale).await;
            }
        )+
        /// The stories that are walked here, as often as they are.
        pub const WALKED: &[&str] = &[$($story),+];
    };
}

walks! {
    half_done_goes_on_where_it_was_left_in_korean: "half-done", Ko;
    half_done_goes_on_where_it_was_left_in_english: "half-done", En;
    denied_says_what_to_answer_in_korean: "denied", Ko;
    denied_says_what_to_answer_in_english: "denied", En;
    slow_dns_names_the_doubled_domain_in_korean: "slow-dns", Ko;
    slow_dns_names_the_doubled_domain_in_english: "slow-dns", En;
    wrong_region_says_where_it_is_verified_in_korean: "wrong-region", Ko;
    wrong_region_says_where_it_is_verified_in_english: "wrong-region", En;
    two_keys_asks_which_one_goes_in_korean: "two-keys", Ko;
    two_keys_asks_which_one_goes_in_english: "two-keys", En;
    no_permission_hands_over_to_somebody_else_in_korean: "no-permission", Ko;
    no_permission_hands_over_to_somebody_else_in_english: "no-permission", En;
    no_region_asks_for_one_and_sees_the_rest_then_in_korean: "no-region", Ko;
    no_region_asks_for_one_and_sees_the_rest_then_in_english: "no-region", En;
    signed_out_begins_with_the_browser_in_korean: "signed-out", Ko;
    signed_out_begins_with_the_browser_in_english: "signed-out", En;
    records_removed_says_which_are_gone_in_korean: "records-removed", Ko;
    records_removed_says_which_are_gone_in_english: "records-removed", En;
}

#[test]
fn every_story_is_walked_in_both_languages() {
    for story in STORIES {
        let walked = WALKED.iter().chain(crate::pty::walks::WALKED).filter(|name| **name == story.name).count();
        assert_eq!(walked, 2, "{}", story.name);
    }
}
