import { z } from "zod";
import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import type { Claims, LogClaim } from "../submission/claims.ts";
import { differingSettings, type SettingDifference } from "../submission/compare-log-arguments.ts";
import type { Facts } from "../submission/facts.ts";
import { figuresAgree } from "../submission/figure-agreement.ts";
import { higherIsBetter } from "../submission/metric.ts";
import { isShare } from "../submission/metric-scale.ts";

/** Why the logs that were read may not be all there is; undefined when every log was read to its end. */
function unreadPart(logs: readonly LogClaim[], facts: Facts): string | undefined {
  for (const { pasted, url, form } of logs) {
    if (pasted?.truncated === true) return "The log was not read to its end";
    if (form === "job-id") return "The log of a job is named that cannot be opened";
    const fact = url === undefined ? undefined : facts.logs?.get(url);
    if (fact?.status === "known" && fact.value.log.truncated) return "The log was not read to its end";
    if (url !== undefined && fact?.status !== "known") return `${url} could not be read`;
  }
  return undefined;
}

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
        "How far a claim may lie from the log, in percentage points: measuring anew with a batch size of 1 shifts it a little.",
      ),
    relativeTolerance: z
      .number()
      .min(0)
      .max(1)
      .default(0.02)
      .describe("The same for end-point errors and opinion scores, as a share of the logged value."),
  },
  messages: {
    matches: { text: "The claims agree with the log: {rows}." },
    differs: {
      text: "The claim is better than anything in the log: {rows}.",
      fix: "Provide the log of the run that reached the claimed value, or correct the claim.",
    },
    "log-in-part": {
      text: "The claim is better than anything that could be read of the logs: {rows}. {reason}.",
      fix: "Check whether the claimed value stands in the part that was not read.",
    },
    "below-the-log": {
      text: "The claim is neither the best nor the final value of the log: {rows}.",
      fix: "Say which epoch's checkpoint was measured, and how.",
    },
    "other-run": {
      text: "The claims agree with the log, but its run had other settings than the training command: {settings}.",
      fix: "Give the command that the log's run was started with, or the log of the run that the command started.",
    },
    gone: {
      text: "The log {url} is not there: {reason}.",
      fix: "Correct the link, or attach the log to the pull request.",
    },
    unreachable: { text: "The log could not be opened: {reason}." },
    "nothing-in-common": { text: "The log reports none of the claimed metrics." },
    "not-opened": { text: "The logs were not opened." },
    "no-log": { text: "There is no log to compare with." },
  },
  check({ ledger, claims, facts }, verdict, { tolerance, relativeTolerance }) {
    const rows = ledger.flatMap((row) => {
      const claimed = row.description ?? row.meta;
      return claimed === undefined || row.log === undefined ? [] : [{ row, claimed, logged: row.log }];
    });
    const sayAs = (logSays: string) => (one: (typeof rows)[number]) =>
      `${one.row.model === "" ? "" : `${one.row.model} `}${one.row.metric} ${one.claimed.text} (${logSays} ${one.logged.text})`;
    const say = sayAs("in the log");
    // Of the logged values the nearest to the claim stands in the ledger: where all fall short of it, that is the best.
    const sayBest = sayAs("best in the log");
    const ahead = ({ row, claimed, logged }: (typeof rows)[number]) =>
      higherIsBetter(row.metric) ? claimed.value - logged.value : logged.value - claimed.value;
    const limit = ({ row, logged }: (typeof rows)[number]) =>
      isShare(row.metric) ? tolerance : logged.value * relativeTolerance;
    const apart = rows.filter(
      (one) => !figuresAgree(one.claimed, one.logged) && Math.abs(ahead(one)) > limit(one) + 1e-9,
    );
    const better = apart.filter((one) => ahead(one) > 0);
    const [bad] = better;
    if (bad !== undefined) {
      const findings = better.map((one): Finding => ({ text: sayBest(one), evidence: one.claimed.evidence }));
      const cited = [bad.claimed.evidence, bad.logged.evidence] as const;
      const reason = unreadPart(claims.logs, facts);
      return reason === undefined
        ? verdict.fail("differs", { rows: better.map(sayBest) }, cited, findings)
        : verdict.unsure("log-in-part", { rows: better.map(sayBest), reason }, cited, findings);
    }
    const [below] = apart;
    if (below !== undefined) {
      return verdict.unsure("below-the-log", { rows: apart.map(say) }, [below.claimed.evidence, below.logged.evidence]);
    }
    const [first] = rows;
    const [other, ...more] = claims.logs.flatMap((claim) => settingsOf(claim, claims, facts));
    if (first !== undefined && other !== undefined) {
      const settings = [other, ...more].map((one) => `${one.flag} ${one.given} (${one.logged} in the log)`);
      return verdict.unsure("other-run", { settings: settings.slice(0, 6) }, [other.evidence, first.logged.evidence]);
    }
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
    const linked = claims.logs.flatMap((claim) => {
      const fact = claim.url === undefined ? undefined : facts.logs?.get(claim.url);
      return fact === undefined || claim.url === undefined ? [] : [{ claim, url: claim.url, fact }];
    });
    for (const { fact } of linked) {
      if (fact.status === "unreachable") return verdict.notAssessed("unreachable", { reason: fact.reason });
    }
    for (const { claim, url, fact } of linked) {
      if (fact.status === "refuted") {
        return verdict.fail("gone", { url, reason: fact.reason }, [claim.evidence, fact.evidence]);
      }
    }
    const given = claims.logs.some((one) => one.url !== undefined);
    return verdict.notAssessed(given && facts.logs === undefined ? "not-opened" : "no-log", {});
  },
});

/** In what the run of a log differs from the training command. */
function settingsOf({ pasted, url }: LogClaim, { commands }: Claims, facts: Facts): readonly SettingDifference[] {
  const fact = url === undefined ? undefined : facts.logs?.get(url);
  const log = pasted ?? (fact?.status === "known" ? fact.value.log : undefined);
  return log === undefined ? [] : differingSettings(commands, log);
}
