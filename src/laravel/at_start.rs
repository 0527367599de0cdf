//! What the app's own code sets when it starts: entries of the configuration of mail, over what the files say, and variables, before
//! the file that has them is read. Runs nothing: that it is set there is known, and not to what, or in which case.

use memchr::memmem;

use super::{
    files::{
        APP, ARTISAN, BOOTSTRAP, COMPOSER_JSON, Files, INDEX, LISTED_PROVIDERS, MIDDLEWARE, PROVIDERS, ROUTES_WEB,
        is_in_app,
    },
    php::{Expr, Php},
};

/// An entry of the configuration that code of the app sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAtStart {
    /// The file of the app.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The entry: `mail.default`.
    pub path: String,
}

/// Every entry of mail that a service provider, a middleware, the routes or `bootstrap/app.php` set, and every variable of mail that
/// is set where Laravel would read it.
pub(super) fn set_at_start(files: &Files) -> Vec<SetAtStart> {
    let named = named_providers(files);
    let may_set = |path: &str| {
        let is_of = |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        [BOOTSTRAP, ROUTES_WEB].contains(&path)
            || is_of(PROVIDERS)
            || is_of(MIDDLEWARE)
            || named.iter().any(|it| it == path)
    };
    // Parsed only where it can matter.
    let speaks_of_mail = |source: &[u8]| {
        [&b"mail"[..], b"Mail", b"services.ses"].iter().any(|word| memmem::find(source, word).is_some())
            && [&b"onfig"[..], b"always", b"setDefaultDriver"].iter().any(|word| memmem::find(source, word).is_some())
    };
    let those = files.iter().filter(|(path, source)| may_set(path) && speaks_of_mail(source));
    let entries = those.flat_map(|(path, source)| in_file(path, &Php::parse(source)));
    entries.chain(variables_set(files).into_iter().filter(|it| is_a_variable_of_mail(&it.path))).collect()
}

fn in_file(file: &str, php: &Php<'_>) -> Vec<SetAtStart> {
    let mut found = Vec::new();
    let mut note = |line: usize, path: String| found.push(SetAtStart { file: file.to_owned(), line, path });
    for expr in php.root().descendants() {
        let (called, is_method) = match expr.kind() {
            "function_call_expression" => (expr.part("function"), false),
            "member_call_expression" | "scoped_call_expression" | "nullsafe_member_call_expression" => {
                (expr.part("name"), true)
            }
            "assignment_expression" => {
                let of_config = |base: &str| base.to_ascii_lowercase().contains("config");
                let set = assigned_at(expr).filter(|(base, _)| of_config(&base.text()));
                set.and_then(|(_, key)| key_of_mail(key)).into_iter().for_each(|key| note(expr.line(), key));
                continue;
            }
            _ => continue,
        };
        let Some(called) = called.map(Expr::text) else { continue };
        let subject = || expr.part("object").or_else(|| expr.part("scope")).map(Expr::text).unwrap_or_default();
        match (called.trim_start_matches('\\'), is_method) {
            ("config", false) => set_at_once(expr.first_argument()).into_iter().for_each(|(line, key)| note(line, key)),
            ("set", true) if subject().to_ascii_lowercase().contains("config") => match expr.first_argument() {
                Some(all) if all.is_array() => {
                    set_at_once(Some(all)).into_iter().for_each(|(line, key)| note(line, key))
                }
                Some(key) => key_of_mail(key).into_iter().for_each(|key| note(expr.line(), key)),
                None => {}
            },
            ("alwaysFrom", true) if subject().ends_with("Mail") => note(expr.line(), "mail.from".into()),
            ("alwaysTo", true) if subject().ends_with("Mail") => note(expr.line(), "mail.to".into()),
            ("setDefaultDriver", true) if subject().ends_with("Mail") => note(expr.line(), "mail.default".into()),
            _ => {}
        }
    }
    found
}

/// `$base[key] = …`
fn assigned_at(assignment: Expr<'_>) -> Option<(Expr<'_>, Expr<'_>)> {
    let left = assignment.part("left").filter(|left| left.kind() == "subscript_expression")?;
    let mut parts = left.children();
    Some((parts.next()?, parts.next()?))
}

/// The entry of mail that an expression names; of one that is put together, what it begins with.
fn key_of_mail(key: Expr<'_>) -> Option<String> {
    if let Some(key) = key.written_text() {
        return is_of_mail(&key).then_some(key);
    }
    let written = key.text();
    let written = written.strip_prefix(['"', '\''])?;
    let begins = ["mail.", "services.ses."].into_iter().find(|root| written.starts_with(root))?;
    Some(format!("{begins}…"))
}

/// Variables that are set where Laravel would read them: by the scripts that start it, and by the config files.
pub(super) fn variables_set(files: &Files) -> Vec<SetAtStart> {
    let may_set = |path: &str| [ARTISAN, INDEX, BOOTSTRAP].contains(&path) || path.starts_with("config/");
    let sets = |source: &[u8]| {
        [&b"$_SERVER"[..], b"$_ENV", b"putenv", b"getRepository"]
            .iter()
            .any(|word| memmem::find(source, word).is_some())
    };
    let those = files.iter().filter(|(path, source)| may_set(path) && sets(source));
    those.flat_map(|(path, source)| variables_in(path, &Php::parse(source))).collect()
}

fn variables_in(file: &str, php: &Php<'_>) -> Vec<SetAtStart> {
    let set = |expr: Expr<'_>| Some(SetAtStart { file: file.to_owned(), line: expr.line(), path: variable_set(expr)? });
    php.root().descendants().filter_map(set).collect()
}

/// The variable that is set by `$_SERVER['NAME'] = …`, `putenv('NAME=…')` or `Env::getRepository()->set('NAME', …)`.
fn variable_set(expr: Expr<'_>) -> Option<String> {
    if expr.kind() == "assignment_expression" {
        let (base, key) = assigned_at(expr)?;
        return key.written_text().filter(|_| ["$_SERVER", "$_ENV"].contains(&base.text().as_str()));
    }
    if expr.kind() == "function_call_expression" {
        let said = expr.first_argument().filter(|_| {
            expr.part("function").is_some_and(|function| function.text().trim_start_matches('\\') == "putenv")
        })?;
        let said = said.written_text().unwrap_or_else(|| said.text().trim_matches(['"', '\'']).to_owned());
        return Some(said.split_once('=').map_or(said.as_str(), |(name, _)| name).to_owned());
    }
    let is_a_call = expr.kind() == "member_call_expression" && expr.part("name")?.text() == "set";
    let is_of_the_repository = is_a_call && expr.part("object")?.text().contains("getRepository");
    expr.first_argument().filter(|_| is_of_the_repository)?.written_text()
}

fn is_a_variable_of_mail(name: &str) -> bool {
    name.starts_with("MAIL_") || name.starts_with("AWS_")
}

/// The files of the service providers that the app lists and that are its own, as Composer finds their classes.
pub(super) fn named_providers(files: &Files) -> Vec<String> {
    let Some(composer) = files.get(COMPOSER_JSON) else { return Vec::new() };
    let composer: serde_json::Value = serde_json::from_slice(composer).unwrap_or_default();
    let roots = composer["autoload"]["psr-4"].as_object().into_iter().flatten();
    let folders = |folder: &serde_json::Value| match folder.as_array() {
        Some(several) => several.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect(),
        None => folder.as_str().map(str::to_owned).into_iter().collect::<Vec<String>>(),
    };
    let roots: Vec<(&String, Vec<String>)> = roots.map(|(prefix, folder)| (prefix, folders(folder))).collect();
    let mut found = Vec::new();
    for source in [LISTED_PROVIDERS, APP].iter().filter_map(|path| files.get(*path)) {
        let php = Php::parse(source);
        let classes = php.root().descendants().filter(|it| it.kind() == "class_constant_access_expression");
        for name in classes.filter_map(|it| Some(it.children().next()?.text())) {
            let class = full_name(&php, &name);
            for (prefix, folders) in &roots {
                let Some(rest) = class.strip_prefix(prefix.as_str()) else { continue };
                let rest = rest.replace('\\', "/");
                found.extend(folders.iter().map(|folder| format!("{}/{rest}.php", folder.trim_end_matches('/'))));
            }
        }
    }
    found.retain(|path| is_in_app(path));
    found
}

/// A class by its whole name, as the file imports it.
fn full_name(php: &Php<'_>, name: &str) -> String {
    let short = name.trim_start_matches('\\');
    if short.contains('\\') {
        return short.to_owned();
    }
    let imports = php.root().descendants().filter(|it| it.kind() == "namespace_use_clause").map(Expr::text);
    let imported = imports.into_iter().find(|it| it.rsplit('\\').next() == Some(short));
    imported.unwrap_or_else(|| short.to_owned())
}

/// The keys of mail in an array of several, each with its line.
fn set_at_once(array: Option<Expr<'_>>) -> Vec<(usize, String)> {
    let elements = array.into_iter().filter(|it| it.is_array()).flat_map(Expr::elements);
    elements.filter_map(|it| Some((it.line(), key_of_mail(it.key_expr()?)?))).collect()
}

fn is_of_mail(path: &str) -> bool {
    ["mail", "services.ses"].iter().any(|root| {
        path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            && !path.contains("markdown")
    })
}
