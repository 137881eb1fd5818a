import evaluatedPerImage from "../../src/rules/evaluated-per-image.ts";
import { judge } from "./submission-fixture.ts";

const on = (body: string | null, more: object = {}) => judge(evaluatedPerImage, { kind: "new-weights", body, ...more });

const command = (options: string) => `\`torchrun ${options} --model foonet_t\` gives Acc@1 79.112`;

test("a command with a batch size of 1 on one GPU", () => {
  const verdict = on(command("--nproc_per_node=1 train.py --test-only --batch-size 1"));
  expect(verdict).toMatchObject({ verdict: "pass", message: "evaluated", evidence: [{ line: 1 }] });
});

test("several GPUs, and a larger batch", () => {
  expect(on(command("--nproc_per_node=8 train.py --test-only --batch-size 1"))).toMatchObject({
    verdict: "unsure",
    message: "several-gpus",
    data: { gpus: 8 },
  });
  expect(on(command("--nproc_per_node=1 train.py --test-only --batch-size 64"))).toMatchObject({
    verdict: "fail",
    message: "larger-batch",
    data: { batchSize: 64 },
  });
});

test("said in words, by whom it concerns", () => {
  expect(on("Acc@1 79.112\nEvaluated with a batch size of 1.")).toMatchObject({
    verdict: "pass",
    message: "said",
    evidence: [{ line: 2, quote: "batch size of 1" }],
  });
  const said = (author: string, association: string, body: string) =>
    on("Acc@1 79.112", { comments: [{ author, association, body }] });
  expect(said("datumbox", "MEMBER", "I measured it with batch_size=1: the same.")).toMatchObject({ message: "said" });
  expect(said("datumbox", "MEMBER", "Please evaluate with a batch size of 1.")).toMatchObject({ message: "not-said" });
  expect(said("passer-by", "NONE", "I evaluated it with batch size 1.")).toMatchObject({ message: "not-said" });
});

test("a figure that the script averages image by image", () => {
  expect(on("Sintel val clean epe: 1.4012\tper_image_epe: 1.3944")).toMatchObject({
    verdict: "pass",
    message: "per-image-figure",
    data: { figure: "per_image_epe: 1.3944" },
  });
});

test("nothing is said: training with a batch of one, denials, another number", () => {
  for (const body of [
    "Acc@1 79.112",
    "Acc@1 79.112. Trained with a batch size of 1 per GPU.",
    "Acc@1 79.112\n\nI did not evaluate with a batch size of 1.",
    "Acc@1 79.112, evaluated with a batch size of 16.",
    "Acc@1 79.112, evaluated with a batch size of 1.5k.",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "unsure", message: "not-said" });
  }
  expect(on("Adds weights.")).toMatchObject({ verdict: "not-assessed", message: "no-metrics" });
});

test("short words, and what the author owns to", () => {
  expect(on("Acc@1 79.112 (bs 1, 1 gpu)")).toMatchObject({ verdict: "pass", message: "said" });
  expect(on("Acc@1 79.112, evaluated with bs=1")).toMatchObject({ verdict: "pass", message: "said" });
  expect(on("Acc@1 79.112 (bs 128)")).toMatchObject({ verdict: "unsure", message: "not-said" });
  expect(on("Acc@1 79.112, learning rate for bs 1.5k")).toMatchObject({ verdict: "unsure", message: "not-said" });
  expect(on("Acc@1 79.112. I did not evaluate with bs=1 (sorry), this is with -b 32 on 4 gpus.")).toMatchObject({
    verdict: "fail",
    message: "said-otherwise",
    evidence: [{ line: 1 }],
  });
  expect(on("Acc@1 79.112. I did not evaluate with bs=1 (sorry), only on 1 gpu.")).toMatchObject({ verdict: "unsure" });
  expect(on("Acc@1 79.112. Was it not measured with a batch size of 1?")).toMatchObject({ verdict: "unsure" });
  expect(on("Acc@1 79.112. We did not change the test of batch size 1.")).toMatchObject({ verdict: "unsure" });
});
