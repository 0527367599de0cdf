//! Does it look right? Every page, standing, way and overlay in Korean at 80×24, to be read; each page once in English, once
//! at 60×20 and 120×40. All of these, every cause and every kind of failure, in both languages and three sizes: nothing is
//! cut, the cursor is where the text goes, the footer says whole words. What is new has to be hung here.

use std::{
    collections::BTreeSet,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
};

use open_sesame::{
    diagnosis::Cause,
    laravel::SignUp,
    setup::{
        Delivery, Facts, Intent, KeyRefusal, KeyRefusalKind, Machine, Outcome, PolicyFlaw, Refusal, RefusalKind,
        RunsOn, SIMULATOR, Seal, StandingKind, Step, System,
    },
    terms::{Fact, Failure, FailureKind, InEarnest, Keep, Keeper, Programme, VaultNews, VaultTrouble},
    view::{self, Colors, Marks, Theme},
    wizard::{Act, ActKind, Key, Msg, Overlay, OverlayKind, Page, SeenChange, Shown, Way, offered},
    words::{Locale, Text, ask},
};
use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};
use strum::IntoEnumIterator as _;
use unicode_width::UnicodeWidthStr as _;

use crate::{
    setup,
    wizard::{Script, nothing_there, stories::played},
};

mod causes;
pub mod exhibits;
mod keys;
mod look;
mod said;
pub mod standings;

/// A conversation at a moment that is worth looking at.
pub struct Exhibit {
    pub name: String,
    /// A field that is typed into can be drawn by one test at a time.
    script: Mutex<Script>,
    /// What had been seen of the screen when it was hung.
    seen: SeenChange,
}

impl Exhibit {
    fn new(name: impl Into<String>, script: Script) -> Exhibit {
        let seen = script.model.window.seen.clone();
        Exhibit { name: name.into(), script: Mutex::new(script), seen }
    }

    pub fn script(&self) -> MutexGuard<'_, Script> {
        // Nothing else is changed while it is drawn, so a test that failed meanwhile leaves it whole.
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        script.model.window.seen = self.seen.clone();
        script
    }
}

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

/// Drawn in a language and a size; and where the cursor stands, where somebody types.
fn drawn(script: &Script, locale: Locale, (columns, rows): (u16, u16)) -> (String, Option<(u16, u16)>) {
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    let text = Text::new(locale);
    let (mut cursor, mut seen) = (None, Shown::default());
    terminal.draw(|frame| seen = view::draw(frame, &script.model, &text)).unwrap();
    // A page that has just opened is read from its first line.
    let types = !seen.hides_its_end && script.model.form.focused().is_some_and(|field| field.takes_text());
    if types && script.model.window.overlay.is_none() || script.model.window.draft.is_some() {
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

/// A part of the gallery. To play its conversations takes longer than to draw them, so each is played once.
type Hall = LazyLock<Vec<Exhibit>>;

static PAGES: Hall = Hall::new(exhibits::pages);
static STANDINGS: Hall = Hall::new(standings::exhibits);
static WAYS: Hall = Hall::new(exhibits::ways);
static OTHERS: Hall = Hall::new(exhibits::others);
static BROWSER: Hall = Hall::new(exhibits::browser);
static FAILURES: Hall = Hall::new(exhibits::failures);
static CAUSES: Hall = Hall::new(causes::exhibits);

/// Those that are looked at one by one, in Korean at 80×24.
fn looked_at() -> impl Iterator<Item = &'static Exhibit> {
    [&PAGES, &STANDINGS, &WAYS, &OTHERS, &BROWSER].into_iter().flat_map(|hall| hall.iter())
}

/// The whole gallery.
fn all() -> impl Iterator<Item = &'static Exhibit> {
    looked_at().chain([&FAILURES, &CAUSES].into_iter().flat_map(|hall| hall.iter()))
}

/// The one of this name among those that are looked at.
pub fn exhibit(name: &str) -> &'static Exhibit {
    looked_at().find(|it| it.name == name).unwrap_or_else(|| panic!("{name} hangs nowhere"))
}

/// What it says, as far as one can read on: blanks aside.
fn said(script: &Script, locale: Locale) -> String {
    let (screen, _) = drawn(script, locale, (130, 200));
    screen.lines().map(|line| line.rsplit('│').next().unwrap_or_default()).flat_map(str::split_whitespace).collect()
}

/// A rehearsal's files are a copy, of which `undo` of another run knows nothing.
#[test]
fn a_receipt_of_a_rehearsal_names_no_undo_that_there_is_not() {
    for is_played in [false, true] {
        let facts = Facts { project: Fact::Present(setup::new_app()), ..setup::everything() };
        let script = Script::open(setup::intent()).sees(facts);
        let mut script = if is_played { played(script) } else { script };
        let change = script.model.standing(Step::Project).open().expect("lines to be written").clone();
        script.model.work.done.push((change, Outcome::Done));
        while script.model.page != Page::Receipt {
            script = script.press(&[Key::Tab]);
        }
        for locale in [Locale::Ko, Locale::En] {
            let text = Text::new(locale);
            let kept = view::farewell(&script.model, &text, Theme::default(), None).join("\n");
            assert_eq!(kept.contains("sesame undo"), !is_played, "{kept}");
            assert_eq!(kept.contains(text.receipt_undo_rehearsed()), is_played, "{kept}");
        }
    }
}

/// An operator who leaves half-way sees what was done, and what is left; nothing where nothing was done.
#[test]
fn what_was_done_half_way_stays_on_the_terminal() {
    for locale in [Locale::Ko, Locale::En] {
        let text = Text::new(locale);
        let mut script = Script::open(setup::intent()).sees(setup::everything());
        (script.model.facts.sender, script.model.facts.keys) = (Fact::Absent, Fact::Absent);
        let left = |script: &Script| view::farewell(&script.model, &text, Theme::default(), Some(80));
        assert_eq!(left(&script), [""; 0]);
        let change = script.model.standing(Step::Sender).open().expect("a user to be made").clone();
        script.model.work.done.push((change.clone(), Outcome::Done));
        let left = left(&script);
        assert_eq!(left[0], format!("✓ {}", text.change(&change)), "{left:#?}");
        assert!(left[1..].concat().contains(text.step_name(Step::Sender)), "{left:#?}");
    }
}

/// The end is one screen, in a rehearsal too, and says the one sentence.
#[test]
fn a_receipt_of_what_is_done_fits_one_screen() {
    for name in ["receipt-all-done", "receipt-all-played"] {
        for locale in [Locale::Ko, Locale::En] {
            let script = &exhibit(name).script();
            let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
            let mut shown = None;
            let text = Text::new(locale);
            let flat = |text: &str| text.split_whitespace().collect::<String>();
            terminal.draw(|frame| shown = Some(view::draw(frame, &script.model, &text))).unwrap();
            let (shown, screen) = (shown.unwrap(), shot(terminal.backend().buffer()));
            assert_eq!((shown.above, shown.below), (0, 0), "{name}, {locale:?}\n{screen}");
            assert!(screen.contains(text.receipt_open_sesame()), "{name}\n{screen}");
            let kept = view::farewell(&script.model, &text, Theme::default(), None);
            assert_eq!(kept[0], text.receipt_open_sesame(), "{kept:?}");
            // Nothing is broken by the terminal, which would do it within a word.
            let broken = view::farewell(&script.model, &text, Theme::default(), Some(60));
            let within =
                |line: &&String| line.width() > 60 && line.trim_start().contains(' ') && !line.contains("sesame ");
            assert_eq!(broken.iter().find(within), None);
            assert_eq!(flat(&broken.concat()), flat(&kept.concat()));
            for step in Step::iter() {
                assert!(kept.iter().any(|line| line.contains(text.step_name(step))), "{step}: {kept:#?}");
            }
            // Nothing to be run is said twice, and what F1 promises is there: how it is undone, and where the receipt goes.
            let said: String =
                screen.lines().filter_map(|line| line.rsplit('│').next()).flat_map(str::split_whitespace).collect();
            assert_eq!(said.matches("config:clear").count(), 1, "{screen}");
            for wanted in [text.receipt_undo_thing_user(&script.model.intent.user), text.receipt_stays().to_owned()] {
                assert!(said.contains(&flat(&wanted)), "{wanted}\n{screen}");
            }
            assert!(kept.iter().any(|line| text.receipt_undo().contains(line.as_str())), "{kept:#?}");
            assert!(kept.iter().any(|line| *line == text.receipt_app_here()), "{kept:#?}");
            for named in ["php artisan config:clear", "config/mail.php", "aws/aws-sdk-php"] {
                assert!(kept.iter().any(|line| line.contains(named)), "{named}: {kept:#?}");
            }
        }
    }
}

/// It does wherever the app runs, and where something is left to be done in the app.
#[test]
fn a_receipt_of_what_is_done_fits_one_screen_for_every_app() {
    for runs_on in [RunsOn::Local, RunsOn::Server, RunsOn::Panel, RunsOn::Container] {
        for sign_up in [SignUp::Wired, SignUp::NotWired] {
            let mut facts = exhibits::all_done();
            if let Fact::Present(project) = &mut facts.project {
                project.app.sign_up = sign_up;
            }
            let script = exhibits::receipt(Intent { runs_on, ..setup::intent() }, facts);
            let played = played(exhibits::receipt(*script.model.intent.boxed(), *script.model.facts.boxed()));
            for (locale, script) in [Locale::Ko, Locale::En].into_iter().flat_map(|it| [(it, &script), (it, &played)]) {
                let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
                let (mut shown, text) = (None, Text::new(locale));
                terminal.draw(|frame| shown = Some(view::draw(frame, &script.model, &text))).unwrap();
                let (shown, screen) = (shown.unwrap(), shot(terminal.backend().buffer()));
                assert_eq!((shown.above, shown.below), (0, 0), "{runs_on:?}, {sign_up:?}\n{screen}");
            }
        }
    }
}

/// What the doctor and the page of Laravel say of sign-up mail the receipt says too, done or not.
#[test]
fn a_receipt_says_that_sign_up_sends_no_mail() {
    for (unwired, name) in [(true, "not wired"), (false, "wired")] {
        let mut project = setup::everything().project.present().cloned().expect("an app");
        project.app.sign_up = if unwired { SignUp::NotWired } else { SignUp::Wired };
        let delivery = Delivery { to: setup::a(SIMULATOR), key: setup::a(setup::KEY), message_id: "1".into() };
        let done = Facts { delivery: Fact::Present(delivery), project: Fact::Present(project), ..setup::everything() };
        let open = Facts { delivery: Fact::Unknown, ..done.clone() };
        for (facts, is_done) in [(done, true), (open, false)] {
            let mut script = Script::open(setup::intent()).sees(facts);
            while script.model.page != Page::Receipt {
                script = script.press(&[Key::Tab]);
            }
            for locale in [Locale::Ko, Locale::En] {
                let text = Text::new(locale);
                let flat = |text: &str| text.split_whitespace().collect::<String>();
                let wanted = flat(text.screen_sign_up_not_wired());
                let shown = if is_done { flat(text.app_sign_up_in_short()) } else { wanted.clone() };
                let kept: String = view::farewell(&script.model, &text, Theme::default(), None).concat();
                let kept: String = kept.split_whitespace().collect();
                assert_eq!(said(&script, locale).contains(&shown), unwired, "{name}");
                assert_eq!(kept.contains(&wanted), unwired, "{name}");
            }
        }
    }
}

/// What is told before the mistake is made, and how all records go in at once, is seen without a key at 80×24.
#[test]
fn the_grey_cloud_and_the_import_are_seen_before_the_records() {
    let note = CLOUDFLARE_NOTE;
    for (locale, note) in [(Locale::Ko, note.1), (Locale::En, note.0)] {
        let script = &exhibit("identity-cloudflare").script();
        let (screen, _) = drawn(script, locale, (80, 24));
        let page: String =
            screen.lines().filter_map(|line| line.rsplit('│').next()).flat_map(str::split_whitespace).collect();
        let flat = |text: &str| text.split_whitespace().collect::<String>();
        let text = Text::new(locale);
        let [title, cloud, import, table] = [text.page_name(Page::Identity), note, text.records_import(), "CNAME"]
            .map(|wanted| page.find(&flat(wanted)).unwrap_or_else(|| panic!("{wanted}\n{screen}")));
        // The note speaks of a CNAME itself.
        let table = page[import..].find("CNAME").map_or(table, |at| import + at);
        assert!(title < cloud && cloud < import && import < table, "{screen}");
    }
}

/// As the form of the provider has it.
const CLOUDFLARE_NOTE: (&str, &str) = ("“DNS only” (the grey cloud)", "“DNS 전용”(회색 구름)");

fn check(name: &str, script: &Script, locale: Locale, size: (u16, u16)) {
    let (screen, cursor) = drawn(script, locale, size);
    is_whole(name, script, locale, size, &screen, cursor);
    insta::with_settings!({ snapshot_path => "snapshots/gallery", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, screen);
    });
}

/// Nothing is cut, the cursor can be seen, and the footer says whole words.
fn is_whole(name: &str, script: &Script, locale: Locale, size: (u16, u16), screen: &str, cursor: Option<(u16, u16)>) {
    let what = format!("{name}, {locale:?}, {size:?}");
    assert_eq!(screen.lines().count(), usize::from(size.1), "{what}");
    if let Some((x, y)) = cursor {
        assert!(x < size.0 && y < size.1 && (x, y) != (0, 0), "{what}: the cursor is lost at {x},{y}\n{screen}");
    }
    for line in screen.lines() {
        // What is under way ends in an ellipsis too, behind a blank.
        let cut = line.split('│').map(str::trim_end).any(|part| part.ends_with('…') && !part.ends_with(" …"));
        assert!(!cut, "{what}: cut: {line}\n{screen}");
    }
    let text = Text::new(locale);
    let mut offers: Vec<String> =
        offered(&script.model).iter().map(|it| text.act_name(ActKind::from(&it.act)).to_owned()).collect();
    offers.push(text.screen_scroll().to_owned());
    let footer = footer(screen);
    let items: Vec<&str> = footer.split("  ").map(str::trim).filter(|item| !item.is_empty()).collect();
    for item in &items {
        // Two keys that scroll stand together.
        let item = item.strip_prefix("PgUp PgDn").map_or((*item).to_owned(), |label| format!("PgUp{label}"));
        let label = item.split_once(' ').map_or("", |(_, label)| label);
        assert!(offers.iter().any(|offer| offer == label), "{what}: {item} in the footer\n{screen}");
    }
    assert!(!items.is_empty(), "{what}: an empty footer\n{screen}");
}

/// The keys below the last rule.
pub fn footer(screen: &str) -> String {
    let lines: Vec<&str> = screen.lines().collect();
    let rule = lines.iter().rposition(|line| line.starts_with("──")).unwrap_or_default();
    lines[rule + 1..].join("  ")
}

/// An answer alone does not tell what it answers.
#[test]
fn what_was_answered_stands_behind_what_was_asked() {
    let mut seen = 0;
    for exhibit in looked_at() {
        let (name, script) = (&exhibit.name, &exhibit.script());
        let model = &script.model;
        let answered = model.form.focused().is_none() && model.page != Page::Start && model.ready().is_some();
        if !answered || model.window.overlay.is_some() || model.form.fields.iter().any(|field| field.wrong.is_some()) {
            continue;
        }
        for locale in [Locale::Ko, Locale::En] {
            let (text, page) = (Text::new(locale), said(script, locale));
            for field in model.form.fields.iter().filter(|field| !field.extra) {
                let answer = match field.picked() {
                    Some(choice) => ask::option(&text, choice, &model.facts),
                    None => field.text().into_owned(),
                };
                if !answer.is_empty() {
                    let wanted: String = format!("{}:{answer}", text.field_name(field.id)).split_whitespace().collect();
                    assert!(page.contains(&wanted), "{name}: {wanted}\n{page}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

/// What is prepared and waits is not drawn as what was never begun: on the rail, on its page, on the receipt, by ear.
#[test]
fn the_sign_of_an_app_that_is_prepared_is_that_of_a_wait() {
    let prepared = || Facts { project: Fact::Present(setup::prepared_app()), ..setup::everything() };
    let unverified = Facts { identity: Fact::Present(setup::pending_domain()), ..prepared() };
    let reviewed = Facts { account: Fact::Present(setup::under_review()), ..prepared() };
    for facts in [unverified, reviewed] {
        let mut script = standings::at(Step::Project, setup::intent(), facts);
        for page in [Page::Project, Page::Receipt] {
            while script.model.page != page {
                script = script.press(&[Key::Tab]);
            }
            for locale in [Locale::Ko, Locale::En] {
                let text = Text::new(locale);
                let standing = script.model.standing(Step::Project);
                let summary = text.summary(Step::Project, &standing, &script.model.intent, &script.model.facts);
                assert!(standing.blocked_by().is_some() && summary.starts_with(".env"), "{standing:?}: {summary}");
                let (screen, _) = drawn(&script, locale, (200, 60));
                assert!(screen.contains("◐ 6 ") && !screen.contains("○ .env"), "{screen}");
                // It may go on in the next line.
                let begins: String = summary.chars().take(20).collect();
                let line = screen.lines().find(|line| line.contains(&begins) && line.contains('◐'));
                assert!(line.is_some_and(|line| line.contains('◐')), "{summary}\n{screen}");
                let heard = view::lines(&script.model, &text);
                let heard = heard.iter().find(|said| said.text.contains(&summary)).expect("it is said");
                assert!(heard.text.contains(text.standing_name(StandingKind::Waiting)), "{}", heard.text);
            }
        }
    }
}

#[test]
fn each_is_looked_at_in_korean_at_80_by_24() {
    let mut names = BTreeSet::new();
    for exhibit in looked_at() {
        let name = &exhibit.name;
        check(name, &exhibit.script(), Locale::Ko, (80, 24));
        assert!(names.insert(name), "two exhibits are named {name}");
    }
}

#[test]
fn every_page_in_english_narrow_and_wide() {
    for exhibit in PAGES.iter() {
        let (name, script) = (exhibit.name.trim_end_matches("-ko"), &exhibit.script());
        check(&format!("{name}-en"), script, Locale::En, (80, 24));
        check(&format!("{name}-60x20"), script, Locale::Ko, (60, 20));
        check(&format!("{name}-120x40"), script, Locale::En, (120, 40));
    }
}

/// Each place where a secret can rest, and each way in which one can be wanting.
#[test]
fn where_a_secret_can_rest() {
    let desktop = Machine { system: System::Unix, bus: true, display: true, ssh: false };
    let wsl = Machine { system: System::Wsl, bus: false, ..desktop };
    let ready = |seal| Facts {
        keys: Fact::Present(vec![]),
        kept: Fact::Present(vec![]),
        sealed: Fact::Present(setup::sealed(seal)),
        ..setup::everything()
    };
    let rows = [
        ("keychain", Keep::Keychain, desktop, Seal::Unmade, None),
        ("keychain-stuck", Keep::Keychain, desktop, Seal::Unmade, Some(VaultTrouble::Stuck)),
        ("file-new-on-wsl", Keep::File, wsl, Seal::Unmade, None),
        ("file-closed", Keep::File, desktop, Seal::Closed, None),
        ("file-wrong", Keep::File, desktop, Seal::Wrong, Some(VaultTrouble::WrongPassphrase)),
        ("file-open", Keep::File, desktop, Seal::Open, None),
        ("project", Keep::Project, desktop, Seal::Unmade, None),
    ];
    for (name, keep, machine, seal, trouble) in rows {
        let facts = Facts { machine: Fact::Present(machine), ..ready(seal) };
        let mut script = Script::open(Intent { keep, ..setup::intent() }).sees(facts);
        while script.model.page != Page::Key {
            script = script.press(&[Key::Tab]);
        }
        if let Some(trouble) = trouble {
            script.tell(Msg::Failed(Failure::of_vault(trouble, "see that the secret can be kept")));
        }
        if keep == Keep::Keychain && trouble.is_none() {
            script.tell(Msg::Keychain(VaultNews::Waits));
        }
        if seal == Seal::Unmade && keep == Keep::File {
            script = script.types("passphrase");
        }
        check(&format!("resting-{name}-ko"), &script, Locale::Ko, (80, 24));
        check(&format!("resting-{name}-en"), &script, Locale::En, (80, 24));
    }
}

#[test]
fn every_trouble_of_a_resting_place_is_said_whole() {
    let keepers = || std::iter::once(None).chain(Keeper::iter().map(Some));
    for (trouble, keeper) in VaultTrouble::iter().flat_map(|trouble| keepers().map(move |keeper| (trouble, keeper))) {
        for locale in [Locale::Ko, Locale::En] {
            let mut script = exhibits::at(Page::Key, nothing_there());
            let failure = Failure::of_vault(trouble, "see that the secret can be kept").kept_by(keeper);
            script.tell(Msg::Failed(failure.clone()));
            let (screen, _) = drawn(&script, locale, (80, 24));
            let text = Text::new(locale);
            let flat = |text: &str| text.split_whitespace().collect::<String>();
            let seen = screen.lines().map(|line| line.rsplit('│').next().unwrap_or_default()).collect::<String>();
            for said in [text.what_failed(&failure), &text.way_out_here(&failure)] {
                assert!(flat(&seen).contains(&flat(said)), "{trouble:?}, {keeper:?}: {said}\n{screen}");
            }
        }
    }
}

#[test]
fn all_of_it_is_whole_in_both_languages_and_three_sizes() {
    for exhibit in all() {
        let (name, script) = (&exhibit.name, &exhibit.script());
        for locale in [Locale::Ko, Locale::En] {
            for size in [(80, 24), (60, 20), (120, 40)] {
                let (screen, cursor) = drawn(script, locale, size);
                is_whole(name, script, locale, size, &screen, cursor);
            }
        }
    }
}

/// A page is read from its first line, whatever stands below: only a key of the user's moves it on, and Enter is one.
#[test]
fn every_page_opens_with_its_first_line_on_the_screen() {
    let mut longer = 0;
    for exhibit in all() {
        let (name, script) = (&exhibit.name, &mut exhibit.script());
        if script.model.window.overlay.is_some() || script.model.work.doing.is_some() {
            continue;
        }
        let (columns, rows, scroll, follows) = {
            let window = &script.model.window;
            (window.columns, window.rows, window.scroll, window.follows)
        };
        for locale in [Locale::Ko, Locale::En] {
            for size in [(80, 24), (100, 30), (120, 40), (60, 20), (40, 12)] {
                let model = &mut script.model;
                (model.window.columns, model.window.rows) = size;
                (model.window.scroll, model.window.follows) = (0, false);
                let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
                let (text, mut seen) = (Text::new(locale), Shown::default());
                terminal.draw(|frame| seen = view::draw(frame, model, &text)).unwrap();
                open_sesame::wizard::shown(model, seen.clone());
                terminal.draw(|frame| drop(view::draw(frame, model, &text))).unwrap();
                let screen = shot(terminal.backend().buffer());
                let what = format!("{name}, {locale:?}, {size:?}\n{screen}");
                assert_eq!(seen.above, 0, "{what}");
                let rows: Vec<&str> =
                    screen.lines().skip(2).map(|line| line.rsplit('│').next().unwrap_or_default()).collect();
                assert!(rows[0].contains(text.page_name(model.page)), "{what}");
                let moves = offered(model).iter().any(|it| it.key == Key::Enter && it.act == Act::ReadOn);
                if seen.hides_its_end {
                    longer += 1;
                    assert!(moves && screen.contains(text.act_name(ActKind::ReadOn)), "{what}");
                }
            }
        }
        let window = &mut script.model.window;
        (window.columns, window.rows, window.scroll, window.follows) = (columns, rows, scroll, follows);
    }
    assert!(longer > 0, "every page fits anyway");
}

#[test]
fn every_kind_of_failure_says_what_it_is_and_what_to_do() {
    for (kind, exhibit) in FailureKind::iter().zip(FAILURES.iter()) {
        let script = &exhibit.script();
        for locale in [Locale::Ko, Locale::En] {
            let (text, said) = (Text::new(locale), said(script, locale));
            let flat = |text: &str| text.split_whitespace().collect::<String>();
            let hint = text.way_out_here(&Failure::new(kind, "do it"));
            for wanted in [text.failure_what(kind), &hint, "AWS's own words"] {
                assert!(said.contains(&flat(wanted)), "{kind}: {wanted}\n{said}");
            }
        }
    }
}

#[test]
fn nothing_is_missing_from_the_gallery() {
    let (mut pages, mut standings, mut overlays, mut ways) = <(BTreeSet<_>, BTreeSet<_>, Vec<_>, Vec<_>)>::default();
    let (mut failures, mut causes): (Vec<FailureKind>, Vec<Cause>) = Default::default();
    let (mut refusals, mut of_keys, mut of_policies): (
        BTreeSet<RefusalKind>,
        BTreeSet<KeyRefusalKind>,
        Vec<PolicyFlaw>,
    ) = Default::default();
    let english = Text::new(Locale::En);
    let flat = |text: &str| text.split_whitespace().collect::<String>();
    for exhibit in all() {
        let script = &exhibit.script();
        let model = &script.model;
        pages.insert(model.page);
        overlays.extend(model.window.overlay.as_ref().map(OverlayKind::from));
        ways.extend(model.way());
        failures.extend(model.trouble.others.iter().map(|failure| failure.kind));
        if let Some(step) = model.page.step() {
            let standing = model.standing(step);
            standings.insert((step, StandingKind::from(&standing).to_string()));
            refusals.extend(standing.refusal().map(RefusalKind::from));
            match standing.refusal() {
                Some(Refusal::Key(why)) => drop(of_keys.insert(why.into())),
                Some(Refusal::Policy { flaw, .. }) => of_policies.push(*flaw),
                Some(_) | None => {}
            }
        }
        if model.page == Page::Doctor {
            let said = said(script, Locale::En);
            causes.extend(Cause::iter().filter(|cause| {
                // One that is only possible is said by its evidence.
                [english.cause_what(*cause), english.cause_remedy(*cause)].iter().any(|it| said.contains(&flat(it)))
            }));
        }
    }
    for exhibit in causes::unhung() {
        let said = said(&exhibit.script(), Locale::En);
        causes.extend(Cause::iter().filter(|cause| {
            [english.cause_what(*cause), english.cause_remedy(*cause)].iter().any(|it| said.contains(&flat(it)))
        }));
    }
    let missing = |what: &str, all: Vec<String>| assert!(all.is_empty(), "{what} that nobody can look at: {all:?}");
    let not_in = |there: bool, what: String| (!there).then_some(what);
    missing("pages", Page::iter().filter_map(|it| not_in(pages.contains(&it), format!("{it:?}"))).collect());
    missing(
        "overlays",
        OverlayKind::iter().filter_map(|it| not_in(overlays.contains(&it), format!("{it:?}"))).collect(),
    );
    missing("ways", Way::iter().filter_map(|it| not_in(ways.contains(&it), format!("{it:?}"))).collect());
    missing("failures", FailureKind::iter().filter_map(|it| not_in(failures.contains(&it), it.to_string())).collect());
    // No page asks for a key where a role signs in.
    of_keys.insert(KeyRefusalKind::from(&KeyRefusal::RoleHasNone));
    missing(
        "refusals",
        RefusalKind::iter().filter_map(|it| not_in(refusals.contains(&it), format!("{it:?}"))).collect(),
    );
    missing(
        "keys refused",
        KeyRefusalKind::iter().filter_map(|it| not_in(of_keys.contains(&it), format!("{it:?}"))).collect(),
    );
    missing(
        "policies",
        PolicyFlaw::iter().filter_map(|it| not_in(of_policies.contains(&it), format!("{it:?}"))).collect(),
    );
    // No text names them, and what shows them is not looked at: the worker's own configuration. It is never more than possible,
    // and said by its evidence.
    causes.extend([Cause::RegionNotEnabled, Cause::WorkerStale, Cause::EnvExposed]);
    missing("causes", Cause::iter().filter_map(|it| not_in(causes.contains(&it), it.to_string())).collect());
    let possible = Step::iter().flat_map(|step| {
        standings::POSSIBLE
            .iter()
            .find(|(it, _)| *it == step)
            .unwrap_or_else(|| panic!("{step} has no row"))
            .1
            .iter()
            .map(move |kind| (step, kind.to_string()))
    });
    let possible: BTreeSet<(Step, String)> = possible.collect();
    assert_eq!(standings, possible, "standings in the gallery, and those that there can be");
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

/// The file is locked, so nobody has seen what is in it; `.env` it is not.
#[test]
fn a_locked_file_of_secrets_is_not_called_the_apps_env() {
    for seal in [Seal::Closed, Seal::Wrong] {
        let mut project = setup::app("APP_NAME=Shop\n");
        project.own_keys = vec![setup::a(setup::KEY)];
        let facts = Facts {
            kept: Fact::Unknown,
            sealed: Fact::Present(setup::sealed(seal)),
            project: Fact::Present(project),
            ..setup::everything()
        };
        let intent = Intent { keep: Keep::File, ..setup::intent() };
        let script = standings::at(Step::Key, intent, facts);
        for locale in [Locale::Ko, Locale::En] {
            let text = Text::new(locale);
            let page = view::lines(&script.model, &text);
            let of_the_key: Vec<&str> =
                page.iter().map(|said| said.text.as_str()).filter(|said| said.contains(setup::KEY)).collect();
            let locked = text.screen_key_locked(text.place(Keep::File));
            assert!(of_the_key.iter().any(|said| said.contains(&locked)), "{of_the_key:#?}");
            assert!(!of_the_key.iter().any(|said| said.contains(text.place(Keep::Project))), "{of_the_key:#?}");
        }
    }
}

/// Nothing of a rehearsal is kept, so no screen of one promises to go on.
#[test]
fn a_rehearsal_promises_nothing_after_it_is_left() {
    let in_earnest = InEarnest { command: "sesame".into(), folder: None };
    for locale in [Locale::Ko, Locale::En] {
        let text = Text::new(locale);
        let goes_on = match locale {
            Locale::Ko => ["이어집니다", "다음에 시작할 때 먼저 확인", "다음 시작 때"],
            Locale::En => ["continue", "The next start", "the next start"],
        };
        for keys in [&[Key::F(1)][..], &[]] {
            let mut script = Script::open(setup::intent()).sees(setup::nothing());
            script.tell(Msg::Programme(Programme { stories: Vec::new(), in_earnest: in_earnest.clone() }));
            let script = script.press(keys);
            let (shown, _) = drawn(&script, locale, (120, 60));
            let promised = goes_on.iter().find(|it| shown.contains(*it));
            assert_eq!(promised, None, "{}\n{shown}", text.page_name(script.model.page));
        }
    }
}
