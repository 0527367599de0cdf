//! The letter to AWS's reviewers in its editor: what each key makes of lines and cursor.

use open_sesame::wizard::{Cursor, Draft};
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation as _;

use super::*;

/// The text with the cursor shown as `|`.
fn shown(draft: &Draft) -> String {
    let Cursor { line, at } = draft.cursor();
    let mut lines = draft.lines().to_vec();
    lines[line].insert(at, '|');
    lines.join("\n")
}

#[test]
fn each_key_does_one_thing_to_the_letter() {
    use Key::*;
    let rows: &[(&str, &[Key], &str)] = &[
        // What a person sees as one letter is one.
        ("한글", &[Right, Char('a')], "한a|글"),
        ("e\u{301}x", &[Right, Backspace], "|x"),
        ("👨‍👩‍👧x", &[Right, Right, Left, Backspace], "|x"),
        ("👨‍👩‍👧x", &[Delete], "|x"),
        ("", &[Char('한'), Char('글'), Backspace], "한|"),
        // Jamo that come to stand together make one syllable.
        ("\u{1161}x", &[Char('\u{1100}')], "\u{1100}\u{1161}|x"),
        // From line to line
        ("a\nb", &[Down, End, Enter, Char('c')], "a\nb\nc|"),
        ("ab", &[Right, Enter], "a\n|b"),
        ("a\nb", &[Down, Backspace], "a|b"),
        ("a\nb", &[End, Delete], "a|b"),
        ("a\nb", &[Right, Right], "a\n|b"),
        ("a\nb", &[Down, Left], "a|\nb"),
        ("a", &[Left, Up, Home, Backspace], "|a"),
        ("a", &[Down, Right, Right, Delete], "a|"),
        ("한글한글\nab\n한글한글", &[Right, Right, Right, Down], "한글한글\nab|\n한글한글"),
        ("한글한글\nab", &[Right, Down], "한글한글\na|b"),
        (
            "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12",
            &[PageDown, PageUp, PageDown],
            "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n|11\n12",
        ),
        ("1\n2", &[PageDown, PageDown, PageUp], "|1\n2"),
        // The keys of a shell
        ("ab cd", &[Ctrl('e'), Ctrl('w')], "ab |"),
        ("ab cd. ", &[End, Ctrl('w'), Ctrl('w')], "ab |"),
        ("a\nb", &[Down, Ctrl('w')], "a|b"),
        ("ab cd", &[Right, Ctrl('k'), Ctrl('y'), Ctrl('y')], "ab cdb cd|"),
        ("a\nb", &[End, Ctrl('k'), Ctrl('y')], "a\n|b"),
        ("ab", &[End, Ctrl('j'), Ctrl('y'), Ctrl('a')], "|ab"),
        ("ab\ncd", &[Ctrl('n'), Ctrl('f'), Ctrl('b'), Ctrl('d'), Ctrl('p'), Ctrl('f'), Ctrl('h')], "|b\nd"),
        // Back and forth
        ("a", &[Char('x'), Char('y'), Ctrl('u')], "x|a"),
        ("a", &[Char('x'), Char('y'), Ctrl('u'), Ctrl('u'), Ctrl('r')], "x|a"),
        ("a", &[Char('x'), Ctrl('u'), Char('y'), Ctrl('r')], "y|a"),
        ("a", &[Ctrl('u'), Ctrl('r')], "|a"),
        // And nothing else
        ("a", &[F(7), Esc, Tab, BackTab, Ctrl('q'), Char('\u{7}')], "|a"),
    ];
    for (text, keys, expected) in rows {
        let mut draft = Draft::new(text);
        keys.iter().for_each(|key| draft.edit(*key));
        assert_eq!(shown(&draft), *expected, "{text:?} {keys:?}");
    }
}

#[test]
fn what_is_pasted_stands_before_the_cursor_and_goes_back_at_once() {
    let mut draft = Draft::new("ab");
    draft.edit(Key::Right);
    draft.insert("한\n글");
    assert_eq!(shown(&draft), "a한\n글|b");
    draft.edit(Key::Ctrl('u'));
    assert_eq!(shown(&draft), "a|b");
}

#[test]
fn the_letter_is_kept_only_where_it_was_changed() {
    let open = || with_everything_said(Page::Production, nothing_there()).press(&[Key::F(8)]);
    let mut script = open().press(&[Key::Esc]);
    let remembers = |script: &mut Script| script.asked().iter().any(|it| matches!(it, Effect::Remember(_)));
    script.asked();
    assert_eq!(script.model.intent.letter, None);
    let mut script = open();
    script.asked();
    script = script.types("A").pastes("B\r\nC").press(&[Key::Esc]);
    let kept = script.model.intent.letter.clone().expect("it was changed");
    assert!(kept.starts_with("AB\nC") && kept.ends_with('\n'), "{kept}");
    assert!(remembers(&mut script) && script.model.window.draft.is_none());
}

fn any_key() -> impl Strategy<Value = Key> {
    let characters = ['a', ' ', '.', '한', '\u{1100}', '\u{1161}', '\u{301}', '\u{200d}', '👨', '👧', '🇰', '🇷'];
    prop_oneof![
        prop::sample::select(characters.to_vec()).prop_map(Key::Char),
        prop::sample::select("hdkjwynpfbaeurmv".chars().collect::<Vec<_>>()).prop_map(Key::Ctrl),
        prop::sample::select(vec![
            Key::Enter,
            Key::Up,
            Key::Down,
            Key::Left,
            Key::Right,
            Key::Home,
            Key::End,
            Key::PageUp,
            Key::PageDown,
            Key::Backspace,
            Key::Delete,
        ]),
    ]
}

proptest! {
    #![proptest_config(crate::property::cases(256))]

    #[test]
    fn whatever_is_pressed_the_cursor_stands_between_two_letters(keys in prop::collection::vec(any_key(), 0..60)) {
        let mut draft = Draft::new("한글 letter\n\ne\u{301}nd");
        for key in keys {
            draft.edit(key);
            let Cursor { line, at } = draft.cursor();
            let text = &draft.lines()[line];
            let between = text.grapheme_indices(true).any(|(start, _)| start == at) || at == text.len();
            prop_assert!(between && !draft.lines().iter().any(|line| line.contains('\n')), "{:?} at {at} after {key:?}", text);
        }
    }
}

/// Whatever the window's width, an address is on one line, and so is every word that has room.
#[test]
fn a_line_of_the_letter_breaks_behind_a_blank_alone() {
    let facts = crate::setup::everything();
    let facts = Facts { account: Fact::Present(crate::setup::sandbox()), ..facts };
    let mut script = crate::gallery::standings::at(Step::Production, crate::setup::intent(), facts).press(&[Key::F(8)]);
    let letter = script.model.window.draft.as_ref().expect("it is open").text();
    let words: Vec<&str> = letter.split_whitespace().filter(|word| word.contains(['-', '@', '/'])).collect();
    assert!(words.contains(&"no-reply@example.co.kr"), "{words:?}");
    for columns in 60..120 {
        script.tell(Msg::Resized { columns, rows: 60 });
        let screen = script.screens.last().expect("drawn");
        let shown = screen.lines().map(|line| line.trim_matches(['│', ' '])).collect::<Vec<_>>();
        let has = |word: &&&str| !shown.iter().any(|line| line.split_whitespace().any(|it| it == **word));
        assert_eq!(words.iter().find(has), None, "at {columns}:\n{screen}");
    }
    // Blanks without end, and a word that no line has room for, are shown as far as there is room.
    let long = "x".repeat(200);
    script.tell(Msg::Resized { columns: 80, rows: 60 });
    script = script.types(&" ".repeat(200)).types(&long);
    let screen = script.screens.last().expect("drawn");
    assert_eq!(screen.matches('x').count() - letter.matches('x').count(), 200, "{screen}");
}
