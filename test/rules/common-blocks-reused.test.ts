import rule from "../../src/rules/common-blocks-reused.ts";
import { judge } from "./submission-fixture.ts";
import { TINYNET_PATH } from "./tinynet.ts";

const SHARED = { "torchvision/ops/misc.py": "class Conv2dNormActivation(nn.Sequential):\n    pass\n" };
const on = (body: string, shared: Record<string, string> = SHARED, top = "") =>
  judge(rule, {
    shared,
    head: {
      [TINYNET_PATH]: `${top}class TinyNet(nn.Module):
    def __init__(self, norm_layer=None):
        super().__init__()
${body.replace(/^/gm, "        ")}
def tinynet(weights=None, **kwargs):
    return TinyNet(**kwargs)
`,
    },
  });

const BY_HAND =
  "self.stem = nn.Sequential(\n    nn.Conv2d(3, 64, 3),\n    nn.BatchNorm2d(64),\n    nn.ReLU(inplace=True),\n)";

test("the shared block, under each of its names", () => {
  for (const name of ["Conv2dNormActivation", "misc.ConvNormActivation", "ConvBNActivation", "Conv3dNormActivation"]) {
    expect(on(`self.stem = ${name}(3, 64)`)).toMatchObject({
      verdict: "pass",
      message: "reused",
      data: { blocks: [name] },
      evidence: [{ source: "diff", path: TINYNET_PATH, line: 4, quote: name }],
    });
  }
});

test("the three layers in a row, in a sequence or appended one by one", () => {
  expect(on(BY_HAND)).toMatchObject({
    verdict: "fail",
    message: "hand-written",
    data: { modules: ["TinyNet"] },
    evidence: [{ path: TINYNET_PATH, line: 5, quote: "nn.Conv2d" }],
    findings: [{ text: "in TinyNet" }],
  });
  const appended = "conv.append(nn.Conv2d(a, a, 3))\nconv.append(norm_layer(a))\nconv.append(nn.ReLU())";
  expect(on(appended)).toMatchObject({ verdict: "fail", evidence: [{ line: 4 }] });
});

test("other orders, a bare convolution, and the parts of a residual block are no such row", () => {
  for (const body of [
    "self.a = nn.Sequential(nn.BatchNorm2d(3), nn.ReLU(), nn.Conv2d(3, 64, 3))",
    "self.a = nn.Conv2d(3, 64, 3)",
    "self.a = nn.Sequential(nn.Conv2d(3, 64, 3), nn.ReLU())",
    "self.conv1 = nn.Conv2d(3, 64, 3)\nself.bn1 = norm_layer(64)\nself.relu = nn.ReLU()",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "not-applicable", message: "none-needed" });
  }
});

test("nothing to reuse: the block is nowhere, or only in the new file itself", () => {
  expect(on(BY_HAND, {})).toMatchObject({ verdict: "not-applicable", message: "no-shared-block" });
  const own = "class ConvBNReLU(nn.Sequential):\n    pass\n";
  expect(on(BY_HAND, {}, own)).toMatchObject({ verdict: "not-applicable", message: "no-shared-block" });
  expect(on(BY_HAND, {}, "from ..ops.misc import Conv2dNormActivation\n")).toMatchObject({ verdict: "fail" });
});

test("another layer between the three keeps them from being a block", () => {
  const block = (between: string) =>
    `self.block = nn.Sequential(\n    nn.Conv2d(8, 8, 7, groups=8),\n    ${between}\n    norm_layer(8),\n    ${between}\n    nn.GELU(),\n)`;
  for (const layer of ["Permute([0, 2, 3, 1]),", "nn.Linear(8, 32),", "ops.Permute([0, 3, 1, 2]),"])
    expect(on(block(layer))).toMatchObject({ verdict: "not-applicable", message: "none-needed" });
  expect(on(block(""))).toMatchObject({ verdict: "fail", message: "hand-written" });
});
