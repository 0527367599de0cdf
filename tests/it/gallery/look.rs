//! How it is drawn: marks, colors, what is lit and what is bold, and how much of a wide window is used. Reads no sentence.

use super::*;

#[test]
fn in_ascii_everything_drawn_is_ascii_and_korean_stays() {
    let theme = Theme { marks: Marks::Ascii, ..Theme::default() };
    for exhibit in all() {
        let (name, script) = (&exhibit.name, &exhibit.script());
        for locale in [Locale::Ko, Locale::En] {
            let screen = shot(&fitted(script, locale, theme));
            // An app may have a Korean name in any language.
            let hangul = |c: char| ('가'..='힣').contains(&c);
            let odd: String = screen.chars().filter(|c| !c.is_ascii() && !hangul(*c)).collect();
            assert_eq!(odd, "", "{name}\n{screen}");
        }
    }
}

/// Runs of cells that have this: those of one row side by side, and those of rows below one another that overlap.
fn runs(buffer: &Buffer, has: impl Fn(&ratatui::buffer::Cell) -> bool) -> usize {
    use ratatui::buffer::CellWidth as _;
    let mut open: Vec<(u16, u16, u16)> = Vec::new();
    let mut runs = 0;
    for y in buffer.area.top()..buffer.area.bottom() {
        let mut x = buffer.area.left();
        while x < buffer.area.right() {
            let from = x;
            // A wide character covers the cell behind it.
            while x < buffer.area.right() && has(&buffer[(x, y)]) {
                x += buffer[(x, y)].cell_width().max(1);
            }
            if x == from {
                x += 1;
                continue;
            }
            if !open.iter().any(|(row, left, right)| row + 1 == y && from < *right && *left < x) {
                runs += 1;
            }
            open.push((y, from, x));
        }
    }
    runs
}

/// Two bars compete; which is lit then, nobody can tell.
#[test]
fn one_thing_on_a_screen_is_reversed_at_most() {
    let mut any = false;
    for exhibit in all() {
        for locale in [Locale::Ko, Locale::En] {
            let buffer = fitted(&exhibit.script(), locale, Theme::default());
            let lit = runs(&buffer, |cell| cell.modifier.contains(ratatui::style::Modifier::REVERSED));
            assert!(lit <= 1, "{}: {lit} are lit\n{}", exhibit.name, shot(&buffer));
            any |= lit == 1;
        }
    }
    assert!(any, "nothing is lit anyway");
}

/// Only the sixteen names, which every terminal fits to its own ground; no ground of ours, and no white, black or grey,
/// which one of the grounds swallows. What is yellow is a mark, for on a light ground a sentence in it cannot be read.
#[test]
fn every_color_can_be_read_on_a_light_ground_and_on_a_dark_one() {
    use ratatui::style::Color::{Green, Magenta, Red, Reset, Yellow};
    let mut seen = BTreeSet::new();
    for exhibit in all() {
        let buffer = fitted(&exhibit.script(), Locale::Ko, Theme::default());
        for cell in &buffer.content {
            let what = format!("{}: {cell:?}", exhibit.name);
            assert_eq!(cell.bg, Reset, "{what}");
            assert!([Green, Magenta, Red, Reset, Yellow].contains(&cell.fg), "{what}");
            assert!(cell.fg != Yellow || "◐●!○ ".contains(cell.symbol()), "{what}");
            seen.insert(format!("{:?}", cell.fg));
        }
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
}

/// A way is lit where Enter takes it, and nowhere else.
#[test]
fn of_the_ways_only_the_one_that_enter_takes_is_lit() {
    use ratatui::style::Color;
    let (mut lit, mut unlit) = (0, 0);
    for exhibit in looked_at() {
        let (name, script) = (&exhibit.name, &mut exhibit.script());
        let model = &script.model;
        let Some(way) = model.way().filter(|_| model.ways().len() > 1 && model.window.overlay.is_none()) else {
            continue;
        };
        for locale in [Locale::Ko, Locale::En] {
            // Enter carries out what was seen whole.
            let (mut seen, text) = (Shown::default(), Text::new(locale));
            let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
            terminal.draw(|frame| seen = view::draw(frame, &script.model, &text)).unwrap();
            open_sesame::wizard::shown(&mut script.model, seen);
            let buffer = fitted(script, locale, Theme::default());
            let enter = offered(&script.model).into_iter().find(|offer| offer.key == Key::Enter).map(|offer| offer.act);
            let chip = format!("▸{}", Text::new(locale).way_name(way));
            let rows = buffer.content.chunks(usize::from(buffer.area.width));
            let marked = |row: &&[ratatui::buffer::Cell]| {
                let line: String = row.iter().map(|cell| cell.symbol()).collect::<String>();
                line.split_whitespace().collect::<String>().contains(&chip.split_whitespace().collect::<String>())
            };
            // It may be below the fold.
            let Some(row) = rows.into_iter().find(marked) else {
                open_sesame::wizard::shown(&mut script.model, Shown::default());
                continue;
            };
            // The rail's own mark may stand in the same row.
            let page = row.iter().skip_while(|cell| cell.symbol() != "│");
            let is_lit = page.into_iter().any(|cell| cell.symbol() == "▸" && cell.fg == Color::Magenta);
            let takes = match way {
                Way::ForMe => matches!(enter, Some(Act::Confirm(_) | Act::ReadZone)),
                Way::Colleague => enter == Some(Act::CopyMessage),
                Way::Console => false,
            };
            open_sesame::wizard::shown(&mut script.model, Shown::default());
            assert_eq!(is_lit, takes, "{name}, {locale:?}: {enter:?}\n{}", shot(&buffer));
            *if is_lit { &mut lit } else { &mut unlit } += 1;
        }
    }
    assert!(lit > 3 && unlit > 3, "{lit}, {unlit}");
}

/// A wide window is used: what the page leaves is the rail's, and each record stands there whole.
#[test]
fn a_wide_window_is_used() {
    let script = &mut exhibit("identity-cloudflare").script();
    let size = (script.model.window.columns, script.model.window.rows);
    for (columns, rows) in [(80, 24), (100, 30), (120, 40)] {
        (script.model.window.columns, script.model.window.rows) = (columns, rows);
        for locale in [Locale::Ko, Locale::En] {
            let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
            terminal.draw(|frame| drop(view::draw(frame, &script.model, &Text::new(locale)))).unwrap();
            let buffer = terminal.backend().buffer();
            let rail = (0..columns).find(|x| buffer[(*x, 4)].symbol() == "│").expect("a rail");
            assert!(columns - rail <= 94, "{rail} of {columns}\n{}", shot(buffer));
            let screen: String = shot(buffer).split_whitespace().collect();
            let value = |value: &str| value.split_whitespace().collect::<String>();
            let whole = script.model.form_rows().iter().filter(|row| screen.contains(&value(&row.value))).count();
            let all = script.model.form_rows().len();
            assert!(whole == if rows >= 40 { all } else { whole.min(2) }, "{whole} of {all}\n{}", shot(buffer));
        }
    }
    (script.model.window.columns, script.model.window.rows) = size;
}

/// What is to be copied is not dim, in any row of it.
#[test]
fn name_and_value_of_a_record_are_drawn_bold() {
    let buffer = fitted(&exhibit("identity-waiting-on-dns").script(), Locale::Ko, Theme::default());
    let screen = shot(&buffer);
    let wanted = ratatui::style::Modifier::BOLD;
    for (label, text) in [("이름 ", "t1._domainkey"), ("값   ", "t1.dkim.amazonses.com")] {
        let labelled = format!("{label}{text}");
        let row =
            screen.lines().position(|line| line.contains(&labelled)).unwrap_or_else(|| panic!("{text}\n{screen}"));
        let width = usize::from(buffer.area.width);
        let cells = &buffer.content[row * width..(row + 1) * width];
        let line: String = cells.iter().map(|cell| cell.symbol()).collect();
        let at = cells.len() - line[line.find(text).unwrap()..].chars().count();
        assert!(cells[at..at + text.len()].iter().all(|cell| cell.modifier == wanted), "{text}\n{screen}");
    }
}

#[test]
fn without_color_no_cell_has_any() {
    let theme = Theme { colors: Colors::None, ..Theme::default() };
    let colored = |buffer: &Buffer| {
        use ratatui::style::Color::Reset;
        buffer.content.iter().any(|cell| (cell.fg, cell.bg) != (Reset, Reset))
    };
    let mut any = false;
    for exhibit in looked_at() {
        let (name, script) = (&exhibit.name, &exhibit.script());
        let (plain, usual) = (fitted(script, Locale::Ko, theme), fitted(script, Locale::Ko, Theme::default()));
        assert!(!colored(&plain), "{name}");
        assert_eq!(shot(&plain), shot(&usual), "{name}");
        any |= colored(&usual);
    }
    assert!(any, "nothing has a color anyway");
}
