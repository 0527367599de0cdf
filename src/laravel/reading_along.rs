//! Which programs beside Laravel read the project's `.env`, as far as its files show them. Pure; does not know how any of them
//! reads.

use memchr::memmem;

use super::{
    dotenv::Reader,
    files::{COMPOSE_FILES, COMPOSER_JSON, Files, SHOWING},
    runner::Runner,
};

/// Each reader once, in the order of [`Reader::all`].
pub fn readers(files: &Files) -> Vec<Reader> {
    let is_shown = |reader: &Reader| match reader {
        Reader::Vite => SHOWING[..4].iter().any(|path| files.contains_key(*path)),
        Reader::Bun => files.contains_key("bun.lock"),
        Reader::Honcho => files.contains_key("Procfile"),
        Reader::Compose => {
            COMPOSE_FILES.iter().any(|path| says(files, path, "env_file"))
                || runs(files, "docker compose", "--env-file")
        }
        Reader::Docker => runs(files, "docker run", "--env-file"),
        Reader::Node => runs(files, "node", "--env-file"),
        Reader::Dotenv => says(files, "package.json", "\"dotenv\""),
        Reader::Shell => {
            let sources =
                |path| says(files, path, "source .env") || says(files, path, ". ./.env") || says(files, path, ". .env");
            // Sail's own script does, whenever it runs.
            let by_sail = || Runner::of(files) == Runner::Sail;
            ["Makefile", "Dockerfile", "package.json", COMPOSER_JSON, ".envrc"].into_iter().any(sources) || by_sail()
        }
        Reader::Direnv => says(files, ".envrc", "dotenv"),
        Reader::Symfony | Reader::Python | Reader::Systemd | Reader::Dotenvy => false,
    };
    Reader::all().filter(is_shown).collect()
}

fn says(files: &Files, path: &str, words: &str) -> bool {
    files.get(path).is_some_and(|bytes| memmem::find(bytes, words.as_bytes()).is_some())
}

/// Whether a script has a line in which a program is given a flag.
fn runs(files: &Files, program: &str, flag: &str) -> bool {
    let scripts = ["package.json", COMPOSER_JSON, "Makefile", "Dockerfile"];
    scripts.iter().filter_map(|path| files.get(*path)).any(|bytes| {
        let has = |line: &[u8], words: &str| memmem::find(line, words.as_bytes()).is_some();
        bytes.split(|byte| *byte == b'\n').any(|line| has(line, program) && has(line, flag))
    })
}
