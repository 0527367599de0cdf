//! Whatever is pressed, pasted and told, in whatever order and window: nothing panics, the cursor is where the text goes,
//! and no change is asked for that was not on the screen, with what it costs and how to undo it, before the key.

use open_sesame::{
    setup::{Change, ChangeKind, CliVersion, Facts, Intent, Outcome, Receipt, Seal},
    terms::{Coming, Fact, Failure, FailureKind, Secret, WorldNews},
    wizard::{Act, ActKind, Clipboard, Effect, Key, Msg, Notice, Ticket, offered, unsettled},
    words::Locale,
};
use proptest::prelude::*;
use ratatui::layout::Position;

use super::Script;
use crate::setup;

/// What may happen to a conversation.
#[derive(Debug, Clone)]
enum Happens {
    Key(Key),
    Text(String),
    Paste(String),
    Resize(u16, u16),
    /// The look that was asked for last brings so much of such a world.
    Sees(usize, usize),
    LookEnds,
    /// The change under way ends well, or not.
    Ends(bool),
    /// The command that begins a session ends well, or not.
    SessionEnds(bool),
    Wakes,
    News,
    /// What the world does so many seconds later.
    Coming(u64),
}

fn happens() -> impl Strategy<Value = Happens> {
    let keys = prop_oneof![
        8 => Just(Key::Enter),
        3 => Just(Key::Tab),
        2 => prop::sample::select(vec![Key::Up, Key::Down, Key::Left, Key::Right, Key::PageDown, Key::PageUp]),
        1 => prop::sample::select(vec![Key::Esc, Key::Home, Key::End, Key::Backspace, Key::Delete, Key::BackTab]),
        1 => (1..=12u8).prop_map(Key::F),
        1 => prop::sample::select("gdlrnvtuwceop".chars().map(Key::Ctrl).collect::<Vec<_>>()),
        1 => any::<char>().prop_map(Key::Char),
    ];
    prop_oneof![
        12 => keys.prop_map(Happens::Key),
        1 => "[a-z가-힣@. ]{0,12}".prop_map(Happens::Text),
        1 => Just(Happens::Text("no-reply@example.co.kr".into())),
        1 => any::<String>().prop_map(Happens::Paste),
        1 => (1..140u16, 1..50u16).prop_map(|(columns, rows)| Happens::Resize(columns, rows)),
        1 => prop::sample::select(vec![(80, 24), (60, 20), (40, 12)]).prop_map(|(c, r)| Happens::Resize(c, r)),
        3 => (0..WORLDS, any::<usize>()).prop_map(|(world, parts)| Happens::Sees(world, parts)),
        2 => Just(Happens::LookEnds),
        4 => any::<bool>().prop_map(Happens::Ends),
        1 => any::<bool>().prop_map(Happens::SessionEnds),
        1 => Just(Happens::Wakes),
        1 => Just(Happens::News),
        1 => (0..400_000u64).prop_map(Happens::Coming),
    ]
}

const WORLDS: usize = 7;

fn world(number: usize) -> Facts {
    match number {
        0 => Facts { sealed: Fact::Present(setup::sealed(Seal::Unmade)), ..setup::nothing() },
        1 => setup::everything(),
        2 => Facts {
            identity: Fact::Present(setup::pending_domain()),
            sealed: Fact::Present(setup::sealed(Seal::Wrong)),
            ..setup::everything()
        },
        // One key takes the place of another, as far as it goes.
        3 => super::keys::with_second(),
        4 => super::keys::proven(),
        // Nobody has signed in yet.
        5 => Facts {
            caller: Fact::Absent,
            logins: Fact::Present(setup::logins(vec![setup::usual_login()])),
            cli: Fact::Present(CliVersion { major: 2, minor: 32, patch: 0 }),
            project: Fact::Present(setup::new_app()),
            ..Facts::default()
        },
        _ => Facts {
            sender: Fact::Hidden(setup::denied()),
            account: Fact::Present(setup::under_review()),
            keys: Fact::Present(vec![setup::key(setup::KEY), setup::key(setup::OTHER_KEY)]),
            ..setup::nothing()
        },
    }
}

/// Some of the parts of a world.
fn some(facts: Facts, parts: usize) -> Facts {
    let mut seen = facts;
    for (at, part) in <open_sesame::setup::Part as strum::IntoEnumIterator>::iter().enumerate() {
        if parts >> at & 1 == 1 {
            seen.forget(&open_sesame::setup::Scope::of([part]));
        }
    }
    seen
}

fn happen(script: &mut Script, what: Happens) {
    let ticket_of =
        |script: &Script, wanted: fn(&Effect) -> Option<Ticket>| script.effects.iter().rev().find_map(wanted);
    match what {
        Happens::Key(key) => script.tell(Msg::Key(key)),
        Happens::Text(text) => text.chars().for_each(|c| script.tell(Msg::Key(Key::Char(c)))),
        Happens::Paste(text) => script.tell(Msg::Pasted(Secret::new(text))),
        Happens::Resize(columns, rows) => script.tell(Msg::Resized { columns, rows }),
        Happens::Sees(number, parts) => {
            if let Some(ticket) = script.last_look() {
                let news = Box::new(some(world(number), parts));
                script.tell(Msg::Observed { ticket, news, trouble: Vec::new() });
            }
        }
        Happens::LookEnds => {
            if let Some(ticket) = script.last_look() {
                script.tell(Msg::Looked { ticket });
            }
        }
        Happens::Ends(well) => {
            let applied = script.effects.iter().rev().find_map(|effect| match effect {
                Effect::Apply { ticket, change, .. } => Some((*ticket, ChangeKind::from(&**change))),
                _ => None,
            });
            if let Some((ticket, change)) = applied {
                let outcome = match well {
                    true => Ok(Receipt { change, outcome: Outcome::Done, made: None, learned: None }),
                    false => Err(Failure::new(FailureKind::Network, "do it")),
                };
                script.tell(Msg::Applied { ticket, outcome });
            }
        }
        Happens::SessionEnds(well) => {
            let begun = ticket_of(script, |effect| match effect {
                Effect::BeginSession { ticket, .. } => Some(*ticket),
                _ => None,
            });
            if let Some(ticket) = begun {
                let ended = if well { Ok(()) } else { Err(Failure::new(FailureKind::LoginUnusable, "run it")) };
                script.tell(Msg::SessionBegun { ticket, ended });
            }
        }
        Happens::Wakes => {
            let woke = ticket_of(script, |effect| match effect {
                Effect::WakeAt { ticket, .. } => Some(*ticket),
                _ => None,
            });
            if let Some(ticket) = woke {
                script.tell(Msg::Woke { ticket });
            }
        }
        Happens::News => script.tell(Msg::World(WorldNews::TimePassed { seconds: 3600 })),
        Happens::Coming(seconds) => {
            let at = script.model.now + std::time::Duration::from_secs(seconds);
            script.tell(Msg::Coming(Some(Coming { at, what: WorldNews::KeySpread })));
        }
    }
}

/// The words of a page, however its lines are broken and whatever stands on the rail.
fn words(screen: &str) -> String {
    let page = screen.lines().map(|line| line.rsplit('│').next().unwrap_or_default());
    page.flat_map(str::split_whitespace).collect()
}

/// Whether the world has done it, and not the user.
fn is_news(what: &Happens) -> bool {
    match what {
        Happens::Sees(..)
        | Happens::LookEnds
        | Happens::Ends(_)
        | Happens::SessionEnds(_)
        | Happens::Wakes
        | Happens::News
        | Happens::Coming(_) => true,
        Happens::Key(_) | Happens::Text(_) | Happens::Paste(_) | Happens::Resize(..) => false,
    }
}

/// What a key does now, and Enter to which change.
fn does(script: &Script, key: Key) -> (Option<Act>, Option<Change>) {
    let act = offered(&script.model).into_iter().find(|offer| offer.key == key).map(|offer| offer.act);
    (act, script.model.ready().filter(|_| key == Key::Enter && matches!(act, Some(Act::Confirm(_)))))
}

/// Keys that carry something out, copy, open or leave.
const ACTING: [Key; 8] = [Key::Enter, Key::Esc, Key::F(4), Key::F(6), Key::F(7), Key::F(8), Key::F(11), Key::F(12)];

proptest! {
    #![proptest_config(crate::property::cases(96))]

    /// A key that was on its way when news came in does what it was pressed for, or nothing, and says that. A moment later it
    /// does what is shown.
    #[test]
    fn no_key_changes_under_the_hand(begin in 0..WORLDS, story in prop::collection::vec(happens(), 1..60)) {
        let mut script = Script::open(Intent { from: begin.is_multiple_of(2).then(|| setup::a("no-reply@example.co.kr")), ..setup::intent() });
        script = script.sees(world(begin));
        for what in story {
            let (told, is_news) = (format!("{what:?}"), is_news(&what));
            let (before, page) = (ACTING.map(|key| does(&script, key)), script.model.page);
            script.settles = !is_news;
            happen(&mut script, what);
            for (key, before) in ACTING.into_iter().zip(before) {
                let (now, change) = does(&script, key);
                let is_other = (now, &change) != (before.0, &before.1);
                if !is_news || !is_other || now.is_none() || matches!(now, Some(Act::ReadOn | Act::LookAgain)) {
                    continue;
                }
                script.effects.clear();
                script.tell(Msg::Key(key));
                let asks = script.effects.iter().any(|effect| !matches!(effect, Effect::WakeAt { .. }));
                prop_assert!(!asks, "{told}: {before:?} became {now:?}, and {key:?} did it: {:?}", script.effects);
                prop_assert_eq!(script.model.page, page, "{}: {:?} became {:?}", told, before, now);
                let said = &script.model.window.notice;
                let held = matches!(said, Some(Notice::Held(held, act)) if *held == key && Some(*act) == now.as_ref().map(ActKind::from));
                prop_assert!(held, "{told}, {key:?}: {said:?}");
            }
            // A moment later it counts.
            script.settle();
            prop_assert!(unsettled(&script.model).is_none(), "{told}: it never counts");
        }
    }

    #[test]
    fn no_change_is_made_that_was_not_shown(begin in 0..WORLDS, is_played in any::<bool>(), story in prop::collection::vec(happens(), 1..60)) {
        let mut script = Script::open(Intent { from: begin.is_multiple_of(2).then(|| setup::a("no-reply@example.co.kr")), ..setup::intent() });
        script = script.sees(world(begin));
        if is_played {
            script = super::stories::played(script);
            script.model.copying.clipboard = Clipboard::Terminal;
        }
        // What was on the screen since this change came into view.
        let mut shown = String::new();
        let mut ready = None;
        for what in story {
            let told = format!("{what:?}");
            let before = script.effects.len();
            // Every message is drawn by itself, so a text of several keys passes several screens.
            let screens_before = script.screens.len();
            happen(&mut script, what);
            for effect in &script.effects[before..] {
                let Effect::Apply { change, .. } = effect else {
                    prop_assert!(is_played || !matches!(effect, Effect::Play(_)), "{told}: {effect:?}");
                    continue;
                };
                let text = open_sesame::words::Text::new(Locale::Ko);
                let kind = change.kind();
                for said in [text.card_fixed(text.change_costs(kind), text.undoes(change)), text.card_will().into()] {
                    let said: String = said.split_whitespace().collect();
                    prop_assert!(shown.contains(&said), "{told}: {change:?} was not shown:\n{}", script.screens.last().unwrap());
                }
                prop_assert_eq!(Some(&**change), ready.as_ref(), "another change than was shown");
            }
            let now = script.model.ready();
            if now != ready {
                shown.clear();
                ready = now;
            }
            for screen in &script.screens[screens_before..] {
                shown.push_str(&words(screen));
            }
            if let Some(cursor) = script.cursor() {
                let inside = cursor.x < script.model.window.columns && cursor.y < script.model.window.rows && cursor != Position::ORIGIN;
                prop_assert!(inside, "the cursor is lost at {cursor} after {told}:\n{}", script.screens.last().unwrap());
            }
        }
    }
}
