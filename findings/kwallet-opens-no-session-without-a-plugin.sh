#!/usr/bin/env bash
# KWallet 5.103 keeps secrets for every program (org.freedesktop.secrets), over a session whose key is agreed on as the
# specification says (dh-ietf1024-sha256-aes128-cbc-pkcs7). One would take it that what is installed with kwalletd5 can do that.
# It takes a plugin of QCA that Debian's package neither depends on nor recommends, and without it every OpenSession ends with
# an error of the kind of a wrong argument; only its words name the plugin, and not the package: libqca-qt5-2-plugins, for
# KWallet 6 libqca-qt6-plugins. src/host/keychain/store.rs goes by the words. A session without encryption opens.
#
# Seen: libkf5wallet-bin 5.103.0-1 of Debian 12
#   dh      Error: GDBus.Error:org.freedesktop.DBus.Error.InvalidArgs: createDLGroup failed: maybe libqca-ossl is missing
#   plain   (<@ay []>, objectpath '/org/freedesktop/secrets/session/1')
#
# Qt is not to be had in a folder, so the packages must be installed, and the plugin must not:
#   apt-get install --no-install-recommends libkf5wallet-bin=5.103.0-1 dbus libglib2.0-bin
#
# Exit code 0: it is still so. 1: it has changed. 2: what it needs is not installed, or the plugin is.
set -euo pipefail
[[ $(dpkg-query -W -f '${Version}' libkf5wallet-bin 2>/dev/null) == 5.103.0-1 ]] || exit 2
[[ $(dpkg-query -W -f '${db:Status-Abbrev}' libqca-qt5-2-plugins 2>/dev/null) != ii* ]] || exit 2
for program in dbus-run-session gdbus; do command -v "$program" >/dev/null || exit 2; done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir -m 700 home run
printf '[Wallet]\nFirst Use=false\n[org.freedesktop.secrets]\napiEnabled=true\n' >home/kwalletrc
export HOME=$folder/home XDG_RUNTIME_DIR=$folder/run XDG_CONFIG_HOME=$folder/home XDG_DATA_HOME=$folder/home QT_QPA_PLATFORM=offscreen
cat >look <<'END'
kwalletd5 >/dev/null 2>&1 &
kwallet=$!
gdbus wait --session --timeout 30 org.freedesktop.secrets
open() {
    gdbus call --session --timeout 10 --dest org.freedesktop.secrets --object-path /org/freedesktop/secrets \
        --method org.freedesktop.Secret.Service.OpenSession "$@" 2>&1 | head -n 1
}
open dh-ietf1024-sha256-aes128-cbc-pkcs7 "<@ay [0x02$(printf ', 0x07%.0s' {1..127})]>"
open plain "<''>"
kill "$kwallet"
END
dbus-run-session -- bash look 2>/dev/null | tee said
[[ $(<said) == "Error: GDBus.Error:org.freedesktop.DBus.Error.InvalidArgs: createDLGroup failed: maybe libqca-ossl is missing
(<@ay []>, objectpath '/org/freedesktop/secrets/session/1')" ]]
