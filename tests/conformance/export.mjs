// Prints the CEL conformance cases of @bufbuild/cel-spec as one JSON list: node export.mjs <folder with node_modules>
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const file = join(process.argv[2], "node_modules/@bufbuild/cel-spec/dist/esm/testdata/conformance.js");
const { tests } = await import(pathToFileURL(file));

const cases = [];
function walk(suite, path) {
  for (const { original } of suite.tests ?? []) {
    const { name, expr, bindings, value, evalError, typedResult, container, checkOnly } = original;
    cases.push({
      id: [...path, name].join("/"),
      expr,
      bindings: Object.fromEntries(Object.entries(bindings ?? {}).map(([name, bound]) => [name, bound.value ?? null])),
      // A case that states no result expects true.
      expected: evalError ? null : (value ?? typedResult?.result ?? { boolValue: true }),
      error: Boolean(evalError),
      container: container ?? "",
      typeOnly: Boolean(checkOnly) || Boolean(typedResult && !typedResult.result),
    });
  }
  for (const inner of suite.suites ?? []) walk(inner, [...path, inner.name]);
}
for (const suite of tests.suites) walk(suite, [suite.name]);

// Names are not unique: the later ones are numbered.
const seen = new Map();
for (const one of cases) {
  const times = (seen.get(one.id) ?? 0) + 1;
  seen.set(one.id, times);
  if (times > 1) one.id += `#${times}`;
}
// Doubles as text: JSON readers round.
const exact = (key, value) => (key === "doubleValue" ? String(value) : value);
process.stdout.write(JSON.stringify(cases, exact));
