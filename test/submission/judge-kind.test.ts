import { type Example, submissionOf } from "../rules/submission-fixture.ts";

const kindOf = (example: Example) => submissionOf(example).kind;
const MODELS = "torchvision/models";
const HOST = "https://download.pytorch.org/models";

const tinynet = (extra = "") => `from torch import nn

__all__ = ["TinyNet", "tinynet"]

class TinyNet(nn.Module):
    def __init__(self, width=1.0):
        super().__init__()

def tinynet(pretrained=False, progress=True, **kwargs):
    return TinyNet(**kwargs)
${extra}`;

const enumOf = (name: string, members: Record<string, string>, metrics: Record<string, number> = {}) =>
  [
    `class ${name}(WeightsEnum):`,
    ...Object.entries(members).flatMap(([member, url]) => [
      `    ${member} = Weights(`,
      `        url="${url}",`,
      `        meta={"_metrics": {"ImageNet-1K": ${JSON.stringify(metrics)}}},`,
      "    )",
    ]),
    "",
  ].join("\n");

describe("new architectures", () => {
  test("a new file with class and builder, cited at the builder", () => {
    const kind = kindOf({ head: { [`${MODELS}/tinynet.py`]: tinynet() } });
    expect(kind).toMatchObject({
      kind: "new-architecture",
      by: "diff",
      evidence: [{ source: "diff", path: `${MODELS}/tinynet.py`, line: 9 }],
    });
    expect(kind.evidence[0]?.quote).toBe("def tinynet(pretrained=False, progress=True, **kwargs):");
  });

  test("a new variant of a model whose file exists", () => {
    const path = `${MODELS}/tinynet.py`;
    const head = tinynet("def tinynet_wide(pretrained=False, **kwargs):\n    return TinyNet(width=2.0, **kwargs)\n");
    const submission = submissionOf({ base: { [path]: tinynet() }, head: { [path]: head } });
    expect(submission.kind.kind).toBe("new-architecture");
    expect(submission.contribution?.models).toEqual(["tinynet_wide"]);
  });

  test("a new backbone of an existing detection model", () => {
    const path = `${MODELS}/detection/faster.py`;
    const base =
      "from torch import nn\nclass Faster(nn.Module):\n    pass\ndef faster_resnet(pretrained=False, **kwargs):\n    return Faster(**kwargs)\n";
    const more =
      "def faster_tinynet(pretrained=False, num_classes=91, **kwargs):\n    model = Faster(num_classes, **kwargs)\n    return model\n";
    expect(kindOf({ base: { [path]: base }, head: { [path]: base + more } }).kind).toBe("new-architecture");
  });

  test("a builder in the prototype area alone", () => {
    expect(kindOf({ head: { "torchvision/prototype/models/tinynet.py": tinynet() } }).kind).toBe("new-architecture");
  });

  test("names bound to a partial of the function that builds", () => {
    const text = `from functools import partial
from torch import nn

class TinyNet(nn.Module):
    pass

def _tinynet(depth, pretrained=False, **kwargs):
    return TinyNet(depth, **kwargs)

tinynet18 = partial(_tinynet, 18)
tinynet34 = partial(_tinynet, 34)
`;
    const { kind, contribution } = submissionOf({ head: { [`${MODELS}/tinynet.py`]: text } });
    expect(kind.kind).toBe("new-architecture");
    expect(contribution?.builders).toMatchObject([
      { name: "tinynet18", builds: "TinyNet", evidence: { line: 10, quote: "tinynet18 = partial(_tinynet, 18)" } },
      { name: "tinynet34" },
    ]);
  });

  test("a class without a builder: exported, or of the file's name", () => {
    const bare = "from torch import nn\nclass TinyNet(nn.Module):\n    pass\nclass Stem(nn.Module):\n    pass\n";
    const named = submissionOf({ head: { [`${MODELS}/tiny_net.py`]: bare } });
    expect(named.kind).toMatchObject({ kind: "new-architecture", reason: expect.stringContaining("TinyNet") });
    expect(named.contribution?.modules.map((one) => [one.name, one.isModel])).toEqual([
      ["TinyNet", true],
      ["Stem", false],
    ]);
    const exported = `__all__ = ["Stem"]\n${bare}`;
    expect(kindOf({ head: { [`${MODELS}/other.py`]: exported } }).kind).toBe("new-architecture");
    expect(kindOf({ head: { [`${MODELS}/other.py`]: bare } }).kind).toBe("not-a-model-contribution");
  });

  test("the class is found through what the file hands on to a shared function", () => {
    const text = `from torch import nn
from ._api import build
class TinyNet(nn.Module):
    pass
def tinynet(pretrained=False, **kwargs):
    return build(TinyNet, "tinynet", pretrained, **kwargs)
`;
    const { contribution } = submissionOf({ head: { [`${MODELS}/tinynet.py`]: text } });
    expect(contribution?.builders).toMatchObject([{ name: "tinynet", builds: "TinyNet" }]);
    expect(contribution?.modules).toMatchObject([{ name: "TinyNet", isModel: true }]);
  });

  test("the class is an imported one of capitals, an attribute of a module, or hidden behind a base of its own", () => {
    const built = (text: string) =>
      submissionOf({ head: { [`${MODELS}/detection/tiny.py`]: text } }).contribution?.builders.map((one) => one.builds);
    expect(
      built("from .ssd import SSD, COCO_MEAN\ndef a(weights=None):\n    model = SSD(1)\n    return model\n"),
    ).toEqual(["SSD"]);
    expect(built("from . import ssd\ndef a(weights=None):\n    return ssd.SSD(1)\n")).toEqual(["SSD"]);
    expect(built("def a(weights=X_Weights.V1) -> nn.Module:\n    return load(X_Weights.V1)\n")).toEqual([undefined]);
    const hidden =
      "from ._utils import _SimpleModel\nclass Deep(_SimpleModel):\n    pass\ndef deep(num_classes=21):\n    return Deep()\n";
    expect(built(hidden)).toEqual(["Deep"]);
  });

  test("a model in both areas: the prototype wraps the class that the pull request brings", () => {
    const prototype = "torchvision/prototype/models/tinynet.py";
    const port = `from ...models.tinynet import TinyNet\n${enumOf("TinyNet_Weights", { V1: `${HOST}/tinynet-11111111.pth` })}def tinynet(weights=None, **kwargs):\n    return TinyNet(**kwargs)\n`;
    const { kind, contribution } = submissionOf({ head: { [`${MODELS}/tinynet.py`]: tinynet(), [prototype]: port } });
    expect(kind.reason).toBe("The diff adds the model builder tinynet.");
    expect(contribution?.newWeights).toMatchObject([{ change: "added", prototype: true }]);
  });

  test("quantized variants that come without weights are still a model's code", () => {
    const text =
      "class QuantizableTinyNet(TinyNet):\n    pass\ndef tinynet(pretrained=False, quantize=False, **kwargs):\n    return QuantizableTinyNet(**kwargs)\n";
    const kind = kindOf({ head: { [`${MODELS}/quantization/tinynet.py`]: text } });
    expect(kind).toMatchObject({ kind: "new-architecture", reason: expect.stringContaining("quantized") });
  });
});

describe("new weights", () => {
  const path = `${MODELS}/tinynet.py`;

  test("a new enum member, and an enum that was empty", () => {
    const one = enumOf("TinyNet_Weights", { IMAGENET1K_V1: `${HOST}/tinynet-11111111.pth` });
    const two = enumOf("TinyNet_Weights", {
      IMAGENET1K_V1: `${HOST}/tinynet-11111111.pth`,
      IMAGENET1K_V2: `${HOST}/tinynet-22222222.pth`,
    });
    const added = submissionOf({ base: { [path]: tinynet(one) }, head: { [path]: tinynet(two) } });
    expect(added.kind).toMatchObject({
      kind: "new-weights",
      reason: "The diff adds weights for existing models: TinyNet_Weights.IMAGENET1K_V2.",
    });
    expect(added.contribution?.newWeights).toMatchObject([{ change: "added", model: "tinynet" }]);
    const empty = tinynet("class TinyNet_Weights(WeightsEnum):\n    pass\n");
    expect(kindOf({ base: { [path]: empty }, head: { [path]: tinynet(one) } }).kind).toBe("new-weights");
  });

  test("an entry of model_urls that was None", () => {
    const urls = (value: string) => tinynet(`model_urls = {\n    "tinynet": ${value},\n}\n`);
    const { kind, contribution } = submissionOf({
      base: { [path]: urls("None") },
      head: { [path]: urls(`"${HOST}/tinynet-11111111.pth"`) },
    });
    expect(kind.kind).toBe("new-weights");
    expect(contribution?.newWeights).toMatchObject([{ change: "added", model: "tinynet", evidence: { line: 12 } }]);
  });

  test("a URL that is replaced in place together with its metrics", () => {
    const before = enumOf("TinyNet_Weights", { V1: `${HOST}/tinynet-11111111.pth` }, { "acc@1": 70.1 });
    const after = enumOf("TinyNet_Weights", { V1: `${HOST}/tinynet-22222222.pth` }, { "acc@1": 72.4 });
    const { kind, contribution } = submissionOf({
      base: { [path]: tinynet(before) },
      head: { [path]: tinynet(after) },
    });
    expect(kind.kind).toBe("new-weights");
    expect(contribution?.newWeights).toMatchObject([
      { change: "replaced", previous: { url: { value: `${HOST}/tinynet-11111111.pth` } } },
    ]);
  });

  test("a hash of model_urls that changes together with the documented figures", () => {
    const urls = (hash: string) => tinynet(`model_urls = {"tinynet": "${HOST}/tinynet-${hash}.pth"}\n`);
    const files = { base: { [path]: urls("11111111") }, head: { [path]: urls("22222222") } };
    expect(kindOf(files).kind).toBe("not-a-model-contribution");
    const docs = "docs/source/models.rst";
    const documented = {
      base: { ...files.base, [docs]: "TinyNet    70.1  89.2\n" },
      head: { ...files.head, [docs]: "TinyNet    72.4  90.6\n" },
    };
    expect(kindOf(documented).kind).toBe("new-weights");
  });

  test("quantized builders and weights of an existing model", () => {
    const quantized = `${MODELS}/quantization/tinynet.py`;
    const text = `from torch import nn
from ..tinynet import TinyNet
__all__ = ["QuantizableTinyNet", "tinynet"]
quant_model_urls = {"tinynet_fbgemm": "${HOST}/quantized/tinynet_fbgemm-33333333.pth"}
class QuantizableTinyNet(TinyNet):
    pass
def tinynet(pretrained=False, progress=True, quantize=False, **kwargs):
    return QuantizableTinyNet(**kwargs)
`;
    const { kind, contribution } = submissionOf({ shared: { [path]: tinynet() }, head: { [quantized]: text } });
    expect(kind.kind).toBe("new-weights");
    expect(contribution?.builders).toMatchObject([{ name: "tinynet", quantized: true }]);
    expect(contribution?.newWeights).toMatchObject([{ quantized: true, model: "tinynet" }]);
  });

  test("weights that the released model and its port bring together", () => {
    const prototype = "torchvision/prototype/models/tinynet.py";
    const url = `${HOST}/tinynet-11111111.pth`;
    const port = `from ...models.tinynet import TinyNet
${enumOf("TinyNet_Weights", { V1: url }, { "acc@1": 70.1 })}
def tinynet(weights=None, progress=True, **kwargs):
    return TinyNet(**kwargs)
`;
    const { kind, contribution } = submissionOf({
      base: { [path]: tinynet() },
      head: { [path]: tinynet(`model_urls = {"tinynet": "${url}"}\n`), [prototype]: port },
    });
    expect(kind.kind).toBe("new-weights");
    expect(contribution?.newWeights.map((one) => [one.entry.path, one.change])).toEqual([
      [path, "added"],
      [prototype, "added"],
    ]);
  });
});

describe("not a model contribution", () => {
  const no = (example: Example) =>
    expect(kindOf(example)).toMatchObject({ kind: "not-a-model-contribution", by: "diff" });
  const path = `${MODELS}/tinynet.py`;
  const url = `${HOST}/tinynet-11111111.pth`;

  test("model_urls that become an enum with the same checkpoints", () => {
    const wide = `${HOST}/tinynet_wide-22222222.pth`;
    no({
      base: { [path]: tinynet(`model_urls = {"tinynet": "${url}", "wide": "${wide}"}\n`) },
      head: { [path]: tinynet(enumOf("TinyNet_Weights", { V1: url }) + enumOf("Wide_Weights", { V1: wide })) },
    });
  });

  test("a port into the prototype area, whether or not the model's own file is at hand", () => {
    const port = `from ...models.tinynet import TinyNet
${enumOf("TinyNet_Weights", { V1: url })}
def tinynet(weights=None, progress=True, **kwargs):
    return TinyNet(**kwargs)
`;
    const prototype = "torchvision/prototype/models/tinynet.py";
    no({ head: { [prototype]: port } });
    no({ shared: { [path]: tinynet(`model_urls = {"tinynet": "${url}"}\n`) }, head: { [prototype]: port } });
  });

  test("a port that adds further variants to a prototype file that is there", () => {
    const prototype = "torchvision/prototype/models/tinynet.py";
    const port = (name: string) =>
      `${enumOf(`${name}_Weights`, { V1: `${HOST}/${name}-1234abcd.pth` })}def ${name}(weights: ${name}_Weights = None, progress=True, **kwargs):\n    return TinyNet(**kwargs)\n`;
    const base = `from ...models.tinynet import TinyNet\n${port("tiny_a")}`;
    no({ base: { [prototype]: base }, head: { [prototype]: base + port("tiny_b") + port("tiny_c") } });
  });

  test("a copy of a model that the hub file already imports, though its file is not at hand", () => {
    no({
      shared: { "hubconf.py": "from torchvision.models.tinynet import tinynet\n" },
      head: { "torchvision/prototype/models/tinynet.py": tinynet().replace("class TinyNet", "class TinyNetV") },
    });
  });

  test("a prototype that graduates to the released models", () => {
    const prototype = "torchvision/prototype/models/tinynet.py";
    const text = tinynet(enumOf("TinyNet_Weights", { V1: url }));
    no({ base: { [prototype]: text }, head: { [path]: text } });
  });

  test("checkpoints that get another hash or another host", () => {
    const urls = (address: string) => tinynet(`model_urls = {"tinynet": "${address}"}\n`);
    no({ base: { [path]: urls(url) }, head: { [path]: urls(`${HOST}/tinynet-22222222.pth`) } });
    no({ base: { [path]: urls("https://s3.example.com/models/tinynet-11111111.pth") }, head: { [path]: urls(url) } });
    const entry = (address: string) => tinynet(enumOf("TinyNet_Weights", { V1: address }, { "acc@1": 70.1 }));
    const rehashed = submissionOf({
      base: { [path]: entry(url) },
      head: { [path]: entry(`${HOST}/tinynet-22222222.pth`) },
    });
    expect(rehashed.contribution?.weights).toMatchObject([{ change: "rehashed" }]);
    expect(rehashed.kind).toMatchObject({
      kind: "not-a-model-contribution",
      reason: "The diff only changes hashes in the URLs of existing weights.",
    });
  });

  test("changed defaults, edited meta and other options of every entry", () => {
    const entries = enumOf("TinyNet_Weights", { V1: url, V2: `${HOST}/tinynet-22222222.pth` }, { "acc@1": 70.1 });
    no({
      base: { [path]: tinynet(`${entries}    DEFAULT = V1\n`) },
      head: { [path]: tinynet(`${entries}    DEFAULT = V2\n`) },
    });
    no({ base: { [path]: tinynet(entries) }, head: { [path]: tinynet(entries.replaceAll("70.1", "70.2")) } });
    no({ base: { [path]: tinynet() }, head: { [path]: tinynet().replace("width=1.0", "width=1.0, drop=0.1") } });
  });

  test("a revert that takes a model away", () => {
    no({ base: { [path]: tinynet(enumOf("TinyNet_Weights", { V1: url })) }, head: {} });
    const more = "def tinynet_wide(pretrained=False, **kwargs):\n    return TinyNet(2.0, **kwargs)\n";
    no({ base: { [path]: tinynet(more) }, head: { [path]: tinynet() } });
  });

  test("builders that move between files, files that are split, classes that are renamed", () => {
    no({
      base: { [`${MODELS}/tiny.py`]: tinynet(), [`${MODELS}/__init__.py`]: "from .tiny import *\n" },
      head: { [path]: tinynet(), [`${MODELS}/tiny.py`]: "from .tinynet import *\n" },
    });
    no({ base: { [path]: tinynet() }, head: { [path]: tinynet().replaceAll("TinyNet", "TinyNetwork") } });
  });

  test("the registration of all builders", () => {
    const registered = tinynet().replace("def tinynet(", "@register_model()\ndef tinynet(");
    const api =
      "def register_model(name=None):\n    def wrapper(fn):\n        return fn\n    return wrapper\ndef list_models():\n    return []\n";
    no({ base: { [path]: tinynet() }, head: { [path]: registered, [`${MODELS}/_api.py`]: api } });
  });

  test("another name for a builder, and tools that only deal with models", () => {
    const alias =
      "def tiny(pretrained=False, **kwargs):\n    warnings.warn('use tinynet')\n    return tinynet(pretrained=pretrained, **kwargs)\ntiny_net = tinynet\n";
    no({ base: { [path]: tinynet() }, head: { [path]: tinynet(alias) } });
    const tools = `from torch import fx, nn
__all__ = ["create_feature_extractor"]
class LeafTracer(fx.Tracer):
    pass
def create_feature_extractor(model: nn.Module, return_nodes=None, **kwargs):
    return fx.GraphModule(model, return_nodes)
def get_model(name: str, **config):
    return BUILDERS[name](**config)
def tinynet_fpn_backbone(backbone_name, pretrained, norm_layer=None):
    return BackboneWithFPN(backbone_name)
`;
    no({ head: { [`${MODELS}/feature_extraction.py`]: tools } });
  });

  test("datasets, transforms, ops, references and documentation", () => {
    no({
      head: {
        "torchvision/datasets/flowers.py": "class Flowers:\n    pass\n",
        "torchvision/ops/drop.py": "from torch import nn\nclass Drop(nn.Module):\n    pass\n",
        "references/classification/train.py": "def main(weights=None, **kwargs):\n    return Model()\n",
        "docs/source/models.rst": "TinyNet 70.1\n",
      },
    });
  });

  test("layers that one flat folder of another library registers, outside of the models packages", () => {
    no({
      head: { "timm/models/tinynet.py": "@register_model\ndef tinynet(pretrained=False, **kwargs):\n    return X()\n" },
    });
  });
});

describe("what speaks beside the diff", () => {
  test("the title and foreign labels do not overrule it", () => {
    const files = { head: { "docs/source/models.rst": "TinyNet\n" } };
    expect(kindOf({ ...files, title: "Add TinyNet architecture", labels: ["new model"] }).kind).toBe(
      "not-a-model-contribution",
    );
  });

  test("a kind that is set does", () => {
    const kind = kindOf({ kind: "new-weights", head: { "docs/source/models.rst": "TinyNet\n" } });
    expect(kind).toMatchObject({ kind: "new-weights", by: "set" });
  });

  test("without a diff the text is judged, and says so", () => {
    const of = (title: string) => kindOf({ diff: false, title });
    expect(of("Add pretrained weights for TinyNet")).toMatchObject({ kind: "new-weights", by: "text" });
    expect(of("Add TinyNet")).toMatchObject({ kind: "new-architecture", by: "text" });
    expect(of("Fix a typo in the docs")).toMatchObject({ kind: "not-a-model-contribution", by: "text" });
  });
});
