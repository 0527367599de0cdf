//! `.env` is read and written as phpdotenv does: the measured cases, rows, properties, and the real phpdotenv beside it.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use open_sesame::laravel::dotenv::{
    EnvValue, Flaw, MergeError, Parsed, Reader, Swallow, as_env, as_it_stood, in_phpdotenvs_words, merge, merge_for,
    misreaders, nullify, read, source_lines, swallowed, written, written_for,
};
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use serde_json::Value as Json;

mod php;
mod readers;

use php::object;
pub use php::{laravel_reads, phpdotenv_reads};

type Values = BTreeMap<String, Option<String>>;

// ---- the real phpdotenv --------------------------------------------------------------------------------------------

/// What `env()` returns, as JSON has it.
fn env_json(value: Option<&str>) -> Json {
    match value.map(as_env) {
        None | Some(EnvValue::Null) => Json::Null,
        Some(EnvValue::True) => Json::Bool(true),
        Some(EnvValue::False) => Json::Bool(false),
        Some(EnvValue::Empty) => "".into(),
        Some(EnvValue::Text(text)) => text.into(),
    }
}

#[test]
#[ignore = "needs php and phpdotenv; tests/all runs it"]
fn the_real_phpdotenv_reads_the_same() {
    let mut files: Vec<Vec<u8>> = samples(wild_file(), 700).into_iter().map(String::into_bytes).collect();
    files.extend(samples(tame_file().prop_map(|lines| lines.concat()), 200).into_iter().map(String::into_bytes));
    files.extend(samples(noisy_file(), 400));
    let merged: Vec<Vec<u8>> = files
        .iter()
        .zip(samples(values(), 2000).into_iter().cycle())
        .filter_map(|(file, values)| merge(file, &values).ok())
        .collect();
    assert!(merged.len() > 200, "only {} files took the values", merged.len());
    files.extend(merged);
    files.retain(|file| read_alike_by_every_phpdotenv_5(file));
    assert!(files.len() > 1000, "only {} files are left", files.len());

    let (theirs, theirs_in_laravel) = (phpdotenv_reads(&files), laravel_reads(&files));
    let refused = theirs.iter().filter(|answer| answer.is_err()).count();
    assert!(refused > 100 && refused < files.len() - 500, "{refused} of {} are refused", files.len());
    for ((file, theirs), in_laravel) in files.iter().zip(theirs).zip(theirs_in_laravel) {
        let shown = String::from_utf8_lossy(file);
        let words = in_phpdotenvs_words(file).map(|words| words.reveal().to_owned());
        match read(file) {
            Ok(ours) => {
                assert_eq!(Ok(&ours), theirs.as_ref(), "{shown:?}");
                let ours = ours.iter().map(|(name, value)| (name.clone(), env_json(value.as_deref()))).collect();
                assert_eq!(Ok(ours), in_laravel, "{shown:?}");
            }
            Err(_) => assert_eq!(theirs.err(), words, "{shown:?}"),
        }
    }
}

/// Debian has 5.4.1. It counts quotes otherwise than 5.6 once a second line leaves one open, and refuses names like `é`.
fn read_alike_by_every_phpdotenv_5(file: &[u8]) -> bool {
    let text = String::from_utf8_lossy(file);
    let lines = || text.split(['\r', '\n']);
    let leaves_open = |line: &&str| {
        let without_pairs = line.replace("\\\\", "");
        let closing = without_pairs.as_bytes().windows(2).filter(|pair| pair[0] != b'\\' && pair[1] == b'"');
        line.contains("=\"") && closing.count() < 2
    };
    let letter_for_all = |c: char| c.is_ascii() || matches!(c, '가'..='힣' | '\u{fffd}');
    let name_for_all = |line: &str| line.split('=').next().is_none_or(|name| name.chars().all(letter_for_all));
    lines().filter(leaves_open).count() < 2 && lines().all(name_for_all)
}

// ---- the measured cases --------------------------------------------------------------------------------------------

struct Case {
    name: String,
    bytes: Vec<u8>,
    /// What is read, and what `env()` returns for it; or the message.
    expected: Result<(Values, Json), String>,
}

fn measured_cases() -> Vec<Case> {
    let cases: Vec<Json> = serde_json::from_str(include_str!("data/dotenv-cases.json")).expect("JSON");
    let case = |case: &Json| Case {
        name: case["name"].as_str().expect("a name").into(),
        bytes: match case["env_base64"].as_str() {
            Some(encoded) => BASE64.decode(encoded).expect("base64"),
            None => case["env_text"].as_str().expect("a text").into(),
        },
        expected: match case["error"].as_str() {
            Some(message) => Err(message.into()),
            None => {
                let in_laravel = case.get("laravel_env").unwrap_or(&case["expected"]);
                Ok((object(&case["expected"], |value| value.as_str().map(str::to_owned)), in_laravel.clone()))
            }
        },
    };
    cases.iter().map(case).collect()
}

#[test]
fn every_measured_case_is_read_as_measured() {
    for Case { name, bytes, expected } in measured_cases() {
        let words = in_phpdotenvs_words(&bytes).map(|words| words.reveal().to_owned());
        match (read(&bytes), expected) {
            (Ok(ours), Ok((values, in_laravel))) => {
                assert_eq!(ours, values, "{name}");
                assert!(ours.iter().all(|(key, value)| env_json(value.as_deref()) == in_laravel[key]), "{name}");
            }
            (Err(_), Err(message)) => assert_eq!(words, Some(message), "{name}"),
            (ours, expected) => panic!("{name}: {ours:?} instead of {expected:?}"),
        }
    }
}

#[test]
fn every_measured_case_takes_a_new_line_or_says_why_not() {
    let mut refused = Vec::new();
    for Case { name, bytes, expected } in measured_cases() {
        match (merge(&bytes, &pairs(&[("NEW", "새 값")])), expected) {
            (Ok(merged), Ok((mut values, _))) => {
                values.insert("NEW".into(), Some("새 값".into()));
                assert_eq!(read(&merged), Ok(values), "{name}");
                assert!(merged.starts_with(&bytes), "{name}");
            }
            (Err(MergeError::Refused(_) | MergeError::Utf16), Err(_)) => {}
            (Err(_), Ok(_)) => refused.push(name),
            (ours, expected) => panic!("{name}: {ours:?}, though it reads {expected:?}"),
        }
    }
    let hide_lines = ["double-quote-unclosed-swallows-rest", "comment-with-unclosed-quote"];
    let more = ["euc-kr-bytes", "single-quoted-holding-equals-dquote"];
    assert_eq!(refused, [hide_lines, more].concat());
}

// ---- reading, by rows ----------------------------------------------------------------------------------------------

#[test]
fn a_flaw_is_named_by_its_line_and_never_by_the_value() {
    let check = |file: &str, line, flaw| {
        let error = read(file.as_bytes()).expect_err(file);
        assert_eq!((error.line, &error.flaw), (line, &flaw), "{file}");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains(&format!("line {line}:")) && !shown.contains("hush"), "{shown}");
    };
    let name = || "KEY".to_owned();
    check("A=1\n\nKEY=hush hush\n", 3, Flaw::Blank { name: name() });
    check("KEY=\"hush\"hush", 1, Flaw::Blank { name: name() });
    check("A=1\rB=2\r\nKEY='hush", 3, Flaw::Unclosed { name: name() });
    check("KEY=\"\\hush\"", 1, Flaw::Escape { name: name() });
    check("A=\"1\n2\"\nhush+/hush", 3, Flaw::BadName);
    check("# a\n=hush", 2, Flaw::NoName);
    check(" A", 1, Flaw::BadName);
    check("A=\"1\nhush=2\" 3\n", 1, Flaw::Blank { name: "A".into() });
}

#[test]
fn names_are_those_of_phpdotenv_5_6() {
    let check = |name: &str, known: &str| {
        let file = format!("{name}=1\n");
        let names: Vec<String> = read(file.as_bytes()).unwrap_or_default().into_keys().collect();
        assert_eq!(names.concat(), known, "{name}");
    };
    for (name, known) in [("export AB", "AB"), ("export  \t AB", "AB"), ("'A B'", ""), ("\"AB\"", "AB"), ("'A'", "A")] {
        check(name, known);
    }
    for (name, known) in [("export A", ""), ("Export AB", ""), ("\"\"", ""), ("export \"A\"", "A"), ("\"A'", "")] {
        check(name, known);
    }
    for (name, known) in
        [("é", "é"), ("①", "①"), ("Ⅷ", "Ⅷ"), ("한", ""), ("ª", ""), ("ⓐ", ""), ("A\u{301}", "A\u{301}")]
    {
        check(name, known);
    }
}

#[test]
fn env_makes_words_into_values_and_takes_one_pair_of_quotes_away() {
    let text = |text: &str| EnvValue::Text(text.into());
    for (value, expected) in [
        ("TRUE", EnvValue::True),
        ("(False)", EnvValue::False),
        ("Null", EnvValue::Null),
        ("(EMPTY)", EnvValue::Empty),
        ("", text("")),
        ("\"\"", text("")),
        ("\"", text("\"")),
        ("'true'", text("true")),
        ("''x''", text("'x'")),
        ("\"x'", text("\"x'")),
        ("\"x\ny\"", text("\"x\ny\"")),
        ("\"x\ry\"", text("x\ry")),
        (" true", text(" true")),
    ] {
        assert_eq!(as_env(value), expected, "{value:?}");
    }
}

#[test]
fn a_quote_that_hides_lines_is_found() {
    let check = |file: &str, expected: Option<(usize, Option<usize>, &[&str])>| {
        let expected = expected.map(|(line, until, names)| Swallow {
            line,
            until,
            names: names.iter().map(|name| name.to_string()).collect(),
        });
        assert_eq!(swallowed(file.as_bytes()), expected, "{file}");
    };
    check("A=1\nB=\"x\nC=1\nD=2\n", Some((2, None, &["B", "C", "D"])));
    check("# A=\"oops\nB=2\n", Some((1, None, &["B"])));
    check("# A=\"oops", Some((1, None, &[])));
    check("A='x=\"y'\nB=2\n", Some((1, None, &["A", "B"])));
    check("A=1 # it=\"x\nB=2\nC=\"3\"\nD=4\n", Some((1, Some(3), &["B", "C"])));
    check("# it=\"x\r\nB=2\r\n\"\r\nD=4\r\n", Some((1, Some(3), &["B"])));
    // Nothing is lost here.
    check("# KEY=\"begin\n# more\n# end\"\nA=1\n", None);
    check("KEY=\"begin\nB=2\nend\"\nA=1\n", None);
    check("A=x # it's \"fine\"\nB=\"\\\\\"\n", None);
}

// ---- merging, by rows ----------------------------------------------------------------------------------------------

fn pairs(values: &[(&str, &str)]) -> Vec<(String, String)> {
    values.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect()
}

#[track_caller]
fn check_merge(file: &str, values: &[(&str, &str)], expected: &str) {
    let merged = merge(file.as_bytes(), &pairs(values)).unwrap_or_else(|error| panic!("{file:?}: {error}"));
    assert_eq!(String::from_utf8(merged).expect("UTF-8"), expected);
    for (name, value) in values {
        let read = read(expected.as_bytes()).expect("readable")[*name].clone();
        assert_eq!(read.as_deref().map(as_env), Some(EnvValue::Text(value.to_string())), "{expected:?}");
    }
}

#[test]
fn only_the_value_of_the_last_definition_changes() {
    let new = &[("AB", "new")];
    check_merge("AB=1\nB=2\n", new, "AB=new\nB=2\n");
    check_merge("AB=1\nB=2\nAB=3\n", new, "AB=1\nB=2\nAB=new\n");
    check_merge("  export  AB =\t'x y'  # why\n", new, "  export  AB =\tnew  # why\n");
    check_merge("'AB'=x#why\n", new, "'AB'=new#why\n");
    check_merge("AB=\nB=2", new, "AB=new\nB=2");
    check_merge("AB=  # why\n", new, "AB=new  # why\n");
    check_merge("AB=\"\" # why\n", new, "AB=new # why\n");
    check_merge("AB\nB=2\n", new, "AB=new\nB=2\n");
    check_merge("export AB", new, "export AB=new");
    check_merge("AB=\"1\r\n한\r\n3\" # why\r\nB=2\r\n", new, "AB=new # why\r\nB=2\r\n");
    check_merge("AB=\"1\r2\" # why\rB=2", new, "AB=new # why\rB=2");
    check_merge("AB=pre${X}\n", new, "AB=new\n");
    check_merge("# AB=1\nB=2 # AB=3\n", new, "# AB=1\nB=2 # AB=3\nAB=new\n");
}

#[test]
fn a_new_name_goes_to_the_end_in_the_way_of_the_file() {
    let two = &[("Z", "1"), ("Y", "2")];
    check_merge("", two, "Z=1\nY=2\n");
    check_merge("A=1", two, "A=1\nZ=1\nY=2");
    check_merge("A=1\r\nB=2\r\n", two, "A=1\r\nB=2\r\nZ=1\r\nY=2\r\n");
    check_merge("A=1\r\nB=2", two, "A=1\r\nB=2\r\nZ=1\r\nY=2");
    check_merge("A=1\rB=2\r", two, "A=1\rB=2\rZ=1\rY=2\r");
    check_merge("\u{feff}A=1\n\n", two, "\u{feff}A=1\n\nZ=1\nY=2\n");
    check_merge("\u{feff}", two, "\u{feff}Z=1\nY=2\n");
    check_merge("# only this", two, "# only this\nZ=1\nY=2");
}

#[test]
fn what_reads_right_already_is_left_as_it_is() {
    let file = "APP_NAME='참깨'\nMAIL_FROM_NAME=\"${APP_NAME}\" # same\n";
    check_merge(file, &[("MAIL_FROM_NAME", "참깨"), ("APP_NAME", "참깨")], file);
    // It leaned on a name that changes, so it is written out.
    check_merge("A=1\nB=${A}\n", &[("B", "1"), ("A", "2")], "A=2\nB=1\n");
    check_merge("A=1\nB=${A}\n", &[("B", "2"), ("A", "2")], "A=2\nB=2\n");
}

#[test]
fn any_text_is_written_so_that_env_returns_it() {
    for (value, written) in [
        ("plain", "plain"),
        ("587", "587"),
        ("no-reply@example.co.kr", "no-reply@example.co.kr"),
        ("wJalrXUtnFEMI/K7MDENG+bPxRfiCY==", "wJalrXUtnFEMI/K7MDENG+bPxRfiCY=="),
        ("", ""),
        ("참깨 상점 #1", r#""참깨 상점 #1""#),
        ("Kim's", r#""Kim's""#),
        (r#"a"b\c"#, r#""a\"b\\c""#),
        ("${APP_NAME} $5", "'${APP_NAME} $5'"),
        ("a`b", "'a`b'"),
        ("a=\"b", r#""a=\"b""#),
        ("$5 of Kim's", r#""\$5 of Kim's""#),
        ("a\r\n\tb", r#""a\r\n\tb""#),
        ("true", r#"'"true"'"#),
        ("(Null)", r#"'"(Null)"'"#),
        ("'q'", r#""\"'q'\"""#),
        ("\"", r#"'"'"#),
        ("\"\"", r#"'""""'"#),
        ("\"q\nr\"", r#""\"q\nr\"""#),
        ("\\", r#""\\""#),
        ("\u{b}\u{c}\u{85}\u{feff}", "\"\u{b}\u{c}\u{85}\u{feff}\""),
    ] {
        check_merge("", &[("A", value)], &format!("A={written}\n"));
    }
}

#[test]
fn a_name_is_set_to_null_where_it_stands() {
    let check = |file: &str, expected: &str| {
        let nulled = nullify(file.as_bytes(), &["MAIL_URL".into()]).unwrap_or_else(|error| panic!("{file:?}: {error}"));
        assert_eq!(String::from_utf8(nulled.clone()).expect("UTF-8"), expected);
        let read = read(&nulled).expect("readable")["MAIL_URL"].clone();
        assert_eq!(read.as_deref().map(as_env), Some(EnvValue::Null), "{expected:?}");
    };
    check("A=1\nMAIL_URL=smtp://u:p@h # old\nB=2\n", "A=1\nMAIL_URL=null # old\nB=2\n");
    check("MAIL_URL=\"\"\r\n", "MAIL_URL=null\r\n");
    check("MAIL_URL=\n", "MAIL_URL=null\n");
    check("export MAIL_URL", "export MAIL_URL=null");
    check("MAIL_URL='a'\nMAIL_URL=b\n", "MAIL_URL='a'\nMAIL_URL=null\n");
    // The words that env() takes for null stay; in quotes other readers see four letters.
    check("MAIL_URL=NULL\n", "MAIL_URL=NULL\n");
    check("MAIL_URL=(null)\n", "MAIL_URL=(null)\n");
    check("MAIL_URL=\"null\"\n", "MAIL_URL=null\n");
    check("N=null\nMAIL_URL=${N}\n", "N=null\nMAIL_URL=null\n");
    check("A=1", "A=1\nMAIL_URL=null");

    let refused = |file: &[u8], name: &str| nullify(file, &[name.to_owned()]).expect_err("refused");
    assert_eq!(refused(b"A-B=1\n", "X").line(), Some(1));
    assert_eq!(refused(b"", "A-B"), MergeError::BadName("A-B".into()));
    assert_eq!(refused("A=1\n# B=\"open\nC=2\n".as_bytes(), "A").line(), Some(2));
    assert_eq!(refused(b"\xff\xfeA\0", "A"), MergeError::Utf16);
    assert!(matches!(refused(b"A=1\nB=${A}\n", "A"), MergeError::Affects { line: 2, .. }));
    assert!(matches!(refused(b"A=1\nB=\xb0\xa1\n", "A"), MergeError::NotUtf8 { line: 2 }));
}

#[test]
fn a_value_that_is_as_before_is_written_as_before() {
    let check = |now: &str, before: &str, expected: &str| {
        let then = as_it_stood(now.as_bytes(), before.as_bytes(), &["A".into(), "B".into()]);
        assert_eq!(String::from_utf8(then).expect("UTF-8"), expected, "{now:?} {before:?}");
    };
    check("A=x # note\nC=1\n", "A='x'\n", "A='x' # note\nC=1\n");
    check("\u{feff}N=a\r\nA=\"a b\"\r\n", "N=a\nA=\"${N} b\"\n", "\u{feff}N=a\r\nA=\"${N} b\"\r\n");
    check("A=x\nA=\"y\"\n", "A=\"x\"\nA=y\n", "A=x\nA=y\n");
    // It says something else now, or would by then; it was not there; the file cannot be read.
    check("A=y\n", "A='x'\n", "A=y\n");
    check("N=b\nA=\"a b\"\n", "N=a\nA=\"${N} b\"\n", "N=b\nA=\"a b\"\n");
    check("A=x\n", "", "A=x\n");
    check("A=x\nB=one two\n", "A='x'\n", "A=x\nB=one two\n");
    check("A=x\n", "A='x'\nB=one two\n", "A=x\n");
}

/// Where no writing reaches all, the one that the project's own readers take for the value is chosen, and the rest is told.
#[test]
fn a_value_is_written_for_those_who_read_the_file() {
    let all: Vec<Reader> = Reader::all().collect();
    let check = |value: &str, readers: &[Reader], expected: &str, misled: &[Reader]| {
        let chosen = written_for(value, readers);
        assert_eq!(chosen, expected, "{value:?} for {readers:?}");
        assert_eq!(misreaders(value, &chosen, readers.iter().copied()), misled, "{chosen}");
    };
    for plain in ["ses", "no-reply@example.co.kr", "587", "a/b+c=="] {
        check(plain, &all, plain, &[]);
    }
    check("", &all, "", &[Reader::Honcho]);
    let quoted = [Reader::Docker];
    check("참깨 상점 #1", &all, "\"참깨 상점 #1\"", &quoted);
    check("Kim`s \"Shop\" $5", &all, "'Kim`s \"Shop\" $5'", &[Reader::Bun, Reader::Docker]);
    check("Kim's", &all, "\"Kim's\"", &quoted);
    // Both quotes: each reader has its own way with a backslash.
    let both = "Kim's \"Shop\" $5";
    check(both, &[Reader::Shell], r#""Kim's \"Shop\" \$5""#, &[]);
    check(both, &[Reader::Python], r#""Kim's \"Shop\" $5""#, &[]);
    check(both, &[Reader::Shell, Reader::Dotenv], r#""Kim's \"Shop\" \$5""#, &[Reader::Dotenv]);
    check("it's $5", &[Reader::Dotenv, Reader::Vite, Reader::Node], "\"it's $5\"", &[]);
    check("it's $5", &[], r#""it's \$5""#, &[]);
    check("it's `x`", &[Reader::Shell], "\"it's `x`\"", &[Reader::Shell]);
    check("${A}'", &[Reader::Dotenv], r#""\${A}'""#, &[Reader::Dotenv]);
    check("true", &[Reader::Vite], "'\"true\"'", &[Reader::Vite]);
    check("${APP_NAME}", &[Reader::Compose], "'${APP_NAME}'", &[]);
    check("${APP_NAME}", &[Reader::Vite], r#""\${APP_NAME}""#, &[]);
    check("${APP_NAME}", &[Reader::Vite, Reader::Node], "'${APP_NAME}'", &[Reader::Vite]);
}

proptest! {
    #![proptest_config(crate::property::cases(256))]
    /// Whoever else reads the file: what is written is what `env()` returns, and a line of its own.
    #[test]
    fn whatever_is_chosen_env_returns_the_value(value in value(), picked in any::<u16>()) {
        let readers: Vec<Reader> = Reader::all().enumerate().filter(|(at, _)| picked & (1 << at) != 0).map(|it| it.1).collect();
        let merged = merge_for(b"A=1\n", &[("B".into(), value.clone())], &readers).expect("merged");
        let read = read(&merged).expect("readable");
        prop_assert_eq!(read["B"].as_deref().map(as_env), Some(EnvValue::Text(value.clone())));
        prop_assert_eq!(read.len(), 2);
        let usual = misreaders(&value, &written(&value), readers.iter().copied()).len();
        prop_assert!(misreaders(&value, &written_for(&value, &readers), readers.iter().copied()).len() <= usual);
    }
}

/// Every reader of such a file takes them as phpdotenv does; a shell is the one that is always here.
#[cfg(unix)]
#[test]
fn a_shell_that_sources_the_lines_reads_the_same() {
    let values =
        ["ses", "587", "", "참깨 상점 #1", "Kim's", "a \"b\" $5 `c` ${APP_NAME}", "a/b+c=", "!x & y; z", "true"];
    for value in values {
        let line = merge(b"", &pairs(&[("A", value)])).expect("merged");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("lines");
        std::fs::write(&file, &line).expect("written");
        let ran = std::process::Command::new("sh").args(["-c", ". \"$0\"; printf %s \"$A\""]).arg(&file).output();
        let read = String::from_utf8(ran.expect("a shell").stdout).expect("UTF-8");
        assert_eq!(as_env(&read), EnvValue::Text(value.to_owned()), "{:?}", String::from_utf8_lossy(&line));
    }
}

#[test]
fn the_lines_of_the_guide_come_out_as_the_guide_has_them() {
    let skeleton = "MAIL_MAILER=log\nMAIL_PORT=2525\nMAIL_ENCRYPTION=null\nMAIL_FROM_NAME=\"${APP_NAME}\"\n";
    let guide = [
        ("MAIL_MAILER", "ses"),
        ("MAIL_PORT", "587"),
        ("MAIL_ENCRYPTION", "tls"),
        ("AWS_DEFAULT_REGION", "ap-northeast-2"),
    ];
    let lines = "MAIL_MAILER=ses\nMAIL_PORT=587\nMAIL_ENCRYPTION=tls\nMAIL_FROM_NAME=\"${APP_NAME}\"\nAWS_DEFAULT_REGION=ap-northeast-2\n";
    check_merge(skeleton, &guide, lines);
}

#[test]
fn a_line_is_shown_as_it_stands_and_without_what_may_be_a_secret() {
    let file = "export MAIL_PORT = 2525 # was 25\nMAIL_FROM_NAME=\"${APP_NAME}\"\nAWS_SECRET_ACCESS_KEY=abc # old: def\nBARE\nE=\n";
    let lines = source_lines(&Parsed::of(file).expect("it reads"), |name| !name.contains("SECRET"));
    assert_eq!(lines["MAIL_PORT"].shown().as_deref(), Some("export MAIL_PORT = 2525 # …"));
    assert_eq!(lines["MAIL_PORT"].with("587"), "export MAIL_PORT = 587 # …");
    assert_eq!(lines["MAIL_FROM_NAME"].shown().as_deref(), Some("MAIL_FROM_NAME=\"${APP_NAME}\""));
    assert_eq!(lines["AWS_SECRET_ACCESS_KEY"].shown(), None);
    assert_eq!(lines["AWS_SECRET_ACCESS_KEY"].with("•••"), "AWS_SECRET_ACCESS_KEY=••• # …");
    assert!(!format!("{lines:?}").contains("abc") && !format!("{lines:?}").contains("def"));
    assert_eq!((lines["BARE"].shown(), lines["BARE"].with("x")), (None, "BARE=x".to_owned()));
    assert_eq!((lines["E"].shown(), lines["E"].with("x")), (None, "E=x".to_owned()));
}

#[test]
fn what_cannot_be_kept_is_refused_with_its_line() {
    let check = |file: &[u8], values: &[(&str, &str)], line: Option<usize>, words: &str| {
        let error: MergeError = merge(file, &pairs(values)).expect_err(words);
        let shown = error.to_string();
        assert_eq!(error.line(), line, "{shown}");
        assert!(shown.contains(words) && !shown.contains("hush"), "{shown}");
        assert_eq!(shown.starts_with("line "), line.is_some(), "{shown}");
    };
    check(b"A=1\n", &[("B", "hu\0sh")], None, "the value for B holds a NUL");
    for name in ["", "A-B", "A B", "키", "é", "A\n", "export AB", "\"A\""] {
        check(b"", &[(name, "hush")], None, "cannot be a name");
    }
    check(b"", &[("A", "1"), ("A", "hush")], None, "A is given two values");
    check(b"\xff\xfeA\0=\0", &[("B", "1")], Some(1), "UTF-16");
    check(b"\0A\0=\0", &[("B", "1")], Some(1), "UTF-16");
    check(b"A=1\r\n# \xb0\xa1\n", &[("B", "1")], Some(2), "not UTF-8");
    check(b"A=1\nB=hush hush\n", &[("B", "1")], Some(2), "the value of B goes on");
    check(b"A=1\nB=\"hush\nC=1\n", &[("D", "1")], Some(2), "hides this line and all below it (B, C)");
    check(b"# A=\"hush\n", &[("D", "1")], Some(1), "never closed");
    check(b"A=1 # it=\"x\nB=2\nC=\"3\"\n", &[("A", "1")], Some(1), "hides the lines up to 3 (B, C)");
    let file = "APP_NAME=hush\n\nMAIL_FROM_NAME=\"${APP_NAME}\"\n";
    check(file.as_bytes(), &[("APP_NAME", "new")], Some(3), "MAIL_FROM_NAME would change");
    check(b"A=${B}\nA=hush${A}\nB=1\nC=\"${A}\"", &[("A", "new")], Some(4), "C would change");
    check(b"B=1\nA='x=\"y'\n# c=\"z", &[("A", "1")], Some(2), "cannot stand without it");
}

// ---- properties ----------------------------------------------------------------------------------------------------

fn samples<S: Strategy>(strategy: S, count: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a sample").current()).collect()
}

fn values() -> impl Strategy<Value = Vec<(String, String)>> {
    let name = prop::sample::select(vec!["A", "AB", "B.C", "1X", "MAIL_FROM_NAME", "export", "Z9"]);
    prop::collection::btree_map(name.prop_map(str::to_owned), value(), 1..4)
        .prop_map(|values| values.into_iter().rev().collect())
}

fn value() -> impl Strategy<Value = String> {
    let spiced = prop::collection::vec(prop::sample::select(SPICES.to_vec()), 0..6).prop_map(|parts| parts.concat());
    let value = prop_oneof![any::<String>(), spiced, "[\"'](true|x\n|[a-z ]*)[\"']"];
    value.prop_map(|value| value.replace('\0', ""))
}

/// What `.env` files are made of when they go wrong.
const SPICES: &[&str] = &[
    "x", "abc", "1", "true", "NULL", "\"", "'", "\"\"", "\\", "\\\\", "\\\"", "\\n", "\\f", "$", "${A}", "${AB}", "${",
    "}", "#", " ", "\t", "\u{c}", "\u{b}", "=", "=\"", "한글", "é", "\u{a0}", "\u{85}", "\u{3000}", "(", "🎉", ":",
];

fn wild_file() -> impl Strategy<Value = String> {
    let name = prop::sample::select(vec![
        "A",
        "AB",
        "B.C",
        "1X",
        "\"A\"",
        "'AB'",
        "export AB",
        "export A",
        "export\tB.C",
        "# A",
        "#",
        "",
        "A-B",
        "키",
    ]);
    let equals = prop::sample::select(vec!["=", "=", "=", " = ", "= ", "=\"", "='", ""]);
    let text = prop::collection::vec(prop::sample::select(SPICES.to_vec()), 0..5).prop_map(|parts| parts.concat());
    let close = prop::sample::select(vec!["", "", "\"", "'", "\" # c", " # c", "\"\"", "\0"]);
    let end = prop::sample::select(vec!["\n", "\n", "\n", "\r\n", "\r", "\n\n"]);
    let tidy = prop::sample::select(vec![
        "A=1\n",
        "AB=\"x y\"\n",
        "# note\n",
        "B.C='x'\n",
        "1X=\"${A}\"\n",
        "\n",
        "AB=\"${A}",
        "\"\n",
    ]);
    let line = prop_oneof![
        (name, equals, text, close, end).prop_map(|(n, q, t, c, e)| [n, q, &t, c, e].concat()),
        tidy.prop_map(str::to_owned),
    ];
    prop::collection::vec(line, 0..6).prop_map(|lines| lines.concat())
}

fn noisy_file() -> impl Strategy<Value = Vec<u8>> {
    let bytes = prop::collection::vec(any::<u8>(), 0..8);
    let begin = prop::sample::select(vec!["", "\u{feff}", "A=", "A=\"", "A='"]);
    let end = prop::sample::select(vec!["", "\nB=2\n", "\"\nB=\"${A}\"\n", "'"]);
    (begin, bytes, end).prop_map(|(begin, bytes, end)| [begin.as_bytes(), &bytes, end.as_bytes()].concat())
}

/// Lines as people write them, each with its end. Nothing in them is interpolated.
fn tame_file() -> impl Strategy<Value = Vec<String>> {
    let value =
        prop_oneof!["[a-zA-Z0-9/+=:@]{0,12}", "[가-힣]{1,4}", "\"[가-힣a-z #'=]{0,10}\"", "'[가-힣a-z #=]{0,10}'",];
    let name = prop::sample::select(vec!["A", "AB", "B.C", "1X", "  A", "export AB", "'B.C'", "MAIL_FROM_NAME", "C"]);
    let equals = prop::sample::select(vec!["=", " = "]);
    let comment = prop::sample::select(vec!["", "", " # 주석", "#note"]);
    let line = prop_oneof![
        5 => (name, equals, value, comment).prop_map(|(n, q, v, c)| format!("{n}{q}{v}{c}")),
        1 => "C=\"[a-z]{1,3}\n(\"|[a-z]{1,3}\"( # 주석)?)",
        1 => prop::sample::select(vec!["", "# 주석 it's", "   ", "AB", "#A=1"]).prop_map(str::to_owned),
    ];
    let end = prop::sample::select(vec!["\n", "\r\n"]);
    (prop::collection::vec(line, 0..8), end, any::<bool>()).prop_map(|(lines, end, last_is_open)| {
        let mut lines: Vec<String> = lines.iter().map(|line| line.replace('\n', end) + end).collect();
        if let (true, Some(last)) = (last_is_open, lines.last_mut()) {
            last.truncate(last.len() - end.len());
        }
        lines
    })
}

proptest! {
    #![proptest_config(crate::property::cases(1000))]

    #[test]
    fn a_tidy_file_takes_any_values_and_keeps_every_other_line(lines in tame_file(), values in values()) {
        let file = lines.concat();
        let merged = merge(file.as_bytes(), &values).map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_kept(file.as_bytes(), &merged, &values)?;
        let merged = String::from_utf8(merged).expect("UTF-8");
        let mut rest = merged.as_str();
        let (mut kept, mut changed) = (0, 0);
        for line in &lines {
            if let Some(after) = rest.strip_prefix(line.as_str()) {
                rest = after;
                kept += 1;
            } else if let Some(next) = rest.find('\n') {
                rest = &rest[next + 1..];
                changed += 1;
            } else {
                rest = "";
                changed += 1;
            }
        }
        prop_assert!(changed <= values.len() && kept + changed == lines.len(), "{:?} became {:?}", file, merged);
    }

    #[test]
    fn a_wild_file_is_kept_or_refused(file in wild_file(), values in values()) {
        if let Ok(merged) = merge(file.as_bytes(), &values) {
            prop_kept(file.as_bytes(), &merged, &values)?;
        }
    }

    #[test]
    fn no_bytes_make_it_stumble(file in prop_oneof![noisy_file(), prop::collection::vec(any::<u8>(), 0..40)], values in values()) {
        prop_assert_eq!(read(&file).is_err(), in_phpdotenvs_words(&file).is_some());
        if let Ok(merged) = merge(&file, &values) {
            prop_kept(&file, &merged, &values)?;
        }
    }
}

fn prop_kept(file: &[u8], merged: &[u8], values: &[(String, String)]) -> Result<(), TestCaseError> {
    let (before, mut after) = (read(file).expect("merged"), read(merged).expect("merged"));
    for (name, value) in values {
        let read = after.remove(name).flatten();
        prop_assert_eq!(read.as_deref().map(as_env), Some(EnvValue::Text(value.clone())));
    }
    let untouched: Values = before.into_iter().filter(|(name, _)| values.iter().all(|(n, _)| n != name)).collect();
    prop_assert_eq!(untouched, after);
    prop_assert_eq!(merge(merged, values), Ok(merged.to_vec()), "a second time changes nothing");
    Ok(())
}
