import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

function writeTree(root, tree) {
  for (const path of tree.paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), tree.read(path));
  }
}

function writePull(folder, pull) {
  const { pullRequest, body } = pull;
  writeFileSync(join(folder, "pr.json"), JSON.stringify({ ...pullRequest, body }));
  writeFileSync(join(folder, "pr.diff"), pull.diffText);
  writeFileSync(join(folder, "conversation.json"), JSON.stringify(pull.conversation));
  writeTree(join(folder, "base"), pull.base);
  writeTree(join(folder, "head"), pull.head);
}

/** Prints the process's largest memory when it ends, as a preloaded module. */
const REPORT_MEMORY =
  'data:text/javascript,process.on("exit",()=>process.stderr.write("\nmaxRSS "+process.resourceUsage().maxRSS+"\n"))';

/** Milliseconds by the clock and MiB of one run of the command line on `folder`. */
function runProcess(root, folder) {
  const start = performance.now();
  const words = [
    "--import",
    REPORT_MEMORY,
    join(root, "dist", "command", "weighbridge.js"),
    "review",
    "--folder",
    folder,
    "--fail-on",
    "never",
  ];
  const done = spawnSync(process.execPath, words, { encoding: "utf8" });
  const time = performance.now() - start;
  if (done.status !== 0) throw new Error(`The review of ${folder} failed:\n${done.stderr}`);
  return { time, memory: Number(/maxRSS (\d+)/.exec(done.stderr)?.[1]) / 1024 };
}

const slowest = (runs) => runs.reduce((a, b) => (b.time > a.time ? b : a));

/** Median time and largest memory of the whole process over five runs of a folder. */
function rowsOf(root, name, folder) {
  const runs = Array.from({ length: 5 }, () => runProcess(root, folder));
  const times = runs.map((one) => one.time).toSorted((a, b) => a - b);
  return [
    { what: `whole process, ${name}: time`, figures: [times[2]], limit: 800 },
    {
      what: `whole process, ${name}: memory`,
      unit: "MiB",
      figures: [Math.max(...runs.map((one) => one.memory))],
      limit: 150,
    },
  ];
}

/** Rows for `weighbridge review --folder` as a process of its own: a generated pull request, and the slowest of the corpus. */
export function processRows(root, pull, corpus) {
  const folder = mkdtempSync(join(tmpdir(), "weighbridge-bench-"));
  try {
    writePull(folder, pull);
    const rows = rowsOf(root, "generated", folder);
    if (corpus === undefined) return rows;
    const cases = readdirSync(corpus).filter((name) => existsSync(join(corpus, name, "pr.diff")));
    const worst = slowest(cases.map((name) => ({ name, time: runProcess(root, join(corpus, name)).time })));
    return [
      ...rows,
      ...rowsOf(root, `slowest of ${cases.length} of the corpus (${worst.name})`, join(corpus, worst.name)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
