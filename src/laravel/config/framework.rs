//! The configuration that Laravel brings along from version 11 on, as far as mail goes. Knows no app.

use crate::laravel::version::Version;

/// The framework's own `config/mail.php` reads `MAIL_SCHEME` from this version on; before, `MAIL_ENCRYPTION`.
pub(in crate::laravel) const MAIL_SCHEME_SINCE: Version = Version::new(11, 35, 1);

/// The framework sends through Cloudflare by a transport of its own from this version on.
const CLOUDFLARE_SINCE: Version = Version::new(13, 7, 0);

/// A config file of the framework.
pub(super) struct FrameworkFile {
    /// Where it lies.
    pub path: &'static str,
    /// What is in it.
    pub source: &'static str,
    /// Entries that are merged with the app's key by key.
    pub merged: &'static [&'static str],
}

/// The framework's file of this name.
pub(super) fn file(name: &str, version: Option<Version>) -> Option<FrameworkFile> {
    let scheme = version.is_none_or(|version| version >= MAIL_SCHEME_SINCE);
    let cloudflare = version.is_none_or(|version| version >= CLOUDFLARE_SINCE);
    let (path, source, merged): (_, _, &'static [&'static str]) = match name {
        "mail" if cloudflare => ("vendor/laravel/framework/config/mail.php", MAIL_WITH_CLOUDFLARE, &["mailers"]),
        "mail" if scheme => ("vendor/laravel/framework/config/mail.php", MAIL, &["mailers"]),
        "mail" => ("vendor/laravel/framework/config/mail.php", MAIL_WITH_ENCRYPTION, &["mailers"]),
        "services" => ("vendor/laravel/framework/config/services.php", SERVICES, &[]),
        "queue" => ("vendor/laravel/framework/config/queue.php", QUEUE, &["connections"]),
        "app" => ("vendor/laravel/framework/config/app.php", APP, &[]),
        "filesystems" => ("vendor/laravel/framework/config/filesystems.php", FILESYSTEMS, &[]),
        "cache" => ("vendor/laravel/framework/config/cache.php", CACHE, &[]),
        "session" => ("vendor/laravel/framework/config/session.php", SESSION, &[]),
        _ => return None,
    };
    Some(FrameworkFile { path, source, merged })
}

macro_rules! mail {
    ($manner:literal, $more:literal) => {
        concat!(
            "<?php
return [
    'default' => env('MAIL_MAILER', 'log'),
    'mailers' => [
        'smtp' => [
            'transport' => 'smtp',
            ",
            $manner,
            "
            'url' => env('MAIL_URL'),
            'host' => env('MAIL_HOST', '127.0.0.1'),
            'port' => env('MAIL_PORT', 2525),
            'username' => env('MAIL_USERNAME'),
            'password' => env('MAIL_PASSWORD'),
            'timeout' => null,
        ],
        'ses' => ['transport' => 'ses'],
        'postmark' => ['transport' => 'postmark'],
        'resend' => ['transport' => 'resend'],",
            $more,
            "
        'sendmail' => ['transport' => 'sendmail'],
        'log' => ['transport' => 'log'],
        'array' => ['transport' => 'array'],
        'failover' => ['transport' => 'failover', 'mailers' => ['smtp', 'log']],
        'roundrobin' => ['transport' => 'roundrobin', 'mailers' => ['ses', 'postmark']],
    ],
    'from' => [
        'address' => env('MAIL_FROM_ADDRESS', 'hello@example.com'),
        'name' => env('MAIL_FROM_NAME', 'Example'),
    ],
];
"
        )
    };
}

const MAIL: &str = mail!("'scheme' => env('MAIL_SCHEME'),", "");
const MAIL_WITH_ENCRYPTION: &str = mail!("'encryption' => env('MAIL_ENCRYPTION', 'tls'),", "");
const MAIL_WITH_CLOUDFLARE: &str =
    mail!("'scheme' => env('MAIL_SCHEME'),", "\n        'cloudflare' => ['transport' => 'cloudflare'],");

const SERVICES: &str = "<?php
return [
    'ses' => [
        'key' => env('AWS_ACCESS_KEY_ID'),
        'secret' => env('AWS_SECRET_ACCESS_KEY'),
        'region' => env('AWS_DEFAULT_REGION', 'us-east-1'),
    ],
];
";

const QUEUE: &str = "<?php
return ['default' => env('QUEUE_CONNECTION', 'database')];
";

const APP: &str = "<?php
return [
    'name' => env('APP_NAME', 'Laravel'),
    'env' => env('APP_ENV', 'production'),
    'url' => env('APP_URL', 'http://localhost'),
];
";

const FILESYSTEMS: &str = "<?php
return ['default' => env('FILESYSTEM_DISK', 'local')];
";

const CACHE: &str = "<?php
return ['default' => env('CACHE_STORE', 'database')];
";

const SESSION: &str = "<?php
return ['driver' => env('SESSION_DRIVER', 'database')];
";
