//! Keeps the files with the app's variables from others: out of git, out of the public folder, and out of the reach of other
//! users of this machine. Does not know how that was found out.

use std::time::Duration;

use super::project::write;
use crate::{
    engine::Ports,
    setup::{Leak, Outcome},
    terms::{Failure, FailureKind},
};

/// The list of what git leaves alone.
const IGNORED: &str = ".gitignore";

/// Closes each of these.
pub(super) async fn mend(ports: &Ports, leaks: &[Leak]) -> Result<Outcome, Failure> {
    for leak in leaks {
        match leak {
            Leak::Tracked { files } => {
                ignore(ports, files).await?;
                untrack(ports, files).await?;
            }
            Leak::Readable { file, .. } => restrict(ports, file).await?,
            Leak::Public { files } => {
                for file in files {
                    take_away(ports, file).await?;
                }
            }
        }
    }
    Ok(Outcome::Done)
}

/// The files stay; git forgets them with the next commit.
async fn untrack(ports: &Ports, files: &[String]) -> Result<(), Failure> {
    let args: Vec<&str> =
        ["rm", "--cached", "--quiet", "--"].into_iter().chain(files.iter().map(String::as_str)).collect();
    let doing = format!("run git {}", args.join(" "));
    let run = ports.place.run("git", &args, Duration::from_secs(30)).await?;
    match run.status {
        Some(0) => Ok(()),
        Some(status) => Err(Failure::new(FailureKind::Command, doing)
            .because(format!("it ended with {status}"))
            .because(run.output.lines().next().unwrap_or_default())),
        None => Err(Failure::new(FailureKind::OutcomeUnknown, doing).because("it did not end in time")),
    }
}

async fn ignore(ports: &Ports, files: &[String]) -> Result<(), Failure> {
    let before = ports.place.read(IGNORED).await?;
    let text = before.as_deref().unwrap_or_default();
    let is_there = |file: &String| {
        let lines = text.split(|byte| matches!(byte, b'\n' | b'\r')).map(<[u8]>::trim_ascii);
        lines.into_iter().any(|line| line.strip_prefix(b"/").unwrap_or(line) == file.as_bytes())
    };
    let lacking: Vec<&String> = files.iter().filter(|file| !is_there(file)).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    let gap: &[u8] = if text.is_empty() || text.ends_with(b"\n") { b"" } else { b"\n" };
    let lines: String = lacking.iter().map(|file| format!("{file}\n")).collect();
    let after = [text, gap, lines.as_bytes()].concat();
    write(ports, IGNORED, before.as_deref(), &after).await
}

/// A copy in the public folder goes; what it was is kept outside of the project.
async fn take_away(ports: &Ports, file: &str) -> Result<(), Failure> {
    let Some(bytes) = ports.place.read(file).await? else { return Ok(()) };
    ports.home.back_up(file, Some(&bytes), ports.place.mode(file).await?)?;
    ports.home.note_removed(file)?;
    ports.place.remove(file, &bytes).await
}

/// What the file was before is kept, with the mode that it had.
async fn restrict(ports: &Ports, file: &str) -> Result<(), Failure> {
    let (Some(bytes), Some(mode)) = (ports.place.read(file).await?, ports.place.mode(file).await?) else {
        return Ok(());
    };
    ports.home.back_up(file, Some(&bytes), Some(mode))?;
    ports.place.set_mode(file, Leak::closed(mode)).await
}
