//! Files of the project, each whole or not at all, and refused when one is no longer as it was when we looked.

use std::time::Duration;

use crate::{
    engine::{
        Ports,
        files::{digest, read_files},
    },
    laravel::{self, dotenv, plan::MailSettings},
    setup::{EditKind, FileEdit, Outcome, Tool, Value, smtp},
    terms::{Failure, FailureKind, Secret, Slot, VaultTrouble},
};

/// Reads all, makes all, then writes: a refusal leaves every file as it was.
pub(super) async fn edit(ports: &Ports, edits: &[FileEdit]) -> Result<Outcome, Failure> {
    let mut ready = Vec::new();
    for edit in edits {
        let path = edit.file.0.as_str();
        let before = ports.place.read(path).await?;
        if digest(before.as_deref()) != edit.seen {
            return Err(Failure::new(FailureKind::FileChanged, format!("write {path}"))
                .because("it is not as it was when we looked; nothing was written"));
        }
        let after = match &edit.kind {
            EditKind::Dotenv(lines) => with_lines(ports, path, before.as_deref().unwrap_or_default(), lines).await?,
            EditKind::Config(wish) => patched(ports, path, wish).await?,
        };
        ready.push((path, before, after));
    }
    for (path, before, after) in ready {
        if let Some(before) = &before {
            ports.home.back_up(path, before)?;
        }
        ports.place.replace(path, before.as_deref(), &after).await?;
    }
    Ok(Outcome::Done)
}

pub(in crate::engine) async fn with_lines(
    ports: &Ports,
    path: &str,
    before: &[u8],
    lines: &[(String, Value)],
) -> Result<Vec<u8>, Failure> {
    let mut values = Vec::new();
    for (name, value) in lines {
        let text = match value {
            Value::Plain(text) => Secret::new(text.clone()),
            Value::KeyId(key) => Secret::new(key.as_str()),
            Value::Of(slot) => secret(ports, path, slot).await?,
            Value::SmtpPasswordOf { slot, region } => smtp::password(&secret(ports, path, slot).await?, *region),
        };
        values.push((name.clone(), text.reveal().to_owned()));
    }
    dotenv::merge(before, &values)
        .map_err(|why| Failure::new(FailureKind::EnvUnusable, format!("write {path}")).because(why))
}

async fn secret(ports: &Ports, path: &str, slot: &Slot) -> Result<Secret, Failure> {
    ports.secret_of(slot).await?.ok_or_else(|| Failure::of_vault(VaultTrouble::Gone, format!("write {path}")))
}

async fn patched(ports: &Ports, path: &str, wish: &MailSettings) -> Result<Vec<u8>, Failure> {
    let files = read_files(ports).await?;
    let doing = format!("write {path}");
    let app = laravel::understand(&files).map_err(|why| Failure::new(FailureKind::NotLaravel, &doing).because(why))?;
    let patches = laravel::plan::config_patches(&app, &files, wish)
        .map_err(|why| Failure::new(FailureKind::File, &doing).because(why))?;
    let patch = patches.into_iter().find(|(file, _)| file == path);
    patch
        .map(|(_, bytes)| bytes)
        .ok_or_else(|| Failure::new(FailureKind::FileChanged, doing).because("it no longer needs the change"))
}

/// Runs one of the app's own commands.
pub(super) async fn run(ports: &Ports, tool: Tool) -> Result<Outcome, Failure> {
    let (program, args): (&str, &[&str]) = match tool {
        Tool::ConfigClear => ("php", &["artisan", "config:clear"]),
        Tool::ConfigCache => ("php", &["artisan", "config:cache"]),
    };
    let line = format!("{program} {}", args.join(" "));
    let run = ports.place.run(program, args, Duration::from_secs(60)).await?;
    match run.status {
        Some(0) => Ok(Outcome::Done),
        Some(status) => Err(Failure::new(FailureKind::File, format!("run {line}"))
            .because(format!("it ended with {status}"))
            .because(run.output.lines().last().unwrap_or_default())),
        None => Err(Failure::new(FailureKind::OutcomeUnknown, format!("run {line}")).because("it did not end in time")),
    }
}
