//! What the app's own code sets in the configuration of mail when it starts, over what the files say. Runs nothing: that it is set
//! there is known, and not to what, or in which case.

use memchr::memmem;

use super::{
    files::{BOOTSTRAP, Files, PROVIDERS},
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

/// Every entry of mail that a service provider, or `bootstrap/app.php`, sets.
pub(super) fn set_at_start(files: &Files) -> Vec<SetAtStart> {
    let folder = format!("{PROVIDERS}/");
    let may_set = |path: &str| path == BOOTSTRAP || path.starts_with(&folder) && path.ends_with(".php");
    // Parsed only where it can matter.
    let speaks_of_mail = |source: &[u8]| {
        [&b"mail"[..], b"Mail", b"services.ses"].iter().any(|word| memmem::find(source, word).is_some())
            && [&b"onfig"[..], b"always"].iter().any(|word| memmem::find(source, word).is_some())
    };
    let those = files.iter().filter(|(path, source)| may_set(path) && speaks_of_mail(source));
    those.flat_map(|(path, source)| in_file(path, &Php::parse(source))).collect()
}

fn in_file(file: &str, php: &Php<'_>) -> Vec<SetAtStart> {
    let mut found = Vec::new();
    let mut note = |line: usize, path: String| found.push(SetAtStart { file: file.to_owned(), line, path });
    for call in php.root().descendants() {
        let (called, is_method) = match call.kind() {
            "function_call_expression" => (call.part("function"), false),
            "member_call_expression" | "scoped_call_expression" | "nullsafe_member_call_expression" => {
                (call.part("name"), true)
            }
            _ => continue,
        };
        let Some(called) = called.map(Expr::text) else { continue };
        let subject = || call.part("object").or_else(|| call.part("scope")).map(Expr::text).unwrap_or_default();
        match (called.trim_start_matches('\\'), is_method) {
            ("config", false) => set_at_once(call.first_argument()).into_iter().for_each(|(line, key)| note(line, key)),
            ("set", true) if subject().to_ascii_lowercase().contains("config") => match call.first_argument() {
                Some(all) if all.is_array() => {
                    set_at_once(Some(all)).into_iter().for_each(|(line, key)| note(line, key))
                }
                Some(key) => {
                    if let Some(key) = key.written_text().filter(|key| is_of_mail(key)) {
                        note(call.line(), key);
                    }
                }
                None => {}
            },
            ("alwaysFrom", true) if subject().ends_with("Mail") => note(call.line(), "mail.from".into()),
            ("alwaysTo", true) if subject().ends_with("Mail") => note(call.line(), "mail.to".into()),
            _ => {}
        }
    }
    found
}

/// The keys of mail in an array of several, each with its line.
fn set_at_once(array: Option<Expr<'_>>) -> Vec<(usize, String)> {
    let elements = array.into_iter().filter(|it| it.is_array()).flat_map(Expr::elements);
    elements.filter_map(|it| Some((it.line(), it.key()?))).filter(|(_, key)| is_of_mail(key)).collect()
}

fn is_of_mail(path: &str) -> bool {
    ["mail", "services.ses"].iter().any(|root| {
        path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            && !path.contains("markdown")
    })
}
