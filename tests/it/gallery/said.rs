//! What the pages say where a stranger would look for it, and that they say the same of one thing. Knows no color.

use std::ffi::OsString;

use open_sesame::{cli, setup::Question};

use super::*;

/// In lines there is no key to press, so no sentence there names one: on a page, in its help, and above a question.
#[test]
fn what_is_said_by_lines_names_no_key() {
    let names_a_key =
        regex_lite::Regex::new(r"\bF[0-9]{1,2}|\b(Tab|Esc|Ctrl-[ABD-Z]|PgUp|PgDn)\b|[↑↓]").expect("an expression");
    let (mut found, mut asked) = (BTreeSet::new(), BTreeSet::new());
    for (exhibit, locale) in all().flat_map(|it| [(it, Locale::En), (it, Locale::Ko)]) {
        let (text, script) = (Text::new(locale), &mut exhibit.script());
        let mut said: Vec<String> = view::lines(&script.model, &text).into_iter().map(|line| line.text).collect();
        for field in &script.model.form.fields {
            asked.insert(format!("{:?}", field.id));
            said.extend(ask::hint_in_words(&text, field.id).map(str::to_owned));
            let options = view::alternatives(&script.model, &text, field);
            said.extend(options.into_iter().flat_map(|it| it.hint.into_iter().chain(it.beside).chain([it.name])));
        }
        let over = script.model.window.overlay.replace(Overlay::Help { down: 0 });
        said.extend(view::lines(&script.model, &text).into_iter().map(|line| line.text));
        script.model.window.overlay = over;
        found.extend(said.into_iter().filter(|line| names_a_key.is_match(line)));
    }
    for locale in [Locale::En, Locale::Ko] {
        let ways_out = Question::iter().map(|it| ask::way_out_in_words(&Text::new(locale), it).to_owned());
        found.extend(ways_out.filter(|line| names_a_key.is_match(line)));
    }
    assert_eq!(found, BTreeSet::new());
    assert!(asked.len() > 25, "{asked:?}");
}

/// Before the key is made the page says where its secret comes to lie in the end; once it lies in both places, both are named.
#[test]
fn both_places_of_the_secret_are_said() {
    let flat = |text: &str| text.split_whitespace().collect::<String>();
    for locale in [Locale::Ko, Locale::En] {
        let text = Text::new(locale);
        for (keep, names_env) in [(Keep::Keychain, true), (Keep::Project, false)] {
            let facts = Facts { keys: Fact::Present(vec![]), kept: Fact::Present(vec![]), ..setup::everything() };
            let facts = Facts { project: Fact::Present(setup::app("APP_NAME=Shop\n")), ..facts };
            let script = standings::at(Step::Key, Intent { keep, ..setup::intent() }, facts);
            let (screen, _) = drawn(&script, locale, (80, 24));
            let page: String =
                screen.lines().filter_map(|line| line.rsplit('│').next()).flat_map(str::split_whitespace).collect();
            assert_eq!(page.contains(&flat(text.detail_later_in_env())), names_env, "{keep:?}\n{screen}");
        }
        let script = &exhibit("receipt-all-done").script();
        let both = text.resting_places(Keep::Keychain, &script.model.facts);
        assert!(both.contains(".env") && both.contains(text.place(Keep::Keychain)), "{both}");
        let kept = view::farewell(&script.model, &text, Theme::default(), None).concat();
        assert!(flat(&kept).contains(&flat(&both)), "{kept}");
        let (screen, _) = drawn(script, locale, (80, 24));
        assert!(screen.contains(&text.resting_places_short(Keep::Keychain, &script.model.facts)), "{screen}");
    }
}

/// Lines that the mailer does not read say beside them why they change, where nothing else of the page has room.
#[test]
fn a_line_that_the_mailer_does_not_read_says_why_it_changes() {
    let env = "MAIL_MAILER=log\nMAIL_HOST=127.0.0.1\nMAIL_PORT=2525\n";
    let facts = Facts { project: Fact::Present(setup::app(env)), ..setup::everything() };
    let script = standings::at(Step::Project, setup::intent(), facts);
    for (locale, size) in [Locale::Ko, Locale::En].into_iter().flat_map(|it| [(it, (80, 24)), (it, (120, 40))]) {
        let text = Text::new(locale);
        let (screen, _) = drawn(&script, locale, size);
        let why = text.screen_env_unread_in_short("MAIL_HOST, MAIL_PORT");
        assert!(screen.contains(&format!(".env ({why})")), "{why}\n{screen}");
        let lines: String = view::lines(&script.model, &text).into_iter().map(|line| line.text).collect();
        assert!(lines.contains(&text.screen_env_unread("ses", "MAIL_HOST, MAIL_PORT")), "{lines}");
    }
}

/// What restarts workers is one command on every page, by the version of the framework.
#[test]
fn the_help_names_the_command_that_the_pages_name() {
    for (version, command) in [("12.49.0", "php artisan reload"), ("11.0.0", "php artisan queue:restart")] {
        let mut project = setup::everything().project.present().cloned().expect("an app");
        (project.app.version, project.app.workers) = (version.parse().ok(), Vec::new());
        project.app.runner = Default::default();
        let facts = Facts { project: Fact::Present(project), ..exhibits::all_done() };
        for locale in [Locale::Ko, Locale::En] {
            let text = Text::new(locale);
            let terms = text.terms(Page::Project, &facts).concat();
            let next = text.next_in_brief(&setup::intent(), &facts);
            assert!(
                terms.contains(&format!("`{command}`")) && next.contains(&format!("`{command}`")),
                "{terms}\n{next}"
            );
        }
    }
}

/// A command of Sesame that stands in a sentence or on a line of its own.
fn proposed(said: &str) -> Vec<String> {
    let quoted = said.split('`').skip(1).step_by(2);
    let alone = said.trim().strip_prefix("$ ").into_iter();
    quoted.chain(alone).filter(|it| *it == "sesame" || it.starts_with("sesame ")).map(str::to_owned).collect()
}

/// Every command that a page proposes is one: it is read as it stands.
#[test]
fn each_command_that_is_proposed_can_be_typed() {
    let (mut unread, mut read) = (BTreeSet::new(), BTreeSet::new());
    let mut take = |said: &str| {
        for command in proposed(said) {
            let words = shlex::split(&command).unwrap_or_else(|| panic!("quotes in {command}"));
            let is_help = words.iter().any(|word| word == "--help");
            match cli::read(words.into_iter().map(OsString::from)) {
                Err(_) if !is_help => drop(unread.insert(command)),
                Ok(_) | Err(_) => drop(read.insert(command)),
            }
        }
    };
    for (exhibit, locale) in all().flat_map(|it| [(it, Locale::En), (it, Locale::Ko)]) {
        let (text, script) = (Text::new(locale), &exhibit.script());
        view::lines(&script.model, &text).iter().for_each(|line| take(&line.text));
        view::farewell(&script.model, &text, Theme::default(), None).iter().for_each(|line| take(line));
    }
    // What no exhibit shows, as the locales have it: a text with a placeholder in its command is told by a run.
    for file in ["en.toml", "ko.toml", "failures.ko.toml"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales").join(file);
        let whole = std::fs::read_to_string(path).expect("a locale");
        whole.lines().filter_map(|line| line.split_once('=')).for_each(|(_, said)| {
            proposed(said).into_iter().filter(|it| !it.contains('{')).for_each(|it| take(&format!("`{it}`")));
        });
    }
    assert_eq!(unread, BTreeSet::new());
    assert!(read.len() > 30, "{read:?}");
}
