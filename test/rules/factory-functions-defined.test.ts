import rule from "../../src/rules/factory-functions-defined.ts";
import { judge } from "./submission-fixture.ts";
import { TINYNET_PATH, withTinynet } from "./tinynet.ts";

test("each builder is named and cited", () => {
  expect(judge(rule, withTinynet())).toMatchObject({
    verdict: "pass",
    message: "defined",
    data: { names: ["tinynet_s", "tinynet_b"] },
    evidence: [
      { source: "diff", path: TINYNET_PATH, line: 16 },
      { source: "diff", path: TINYNET_PATH, line: 21 },
    ],
  });
});

test("the forms of the years: plain arguments, a local name, a list of layers, detection, a bound name", () => {
  const names = (text: string) =>
    judge(rule, { head: { [TINYNET_PATH]: `class TinyNet(nn.Module):\n    pass\n${text}` } }).data.names;
  expect(names("def a(pretrained=False, **kwargs):\n    return TinyNet(1, **kwargs)\n")).toEqual(["a"]);
  expect(
    names(
      "def b(pretrained=False, **kwargs):\n    model = TinyNet()\n    if pretrained:\n        model.load_state_dict(x)\n    return model\n",
    ),
  ).toEqual(["b"]);
  expect(
    names(
      "def _make(arch, pretrained):\n    return TinyNet()\ndef c(pretrained=False):\n    return _make('c', pretrained)\n",
    ),
  ).toEqual(["c"]);
  expect(
    names(
      "def d(pretrained=False, num_classes=91, pretrained_backbone=True, **kwargs):\n    backbone = x()\n    return TinyNet(backbone, num_classes)\n",
    ),
  ).toEqual(["d"]);
  expect(names("def _make(n, **kwargs):\n    return TinyNet(n)\ne = functools.partial(_make, 3)\n")).toEqual(["e"]);
});

test("a model class that nothing builds", () => {
  const text =
    "from torch import nn\nclass TinyNet(nn.Module):\n    pass\ndef _tinynet(weights=None):\n    return TinyNet()\n";
  expect(judge(rule, { head: { [TINYNET_PATH]: text } })).toMatchObject({
    verdict: "fail",
    message: "none",
    data: { classes: ["TinyNet"], path: TINYNET_PATH, example: "TinyNet" },
    evidence: [{ source: "diff", path: TINYNET_PATH, line: 2, quote: "class TinyNet(nn.Module):" }],
  });
});

test("no model at all", () => {
  expect(judge(rule, { kind: "new-architecture", title: "Add TinyNet" })).toMatchObject({
    verdict: "fail",
    message: "no-code",
    evidence: [{ source: "title", searched: true }],
  });
});

test("a models file whose text is not to be had may hold them", () => {
  expect(judge(rule, { kind: "new-architecture", unread: [TINYNET_PATH] })).toMatchObject({
    verdict: "not-assessed",
    message: "unread",
  });
});
