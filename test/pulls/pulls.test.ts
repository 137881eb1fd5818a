import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gatherEvidence } from "../../src/command-line/gather-evidence.ts";
import { openFolderWorld } from "../../src/command-line/source.ts";
import { type Review, review } from "../../src/engine/review.ts";
import { readFolder } from "../../src/intake/read-folder.ts";
import { loadPolicy } from "../../src/policy/load-policy.ts";
import { reviewPolicy, submissionSettings } from "../../src/policy/policy.ts";
import { renderComment } from "../../src/report/comment.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { RULES } from "../../src/rules/index.ts";
import { readSubmission, withFacts } from "../../src/submission/read-submission.ts";

const ROOT = fileURLToPath(new URL(".", import.meta.url));
const PULLS = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

const reviews = new Map<string, Promise<Review>>();

function reviewPull(name: string): Promise<Review> {
  let made = reviews.get(name);
  if (made === undefined) {
    made = makeReview(name);
    reviews.set(name, made);
  }
  return made;
}

async function makeReview(name: string): Promise<Review> {
  const folder = join(ROOT, name);
  const file = join(folder, "base/.github/weighbridge.yml");
  const loaded = loadPolicy(readFileSync(file, "utf8"), file, RULES);
  if (!("policy" in loaded)) throw new Error(`${file} is no policy`);
  const submission = readSubmission(readFolder(folder), submissionSettings(loaded.policy), {});
  const facts = await gatherEvidence(await openFolderWorld(folder), submission, loaded.policy);
  return review(withFacts(submission, facts), RULES, reviewPolicy(loaded.policy, RULES));
}

/** The report that a person has read. `UPDATE_EXPECTED=1` writes it anew: read it then. */
function compare(place: string, text: string): void {
  if (process.env.UPDATE_EXPECTED === "1" || !existsSync(place)) writeFileSync(place, text);
  expect(text).toBe(readFileSync(place, "utf8"));
}

test.each(PULLS)("%s: the comment and the summary", async (name) => {
  const made = await reviewPull(name);
  compare(join(ROOT, name, "expected.md"), `${renderComment(made).trimEnd()}\n`);
  compare(join(ROOT, name, "expected-summary.md"), `${renderSummary(made).trimEnd()}\n`);
});

/** What each folder is there for: the verdicts that are neither a pass nor left open for want of a recorded answer. */
const ABOUT: Readonly<Record<string, readonly string[]>> = {
  "all-is-well-architecture": [],
  "all-is-well-weights": [],
  "checkpoint-gone": ["fail checkpoint-available gone"],
  demo: [
    "fail accuracy-matches-log differs",
    "fail parameter-count-matches differs",
    "fail training-command-valid invalid",
  ],
  duplicated: ["fail not-duplicated duplicated"],
  "evaluated-in-batches": ["fail evaluated-per-image larger-batch"],
  "falls-short-of-paper": ["fail paper-results-reproduced falls-short"],
  "figures-differ": ["fail metrics-consistent differs"],
  "hash-differs": ["fail checkpoint-hash-matches differs"],
  "log-below-claim": ["fail accuracy-matches-log differs"],
  "log-of-another-run": ["unsure accuracy-matches-log other-run"],
  "not-better": ["fail improvement-significant not-better"],
  "own-script": ["fail reference-scripts-used other-script"],
  "paper-missing": ["fail paper-exists does-not-exist"],
  "parameter-count-differs": ["fail parameter-count-matches differs"],
  "parameter-count-right": [],
  placeholders: ["fail no-placeholders left"],
  "ticket-is-a-pull-request": ["fail ticket-agreed is-pull-request"],
  "ticket-rejected": ["fail ticket-agreed rejected"],
  "unknown-flag": ["fail training-command-valid invalid"],
  "unsafe-checkpoint": ["fail checkpoint-safe unsafe"],
};

test("every folder is there for something", () => {
  expect(PULLS).toEqual(Object.keys(ABOUT).sort());
});

test.each(Object.entries(ABOUT))("%s: %j", async (name, expected) => {
  const { verdicts } = await reviewPull(name);
  const found = verdicts.filter((one) => one.verdict === "fail" || one.verdict === "unsure");
  expect(found.map((one) => `${one.verdict} ${one.rule} ${one.message}`).sort()).toEqual(expected);
});

test("where all is well, nothing is left open", async () => {
  for (const name of ["all-is-well-architecture", "all-is-well-weights"]) {
    const { verdicts, conclusion } = await reviewPull(name);
    expect([conclusion, verdicts.filter((one) => one.verdict === "not-assessed")]).toEqual(["success", []]);
  }
});

test("tensors that add up are a pass", async () => {
  const { verdicts } = await reviewPull("parameter-count-right");
  const verdict = verdicts.find((one) => one.rule === "parameter-count-matches");
  expect(verdict).toMatchObject({ verdict: "pass", data: { entries: ["Kestrel_B_Weights.IMAGENET1K_V2 30,919,624"] } });
});

test("each rule of what adds up fails somewhere", () => {
  const failing = new Set(Object.values(ABOUT).flatMap((ones) => ones.map((one) => one.split(" ")[1])));
  expect([...failing].sort()).toEqual([
    "accuracy-matches-log",
    "checkpoint-available",
    "checkpoint-hash-matches",
    "checkpoint-safe",
    "evaluated-per-image",
    "improvement-significant",
    "metrics-consistent",
    "no-placeholders",
    "not-duplicated",
    "paper-exists",
    "paper-results-reproduced",
    "parameter-count-matches",
    "reference-scripts-used",
    "ticket-agreed",
    "training-command-valid",
  ]);
});
