//! `sesame undo`: the app's files as they were before Sesame's first write to them. What has changed since stays, and is named;
//! what was made at AWS is not touched. Asks AWS nothing.

use serde_json::json;

use super::{
    bench::Bench,
    exit::Exit,
    out::{Out, error},
    stop::Stop,
    stops::refused_as_read_only,
};
use crate::{
    cli,
    engine::{
        apply,
        backups::{Undoing, WayBack, undoings},
    },
    setup::{Change, ProjectFile},
    terms::FailureKind,
};

/// Runs the command.
pub async fn run(bench: &Bench, flags: &cli::UndoArgs) -> Result<Exit, Stop> {
    let undoings = undoings(&bench.ports).await?;
    let files = || undoings.iter().filter(|it| matches!(it.way, WayBack::Restore | WayBack::Remove | WayBack::Already));
    let left: Vec<&Undoing> =
        undoings.iter().filter(|it| matches!(it.way, WayBack::Changed | WayBack::Unknown)).collect();
    let change = Change::RestoreFiles { files: files().map(|it| ProjectFile(it.file.clone())).collect() };
    let listed = || undoings.iter().map(|it| json!({ "file": it.file, "way": it.way, "backup": it.backup }));
    if flags.plan {
        match bench.out {
            Out::Json => bench.out.object(&json!({ "files": listed().collect::<Vec<_>>() })),
            Out::Text if undoings.is_empty() => bench.out.says(bench.text.env_nothing_to_restore()),
            Out::Text => {
                undoings.iter().for_each(|it| bench.out.data(planned(bench, it)));
                bench.out.says(bench.text.env_at_aws());
            }
        }
        return Ok(Exit::Well);
    }
    if let Some(stop) = refused_as_read_only(bench, &change) {
        return Err(stop);
    }
    let failure = match files().next() {
        Some(_) => apply(&bench.ports, change.clone()).await.err(),
        None => None,
    };
    let stop = failure.map(Stop::Failed);
    match bench.out {
        Out::Json => bench.out.object(&json!({
            "files": listed().collect::<Vec<_>>(),
            "error": stop.as_ref().map(|it| error(&bench.text, it)),
        })),
        Out::Text if undoings.is_empty() => bench.out.note(bench.text.env_nothing_to_restore()),
        Out::Text => {
            let done = files().filter(|_| stop.is_none());
            done.for_each(|it| bench.out.note(outcome_of(bench, it)));
            left.iter().for_each(|it| bench.out.note(format!("! {}", outcome_of(bench, it))));
            bench.out.note(bench.text.env_at_aws());
        }
    }
    match stop {
        Some(stop) => {
            if bench.out == Out::Text {
                bench.out.stop(&bench.text, &stop);
            }
            Ok(Exit::of(stop.kind()))
        }
        None if left.is_empty() => Ok(Exit::Well),
        None => Ok(Exit::of(FailureKind::FileChanged)),
    }
}

fn planned(bench: &Bench, undoing: &Undoing) -> String {
    match undoing.way {
        WayBack::Restore => bench.text.env_restore(&undoing.file),
        WayBack::Remove => bench.text.env_remove(&undoing.file),
        WayBack::Already | WayBack::Changed | WayBack::Unknown => outcome_of(bench, undoing),
    }
}

fn outcome_of(bench: &Bench, Undoing { file, way, backup }: &Undoing) -> String {
    match way {
        WayBack::Restore | WayBack::Already => bench.text.env_restored(file),
        WayBack::Remove => bench.text.env_removed(file),
        WayBack::Changed => bench.text.env_changed(backup.display(), file),
        WayBack::Unknown => bench.text.env_unknown_write(backup.display(), file),
    }
}
