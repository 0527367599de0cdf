//! What a config file may be made of: each expression comes to what PHP makes of it, or is unknown. Knows no environment.

use super::{
    app,
    truth::{MAIL, read, said, setting},
};

/// What a config file may be made of, and what only PHP can tell.
#[test]
fn an_expression_comes_to_what_php_makes_of_it_or_is_unknown() {
    let check = |source: &str, expected: &str| {
        let mail =
            format!("<?php\n$set = 'here';\n$often = 'a';\n$often = 'b';\nreturn ['from' => ['name' => {source}]];");
        let env = "YES=true\nNO=false\nEMPTY=\nNULL=null\nNAME=\"Kim's\"\nLIST=a,b,c\nPORT=587\n";
        let app = read(&app("v12.0.0", &[], &[(MAIL, &mail), (".env", env)]), &[]);
        assert_eq!(setting(&app.effective, "from.name"), expected, "{source}");
    };
    check("'a'", "'a'");
    check(r"'it\'s \\ \n'", r"'it's \ \n'");
    check(r#""a\tb\x41\u{ac00}""#, "'a\tbA가'");
    check(r#""{$set} and $set!""#, "'here and here!'");
    check(r#"" {$set} ""#, "' here '");
    check("env('NAME')", "'Kim's'");
    check("env('NONE', 'default')", "'default'");
    check("env('NONE')", "null");
    check("env('NONE', fn () => 'late')", "'late'");
    check("env(key: 'NONE', default: 'named')", "'named'");
    check("\\env('NAME')", "'Kim's'");
    check("\\Illuminate\\Support\\Env::get('NAME')", "'Kim's'");
    check("env('A'.'B', env('NAME'))", "'Kim's'");
    check("env('EMPTY', 'default')", "''");
    check("env('EMPTY') ?: 'default'", "'default'");
    check("env('NULL', 'default') ?? 'other'", "'other'");
    check("env('YES') ? 'y' : 'n'", "'y'");
    check("! env('YES') ? 'y' : 'n'", "'n'");
    check("(string) env('YES')", "'1'");
    check("(int) env('PORT')", "587");
    check("(bool) env('PORT')", "true");
    check("1 + 2 * 3", "7");
    check("'a' . 1 . null . true", "'a11'");
    check("match (env('PORT')) { '587' => 'submission', default => 'other' }", "'submission'");
    check("match (true) { env('NO') => 'no', env('YES') => 'yes' }", "'yes'");
    check("explode(',', env('LIST'))[1]", "'b'");
    check("implode('-', explode(',', env('LIST')))", "'a-b-c'");
    check("trim(' a ')", "'a'");
    check("strtoupper('abc')", "'ABC'");
    check("str_replace('a', 'b', 'aa')", "'bb'");
    check("sprintf('%s <%d%%>', 'x', 5)", "'x <5%>'");
    check("parse_url('https://shop.example/a', PHP_URL_HOST)", "'shop.example'");
    check("in_array('b', ['a', 'b'], true) ? 1 : 2", "1");
    check("['a' => ['b' => 'c']]['a']['b']", "'c'");
    check("[...['x' => 1], ...['x' => 2]]['x']", "2");
    check("array_merge(['x' => 1], ['x' => 2], ['y' => 3])['x']", "2");
    check("(['x' => 1] + ['x' => 2])['x']", "1");
    check("$set", "'here'");
    check("[]['none'] ?? 'none'", "'none'");
    check("isset([]['none']) ? 1 : 2", "2");
    check("empty(env('EMPTY')) ? 1 : 2", "1");
    check("false && $what", "false");
    check("0x1F + 0b11 + 010 + 1_000", "1042");

    check("$often", "unknown: $often");
    check("$nowhere", "unknown: $nowhere");
    check("config('shop.name')", "unknown: config('shop.name')");
    check("Str::slug('a')", "unknown: Str::slug('a')");
    check("env($nowhere)", "unknown: env($nowhere)");
    check("$nowhere ?? 'a'", "unknown: $nowhere ?? 'a'");
    check("$nowhere ? 'a' : 'b'", "unknown: $nowhere ? 'a' : 'b'");
    check("array_map('trim', explode(',', ' a , b '))[1]", "'b'");
    check("array_map($nowhere, ['a'])[0]", "unknown: array_map($nowhere, ['a'])[0]");
    check("'a' . $nowhere", "unknown: 'a' . $nowhere");
    check("1 == 'one'", "unknown: 1 == 'one'");
    check("match ($nowhere) { 1 => 'a', default => 'b' }", "unknown: match ($nowhere) { 1 => 'a', default => 'b' }");
    check("PHP_INT_MAX", "9223372036854775807");
    check("\\PHP_INT_SIZE * 100", "800");
    check("(int) (M_PI * 2)", "unknown: (int) (M_PI * 2)");
    check("PHP_VERSION", "unknown: PHP_VERSION");
    check("PHP_OS_FAMILY === 'Windows' ? 'a' : 'b'", "unknown: PHP_OS_FAMILY === 'Windows' ? 'a' : 'b'");
    check("Mail::NAME", "unknown: Mail::NAME");
    check("new Name()", "unknown: new Name()");
    check("value(fn () => env('NAME'))", "'Kim's'");
    check("value(static function () { return env('NONE', 'late'); })", "'late'");
    check("env('NONE', function () { return 'late'; })", "'late'");
    check("value(function () use ($set) { return $set; })", "unknown: function () use ($set) { return $set; }");
    check("value(function () { log('a'); return 'b'; })", "unknown: function () { log('a'); return 'b'; }");
    check("array_fill_keys(['a', 'b'], 'c')['b']", "'c'");
    check("<<<'X'\na $b\nX", "'a $b'");
    check("<<<X\n    a\n      b\n    X", "'a\n  b'");
    check("<<<X\na $set\nX", "unknown: <<<X…");
    check("fn () => 1", "unknown: fn () => 1");
    check("function ($a) { return 1; }", "unknown: function ($a) { return 1; }");
    check("some('a-secret-that-is-long-enough')", "unknown: some('•••')");
    check("array_merge(['x' => 1], $nowhere)['x']", "unknown: $nowhere");
    check("array_merge($nowhere, ['x' => 1])['x']", "1");
    check("[...$nowhere, 'x' => 1]['x']", "1");
    check("[...$nowhere]['x']", "unknown: ...$nowhere");
}

/// Statements around the array: what may change a value makes it unknown.
#[test]
fn a_file_that_does_more_than_return_is_read_as_far_as_it_is_certain() {
    let check = |file: &str, expected: &str| {
        let app = read(&app("v10.50.3", &[], &[(MAIL, file)]), &[]);
        assert_eq!(said(Some(&app.effective.default)), expected, "{file}");
    };
    check("<?php declare(strict_types=1);\nuse Illuminate\\Support\\Str;\nreturn ['default' => 'ses'];", "'ses'");
    check("<?php $m = 'ses'; return ['default' => $m];", "'ses'");
    check("<?php $c = ['default' => 'ses']; return $c;", "'ses'");
    check("<?php return array('default' => 'ses');", "'ses'");
    check("\u{feff}<?php return ['default' => 'ses'];", "'ses'");
    check("<?php\r\nreturn [\r\n 'default' => 'ses', // ses\r\n];\r\n", "'ses'");
    check("<?php $m = 'ses'; if ($x) { $m = 'log'; } return ['default' => $m];", "unknown: $m");
    check("<?php $m = 'ses'; $m .= '-v2'; return ['default' => $m];", "unknown: $m");
    check("<?php $m = 'ses'; change($m); return ['default' => $m];", "unknown: $m");
    check("<?php $c = ['default' => 'ses']; $c['default'] = 'log'; return $c;", "unknown: $c");
    check("<?php $m = 'ses'; extract($x); return ['default' => $m];", "unknown: $m");
    check("<?php foreach ([1] as $m) {} $m = 'ses'; return ['default' => $m];", "unknown: $m");
    check("<?php if ($x) { return []; } return ['default' => 'ses'];", "unknown: if ($x) { return []; }");
    check("<?php const M = 'ses'; return ['default' => M];", "'ses'");
    check("<?php const L = 'log', M = 'ses' . '-v2'; return ['default' => \\M];", "'ses-v2'");
    check("<?php define('M', env('NONE', 'ses')); return ['default' => M];", "'ses'");
    check("<?php const M = 'ses'; return ['default' => constant('M')];", "'ses'");
    check("<?php const KEY = 'default'; return [KEY => 'ses'];", "'ses'");
    // Defined perhaps, or before, or elsewhere.
    check("<?php if (! defined('M')) { define('M', 'ses'); } return ['default' => M];", "unknown: M");
    check("<?php defined('M') || define('M', 'ses'); return ['default' => M];", "unknown: M");
    check("<?php if ($x) { define('M', 'log'); } define('M', 'ses'); return ['default' => M];", "unknown: M");
    check("<?php return ['default' => M];", "unknown: M");
    check("<?php return ['default' => M]; const M = 'ses';", "unknown: M");
    check("<?php return require 'other.php';", "unknown: require 'other.php'");
    check("<?php return ['default' => 'ses'", "unknown: a syntax error");
}
