import { defineRule } from "../engine/define-rule.ts";
import type { Finding } from "../engine/verdict.ts";
import { citeDiff } from "../submission/citation.ts";
import type { Contribution } from "../submission/contribution.ts";
import type { Call } from "../submission/python/python-module.ts";
import type { Tree } from "../submission/tree.ts";

const SHARED = /(?:^|\.)(?:Conv(?:2d|3d)?Norm(?:Activation|Actication)|ConvBNActivation|ConvBNReLU)$/;
const SHARED_NAME = /\b(?:Conv(?:2d|3d)?NormActivation|ConvBNActivation|ConvBNReLU)\b/;
const CONVOLUTION = /(?:^|\.)Conv[123]d$/;
const NORMALISATION = /(?:^|\.)(?:(?:Batch|Group|Instance)Norm[123]?d?|norm_layer|norm)$/;
const ACTIVATION = /(?:^|\.)(?:ReLU6?|SiLU|GELU|Hardswish|LeakyReLU|activation_layer|act_layer|activation)$/;
/** Constructors and layers by their names; one that stands between the three parts keeps them from being a block. */
const LAYER = new RegExp(`${CONVOLUTION.source}|${NORMALISATION.source}|${ACTIVATION.source}|(?:^|\\.)_?[A-Z]\\w*$`);
const CONTAINER = /(?:^|\.)(?:Sequential|ModuleList|ModuleDict|OrderedDict|[A-Z]\w*Error)$/;
/** Lines that a block of three layers may take. */
const SPREAD = 14;

/** Convolutions that a normalisation and an activation follow at once. */
function handWrittenBlocks(calls: readonly Call[]): Call[] {
  const layers = calls
    .filter((call) => LAYER.test(call.callee) && !CONTAINER.test(call.callee))
    .sort((left, right) => left.line - right.line);
  return layers.filter((call, at) => {
    const norm = layers[at + 1];
    const activation = layers[at + 2];
    return (
      CONVOLUTION.test(call.callee) &&
      norm !== undefined &&
      NORMALISATION.test(norm.callee) &&
      activation !== undefined &&
      ACTIVATION.test(activation.callee) &&
      activation.line - call.line <= SPREAD
    );
  });
}

/** Whether the contribution could have used a shared block: base has one, or a file of the diff imports it. */
function hasSharedBlock(contribution: Contribution, head: Tree, base: Tree): boolean {
  return (
    base.paths.some((path) => path.endsWith(".py") && SHARED_NAME.test(base.read(path) ?? "")) ||
    contribution.files.some(
      (file) =>
        SHARED_NAME.test(head.read(file.path) ?? "") &&
        file.head?.imports.some((one) => one.names.some((name) => SHARED.test(name.name))),
    )
  );
}

export default defineRule({
  id: "common-blocks-reused",
  clause: "fuse-layers",
  kinds: ["new-architecture"],
  level: "recommended",
  reads: ["contribution", "head", "base"],
  summary: "Convolution, normalisation and activation in a row use the shared block.",
  messages: {
    reused: { text: "The shared block is used: {blocks}." },
    "hand-written": {
      text: "Convolution, normalisation and activation are put together by hand in {modules}, where the shared block would serve.",
      fix: "Use the shared block, unless the order or the parameters differ from it.\n---\nConv2dNormActivation(in_channels, out_channels, kernel_size=3, norm_layer=norm_layer)",
    },
    "none-needed": { text: "No new module puts a convolution, a normalisation and an activation in a row." },
    "no-shared-block": {
      text: "The code base has no shared block for convolution, normalisation and activation that could be found.",
    },
  },
  check({ contribution, head, base }, verdict) {
    const texts = new Map<string, readonly string[]>();
    const linesOf = (path: string): readonly string[] => {
      const lines = texts.get(path) ?? head.read(path)?.split("\n") ?? [];
      texts.set(path, lines);
      return lines;
    };
    const blocks = contribution.modules.flatMap((one) => {
      const calls = one.definition.methods.flatMap((method) => method.calls);
      const lines = linesOf(one.path);
      // `self.conv1 = …` on lines of their own is how residual blocks are written: the parts are used apart in forward.
      return handWrittenBlocks(calls)
        .filter((call) => !/^\s*self\.\w+\s*=\s*(?:\w+\.)*Conv/.test(lines[call.line - 1] ?? ""))
        .map((call) => ({ name: one.name, evidence: citeDiff(one.path, call.line, call.callee) }));
    });
    const [first, ...rest] = blocks;
    if (first !== undefined) {
      if (!hasSharedBlock(contribution, head, base)) return verdict.notApplicable("no-shared-block", {});
      const findings = blocks.map((one): Finding => ({ text: `in ${one.name}`, evidence: one.evidence }));
      return verdict.fail(
        "hand-written",
        { modules: [...new Set(blocks.map((one) => one.name))] },
        [first.evidence, ...rest.map((one) => one.evidence)],
        findings,
      );
    }
    const used = contribution.files
      .filter((file) => contribution.modules.some((one) => one.path === file.path))
      .flatMap((file) => {
        const calls = [
          ...(file.head?.functions ?? []).flatMap((one) => one.calls),
          ...(file.head?.classes ?? []).flatMap((one) => one.methods.flatMap((method) => method.calls)),
        ];
        return calls.filter((call) => SHARED.test(call.callee)).map((call) => ({ call, path: file.path }));
      });
    const [use] = used;
    if (use === undefined) return verdict.notApplicable("none-needed", {});
    return verdict.pass("reused", { blocks: [...new Set(used.map((one) => one.call.callee))] }, [
      citeDiff(use.path, use.call.line, use.call.callee),
    ]);
  },
});
