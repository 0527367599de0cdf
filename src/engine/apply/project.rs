//! Files of the project: all of a change or none, and refused when one is no longer as it was when we looked. Does not know
//! what a configuration file says.

use std::time::Duration;

use zeroize::Zeroizing;

use crate::{
    engine::{
        Ports,
        backups::{env_before, is_of_others, note_lines, theirs_of},
        files::{app_of, digest, read_files},
    },
    laravel::{
        self, Runner,
        dotenv::{self, EnvValue, Reader},
        plan::MailSettings,
    },
    setup::{EditKind, FileEdit, Outcome, Tool, Value, smtp},
    terms::{Failure, FailureKind, Secret, Slot, VaultTrouble},
};

/// A file on its way from what it holds to what it is to hold.
struct Rewrite<'e> {
    path: &'e str,
    /// The lines that it gets, where they are what it is made of.
    names: Vec<String>,
    before: Option<Zeroizing<Vec<u8>>>,
    after: Zeroizing<Vec<u8>>,
}

/// Reads all, makes all, then writes: a refusal leaves every file as it was, and a write that fails takes those before it
/// back. What dies in between leaves a beginning of the list, which changes nothing without the rest: `.env` comes last.
pub(super) async fn edit(ports: &Ports, edits: &[FileEdit]) -> Result<Outcome, Failure> {
    let readers = laravel::readers(&read_files(ports).await?);
    let mut ready = Vec::new();
    for edit in edits {
        let path = edit.file.0.as_str();
        let before = ports.place.read(path).await?.map(Zeroizing::new);
        if digest(before.as_ref().map(|bytes| bytes.as_slice())) != edit.seen {
            return Err(Failure::new(FailureKind::FileChanged, format!("write {path}"))
                .because("it is not as it was when we looked; nothing was written"));
        }
        let after = match &edit.kind {
            EditKind::Dotenv(lines) => {
                let bytes = before.as_ref().map(|bytes| bytes.as_slice()).unwrap_or_default();
                with_lines(ports, path, bytes, lines, &readers).await?
            }
            EditKind::Config(wish) => patched(ports, path, wish).await?,
        };
        let names = match &edit.kind {
            // Of a key nothing is noted: its lines are not put back.
            EditKind::Dotenv(lines) => {
                lines.iter().map(|(name, _)| name.clone()).filter(|name| !name.starts_with("AWS_")).collect()
            }
            EditKind::Config(_) => Vec::new(),
        };
        ready.push(Rewrite { path, names, before, after: Zeroizing::new(after) });
    }
    for (at, file) in ready.iter().enumerate() {
        if let Err(failure) = put(ports, file).await {
            return Err(take_back(ports, &ready[..at], failure).await);
        }
    }
    Ok(Outcome::Done)
}

/// Writes one file of several.
async fn put(ports: &Ports, file: &Rewrite<'_>) -> Result<(), Failure> {
    let before = file.before.as_ref().map(|bytes| bytes.as_slice());
    if !file.names.is_empty() {
        // Before the note of the lines, which stands beside it.
        let mode = ports.place.mode(file.path).await?;
        ports.home.back_up(file.path, before, mode)?;
        note_lines(ports, file.path, before.unwrap_or_default(), &file.after, &file.names)?;
    }
    write(ports, file.path, before, &file.after).await
}

/// Puts the files back that were written already.
async fn take_back(ports: &Ports, written: &[Rewrite<'_>], failure: Failure) -> Failure {
    let mut failure = failure;
    for Rewrite { path, names: _, before, after } in written.iter().rev() {
        let back = match before {
            Some(before) => ports.place.replace(path, Some(after), before).await,
            None => ports.place.remove(path, after).await,
        };
        let before = digest(before.as_ref().map(|bytes| bytes.as_slice()));
        if let Err(also) = back.and_then(|()| ports.home.note_written(path, &before)) {
            failure = failure.because(format!("{path} was written and could not be put back: {}", also.in_full()));
        }
    }
    failure
}

/// Writes one file, keeping what it was before our first write to it.
pub(in crate::engine) async fn write(
    ports: &Ports,
    path: &str,
    before: Option<&[u8]>,
    after: &[u8],
) -> Result<(), Failure> {
    let mode = ports.place.mode(path).await?;
    ports.home.back_up(path, before, mode)?;
    if is_of_others(ports, path, before)? {
        ports.home.note_shared(path)?;
    }
    ports.home.note_coming(path, &digest(Some(after)))?;
    ports.place.replace(path, before, after).await?;
    ports.home.note_written(path, &digest(Some(after)))
}

/// The values of these lines; `None` is null.
pub(in crate::engine) async fn resolved(
    ports: &Ports,
    path: &str,
    lines: &[(String, Value)],
) -> Result<Vec<(String, Option<Secret>)>, Failure> {
    let mut values = Vec::new();
    for (name, value) in lines {
        let text = match value {
            Value::Plain(text) => Some(Secret::new(text.clone())),
            Value::Null => None,
            Value::AsBefore => {
                let before = env_before(ports)?.and_then(|mut values| values.remove(name)).flatten();
                match before.as_deref().map(dotenv::as_env) {
                    Some(EnvValue::Null) | None => None,
                    Some(_) => before.map(|text| dotenv::as_text(&text)).map(Secret::new),
                }
            }
            Value::KeyId(key) => Some(Secret::new(key.as_str())),
            Value::Of(slot) => Some(secret(ports, path, slot).await?),
            Value::SmtpPasswordOf { slot, region } => Some(smtp::password(&secret(ports, path, slot).await?, *region)),
        };
        values.push((name.clone(), text));
    }
    Ok(values)
}

/// The file with these lines in it, which these programs read beside Laravel.
pub(in crate::engine) async fn with_lines(
    ports: &Ports,
    path: &str,
    before: &[u8],
    lines: &[(String, Value)],
    readers: &[Reader],
) -> Result<Vec<u8>, Failure> {
    let (mut values, mut nulls) = (Vec::new(), Vec::new());
    // What goes back to what it was is written as it was.
    let names: Vec<String> = lines.iter().map(|(name, _)| name.clone()).collect();
    let stood = theirs_of(ports, path)?;
    for (name, value) in resolved(ports, path, lines).await? {
        match value {
            Some(text) => values.push((name, text.reveal().to_owned())),
            None => nulls.push(name),
        }
    }
    dotenv::merge_for(before, &values, readers)
        .and_then(|merged| if nulls.is_empty() { Ok(merged) } else { dotenv::nullify(&merged, &nulls) })
        .map(|merged| stood.map_or(merged.clone(), |stood| dotenv::as_it_stood(&merged, &stood, &names)))
        .map_err(|why| Failure::new(FailureKind::EnvUnusable, format!("write {path}")).because(why))
}

async fn secret(ports: &Ports, path: &str, slot: &Slot) -> Result<Secret, Failure> {
    ports.secret_of(slot).await?.ok_or_else(|| Failure::of_vault(VaultTrouble::Gone, format!("write {path}")))
}

async fn patched(ports: &Ports, path: &str, wish: &MailSettings) -> Result<Vec<u8>, Failure> {
    let files = read_files(ports).await?;
    let doing = format!("write {path}");
    let app = app_of(ports, &files).await.map_err(|why| Failure::new(FailureKind::NotLaravel, &doing).because(why))?;
    let patches = laravel::plan::config_patches(&app, &files, wish)
        .map_err(|why| Failure::new(FailureKind::File, &doing).because(why))?;
    let patch = patches.into_iter().find(|(file, _)| file == path);
    patch
        .map(|(_, bytes)| bytes)
        .ok_or_else(|| Failure::new(FailureKind::FileChanged, doing).because("it no longer needs the change"))
}

/// Runs one of the app's own commands, as the project runs them.
pub(super) async fn run(ports: &Ports, tool: Tool, runner: &Runner) -> Result<Outcome, Failure> {
    let command = runner.command(tool.artisan());
    let line = runner.shown(tool.artisan());
    let (program, args) = command.split_first().expect("a command has a program");
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let run = ports.place.run(program, &args, Duration::from_secs(60)).await?;
    match run.status {
        Some(0) => Ok(Outcome::Done),
        Some(status) => Err(Failure::new(FailureKind::Command, format!("run {line}"))
            .because(format!("it ended with {status}"))
            .because(run.output.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default())),
        None => Err(Failure::new(FailureKind::OutcomeUnknown, format!("run {line}")).because("it did not end in time")),
    }
}
