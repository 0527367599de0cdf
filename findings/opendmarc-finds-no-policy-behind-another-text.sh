#!/usr/bin/env bash
# OpenDMARC 1.4.2 (libopendmarc of Debian 12): a DMARC record is found, or not, by the order in which its name's texts come.
#
# Beside a DMARC record other texts may stand at a _dmarc name; receivers are to pass by those that do not begin with v=DMARC1
# (RFC 7489, 6.6.3), and DNS has no order among them. libopendmarc looks at the first text alone: where a site verification is
# answered first, the domain "lacked a DMARC record", though p=reject stands behind it. Many servers turn the order round with
# each answer, so that the same domain has a policy in every second message. checkdmarc finds it each time.
#
# Seen, two texts at one name, from a name server of dnspython 2.7.0:
#   the record first                       found: reject
#   a site verification first              Looked up domain lacked a DMARC record
#   the record alone                       found: reject
#
# Exit code 0: it is still so. 1: it has changed. 2: the packages could not be had.
set -euo pipefail
for program in apt-get dpkg-deb python3; do command -v "$program" >/dev/null || exit 2; done
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir packages tree
(cd packages && apt-get download -qq libopendmarc2=1.4.2-2+b1 libspf2-2 libbsd0 libmd0 >/dev/null 2>&1) || exit 2
for package in packages/*.deb; do dpkg-deb -x "$package" tree; done
python3 -m venv venv && venv/bin/pip install --quiet --disable-pip-version-check dnspython==2.7.0 || exit 2
libraries=$(find tree -name '*.so.*' -printf '%h\n' | sort -u | paste -sd:)
cat >ask.py <<'PY'
import ctypes
import socket
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

RECORD, OTHER = "v=DMARC1; p=reject", "site-verification=1234"
TEXTS = {"record-first": [RECORD, OTHER], "other-first": [OTHER, RECORD], "alone": [RECORD]}

server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))


def serve():
    while True:
        wire, peer = server.recvfrom(4096)
        query = dns.message.from_wire(wire)
        question = query.question[0]
        answer = dns.message.make_response(query, recursion_available=True)
        labels = question.name.to_text().lower().split(".")
        texts = TEXTS.get(labels[1]) if labels[0] == "_dmarc" and question.rdtype == 16 else None
        if texts:
            # One set each, or dnspython would turn the order round by chance, as many servers do.
            answer.answer.extend(dns.rrset.from_text(question.name, 60, 1, 16, f'"{text}"') for text in texts)
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        server.sendto(answer.to_wire(), peer)


threading.Thread(target=serve, daemon=True).start()


class Address(ctypes.Structure):
    _fields_ = [("family", ctypes.c_uint16), ("port", ctypes.c_uint16), ("ip", ctypes.c_uint8 * 4), ("rest", ctypes.c_char * 8)]


class Settings(ctypes.Structure):
    _fields_ = [("tld", ctypes.c_int), ("tld_file", ctypes.c_char * 4096), ("servers", ctypes.c_int), ("server", Address * 3)]


library = ctypes.CDLL("libopendmarc.so.2")
library.opendmarc_policy_connect_init.restype = ctypes.c_void_p
library.opendmarc_policy_status_to_str.restype = ctypes.c_char_p
port = socket.htons(server.getsockname()[1])
here = Address(socket.AF_INET, port, (ctypes.c_uint8 * 4)(127, 0, 0, 1))
assert library.opendmarc_policy_library_init(ctypes.byref(Settings(servers=1, server=(Address * 3)(here)))) == 0
for name in TEXTS:
    context = ctypes.c_void_p(library.opendmarc_policy_connect_init(b"192.0.2.1", 0))
    domain = f"{name}.example".encode()
    library.opendmarc_policy_store_from_domain(context, domain)
    status = library.opendmarc_policy_query_dmarc(context, domain)
    policy = ctypes.c_int(0)
    library.opendmarc_policy_fetch_p(context, ctypes.byref(policy))
    found = {"r": "found: reject"}.get(chr(policy.value)) if status == 0 else None
    print(name, found or library.opendmarc_policy_status_to_str(status).decode())
PY
LD_LIBRARY_PATH="$libraries" venv/bin/python ask.py | tee said
[[ $(<said) == "record-first found: reject
other-first Looked up domain lacked a DMARC record
alone found: reject" ]]
