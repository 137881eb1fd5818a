import { writeFileSync } from "node:fs";
import { type Review, review } from "../engine/review.ts";
import type { Policy } from "../policy/policy.ts";
import { reviewPolicy, submissionSettings } from "../policy/policy.ts";
import { RULES } from "../rules/index.ts";
import { readSubmission, withFacts } from "../submission/read-submission.ts";
import type { SubmissionInput } from "../submission/submission.ts";
import { choosePolicy } from "./choose-policy.ts";
import { reportError } from "./error-message.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import type { ReviewOptions } from "./review-options.ts";
import { chooseSources, type OpenedWorld, type Source } from "./source.ts";
import { CommandError, EXIT, Progress, type Terminal } from "./terminal.ts";

interface TimedReview {
  readonly review: Review;
  /** Milliseconds by step. */
  readonly timings: Readonly<Record<string, number>>;
}

async function reviewSource(
  source: Source,
  options: ReviewOptions,
  terminal: Terminal,
  progress: (message: string) => void,
): Promise<TimedReview> {
  const start = performance.now();
  const policy: Policy = await choosePolicy(options.policy, source.readPolicy);
  const input = await source.read(policy);
  const read = performance.now();
  const submission = readSubmission(input, submissionSettings(policy, options.kind), {});
  const parsed = performance.now();
  const asks = options.offline !== true && policy.evidence.enabled;
  const world = asks ? await source.openWorld(policy) : undefined;
  const facts = await gatherEvidence(
    await recorded(world, input, source, options, terminal),
    submission,
    policy,
    progress,
  );
  const gathered = performance.now();
  const made = review(withFacts(submission, facts), RULES, reviewPolicy(policy, RULES));
  const judged = performance.now();
  const round = (milliseconds: number) => Math.round(milliseconds * 10) / 10;
  return {
    review: made,
    timings: {
      read: round(read - start),
      parse: round(parsed - read),
      evidence: round(gathered - parsed),
      review: round(judged - gathered),
      total: round(judged - start),
    },
  };
}

/** The world, with what it answers kept where `--record` says so. */
async function recorded(
  world: OpenedWorld | undefined,
  input: SubmissionInput,
  source: Source,
  { record }: ReviewOptions,
  terminal: Terminal,
): Promise<OpenedWorld | undefined> {
  if (record === undefined) return world;
  const own = await source.readPolicy();
  const pull = { input, ...(own === undefined ? {} : { policy: own.text }) };
  const { recordReview } = await import("./record-review.ts");
  return recordReview(record, pull, world, (message) => terminal.err(`weighbridge: ${message}\n`));
}

async function render(reviews: readonly TimedReview[], options: ReviewOptions, terminal: Terminal): Promise<string> {
  switch (options.format) {
    case "text": {
      const { renderText } = await import("../report/text.ts");
      const look = {
        colour: terminal.colour && options.output === undefined,
        width: terminal.width,
        kit: options.kit === true,
      };
      return reviews.map((one) => `${renderText(one.review, look).trimEnd()}\n`).join("\n");
    }
    case "markdown": {
      const { renderComment } = await import("../report/comment.ts");
      const { renderSummary } = await import("../report/summary.ts");
      return reviews
        .map((one) => `${renderComment(one.review).trimEnd()}\n\n---\n\n${renderSummary(one.review).trimEnd()}\n`)
        .join("\n---\n\n");
    }
    case "json": {
      const { reviewDocument } = await import("../report/review-document.ts");
      return reviews.map((one) => `${JSON.stringify(reviewDocument(one.review, one.timings))}\n`).join("");
    }
    case "sarif": {
      const { renderSarif } = await import("../report/sarif.ts");
      return `${renderSarif(reviews.map((one) => one.review)).trimEnd()}\n`;
    }
    case "github": {
      const { renderWorkflowCommands } = await import("../report/workflow-commands.ts");
      return reviews
        .map((one) => renderWorkflowCommands(one.review).trimEnd())
        .filter((commands) => commands !== "")
        .map((commands) => `${commands}\n`)
        .join("");
    }
  }
}

function hasFindings(made: Review, failOn: ReviewOptions["failOn"]): boolean {
  if (failOn === "never") return false;
  return made.verdicts.some(
    (one) =>
      one.verdict === "fail" &&
      one.waiver === undefined &&
      (one.level === "required" || (failOn === "recommended" && one.level === "recommended")),
  );
}

/** Reviews pull requests and prints the reports. Returns the exit code; one that cannot be read does not stop the others. */
export async function reviewCommand(
  pullRequest: string | undefined,
  options: ReviewOptions,
  terminal: Terminal,
): Promise<number> {
  const sources = await chooseSources(pullRequest, options, terminal);
  const progress = new Progress(terminal);
  const reviews: TimedReview[] = [];
  let failed = false;
  for (const [index, source] of sources.entries()) {
    const name = sources.length === 1 ? source.name : `${index + 1} of ${sources.length}  ${source.name}`;
    progress.show(name);
    try {
      reviews.push(await reviewSource(source, options, terminal, (message) => progress.show(`${name}  ${message}`)));
    } catch (error) {
      if (sources.length === 1) throw error;
      progress.clear();
      reportError(error, terminal);
      failed = true;
    }
  }
  progress.clear();
  const report = await render(reviews, options, terminal);
  if (options.output === undefined) terminal.out(report);
  else {
    try {
      writeFileSync(options.output, report);
    } catch (error) {
      throw new CommandError(
        `${options.output}: the report cannot be written there. Name a file in a folder that exists.`,
        {
          cause: error,
        },
      );
    }
  }
  if (failed) return EXIT.failed;
  return reviews.some((one) => hasFindings(one.review, options.failOn)) ? EXIT.findings : EXIT.clean;
}
