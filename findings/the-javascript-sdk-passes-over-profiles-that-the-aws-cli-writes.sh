#!/usr/bin/env bash
# The AWS CLI 1.45.64 takes `aws configure set … --profile "my shop"`: it writes `[profile 'my shop']` into config and
# `[my shop]` into credentials, and reads both again. The loader of the SDK for JavaScript (shared-ini-file-loader 4.7.2)
# passes over both sections without a word, as if the files were empty. One would guess that what one of AWS's own programs
# writes, every SDK of AWS finds, or says why not.
#
# Seen: the CLI says `ap-northeast-2`, the JavaScript loader has no profile.
# Exit code 0: it is still so. 1: it has changed. 2: the packages could not be installed.
set -euo pipefail

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check awscli==1.45.64 || exit 2
npm install --silent --no-audit --no-fund --prefix . @smithy/shared-ini-file-loader@4.7.2 >/dev/null || exit 2

export AWS_CONFIG_FILE=$here/config AWS_SHARED_CREDENTIALS_FILE=$here/credentials
unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_REGION AWS_DEFAULT_REGION
venv/bin/aws configure set region ap-northeast-2 --profile "my shop"
venv/bin/aws configure set aws_access_key_id AKIAIOSFODNN7EXAMPLE --profile "my shop"
grep '^\[' config credentials

cli=$(venv/bin/aws configure get region --profile "my shop")
node=$(node -e 'require("@smithy/shared-ini-file-loader").parseKnownFiles({}).then((all) => console.log(Object.keys(all).length))')
echo "AWS CLI: $cli; JavaScript: $node profiles"
[[ $cli == ap-northeast-2 && $node == 0 ]]
