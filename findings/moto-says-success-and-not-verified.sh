#!/usr/bin/env bash
# moto 5.1.16 (boto3 1.40.60), SES v2: an identity that is verified and is not.
#
# SES has two words about an identity: VerificationStatus, and VerifiedForSendingStatus, which decides whether mail leaves.
# At AWS the second follows from the first. moto answers GetEmailIdentity with SUCCESS for the one and false for the other,
# gives a domain no DKIM tokens, and sends from it. A program that is tried against moto and waits for
# VerifiedForSendingStatus waits for ever; one that asks for VerificationStatus passes, and has proven nothing.
#
# Seen, for a domain a moment after CreateEmailIdentity:
#   VerificationStatus SUCCESS, VerifiedForSendingStatus False, DKIM tokens None, mail sent
#
# Exit code 0: it is still so. 1: it has changed. 2: the packages could not be installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    moto==5.1.16 boto3==1.40.60 botocore==1.40.60 || exit 2

"$folder/venv/bin/python" - <<'PY'
import sys
import boto3
from moto import mock_aws

with mock_aws():
    ses = boto3.client(
        "sesv2", region_name="ap-northeast-2", aws_access_key_id="testing", aws_secret_access_key="testing"
    )
    ses.create_email_identity(EmailIdentity="example.com")
    seen = ses.get_email_identity(EmailIdentity="example.com")
    words = {"Data": "hello"}
    sent = ses.send_email(
        FromEmailAddress="app@example.com",
        Destination={"ToAddresses": ["user@example.org"]},
        Content={"Simple": {"Subject": words, "Body": {"Text": words}}},
    )

said = "VerificationStatus {}, VerifiedForSendingStatus {}, DKIM tokens {}, mail {}".format(
    seen.get("VerificationStatus"),
    seen["VerifiedForSendingStatus"],
    seen["DkimAttributes"].get("Tokens"),
    "sent" if sent.get("MessageId") else "not sent",
)
print(said)
expected = "VerificationStatus SUCCESS, VerifiedForSendingStatus False, DKIM tokens None, mail sent"
sys.exit(0 if said == expected else 1)
PY
