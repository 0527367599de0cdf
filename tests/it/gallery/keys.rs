//! Which keys do something on a screen, and where the screen names them. Knows no color.

use super::*;

/// What only this page does is in the footer, with the doctor, wherever the window is no smaller than usual.
#[test]
fn the_footer_names_each_key_that_only_this_page_has() {
    let mut own = 0;
    for exhibit in all() {
        let (name, script) = (&exhibit.name, &exhibit.script());
        let is_open = script.model.form.is_open();
        let (offers, over) = (offered(&script.model), script.model.window.overlay.is_some());
        for (locale, size) in
            [Locale::Ko, Locale::En].into_iter().flat_map(|it| [(it, (80, 24)), (it, (100, 30)), (it, (120, 40))])
        {
            let text = Text::new(locale);
            let (screen, _) = drawn(script, locale, size);
            let footer = footer(&screen);
            for offer in &offers {
                let label = text.act_name(ActKind::from(&offer.act));
                let key = match offer.key {
                    Key::F(11) => format!("Ctrl-X {label}"),
                    Key::F(n @ (4 | 6 | 7 | 8 | 12)) => format!("F{n} {label}"),
                    // Where every key has room all are named.
                    Key::F(n) if size.1 >= 30 && !over && !is_open => format!("F{n} {label}"),
                    _ => continue,
                };
                own += 1;
                // Two keys that do the same are one.
                let same = offers.iter().find(|it| text.act_name(ActKind::from(&it.act)) == label);
                let is_named = footer.contains(&key) || same.is_some_and(|same| same.key != offer.key);
                assert!(is_named, "{name}, {locale:?}, {size:?}: {key} is not in the footer\n{screen}");
            }
        }
    }
    assert!(own > 1000, "{own} keys");
}

/// What every page has stands in one order, so that a key is found where it was on the page before.
#[test]
fn the_keys_of_every_page_stand_in_one_order() {
    let common = ["Esc ", "Tab ", "F2 ", "F5 ", "F3 ", "Ctrl-C "];
    let mut rows = 0;
    for exhibit in all() {
        for size in [(60, 20), (80, 24), (120, 40)] {
            let (screen, _) = drawn(&exhibit.script(), Locale::En, size);
            for row in screen.lines().rev().take(2).filter(|row| !row.contains('│')) {
                let at: Vec<usize> = common.iter().filter_map(|key| row.find(&format!(" {key}"))).collect();
                assert!(at.is_sorted(), "{}: {row}", exhibit.name);
                rows += usize::from(at.len() > 1);
            }
        }
    }
    assert!(rows > 100, "{rows} rows");
}

/// Whatever link a page shows, a key that its footer names opens it; the message for a colleague is copied as a whole.
#[test]
fn a_link_on_a_page_is_reached_by_a_key() {
    let mut links = 0;
    for exhibit in looked_at() {
        let (name, script) = (&exhibit.name, &exhibit.script());
        let model = &script.model;
        if model.window.overlay.is_some() || model.page == Page::Doctor || model.way() == Some(Way::Colleague) {
            continue;
        }
        for locale in [Locale::Ko, Locale::En] {
            let text = Text::new(locale);
            for line in view::lines(model, &text).iter().filter(|line| line.part != view::Section::Form) {
                let shown = line.text.split_whitespace().find(|word| word.starts_with("https://"));
                // The operator's own addresses are no links of ours.
                let Some(link) = shown.filter(|link| link.contains("aws.amazon.com") || !link.contains("example"))
                else {
                    continue;
                };
                links += 1;
                assert!(model.links().iter().any(|it| it == link), "{name}: {link}");
                let key = offered(model).into_iter().find(|offer| offer.act == Act::OpenLink);
                let key = key.unwrap_or_else(|| panic!("{name}: no key opens {link}"));
                let (screen, _) = drawn(script, locale, (80, 24));
                let wanted = format!("{} {}", key_named(key.key), text.act_name(ActKind::OpenLink));
                assert!(footer(&screen).contains(&wanted), "{name}: {wanted}\n{screen}");
            }
        }
    }
    assert!(links > 5, "{links}");
}

fn key_named(key: Key) -> String {
    match key {
        Key::F(n) => format!("F{n}"),
        other => format!("{other:?}"),
    }
}

/// A key that does two things does the first, whatever is read of the second.
#[test]
fn a_key_does_one_thing_and_each_that_does_something_is_named() {
    let arrows = [Key::Up, Key::Down, Key::Left, Key::Right];
    for exhibit in all() {
        let (name, script) = (&exhibit.name, &mut exhibit.script());
        let (offers, over) = (offered(&script.model), script.model.window.overlay);
        let keys: BTreeSet<String> = offers.iter().map(|it| format!("{:?}", it.key)).collect();
        assert_eq!(keys.len(), offers.len(), "{name}: a key does two things: {offers:?}");
        let text = Text::new(Locale::En);
        let (screen, _) = drawn(script, Locale::En, (400, 60));
        let footer = footer(&screen);
        script.model.window.overlay = Some(over.unwrap_or(Overlay::Help { down: 0 }));
        let (help, _) = drawn(script, Locale::En, (400, 200));
        script.model.window.overlay = over;
        for offer in &offers {
            let label = text.act_name(ActKind::from(&offer.act));
            // In a list and in a text they are not named: they do what arrows do.
            let is_named = arrows.contains(&offer.key)
                || [&footer, &help].iter().any(|shown| shown.lines().any(|line| line.contains(label)));
            assert!(is_named, "{name}: {offer:?}, {label} is named nowhere\n{footer}\n{help}");
        }
    }
}

/// A function key does one kind of thing on whichever page it does something.
#[test]
fn a_function_key_does_one_kind_of_thing_everywhere() {
    use ActKind::*;
    let kinds: [(u8, &[ActKind]); 12] = [
        (1, &[Help, Close]),
        (2, &[Doctor, Back]),
        (3, &[Log, Close]),
        (4, &[OtherWay, OnAnotherDevice]),
        (5, &[LookAgain, AskAll]),
        (6, &[CopyBlock, CopyDocument, CopyLetter, CopyLines, CopyLink, CopyName, CopyReport, CopySecret, Close]),
        (7, &[CopyValue]),
        // The page's whole document: to be read, or as a file.
        (8, &[Document, Letter, SaveRecords, Close]),
        (9, &[LetTimePass]),
        (10, &[Stories, Close]),
        // Another in the place of what is there.
        (11, &[Replace, KeepOld, UseRegion, SignInAnew]),
        (12, &[OpenLink, CheckSite]),
    ];
    let mut seen: BTreeSet<(u8, String)> = BTreeSet::new();
    for exhibit in all() {
        for offer in offered(&exhibit.script().model) {
            let Key::F(n) = offer.key else { continue };
            let (_, known) = kinds.iter().find(|(key, _)| *key == n).expect("a key of ours");
            let kind = ActKind::from(&offer.act);
            assert!(known.contains(&kind), "{}: F{n} does {kind:?}", exhibit.name);
            seen.insert((n, format!("{kind:?}")));
        }
    }
    assert!(seen.len() > 20, "{seen:?}");
}
