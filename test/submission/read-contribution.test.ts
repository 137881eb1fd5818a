import { PRESETS } from "../../src/policy/presets.ts";
import { PARSED_CHARACTERS, unreadFiles } from "../../src/submission/model-files.ts";
import { readContribution } from "../../src/submission/read-contribution.ts";
import { readDiff } from "../../src/submission/read-diff.ts";
import type { Tree } from "../../src/submission/tree.ts";
import { diffOf } from "../rules/submission-fixture.ts";

const PATH = "torchvision/models/tinynet.py";
const layout = PRESETS.torchvision.paths;

const tree = (files: Record<string, string>): Tree => ({
  paths: Object.keys(files).sort(),
  read: (path) => files[path],
  has: (path) => (path in files ? true : undefined),
});

const read = (diff: string, head: Record<string, string>, base: Record<string, string> = {}) =>
  readContribution(readDiff(diff), tree(head), tree(base), layout);

const BASE = `from torch import nn
class TinyNet(nn.Module):
    pass
def tinynet(pretrained=False, **kwargs):
    return TinyNet(**kwargs)
model_urls = {
    "tinynet": "https://host/tinynet-11111111.pth",
}
`;
const HEAD = `${BASE}def tinynet_wide(pretrained=False, **kwargs):
    return TinyNet(**kwargs)
model_urls["tinynet_wide"] = "https://host/tinynet_wide-22222222.pth"
`;

test("where the base version of a changed file is not at hand, only lines that the diff adds are new", () => {
  const { builders, modules, newWeights, models } = read(diffOf(PATH, BASE, HEAD), { [PATH]: HEAD });
  expect(builders.map((one) => one.name)).toEqual(["tinynet_wide"]);
  expect(modules).toEqual([]);
  expect(newWeights).toMatchObject([
    {
      change: "added",
      model: "tinynet_wide",
      evidence: {
        source: "diff",
        path: PATH,
        line: 11,
        quote: 'model_urls["tinynet_wide"] = "https://host/tinynet_wide-22222222.pth"',
      },
    },
  ]);
  expect(models).toEqual(["tinynet_wide"]);
});

test("the same with the base version", () => {
  const { builders, newWeights, files } = read(diffOf(PATH, BASE, HEAD), { [PATH]: HEAD }, { [PATH]: BASE });
  expect(builders).toEqual([
    {
      name: "tinynet_wide",
      path: PATH,
      task: "classification",
      prototype: false,
      quantized: false,
      registered: false,
      builds: "TinyNet",
      evidence: { source: "diff", path: PATH, line: 9, quote: "def tinynet_wide(pretrained=False, **kwargs):" },
    },
  ]);
  expect(newWeights.map((one) => one.entry.member)).toEqual(["tinynet_wide"]);
  expect(files).toMatchObject([{ path: PATH, task: "classification", status: "modified", quantized: false }]);
  expect(files[0]?.head?.functions.map((one) => one.name)).toEqual(["tinynet", "tinynet_wide"]);
  expect(files[0]?.base?.functions.map((one) => one.name)).toEqual(["tinynet"]);
  expect(files[0]?.baseWeights.map((one) => one.member)).toEqual(["tinynet"]);
});

test("a file whose text is not to be had brings nothing, and has no module", () => {
  const contribution = read(diffOf(PATH, BASE, HEAD), {});
  expect(contribution).toMatchObject({ builders: [], modules: [], newWeights: [] });
  expect(contribution.files[0]?.head).toBeUndefined();
});

test("a renamed file is compared with what it was", () => {
  const diff = `diff --git a/torchvision/models/tiny.py b/${PATH}\nsimilarity index 90%\nrename from torchvision/models/tiny.py\nrename to ${PATH}\n`;
  const contribution = read(diff, { [PATH]: HEAD }, { "torchvision/models/tiny.py": BASE });
  expect(contribution.builders.map((one) => one.name)).toEqual(["tinynet_wide"]);
  expect(contribution.files).toMatchObject([{ status: "renamed" }]);
});

test("registered, prototype and quantized builders are told apart", () => {
  const registered = "@register_model()\ndef tiny_a(*, weights=None, progress=True, **kwargs):\n    return build()\n";
  const legacy =
    '@handle_legacy_interface(weights=("pretrained", None))\ndef tiny_b(*, weights=None):\n    return build()\n';
  const head = {
    [PATH]: registered,
    "torchvision/prototype/models/tiny.py": legacy,
    "torchvision/models/quantization/tiny.py": registered.replace("tiny_a", "tiny_c"),
    "torchvision/models/detection/_tools.py": registered.replace("tiny_a", "tiny_d"),
  };
  const diff = Object.entries(head)
    .map(([path, text]) => diffOf(path, undefined, text))
    .join("");
  expect(read(diff, head).builders).toMatchObject([
    { name: "tiny_a", registered: true, prototype: false, quantized: false, task: "classification" },
    { name: "tiny_b", registered: false, prototype: true, quantized: false },
    { name: "tiny_c", registered: true, prototype: false, quantized: true, task: "quantization" },
  ]);
});

test("enums of the base, layers of other files and data classes are no model classes", () => {
  const head = `import enum
from typing import NamedTuple
from torch import nn
from .resnet import ResNet
from ..datasets import VisionDataset
class Mode(enum.Enum):
    A = 1
class Output(NamedTuple):
    pass
class Frames(VisionDataset):
    pass
class Block(nn.Sequential):
    pass
class Deep(Block):
    pass
class Tiny(ResNet):
    pass
`;
  expect(read(diffOf(PATH, undefined, head), { [PATH]: head }).modules.map((one) => one.name)).toEqual([
    "Block",
    "Deep",
    "Tiny",
  ]);
});

test("hostile text yields a value", () => {
  for (const text of [
    "def ".repeat(16_000),
    `${"class A(A):\n    pass\n".repeat(2000)}`,
    "x.pth".repeat(13_000),
    `def a(pretrained=False):\n    return a(pretrained)\n`,
    `a = b\nb = a\n${"def f(weights=None):\n  return g(weights)\ndef g(weights=None):\n  return f(weights)\n"}`,
    "\u0000".repeat(1000),
    // Chains, circles and fans of names, functions and classes: each is followed once.
    `def a(pretrained=False):\n${"    x = y\n    y = x\n".repeat(2000)}    return x\n`,
    Array.from({ length: 400 }, (_, at) => `def f${at}(weights=None):\n${`    return f${at + 1}(1)\n`.repeat(4)}`).join(
      "",
    ),
    Array.from(
      { length: 400 },
      (_, at) => `class C${at}(${[1, 2, 3, 4].map((more) => `C${at + more}`).join(", ")}):\n    pass\n`,
    ).join(""),
    `${"def g(weights=None): return X()\n".repeat(800)}model_urls = {${Array.from({ length: 800 }, (_, at) => `"m${at}": "h://x/${at}.pth",`).join("\n")}}\n`,
  ]) {
    expect(() => read(diffOf(PATH, undefined, text), { [PATH]: text })).not.toThrow();
  }
});

test("what lies beyond the allowance of one review is not known, before and after alike", () => {
  const other = "torchvision/models/hugenet.py";
  const padding = `# ${"x".repeat(PARSED_CHARACTERS)}\n`;
  const big = `${padding}${BASE.replaceAll("tinynet", "hugenet").replaceAll("TinyNet", "HugeNet")}`;
  const contribution = read(
    diffOf(other, undefined, big) + diffOf(PATH, BASE, HEAD),
    { [other]: big, [PATH]: HEAD },
    { [PATH]: BASE },
  );
  expect(contribution.builders.map((one) => one.name)).toEqual(["tinynet_wide"]);
  expect(unreadFiles(contribution.files).map((file) => file.path)).toEqual([other]);
});

test("a checkpoint under another name is known by its hash, and a builder under another name by what it does", () => {
  const renamed = BASE.replaceAll("tinynet", "tiny_net").replace(
    "https://host/tiny_net-",
    "https://host/models/tiny_net_v1-",
  );
  const { builders, weights, newWeights } = read(diffOf(PATH, BASE, renamed), { [PATH]: renamed }, { [PATH]: BASE });
  expect(builders).toEqual([]);
  expect(weights.map((one) => one.change)).toEqual(["moved"]);
  expect(newWeights).toEqual([]);
});
