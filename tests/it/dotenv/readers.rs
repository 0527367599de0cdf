//! The other readers of `.env` that are on a Debian: each is asked about every value, in one process. What one of them takes
//! for another value, we say before.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use open_sesame::laravel::dotenv::{Reader, misreaders, written, written_for};

use super::{measured_cases, samples, value};

/// Values of every kind, each as it is written: `tests/outside/dotenv-readers` asks more readers about these.
fn by_hand() -> Vec<(String, String)> {
    serde_json::from_str(include_str!("../data/dotenv-written.json")).expect("pairs")
}

#[test]
fn a_value_of_every_kind_is_written_as_the_readers_were_asked() {
    for (value, as_written) in by_hand() {
        assert_eq!(written(&value), as_written);
    }
}

/// Every value that the suite writes, each once, and many more.
fn values() -> Vec<String> {
    let measured = measured_cases().into_iter().filter_map(|case| case.expected.ok());
    let measured = measured.flat_map(|(values, _)| values.into_values().flatten()).collect::<Vec<_>>();
    let names = by_hand().into_iter().map(|(value, _)| value);
    let mut values: Vec<String> = names.chain(measured).chain(samples(value(), 600)).collect();
    values.retain(|value| !value.contains('\0'));
    values.sort();
    values.dedup();
    values
}

/// A file for each way of writing a value: as it usually is, and as it is for this reader.
fn files(folder: &Path, reader: Reader) -> Vec<(String, String, PathBuf)> {
    let mut files = Vec::new();
    for value in values() {
        let mut writings = vec![written(&value), written_for(&value, &[reader])];
        writings.dedup();
        for written in writings {
            let path = folder.join(files.len().to_string());
            fs::write(&path, format!("A={written}\n")).expect("written");
            files.push((value.clone(), written, path));
        }
    }
    files
}

/// Holds what a reader gave back for each file, one after the other, each with a NUL behind it.
#[track_caller]
fn check(reader: Reader, command: &mut Command, folder: &Path) {
    let files = files(folder, reader);
    fs::write(folder.join("list"), files.iter().map(|it| format!("{}\n", it.2.display())).collect::<String>())
        .expect("written");
    let output = command.arg(folder.join("list")).output().unwrap_or_else(|e| panic!("{reader}: {e}"));
    assert!(output.status.success(), "{reader}: {}", String::from_utf8_lossy(&output.stderr));
    let answers: Vec<&[u8]> = output.stdout.split(|byte| *byte == 0).collect();
    assert_eq!(answers.len(), files.len() + 1, "{reader} answers for every file");
    let mut alike = 0;
    for ((value, written, _), read) in files.iter().zip(answers) {
        // A mark in front tells an empty value from none.
        let right = read.strip_prefix(b"=") == Some(value.as_bytes());
        let named = misreaders(value, written, [reader]) == [reader];
        assert!(right || named, "{reader} reads {written} as {:?}, which nothing says", String::from_utf8_lossy(read));
        alike += usize::from(right);
    }
    assert!(alike * 2 > files.len(), "{reader}: only {alike} of {} are alike", files.len());
}

#[test]
#[ignore = "needs bash; tests/all runs it"]
fn bash_sources_what_is_said_to_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let script =
        "while read -r file; do (unset A; . \"$file\" >/dev/null 2>&1; printf '%s\\0' \"${A+=}$A\"); done <\"$0\"";
    check(
        Reader::Shell,
        Command::new("/bin/bash").args(["-c", script]).env_clear().env("PATH", "/nowhere"),
        folder.path(),
    );
}

#[test]
#[ignore = "needs php and Symfony's Dotenv; tests/all runs it"]
fn symfony_reads_what_is_said_to_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = "require 'Symfony/Component/Dotenv/autoload.php';
        foreach (file($argv[1], FILE_IGNORE_NEW_LINES) as $file) {
            try { $read = (new Symfony\\Component\\Dotenv\\Dotenv())->parse(file_get_contents($file))['A'] ?? null; }
            catch (Throwable $e) { $read = null; }
            echo $read === null ? '' : '=' . $read, \"\\0\";
        }";
    let arguments = ["-d", "display_errors=stderr", "-d", "include_path=.:/usr/share/php", "-r", script, "--"];
    check(Reader::Symfony, Command::new("php").args(arguments).env_clear().env("PATH", "/usr/bin:/bin"), folder.path());
}

#[test]
#[ignore = "needs python-dotenv; tests/all runs it"]
fn python_dotenv_reads_what_is_said_to_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = "import sys, logging
from dotenv import dotenv_values
logging.disable(logging.CRITICAL)
for file in open(sys.argv[1], encoding='utf-8'):
    read = dotenv_values(file.rstrip('\\n'), encoding='utf-8').get('A')
    sys.stdout.buffer.write((b'' if read is None else b'=' + read.encode('utf-8', 'surrogatepass')) + b'\\0')
";
    check(
        Reader::Python,
        Command::new("/usr/bin/python3").args(["-X", "utf8", "-c", script]).env_clear(),
        folder.path(),
    );
}
