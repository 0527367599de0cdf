//! The processes of an app on this machine that keep the configuration they were started with. Knows Linux's `/proc` alone;
//! elsewhere none is seen.

use std::path::Path;

use crate::engine::ports::Running;

/// What `artisan` does for long, with the configuration that it found when it was started. `queue:listen` starts anew for each
/// job.
#[cfg(target_os = "linux")]
const LASTING: [&str; 5] = ["queue:work", "horizon", "horizon:supervisor", "horizon:work", "octane:start"];

/// Those of the app in this folder.
#[cfg(target_os = "linux")]
pub(super) fn of_app(root: &Path) -> Vec<Running> {
    let (Some(root), Some(boot)) = (behind_links(root), boot()) else { return Vec::new() };
    let Ok(entries) = std::fs::read_dir("/proc") else { return Vec::new() };
    let folders = entries.filter_map(|entry| Some(entry.ok()?.path()));
    folders.filter_map(|folder| one(&folder, &root, boot)).collect()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn of_app(_: &Path) -> Vec<Running> {
    Vec::new()
}

#[cfg(target_os = "linux")]
fn one(folder: &Path, root: &Path, boot: i64) -> Option<Running> {
    /// Ticks of a second, in which `/proc` counts on every Linux.
    const TICKS: i64 = 100;
    let line = std::fs::read(folder.join("cmdline")).ok()?;
    let words: Vec<String> =
        line.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect();
    let at = words.iter().position(|word| word == "artisan" || word.ends_with("/artisan"))?;
    let command = words.get(at + 1).filter(|word| LASTING.contains(&word.as_str()))?;
    let script = std::fs::read_link(folder.join("cwd")).ok()?.join(&words[at]);
    if behind_links(script.parent()?)? != root {
        return None;
    }
    // The name of the program, in parentheses, may have anything in it.
    let stat = std::fs::read_to_string(folder.join("stat")).ok()?;
    let started: i64 = stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.parse().ok()?;
    let since = crate::terms::Timestamp::from_second(boot + started / TICKS).ok()?;
    Some(Running { command: command.clone(), since })
}

/// When this machine was started, in seconds since 1970.
#[cfg(target_os = "linux")]
fn boot() -> Option<i64> {
    let stat = std::fs::read_to_string("/proc/stat").ok()?;
    stat.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()
}

#[cfg(target_os = "linux")]
#[expect(clippy::disallowed_methods, reason = "it is compared, and not shown")]
fn behind_links(path: &Path) -> Option<std::path::PathBuf> {
    std::fs::canonicalize(path).ok()
}
