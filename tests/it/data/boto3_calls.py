"""Calls AWS through boto3, one call after the other.

    boto3_calls.py ENDPOINT < calls

A line in is a JSON list: the service, the operation as boto3 names it, its arguments, and how many pages of one item each are
read of a list at most, or null. A line out is a JSON object: "answer", or "code", "message" and, of a batch, "messages". Knows no
operation.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=20)
clients = {}


def client(service):
    if service not in clients:
        clients[service] = boto3.client(service, endpoint_url=sys.argv[1], config=config)
    return clients[service]


def call(service, operation, arguments, pages):
    ask = getattr(client(service), operation)
    if pages is None:
        return ask(**arguments)
    # Not every list has a paginator.
    all_pages = [ask(**arguments, PageSize=1)]
    while all_pages[-1].get("NextToken") and len(all_pages) < pages:
        all_pages.append(ask(**arguments, PageSize=1, NextToken=all_pages[-1]["NextToken"]))
    return {"pages": all_pages}


for line in sys.stdin:
    try:
        said = {"answer": call(*json.loads(line))}
    except ClientError as refused:
        error = refused.response.get("Error", {})
        said = {"code": error.get("Code"), "message": error.get("Message"), "messages": refused.response.get("messages")}
    print(json.dumps(said, default=str), flush=True)
