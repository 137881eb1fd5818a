import type { Rule } from "../../../src/engine/rule.ts";
import type { Verdict } from "../../../src/engine/verdict.ts";
import checkpointProvided from "../../../src/rules/checkpoint-provided.ts";
import deviationsExplained from "../../../src/rules/deviations-explained.ts";
import maintainerTagged from "../../../src/rules/maintainer-tagged.ts";
import metricsComparedToPaper from "../../../src/rules/metrics-compared-to-paper.ts";
import metricsReported from "../../../src/rules/metrics-reported.ts";
import paperLinked from "../../../src/rules/paper-linked.ts";
import sourceRepositoryLinked from "../../../src/rules/source-repository-linked.ts";
import ticketLinked from "../../../src/rules/ticket-linked.ts";
import trainingCommandGiven from "../../../src/rules/training-command-given.ts";
import trainingLogProvided from "../../../src/rules/training-log-provided.ts";
import { type Example, judge } from "../submission-fixture.ts";

/** The rules about what a pull request says, each under one letter. */
const RULES: readonly (readonly [string, Rule])[] = [
  ["T", ticketLinked],
  ["M", maintainerTagged],
  ["P", paperLinked],
  ["R", sourceRepositoryLinked],
  ["V", metricsReported],
  ["C", metricsComparedToPaper],
  ["D", deviationsExplained],
  ["K", trainingCommandGiven],
  ["L", trainingLogProvided],
  ["W", checkpointProvided],
];

const SIGN: Readonly<Record<Verdict["verdict"], string | undefined>> = {
  pass: "",
  unsure: "?",
  "not-applicable": "~",
  fail: undefined,
  "not-assessed": "!",
  errored: "!!",
};

/**
 * A form of description as it is met in real life: its name, the body or the whole pull request, and the verdict of a careful reader
 * in letters: a letter alone passes, `?` is for a person to look at, `~` is not asked; what is not named fails.
 */
export type Form = readonly [name: string, body: string | Example, verdicts: string];

export function readForm(example: string | Example): string {
  const whole: Example = { kind: "new-architecture", ...(typeof example === "string" ? { body: example } : example) };
  return RULES.flatMap(([letter, rule]) => {
    const { verdict } = judge(rule, whole);
    const sign = SIGN[verdict];
    return sign === undefined ? [] : [`${letter}${sign}`];
  }).join(" ");
}
