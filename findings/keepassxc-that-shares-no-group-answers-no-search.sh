#!/usr/bin/env bash
# KeePassXC 2.7.4 with its Secret Service on, a database that is open and no group of it that is shared. One would take
# SearchItems for a question that is answered with two empty lists, as gnome-keyring and KWallet answer it where they keep
# nothing. KeePassXC opens "Unlock Database" instead, though the database is open, and does not answer before that dialog is
# closed; opened, it would still share nothing. That there is nothing to ask for is told at once by two others: the alias
# `default` is `/`, and there is no collection. src/host/keychain/look.rs asks those first.
#
# Seen: keepassxc 2.7.4+dfsg.1-2 of Debian 12
#   ReadAlias default   (objectpath '/',)
#   Collections         (<@ao []>,)
#   SearchItems         Error: Timeout was reached
#
# Qt and a display are not to be had in a folder, so the packages must be installed:
#   apt-get install --no-install-recommends keepassxc=2.7.4+dfsg.1-2 xvfb dbus libglib2.0-bin
#
# Exit code 0: it is still so. 1: it has changed. 2: what it needs is not installed.
set -euo pipefail
[[ $(dpkg-query -W -f '${Version}' keepassxc 2>/dev/null) == 2.7.4+dfsg.1-2 ]] || exit 2
for program in Xvfb dbus-run-session gdbus keepassxc-cli; do command -v "$program" >/dev/null || exit 2; done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir -p -m 700 home/.config/keepassxc run
printf '[General]\nUpdateCheckMessageShown=true\n[FdoSecrets]\nEnabled=true\n' >home/.config/keepassxc/keepassxc.ini
printf 'open\nopen\n' | keepassxc-cli db-create -p a.kdbx >/dev/null 2>&1
export HOME=$folder/home XDG_RUNTIME_DIR=$folder/run XDG_CONFIG_HOME=$folder/home/.config XDG_DATA_HOME=$folder/home/.local/share
cat >look <<'END'
Xvfb -displayfd 3 3>display >/dev/null 2>&1 &
screen=$!
until [[ -s display ]]; do sleep 0.1; done
DISPLAY=:$(<display) keepassxc --pw-stdin a.kdbx <<<open >/dev/null 2>&1 &
keepassxc=$!
ask() { gdbus call --session --timeout 10 --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets --method "$@" 2>&1; }
gdbus wait --session --timeout 30 org.freedesktop.secrets
sleep 3 # until the database is open
ask org.freedesktop.Secret.Service.ReadAlias default || true
ask org.freedesktop.DBus.Properties.Get org.freedesktop.Secret.Service Collections || true
ask org.freedesktop.Secret.Service.SearchItems "{'service':'anything'}" || true
kill "$keepassxc" "$screen"
END
dbus-run-session -- bash look 2>/dev/null | tee said
[[ $(<said) == "(objectpath '/',)
(<@ao []>,)
Error: Timeout was reached" ]]
