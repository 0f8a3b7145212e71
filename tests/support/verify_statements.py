#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verifies DSSE envelopes with the library of in-toto: verify_statements.py KEY FILE…

KEY is a binary OpenPGP key. Prints "FILE PREDICATE-TYPE DIGEST…" for each statement, with the digests of its subjects, and
ends with 1 at the first envelope whose signature is not good. Nothing of it is code of rpmworks.
"""
import base64
import json
import sys

from securesystemslib.gpg.common import get_pubkey_bundle, parse_signature_packet
from securesystemslib.gpg.functions import verify_signature


def encoding(payload_type, payload):
    """The pre-authentication encoding of DSSE."""
    return b"DSSEv1 %d %b %d %b" % (len(payload_type), payload_type, len(payload), payload)


def main():
    with open(sys.argv[1], "rb") as file:
        key = file.read()
    for name in sys.argv[2:]:
        with open(name, "rb") as file:
            lines = file.read().splitlines()
        for line in lines:
            envelope = json.loads(line)
            payload = base64.b64decode(envelope["payload"], validate=True)
            content = encoding(envelope["payloadType"].encode(), payload)
            for signature in envelope["signatures"]:
                parsed = parse_signature_packet(base64.b64decode(signature["sig"], validate=True))
                parsed["keyid"] = parsed["keyid"] or signature["keyid"].lower()
                bundle = get_pubkey_bundle(key, parsed["keyid"])
                if not verify_signature(parsed, bundle, content):
                    sys.exit("%s: the signature is not good" % name)
            if not envelope["signatures"]:
                sys.exit("%s: no signature" % name)
            statement = json.loads(payload)
            if statement["_type"] != "https://in-toto.io/Statement/v1":
                sys.exit("%s: not a statement" % name)
            digests = [subject["digest"]["sha256"] for subject in statement["subject"]]
            print(name, statement["predicateType"], *digests)


main()
