import type { Review } from "../engine/review.ts";
import type { Outcome, Verdict } from "../engine/verdict.ts";
import type { Command } from "../submission/command.ts";
import type { Kind, KindJudgement } from "../submission/contribution-kind.ts";
import { citations, whereabouts } from "./action-item.ts";
import { codeSpan, fence, inline, link, tableCell } from "./escape.ts";
import { ledgerSection } from "./ledger-table.ts";
import { fitSections, NOTICE_RESERVE, paragraph, type Section, SUMMARY_LIMIT } from "./limits.ts";
import { placeMarkdown, placeOf } from "./place.ts";
import { renderReproductionKit } from "./reproduction-kit.ts";
import { rulePage } from "./rule-page.ts";
import { stateOf, wholeReport } from "./state.ts";
import { sortVerdicts } from "./turn.ts";

const COMMANDS_SHOWN = 20;
const KIT_LIMIT = 16_000;

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  "new-architecture": "a new architecture",
  "new-weights": "new weights for an existing architecture",
  "not-a-model-contribution": "not a model contribution",
};
const JUDGED_BY: Readonly<Record<KindJudgement["by"], string>> = {
  diff: "by what the diff does",
  text: "by the text, as there was no diff",
  set: "as set by a person",
};
const OUTCOME_WORDS: Readonly<Record<Outcome, string>> = {
  pass: "✓ met",
  fail: "✗ not met",
  unsure: "? a person decides",
  "not-applicable": "does not apply",
  "not-assessed": "– not judged",
  errored: "– the rule broke",
};

/** The check run's title: the state in a few words. */
export function checkTitle(review: Review): string {
  return stateOf(review).title;
}

function outcome(verdict: Verdict): string {
  if (verdict.waiver !== undefined) return `${OUTCOME_WORDS[verdict.verdict]} (waived)`;
  if (verdict.verdict === "fail" && verdict.level !== "required") return `! ${verdict.level}`;
  return OUTCOME_WORDS[verdict.verdict];
}

function row(verdict: Verdict, review: Review): string {
  const speaks = verdict.verdict !== "pass";
  const where = whereabouts(verdict, review, "", speaks ? 2 : 1);
  const evidence = [
    ...(speaks ? [inline(verdict.text, 300)] : []),
    ...(verdict.findings.length > 1 ? [`${verdict.findings.length} findings`] : []),
    ...(where === "" ? [] : [where]),
  ];
  return `| ${link(verdict.rule, rulePage(verdict.rule))} | ${outcome(verdict)} | ${evidence.map(tableCell).join("<br>")} |`;
}

function requirements(review: Review): Section {
  const { missing, undecided, advised, errored, notAssessed, waived, met } = sortVerdicts(review.verdicts);
  return {
    open: "### Requirements\n\n| Requirement | Verdict | Evidence |\n| --- | --- | --- |\n",
    items: [...missing, ...undecided, ...advised, ...waived, ...errored, ...notAssessed, ...met].map((one) =>
      row(one, review),
    ),
    between: "\n",
    close: "",
  };
}

function notApplicable(review: Review): Section {
  const names = sortVerdicts(review.verdicts).notApplicable.map((one) => link(one.rule, rulePage(one.rule)));
  return { open: "Does not apply here: ", items: names, between: ", ", close: "" };
}

function waivers(review: Review): Section {
  const items = sortVerdicts(review.verdicts).waived.flatMap(({ rule, waiver }) =>
    waiver === undefined
      ? []
      : [
          `- ${link(rule, rulePage(rule))}: by ${codeSpan(waiver.by, 60)}, ${codeSpan(waiver.at, 30)}: ${inline(waiver.reason, 300)}`,
        ],
  );
  return { open: "### Waived\n\n", items, between: "\n", close: "" };
}

const ROLE_NAMES: Readonly<Record<Command["role"], string>> = {
  training: "Training",
  evaluation: "Evaluation",
  other: "Other",
};

function commands(review: Review): Section {
  const shown = [
    ...new Map(
      review.claims.commands.filter((one) => one.role !== "other").map((one) => [one.normalised, one]),
    ).values(),
  ].slice(0, COMMANDS_SHOWN);
  return {
    open: "### Commands, as claimed\n\n",
    items: shown.map(
      (one) =>
        `${ROLE_NAMES[one.role]}, ${placeMarkdown(placeOf(one.evidence, review))}\n\n${fence(one.normalised.replace(/\s/g, " "), "", "", 2_000)}`,
    ),
    between: "\n\n",
    close: "",
  };
}

function reproduction(review: Review): Section {
  const kit = renderReproductionKit(review);
  return {
    open: "<details>\n<summary>Reproduce it: a script to paste</summary>\n\n",
    items: kit === undefined || kit.length > KIT_LIMIT ? [] : [fence(kit, "sh", "", KIT_LIMIT)],
    between: "",
    close: "\n\n</details>",
  };
}

/** The check run's summary for the maintainer, as Markdown within GitHub's limit. */
export function renderSummary(review: Review): string {
  const { kind } = review;
  const { plain } = stateOf(review);
  const cited = citations(kind.evidence, review, 3);
  const judged = `Reviewed as ${KIND_NAMES[kind.kind]}, ${JUDGED_BY[kind.by]}: ${inline(kind.reason, 400)}${cited === "" ? "" : ` (${cited})`}`;
  if (kind.kind === "not-a-model-contribution") return `${plain}\n\n${judged}`;
  return fitSections(
    [
      paragraph(`**${plain}**`),
      paragraph(judged),
      ledgerSection(review),
      requirements(review),
      notApplicable(review),
      waivers(review),
      commands(review),
      reproduction(review),
    ],
    SUMMARY_LIMIT - NOTICE_RESERVE,
    (leftOut) => wholeReport(review, leftOut),
  );
}
