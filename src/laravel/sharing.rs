//! What else in an app reads `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_DEFAULT_REGION`. The key of a user
//! that may only send mail would break it. Knows no key: whether the existing one is ours, [`super::plan`] decides.

use super::{
    composer::Installed,
    config::AppConfig,
    env::EnvFile,
    files::{CACHE, FILESYSTEMS, QUEUE},
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
}

/// Everything in the app that reads the standard variables.
pub(super) fn shared_uses(
    app: &AppFiles,
    env: &EnvFile,
    config: &AppConfig,
    installed: Option<&Installed>,
) -> Vec<SharedUse> {
    let env_says = |name, value: &str| env.text(name).as_deref() == Some(value);
    // Of a file that is not there at all the variable tells.
    let chosen = |path: [&str; 2], variable, value: &str| match config.get(&path) {
        Some(said) => said.datum.as_text().is_some_and(|said| &*said == value),
        None => env_says(variable, value),
    };
    let disk = reads_standard_keys(app, FILESYSTEMS, &["disks", "s3"]);
    let queue = reads_standard_keys(app, QUEUE, &["connections", "sqs"]);
    let dynamo = reads_standard_keys(app, CACHE, &["stores", "dynamodb"]);
    // The config of 6 and 7 names `s3` as cloud disk whether it is used or not, so there only `.env` counts.
    let s3_chosen = chosen(["filesystems", "default"], "FILESYSTEM_DISK", "s3") || env_says("FILESYSTEM_CLOUD", "s3");
    let s3_installed = installed.is_some_and(|installed| installed.production("league/flysystem-aws-s3-v3").is_some());
    [
        (disk && s3_chosen, SharedUse::Disk),
        (disk && env.has_value("AWS_BUCKET"), SharedUse::Bucket),
        (disk && env.has_value("AWS_ENDPOINT"), SharedUse::Endpoint),
        (disk && s3_installed, SharedUse::S3Package),
        (queue && chosen(["queue", "default"], "QUEUE_CONNECTION", "sqs"), SharedUse::Queue),
        (dynamo && chosen(["cache", "default"], "CACHE_STORE", "dynamodb"), SharedUse::Cache),
        (dynamo && chosen(["session", "driver"], "SESSION_DRIVER", "dynamodb"), SharedUse::Session),
    ]
    .into_iter()
    .filter_map(|(shares, with)| shares.then_some(with))
    .collect()
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
