import type { Review } from "../../src/engine/review.ts";
import {
  buildReview,
  command,
  contribution,
  evidence,
  figure,
  metricClaim,
  TRAIN_SCRIPT,
  trainingLog,
  verdict,
  weights,
} from "./review-fixture.ts";

const LOG = "https://gist.githubusercontent.com/contributor/1f/raw/train.log";
const at = (flag: string, value?: string) => ({
  flag,
  values: value === undefined ? [] : [value],
  evidence: evidence({ line: 12 }),
});
const TEXT =
  "torchrun --nproc_per_node=8 train.py --model foonet_small --batch-size 128 --epochs 300 --warmup-epochs 5 --model-ema";

/** A contribution with a bit of everything: things missing, contradictions, things in order, unsure, not judged, waived. */
export function richReview(): Review {
  return buildReview({
    verdicts: [
      verdict({
        rule: "ticket-linked",
        text: "The ticket acme/vision#4001 is linked.",
        evidence: [evidence({ line: 1, quote: "Fixes #4001" })],
      }),
      verdict({
        rule: "paper-linked",
        text: "The paper is linked: https://arxiv.org/abs/2401.00001.",
        evidence: [evidence({ line: 2, quote: "https://arxiv.org/abs/2401.00001" })],
      }),
      verdict({
        rule: "maintainer-tagged",
        verdict: "fail",
        text: "No maintainer is mentioned, asked for a review or assigned.",
        fix: "Tag the maintainer who agreed to this contribution on the ticket.\n---\ncc @<maintainer>",
        evidence: [
          evidence({ line: 1, endLine: 40, searched: true }),
          evidence({ source: "pull-request", line: 1, searched: true }),
        ],
      }),
      verdict({
        rule: "training-command-valid",
        verdict: "fail",
        text: "The training command would not run: 1 of its options is unknown to references/classification/train.py.",
        fix: "Correct the command so that the script accepts it.\n---\ntorchrun --nproc_per_node=8 train.py --model foonet_small --batch-size 128 --epochs 300 --lr-warmup-epochs 5 --model-ema",
        evidence: [evidence({ line: 12, quote: TEXT })],
        findings: [
          {
            text: "`--warmup-epochs` is no option of the script; did you mean `--lr-warmup-epochs`?",
            evidence: evidence({ line: 12, quote: "--warmup-epochs 5" }),
          },
        ],
      }),
      verdict({
        rule: "accuracy-matches-log",
        verdict: "fail",
        text: "The description claims 81.2 acc@1 for foonet_small, but the log's best is 79.9.",
        fix: "Report the value that the log shows, or link the log of the run that reached 81.2.",
        evidence: [
          evidence({ line: 20, quote: "| foonet_small | 81.2 | 81.4 |" }),
          evidence({ source: "log", url: LOG, line: 100, quote: "Test: EMA Acc@1 79.912 Acc@5 94.600" }),
        ],
      }),
      verdict({
        rule: "api-usage-logged",
        verdict: "fail",
        level: "recommended",
        text: "FooNet does not call _log_api_usage_once.",
        fix: "Call it first thing in __init__.",
        evidence: [
          evidence({ source: "diff", path: "torchvision/models/foonet.py", line: 88, quote: "super().__init__()" }),
        ],
        findings: [
          {
            text: "`FooNet.__init__` does not log its use",
            evidence: evidence({
              source: "diff",
              path: "torchvision/models/foonet.py",
              line: 88,
              quote: "super().__init__()",
            }),
            suggestion: {
              path: "torchvision/models/foonet.py",
              line: 88,
              endLine: 88,
              replacement: "        super().__init__()\n        _log_api_usage_once(self)",
            },
          },
        ],
      }),
      verdict({
        rule: "paper-results-reproduced",
        verdict: "unsure",
        text: "The paper gives two values for foonet_small; it is not clear which recipe is meant.",
        fix: "Say which row of the paper's table is reproduced.",
        evidence: [evidence({ line: 20, quote: "| foonet_small | 81.2 | 81.4 |" })],
      }),
      verdict({
        rule: "tests-included",
        text: "The tests cover foonet_small.",
        evidence: [
          evidence({
            source: "diff",
            path: "test/expect/ModelTester.test_foonet_small_expect.pkl",
            line: 1,
            quote: "test/expect/ModelTester.test_foonet_small_expect.pkl",
          }),
        ],
      }),
      verdict({
        rule: "checkpoint-available",
        verdict: "not-assessed",
        text: "The checkpoint did not answer within 10 s.",
        evidence: [],
      }),
      verdict({
        rule: "hub-entry-added",
        verdict: "not-applicable",
        text: "The hub serves no video models.",
        evidence: [],
      }),
      verdict({
        rule: "expected-outputs-included",
        verdict: "fail",
        text: "There are no expected outputs for foonet_large.",
        evidence: [evidence({ source: "diff", path: "test/expect", searched: true })],
        waiver: { by: "maintainer", at: "2024-05-01", reason: "Too large to run in CI." },
      }),
    ],
    claims: {
      metrics: [
        metricClaim({
          measured: figure("81.2", { line: 20 }),
          paper: figure("81.4", { line: 20 }),
          dataset: "ImageNet",
        }),
        metricClaim({ metric: "acc@5", measured: figure("94.6", { line: 20 }), dataset: "ImageNet" }),
      ],
      commands: [
        command({
          text: TEXT,
          arguments: [
            at("--model", "foonet_small"),
            at("--batch-size", "128"),
            at("--epochs", "300"),
            at("--warmup-epochs", "5"),
            at("--model-ema"),
          ],
          batchSize: 128,
          evidence: evidence({ line: 12, quote: TEXT }),
        }),
      ],
      logs: [{ url: LOG, form: "link", evidence: evidence({ line: 25, quote: LOG }) }],
    },
    facts: {
      logs: new Map([
        [
          LOG,
          {
            status: "known" as const,
            value: {
              log: trainingLog([
                { metric: "acc@1", best: "79.912" },
                { metric: "acc@5", best: "94.600" },
              ]),
              bytes: 9_000,
            },
            evidence: evidence({ source: "log", url: LOG }),
          },
        ],
      ]),
    },
    contribution: contribution([
      weights(
        "foonet_small",
        "FooNet_Small_Weights.IMAGENET1K_V1",
        [
          ["ImageNet-1K", "acc@1", "81.198"],
          ["ImageNet-1K", "acc@5", "94.600"],
        ],
        {
          url: { value: "https://download.pytorch.org/models/foonet_small-0a1b2c3d.pth", line: 202 },
        },
      ),
    ]),
    scripts: [TRAIN_SCRIPT],
  });
}
