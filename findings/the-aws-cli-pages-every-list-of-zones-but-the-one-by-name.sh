#!/usr/bin/env bash
# AWS CLI 1.45.64 (botocore 1.43.64): `route53 list-hosted-zones` is read to its end, `list-hosted-zones-by-name` is not.
#
# Both lists come in pages. For the first the CLI asks page after page, and --max-items is how many it prints. The second has no
# paginator in botocore's data: what is printed is one page, IsTruncated is true, and --max-items is sent to Route 53 as the size
# of that page. Who looks up a zone by its name and has several of it, a private one among them, can miss the one that is meant.
# A program that looks for a zone by name has to go on with NextDNSName and NextHostedZoneId itself.
#
# Seen, from a server that gives one zone a page and has two:
#   list-hosted-zones                        2 zones, 2 requests
#   list-hosted-zones-by-name                1 zone,  1 request, IsTruncated true
#   list-hosted-zones-by-name --max-items 9  1 zone,  1 request, which says maxitems=9
#
# Exit code 0: it is still so. 1: it has changed. 2: the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    awscli==1.45.64 botocore==1.43.64 || exit 2

cat >"$folder/zones.py" <<'PY'
"""One zone a page; each request is written down."""
import http.server
import sys
from urllib.parse import parse_qs, urlsplit

ZONE = "<HostedZone><Id>/hostedzone/Z{0}</Id><Name>example.com.</Name><CallerReference>{0}</CallerReference></HostedZone>"


class Zones(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print(self.path, file=open(sys.argv[2], "a"), flush=True)
        url = urlsplit(self.path)
        asked = parse_qs(url.query)
        second = "marker" in asked or "hostedzoneid" in asked
        by_name = url.path.endswith("hostedzonesbyname")
        zones = f"<HostedZones>{ZONE.format(2 if second else 1)}</HostedZones><MaxItems>1</MaxItems>"
        more = f"<IsTruncated>{'false' if second else 'true'}</IsTruncated>"
        if by_name:
            rest = "" if second else "<NextDNSName>example.com.</NextDNSName><NextHostedZoneId>Z2</NextHostedZoneId>"
            body = f"<ListHostedZonesByNameResponse>{zones}{more}{rest}</ListHostedZonesByNameResponse>"
        else:
            rest = "" if second else "<NextMarker>Z2</NextMarker>"
            body = f"<ListHostedZonesResponse>{zones}<Marker></Marker>{more}{rest}</ListHostedZonesResponse>"
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Zones)
print(server.server_port, file=open(sys.argv[1], "w"), flush=True)
server.serve_forever()
PY
python3 "$folder/zones.py" "$folder/port" "$folder/asked" &
server=$!
for _ in {1..100}; do [[ -s $folder/port ]] && break; sleep 0.1; done
port=$(<"$folder/port")

same=0
expect() {
    local expected=$1 said
    shift
    : >"$folder/asked"
    said=$(env -i HOME="$folder" PATH="$PATH" AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE AWS_SECRET_ACCESS_KEY=example \
        AWS_DEFAULT_REGION=us-east-1 AWS_EC2_METADATA_DISABLED=true "$folder/venv/bin/aws" route53 "$@" \
        --endpoint-url "http://127.0.0.1:$port" --output json |
        python3 -c 'import json, sys; it = json.load(sys.stdin); print(len(it["HostedZones"]), it.get("IsTruncated"))')
    said="$said, $(wc -l <"$folder/asked") requests: $(sed 's/.*?//; s/.*zonesbyname$/-/; s/.*hostedzone$/-/' "$folder/asked" | paste -sd' ')"
    printf '%-40s %s\n' "$*" "$said"
    [[ $said == "$expected" ]] || same=1
}
expect "2 None, 2 requests: - marker=Z2" list-hosted-zones
expect "1 True, 1 requests: -" list-hosted-zones-by-name
expect "1 True, 1 requests: maxitems=9" list-hosted-zones-by-name --max-items 9
exit "$same"
