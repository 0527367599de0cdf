"""Reads SPF and DMARC as others do: pyspf, checkdmarc and OpenDMARC, one of them a process.

    mail_readers.py pyspf|checkdmarc|opendmarc ADDRESS PORT < names

A line in is a JSON object: "id", "kind" (spf or dmarc), "name" (the domain) and "ips" (those that send). A line out is its id and
what the reader says of it: pass, fail, softfail, neutral, none, permerror or temperror of SPF, the first that is no pass of any
sender, or readable of a reader that judges no sender; none, quarantine, reject or refused of DMARC; null where the reader does
not read the kind; the reader's own words; and of a DMARC record that it reads what else it finds there: sp, np, pct, adkim and
aspf, each with what holds where the record does not say it, as far as the reader knows the tag. The texts themselves come from the DNS server at the
address, and from nowhere else.
"""

import ctypes
import json
import socket
import sys

import dns.resolver

reader, address, port = sys.argv[1:]

resolver = dns.resolver.Resolver(configure=False)
resolver.nameservers = [address]
resolver.port = int(port)
resolver.lifetime = 5
resolver.cache = dns.resolver.Cache()
dns.resolver.default_resolver = resolver


def pyspf():
    import spf

    def judge(case):
        if case["kind"] != "spf":
            return None, ""
        result, why = "none", ""
        for ip in case["ips"]:
            sender, helo = "bounce@" + case["name"], "a1-1.smtp-out.amazonses.com"
            result, _, why = spf.query(i=ip, s=sender, h=helo, timeout=5).check()
            if result != "pass":
                break
        return result, why

    return judge


def checkdmarc():
    import checkdmarc.dmarc
    import checkdmarc.spf

    def spf(name):
        found = checkdmarc.spf.query_spf_record(name, resolver=resolver)
        checkdmarc.spf.parse_spf_record(found["record"], name, resolver=resolver)

    def dmarc(name):
        found = checkdmarc.dmarc.query_dmarc_record(name, resolver=resolver, ignore_unrelated_records=True)
        read = checkdmarc.dmarc.parse_dmarc_record(found["record"], name, resolver=resolver, ignore_unrelated_records=True)
        tags = read["tags"]
        more = {tag: str(tags[tag]["value"]).lower() for tag in ("sp", "np", "adkim", "aspf") if tag in tags}
        return tags["p"]["value"], "", more

    def judge(case):
        try:
            if case["kind"] == "dmarc":
                return dmarc(case["name"])
            spf(case["name"])
            # It reads a record, and judges no sender.
            return "readable", ""
        except checkdmarc.spf.SPFRecordNotFound as why:
            return ("permerror" if "include target" in str(why) else "none"), str(why)
        except checkdmarc.spf.SPFError as why:
            return "permerror", str(why)
        except checkdmarc.dmarc.DMARCError as why:
            return "refused", str(why)

    return judge


class Address(ctypes.Structure):
    """`struct sockaddr_in`."""

    _fields_ = [
        ("family", ctypes.c_ushort),
        ("port", ctypes.c_uint16),
        ("ip", ctypes.c_uint8 * 4),
        ("zero", ctypes.c_uint8 * 8),
    ]


class Library(ctypes.Structure):
    """`OPENDMARC_LIB_T`: no list of top-level domains, and the DNS servers to ask."""

    _fields_ = [
        ("tld_type", ctypes.c_int),
        ("tld_file", ctypes.c_char * 4096),
        ("servers", ctypes.c_int),
        ("server", Address * 3),
    ]


def opendmarc():
    library = ctypes.CDLL("libopendmarc.so.2")
    library.opendmarc_policy_connect_init.restype = ctypes.c_void_p
    library.opendmarc_policy_connect_init.argtypes = [ctypes.c_char_p, ctypes.c_int]
    library.opendmarc_policy_connect_shutdown.argtypes = [ctypes.c_void_p]
    library.opendmarc_policy_query_dmarc.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    library.opendmarc_policy_store_from_domain.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    library.opendmarc_policy_fetch_p.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_int)]
    numbers = {tag: getattr(library, "opendmarc_policy_fetch_" + tag) for tag in ("sp", "pct", "adkim", "aspf")}
    for fetch in numbers.values():
        fetch.argtypes = [ctypes.c_void_p, ctypes.POINTER(ctypes.c_int)]
    library.opendmarc_policy_status_to_str.restype = ctypes.c_char_p
    ip = (ctypes.c_uint8 * 4)(*(int(part) for part in address.split(".")))
    settings = Library(servers=1, server=(Address * 3)(Address(socket.AF_INET, socket.htons(int(port)), ip)))
    assert library.opendmarc_policy_library_init(ctypes.byref(settings)) == 0

    def judge(case):
        if case["kind"] != "dmarc":
            return None, ""
        name = case["name"].encode()
        context = library.opendmarc_policy_connect_init(b"192.0.2.1", 0)
        try:
            library.opendmarc_policy_store_from_domain(context, name)
            status = library.opendmarc_policy_query_dmarc(context, name)
            policy = ctypes.c_int(0)
            library.opendmarc_policy_fetch_p(context, ctypes.byref(policy))
            found = {tag: fetched(fetch, context) for tag, fetch in numbers.items()}
        finally:
            library.opendmarc_policy_connect_shutdown(context)
        if status != 0:
            return "refused", library.opendmarc_policy_status_to_str(status).decode()
        word = {"n": "none", "q": "quarantine", "r": "reject"}
        own = word.get(chr(policy.value), "none")
        more = {"sp": word.get(chr(found["sp"]), own), "pct": str(found["pct"])}
        more |= {tag: "s" if chr(found[tag]) == "s" else "r" for tag in ("adkim", "aspf")}
        return own, "", more

    return judge


def fetched(fetch, context):
    value = ctypes.c_int(0)
    fetch(context, ctypes.byref(value))
    return value.value


if __name__ == "__main__":
    judge = {"pyspf": pyspf, "checkdmarc": checkdmarc, "opendmarc": opendmarc}[reader]()
    for line in sys.stdin:
        case = json.loads(line)
        said, why, more = (*judge(case), {})[:3]
        print(json.dumps({"id": case["id"], "said": said, "why": why, "more": more}), flush=True)
