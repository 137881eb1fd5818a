import { buildLedger } from "../../src/submission/ledger.ts";
import { modelFile } from "./contribution-files.ts";
import { submissionOf } from "./submission-fixture.ts";
const model = (...values: readonly string[]) => ({
  "torchvision/models/foonet.py": modelFile("foonet50","FooNet",values.map((value, index) => ({ member: `IMAGENET1K_V${index + 1}`, url: `https://download.pytorch.org/models/foonet50-${index}676ba61.pth`, metrics: { "ImageNet-1K": { "acc@1": value } } }))),
});
test("x", () => {
  for (const [body, head] of [
    ["resnet18 reaches Acc@1 69.758.", model("81.198")],
    ["Better than resnet18, which reaches Acc@1 69.758.", model("81.198")],
    ["Better than ResNet-50 (76.1 top-1).", model("81.198")],
    ["The paper reports 80.3 top-1.", model("81.198")],
    ["Before: Acc@1 79.0", model("81.198")],
    ["The previous weights had 79.0 top-1 accuracy.", model("81.198")],
    ["On ImageNet-V2 we get Acc@1 70.1.", model("81.198")],
    ["With test-time augmentation Acc@1 is 82.9.", model("81.198")],
    ["Without EMA: Acc@1 80.2", model("81.198")],
    ["With a resolution of 384 foonet50 gets Acc@1 83.2", model("81.198")],
    ["timm's foonet50 has Acc@1 82.2", model("81.198")],
    ["Training accuracy was 92.1 top-1", model("81.198")],
    ["At epoch 100 the model has Acc@1 74.2", model("81.198")],
    ["We aim for Acc@1 82.0", model("81.198")],
    ["It improves Acc@1 by 3.2 points", model("81.198")],
    ["```\nTest: EMA Acc@1 81.198 Acc@5 95.1\nTest:  Acc@1 80.1 Acc@5 95.0\n```", model("81.198")],
    ["```\nTest:  Acc@1 80.1 Acc@5 95.0\n```\nwith batch size 1:\n```\nTest:  Acc@1 80.3 Acc@5 95.0\n```", model("81.198")],
  ] as const) {
    const s = submissionOf({ kind: "new-weights", body, head });
    console.log(body, JSON.stringify(s.claims.metrics.map((c) => [c.model, c.dataset, c.metric, c.measured.text, c.paper?.text, c.baseline?.text])), JSON.stringify(buildLedger(s).map((r) => [r.model, r.weights, r.dataset, r.metric, r.description?.text, r.meta?.text])));
  }
});
