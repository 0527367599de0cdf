//! Every line of the README that begins with `sesame`, run as it stands there: in its order, in a Laravel app's folder, against
//! one served account. A reader who copies a line gets what the snapshot has: its exit code and its first line.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use crate::live::{Account, QUICK};

const README: &str = "README.md";
const IN_KOREAN: &str = ".github/README.ko.md";

fn read(paper: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(paper)).expect("a README")
}

/// The lines in blocks of the shell, and the commands that stand in sentences, without comments.
fn lines(paper: &str) -> Vec<String> {
    let readme = read(paper);
    let (mut lines, mut in_block) = (Vec::new(), false);
    for line in readme.lines() {
        if let Some(language) = line.strip_prefix("```") {
            in_block = !in_block && language == "sh";
            continue;
        }
        let said: Vec<&str> = match in_block {
            true => vec![line],
            false => line.split('`').skip(1).step_by(2).collect(),
        };
        let commands = said.into_iter().filter(|it| it.starts_with("sesame "));
        lines.extend(commands.map(|it| it.split(" # ").next().unwrap_or_default().trim().to_owned()));
    }
    lines
}

/// The line as the app's owner would run it, with a `php` that says what it was asked for.
fn as_typed(account: &Account, line: &str) -> Command {
    let words = shlex::split(line).expect("a line for a shell");
    let words: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    let mut command = account.machine.command(&words);
    account.sign_in(&mut command);
    let tools = account.machine.path("home/bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(tools).chain(std::env::split_paths(&path))).expect("plain paths");
    command.current_dir(&account.app).env("PATH", path);
    command
}

fn php(account: &Account) {
    let tools = account.machine.path("home/bin");
    crate::executable::script(&tools.join("php"), "#!/bin/sh\necho \"php $*\"\n");
}

#[test]
fn the_korean_readme_has_the_same_lines() {
    assert_eq!(lines(IN_KOREAN), lines(README));
}

#[test]
fn every_line_of_the_readme_runs_as_it_stands_there() {
    let account = Account::serve(QUICK);
    php(&account);
    let mut said = Vec::new();
    for line in lines(README) {
        if line.contains(" rehearsal --listen ") {
            said.push(format!("$ {line}\nserves\n{}", first_line_of_a_server(&account, &line)));
            continue;
        }
        let ran = account.machine.finish(as_typed(&account, &line));
        // That it is no account of AWS's is said first wherever this account is served.
        let is_of_the_line = |line: &&str| !line.contains("in the place of AWS");
        let said_first = [&ran.stdout, &ran.stderr].into_iter().flat_map(|text| text.lines()).find(is_of_the_line);
        let first = said_first.unwrap_or_default();
        let code = ran.code.expect("it ended by itself");
        // An object is long, and held to the contract elsewhere.
        let first = if first.starts_with('{') { "{…}" } else { first };
        said.push(format!("$ {line}\nends with {code}\n{}", account.machine.redacted(first)));
    }
    assert!(said.len() > 10, "the README has other blocks: {said:#?}");
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("readme", said.join("\n\n")));
}

/// It serves until it is ended, so it is ended once it has said where.
fn first_line_of_a_server(account: &Account, line: &str) -> String {
    let mut child = as_typed(account, line).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut first = String::new();
    BufReader::new(child.stdout.take().expect("piped")).read_line(&mut first).expect("text");
    child.kill().expect("it is still there");
    child.wait().expect("it ended");
    first.trim_end().to_owned()
}

/// The two commands come before anything else.
#[test]
fn the_readme_begins_with_its_two_commands() {
    for paper in [README, IN_KOREAN] {
        let readme = read(paper);
        let (_, block) = readme.split_once("```sh\n").expect("a block for the shell");
        let (block, _) = block.split_once("```").expect("its end");
        assert_eq!(block, "cargo run -- --rehearse\ntests/all\n", "{paper}");
        let (heading, command) = (readme.find("## "), readme.find("tests/all"));
        assert!(heading.expect("a heading") > command.expect("said"), "{paper}: a heading comes first");
    }
}
