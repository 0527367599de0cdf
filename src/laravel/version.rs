//! Which Laravel an app runs on. Does not know what follows from a version: an upgraded app keeps its old files, so the
//! files decide which variables are read.

use std::{fmt, str::FromStr};

use super::{
    composer::Installed,
    files::{APPLICATION, Files},
};

/// A version of `laravel/framework`. A branch such as `12.x-dev` is later than every release of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// 12 of 12.22.1.
    pub major: u32,
    /// 22 of 12.22.1; the highest number for `x`.
    pub minor: u32,
    /// 1 of 12.22.1; the highest number for `x`.
    pub patch: u32,
}

/// The versions that decide how a mailer is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Versions {
    /// Of `laravel/framework`.
    pub framework: Option<Version>,
    /// Of `symfony/mailer`.
    pub symfony_mailer: Option<Version>,
}

impl Version {
    /// `Version::new(9, 52, 0)`.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Self {
        Version { major, minor, patch }
    }

    /// Of a package in the list of what is installed.
    pub(super) fn of_package(installed: Option<&Installed>, package: &str) -> Option<Version> {
        installed?.production(package)?.parse().ok()
    }

    /// From the list of installed packages, else from the framework itself.
    pub(super) fn find(files: &Files, installed: Option<&Installed>) -> Option<Version> {
        let listed = installed.and_then(|installed| installed.production("laravel/framework")?.parse().ok());
        listed.or_else(|| {
            let source = String::from_utf8_lossy(files.get(APPLICATION)?);
            let (_, constant) = source.split_once("const VERSION = '")?;
            constant.split('\'').next()?.parse().ok()
        })
    }
}

const ANY: u32 = u32::MAX;

/// Neither a release nor a numbered branch, as `dev-master`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a version like 12.22.1 or 12.x-dev")]
pub struct NoVersion;

impl FromStr for Version {
    type Err = NoVersion;
    fn from_str(given: &str) -> Result<Self, NoVersion> {
        let text = given.trim().trim_start_matches('v');
        let numbers = text.split(['-', '+', '@']).next().unwrap_or_default();
        let mut parts = numbers.split('.').map(|part| match part {
            "x" => Ok(ANY),
            number => number.parse::<u32>().map_err(|_| NoVersion),
        });
        let major = parts.next().ok_or(NoVersion)??;
        let minor = parts.next().unwrap_or(Ok(ANY))?;
        let patch = parts.next().unwrap_or(Ok(ANY))?;
        if major == ANY { Err(NoVersion) } else { Ok(Version { major, minor, patch }) }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.minor, self.patch) {
            (ANY, _) => write!(f, "{}.x", self.major),
            (minor, ANY) => write!(f, "{}.{minor}.x", self.major),
            (minor, patch) => write!(f, "{}.{minor}.{patch}", self.major),
        }
    }
}
