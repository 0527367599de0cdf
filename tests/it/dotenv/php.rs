//! The phpdotenv of this machine, asked about any file. Knows nothing of ours.

use std::{
    collections::BTreeMap,
    io::Write as _,
    process::{Command, Stdio},
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::Value as Json;

use super::Values;

/// What the phpdotenv of this machine reads in each file, or its message; all in one process. Panics without php.
pub fn phpdotenv_reads(files: &[Vec<u8>]) -> Vec<Result<Values, String>> {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    php(files).into_iter().map(|answer| Ok(object(&answer?["values"], text))).collect()
}

/// The same, after the conversions of Laravel's `env()`: `true`, `false`, `null` or a text for each name.
pub fn laravel_reads(files: &[Vec<u8>]) -> Vec<Result<BTreeMap<String, Json>, String>> {
    php(files).into_iter().map(|answer| Ok(object(&answer?["env"], Json::clone))).collect()
}

fn php(files: &[Vec<u8>]) -> Vec<Result<Json, String>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/phpdotenv.php");
    let mut php = Command::new("php")
        .args(["-d", "display_errors=stderr", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("php is installed (Debian: php-cli, php-mbstring, php-vlucas-phpdotenv)");
    let question: Vec<String> = files.iter().map(|file| BASE64.encode(file)).collect();
    let mut stdin = php.stdin.take().expect("piped");
    stdin.write_all(serde_json::to_string(&question).expect("strings").as_bytes()).expect("php reads");
    drop(stdin);
    let output = php.wait_with_output().expect("php ends");
    assert!(output.status.success(), "php failed: {}", String::from_utf8_lossy(&output.stdout));
    let answers: Vec<Json> = serde_json::from_slice(&output.stdout).expect("php answers in JSON");
    assert_eq!(answers.len(), files.len());
    let refused = |answer: &Json| answer["error"].as_str().map(str::to_owned);
    answers.into_iter().map(|answer| refused(&answer).map_or(Ok(answer), Err)).collect()
}

pub fn object<T>(json: &Json, value: impl Fn(&Json) -> T) -> BTreeMap<String, T> {
    json.as_object().expect("an object").iter().map(|(name, json)| (name.clone(), value(json))).collect()
}
