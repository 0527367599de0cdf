//! Where and how an app runs, as far as its files and the process tell: hosts, containers, git. Knows no machine.

use super::{
    compose::{self, ComposeService},
    composer::Installed,
    environment::{EnvFileUsed, ProcessEnv},
    files::{CLOUD, ENV, Files, GIT_INDEX, VAPOR},
    git_index,
};

/// Where and how an app runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// Hosts that put variables into the process.
    pub hosts: Vec<LaravelHost>,
    /// Whether `laravel/sail` is installed, which runs the app in a container.
    pub sail: Sail,
    /// The service of a compose file that runs the app.
    pub container: Option<ComposeService>,
    /// Whether git tracks `.env`.
    pub git: Tracking,
    /// Whether it tracks the file that is read in its place; of `.env` itself the same as `git`.
    pub git_in_force: Tracking,
}

/// A host that manages variables of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::Display, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum LaravelHost {
    /// Laravel Forge: it writes `.env` on the server.
    Forge,
    /// Laravel Vapor: a function of AWS Lambda, whose role alone sets `AWS_ACCESS_KEY_ID` and the others.
    Vapor,
    /// Laravel Cloud: variables of its own.
    Cloud,
}

/// Laravel Sail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sail {
    /// Not installed.
    #[default]
    Absent,
    /// Installed, with a compose file: `./vendor/bin/sail` runs the app.
    Runs,
    /// Installed, without a compose file.
    Unused,
}

/// Whether git tracks a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tracking {
    /// There is no index of git beside `artisan`; the app may lie in a bigger repository.
    #[default]
    Unknown,
    /// It does.
    Tracked,
    /// It does not.
    Untracked,
}

/// From files, packages and the process.
pub(super) fn surroundings(
    files: &Files,
    installed: Option<&Installed>,
    process: &ProcessEnv,
    used: &EnvFileUsed,
) -> Surroundings {
    let has = |package: &str| installed.is_some_and(|installed| installed.any(package));
    let container = compose::app_service(files);
    let runs_sail = container.is_some() && has("laravel/sail");
    Surroundings {
        hosts: hosts(files, process, has),
        sail: match (has("laravel/sail"), runs_sail) {
            (_, true) => Sail::Runs,
            (true, false) => Sail::Unused,
            (false, false) => Sail::Absent,
        },
        git: tracking(files, ENV),
        git_in_force: used.path().map_or(Tracking::Unknown, |path| tracking(files, path)),
        container,
    }
}

fn tracking(files: &Files, path: &str) -> Tracking {
    match files.get(GIT_INDEX).map(|index| git_index::tracks(index, path)) {
        Some(Some(true)) => Tracking::Tracked,
        Some(Some(false)) => Tracking::Untracked,
        Some(None) | None => Tracking::Unknown,
    }
}

fn hosts(files: &Files, process: &ProcessEnv, has: impl Fn(&str) -> bool) -> Vec<LaravelHost> {
    let said = |name: &str| process.get(name).is_some_and(|text| !text.is_empty());
    let vapor = files.contains_key(VAPOR) || has("laravel/vapor-core") || said("VAPOR_ENVIRONMENT_NAME");
    let cloud = files.contains_key(CLOUD) || said("LARAVEL_CLOUD");
    let forge = process.get("PWD").is_some_and(|folder| folder.starts_with("/home/forge/"));
    let all = [(forge, LaravelHost::Forge), (vapor, LaravelHost::Vapor), (cloud, LaravelHost::Cloud)];
    all.into_iter().filter(|(is, _)| *is).map(|(_, host)| host).collect()
}
