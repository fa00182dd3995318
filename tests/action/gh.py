"""Stands in for `gh`: notes what it is asked, gives a release's files, and has a pull request's comments."""

import json
import os
import shutil
import sys
from pathlib import Path

import jq

ASKED = sys.argv[1:]
FAKES = Path(os.environ["FAKES"])


def after(flag):
    """The value of a flag."""
    return ASKED[ASKED.index(flag) + 1]


with open(FAKES / "gh.jsonl", "a", encoding="utf-8") as log:
    print(json.dumps({"arguments": ASKED, "token": os.environ.get("GH_TOKEN")}), file=log)
if ASKED[:2] == ["release", "download"]:
    file = FAKES / "release" / after("--pattern")
    if not file.is_file():
        sys.exit("no assets match the file pattern")
    shutil.copy(file, after("--dir"))
elif (FAKES / "forbidden").exists():
    sys.exit("gh: Resource not accessible by integration (HTTP 403)")
elif "--jq" in ASKED:
    comments = json.loads((FAKES / "comments.json").read_text(encoding="utf-8"))
    for found in jq.compile(after("--jq")).input_value(comments):
        print(found)
else:
    shutil.copy(after("--field").removeprefix("body=@"), FAKES / "body.md")
