//! Which files of an app are read, and where they lie. Does not know what is in them.

use std::collections::BTreeMap;

/// The files of an app, by path from its root with `/`; missing ones are not in the map.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What to read before [`understand`]; none of them has to be there.
pub const FILES: &[&str] = &[
    ARTISAN,
    COMPOSER_JSON,
    COMPOSER_LOCK,
    INSTALLED_JSON,
    APPLICATION,
    ENV,
    MAIL,
    SERVICES,
    FILESYSTEMS,
    QUEUE,
    CACHE,
    SESSION,
    BOOTSTRAP,
    CACHED_CONFIG,
    CACHED_CONFIG_IN_DOT_LARAVEL,
    ".gitignore",
    USER,
    USER_BEFORE_8,
];

/// What every app has at its root.
pub const ARTISAN: &str = "artisan";
pub(super) const COMPOSER_JSON: &str = "composer.json";
pub(super) const COMPOSER_LOCK: &str = "composer.lock";
pub(super) const INSTALLED_JSON: &str = "vendor/composer/installed.json";
pub(super) const APPLICATION: &str = "vendor/laravel/framework/src/Illuminate/Foundation/Application.php";
pub(super) const ENV: &str = ".env";
pub(super) const MAIL: &str = "config/mail.php";
pub(super) const SERVICES: &str = "config/services.php";
pub(super) const FILESYSTEMS: &str = "config/filesystems.php";
pub(super) const QUEUE: &str = "config/queue.php";
pub(super) const CACHE: &str = "config/cache.php";
pub(super) const SESSION: &str = "config/session.php";
pub(super) const BOOTSTRAP: &str = "bootstrap/app.php";
pub(super) const CACHED_CONFIG: &str = "bootstrap/cache/config.php";
pub(super) const CACHED_CONFIG_IN_DOT_LARAVEL: &str = ".laravel/cache/config.php";
/// Where a cached configuration lies, if there is one.
pub const CACHED_CONFIGS: [&str; 2] = [CACHED_CONFIG, CACHED_CONFIG_IN_DOT_LARAVEL];
pub(super) const USER: &str = "app/Models/User.php";
pub(super) const USER_BEFORE_8: &str = "app/User.php";
