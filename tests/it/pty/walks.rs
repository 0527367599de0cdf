//! Every story walked to its end in both languages, with Enter wherever Enter will do: each ends where its story says, and
//! the screen has told why.

use std::time::{Duration, Instant};

use super::person::Person;

/// What a walker must have read on the way, and on the receipt.
struct Story {
    name: &'static str,
    told: &'static [(&'static str, &'static str)],
    /// Marks of the receipt, step by step.
    ends: &'static str,
}

const STORIES: [Story; 9] = [
    Story {
        name: "fresh", told: &[("MAIL_MAILER를 ses로 바꾸기", "Switch MAIL_MAILER to ses")], ends: "✓✓✓✓✓✓✓✓"
    },
    Story {
        name: "half-done", told: &[("mail-user 사용자가", "mail-user may send")], ends: "✓✓✓✓✓✓✓✓"
    },
    Story {
        name: "denied",
        told: &[("지원 사례에 답하면 다시 심사합니다", "Reply in the support case and AWS reviews it again")],
        ends: "✓✓✓✓✓✗○✓",
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
            ("되찾아 줄 수 없고", "Nobody can recover its passphrase"),
            ("암호로 잠근 파일(", "the encrypted file "),
        ],
        ends: "✓✓✓✓✓✓✓✓",
    },
    Story {
        name: "no-region",
        told: &[("IAM 사용자 mail-user 만들기", "Create the IAM user mail-user")],
        ends: "✓✓✓✓✓✓✓✓",
    },
];

/// More keys than any walk needs.
const ENOUGH: usize = 200;

/// With the marker in it that is never to be on a screen.
const PASSPHRASE: &str = open_sesame::rehearsal::MARKER;

/// F9, which lets time pass.
const PASS: &str = "\x1b[20~";

/// The footer's words in both languages.
struct Words {
    answer: &'static str,
    confirm: &'static str,
    go_on: &'static str,
    copy: &'static str,
    promise: &'static str,
    doomed: &'static str,
    from: &'static str,
    locked: &'static str,
    passphrase: &'static [&'static str],
    receipt: &'static str,
}

const KO: Words = Words {
    answer: "Enter 답하기",
    confirm: "Enter 실행",
    go_on: "Enter 다음 화면",
    copy: "Enter 글 복사",
    promise: "▸ AWS에 약속",
    doomed: "▸ 지울 키",
    from: "▸ 보내는 주소",
    locked: "키체인이 잠겨 있고",
    passphrase: &["▸ 파일의 암호", "▸ 한 번 더"],
    receipt: "│ 영수증",
};

const EN: Words = Words {
    answer: "Enter answer",
    confirm: "Enter do it",
    go_on: "Enter next page",
    copy: "Enter copy the message",
    promise: "▸ Promise to AWS",
    doomed: "▸ Key to delete",
    from: "▸ Mail comes from",
    locked: "The keychain is locked",
    passphrase: &["▸ Its passphrase", "▸ Once more"],
    receipt: "│ Receipt",
};

struct Walk {
    person: Person,
    words: &'static Words,
    seen: String,
    keys: usize,
}

impl Walk {
    /// Waits until the screen has nothing more to say, and remembers it.
    fn reads(&mut self) -> String {
        let began = Instant::now();
        let (mut last, mut since) = (self.person.sees(), Instant::now());
        loop {
            std::thread::sleep(Duration::from_millis(10));
            let now = self.person.sees();
            // Times go on by themselves; the footer says whether something can be done.
            let busy =
                now.lines().last().is_none_or(|footer| !footer.contains("Enter") && !now.contains(self.words.receipt));
            if now != last {
                (last, since) = (now, Instant::now());
            } else if !busy && since.elapsed() > Duration::from_millis(120) {
                break;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "it does not come to rest:\n{last}");
        }
        let page = last.lines().map(|line| line.rsplit('│').next().unwrap_or_default());
        self.seen.push_str(&page.flat_map(str::split_whitespace).collect::<String>());
        last
    }

    fn presses(&mut self, keys: &str) {
        self.keys += 1;
        assert!(self.keys < ENOUGH, "it goes round in circles:\n{}", self.person.sees());
        // What the world does beside the page comes of no key.
        let page = |screen: String| {
            screen.lines().map(|it| it.rsplit('│').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        let before = page(self.person.sees());
        self.person.types(keys);
        // Whoever presses the next key has seen what came of this one. Time may pass without anything to see.
        let patience = if keys == PASS { Duration::from_secs(2) } else { Duration::from_secs(60) };
        let began = Instant::now();
        while page(self.person.sees()) == before && began.elapsed() < patience {
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// From the first page to the receipt.
    fn reaches_the_end(&mut self) -> String {
        let mut passed = 0;
        loop {
            let screen = self.reads();
            let footer = screen.lines().last().unwrap_or_default().to_owned();
            let waits = screen
                .lines()
                .any(|line| line.rsplit('│').next().unwrap_or_default().trim_start().starts_with(['◐', '!']));
            if screen.contains(self.words.receipt) {
                return screen;
            } else if footer.contains(self.words.answer) {
                if screen.contains(self.words.from) {
                    self.person.types("no-reply@example.co.kr");
                } else if screen.contains(self.words.promise) {
                    self.presses("\x1b[A");
                } else if screen.contains(self.words.doomed) {
                    self.presses("\x1b[B");
                } else if self.words.passphrase.iter().any(|asked| screen.contains(asked)) {
                    self.presses(PASSPHRASE);
                }
                self.presses("\r");
            } else if screen.contains(self.words.locked) {
                // The next place is the file.
                for key in ["\x1b[A", "\x1b[C", "\r"] {
                    self.presses(key);
                }
            } else if footer.contains(self.words.confirm) {
                self.presses("\r");
            } else if waits && passed < 60 {
                passed += 1;
                self.presses(PASS);
            } else if footer.contains(self.words.copy) {
                self.presses("\t");
            } else {
                assert!(footer.contains(self.words.go_on), "no way on:\n{screen}");
                passed = 0;
                self.presses("\r");
            }
        }
    }
}

fn walk(
    story: &Story,
    lang: &str,
    words: &'static Words,
    told: impl Fn(&(&'static str, &'static str)) -> &'static str,
) {
    let home = tempfile::tempdir().unwrap();
    let rehearse = format!("--rehearse={}", story.name);
    let person = Person::sits_down(home.path(), &[&rehearse, "--lang", lang]);
    // Seen, as far as it can be; a region may still have to be chosen.
    person.waits_until("a first look", |screen| screen.contains("✓ 1 ") || screen.contains("○ 1 "));
    let mut walk = Walk { person, words, seen: String::new(), keys: 0 };
    let receipt = walk.reaches_the_end();
    for row in story.told {
        let said: String = told(row).split_whitespace().collect();
        assert!(walk.seen.contains(&said), "{}: nobody said “{}”:\n{receipt}", story.name, told(row));
    }
    let marks: String = receipt
        .lines()
        .filter_map(|line| line.split('│').nth(1)?.trim_start().chars().next())
        .filter(|mark| "✓◐▸✗○?".contains(*mark))
        .collect();
    assert!(marks.starts_with(story.ends), "{} ends with {marks}:\n{receipt}", story.name);
    if story.name == "fresh" {
        assert!(walk.keys < 40, "{} keys", walk.keys);
    }
    walk.person.types("\x03");
    let (status, _) = walk.person.leaves();
    assert!(status.success(), "{status:?}");
}

macro_rules! walks {
    ($($name:ident: $at:expr),+ $(,)?) => {$(
        #[test]
        fn $name() {
            walk(&STORIES[$at], "ko", &KO, |row| row.0);
            walk(&STORIES[$at], "en", &EN, |row| row.1);
        }
    )+};
}

walks! {
    fresh_ends_with_mail_that_leaves: 0,
    half_done_goes_on_where_it_was_left: 1,
    denied_says_what_to_answer: 2,
    slow_dns_names_the_doubled_domain: 3,
    wrong_region_says_where_it_is_verified: 4,
    two_keys_asks_which_one_goes: 5,
    no_permission_hands_over_to_somebody_else: 6,
    locked_keychain_ends_with_a_key_in_the_file: 7,
    no_region_begins_with_one_and_sees_the_rest: 8,
}
