import { z } from "zod";
import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { figuresAgree } from "../submission/figure-agreement.ts";
import { higherIsBetter } from "../submission/metric.ts";

export default defineRule({
  id: "accuracy-matches-log",
  clause: "save-logs-and-checkpoint",
  alsoClauses: ["weights-logs-and-checkpoint"],
  kinds: ["new-architecture", "new-weights"],
  level: "required",
  reads: ["ledger", "claims", "facts"],
  summary: "The claimed result is the best or the final one of the training log.",
  options: {
    tolerance: z
      .number()
      .min(0)
      .max(100)
      .default(0.3)
      .describe(
        "How far a claim may lie from the log, on the metric's own scale: measuring anew with a batch size of 1 shifts it a little.",
      ),
  },
  messages: {
    matches: { text: "The claims agree with the log: {rows}." },
    differs: {
      text: "The claim is better than anything in the log: {rows}.",
      fix: "Provide the log of the run that reached the claimed value, or correct the claim.",
    },
    "below-the-log": {
      text: "The claim is neither the best nor the final value of the log: {rows}.",
      fix: "Say which epoch's checkpoint was measured, and how.",
    },
    unreachable: { text: "The log could not be opened: {reason}." },
    "nothing-in-common": { text: "The log reports none of the claimed metrics." },
    "no-log": { text: "There is no log to compare with." },
  },
  check({ ledger, claims, facts }, verdict, { tolerance }) {
    const rows = ledger.flatMap((row) => {
      const claimed = row.description ?? row.meta;
      return claimed === undefined || row.log === undefined ? [] : [{ row, claimed, logged: row.log }];
    });
    const say = (one: (typeof rows)[number]) =>
      `${one.row.model === "" ? "" : `${one.row.model} `}${one.row.metric} is claimed as ${one.claimed.text}, the log says ${one.logged.text}`;
    const ahead = ({ row, claimed, logged }: (typeof rows)[number]) =>
      higherIsBetter(row.metric) ? claimed.value - logged.value : logged.value - claimed.value;
    const apart = rows.filter(
      (one) => !figuresAgree(one.claimed, one.logged) && Math.abs(ahead(one)) > tolerance + 1e-9,
    );
    const better = apart.filter((one) => ahead(one) > 0);
    const [bad] = better;
    if (bad !== undefined) {
      const findings = better.map((one): Finding => ({ text: say(one), evidence: one.claimed.evidence }));
      return verdict.fail("differs", { rows: better.map(say) }, [bad.claimed.evidence, bad.logged.evidence], findings);
    }
    const [below] = apart;
    if (below !== undefined) {
      return verdict.unsure("below-the-log", { rows: apart.map(say) }, [below.claimed.evidence, below.logged.evidence]);
    }
    const [first] = rows;
    if (first !== undefined) {
      return verdict.pass("matches", { rows: rows.slice(0, 6).map(say) }, [
        first.claimed.evidence,
        first.logged.evidence,
      ]);
    }
    const opened = claims.logs.some(
      (one) => one.pasted !== undefined || (one.url !== undefined && facts.logs?.get(one.url)?.status === "known"),
    );
    if (opened) return verdict.notAssessed("nothing-in-common", {});
    for (const one of claims.logs) {
      const fact = one.url === undefined ? undefined : facts.logs?.get(one.url);
      if (fact !== undefined && fact.status !== "known")
        return verdict.notAssessed("unreachable", { reason: fact.reason });
    }
    return verdict.notAssessed("no-log", {});
  },
});
