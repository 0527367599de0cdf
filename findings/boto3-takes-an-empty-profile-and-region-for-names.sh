#!/usr/bin/env bash
# boto3 1.40.60: an empty variable of the environment is sometimes a name, and sometimes no variable at all.
#
# `AWS_PROFILE=` in an env file, in a compose file or before a command looks like "no profile". boto3, and the AWS CLI that is
# built on it, take it for the profile whose name is empty and refuse to begin. An empty AWS_DEFAULT_REGION is the region
# without a name, found only when a client is made. An empty AWS_ACCESS_KEY_ID or AWS_CONFIG_FILE counts as not set.
# A program that starts `aws` for its user has to take an empty AWS_PROFILE out of the environment, not leave it.
#
# Seen:
#   AWS_PROFILE=          ProfileNotFound: The config profile () could not be found
#   AWS_DEFAULT_REGION=   the region is ''
#   AWS_ACCESS_KEY_ID=    no credentials, no error
#   AWS_CONFIG_FILE=      no profile, no error
#
# Exit code 0: it is still so. 1: it has changed. 2: the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    boto3==1.40.60 botocore==1.40.60 || exit 2

seen() {
    env -i HOME="$folder" PATH="$PATH" AWS_EC2_METADATA_DISABLED=true "$1=" "$folder/venv/bin/python" - <<'PY'
import boto3

try:
    session = boto3.session.Session()
    print(repr(session.region_name), session.get_credentials())
except Exception as error:
    print(f"{type(error).__name__}: {error}")
PY
}

same=0
expect() {
    local said
    said=$(seen "$1")
    printf '%-20s %s\n' "$1=" "$said"
    [[ $said == "$2" ]] || same=1
}
expect AWS_PROFILE "ProfileNotFound: The config profile () could not be found"
expect AWS_DEFAULT_REGION "'' None"
expect AWS_ACCESS_KEY_ID "None None"
expect AWS_CONFIG_FILE "None None"
exit "$same"
