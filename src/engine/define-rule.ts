import type { z } from "zod";
import type { Answer, Message, PartName, Parts, Rule, RuleDefinition, VerdictBuilder } from "./rule.ts";
import type { MessageData, Outcome } from "./verdict.ts";

function builder(): VerdictBuilder<Record<string, Message>> {
  const answer =
    (verdict: Outcome) =>
    (
      message: string,
      data: MessageData,
      evidence: Answer["evidence"] = [],
      findings: Answer["findings"] = [],
    ): Answer => ({
      verdict,
      message,
      data,
      evidence,
      findings,
    });
  return {
    pass: answer("pass"),
    fail: answer("fail"),
    unsure: answer("unsure"),
    notApplicable: answer("not-applicable"),
    notAssessed: answer("not-assessed"),
  };
}

const BUILDER = builder();

/**
 * Declares one rule. The types refuse an unknown guide clause, an unknown message, a missing slot, a `pass`, `fail` or `unsure`
 * without evidence, and a part that `reads` does not name.
 */
export function defineRule<
  const Messages extends Record<string, Message>,
  const Reads extends PartName,
  const Options extends z.ZodRawShape = Record<never, never>,
>(definition: RuleDefinition<Messages, Reads, Options>): Rule {
  return {
    id: definition.id,
    clause: definition.clause,
    alsoClauses: definition.alsoClauses ?? [],
    kinds: definition.kinds,
    level: definition.level,
    reads: definition.reads,
    summary: definition.summary,
    messages: definition.messages,
    options: definition.options ?? {},
    check: (parts: Parts, options: unknown) =>
      definition.check(
        parts,
        BUILDER as unknown as VerdictBuilder<Messages>,
        options as z.output<z.ZodObject<Options>>,
      ),
  };
}
