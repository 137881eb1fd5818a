import rule from "../../src/rules/api-usage-logged.ts";
import { judge } from "./submission-fixture.ts";
import { TINYNET, TINYNET_PATH, withTinynet } from "./tinynet.ts";

const SILENT = TINYNET.replace("        _log_api_usage_once(self)\n", "");

test("the call is cited", () => {
  expect(judge(rule, withTinynet())).toMatchObject({
    verdict: "pass",
    message: "logged",
    data: { classes: ["TinyNet"] },
    evidence: [{ source: "diff", path: TINYNET_PATH, line: 11, quote: "_log_api_usage_once" }],
  });
  const imported = TINYNET.replace("_log_api_usage_once(self)", "utils._log_api_usage_once(self)");
  expect(judge(rule, { head: { [TINYNET_PATH]: imported } })).toMatchObject({ verdict: "pass" });
});

test("a public model that does not call", () => {
  expect(judge(rule, { head: { [TINYNET_PATH]: SILENT } })).toMatchObject({
    verdict: "fail",
    message: "not-logged",
    data: { classes: ["TinyNet"] },
    evidence: [{ path: TINYNET_PATH, line: 8, quote: "class TinyNet(nn.Module):" }],
    findings: [{ text: "TinyNet does not log its use" }],
  });
});

test("blocks, private classes and classes that derive from a model need not", () => {
  const text = `class Block(nn.Module):
    pass
class QuantizedTiny(TinyNet):
    pass
class _Tiny(nn.Module):
    pass
def tiny_a(weights=None, **kwargs):
    return QuantizedTiny(**kwargs)
def tiny_b(weights=None, **kwargs):
    return _Tiny(**kwargs)
`;
  expect(judge(rule, { head: { [TINYNET_PATH]: text } })).toMatchObject({
    verdict: "not-applicable",
    message: "no-model-class",
  });
});

test("nothing is asked where the models that are there do not log either", () => {
  const other = "torchvision/models/resnet.py";
  const plain = "class ResNet(nn.Module):\n    def __init__(self):\n        super().__init__()\n";
  const on = (text: string) => judge(rule, { head: { [TINYNET_PATH]: SILENT }, shared: { [other]: text } });
  expect(on(plain)).toMatchObject({ verdict: "not-applicable", message: "no-convention" });
  expect(on(`${plain}        _log_api_usage_once(self)\n`)).toMatchObject({ verdict: "fail" });
  // A file without models says nothing about the convention.
  expect(on("def resnet(): ...\n")).toMatchObject({ verdict: "fail" });
});

test("weights declared in the older form say nothing of the convention", () => {
  const older = `model_urls = {"tinynet_s": "https://download.pytorch.org/models/tinynet_s-0a1b2c3d.pth"}

class TinyNet(nn.Module):
    def __init__(self):
        super().__init__()

def tinynet_s(pretrained=False, **kwargs):
    return TinyNet(**kwargs)
`;
  expect(judge(rule, { head: { [TINYNET_PATH]: older } })).toMatchObject({
    verdict: "unsure",
    message: "convention-unknown",
    data: { classes: ["TinyNet"] },
    evidence: [{ path: TINYNET_PATH, line: 3, quote: "class TinyNet(nn.Module):" }],
  });
  const logging = "class Other(nn.Module):\n    def __init__(self):\n        _log_api_usage_once(self)\n";
  expect(
    judge(rule, { head: { [TINYNET_PATH]: older }, shared: { "torchvision/models/other.py": logging } }),
  ).toMatchObject({ verdict: "fail", message: "not-logged" });
});
