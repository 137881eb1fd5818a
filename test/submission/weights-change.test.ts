import { readPython } from "../../src/submission/python/read-python.ts";
import { readWeights } from "../../src/submission/python/read-weights.ts";
import { compareWeights, modelFinder, type WeightsSurroundings } from "../../src/submission/weights-change.ts";

const NOTHING: WeightsSurroundings = { isKnown: () => false, isPorted: () => false, hasNewFigures: () => false };
const entriesOf = (text: string) => readWeights(readPython("m.py", text));
const changesOf = (base: string, head: string, around: Partial<WeightsSurroundings> = {}) =>
  compareWeights(entriesOf(head), entriesOf(base), { ...NOTHING, ...around }).map((one) => one.change);
const entry = (url: string, acc = 70) =>
  `class A_Weights(WeightsEnum):\n    V1 = Weights(url="${url}", meta={"_metrics": {"D": {"acc@1": ${acc}.0}}})\n`;

test("an entry is new, moved, ported, replaced, readdressed, or the same", () => {
  const old = entry("h://x/a-11111111.pth");
  expect(changesOf("", old)).toEqual(["added"]);
  expect(changesOf("", old, { isKnown: (url) => url.endsWith("a-11111111.pth") })).toEqual(["moved"]);
  expect(changesOf("", old, { isPorted: () => true })).toEqual(["moved"]);
  expect(changesOf(old, entry("h://x/a-22222222.pth", 72))).toEqual(["replaced"]);
  expect(changesOf(old, entry("h://x/a-22222222.pth"))).toEqual(["rehashed"]);
  expect(changesOf(old, entry("h://y/other.pth"))).toEqual(["rehashed"]);
  expect(changesOf(old, entry("h://x/a-11111111.pth", 72))).toEqual([]);
  expect(changesOf(old, "")).toEqual([]);
});

test("without metrics the file's name tells, and the documented figures", () => {
  const urls = (url: string) => `model_urls = {"a": "${url}"}\n`;
  const old = urls("h://x/a-11111111.pth");
  expect(changesOf(old, urls("h://x/a-22222222.pth"))).toEqual(["rehashed"]);
  expect(changesOf(old, urls("h://x/a-22222222.pth"), { hasNewFigures: () => true })).toEqual(["replaced"]);
  expect(changesOf(old, urls("h://x/a_v2-22222222.pth"))).toEqual(["replaced"]);
  expect(changesOf(old, urls("h://x/a-22222222.safetensors"))).toEqual(["rehashed"]);
  expect(changesOf('model_urls = {"a": None}\n', old)).toEqual(["added"]);
});

test("aliases, empty declarations and addresses that cannot be read", () => {
  expect(changesOf("", "class A_Weights(WeightsEnum):\n    pass\n")).toEqual([]);
  expect(changesOf("", `${entry("h://x/a.pth")}    DEFAULT = V1\n`)).toEqual(["added"]);
  expect(changesOf(entry("h://x/a.pth"), "class A_Weights(WeightsEnum):\n    V1 = Weights(url=HOST)\n")).toEqual([]);
});

test("the builder that an entry belongs to", () => {
  const text = `
@handle_legacy_interface(weights=("pretrained", Big_Weights.V1))
def tiny_big(*, weights=None): ...
def tiny_s(weights: Optional[Small_Weights] = None): ...
def res_net50(weights=None): ...
def seg(weights=None): ...
def seg_wide(weights=None): ...
def _hidden(weights: Hidden_Weights): ...
class Big_Weights(WeightsEnum):
    V1 = Weights(url="h://1.pth")
class Small_Weights(WeightsEnum):
    V1 = Weights(url="h://2.pth")
class ResNet50_QuantizedWeights(WeightsEnum):
    V1 = Weights(url="h://3.pth")
class Hidden_Weights(WeightsEnum):
    V1 = Weights(url="h://4.pth")
model_urls = {"seg_wide_coco": "h://5.pth", "seg_coco": "h://6.pth", "other": "h://7.pth"}
`;
  const module = readPython("m.py", text);
  const modelOf = modelFinder(module);
  expect(readWeights(module).map((one) => modelOf(one))).toEqual([
    "tiny_big",
    "tiny_s",
    "res_net50",
    "hidden",
    "seg_wide",
    "seg",
    "other",
  ]);
});
