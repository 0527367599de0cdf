//! What else in an app reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_DEFAULT_REGION`. The key of a user
//! that may only send mail would break it. Knows no key: whether the existing one is ours, [`super::plan`] decides.

use super::{
    composer::Installed,
    config::{AppConfig, Datum, Evaluated},
    env::EnvFile,
    files::{AWS, CACHE, FILESYSTEMS, QUEUE},
    sources::{AppFiles, Defaults},
};

/// Something that reads the standard `AWS_*` variables, and how it is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SharedUse {
    /// The default disk or the cloud disk is `s3`.
    Disk,
    /// `AWS_BUCKET` has a value.
    Bucket,
    /// `AWS_ENDPOINT` has a value: R2, Spaces or MinIO, whose keys are not AWS's at all.
    Endpoint,
    /// `league/flysystem-aws-s3-v3` is installed.
    S3Package,
    /// Jobs go through SQS.
    Queue,
    /// The cache is in DynamoDB.
    Cache,
    /// Sessions are in DynamoDB.
    Session,
    /// Another entry of `config/services.php`.
    Service,
    /// `config/aws.php`, of AWS's own package for Laravel.
    Aws,
}

/// Everything in the app that reads the standard variables.
pub(super) fn shared_uses(
    app: &AppFiles,
    env: &EnvFile,
    config: &AppConfig,
    installed: Option<&Installed>,
) -> Vec<SharedUse> {
    let env_says = |name, value: &str| env.text(name).as_deref() == Some(value);
    let looked = Looked { app, env, config };
    let disk = reads_standard_keys(app, FILESYSTEMS, &["disks", "s3"]);
    // The config of 6 and 7 names `s3` as cloud disk whether it is used or not, so there only `.env` counts.
    let s3_chosen = looked.chosen(&DISK) || disk && env_says("FILESYSTEM_CLOUD", "s3");
    let s3_installed = installed.is_some_and(|installed| installed.production("league/flysystem-aws-s3-v3").is_some());
    [
        (s3_chosen, SharedUse::Disk),
        (disk && env.has_value("AWS_BUCKET"), SharedUse::Bucket),
        (disk && env.has_value("AWS_ENDPOINT"), SharedUse::Endpoint),
        (disk && s3_installed, SharedUse::S3Package),
        (looked.chosen(&JOBS), SharedUse::Queue),
        (looked.chosen(&STORE), SharedUse::Cache),
        (looked.chosen(&SESSIONS), SharedUse::Session),
        (services_read_them(config), SharedUse::Service),
        (
            app.config(AWS).is_some_and(|aws| STANDARD.iter().any(|name| aws.env_names().contains(*name))),
            SharedUse::Aws,
        ),
    ]
    .into_iter()
    .filter_map(|(shares, with)| shares.then_some(with))
    .collect()
}

/// The id and the secret.
const STANDARD: [&str; 2] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];

/// Where a config file says which of several it uses, and which driver of them is AWS's.
struct Chosen {
    choice: [&'static str; 2],
    variable: &'static str,
    path: &'static str,
    file: &'static str,
    list: &'static str,
    driver: &'static str,
}

const DISK: Chosen = Chosen {
    choice: ["filesystems", "default"],
    variable: "FILESYSTEM_DISK",
    path: FILESYSTEMS,
    file: "filesystems",
    list: "disks",
    driver: "s3",
};
const JOBS: Chosen = Chosen {
    choice: ["queue", "default"],
    variable: "QUEUE_CONNECTION",
    path: QUEUE,
    file: "queue",
    list: "connections",
    driver: "sqs",
};
const STORE: Chosen = Chosen {
    choice: ["cache", "default"],
    variable: "CACHE_STORE",
    path: CACHE,
    file: "cache",
    list: "stores",
    driver: "dynamodb",
};
const SESSIONS: Chosen = Chosen { choice: ["session", "driver"], variable: "SESSION_DRIVER", ..STORE };

struct Looked<'a> {
    app: &'a AppFiles<'a>,
    env: &'a EnvFile,
    config: &'a AppConfig,
}

impl Looked<'_> {
    /// Whether the one that is used is AWS's, by its usual name or by its driver, and reads the standard variables.
    fn chosen(&self, it: &Chosen) -> bool {
        let name = match self.config.get(&it.choice) {
            Some(said) => said.datum.as_text().map(|said| said.to_string()),
            // Of a file that is not there at all the variable tells.
            None => self.env.text(it.variable),
        };
        let Some(name) = name else { return false };
        let driver = self.config.get(&[it.file, it.list, name.as_str(), "driver"]).and_then(|it| it.datum.as_text());
        let is_one = driver.map_or(name == it.driver, |driver| &*driver == it.driver);
        is_one && reads_standard_keys(self.app, it.path, &[it.list, name.as_str()])
    }
}

/// Whether another service than SES reads them.
fn services_read_them(config: &AppConfig) -> bool {
    let Some(Datum::Array(services)) = config.get(&["services"]).map(|it| &it.datum) else { return false };
    services.known().iter().any(|(key, value)| key.name() != Some("ses") && asks_for_them(value, 4))
}

fn asks_for_them(value: &Evaluated, depth: usize) -> bool {
    match &value.datum {
        Datum::Array(array) if depth > 0 => array.known().iter().any(|(_, inner)| asks_for_them(inner, depth - 1)),
        Datum::Array(_)
        | Datum::Null
        | Datum::Bool(_)
        | Datum::Int(_)
        | Datum::Float(_)
        | Datum::Text(_)
        | Datum::Unknown(_) => value.origin.asked().any(|name| STANDARD.contains(&name)),
    }
}

/// Whether an entry reads the standard variables. One that is not in its file is the framework's, or made at run time.
fn reads_standard_keys(app: &AppFiles, path: &str, entry: &[&str]) -> bool {
    let framework_does = app.defaults == Defaults::Framework;
    let Some(config) = app.config(path) else { return framework_does };
    let (names, elsewhere) = match config.entry(entry) {
        Some(entry) => (entry.env_names(), false),
        None => (config.env_names(), framework_does),
    };
    elsewhere || names.contains("AWS_ACCESS_KEY_ID") || names.contains("AWS_SECRET_ACCESS_KEY")
}
