import metricsReported from "../../src/rules/metrics-reported.ts";
import { judge } from "./submission-fixture.ts";

const on = (body: string | null, more: object = {}) => judge(metricsReported, { kind: "new-weights", body, ...more });

test("the script's line, cited with the figure", () => {
  const verdict = on("Results:\n```\nTest:  Acc@1 81.474 Acc@5 95.776\n```");
  expect(verdict).toMatchObject({ verdict: "pass", message: "reported" });
  expect(verdict.data).toEqual({ figures: ["acc@1 81.474", "acc@5 95.776"] });
  expect(verdict.evidence[0]).toMatchObject({ source: "description", line: 3 });
  expect("Test:  Acc@1 81.474 Acc@5 95.776").toContain(verdict.evidence[0]?.quote);
});

test("a long table is told in short", () => {
  const rows = Array.from({ length: 8 }, (_, index) => `| foonet_${index} | 7${index}.1 |`).join("\n");
  const { data } = on(`| Model | Acc@1 |\n|---|---|\n${rows}`);
  expect(data).toEqual({
    figures: ["foonet_0 acc@1 70.1", "foonet_1 acc@1 71.1", "foonet_2 acc@1 72.1", "foonet_3 acc@1 73.1", "4 more"],
  });
});

test("in a comment of the author or of a member, not of a stranger", () => {
  const said = (author: string, association: string) =>
    on("Adds weights.", { comments: [{ author, association, body: "Acc@1 79.1 Acc@5 94.5" }] });
  for (const verdict of [said("contributor", "NONE"), said("datumbox", "MEMBER")]) {
    expect(verdict).toMatchObject({ verdict: "pass", evidence: [{ source: "comment", comment: 0, line: 1 }, {}] });
  }
  expect(said("passer-by", "CONTRIBUTOR")).toMatchObject({ verdict: "fail", message: "none" });
});

test("a figure beside a model's name that nothing names is left to a person", () => {
  expect(on("foonet_s gets 79.3 after 300 epochs.")).toMatchObject({
    verdict: "unsure",
    message: "bare-figure",
    data: { figure: "foonet_s gets 79.3 after 300 epochs." },
    evidence: [{ source: "description", line: 1 }],
  });
  for (const body of [
    "foonet_s runs at 45.2 fps and has 54.4 M parameters.",
    "foonet_s takes 45.2 ms, momentum 0.9, 79.3x faster.",
    "It gets 79.3 after 300 epochs.",
    "FooNet-S gets 79.3 top-1 in the paper.",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none" });
  }
});

test("metrics of other fields", () => {
  expect(on("We get WER 3.1 and CER: 1.2.")).toMatchObject({
    verdict: "pass",
    message: "other-metrics",
    data: { figures: ["WER 3.1", "CER: 1.2"] },
    evidence: [{ line: 1, quote: "WER 3.1" }],
  });
  expect(on("MAE pre-training for 800 epochs")).toMatchObject({ verdict: "fail", message: "none" });
});

test("what only a person can read: pictures of results, figures without a metric", () => {
  expect(on("## Accuracy\n\n![image](https://user-images.githubusercontent.com/1/2.png)")).toMatchObject({
    verdict: "unsure",
    message: "picture-only",
    evidence: [{ line: 3, quote: "![image](https://user-images.githubusercontent.com/1/2.png)" }],
  });
  expect(on("The architecture:\n\n![image](https://user-images.githubusercontent.com/1/2.png)").verdict).toBe("fail");
  expect(on("| Model | Ours | Paper |\n|---|---|---|\n| foonet_t | 79.1 | 79.0 |")).toMatchObject({
    verdict: "unsure",
    message: "unnamed-figures",
    evidence: [{ line: 1, endLine: 3 }],
  });
});

test("in the weights' meta alone", () => {
  const head = {
    "torchvision/models/foonet.py": `class FooNet_Weights(WeightsEnum):
    V1 = Weights(
        url="https://download.pytorch.org/models/foonet-1a2b3c4d.pth",
        transforms=None,
        meta={"_metrics": {"ImageNet-1K": {"acc@1": 79.1, "acc@5": 94.5}}},
    )


@register_model()
def foonet(*, weights=None):
    return FooNet()
`,
  };
  expect(on("Adds weights.", { head })).toMatchObject({
    verdict: "fail",
    message: "in-weights-meta",
    data: { figures: ["foonet acc@1 79.1", "foonet acc@5 94.5"] },
    evidence: [{ searched: true }, { source: "diff", path: "torchvision/models/foonet.py", line: 5, quote: "79.1" }],
  });
});

test("numbers that are no metrics", () => {
  for (const body of [
    null,
    "Trained on ImageNet-1K at 224x224 for 300 epochs with lr 0.5, training loss 1.82",
    "812.5 img/s, 28.3M params, 4.46 GFLOPs",
    "The paper reports 81.3% top-1 accuracy.",
    "The goal is acc@1 82.1.",
    "- [ ] acc@1 81.3",
    "<!-- Acc@1 76.130 -->",
    "> Acc@1 76.130",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none", evidence: [{ searched: true }] });
  }
});
