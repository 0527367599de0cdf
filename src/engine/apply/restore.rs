//! Puts files of the project back as they were before our first write to them. Does not know which of them may go back:
//! [`backups`](crate::engine::backups) says that.

use crate::{
    engine::{
        Ports,
        backups::{WayBack, way_back},
    },
    setup::{Outcome, ProjectFile},
    terms::{Failure, FailureKind},
};

/// Each whole, with the mode that it had. What has changed since is left as it is.
pub(super) async fn put_back(ports: &Ports, files: &[ProjectFile]) -> Result<Outcome, Failure> {
    for backup in ports.home.backups()? {
        if !files.iter().any(|file| file.0 == backup.file) {
            continue;
        }
        let (file, now) = (backup.file.as_str(), ports.place.read(&backup.file).await?);
        match (way_back(&backup, now.as_deref()), &backup.bytes, &now) {
            (WayBack::Restore, Some(bytes), now) => {
                ports.place.replace(file, now.as_deref(), bytes).await?;
                if let Some(mode) = backup.mode {
                    ports.place.set_mode(file, mode).await?;
                }
            }
            (WayBack::Remove, _, Some(now)) => ports.place.remove(file, now).await?,
            (WayBack::Changed | WayBack::Unknown, ..) => {
                return Err(Failure::new(FailureKind::FileChanged, format!("put {file} back"))
                    .because("it has changed since it was written; it is left as it is"));
            }
            (WayBack::Restore | WayBack::Remove | WayBack::Already, ..) => {}
        }
        ports.home.forget_backup(file)?;
    }
    Ok(Outcome::Done)
}
