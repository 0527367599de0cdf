#!/usr/bin/env bash
# bun 1.3.1 reads the `.env` of its folder by itself, and expands `$NAME` inside single quotes too; there is no way to write a
# dollar that is one. In every other reader single quotes mean what they mean in a shell: nothing is expanded. A password with
# a dollar in it, written as phpdotenv, dotenv, Compose and bash read it, arrives cut in a script that bun runs.
#
# Seen, of A='x$NAME-y' with NAME=z:
#   node --env-file   x$NAME-y
#   bun               xz-y
#
# Exit code 0: it is still so. 1: it has changed. 2: the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund bun@1.3.1 node@22.12.0 >/dev/null 2>&1 || exit 2

printf "NAME=z\nA='x\$NAME-y'\n" >.env
by_node=$(node_modules/.bin/node --env-file=.env -e 'console.log(process.env.A)')
by_bun=$(node_modules/.bin/bun -e 'console.log(process.env.A)')
echo "node --env-file: $by_node; bun: $by_bun"
[[ $by_node == 'x$NAME-y' && $by_bun == xz-y ]]
