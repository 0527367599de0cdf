//! Keeps `.env` from others: out of git, out of the public folder, and out of the reach of other users of this machine. Does not know how that was found
//! out.

use std::time::Duration;

use super::project::write;
use crate::{
    engine::{ENV, Ports},
    setup::{Leak, Outcome},
    terms::{Failure, FailureKind},
};

/// The list of what git leaves alone.
const IGNORED: &str = ".gitignore";

/// Closes each of these.
pub(super) async fn mend(ports: &Ports, leaks: &[Leak]) -> Result<Outcome, Failure> {
    for leak in leaks {
        match leak {
            Leak::Tracked => {
                ignore(ports).await?;
                untrack(ports).await?;
            }
            Leak::Readable { .. } => restrict(ports).await?,
            Leak::Public { files } => {
                for file in files {
                    take_away(ports, file).await?;
                }
            }
        }
    }
    Ok(Outcome::Done)
}

/// The file stays; git forgets it with the next commit.
async fn untrack(ports: &Ports) -> Result<(), Failure> {
    let args = ["rm", "--cached", "--quiet", "--", ENV];
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

async fn ignore(ports: &Ports) -> Result<(), Failure> {
    let before = ports.place.read(IGNORED).await?;
    let text = before.as_deref().unwrap_or_default();
    let is_there =
        text.split(|byte| matches!(byte, b'\n' | b'\r')).any(|line| matches!(line.trim_ascii(), b".env" | b"/.env"));
    if is_there {
        return Ok(());
    }
    let gap: &[u8] = if text.is_empty() || text.ends_with(b"\n") { b"" } else { b"\n" };
    let after = [text, gap, b".env\n"].concat();
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
async fn restrict(ports: &Ports) -> Result<(), Failure> {
    let (Some(bytes), Some(mode)) = (ports.place.read(ENV).await?, ports.place.mode(ENV).await?) else { return Ok(()) };
    ports.home.back_up(ENV, Some(&bytes), Some(mode))?;
    ports.place.set_mode(ENV, Leak::closed(mode)).await
}
