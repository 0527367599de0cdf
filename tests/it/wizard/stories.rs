//! Another story, where any can be played: the list, what is picked, and where none of it is.

use open_sesame::{
    setup::{Review, ReviewStatus, SesAccount},
    terms::{Coming, Fact, InEarnest, Programme, Story, WorldNews},
    view,
    wizard::{Act, Effect, Key, Msg, Overlay, Page, offered},
    words::{Locale, Text},
};
use ratatui::{Terminal, backend::TestBackend};

use super::{Script, at_the_address, at_the_sender, nothing_there};
use crate::gallery::shot;

/// Three stories, of which the second is being played.
pub fn played(mut script: Script) -> Script {
    let story =
        |name: &str| Story { name: name.into(), ko: format!("{name} 이야기"), en: format!("The story {name}") };
    let stories = vec![story("fresh"), story("denied"), story("two-keys")];
    let in_earnest = InEarnest { command: "sesame".into(), folder: None };
    let Story { name: scenario, ko, en } = stories[1].clone();
    script.tell(Msg::Programme(Programme { stories, in_earnest }));
    script.tell(Msg::World(WorldNews::Opened { scenario, ko, en }));
    script
}

fn offers(script: &Script, act: Act) -> bool {
    offered(&script.model).iter().any(|offer| offer.act == act)
}

#[test]
fn the_list_opens_on_the_story_that_is_played_and_begins_the_one_that_is_picked() {
    let rows: [(&[Key], Key, &str); 5] = [
        (&[], Key::Enter, "denied"),
        (&[Key::Down], Key::Enter, "two-keys"),
        (&[Key::Down, Key::Down, Key::Down], Key::Enter, "two-keys"),
        (&[Key::Up], Key::Enter, "fresh"),
        (&[Key::Up, Key::Up, Key::Down], Key::Enter, "denied"),
    ];
    for (keys, begin, name) in rows {
        for open in [Key::F(10), Key::Ctrl('e')] {
            let mut script = played(at_the_address()).press(&[open]);
            assert_eq!(script.model.window.overlay, Some(Overlay::Stories { picked: 1 }), "{open:?}");
            script.asked();
            script = script.press(keys).press(&[begin]);
            assert_eq!(script.asked(), [Effect::Play(name.into())], "{keys:?}");
        }
    }
}

/// Enter begins what is picked. Where that wipes what was played the footer says so before; the key that has opened the
/// list closes it.
#[test]
fn of_the_story_that_is_played_enter_says_that_it_starts_over() {
    let mut script = played(at_the_address()).press(&[Key::F(10)]);
    assert!(offers(&script, Act::PlayAnew(1)) && !offers(&script, Act::Play(1)));
    for (locale, wanted) in [(Locale::Ko, "Enter 처음부터 다시"), (Locale::En, "Enter start it over")] {
        let footer = footer(&script, locale);
        assert!(footer.contains(wanted), "{footer}");
    }
    script.asked();
    script = script.press(&[Key::F(10)]);
    assert_eq!(script.model.window.overlay, None);
    assert!(script.asked().is_empty());
    script = script.press(&[Key::F(10), Key::Down]);
    assert!(offers(&script, Act::Play(2)) && !offers(&script, Act::PlayAnew(2)));
}

#[test]
fn the_list_closes_and_everything_is_as_it_was() {
    let mut script = played(at_the_address().types("no-reply@"));
    script.asked();
    script = script.press(&[Key::F(10), Key::Down, Key::Char('x'), Key::Esc]).types("example.co.kr");
    assert!(script.asked().is_empty());
    assert_eq!(script.model.form.text(open_sesame::wizard::Wish::From), "no-reply@example.co.kr");
}

#[test]
fn live_there_is_no_list_and_in_the_middle_of_a_change_none_is_opened() {
    let mut live = at_the_sender();
    assert!(!offers(&live, Act::Stories) && !offers(&live, Act::LetTimePass));
    live = live.press(&[Key::F(10), Key::Ctrl('e'), Key::F(9)]);
    assert!(live.asked().is_empty());
    assert_eq!(live.model.window.overlay, None);

    let played = played(at_the_sender());
    assert!(offers(&played, Act::Stories));
    let changing = played.press(&[Key::Enter]);
    assert!(changing.model.work.doing.is_some() && !offers(&changing, Act::Stories));
    assert_eq!(changing.press(&[Key::F(10)]).model.window.overlay, None);
}

/// The last line at 80 columns.
fn footer(script: &Script, locale: Locale) -> String {
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    terminal.draw(|frame| drop(view::draw(frame, &script.model, &Text::new(locale)))).unwrap();
    shot(terminal.backend().buffer()).lines().last().unwrap_or_default().to_owned()
}

#[test]
fn the_footer_offers_time_where_somebody_waits_and_other_stories_where_one_begins_and_ends() {
    let review = Some(Review { status: ReviewStatus::Pending, case: None });
    let pending = |account: &SesAccount| SesAccount { review: review.clone(), ..account.clone() };
    let mut facts = nothing_there();
    facts.account = Fact::Present(pending(facts.account.present().unwrap()));
    let mut script = played(Script::seeing(facts).press(&[Key::Enter]).types("no-reply@example.co.kr"));
    let all = |script: &Script, key: &str| [Locale::Ko, Locale::En].iter().all(|it| footer(script, *it).contains(key));
    assert!(all(&script, "F10"), "{}", footer(&script, Locale::Ko));
    while script.model.page != Page::Production {
        script = script.press(&[Key::Tab]);
    }
    // Where nothing is to come, no time is let pass.
    assert!(!all(&script, "F9"), "{}", footer(&script, Locale::Ko));
    let what = WorldNews::ReviewAnswered { region: "ap-northeast-2".into(), granted: true };
    script.tell(Msg::Coming(Some(Coming { at: script.model.now, what })));
    assert!(all(&script, "F9"), "{}", footer(&script, Locale::Ko));
    while script.model.page != Page::Receipt {
        script = script.press(&[Key::Tab]);
    }
    assert!(all(&script, "F10"), "{}", footer(&script, Locale::Ko));
}

#[test]
fn the_panel_says_what_happens_next_and_in_how_long() {
    let mut script = played(at_the_sender());
    let at = script.model.now + std::time::Duration::from_secs(31 * 60);
    let rows = [
        (WorldNews::Published { names: vec![] }, "레코드가DNS에반영됩니다."),
        (WorldNews::KeySpread, "새키가AWS전체에반영됩니다."),
        // Nobody tells beforehand how it ends.
        (WorldNews::ReviewAnswered { region: "ap-northeast-2".into(), granted: false }, "AWS담당자가답합니다."),
        (WorldNews::SandboxEnded { region: "ap-northeast-2".into() }, "샌드박스가풀립니다."),
    ];
    for (what, said) in rows {
        script.tell(Msg::Coming(Some(Coming { at, what })));
        let rail: String = script.screens.last().unwrap().lines().filter_map(|line| line.split('│').next()).collect();
        let rail: String = rail.split_whitespace().collect();
        assert!(rail.contains(&format!("30분뒤:{said}")), "{rail}");
    }
    script.tell(Msg::Coming(None));
    assert!(!script.screens.last().unwrap().contains("분 뒤:"));
}
