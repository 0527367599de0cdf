//! Does it look right? Every page in Korean at 80×24, each once in English, once at 60×20 and 120×40; nothing cut at the
//! edges, the cursor where it can be seen.

use open_sesame::{
    setup::{Facts, Intent},
    terms::{Failure, FailureKind, WorldNews},
    view::{self, Colors, Marks, Theme},
    wizard::{Key, Msg, Page},
    words::{Locale, Text},
};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};

use crate::wizard::{Script, nothing_there};

/// The screen as text; a wide character stands once.
pub fn shot(buffer: &Buffer) -> String {
    use ratatui::buffer::CellWidth as _;
    let mut out = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let (mut line, mut x) = (String::new(), buffer.area.left());
        while x < buffer.area.right() {
            let cell = &buffer[(x, y)];
            line.push_str(cell.symbol());
            x += cell.cell_width().max(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

pub mod standings;

fn drawn(script: &Script, locale: Locale, (columns, rows): (u16, u16)) -> (String, Option<(u16, u16)>) {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    let text = Text::new(locale);
    let mut cursor = None;
    terminal
        .draw(|frame| {
            view::draw(frame, &script.model, &text);
        })
        .unwrap();
    if script.model.form.focused().is_some_and(|field| field.takes_text()) {
        let position = terminal.get_cursor_position().unwrap();
        cursor = Some((position.x, position.y));
    }
    (shot(terminal.backend().buffer()), cursor)
}

/// The cells that are drawn where the terminal shows no more than this.
fn fitted(script: &Script, locale: Locale, theme: Theme) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    terminal.draw(|frame| drop(view::draw_in(frame, &script.model, &Text::new(locale), theme))).unwrap();
    terminal.backend().buffer().clone()
}

/// Every page, what lies over one, and every standing.
fn every_model() -> Vec<(String, Script)> {
    let pages = Page::path().chain([Page::Doctor]).map(|page| {
        let name: &str = page.into();
        (name.to_owned(), at(page, nothing_there()))
    });
    let over = [("help", Key::F(1)), ("log", Key::F(3)), ("document", Key::F(8))]
        .map(|(name, key)| (name.to_owned(), at(Page::Sender, nothing_there()).press(&[key])));
    pages.chain(over).chain(standings::scripts()).collect()
}

#[test]
fn in_ascii_everything_drawn_is_ascii_and_korean_stays() {
    let theme = Theme { marks: Marks::Ascii, ..Theme::default() };
    for (name, script) in every_model() {
        for locale in [Locale::Ko, Locale::En] {
            let screen = shot(&fitted(&script, locale, theme));
            // An app may have a Korean name in any language.
            let hangul = |c: char| ('가'..='힣').contains(&c);
            let odd: String = screen.chars().filter(|c| !c.is_ascii() && !hangul(*c)).collect();
            assert_eq!(odd, "", "{name}\n{screen}");
        }
    }
}

#[test]
fn without_color_no_cell_has_any() {
    let theme = Theme { colors: Colors::None, ..Theme::default() };
    let colored = |buffer: &Buffer| {
        use ratatui::style::Color::Reset;
        buffer.content.iter().any(|cell| (cell.fg, cell.bg) != (Reset, Reset))
    };
    let models = every_model();
    assert!(models.iter().any(|(_, script)| colored(&fitted(script, Locale::Ko, Theme::default()))));
    for (name, script) in models {
        let plain = fitted(&script, Locale::Ko, theme);
        assert!(!colored(&plain), "{name}");
        assert_eq!(shot(&plain), shot(&fitted(&script, Locale::Ko, Theme::default())), "{name}");
    }
}

/// A conversation on this page, with the address said.
fn at(page: Page, facts: Facts) -> Script {
    let mut script = Script::seeing(facts);
    if page == Page::Start {
        return script;
    }
    script = script.press(&[Key::Enter]).types("no-reply@example.co.kr").press(&[Key::Enter]);
    if page == Page::Doctor {
        return script.press(&[Key::F(2)]);
    }
    while script.model.page != page {
        script = script.press(&[Key::Tab]);
    }
    script
}

fn check(name: &str, script: &Script, locale: Locale, size: (u16, u16)) {
    let (screen, cursor) = drawn(script, locale, size);
    assert_eq!(screen.lines().count(), usize::from(size.1));
    if let Some((x, y)) = cursor {
        assert!(x < size.0 && y < size.1 && (x, y) != (0, 0), "{name}: the cursor is lost at {x},{y}\n{screen}");
    }
    insta::with_settings!({ snapshot_path => "snapshots/gallery", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, screen);
    });
}

#[test]
fn every_page_in_korean_at_80_by_24() {
    for page in Page::path().chain([Page::Doctor]) {
        let name: &str = page.into();
        check(&format!("{name}-ko"), &at(page, nothing_there()), Locale::Ko, (80, 24));
    }
}

#[test]
fn every_page_in_english_narrow_and_wide() {
    for page in Page::path().chain([Page::Doctor]) {
        let name: &str = page.into();
        let script = at(page, nothing_there());
        check(&format!("{name}-en"), &script, Locale::En, (80, 24));
        check(&format!("{name}-60x20"), &script, Locale::Ko, (60, 20));
        check(&format!("{name}-120x40"), &script, Locale::En, (120, 40));
    }
}

#[test]
fn what_lies_over_a_page() {
    let mut script = at(Page::Sender, nothing_there());
    script.tell(Msg::World(WorldNews::Opened {
        scenario: "fresh".into(),
        ko: "새 계정".into(),
        en: "A new account".into(),
    }));
    let script = script.press(&[Key::F(1)]);
    check("help-ko", &script, Locale::Ko, (80, 24));
    let script = script.press(&[Key::Esc, Key::F(3)]);
    check("log-ko", &script, Locale::Ko, (80, 24));
}

#[test]
fn every_kind_of_failure_says_what_it_is_and_what_to_do() {
    for kind in <FailureKind as strum::IntoEnumIterator>::iter() {
        for locale in [Locale::Ko, Locale::En] {
            let mut script = at(Page::Key, nothing_there());
            script
                .tell(Msg::Failed(Failure::new(kind, "create an access key for mail-user").because("AWS's own words")));
            let (screen, _) = drawn(&script, locale, (120, 40));
            let text = Text::new(locale);
            let flat = |text: &str| text.split_whitespace().collect::<String>();
            let seen = screen.lines().map(|line| line.rsplit('│').next().unwrap_or_default()).collect::<String>();
            for said in [text.failure_what(kind), text.failure_hint(kind), "AWS's own words"] {
                assert!(flat(&seen).contains(&flat(said)), "{kind}: {said}\n{screen}");
            }
        }
    }
}

#[test]
fn too_small_a_window_asks_for_a_larger_one() {
    let script = Script::open(Intent::default());
    for size in [(39, 24), (80, 11), (1, 1)] {
        drawn(&script, Locale::Ko, size);
    }
    let (screen, _) = drawn(&script, Locale::En, (39, 24));
    assert!(screen.contains("40 columns"), "{screen}");
}
