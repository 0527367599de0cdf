#!/usr/bin/env bash
# A line APP_CONFIG_CACHE=storage/c.php in .env tells Laravel where its cached configuration is. One would take it that the line
# counts or does not. It counts as long as no cached configuration lies at the usual place: before it reads .env, Laravel looks
# whether one does, and then reads no .env at all, so that the line that names the other one is not seen. The same variable in the
# process counts always. So a bootstrap/cache/config.php that an earlier deployment left takes over from the newer one that .env
# names. src/laravel/environment.rs goes by this.
#
# Seen: Illuminate\Foundation 8.83.26 of Debian 12, with PHP 8.2; the same .env each time
#   no cached configuration                       of-config
#   one where .env says                           of-storage
#   and one at the usual place                    of-bootstrap
#   with the same variable in the process         of-storage
#
# Exit code 0: it is still so. 1: it has changed. 2: the packages could not be had.
set -euo pipefail
for program in apt-get apt-cache dpkg-deb php; do command -v "$program" >/dev/null || exit 2; done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir packages tree
mapfile -t needed < <(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
    --no-enhances php-laravel-framework=8.83.26+dfsg-2 2>/dev/null |
    grep -E '^php-[a-z-]+$' | grep -vxE 'php-(common|cli|laravel-framework)' | sort -u)
(( ${#needed[@]} )) || exit 2
(cd packages && apt-get download -qq php-laravel-framework=8.83.26+dfsg-2 "${needed[@]}" >/dev/null 2>&1) || exit 2
for package in packages/*.deb; do dpkg-deb -x "$package" tree; done
mkdir -p app/bootstrap/cache app/config app/storage
echo "APP_CONFIG_CACHE=storage/c.php" >app/.env
echo "<?php return ['env' => 'x', 'timezone' => 'UTC'];" >app/config/app.php
echo "<?php return ['default' => 'of-config'];" >app/config/mail.php
cached() { echo "<?php return ['app' => ['env' => 'x', 'timezone' => 'UTC'], 'mail' => ['default' => '$1']];"; }
cat >boot.php <<'END'
<?php
require 'Illuminate/autoload.php';
$app = new Illuminate\Foundation\Application(__DIR__ . '/app');
(new Illuminate\Foundation\Bootstrap\LoadEnvironmentVariables())->bootstrap($app);
(new Illuminate\Foundation\Bootstrap\LoadConfiguration())->bootstrap($app);
echo $app->version(), ' ', $app['config']->get('mail.default'), PHP_EOL;
END
boot() { php -d "include_path=$folder/tree/usr/share/php" -d error_reporting=1 boot.php; }
{
    boot
    cached of-storage >app/storage/c.php
    boot
    cached of-bootstrap >app/bootstrap/cache/config.php
    boot
    APP_CONFIG_CACHE=storage/c.php boot
} | tee said
[[ $(<said) == "8.83.26 of-config
8.83.26 of-storage
8.83.26 of-bootstrap
8.83.26 of-storage" ]]
