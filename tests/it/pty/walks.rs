//! Two stories walked to their end by the binary in a terminal, in both languages: the usual one, and one with a passphrase.
//! The others, and what a walker does, are `walks`.

use std::time::{Duration, Instant};

use open_sesame::words::{Locale, Text};

use super::{person::Person, picture::Picture};
use crate::walks::{EN, KO, STORIES, Stroke, Walker, page, told};

/// So long nothing changes on a screen that has come to rest.
const STILL: Duration = Duration::from_millis(120);

/// Waits until the screen has nothing more to say.
fn rests(person: &Person, walker: &Walker) -> String {
    let began = Instant::now();
    let mut last = person.sees();
    loop {
        let now = person.looks_for_a_change(|screen| screen == last, STILL);
        if now == last && walker.is_at_rest(&now) {
            return now;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "it does not come to rest:\n{now}");
        last = now;
    }
}

fn presses(person: &mut Person, stroke: Stroke) {
    let before = page(&person.sees());
    person.types(stroke.bytes());
    // The next key is pressed when it was seen what came of this one: of a passphrase all of its marks, or what the first of
    // them changed would be taken for what Enter does.
    let marks = |page: &[String]| page.iter().flat_map(|line| line.chars()).filter(|c| *c == '•').count();
    match stroke {
        Stroke::Text(_) => {}
        Stroke::Passphrase => {
            let all = marks(&before) + stroke.bytes().chars().count();
            let seen = person.looks_for_a_change(|screen| marks(&page(screen)) < all, stroke.patience());
            assert!(marks(&page(&seen)) >= all, "the passphrase does not arrive:\n{seen}");
        }
        Stroke::Enter | Stroke::Up | Stroke::Down | Stroke::Right | Stroke::Tab | Stroke::Pass => {
            person.looks_for_a_change(|screen| page(screen) == before, stroke.patience());
        }
    }
}

fn walk(name: &str, locale: Locale) {
    let story = STORIES.iter().find(|it| it.name == name).expect("a story of the table");
    let home = tempfile::tempdir().unwrap();
    let (lang, words) = match locale {
        Locale::Ko => ("ko", &KO),
        Locale::En => ("en", &EN),
    };
    let mut person = Person::sits_down(home.path(), &[&format!("--rehearse={name}"), "--lang", lang]);
    person.waits_for("✓ 1 ");
    let mut walker = Walker::who_reads(words);
    let mut picture = Picture::default();
    let receipt = loop {
        let screen = rests(&person, &walker);
        picture.add(&person.shows());
        let strokes = walker.goes_on(&screen);
        if strokes.is_empty() {
            break screen;
        }
        strokes.into_iter().for_each(|stroke| presses(&mut person, stroke));
    };
    walker.has_walked(story, told(locale), &receipt);
    if name == "fresh" {
        hang(&picture, lang);
    }
    person.types("\x03");
    let (status, raw) = person.leaves();
    assert!(status.success(), "{status:?}");
    // The receipt stays on the terminal behind the screen.
    let raw = String::from_utf8_lossy(&raw);
    let stays = raw.rsplit("\x1b[?1049l").next().unwrap_or_default();
    let sentence = Text::new(locale).receipt_open_sesame();
    assert!(stays.contains(sentence), "{stays:?}");
}

/// The picture for the README is small enough to load, and any reader of SVG can read it. `tests/picture` says into which
/// folder it goes.
fn hang(picture: &Picture, lang: &str) {
    let svg = picture.svg("sesame --rehearse");
    assert!((15..60).contains(&picture.len()), "{} screens", picture.len());
    assert!(svg.len() <= 1_500_000, "{} bytes", svg.len());
    let broken: Vec<_> = xmlparser::Tokenizer::from(svg.as_str()).filter_map(Result::err).collect();
    assert!(broken.is_empty(), "{broken:?}");
    if let Some(folder) = std::env::var_os("SESAME_PICTURES") {
        let path = std::path::Path::new(&folder).join(format!("rehearsal.{lang}.svg"));
        std::fs::write(&path, svg).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

macro_rules! walks {
    ($($name:ident: $story:literal, $locale:ident;)+) => {
        $(
            #[test]
            fn $name() {
                walk($story, Locale::$locale);
            }
        )+
        /// The stories that are walked here, as often as they are.
        pub const WALKED: &[&str] = &[$($story),+];
    };
}

walks! {
    fresh_ends_with_mail_that_leaves_in_korean: "fresh", Ko;
    fresh_ends_with_mail_that_leaves_in_english: "fresh", En;
    locked_keychain_ends_with_a_key_in_the_file_in_korean: "locked-keychain", Ko;
    locked_keychain_ends_with_a_key_in_the_file_in_english: "locked-keychain", En;
}
