"""Evaluates a Rego policy on a plan, as conftest does: `rego.py POLICY PLAN`."""

import pathlib
import sys

import regopy

policy, plan = (pathlib.Path(path).read_text() for path in sys.argv[1:])
rego = regopy.Interpreter()
rego.add_module("deny", policy)
rego.set_input_json(plan)
print(rego.query("data.main.deny"))
