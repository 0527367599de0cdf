#!/usr/bin/env bash
# The AWS CLI 1.45.64 of PyPI reads profiles with `login_session`, as `aws login` of the CLI 2 writes them. It signs in with
# none of them: what signs the refresh is an optional package of botocore, and installing `awscli` does not bring it. One would
# guess that a program that knows a way to sign in comes with what that way needs; the profile works for every SDK beside it.
#
# Seen: without the package "Missing Dependency … pip install "botocore[crt]"", whatever the cache holds; with it the CLI goes
# on to look for the session, and says that there is none.
# Exit code 0: it is still so. 1: it has changed. 2: the packages could not be installed.
set -euo pipefail

here=$(mktemp -d)
trap 'rm -rf "$here"' EXIT
cd "$here"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check awscli==1.45.64 || exit 2

export HOME=$here AWS_CONFIG_FILE=$here/config AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_EC2_METADATA_DISABLED=true
unset AWS_PROFILE AWS_DEFAULT_PROFILE AWS_REGION AWS_DEFAULT_REGION AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
printf '[profile shop]\nlogin_session = arn:aws:iam::123456789012:user/me\nregion = ap-northeast-2\n' >config
ask() { venv/bin/aws sts get-caller-identity --profile shop 2>&1 || true; }

alone=$(ask)
echo "alone: $alone"
venv/bin/pip install --quiet --disable-pip-version-check 'botocore[crt]==1.43.64' || exit 2
helped=$(ask)
echo "with botocore[crt]: $helped"
[[ $alone == *"Missing Dependency"*"botocore[crt]"* && $helped != *"Missing Dependency"* ]]
