#!/usr/bin/env bash
# honcho 2.0.0 reads the `.env` beside a Procfile, and leaves a variable out whose value is empty. python-dotenv, which one would
# take for the same grammar, sets it to the empty text, as phpdotenv and Compose do. Where `MAIL_PASSWORD=` is there to override
# what the shell exports, a process that honcho starts has the shell's value.
#
# Seen, of an `.env` with A= where the shell says A=old:
#   python-dotenv 1.2.1   ''
#   honcho 2.0.0          old
#
# Exit code 0: it is still so. 1: it has changed. 2: the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check honcho==2.0.0 python-dotenv==1.2.1 || exit 2

printf 'A=\n' >.env
export A=old
by_dotenv=$(venv/bin/python -c 'from dotenv import dotenv_values; print(repr(dotenv_values(".env")["A"]))')
by_honcho=$(venv/bin/honcho run bash -c 'echo "$A"')
echo "python-dotenv: $by_dotenv; honcho: $by_honcho"
[[ $by_dotenv == "''" && $by_honcho == old ]]
