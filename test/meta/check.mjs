// Everything that must hold before a change is merged: `npm run check`, or `npm run check -- NAME...` for some of it.
// It stops at nothing: each check runs, and what failed is summed up at the end. Quiet where all is well.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));
const OUTPUT_LIMIT = 64 * 1024 * 1024;

/** Runs a script of node_modules or of this repository with this very Node. */
function run(script, ...words) {
  const done = spawnSync(process.execPath, [join(root, script), ...words], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: OUTPUT_LIMIT,
    env: { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" },
  });
  const output = `${done.stdout ?? ""}${done.stderr ?? ""}${done.error === undefined ? "" : `${done.error.message}\n`}`;
  return { ok: done.status === 0, output };
}

/** One failed or passed thing whose output matters only when it failed. */
function one(script, ...words) {
  const { ok, output } = run(script, ...words);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, output: ok ? "" : output };
}

const typescript = (config) => one("node_modules/typescript/bin/tsc", "--noEmit", "-p", config);

/** Runs jest; `variables` are added to the environment, `words` to the command line. */
function runTests(variables = {}, ...words) {
  const folder = mkdtempSync(join(tmpdir(), "weighbridge-check-"));
  const report = join(folder, "jest.json");
  try {
    const jest = ["--experimental-vm-modules", "--no-warnings", join(root, "node_modules/jest/bin/jest.js")];
    const options = ["--ci", "--json", `--outputFile=${report}`, "--maxWorkers=2", ...words];
    const done = spawnSync(process.execPath, [...jest, ...options], {
      cwd: root,
      encoding: "utf8",
      maxBuffer: OUTPUT_LIMIT,
      // Workers are processes of their own: they take the flags from here.
      env: { ...process.env, FORCE_COLOR: "0", NODE_OPTIONS: "--experimental-vm-modules --no-warnings", ...variables },
    });
    let results;
    try {
      results = JSON.parse(readFileSync(report, "utf8"));
    } catch {
      return { passed: 0, failed: 1, output: `jest wrote no results.\n${done.stdout}${done.stderr}` };
    }
    const output = results.testResults
      .filter((suite) => suite.status === "failed")
      .map((suite) => `${suite.name.replace(root, "")}\n${suite.message}\n`)
      .join("\n");
    const counted = results.numFailedTests + results.numRuntimeErrorTestSuites;
    // A run that ends badly for a reason of its own, such as an open handle that crashed it, is no success either.
    const failed = counted === 0 && done.status !== 0 ? 1 : counted;
    const skipped = results.numPendingTests + results.numTodoTests;
    return {
      passed: results.numPassedTests,
      failed,
      output: failed === 0 ? "" : output || done.stderr,
      note: `${results.numPassedTests} passed${skipped === 0 ? "" : `, ${skipped} skipped`}`,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const CHECKS = {
  types: () => typescript("tsconfig.test.json"),
  purity: () => typescript("tsconfig.pure.json"),
  boundaries: () =>
    one("node_modules/dependency-cruiser/bin/dependency-cruise.mjs", "--config", ".dependency-cruiser.mjs", "src"),
  lint: () => one("node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "--max-diagnostics=50"),
  unused: () => one("node_modules/knip/bin/knip.js", "--no-progress", "--no-config-hints"),
  build: () => one("test/meta/build.mjs"),
  generated: () => one("test/meta/generate.mjs", "--check"),
  tests: () => runTests(),
  "end-to-end": () => runTests({ END_TO_END: "1" }, "test/end-to-end"),
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !(name in CHECKS));
if (unknown.length > 0) {
  console.error(`There is no check ${unknown.join(", ")}. There are ${Object.keys(CHECKS).join(", ")}.`);
  process.exit(2);
}

let passed = 0;
let failed = 0;
const broken = [];
for (const [name, check] of Object.entries(CHECKS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stdout.write(`== ${name} `);
  const start = performance.now();
  const result = check();
  passed += result.passed;
  failed += result.failed;
  const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`;
  const note = result.note === undefined ? seconds : `${seconds}, ${result.note}`;
  console.log(result.failed === 0 ? `ok (${note})` : `FAILED (${note})`);
  if (result.failed === 0) continue;
  broken.push(name);
  console.log(`\n${result.output.trimEnd()}\n`);
}
if (broken.length > 0) console.log(`\nFailed: ${broken.join(", ")}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
