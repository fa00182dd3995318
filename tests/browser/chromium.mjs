// Unpacks the Chromium of @sparticuz/chromium, tries whether it starts, and prints where it and its
// libraries are; it is unpacked into TMPDIR: node chromium.mjs <folder with node_modules>
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs22.x"; // brings the libraries that a bare machine has not
const require = createRequire(join(resolve(process.argv[2]), "/"));
const { default: chromium } = await import(require.resolve("@sparticuz/chromium"));
const path = await chromium.executablePath();
execFileSync(path, ["--version"], { stdio: ["ignore", "ignore", "inherit"] });
process.stdout.write(`${path}\n${process.env.LD_LIBRARY_PATH ?? ""}\n`);
