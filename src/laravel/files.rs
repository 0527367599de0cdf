//! Which files of an app are read, and where they lie. Does not know what is in them.

use std::collections::BTreeMap;

/// The files of an app, by path from its root with `/`; missing ones are not in the map.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What to read before [`super::understand()`]; none of them has to be there.
pub const FILES: &[&str] = &[
    ARTISAN,
    COMPOSER_JSON,
    COMPOSER_LOCK,
    INSTALLED_JSON,
    APPLICATION,
    ENV,
    ENCRYPTED,
    MAIL,
    SERVICES,
    AWS,
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
    APP,
    FORTIFY,
    EVENT_PROVIDER,
    REGISTRATION,
    TRUST_PROXIES,
    ROUTES_WEB,
    ROUTES_AUTH,
    KERNEL,
    VAPOR,
    CLOUD,
    GIT_INDEX,
    DOT_LARAVEL_APP,
    DOT_LARAVEL_PACKAGES,
    LISTED_PROVIDERS,
    INDEX,
    COMPOSE_OVERRIDES[0],
    COMPOSE_OVERRIDES[1],
    COMPOSE_OVERRIDES[2],
    COMPOSE_OVERRIDES[3],
    SAIL,
    COMPOSE_FILES[0],
    COMPOSE_FILES[1],
    COMPOSE_FILES[2],
    COMPOSE_FILES[3],
    SHOWING[0],
    SHOWING[1],
    SHOWING[2],
    SHOWING[3],
    SHOWING[4],
    SHOWING[5],
    SHOWING[6],
    SHOWING[7],
    SHOWING[8],
    SHOWING[9],
];

/// The script at the root of every app.
pub const ARTISAN: &str = "artisan";
/// What the app requires of Composer.
pub(super) const COMPOSER_JSON: &str = "composer.json";
/// What Composer resolved that to.
pub(super) const COMPOSER_LOCK: &str = "composer.lock";
/// What Composer installed.
pub(super) const INSTALLED_JSON: &str = "vendor/composer/installed.json";
/// The framework's class with its version.
pub(super) const APPLICATION: &str = "vendor/laravel/framework/src/Illuminate/Foundation/Application.php";
/// The variables of the app, secrets among them.
pub(super) const ENV: &str = ".env";
/// A copy of it that git may have, as `env:encrypt` makes it.
pub const ENCRYPTED: &str = ".env.encrypted";
/// The mailers.
pub(super) const MAIL: &str = "config/mail.php";
/// The credentials of services; the entry `ses` is one.
pub(super) const SERVICES: &str = "config/services.php";
/// The client of AWS's package for Laravel, which may use the same key.
pub(super) const AWS: &str = "config/aws.php";
/// The disks; `s3` may use the same key.
pub(super) const FILESYSTEMS: &str = "config/filesystems.php";
/// The queues; `sqs` may use the same key.
pub(super) const QUEUE: &str = "config/queue.php";
/// The caches; `dynamodb` may use the same key.
pub(super) const CACHE: &str = "config/cache.php";
/// Where sessions are stored.
pub(super) const SESSION: &str = "config/session.php";
/// How the app is configured, from Laravel 11 on.
pub(super) const BOOTSTRAP: &str = "bootstrap/app.php";
/// The cached configuration.
pub(super) const CACHED_CONFIG: &str = "bootstrap/cache/config.php";
/// The cached configuration, where the app moves it.
pub(super) const CACHED_CONFIG_IN_DOT_LARAVEL: &str = ".laravel/cache/config.php";
/// Where a cached configuration may lie.
pub const CACHED_CONFIGS: [&str; 2] = [CACHED_CONFIG, CACHED_CONFIG_IN_DOT_LARAVEL];
/// The user model.
pub(super) const USER: &str = "app/Models/User.php";
/// The user model before Laravel 8.
pub(super) const USER_BEFORE_8: &str = "app/User.php";
/// The app's name and address.
pub(super) const APP: &str = "config/app.php";
/// How Fortify is set up.
pub(super) const FORTIFY: &str = "config/fortify.php";
/// The folder of the service providers.
pub(super) const PROVIDERS: &str = "app/Providers";
/// The folder of what every request goes through.
pub(super) const MIDDLEWARE: &str = "app/Http/Middleware";
/// Folders of which every file of a kind is to be read before [`super::understand()`], also those in folders below: the PHP that
/// sets the configuration, and the further files of the two that matter, whose names make the entry: `config/mail/from.php`; and
/// the manifests of Kubernetes.
pub const FOLDERS: [&str; 9] = [
    PROVIDERS,
    MIDDLEWARE,
    "config/mail",
    "config/services",
    MANIFESTS[0],
    MANIFESTS[1],
    MANIFESTS[2],
    MANIFESTS[3],
    MANIFESTS[4],
];
/// Folders in which manifests of Kubernetes stand.
pub(super) const MANIFESTS: [&str; 5] = ["k8s", ".k8s", "kubernetes", "manifests", "deploy"];
/// The classes that provide services, from Laravel 11 on.
pub(super) const LISTED_PROVIDERS: &str = "bootstrap/providers.php";
/// The script of every request.
pub(super) const INDEX: &str = "public/index.php";
/// Which listener hears which event, up to Laravel 10.
pub(super) const EVENT_PROVIDER: &str = "app/Providers/EventServiceProvider.php";
/// The controller of Breeze that makes users.
pub(super) const REGISTRATION: &str = "app/Http/Controllers/Auth/RegisteredUserController.php";
/// The proxies that are trusted, up to Laravel 10.
pub(super) const TRUST_PROXIES: &str = "app/Http/Middleware/TrustProxies.php";
/// The routes of the site.
pub(super) const ROUTES_WEB: &str = "routes/web.php";
/// The routes of signing up and in.
pub(super) const ROUTES_AUTH: &str = "routes/auth.php";
/// The middleware of every request, up to Laravel 10.
pub(super) const KERNEL: &str = "app/Http/Kernel.php";
/// What Laravel Vapor deploys.
pub(super) const VAPOR: &str = "vapor.yml";
/// The application of Laravel Cloud that the folder belongs to, as its command line notes it.
pub(super) const CLOUD: &str = ".cloud/config.json";
/// What git tracks.
pub(super) const GIT_INDEX: &str = ".git/index";
/// The folder that takes the place of `bootstrap`, where there is one (Laravel 10 and later).
pub(super) const DOT_LARAVEL: &str = ".laravel/";
const DOT_LARAVEL_APP: &str = ".laravel/app.php";
const DOT_LARAVEL_PACKAGES: &str = ".laravel/cache/packages.php";
/// Sail's own script.
pub(super) const SAIL: &str = "vendor/bin/sail";
/// Where Compose looks for the services of a folder, in its order.
pub(super) const COMPOSE_FILES: [&str; 4] =
    ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
/// Where it looks for what goes over those, in its order, whatever the other one is called.
pub(super) const COMPOSE_OVERRIDES: [&str; 4] =
    ["compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"];
/// What shows which other programs read `.env`.
pub(super) const SHOWING: [&str; 10] = [
    "vite.config.js",
    "vite.config.ts",
    "vite.config.mjs",
    "vite.config.mts",
    "package.json",
    "bun.lock",
    "Dockerfile",
    "Makefile",
    ".envrc",
    "Procfile",
];

/// Whether a file in one of [`FOLDERS`], of this many bytes, is one that a person wrote.
pub fn is_of_a_folder(folder: &str, name: &str, size: u64) -> bool {
    let is_of_the_kind = match MANIFESTS.contains(&folder) {
        true => is_manifest(name),
        false => name.ends_with(".php"),
    };
    is_of_the_kind && size <= LONGEST
}

/// Whether a file may be a manifest of Kubernetes, by its name.
pub(super) fn is_manifest(name: &str) -> bool {
    name.ends_with(".yaml") || name.ends_with(".yml")
}

/// Bytes of a file in one of [`FOLDERS`] that is read.
const LONGEST: u64 = 256 * 1024;

/// Whether a path is one in the app, written plainly.
pub(super) fn is_in_app(path: &str) -> bool {
    let odd = |part: &str| matches!(part, "" | "." | "..");
    !path.contains('\\') && !path.split('/').any(odd)
}
