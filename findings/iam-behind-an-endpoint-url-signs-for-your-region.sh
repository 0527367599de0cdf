#!/usr/bin/env bash
# botocore 1.44.8 (boto3 1.44.8), IAM behind an endpoint URL.
#
# IAM is one service for the whole partition: its requests are signed for us-east-1, whatever region the client was made for.
# Given an endpoint URL (as for an emulator, a proxy, or AWS_ENDPOINT_URL), the same client signs the same call for its own
# region instead. A server that accepts only AWS's scope for IAM refuses it, and one that finds the service's region in the
# scope files one account's users under several regions.
#
# Seen, for a client of ap-northeast-2:
#   AWS's own endpoint: us-east-1/iam
#   an endpoint URL:    ap-northeast-2/iam
#
# Exit code 0: it is still so. 1: it has changed. 2: the package could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    boto3==1.44.8 botocore==1.44.8 || exit 2

"$folder/venv/bin/python" - <<'PY'
import http.server, re, sys, threading
import boto3, botocore
from botocore.awsrequest import AWSResponse

ANSWER = b"<ListUsersResponse><ListUsersResult><Users/><IsTruncated>false</IsTruncated></ListUsersResult></ListUsersResponse>"
scope = lambda header: re.search(r"Credential=[^/]+/\d+/([^/]+/[^/]+)/aws4_request", header).group(1)
seen = {}


class Server(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        seen["an endpoint URL"] = scope(self.headers["Authorization"])
        self.send_response(200)
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, *_):
        pass


class Body:
    def stream(self, **_):
        yield ANSWER


def instead_of_sending(request, **_):
    seen["AWS's own endpoint"] = scope(request.headers["Authorization"].decode())
    return AWSResponse(request.url, 200, {}, Body())


server = http.server.HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
said = dict(
    aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="x" * 40, region_name="ap-northeast-2"
)
own = boto3.client("iam", **said)
own.meta.events.register("before-send.iam.ListUsers", instead_of_sending)
own.list_users()
boto3.client("iam", endpoint_url=f"http://127.0.0.1:{server.server_port}", **said).list_users()
server.shutdown()

print(f"botocore {botocore.__version__}")
for where, signed in sorted(seen.items()):
    print(f"  {where}: {signed}")
expected = {"AWS's own endpoint": "us-east-1/iam", "an endpoint URL": "ap-northeast-2/iam"}
sys.exit(0 if seen == expected else 1)
PY
