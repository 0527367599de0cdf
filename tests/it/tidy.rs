//! The rules of the house, read off the sources: who may name whom, and what no file may hold. Knows no compiler: it
//! sees names, so a macro that writes a path is not seen through.
//!
//! A rule is a row of a table. A place is a module path (`shell::terminal`) and stands for all below it; several are
//! separated by blanks. A failure names file, line and rule.

use std::{
    fs,
    path::{Path, PathBuf},
};

use reading::{Named, Token, arms_for_anything_else, decisions_by, macros, named, tokens};

mod arguments;
mod circles;
mod lock;
mod names;
mod papers;
mod parts;
mod reading;

/// The rooms that know nothing but words.
const PURE: &str = "terms laravel dns setup diagnosis";
/// The rooms that meet the world. The others start nothing and read nothing.
const OUTER: &str = "aws engine host rehearsal shell report run main";
const NOWHERE: &str = "";
const EVERYWHERE: &str = "*";

/// The arrows: a room, and the places of ours that it may name besides itself.
const ARROWS: [(&str, &str); 18] = [
    ("terms", NOWHERE),
    ("laravel", "terms"),
    ("dns", "terms"),
    ("setup", "terms laravel dns"),
    ("diagnosis", "terms laravel dns setup"),
    ("wizard", "PURE"),
    ("words", "PURE wizard"),
    ("view", "PURE wizard words"),
    ("aws", "terms dns setup"),
    ("engine", "terms laravel dns setup aws"),
    ("host", "terms laravel dns setup engine::ports"),
    ("rehearsal", "terms laravel dns setup engine::ports aws"),
    ("shell", "PURE wizard words view engine"),
    ("report", "PURE words engine cli"),
    ("cli", "PURE"),
    ("run", EVERYWHERE),
    ("lib", EVERYWHERE),
    // Not the rehearsal: whether this is one is settled in `run`.
    ("main", "PURE wizard words view aws engine host shell report cli run"),
];

/// What is not ours, and the places that may name it; of several rows that fit, the longest. `run` may name anything.
const OUTSIDE: [(&str, &str); 31] = [
    ("ratatui*", "view shell"),
    ("ratatui::crossterm", "shell::terminal"),
    // A command asks how wide the terminal is, and no more.
    ("crossterm", "shell::terminal"),
    ("crossterm::terminal::size", "shell::terminal report::out"),
    ("clap*", "cli main"),
    ("aws_*", "aws"),
    ("aws_smithy_*", "aws rehearsal::wire"),
    ("keyring*", "host"),
    ("arboard", "shell::terminal"),
    ("secret_service", "host"),
    ("zbus*", "host"),
    ("age", "host"),
    ("open", "host"),
    ("rustix", "host shell"),
    ("hickory_*", "host rehearsal"),
    ("hyper*", "aws host rehearsal"),
    ("tower_service", "host"),
    ("tokio", OUTER),
    // Who else waits for the world asks `Clock::sleep`, which a rehearsal shortens.
    ("tokio::time::sleep*", "aws host rehearsal shell"),
    ("futures_util", OUTER),
    ("async_trait", OUTER),
    ("tempfile", OUTER),
    ("getrandom", "terms::secret aws::login engine host rehearsal shell"),
    ("std::fs", OUTER),
    ("std::env", OUTER),
    ("std::process", OUTER),
    ("std::thread", OUTER),
    ("std::os", OUTER),
    ("std::net", OUTER),
    // An address is a number; it opens nothing.
    ("std::net::Ip*", EVERYWHERE),
    ("std::net::Socket*", EVERYWHERE),
];

/// What ends in one of these asks what time it is.
const CLOCKS: [&str; 4] = ["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now"];
// `aws::watch` measures how long a call took, for the log.
const MAY_ASK_THE_TIME: &str = "host rehearsal shell aws::watch";

/// Macros, and the places that may use them.
const MACROS: [(&str, &str); 7] = [
    ("print", "report::out main"),
    ("println", "report::out main"),
    ("eprint", "report::out main"),
    ("eprintln", "report::out main"),
    ("todo", NOWHERE),
    ("unimplemented", NOWHERE),
    ("dbg", NOWHERE),
];

/// Who may decide by whether this is a rehearsal. `view` shows it in the header, which is no other behaviour.
const MAY_ASK_WHETHER_IT_IS_A_REHEARSAL: &str = "run rehearsal view";

/// Arms for "whatever else", which are for values that no enum of ours lists: file, how many, of what. Over an enum of ours
/// every arm is spelled out, so that a new variant asks its questions. Tokens tell no types, so the types stand here.
const ANYTHING_ELSE: [(&str, usize, &str); 55] = [
    ("aws::route53", 2, "AWS's types of records; characters"),
    ("aws::web", 1, "SdkError, which is not exhaustive"),
    ("dns::writing", 2, "how many; bytes"),
    ("engine::zones::cloudflare", 4, "Cloudflare's numbers, HTTP's, and types of records"),
    ("rehearsal::hosting::cloudflare", 1, "types of records"),
    ("rehearsal::hosting::markup", 1, "the names of XML's references"),
    ("rehearsal::hosting::route53", 3, "types of records, and actions"),
    ("dns::dmarc", 1, "the names of tags"),
    ("dns::spf::judge", 2, "the letters of macros"),
    ("dns::spf::term", 5, "the names of terms; characters"),
    ("diagnosis::app::mailer", 1, "ports"),
    ("aws::at_hand", 1, "CredentialsError, which is not exhaustive"),
    ("aws::error", 1, "SdkError, which is not exhaustive"),
    ("terms::failure", 1, "AWS's codes"),
    ("setup::site", 1, "the names of HTML's tags"),
    ("aws::pace", 1, "the parts of a path"),
    ("aws::ses", 1, "the SDK's BehaviorOnMxFailure"),
    ("cli::usage", 1, "clap's ErrorKind, which is not exhaustive"),
    ("cli::values", 1, "the parts of an ARN"),
    ("diagnosis::formats::extent", 3, "characters"),
    ("diagnosis::formats::flat", 6, "characters"),
    ("diagnosis::formats::hosts", 1, "the names of hosts"),
    ("diagnosis::formats::mask", 1, "the beginnings of keys"),
    ("diagnosis::formats::received", 1, "the words of receivers"),
    ("diagnosis::formats::tells", 1, "AWS's codes"),
    ("diagnosis::log::records", 1, "how many digits"),
    ("engine::post", 2, "SMTP's codes"),
    ("host::dns", 1, "hickory's RData"),
    ("host::dns::reading", 3, "hickory's RData"),
    ("host::dns::wire", 1, "hickory's ResponseCode"),
    ("host::callback", 1, "the names of a query's fields"),
    ("host::keychain::store", 5, "the errors of secret-service, of the bus and of macOS"),
    ("laravel::at_start", 2, "tree-sitter's names of nodes; what is called"),
    ("laravel::config::calls", 4, "the functions of PHP"),
    (
        "laravel::config::evaluate",
        19,
        "tree-sitter's names of nodes; PHP's casts and operators, each with its operands",
    ),
    ("laravel::config::framework", 1, "the names of config files"),
    ("laravel::config::literals", 1, "characters"),
    ("laravel::config::required", 3, "tree-sitter's names of nodes"),
    ("laravel::config::variables", 1, "tree-sitter's names of nodes"),
    ("laravel::mailers", 3, "what a config file may say"),
    ("laravel::dotenv::value", 1, "the text of a value"),
    ("laravel::dotenv::read", 2, "characters"),
    ("laravel::dotenv::readers", 9, "characters"),
    ("laravel::php", 6, "tree-sitter's names of nodes"),
    ("laravel::references", 1, "characters"),
    ("rehearsal::name_server", 3, "hickory's types; the parts of a value"),
    ("rehearsal::policy", 1, "the names of AWS's policies"),
    ("rehearsal::ses::letter", 1, "characters"),
    ("rehearsal::smtp", 2, "mechanisms by number; AWS's codes"),
    ("shell::terminal::input", 1, "crossterm's KeyCode"),
    ("terms::credentials", 1, "the names that tools give to the parts of a key"),
    ("terms::name", 2, "characters; a length"),
    ("words::radar", 1, "AWS's words for its plans"),
    ("words", 2, "the text of a flag; characters"),
    ("words::ask", 1, "AWS's actions"),
];

/// Lines with which a file is two subjects.
const TOO_LONG: usize = 700;
/// What lies at the top besides dot files. `target` is cargo's and ignored.
const TOP: [&str; 10] = [
    "CHANGELOG.md",
    "Cargo.toml",
    "Cargo.lock",
    "LICENSE",
    "README.md",
    "assets",
    "findings",
    "src",
    "tests",
    "target",
];

#[test]
fn the_sources_keep_the_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut complaints = Vec::new();
    for folder in ["src", "assets", "tests"] {
        for path in rust_files(&root.join(folder)) {
            let file = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            complaints.extend(complaints_about(&file, &fs::read_to_string(&path).unwrap()));
        }
    }
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn texts_are_looked_up_by_what_words_may_name() {
    let english = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales/en.toml")).unwrap();
    let enums: Vec<_> = english.lines().filter_map(|line| line.strip_prefix("_of = \"")?.strip_suffix('"')).collect();
    assert!(!enums.is_empty(), "no look-up was found; has its form changed?");
    for path in enums {
        let source = format!("//!\nuse crate::{path};");
        assert_eq!(complaints_about("src/words.rs", &source), [""; 0], "en.toml: _of = {path:?}");
    }
}

#[test]
fn nothing_else_lies_at_the_top() {
    let names = fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap().map(|entry| entry.unwrap().file_name());
    let stray: Vec<_> = names
        .filter(|name| !name.to_string_lossy().starts_with('.') && !TOP.iter().any(|known| *known == name))
        .collect();
    assert!(stray.is_empty(), "the top level holds {stray:?}");
}

/// The rules can fail: a made-up source each, with what is said of it, or nothing.
#[test]
fn a_breach_is_seen() {
    let rows: &[(&str, &str, &[&str])] = &[
        // arrows
        ("laravel/mod.rs", "use crate::dns::Answer;", &["2: laravel may not name crate::dns::Answer"]),
        ("laravel/php.rs", "use crate::{terms::Failure, setup};", &["2: laravel may not name crate::setup"]),
        ("dns/mod.rs", "\n\nfn f() -> crate::laravel::App {}", &["4: dns may not name crate::laravel::App"]),
        ("terms/name.rs", "use super::super::dns::Answer;", &["2: terms may not name crate::dns::Answer"]),
        ("terms/name.rs", "use super::{Failure, region::Region};", &[]),
        ("terms/mod.rs", "use super::dns;", &["2: terms may not name crate::dns"]),
        (
            "terms/mod.rs",
            "mod tests {\n use super::*;\n use super::super::dns;\n}\nuse super::dns;",
            &["4: terms may not name crate::dns", "6: terms may not name crate::dns"],
        ),
        ("setup/steps/key.rs", "use super::super::super::wizard::Msg;", &["2: setup may not name crate::wizard::Msg"]),
        ("setup/steps/key.rs", "use super::super::facts::Facts; use self::inner::X;", &[]),
        ("host/dns.rs", "use crate::engine::{ports::Resolver, apply};", &["2: host may not name crate::engine::apply"]),
        ("host/dns.rs", "use crate::engine::{self as e};", &["2: host may not name crate::engine"]),
        ("engine/mod.rs", "use crate::host;\nuse crate::aws::Cloud;", &["2: engine may not name crate::host"]),
        ("aws/mod.rs", "use crate::{engine::ports, terms};", &["2: aws may not name crate::engine::ports"]),
        (
            "report/status.rs",
            "crate::rehearsal::World::new()",
            &["2: report may not name crate::rehearsal::World::new"],
        ),
        (
            "main.rs",
            "use open_sesame::{cli, run, rehearsal::serve};",
            &["2: main may not name crate::rehearsal::serve"],
        ),
        ("run.rs", "use crate::{rehearsal::World, host};\nuse crossterm::event;", &[]),
        ("view/mod.rs", "use crate::*;", &["2: view may not name crate::*"]),
        ("view/mod.rs", "use crate::Text;", &["2: view may not name crate::Text"]),
        ("helpers/mod.rs", "", &["1: helpers is no room of the table ARROWS"]),
        // the outside
        ("wizard/mod.rs", "use ratatui::text::Line;", &["2: ratatui* is not for wizard: ratatui::text::Line"]),
        (
            "wizard/letter.rs",
            "use ratatui_textarea::TextArea;",
            &["2: ratatui* is not for wizard::letter: ratatui_textarea::TextArea"],
        ),
        ("view/mod.rs", "use ratatui::{Frame, crossterm::event};", &["2: ratatui::crossterm is not for view"]),
        ("shell/mod.rs", "crossterm::terminal::size()", &["2: crossterm::terminal::size is not for shell"]),
        ("shell/terminal/guard.rs", "crossterm::terminal::size()", &[]),
        (
            "engine/mod.rs",
            "tokio::time::timeout(a, b); tokio::time::sleep(a);",
            &["2: tokio::time::sleep* is not for engine"],
        ),
        ("setup/mod.rs", "#[tokio::main]\nfn f() {}", &["2: tokio is not for setup"]),
        ("setup/mod.rs", "use std::{fs, io, path::Path};", &["2: std::fs is not for setup: std::fs"]),
        ("view/theme.rs", "fn f() { ::std::env::var(\"NO_COLOR\") }", &["2: std::env is not for view"]),
        ("dns/mod.rs", "use std::net::{IpAddr, TcpStream};", &["2: std::net is not for dns: std::net::TcpStream"]),
        ("engine/mod.rs", "use aws_sdk_iam::Client;", &["2: aws_* is not for engine"]),
        ("rehearsal/iam.rs", "use aws_smithy_types::body::SdkBody;", &["2: aws_smithy_* is not for rehearsal::iam"]),
        (
            "rehearsal/wire.rs",
            "use aws_smithy_types::body::SdkBody; use aws_config::Region;",
            &["2: aws_* is not for rehearsal::wire"],
        ),
        ("rehearsal/vault.rs", "keyring_core::mock::Store::new()", &["2: keyring* is not for rehearsal::vault"]),
        ("report/out.rs", "extern crate clap;", &["2: clap* is not for report::out"]),
        ("report/mod.rs", "use clap_complete::Shell;", &["2: clap* is not for report"]),
        // the time
        ("engine/apply/key.rs", "let t = Timestamp::now();", &["2: engine::apply::key may not ask the time"]),
        ("terms/time.rs", "std::time::SystemTime::now()", &["2: terms::time may not ask the time"]),
        ("shell/mod.rs", "let t = std::time::Instant::now();", &[]),
        ("setup/mod.rs", "fn f(now: Timestamp) { clock.now(); }", &[]),
        // macros
        ("report/status.rs", "println!(\"x\");", &["2: println! is not for report::status"]),
        ("report/out.rs", "println!(\"x\"); eprintln!();", &[]),
        ("setup/mod.rs", "fn f() { todo!() }", &["2: todo! is not for setup"]),
        ("run.rs", "std::dbg!(x); unimplemented!()", &["2: dbg! is not for run", "2: unimplemented! is not for run"]),
        ("setup/mod.rs", "if print != todo {}", &[]),
        ("setup/mod.rs", "use crate::{terms::{r#in::X, Y}, view};", &["2: setup may not name crate::view"]),
        // the rehearsal
        ("shell/mod.rs", "if\n ports.is_rehearsal() {}", &["2: shell may not decide by whether it is a rehearsal"]),
        ("aws/mod.rs", "match self.rehearse {", &["2: aws may not decide by whether it is a rehearsal"]),
        ("engine/mod.rs", "match verb { Verb::Rehearsal => {} }", &[]),
        ("run.rs", "if flags.rehearse.is_some() {}", &[]),
        // whatever else
        (
            "setup/mod.rs",
            "match standing {\n Standing::Done => 1,\n _ => 2,\n}",
            &["4: an arm for anything else is not for setup"],
        ),
        (
            "view/mod.rs",
            "match a {\n X | _ => 2,\n _ if b => {}\n}",
            &["3: an arm for anything else", "4: an arm for anything else"],
        ),
        ("setup/mod.rs", "match pair { (_, X) => 1, (Y, _) => 2, Z(_) => 3, W { _a: _ } => 4 }", &[]),
        ("setup/mod.rs", "let _ = f(|_| 1, |_, _| 2); fn g<'_>(_: u8) {}", &[]),
        ("rehearsal/policy.rs", "match name { \"A\" => 1, _ => 2 }", &[]),
        (
            "rehearsal/policy.rs",
            "match name { \"A\" => 1, _ => 2 }\nmatch kind { _ => 3 }",
            &["3: an arm for anything else is not for rehearsal::policy beyond 1 over the names of AWS's policies"],
        ),
        // tests
        ("dns/mod.rs", "#[test]\nfn f() {}", &["2: a test that never runs"]),
        (
            "dns/mod.rs",
            "#[cfg(test)]\nmod tests {\n    #[test]",
            &["2: a test that never runs", "4: a test that never runs"],
        ),
        ("dns/mod.rs", "/// ```\n/// f();\n/// ```\nfn f() {}", &["2: a test that never runs"]),
        ("dns/mod.rs", "/// ```text\n/// a → b\n/// ```\nfn f() {}\n/// ```ignore", &["6: a test that never runs"]),
        // what is not code
        ("laravel/mod.rs", "// use crate::dns;\n/* crate::dns::X /* todo!() */ std::fs */\n/// [`crate::dns`]", &[]),
        ("laravel/mod.rs", "let s = \"crate::dns::X \\\" std::fs::read\"; let t = r#\"std::fs::read(\" \"#;", &[]),
        ("laravel/mod.rs", "let s = br\"\\\"; use std::fs;", &["2: std::fs is not for laravel"]),
        ("laravel/mod.rs", "let (q, e) = ('\"', '\\''); fn f<'a>(x: &'a str) {} use std::fs;", &["2: std::fs is not"]),
        ("laravel/mod.rs", "let s = \"one\ntwo\"; let r#if = 1;\nuse std::fs;", &["4: std::fs is not for laravel"]),
    ];
    for (file, code, expected) in rows {
        let complaints = complaints_about(&format!("src/{file}"), &format!("//! One line.\n{code}"));
        let matching = complaints.iter().zip(*expected).filter(|(is, should)| {
            is.strip_prefix(&format!("src/{file}:")).is_some_and(|rest| rest.starts_with(*should))
        });
        assert!(
            complaints.len() == expected.len() && matching.count() == expected.len(),
            "{file}: {code}\nshould be {expected:#?}\nbut is {complaints:#?}"
        );
    }
}

#[test]
fn a_file_says_what_it_is_and_ends_before_it_is_two() {
    assert_eq!(complaints_about("tests/it/x.rs", "use std::fs;"), ["tests/it/x.rs:1: does not begin with //!"]);
    assert_eq!(
        complaints_about("assets/x.rs", "//! X.\nfn f() { dbg!(1) }"),
        ["assets/x.rs:2: dbg! is not for anyone"]
    );
    assert_eq!(complaints_about("tests/it/x.rs", "//! X.\nuse open_sesame::dns; println!();"), [""; 0]);
    let complaints = complaints_about("src/dns/x.rs", &"//! X.\n".repeat(TOO_LONG));
    assert_eq!(complaints, ["src/dns/x.rs:700: has 700 lines or more"]);
    assert_eq!(complaints_about("src/dns/x.rs", &"//! X.\n".repeat(TOO_LONG - 1)), [""; 0]);
}

/// The text of every file below `src`.
pub fn sources() -> Vec<String> {
    let files = rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    files.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Everything that a file does against the rules, as `file:line: what`. The arrows bind what lies under `src`.
fn complaints_about(file: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    let tokens = tokens(text);
    if !text.starts_with("//!") {
        complaints.push((1, "does not begin with //!".into()));
    }
    match file.strip_prefix("src/") {
        Some(below) => {
            let lines = text.lines().count();
            if lines >= TOO_LONG {
                complaints.push((lines, format!("has {TOO_LONG} lines or more")));
            }
            complaints
                .extend(tests_in(text).map(|line| (line, "a test that never runs: tests are in tests/it".into())));
            let place = below.trim_end_matches(".rs").trim_end_matches("/mod").replace('/', "::");
            complaints.extend(complaints_about_a_room(&place, &tokens));
        }
        None => {
            let unfinished = macros(&tokens).filter(|(_, name)| macro_places(name) == Some(NOWHERE));
            complaints.extend(unfinished.map(|(line, name)| (line, format!("{name}! is not for anyone"))));
        }
    }
    complaints.into_iter().map(|(line, what)| format!("{file}:{line}: {what}")).collect()
}

/// Where the source of a room has a test, or an example that rustdoc would run: Cargo is told that there are none.
fn tests_in(text: &str) -> impl Iterator<Item = usize> {
    let is_test = |line: &str| ["#[test]", "#[tokio::test", "#[cfg(test)]"].iter().any(|it| line.starts_with(it));
    let mut fenced = false;
    text.lines().map(str::trim).enumerate().filter_map(move |(at, line)| {
        let fence =
            line.strip_prefix("//!").or(line.strip_prefix("///")).and_then(|doc| doc.trim().strip_prefix("```"));
        let begins = fence.filter(|_| !fenced);
        fenced ^= fence.is_some();
        (is_test(line) || begins.is_some_and(|language| language != "text")).then_some(at + 1)
    })
}

fn complaints_about_a_room(place: &str, tokens: &[Token]) -> Vec<(usize, String)> {
    let room = place.split("::").next().unwrap_or_default();
    let Some((_, arrows)) = ARROWS.iter().find(|(name, _)| *name == room) else {
        return vec![(1, format!("{room} is no room of the table ARROWS"))];
    };
    let mut complaints = Vec::new();
    for Named { line, path, .. } in named(place, tokens) {
        if let Some(ours) = path.strip_prefix("crate::") {
            if !lies_in(ours, room) && !lies_in(ours, arrows) {
                complaints.push((line, format!("{room} may not name {path}")));
            }
            continue;
        }
        let rule = OUTSIDE.iter().filter(|(what, _)| fits(&path, what)).max_by_key(|(what, _)| what.len());
        if let Some((what, places)) = rule.filter(|(_, places)| room != "run" && !lies_in(place, places)) {
            complaints.push((line, format!("{what} is not for {place}: {path} ({})", or_nobody(places))));
        }
        if CLOCKS.iter().any(|clock| path == *clock || path.ends_with(&format!("::{clock}")))
            && !lies_in(place, MAY_ASK_THE_TIME)
        {
            complaints.push((line, format!("{place} may not ask the time: {path} ({MAY_ASK_THE_TIME})")));
        }
    }
    for (line, name) in macros(tokens) {
        if let Some(places) = macro_places(name).filter(|places| !lies_in(place, places)) {
            complaints.push((line, format!("{name}! is not for {place} ({})", or_nobody(places))));
        }
    }
    let allowed = ANYTHING_ELSE.iter().find(|(file, ..)| *file == place);
    let (most, beyond) =
        allowed.map_or((0, String::new()), |(_, most, what)| (*most, format!(" beyond {most} over {what}")));
    for line in arms_for_anything_else(tokens).skip(most) {
        complaints.push((line, format!("an arm for anything else is not for {place}{beyond}: spell the variants out")));
    }
    if !lies_in(place, MAY_ASK_WHETHER_IT_IS_A_REHEARSAL) {
        let decisions = decisions_by(tokens, "rehears");
        complaints.extend(decisions.map(|line| (line, format!("{place} may not decide by whether it is a rehearsal"))));
    }
    complaints
}

fn or_nobody(places: &str) -> &str {
    if places == NOWHERE { "nobody" } else { places }
}

fn macro_places(name: &str) -> Option<&'static str> {
    MACROS.iter().find(|(known, _)| *known == name).map(|(_, places)| *places)
}

/// Whether a path is one of these places, or below one.
fn lies_in(path: &str, places: &str) -> bool {
    places.split(' ').any(|place| match place {
        EVERYWHERE => true,
        "PURE" => lies_in(path, PURE),
        _ => fits(path, place),
    })
}

/// Whether a path is this, or below it; a star at the end stands for the rest of a name.
fn fits(path: &str, what: &str) -> bool {
    match what.strip_suffix('*') {
        Some(start) => path.starts_with(start),
        None => path.strip_prefix(what).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")),
    }
}
