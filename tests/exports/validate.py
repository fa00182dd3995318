"""Checks exports and what schemas are of: `validate.py FORMAT=PATH... SCHEMA.json=PATH...`, a line for each mistake.

What a schema is of may be JSON, lines of JSON (.jsonl) or YAML (.yaml), as an editor's YAML 1.2 reads it.
"""

import csv
import functools
import io
import json
import os
import re
import sys
from pathlib import Path

import jsonschema
import yaml


@functools.cache
def ocsf_class():
    from ocsf_json_schema import OcsfJsonSchemaEmbedded, get_ocsf_schema

    raw = get_ocsf_schema("1.5.0")
    schema = OcsfJsonSchemaEmbedded(raw).get_class_schema("compliance_finding", ["cloud"])
    return raw, jsonschema.Draft202012Validator(schema)


def captions(attributes, event, where):
    """A number and the word beside it are one value of the enumeration."""
    for number, word in [("status_id", "status"), ("severity_id", "severity"), ("activity_id", "activity_name"), ("type_uid", "type_name")]:
        if number in event:
            caption = attributes[number]["enum"].get(str(event[number]), {}).get("caption")
            if event.get(word) != caption:
                yield f"{where}{number} {event[number]} is {caption!r}, not {event.get(word)!r}"


def ocsf(text):
    from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding

    raw, checker = ocsf_class()
    uids = set()
    for line in text.decode().split("\n")[:-1]:
        event = json.loads(line)
        for mistake in checker.iter_errors(event):
            yield f"{mistake.json_path}: {mistake.message[:300]}"
        yield from captions(raw["classes"]["compliance_finding"]["attributes"], event, "")
        yield from captions(raw["objects"]["compliance"]["attributes"], event["compliance"], "compliance.")
        model = ComplianceFinding(**event)
        if model.type_uid.value != model.class_uid * 100 + model.activity_id.value:
            yield f"type_uid {model.type_uid}"
        if model.compliance.status_id.name != {"pass": "Pass", "fail": "Fail", "unknown": "Warning", "resolved": "Unknown"}[event["status_code"]]:
            yield f"{event['status_code']} is {model.compliance.status_id}"
        if model.finding_info.uid in uids:
            yield f"{model.finding_info.uid} stands twice"
        uids.add(model.finding_info.uid)
        if any(ord(c) < 32 or 127 <= ord(c) < 160 for c in re.sub(r"\\.", lambda _: "", line)):
            yield "a control character"


# What the service says of its members and its model does not.
LENGTHS = {
    ("Id",): 512, ("GeneratorId",): 512, ("Title",): 256, ("Description",): 1024, ("Region",): 16,
    ("ProductName",): 128, ("CompanyName",): 128, ("Types", "*"): 256,
    ("Remediation", "Recommendation", "Text"): 512, ("Remediation", "Recommendation", "Url"): 512,
    ("Resources", "*", "Id"): 512, ("Resources", "*", "Type"): 256, ("Resources", "*", "Region"): 16,
    ("Resources", "*", "Details", "Other", "*"): 1024, ("ProductFields", "*"): 2048,
    ("Compliance", "RelatedRequirements", "*"): 64, ("Compliance", "StatusReasons", "*", "Description"): 512,
}
COUNTS = {
    ("Types",): 50, ("ProductFields",): 50, ("Resources",): 32, ("Resources", "*", "Details", "Other"): 50,
    ("Compliance", "RelatedRequirements"): 32, ("Compliance", "StatusReasons"): 20,
}


def shaped(shape, value, path):
    """What botocore's own validation leaves out: patterns, enumerations, and the documented lengths."""
    if path in COUNTS and len(value) > COUNTS[path]:
        yield f"{path}: {len(value)} of {COUNTS[path]}"
    if shape.type_name == "structure":
        for name, inner in value.items():
            yield from shaped(shape.members[name], inner, (*path, name))
    elif shape.type_name == "list":
        for inner in value:
            yield from shaped(shape.member, inner, (*path, "*"))
    elif shape.type_name == "map":
        for key, inner in value.items():
            if not key.strip() or len(key.encode()) > 128:
                yield f"{path}: key {key!r}"
            yield from shaped(shape.value, inner, (*path, "*"))
    elif shape.type_name == "string":
        pattern, words = shape.metadata.get("pattern"), shape.metadata.get("enum")
        if pattern and not re.search(pattern, value) or words and value not in words:
            yield f"{path}: {value!r}"
        if len(value.encode()) > LENGTHS.get(path, 4096):
            yield f"{path}: {len(value.encode())} bytes"


def imported(batches):
    """The batches, in the accounts and regions that they are for; moto looks through all that it has for each."""
    import boto3
    from moto import mock_aws
    from moto.core import DEFAULT_ACCOUNT_ID

    os.environ |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_CONFIG_FILE": os.devnull}
    with mock_aws():
        sts = boto3.client("sts", region_name="us-east-1")
        for batch in batches[:20]:
            account, region = batch[0]["AwsAccountId"], batch[0]["Region"]
            token = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/importer", RoleSessionName="importer")["Credentials"]
            keys = {"aws_access_key_id": token["AccessKeyId"], "aws_secret_access_key": token["SecretAccessKey"]}
            keys["aws_session_token"] = token["SessionToken"]
            hub = boto3.client("securityhub", region_name=region, **keys)
            answer = hub.batch_import_findings(Findings=batch)
            if answer["FailedCount"] or answer["SuccessCount"] != len(batch):
                yield f"import: {answer['FailedFindings'][:2]}"
            assert account != DEFAULT_ACCOUNT_ID
            known = {f["Id"] for page in hub.get_paginator("get_findings").paginate() for f in page["Findings"]}
            if not known >= {f["Id"] for f in batch}:
                yield f"{account} {region}: {len(known)} are there after {len(batch)} were imported"


def asff(text):
    import botocore.session
    from botocore.validate import ParamValidator

    model = botocore.session.get_session().get_service_model("securityhub")
    request = model.operation_model("BatchImportFindings").input_shape
    types = set(model.shape_for("ResourceDetails").members) | {"AwsAccount", "Other"}
    batches, ids = [], set()
    for line in text.decode().split("\n")[:-1]:
        batch = json.loads(line)
        batches.append(batch)
        report = ParamValidator().validate({"Findings": batch}, request)
        if report.has_errors():
            yield report.generate_report()[:1000]
        if not 1 <= len(batch) <= 100 or len(line.encode()) > 6_000_000:
            yield f"{len(batch)} findings in {len(line.encode())} bytes"
        if len({(finding["AwsAccountId"], finding["Region"]) for finding in batch}) != 1:
            yield "a batch of several accounts or regions"
        for finding in batch:
            yield from shaped(request.members["Findings"].member, finding, ())
            account, region, [resource] = finding["AwsAccountId"], finding["Region"], finding["Resources"]
            product = rf"arn:{resource['Partition']}:securityhub:{region}:{account}:product/{account}/default"
            if finding["ProductArn"] != product or not re.fullmatch(r"\d{12}", account):
                yield f"{finding['ProductArn']} of {account} {region}"
            if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", finding["UpdatedAt"]):
                yield finding["UpdatedAt"]
            if len(json.dumps(finding, ensure_ascii=False).encode()) > 240_000:
                yield "a finding of more than 240 KB"
            if resource["Type"] not in types:
                yield f"no type {resource['Type']}"
            if finding["Id"] in ids:
                yield f"{finding['Id']} stands twice"
            ids.add(finding["Id"])
    yield from imported(batches)


SIGNS = tuple("=+-@\t\r＝＋－＠")


def table(text):
    """A spreadsheet of a country that lists with semicolons splits at those, whatever the quotes meant."""
    text = text.decode()
    if text.replace("\r\n", "").count("\n") or text.replace("\r\n", "").count("\r") or not text.endswith("\r\n"):
        yield "a line that ends otherwise"
    for delimiter in [",", ";"]:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=delimiter == ","))
        if delimiter == "," and len({len(row) for row in rows}) != 1:
            yield f"rows of {({len(row) for row in rows})} cells"
        for cell in (cell for row in rows for cell in row):
            if cell.lstrip(" \"'\u00a0\u3000").startswith(SIGNS) and not re.match(r"[\s\"']*'[=+\-@＝＋－＠]", cell):
                yield f"{cell[:100]!r} is calculated"
            if any(ord(c) < 32 or 127 <= ord(c) < 160 for c in cell):
                yield f"{cell[:100]!r} has a control character"
    if len({row[0] for row in csv.reader(io.StringIO(text, newline=""))}) != text.count("\r\n"):
        yield "an id stands twice"


class Yaml12(yaml.SafeLoader):
    """Dates are text, and so are `yes` and `no`."""


KEPT = {"bool": "tTfF", "float": None, "int": None, "null": None, "merge": None}
Yaml12.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in known
           if tag.rsplit(":")[-1] in KEPT and sign in (KEPT[tag.rsplit(":")[-1]] or sign)]
    for sign, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@functools.cache
def schema_of(path):
    schema = json.loads(Path(path).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)


def by_schema(schema, path):
    text = Path(path).read_text()
    if path.endswith(".jsonl"):
        documents = [json.loads(line) for line in text.splitlines()]
    else:
        documents = [yaml.load(text, Yaml12) if path.endswith(".yaml") else json.loads(text)]
    for document in documents:
        for mistake in schema_of(schema).iter_errors(document):
            yield f"{path}: {mistake.json_path}: {mistake.message[:300]}"


FORMATS = {"ocsf": ocsf, "asff": asff, "csv": table}


def main():
    found = False
    for argument in sys.argv[1:]:
        kind, path = argument.split("=", 1)
        mistakes = FORMATS[kind](Path(path).read_bytes()) if kind in FORMATS else by_schema(kind, path)
        for mistake in list(mistakes)[:20]:
            print(f"{Path(kind).stem}: {mistake}")
            found = True
    sys.exit(found)


main()
