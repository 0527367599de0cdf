//! What Composer installed. Knows no network and no constraint: a package is in the list or it is not.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{
    files::{COMPOSER_JSON, COMPOSER_LOCK, Files, INSTALLED_JSON},
    mailer::Mailer,
    runner::Runner,
};

const SDK: &str = "aws/aws-sdk-php";

/// The packages of `composer.lock`, or where that is missing of `vendor/composer/installed.json`.
pub(super) struct Installed {
    production: BTreeMap<String, String>,
    dev: BTreeMap<String, String>,
}

impl Installed {
    /// `None` where neither list can be read.
    pub fn find(files: &Files) -> Option<Installed> {
        json(files, COMPOSER_LOCK)
            .and_then(|lock| {
                let production = packages(lock.get("packages")?);
                Some(Installed { production, dev: lock.get("packages-dev").map(packages).unwrap_or_default() })
            })
            .or_else(|| {
                let installed = json(files, INSTALLED_JSON)?;
                // Composer 1 wrote the bare list, and did not say what is for development only.
                let all = packages(installed.get("packages").unwrap_or(&installed));
                let only_dev: Vec<&str> = texts(&installed["dev-package-names"]).collect();
                let (dev, production) = all.into_iter().partition(|(name, _)| only_dev.contains(&name.as_str()));
                Some(Installed { production, dev })
            })
    }

    /// Whether a package is installed, be it for development only.
    pub fn any(&self, package: &str) -> bool {
        self.production.contains_key(package) || self.dev.contains_key(package)
    }

    /// The version of a package that is installed in production.
    pub fn production(&self, package: &str) -> Option<&str> {
        self.production.get(package).map(String::as_str)
    }
}

/// Whether an app names Laravel as its framework.
pub(super) fn names_laravel(files: &Files, installed: Option<&Installed>) -> bool {
    const LARAVEL: &str = "laravel/framework";
    installed.is_some_and(|installed| installed.production(LARAVEL).is_some())
        || json(files, COMPOSER_JSON).is_some_and(|composer| composer["require"].get(LARAVEL).is_some())
}

/// Whether `aws/aws-sdk-php` is there, which the `ses` and `ses-v2` mailers need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SdkPackage {
    /// Installed, of this version.
    Present(String),
    /// Installed for development only: gone after `composer install --no-dev`.
    DevOnly,
    /// Installed, but all services except these were removed from it.
    Trimmed(Vec<String>),
    /// Not installed.
    Missing,
    /// There is no list of what is installed.
    Unknown,
}

impl SdkPackage {
    /// By Composer's list, and by the SDK's Composer script that removes services.
    pub(super) fn find(files: &Files, installed: Option<&Installed>) -> SdkPackage {
        let Some(installed) = installed else { return SdkPackage::Unknown };
        match installed.production(SDK) {
            Some(version) => match services_kept(files) {
                Some(kept) => SdkPackage::Trimmed(kept),
                None => SdkPackage::Present(version.trim_start_matches('v').to_owned()),
            },
            None if installed.dev.contains_key(SDK) => SdkPackage::DevOnly,
            None => SdkPackage::Missing,
        }
    }

    /// Whether a mailer has the package that it needs in production.
    pub fn serves(&self, mailer: Mailer) -> bool {
        let Some(service) = sdk_service(mailer) else { return true };
        match self {
            SdkPackage::Present(_) => true,
            SdkPackage::Trimmed(kept) => kept.iter().any(|it| it == service),
            SdkPackage::DevOnly | SdkPackage::Missing | SdkPackage::Unknown => false,
        }
    }

    /// What brings the package, or the service that was removed from it once `composer.json` names it again: `require` leaves
    /// a package that is there as it is.
    pub fn command(&self, runner: &Runner) -> String {
        match self {
            SdkPackage::Trimmed(_) => runner.composer(&format!("reinstall {SDK}")),
            SdkPackage::Present(_) | SdkPackage::DevOnly | SdkPackage::Missing | SdkPackage::Unknown => {
                runner.composer(&format!("require {SDK}"))
            }
        }
    }
}

/// The service of the SDK that a mailer calls, as the SDK's Composer script names it. `None` where it calls none.
pub fn sdk_service(mailer: Mailer) -> Option<&'static str> {
    match mailer {
        Mailer::Ses => Some("Ses"),
        Mailer::SesV2 => Some("SesV2"),
        Mailer::Smtp => None,
    }
}

/// The services that the SDK's Composer script keeps, where the app runs that script.
fn services_kept(files: &Files) -> Option<Vec<String>> {
    let composer = json(files, COMPOSER_JSON)?;
    composer["scripts"].to_string().contains("::removeUnusedServices").then_some(())?;
    Some(texts(composer["extra"].get(SDK)?).map(str::to_owned).collect())
}

fn packages(list: &Json) -> BTreeMap<String, String> {
    let text = |package: &Json, field| package[field].as_str().map(str::to_owned);
    let pair = |package| Some((text(package, "name")?, text(package, "version")?));
    list.as_array().into_iter().flatten().filter_map(pair).collect()
}

fn texts(list: &Json) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().filter_map(Json::as_str)
}

fn json(files: &Files, path: &str) -> Option<Json> {
    serde_json::from_slice(files.get(path)?).ok()
}
