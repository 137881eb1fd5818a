import { z } from "zod";
import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { figuresAgree } from "../submission/figure-agreement.ts";
import type { LedgerRow } from "../submission/ledger.ts";
import type { Figure } from "../submission/metric.ts";

const PLACES = {
  description: "the description",
  meta: "the weights' meta",
  documentation: "the documentation",
  readme: "the README",
} as const;
type Place = keyof typeof PLACES;

function nameOf({ place, figure }: { readonly place: Place; readonly figure: Figure }): string {
  return place === "description" && figure.evidence.source === "comment" ? "a comment" : PLACES[place];
}

function statedBy(row: LedgerRow): { place: Place; figure: Figure }[] {
  return (Object.keys(PLACES) as Place[]).flatMap((place) => {
    const figure = row[place];
    return figure === undefined ? [] : [{ place, figure }];
  });
}

export default defineRule({
  id: "metrics-consistent",
  clause: "highlight-metrics",
  alsoClauses: ["document-metrics-and-paper"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["ledger"],
  summary: "Description, weights meta, README and documentation give the same figure for the same thing.",
  options: {
    slight: z
      .number()
      .min(0)
      .max(1)
      .default(0.002)
      .describe(
        "Differences up to this share of the value may come from measuring twice; a person is asked to look at them.",
      ),
  },
  messages: {
    slight: {
      text: "The same figure is given with slightly different values: {rows}.",
      fix: "If both were measured, with different batch sizes for example, say which is which; else use one value everywhere.",
    },
    consistent: { text: "The figures agree wherever they are repeated: {rows}." },
    differs: {
      text: "The same figure is given with different values: {rows}.",
      fix: "Correct the one that is wrong, so that all places give the value that was measured.",
    },
    ambiguous: {
      text: "Several values are given for one figure: {rows}.",
      fix: "Say which run or which weights each value belongs to.",
    },
    "said-once": { text: "No figure is given in more than one place." },
  },
  check({ ledger }, verdict, { slight }) {
    const repeated = ledger.map((row) => ({ row, stated: statedBy(row) })).filter((one) => one.stated.length > 1);
    const say = ({ row, stated }: (typeof repeated)[number]) =>
      `${row.model} ${row.metric}${row.dataset === undefined ? "" : ` on ${row.dataset}`} is ${stated.map((one) => `${one.figure.text} in ${nameOf(one)}`).join(", ")}`;
    const differing = repeated.filter(({ stated }) =>
      stated.some((one) => stated.some((other) => !figuresAgree(one.figure, other.figure))),
    );
    // Another row for the same model and metric means that the text gives several runs: which one is meant, a person must say.
    const several = (row: LedgerRow) =>
      ledger.filter(
        (other) =>
          other.model === row.model &&
          other.metric === row.metric &&
          other.conditional !== true &&
          other.description !== undefined,
      ).length > 1;
    // A figure of the conversation may be an early run's, one of quantized weights the float model's.
    const isOpen = ({ row, stated }: (typeof repeated)[number]) =>
      several(row) ||
      (row.quantized === true && row.description !== undefined) ||
      (row.description?.evidence.source === "comment" &&
        stated.every((one) =>
          stated.every(
            (other) =>
              one.place === "description" || other.place === "description" || figuresAgree(one.figure, other.figure),
          ),
        ));
    const isSlight = ({ stated }: (typeof repeated)[number]) => {
      const values = stated.map((one) => one.figure.value);
      return Math.max(...values) - Math.min(...values) <= Math.abs(Math.max(...values)) * slight;
    };
    const certain = differing.filter((one) => !isOpen(one) && !isSlight(one));
    const ambiguous = differing.filter((one) => isOpen(one) && !isSlight(one));
    const [answer, message, shown] =
      certain.length > 0
        ? ([verdict.fail, "differs", certain] as const)
        : ambiguous.length > 0
          ? ([verdict.unsure, "ambiguous", ambiguous] as const)
          : ([verdict.unsure, "slight", differing] as const);
    const [cited, ...others] = shown.flatMap((one) => one.stated.map((stated) => stated.figure.evidence));
    if (cited !== undefined) {
      const findings = shown.map(
        (one): Finding => ({ text: say(one), evidence: one.stated[0]?.figure.evidence ?? cited }),
      );
      return answer(message, { rows: shown.map(say) }, [cited, ...others], findings);
    }
    const [first] = repeated;
    if (first === undefined) return verdict.notAssessed("said-once", {});
    const [evidence, ...rest] = first.stated.map((one) => one.figure.evidence);
    if (evidence === undefined) return verdict.notAssessed("said-once", {});
    return verdict.pass(
      "consistent",
      {
        rows: repeated
          .slice(0, 6)
          .map((one) => `${one.row.model} ${one.row.metric} ${one.stated[0]?.figure.text ?? ""}`),
      },
      [evidence, ...rest],
    );
  },
});
