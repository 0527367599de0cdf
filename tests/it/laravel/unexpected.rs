//! Any bytes for any file: read in bounded time, without a panic and without a secret on the way out.

use std::fmt::Write as _;

use open_sesame::laravel::{CachedConfig, FILES, ProcessEnv, understand_in};
use proptest::prelude::*;

use super::{app, understood};

/// A piece of PHP that a config file may have, nested at will.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        "[a-z]{0,6}".prop_map(|text| format!("'{text}'")),
        "[0-9]{1,5}",
        "[A-Z_]{1,8}".prop_map(|name| format!("env('{name}')")),
        Just("$x".to_owned()),
        Just("env('A', 'b') ?: env('B')".to_owned()),
        Just("\"a{$x}b\"".to_owned()),
        Just("config('app.name')".to_owned()),
    ];
    leaf.prop_recursive(6, 64, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|all| format!("[{}]", all.join(", "))),
            (inner.clone(), inner.clone()).prop_map(|(key, value)| format!("[{key} => {value}]")),
            inner.clone().prop_map(|value| format!("[...{value}]")),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("array_merge({one}, {other})")),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("({one} ?? {other})")),
            (inner.clone(), inner.clone()).prop_map(|(one, other)| format!("({one} . {other})")),
            (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("match ({a}) {{ {b} => 1, default => 2 }}")),
            inner.clone().prop_map(|value| format!("(string) {value}")),
            inner.prop_map(|value| format!("explode(',', {value})")),
        ]
    })
}

proptest! {
    #![proptest_config(crate::property::cases(300))]
    #[test]
    fn any_expression_is_evaluated_or_unknown(expression in expression(), set in expression()) {
        let mail = format!("<?php $x = {set}; return ['default' => {expression}, 'mailers' => {expression}, 'from' => $x];");
        let services = format!("<?php return ['ses' => {expression}];");
        understood(&app("v12.0.0", &[], &[("config/mail.php", &mail), ("config/services.php", &services)]));
    }

    #[test]
    fn any_bytes_are_read(at in 0..FILES.len(), bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,80}") {
        for content in [bytes, text.clone().into_bytes(), format!("<?php return {text}").into_bytes()] {
            let mut files = app("v12.0.0", &[], &[]);
            files.entry(FILES[at].to_owned()).or_insert(content);
            let process: ProcessEnv = [("APP_ENV".to_owned(), text.clone())].into_iter().collect();
            drop(understand_in(&files, &process));
        }
    }

    #[test]
    fn no_secret_of_a_config_file_is_printed(entry in "secret|password|token|key|url|unheard_of", call in "some|") {
        let secret = "hush/hush+hush/hush+hush";
        let value = if call.is_empty() { format!("'{secret}'") } else { format!("{call}('{secret}')") };
        let mailer = format!("['transport' => 'ses', '{entry}' => {value}, 'list' => ['{entry}' => {value}]]");
        let mail = format!("<?php return ['default' => 'ses', 'mailers' => ['ses' => {mailer}]];");
        let app = understood(&app("v12.0.0", &[], &[("config/mail.php", &mail)]));
        prop_assert!(!format!("{app:?}").contains("hush"), "{:?}", app.effective);
    }
}

/// What is nested beyond all bounds, or grows with every line, is unknown, and no more.
#[test]
fn an_expression_beyond_the_bounds_is_unknown() {
    let deep = format!("<?php return ['default' => {}1{}];", "[".repeat(3000), "]".repeat(3000));
    understood(&app("v12.0.0", &[], &[("config/mail.php", &deep)]));
    let long = format!("<?php return ['default' => 'a'{}];", " . 'a'".repeat(5000));
    understood(&app("v12.0.0", &[], &[("config/mail.php", &long)]));
    let mut growing = "<?php $a0 = ['x', 'x'];\n".to_owned();
    for at in 1..60 {
        let before = at - 1;
        let _ = writeln!(growing, "$a{at} = array_merge($a{before}, $a{before});");
    }
    growing.push_str("return ['default' => $a59];");
    understood(&app("v12.0.0", &[], &[("config/mail.php", &growing)]));
    let mut doubling = "<?php $a0 = 'xx';\n".to_owned();
    for at in 1..60 {
        let before = at - 1;
        let _ = writeln!(doubling, "$a{at} = $a{before} . $a{before};");
    }
    doubling.push_str("return ['default' => $a59];");
    understood(&app("v12.0.0", &[], &[("config/mail.php", &doubling)]));
}

/// Laravel reads a cached configuration where there is one, and `.env` where there is none.
#[test]
fn a_cached_configuration_that_is_named_and_not_there_hides_nothing() {
    let files = app("v12.0.0", &[], &[(".env", "MAIL_MAILER=ses\n")]);
    let named: ProcessEnv = [("APP_CONFIG_CACHE".to_owned(), "/nowhere/config.php".to_owned())].into_iter().collect();
    let read = |process: &ProcessEnv| understand_in(&files, process).expect("an app");
    assert_eq!(read(&named).cached, CachedConfig::Elsewhere);
    let lacking = read(&named.lacking("/nowhere/config.php".into()));
    assert_eq!(lacking.cached, CachedConfig::Absent);
    assert_eq!(lacking.effective.default.text(), Some("ses"));
}
