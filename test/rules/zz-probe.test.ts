import { buildLedger } from "../../src/submission/ledger.ts";
import { modelFile } from "./contribution-files.ts";
import { submissionOf } from "./submission-fixture.ts";
const model = (...values: readonly string[]) => ({
  "torchvision/models/foonet.py": modelFile("foonet50","FooNet",values.map((value, index) => ({ member: `IMAGENET1K_V${index + 1}`, url: `https://download.pytorch.org/models/foonet50-${index}676ba61.pth`, metrics: { "ImageNet-1K": { "acc@1": value } } }))),
});
test("x", () => {
  for (const [body, head] of [
    ["| Model | EMA | Acc@1 |\n|---|---|---|\n| foonet50 | no | 80.1 |\n| foonet50 | yes | 81.198 |\n", model("82.5")],
    ["| Model | Acc@1 | Acc@1 (paper) |\n|---|---|---|\n| foonet50 | 81.198 | 79.0 |\n", model("81.198")],
    ["foonet50 Acc@1 81.198 Acc@5 95.1", model("81.198")],
    ["foonet50 reaches Acc@1 81.198 on ImageNet and Acc@1 70.1 on ImageNet-V2.", model("81.198")],
    ["foonet50 reaches Acc@1 81.198, resnet18 reaches Acc@1 69.758.", model("81.198")],
  ] as const) {
    const s = submissionOf({ kind: "new-weights", body, head });
    console.log(body, JSON.stringify(s.claims.metrics.map((c) => [c.model, c.dataset, c.metric, c.measured.text, c.paper?.text, c.baseline?.text])), JSON.stringify(buildLedger(s).map((r) => [r.model, r.weights, r.dataset, r.metric, r.description?.text, r.meta?.text])));
  }
});
