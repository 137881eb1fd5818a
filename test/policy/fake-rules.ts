import { z } from "zod";
import { defineRule } from "../../src/engine/define-rule.ts";
import type { Rule } from "../../src/engine/rule.ts";

/** Two rules that stand for any: one without options, one with a number, a list and a switch. */
export const FAKE_RULES: readonly Rule[] = [
  defineRule({
    id: "ticket-linked",
    clause: "create-ticket",
    kinds: ["new-architecture", "new-weights"],
    level: "required",
    reads: ["description"],
    summary: "The ticket is linked.",
    messages: { fine: { text: "It is linked." } },
    check: (_, verdict) => verdict.notApplicable("fine", {}),
  }),
  defineRule({
    id: "accuracy-matches-log",
    clause: "create-ticket",
    kinds: ["new-architecture"],
    level: "recommended",
    reads: ["description"],
    summary: "The claimed accuracy is the one in the log.",
    messages: { fine: { text: "It is." } },
    options: {
      tolerance: z.number().min(0).max(5).default(0.05).describe("Largest difference, in percent points."),
      hosts: z.array(z.string()).default([]).describe("Hosts."),
      mode: z.enum(["best", "final"]).default("best").describe("Which value."),
    },
    check: (_, verdict) => verdict.notApplicable("fine", {}),
  }),
];
