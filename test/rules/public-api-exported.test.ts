import rule from "../../src/rules/public-api-exported.ts";
import { judge } from "./submission-fixture.ts";
import { TINYNET, TINYNET_PATH } from "./tinynet.ts";

const PACKAGE = "torchvision/models/__init__.py";
const STAR = "from .resnet import *\nfrom .tinynet import *\n";
const on = (text: string, init: string | undefined = STAR) =>
  judge(rule, { head: { [TINYNET_PATH]: text, ...(init === "" ? {} : { [PACKAGE]: init }) } });
const all = (value: string) => TINYNET.replace('__all__ = ["TinyNet", "tinynet_s", "tinynet_b"]', value);

const WEIGHTS = `class TinyNet_S_Weights(WeightsEnum):
    V1 = Weights(url="https://host/tinynet_s-11111111.pth")
`;

test("a list above the code and a star import, each cited", () => {
  expect(on(TINYNET)).toMatchObject({
    verdict: "pass",
    message: "exported",
    data: { names: ["TinyNet", "tinynet_s", "tinynet_b"] },
    evidence: [
      { source: "head", path: TINYNET_PATH, line: 5, quote: "TinyNet" },
      { source: "head", path: PACKAGE, line: 2, quote: "from .tinynet import *" },
    ],
  });
});

test("other forms of both", () => {
  for (const form of [
    '__all__ = ("TinyNet", "tinynet_s", "tinynet_b")',
    '__all__ = ["TinyNet"]\n__all__ += ["tinynet_s", "tinynet_b"]',
    '__all__ = ["TinyNet"] + ["tinynet_s", "tinynet_b"]',
    '_B = ["tinynet_s", "tinynet_b"]\n__all__ = ["TinyNet", *_B]',
  ]) {
    expect(on(all(form))).toMatchObject({ verdict: "pass", message: "exported" });
  }
  for (const init of [
    "from .tinynet import tinynet_s, tinynet_b, TinyNet\n",
    "from torchvision.models.tinynet import *\n",
    "from . import tinynet\n",
  ]) {
    expect(on(TINYNET, init)).toMatchObject({ verdict: "pass", message: "exported" });
  }
});

test("a variant of a file that the package imports already, without the package at hand", () => {
  const head = TINYNET.replace('"tinynet_b"]', '"tinynet_b", "tinynet_l"]');
  const more = "\n\ndef tinynet_l(*, weights=None, **kwargs):\n    return TinyNet(**kwargs)\n";
  expect(judge(rule, { base: { [TINYNET_PATH]: TINYNET }, head: { [TINYNET_PATH]: head + more } })).toMatchObject({
    verdict: "pass",
    data: { names: ["tinynet_l"] },
  });
});

test("a class that is only a part, or is private, need not be exported", () => {
  const parts = `${all('__all__ = ["tinynet_s"]').replace(/class TinyNet[\s\S]*$/, "")}class Block(nn.Module):
    pass
class _TinyNet(nn.Module):
    pass
def tinynet_s(weights=None, **kwargs):
    return _TinyNet(**kwargs)
`;
  expect(on(parts)).toMatchObject({ verdict: "pass", data: { names: ["tinynet_s"] } });
});

test("a new file whose package is not at hand", () => {
  expect(on(TINYNET, "")).toMatchObject({
    verdict: "unsure",
    message: "exported-package-unknown",
    data: { package: PACKAGE },
  });
});

test("`all` instead of `__all__`", () => {
  expect(on(all('all = ["TinyNet", "tinynet_s", "tinynet_b"]'))).toMatchObject({
    verdict: "fail",
    message: "misspelt",
    data: { target: "all" },
    evidence: [{ source: "head", path: TINYNET_PATH, line: 5, quote: "all" }],
  });
});

test("no `__all__`: missing in a new file, doubtful where there never was one or the file is broken", () => {
  expect(on(all(""))).toMatchObject({
    verdict: "fail",
    message: "no-all",
    data: { path: TINYNET_PATH, example: '"TinyNet", "tinynet_s", "tinynet_b"' },
    evidence: [{ path: TINYNET_PATH, searched: true }],
  });
  const head = `${all("")}\n\ndef tinynet_l(*, weights=None, **kwargs):\n    return TinyNet(**kwargs)\n`;
  expect(judge(rule, { base: { [TINYNET_PATH]: all("") }, head: { [TINYNET_PATH]: head } })).toMatchObject({
    verdict: "unsure",
    message: "no-all-before",
    data: { example: '"tinynet_l"' },
  });
  expect(on(`${all("__all__ = [(\n")}`)).toMatchObject({ verdict: "unsure", message: "computed" });
});

test("builders that are left out", () => {
  expect(on(all('__all__ = ["TinyNet", "tinynet_s"]'))).toMatchObject({
    verdict: "fail",
    message: "incomplete",
    data: { names: ["tinynet_b"], example: '    "tinynet_b",' },
    evidence: [{ source: "head", path: TINYNET_PATH, line: 5, quote: "__all__" }],
  });
});

test("a class may be left out, and the first enum of a file perhaps; not an enum among others", () => {
  expect(on(all('__all__ = ["tinynet_s", "tinynet_b"]'))).toMatchObject({
    verdict: "pass",
    data: { names: ["tinynet_s", "tinynet_b"] },
  });
  expect(on(TINYNET + WEIGHTS)).toMatchObject({
    verdict: "unsure",
    message: "enums-left-out",
    data: { names: ["TinyNet_S_Weights"], example: '    "TinyNet_S_Weights",' },
  });
  const listed = all('__all__ = ["TinyNet", "tinynet_s", "tinynet_b", "TinyNet_B_Weights"]');
  expect(on(listed + WEIGHTS)).toMatchObject({
    verdict: "fail",
    message: "incomplete",
    data: { names: ["TinyNet_S_Weights"] },
  });
});

test("names that are put together at run time", () => {
  expect(on(all('__all__ = ["TinyNet"] + other.__all__'))).toMatchObject({
    verdict: "unsure",
    message: "computed",
    data: { names: ["tinynet_s", "tinynet_b"] },
  });
});

test("below the code", () => {
  const text = `${all("")}\n__all__ = ["TinyNet", "tinynet_s", "tinynet_b"]\n`;
  expect(on(text)).toMatchObject({ verdict: "fail", message: "after-the-code", evidence: [{ line: 24 }] });
  // Imports, constants and tables of URLs may stand above.
  expect(on(`model_urls = {"tinynet_s": None}\n${TINYNET}`)).toMatchObject({ verdict: "pass" });
});

test("a package that does not import the module, or only a part of it", () => {
  expect(on(TINYNET, "from .resnet import *\n")).toMatchObject({
    verdict: "fail",
    message: "not-imported",
    data: { package: PACKAGE, names: ["tinynet_s", "tinynet_b"], module: "tinynet" },
    evidence: [{ source: "head", path: PACKAGE, searched: true, quote: PACKAGE }],
  });
  expect(on(TINYNET, "from .tinynet import TinyNet, tinynet_s\n")).toMatchObject({
    message: "not-imported",
    data: { names: ["tinynet_b"] },
    evidence: [{ path: PACKAGE, line: 1, quote: "from .tinynet import TinyNet, tinynet_s" }],
  });
});

test("no builder and no model", () => {
  expect(judge(rule, { kind: "new-architecture", head: { [TINYNET_PATH]: "x = 1\n" } })).toMatchObject({
    verdict: "not-applicable",
    message: "no-builders",
  });
});

test("a module that the package imports by way of another", () => {
  const through = "torchvision/models/tiny.py";
  const package_ = "from .tiny import *\n";
  expect(
    judge(rule, {
      head: { [TINYNET_PATH]: TINYNET, [PACKAGE]: package_, [through]: "from .tinynet import *  # noqa\n" },
    }),
  ).toMatchObject({
    verdict: "pass",
    evidence: [{}, { source: "head", path: through, line: 1, quote: "from .tinynet import *  # noqa" }],
  });
  expect(on(TINYNET, package_)).toMatchObject({ verdict: "fail", message: "not-imported" });
  // Naming the module is not importing it.
  expect(
    judge(rule, { head: { [TINYNET_PATH]: TINYNET, [PACKAGE]: package_, [through]: 'NAME = "tinynet"\n' } }),
  ).toMatchObject({ verdict: "fail", message: "not-imported" });
  // A file that was there before is imported already, whatever way that is.
  const after = `${TINYNET.replace('"tinynet_b"]', '"tinynet_b", "tinynet_l"]')}

def tinynet_l(*, weights=None, **kwargs):
    return TinyNet(**kwargs)
`;
  expect(
    judge(rule, { base: { [TINYNET_PATH]: TINYNET }, head: { [TINYNET_PATH]: after, [PACKAGE]: package_ } }),
  ).toMatchObject({ verdict: "pass" });
});
