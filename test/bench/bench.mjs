// Measures the built program and prints one table: `npm run bench [-- --corpus DIR] [--all] [NAME...]`.
// Times are CPU time of this process (user and system), so that a busy machine disturbs them less; a whole process is measured by the
// clock. Inputs are generated; --corpus adds the pull folders in DIR, --all prints each hostile form, NAME picks groups.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { diffText, generatePulls, largeData, largeModelCode, manyFiles, treeOf } from "./generated-pulls.mjs";
import { HOSTILE_BODIES, HOSTILE_PYTHON } from "./hostile-texts.mjs";
import { processRows } from "./process-rows.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const load = (path) => import(join(root, "dist", path));
const { readDiff } = await load("submission/read-diff.js");
const { readSubmission } = await load("submission/read-submission.js");
const { review } = await load("engine/review.js");
const { reviewPolicy, submissionSettings } = await load("policy/policy.js");
const { PRESETS } = await load("policy/presets.js");
const { RULES } = await load("rules/index.js");
const { renderComment } = await load("report/comment.js");
const { renderSummary } = await load("report/summary.js");
const { readFolder } = await load("intake/read-folder.js");

const { values: options, positionals: wanted } = parseArgs({
  options: { corpus: { type: "string" }, all: { type: "boolean", default: false } },
  allowPositionals: true,
});

const settings = submissionSettings(PRESETS.torchvision);
const policy = reviewPolicy(PRESETS.torchvision, RULES);

/** All that is done for a pull request once its texts are at hand: the diff is parsed, the claims are read, judged and reported. */
function reviewPull(pull) {
  const { diffText: text, ...input } = pull;
  const diff = text === undefined ? input.diff : readDiff(text);
  const submission = readSubmission({ bodyComplete: true, ...input, diff }, settings);
  const made = review(submission, RULES, policy);
  return renderComment(made).length + renderSummary(made).length;
}

/** CPU milliseconds of one call. */
function measure(work) {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const sorted = (numbers) => numbers.toSorted((a, b) => a - b);
const median = (numbers) => sorted(numbers)[Math.floor(numbers.length / 2)] ?? Number.NaN;
const least = (work, times) => Math.min(...Array.from({ length: times }, () => measure(work)));

function warmUp(pulls) {
  for (let round = 0; round < 15; round++) for (const pull of pulls) reviewPull(pull);
}

/** Median over five runs of each pull request. */
function reviewRows(name, pulls) {
  const medians = pulls.map((pull) => ({
    name: pull.name,
    time: median(Array.from({ length: 5 }, () => measure(() => reviewPull(pull)))),
  }));
  const worst = medians.reduce((a, b) => (b.time > a.time ? b : a));
  return [
    { what: `${name}: median of ${pulls.length}`, figures: [median(medians.map((one) => one.time))], limit: 20 },
    { what: `${name}: worst (${worst.name})`, figures: [worst.time], limit: 200 },
  ];
}

/** Runs of each size; where a bound seems broken, as many again, since what else the machine does can only add to a time. */
const RUNS = 2;
const RUNS_AGAIN = 7;

/** Times at once, twice and four times the size: the least of several runs. `fixed` is what the rest of the pull request takes. */
function growingRow({ what, limit, at, fixed }, make, sizes) {
  const timed = (times) =>
    sizes.map((size) => {
      const input = make(size);
      return least(() => reviewPull(input), times);
    });
  const row = { what, limit, at, fixed, figures: timed(RUNS) };
  if (holds(row)) return row;
  const again = timed(RUNS_AGAIN);
  return { ...row, figures: row.figures.map((figure, index) => Math.min(figure, again[index])) };
}

const GROUPS = {
  review: () => {
    const pulls = generatePulls();
    warmUp(pulls);
    const folder = join(root, "test", "pulls");
    const own = existsSync(folder) ? readPulls(folder) : [];
    return [
      ...reviewRows("review, warm, generated", pulls),
      ...(own.length === 0 ? [] : reviewRows("review, warm, test/pulls", own)),
      ...(options.corpus === undefined ? [] : reviewRows("review, warm, corpus", readPulls(options.corpus))),
    ];
  },
  size: () => {
    warmUp(generatePulls().slice(0, 4));
    const megabyte = 1_000_000;
    const megabytes = [3, 6, 12].map((count) => count * megabyte);
    return [
      growingRow({ what: "3 MB of diff, data", limit: 500, at: 0, fixed: 0 }, largeData, megabytes),
      growingRow({ what: "3 MB of diff, model code", limit: 500, at: 0, fixed: 0 }, largeModelCode, megabytes),
      growingRow({ what: "3,000 files", limit: 500, at: 0, fixed: 0 }, manyFiles, [3000, 6000, 12_000]),
    ];
  },
  description: () => {
    const [, pull] = generatePulls();
    warmUp([pull]);
    return hostileRows("64 KiB of description", HOSTILE_BODIES, pull, (text) => ({ ...pull, body: text }));
  },
  python: () => {
    const [, pull] = generatePulls();
    warmUp([pull]);
    const withFile = (path, opening) => (text) => {
      const files = { [path]: `${opening}${text}` };
      const head = { ...Object.fromEntries(pull.head.paths.map((one) => [one, pull.head.read(one)])), ...files };
      return { ...pull, head: treeOf(head), diffText: `${pull.diffText}${diffText({}, files)}` };
    };
    return [
      ...hostileRows(
        "64 KiB of Python, a model",
        HOSTILE_PYTHON,
        pull,
        // A file that defines nothing would not be parsed.
        withFile("torchvision/models/hostile.py", "class HostileNet(nn.Module):\n    pass\n"),
      ),
      ...hostileRows(
        "64 KiB of Python, a script",
        HOSTILE_PYTHON,
        pull,
        withFile("references/classification/train.py", ""),
      ),
    ];
  },
  process: () => processRows(root, generatePulls()[1], options.corpus),
  evidence: async () => await (await import("./evidence.mjs")).evidenceRows(),
  queue: async () => await (await import("./queue.mjs")).queueRows(),
  app: async () => await (await import("./app.mjs")).appRows(),
};

function readPulls(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "pr.json")))
    .map((entry) => {
      const input = readFolder(join(folder, entry.name));
      const read = (tree) => treeOf(Object.fromEntries(tree.paths.map((path) => [path, tree.read(path)])));
      return { name: entry.name, ...input, head: read(input.head), base: read(input.base) };
    });
}

/** The slowest form, the one that grows fastest, and with --all every form. */
function hostileRows(name, all, pull, make) {
  const KIBIBYTE = 1024;
  // Many runs: it is short, and what it is too high by makes every form look steeper than it is.
  const fixed = least(() => reviewPull(pull), 40);
  const sizes = [16, 32, 64].map((count) => count * KIBIBYTE);
  const rows = all.map((form) =>
    growingRow({ what: `${name}: ${form.name}`, limit: 250, at: 2, fixed }, (size) => make(form.make(size)), sizes),
  );
  if (options.all) return rows;
  const slowest = rows.reduce((a, b) => (b.figures[2] > a.figures[2] ? b : a));
  const steepest = rows.reduce((a, b) => ((growth(b) ?? 0) > (growth(a) ?? 0) ? b : a));
  const over = rows.filter((row) => row !== slowest && row !== steepest && !holds(row));
  const named = (row, why) => ({ ...row, what: row.what.replace(": ", `, ${why} of ${all.length}: `) });
  return [named(slowest, "slowest"), ...(steepest === slowest ? [] : [named(steepest, "steepest")]), ...over];
}

/**
 * How the time grows from once to four times the size, without what the rest of the pull request takes: 4 is linear. Undefined where
 * the times are too short to tell.
 */
function growth({ figures, fixed = 0 }) {
  const [one, , four] = figures;
  if (four === undefined || four - fixed < 100) return undefined;
  return (four - fixed) / Math.max(one - fixed, 5);
}

/** Midway, as factors go, between linear, 4, and quadratic, 16: the garbage of larger texts alone makes it 6. */
const STEEP = 8;

function holds(row) {
  const { figures, limit, at = 0 } = row;
  return (limit === undefined || figures[at] <= limit) && (growth(row) ?? 0) <= STEEP;
}

function cells(row) {
  const { what, figures, unit = "ms", limit, at = 0 } = row;
  const number = (value) => (value === undefined ? "" : value >= 100 ? value.toFixed(0) : value.toFixed(1));
  const steep = growth(row);
  return [
    what,
    unit,
    ...[0, 1, 2].map((index) => number(figures[index])),
    steep === undefined ? "" : `x${steep.toFixed(1)}`,
    limit === undefined ? "" : `${limit}${figures.length > 1 ? ` at ${2 ** at}x` : ""}`,
    holds(row) ? "" : "OVER",
  ];
}

const unknown = wanted.filter((name) => !(name in GROUPS));
if (unknown.length > 0) {
  console.error(
    `There is nothing to measure named ${unknown.join(", ")}. There are ${Object.keys(GROUPS).join(", ")}.`,
  );
  process.exit(2);
}
const rows = [];
for (const [name, group] of Object.entries(GROUPS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stderr.write(`measuring ${name} …\n`);
  rows.push(...(await group()));
}
const lines = [["measured", "unit", "1x", "2x", "4x", "growth", "at most", ""], ...rows.map(cells)];
const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
for (const line of lines) {
  console.log(
    line
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join("  ")
      .trimEnd(),
  );
}
const over = rows.filter((row) => !holds(row)).length;
console.log(
  `\n${rows.length - over} of ${rows.length} within their bounds. Growth is from 1x to 4x: 4 is linear, 16 quadratic.`,
);
