//! From which file `bootstrap/app.php` has Laravel read its variables. Runs nothing: what it cannot tell is [`EnvSource::Moved`].

use memchr::memmem;

use super::{
    at_start::variables_set,
    files::{BOOTSTRAP, ENV, Files, is_in_app},
    php::{Expr, Php, Simple},
};

/// The file that Laravel starts from; `APP_ENV` may select another one beside it.
pub(super) enum EnvSource {
    /// This one: a path in the app.
    At(String),
    /// `.env`, read by the app's own code before Laravel does: an `APP_ENV` in it selects a file too.
    ByHandBefore {
        /// The line that reads it.
        line: usize,
    },
    /// It is moved, and to where is not known without running the app.
    Moved {
        /// The line that moves it.
        line: usize,
    },
}

/// How phpdotenv is called by hand.
const BY_HAND: [&str; 5] =
    ["createImmutable", "createMutable", "createUnsafeImmutable", "createUnsafeMutable", "create"];
/// Those of them with which a variable that is there already stays, as it does with Laravel's own reading.
const IMMUTABLE: [&str; 2] = ["createImmutable", "createUnsafeImmutable"];
/// The app's folder, as `bootstrap/app.php` may write it; without blanks, and with one kind of quotes.
const APP_FOLDER: [&str; 9] = [
    "dirname(__DIR__)",
    "dirname(__DIR__,1)",
    "dirname(__FILE__,2)",
    "__DIR__.'/..'",
    "__DIR__.'/../'",
    "realpath(__DIR__.'/..')",
    "base_path()",
    "$app->basePath()",
    "$app->environmentPath()",
];

impl EnvSource {
    pub fn of(files: &Files) -> EnvSource {
        let Some(bootstrap) = files.get(BOOTSTRAP) else { return EnvSource::At(ENV.into()) };
        // Parsed only where it can matter.
        let named = ["useEnvironmentPath", "loadEnvironmentFrom", "Dotenv", "APP_ENV"];
        if !named.iter().any(|name| memmem::find(bootstrap, name.as_bytes()).is_some()) {
            return EnvSource::At(ENV.into());
        }
        if let Some(set) = variables_set(files).iter().find(|it| it.file == BOOTSTRAP && it.path == "APP_ENV") {
            return EnvSource::Moved { line: set.line };
        }
        let php = Php::parse(bootstrap);
        let of_dotenv = |call: &Expr<'_>| {
            call.part("scope").is_some_and(|scope| scope.text().rsplit('\\').next() == Some("Dotenv"))
        };
        // What another reader puts there first stays.
        let mut by_hand = BY_HAND.iter().flat_map(|name| php.method_calls(name).filter(of_dotenv));
        if let Some(call) = by_hand.next() {
            let line = call.line();
            let moves = ["useEnvironmentPath", "loadEnvironmentFrom"].iter().any(|name| php.calls_method(name));
            let is_usual = reads_the_apps_own(call) && by_hand.next().is_none() && !moves;
            return if is_usual { EnvSource::ByHandBefore { line } } else { EnvSource::Moved { line } };
        }
        if let Some(line) = otherwise_by_hand(&php) {
            return EnvSource::Moved { line };
        }
        if let Some(call) = php.method_call("useEnvironmentPath") {
            return EnvSource::Moved { line: call.line() };
        }
        match php.method_call("loadEnvironmentFrom") {
            None => EnvSource::At(ENV.into()),
            Some(call) => match call.first_argument().map(|argument| argument.simple()) {
                Some(Simple::Text(name)) if is_in_app(&name) && call.is_always_run() => EnvSource::At(name),
                Some(_) | None => EnvSource::Moved { line: call.line() },
            },
        }
    }
}

/// Whether a call of phpdotenv reads `.env` of the app's folder, and nothing else.
fn reads_the_apps_own(call: Expr<'_>) -> bool {
    let is_immutable = call.part("name").is_some_and(|name| IMMUTABLE.contains(&name.text().as_str()));
    let arguments: Vec<Expr<'_>> = call.part("arguments").into_iter().flat_map(Expr::children).collect();
    let [folder] = arguments.as_slice() else { return false };
    let folder: String = folder.text().chars().filter(|c| !c.is_whitespace()).collect();
    is_immutable && APP_FOLDER.contains(&folder.replace('"', "'").as_str())
}

/// The line where a reader is made or named in another way: `new Dotenv()` of Symfony, or phpdotenv under a name of the app's own.
fn otherwise_by_hand(php: &Php<'_>) -> Option<usize> {
    let has = |expr: &Expr<'_>, word: &[u8]| memmem::find(expr.bytes(), word).is_some();
    let is_one = |expr: &Expr<'_>| {
        let is_renamed = expr.kind() == "namespace_use_clause" && has(expr, b" as ");
        (is_renamed || expr.kind() == "object_creation_expression") && has(expr, b"Dotenv")
    };
    php.root().descendants().find(is_one).map(Expr::line)
}
