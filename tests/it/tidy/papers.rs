//! The papers of the repository: nothing is cited that is not here, what they name is there, and what is compiled only on
//! other systems is listed. Knows no Markdown but names between backquotes.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::rust_files;

const CONTRIBUTING: &str = ".github/CONTRIBUTING.md";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: impl AsRef<Path>) -> String {
    let file = root().join(file);
    fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))
}

/// Documents that a text cites: `README.md`, `notes/aws.md`.
fn cited(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "/._-".contains(c)));
    words.map(|word| word.trim_end_matches('.')).filter(|word| word.len() > 3 && word.ends_with(".md"))
}

fn is_here(document: &str) -> bool {
    [root().to_owned(), root().join(".github")].iter().any(|folder| folder.join(document).is_file())
}

#[test]
fn no_source_cites_a_document_that_is_not_here() {
    let mut strangers = Vec::new();
    for folder in ["src", "assets", "tests"] {
        for path in rust_files(&root().join(folder)).into_iter().filter(|path| !path.ends_with("tidy/papers.rs")) {
            let text = read(&path);
            strangers.extend(cited(&text).filter(|it| !is_here(it)).map(|it| format!("{}: {it}", path.display())));
        }
    }
    assert!(strangers.is_empty(), "{strangers:#?}");
    let seen: Vec<&str> = cited("as notes/aws.md says (section 2), and README.md.").collect();
    assert_eq!(seen, ["notes/aws.md", "README.md"]);
    assert!(is_here("README.md") && is_here("SECURITY.md") && !is_here("notes/aws.md"));
}

/// Paths between backquotes; what stands in angle brackets is for the reader to fill in, and ends what can be looked for.
fn named(text: &str) -> BTreeSet<&str> {
    let between = text.split('`').skip(1).step_by(2);
    let is_a_path = |it: &&str| {
        ["src/", "tests/", "assets/", "findings/", ".github/", ".ci/", ".cargo/"].iter().any(|top| it.starts_with(top))
    };
    let paths = between.flat_map(|it| it.split_whitespace()).filter(is_a_path);
    paths.map(|it| it.split(['<', '{', '*', ':']).next().unwrap_or(it)).collect()
}

#[test]
fn what_the_papers_name_is_there() {
    let mut count = 0;
    for paper in [CONTRIBUTING, ".github/SECURITY.md", ".github/README.ko.md", "README.md", "CHANGELOG.md"] {
        let text = read(paper);
        for path in named(&text) {
            let there = root().join(path);
            let folder = || there.parent().is_some_and(Path::is_dir) && path.ends_with('/');
            assert!(there.exists() || folder(), "{paper} names {path}, which is not there");
            count += 1;
        }
    }
    assert!(count > 40, "the papers name {count} paths; has their form changed?");
}

/// Files with code that a build on Linux leaves out.
fn compiled_elsewhere() -> BTreeSet<String> {
    const ELSEWHERE: [&str; 4] = ["cfg(windows)", "cfg(not(unix))", "cfg(target_os = \"macos\")", "cfg(not(linux))"];
    let files = rust_files(&root().join("src")).into_iter();
    let holds = |path: &PathBuf| ELSEWHERE.iter().any(|cfg| read(path).contains(&format!("#[{cfg}]")));
    files.filter(holds).map(|path| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/")).collect()
}

#[test]
fn what_only_the_workflow_compiles_is_listed() {
    let text = read(CONTRIBUTING);
    let list = text.split("## Compiled by the workflow only").nth(1).expect("the list");
    let list = list.split("\n## ").next().unwrap_or(list);
    let rows = list.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    assert_eq!(rows.map(str::to_owned).collect::<BTreeSet<_>>(), compiled_elsewhere());
}

#[test]
fn what_is_said_of_rust_is_what_cargo_reads() {
    let manifest: toml::Table = read("Cargo.toml").parse().expect("TOML");
    let version = manifest["package"]["rust-version"].as_str().expect("a version");
    for paper in ["README.md", ".github/README.ko.md"] {
        assert!(read(paper).contains(&format!("Rust {version}")), "{paper} names another Rust than {version}");
    }
    let workflow = read(".github/workflows/check.yml");
    let installed = workflow.matches("toolchain install").count();
    assert_eq!(workflow.matches(&format!("toolchain install {version} ")).count(), installed, "{workflow}");
    // A pinned name that a machine lacks stops every call of cargo.
    assert!(!root().join("rust-toolchain.toml").exists() && !root().join("rust-toolchain").exists());
}

#[test]
fn the_templates_ask_for_what_can_be_shown() {
    for template in ["problem", "cause", "wish"] {
        let text = read(format!(".github/ISSUE_TEMPLATE/{template}.yml"));
        assert!(text.contains("sesame doctor --json --share"), "{template}");
    }
}
