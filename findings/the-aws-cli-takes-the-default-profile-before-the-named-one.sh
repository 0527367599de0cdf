#!/usr/bin/env bash
# botocore 1.43.64, under boto3 and the AWS CLI 1: where both AWS_PROFILE and AWS_DEFAULT_PROFILE name a profile, the second
# counts. The SDK for JavaScript (@aws-sdk/credential-providers, shared-ini-file-loader 4.7.2) takes AWS_PROFILE and knows no
# other, as those for PHP, Go and Rust do. One would guess that the more specific name goes first everywhere: in one shell
# `aws` and the app then work in two accounts, and neither says so.
#
# Seen: botocore says `other`, the JavaScript loader says `named`.
# Exit code 0: it is still so. 1: it has changed. 2: the packages could not be installed.
set -euo pipefail

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check botocore==1.43.64 || exit 2
npm install --silent --no-audit --no-fund --prefix . @smithy/shared-ini-file-loader@4.7.2 >/dev/null || exit 2

printf '[profile named]\nregion = eu-west-1\n[profile other]\nregion = us-west-2\n' >config
export AWS_CONFIG_FILE=$here/config AWS_SHARED_CREDENTIALS_FILE=/dev/null
export AWS_PROFILE=named AWS_DEFAULT_PROFILE=other
unset AWS_REGION AWS_DEFAULT_REGION

python=$(venv/bin/python -c 'import botocore.session as s; print(s.get_session().get_config_variable("profile"))')
node=$(node -e 'console.log(require("@smithy/shared-ini-file-loader").getProfileName({}))')
echo "botocore: $python; JavaScript: $node"
[[ $python == other && $node == named ]]
