// Pull requests of the size and make of real ones, written by rule: a library of 30 model files with reference scripts, and what
// contributors do to it. The sizes (bodies of 1 KB, diffs of 2 to 85 KB, 20 to 60 context files) are those of real contributions.

const STAGES = ["stem", "stage_one", "stage_two", "stage_three", "neck", "head"];

function layer(name, index) {
  return `
class ${name}Block${index}(nn.Module):
    """One stage of ${name}.

    Args:
        inplanes (int): channels that come in.
        planes (int): channels that go out.
        norm_layer (callable, optional): builds the normalisation.
    """

    expansion: int = ${index + 1}

    def __init__(
        self,
        inplanes: int,
        planes: int,
        stride: int = 1,
        norm_layer: Optional[Callable[..., nn.Module]] = None,
        activation_layer: Callable[..., nn.Module] = nn.ReLU,
    ) -> None:
        super().__init__()
        if norm_layer is None:
            norm_layer = partial(nn.BatchNorm2d, eps=1e-3, momentum=0.01)
        width = int(planes * (base_width / 64.0)) * groups
        self.conv1 = Conv2dNormActivation(inplanes, width, kernel_size=1, norm_layer=norm_layer)
        self.conv2 = nn.Conv2d(width, width, kernel_size=3, stride=stride, bias=False, padding=dilation)
        self.bn2 = norm_layer(width)
        self.layers = nn.ModuleList([activation_layer(inplace=True) for _ in range(${index + 2})])

    def forward(self, x: Tensor) -> Tensor:
        identity = x
        out = self.conv1(x)
        for block in self.layers:
            out = block(out) if self.training else out + identity[:, :: self.stride]
        return {"out": out, "aux": identity}["out"]
`;
}

const className = (model) => model.replace(/(?:^|_)(\w)/g, (_, letter) => letter.toUpperCase());

function weights(model, variant, accuracy) {
  return `
class ${className(`${model}_${variant}`)}_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(
        url="https://download.pytorch.org/models/${model}_${variant}-${(accuracy * 1e6).toString(16).slice(0, 8).padEnd(8, "0")}.pth",
        transforms=partial(ImageClassification, crop_size=224, resize_size=256),
        meta={
            **_COMMON_META,
            "num_params": ${Math.round(accuracy * 311_111)},
            "recipe": "https://github.com/pytorch/vision/tree/main/references/classification#${model}",
            "_metrics": {"ImageNet-1K": {"acc@1": ${accuracy.toFixed(3)}, "acc@5": ${(accuracy + 14).toFixed(3)}}},
            "_ops": 4.089,
            "_file_size": 97.781,
            "_docs": """These weights reproduce closely the results of the paper.""",
        },
    )
    DEFAULT = IMAGENET1K_V1
`;
}

const builder = (model, variant) => `
@register_model()
@handle_legacy_interface(weights=("pretrained", ${className(`${model}_${variant}`)}_Weights.IMAGENET1K_V1))
def ${model}_${variant}(
    *, weights: Optional[${className(`${model}_${variant}`)}_Weights] = None, progress: bool = True, **kwargs: Any
) -> ${className(model)}:
    """${className(model)} ${variant} from \`A network named ${className(model)} <https://arxiv.org/abs/2103.01234>\`_.

    Args:
        weights: the weights to load.
        progress: whether to show a progress bar.
    """
    weights = ${className(`${model}_${variant}`)}_Weights.verify(weights)
    return _${model}([3, 4, ${variant.length + 5}, 3], weights, progress, **kwargs)
`;

/** A model file of about 8 KB and 2 KB for each variant. */
export function modelFile(model, variants) {
  const name = className(model);
  return `from functools import partial
from typing import Any, Callable, List, Optional, Union

import torch
from torch import nn, Tensor

from ..ops.misc import Conv2dNormActivation
from ..transforms._presets import ImageClassification
from ..utils import _log_api_usage_once
from ._api import register_model, Weights, WeightsEnum
from ._meta import _IMAGENET_CATEGORIES
from ._utils import _ovewrite_named_param, handle_legacy_interface

__all__ = [
    "${name}",
${variants.map((variant) => `    "${className(`${model}_${variant}`)}_Weights",\n    "${model}_${variant}",`).join("\n")}
]
${STAGES.map((_, index) => layer(name, index)).join("")}

class ${name}(nn.Module):
    def __init__(self, layers: List[int], num_classes: int = 1000, norm_layer: Optional[Callable[..., nn.Module]] = None) -> None:
        super().__init__()
        _log_api_usage_once(self)
        self.features = nn.Sequential(*[${name}Block0(64 * 2**i, 128) for i in range(len(layers))])
        self.fc = nn.Linear(512, num_classes)

    def forward(self, x: Tensor) -> Tensor:
        return self.fc(torch.flatten(self.features(x), 1))


def _${model}(layers: List[int], weights: Optional[WeightsEnum], progress: bool, **kwargs: Any) -> ${name}:
    if weights is not None:
        _ovewrite_named_param(kwargs, "num_classes", len(weights.meta["categories"]))
    model = ${name}(layers, **kwargs)
    if weights is not None:
        model.load_state_dict(weights.get_state_dict(progress=progress, check_hash=True))
    return model


_COMMON_META = {"min_size": (1, 1), "categories": _IMAGENET_CATEGORIES}

${variants.map((variant, index) => weights(model, variant, 71.5 + index * 2.25)).join("\n")}
${variants.map((variant) => builder(model, variant)).join("\n")}`;
}

const FLAGS = [
  ["data-path", "str"],
  ["model", "str"],
  ["device", "str"],
  ["batch-size", "int"],
  ["epochs", "int"],
  ["workers", "int"],
  ["opt", "str"],
  ["lr", "float"],
  ["momentum", "float"],
  ["weight-decay", "float"],
  ["norm-weight-decay", "float"],
  ["label-smoothing", "float"],
  ["mixup-alpha", "float"],
  ["cutmix-alpha", "float"],
  ["lr-scheduler", "str"],
  ["lr-warmup-epochs", "int"],
  ["lr-warmup-method", "str"],
  ["lr-warmup-decay", "float"],
  ["lr-step-size", "int"],
  ["lr-gamma", "float"],
  ["print-freq", "int"],
  ["output-dir", "str"],
  ["resume", "str"],
  ["auto-augment", "str"],
  ["random-erase", "float"],
  ["world-size", "int"],
  ["dist-url", "str"],
  ["model-ema-steps", "int"],
  ["model-ema-decay", "float"],
  ["interpolation", "str"],
  ["val-resize-size", "int"],
  ["val-crop-size", "int"],
  ["train-crop-size", "int"],
  ["clip-grad-norm", "float"],
  ["weights", "str"],
];

const trainScript = `import datetime
import os

import torch
import torchvision
import utils


def main(args):
    model = torchvision.models.get_model(args.model, weights=args.weights)
    print(args)


def get_args_parser(add_help=True):
    import argparse

    parser = argparse.ArgumentParser(description="PyTorch Training", add_help=add_help)
${FLAGS.map(([flag, type]) => `    parser.add_argument("--${flag}", default=${type === "str" ? '"x"' : "1"}, type=${type}, help="the ${flag} of a run (default: %(default)s)")`).join("\n")}
    parser.add_argument("--test-only", dest="test_only", help="Only test the model", action="store_true")
    parser.add_argument("--amp", action="store_true", help="Use torch.cuda.amp for mixed precision training")
    return parser


if __name__ == "__main__":
    args = get_args_parser().parse_args()
    main(args)
`;

const TASKS = ["classification", "detection", "segmentation", "video_classification", "optical_flow"];
const KNOWN_MODELS = Array.from({ length: 30 }, (_, index) => `known${index}`);

function library() {
  const files = {
    "hubconf.py": KNOWN_MODELS.map((model) => `from torchvision.models.${model} import ${model}_base`).join("\n"),
    "docs/source/models.rst": KNOWN_MODELS.map(
      (model) => `${className(model)}\n-----\n\n.. autosummary::\n\n    ${model}_base\n`,
    ).join("\n"),
    "torchvision/models/__init__.py": KNOWN_MODELS.map((model) => `from .${model} import *`).join("\n"),
    "test/test_models.py": `${"import pytest\n"}${Array.from(
      { length: 60 },
      (_, index) =>
        `\n@pytest.mark.parametrize("dev", cpu_and_cuda())\ndef test_model_${index}(model_fn, dev):\n    model = model_fn(**_model_params["known${index % 30}"])\n    _check_input_backprop(model, ${index})\n`,
    ).join("")}`,
  };
  for (const task of TASKS) {
    files[`references/${task}/train.py`] = trainScript;
    files[`references/${task}/README.md`] =
      `# ${task}\n\n${KNOWN_MODELS.map((model) => `### ${className(model)}\n\n\`\`\`\ntorchrun --nproc_per_node=8 train.py --model ${model}_base --batch-size 128 --lr 0.5 --epochs 300\n\`\`\`\n\n| Model | Acc@1 | Acc@5 |\n|---|---|---|\n| ${model}_base | 76.130 | 92.862 |\n`).join("\n")}`;
  }
  for (const model of KNOWN_MODELS.slice(0, 6))
    files[`torchvision/models/${model}.py`] = modelFile(model, ["base", "large"]);
  return files;
}

/** A unified diff of whole files: what is in `head` replaces what is in `base`. */
export function diffText(base, head) {
  const parts = [];
  for (const [path, text] of Object.entries(head)) {
    if (base[path] === text) continue;
    const now = text.split("\n");
    const old = base[path]?.split("\n") ?? [];
    let top = 0;
    while (top < old.length && top < now.length && old[top] === now[top]) top++;
    let bottom = 0;
    while (bottom < old.length - top && bottom < now.length - top && old.at(-1 - bottom) === now.at(-1 - bottom))
      bottom++;
    const removed = old.slice(top, old.length - bottom);
    const added = now.slice(top, now.length - bottom);
    const first = top + 1;
    const lines = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)];
    parts.push(
      `diff --git a/${path} b/${path}`,
      ...(base[path] === undefined ? ["new file mode 100644"] : []),
      `--- ${base[path] === undefined ? "/dev/null" : `a/${path}`}`,
      `+++ b/${path}`,
      `@@ -${removed.length === 0 ? Math.max(0, first - 1) : first},${removed.length} +${first},${added.length} @@`,
    );
    for (const line of lines) parts.push(line);
  }
  return `${parts.join("\n")}\n`;
}

export function treeOf(files) {
  const paths = Object.keys(files).sort();
  return { paths, read: (path) => files[path], has: (path) => (path in files ? true : undefined) };
}

const logText = (epochs) =>
  Array.from(
    { length: epochs },
    (_, epoch) =>
      `Epoch: [${epoch}] Total time: 0:05:12\nTest:   [ 0/196]  eta: 0:05:22  loss: 0.6 (0.6)  acc1: 84.4 (84.4)  acc5: 96.9 (96.9)  time: 1.6  data: 1.5\nTest:  Acc@1 ${(60 + epoch / 8).toFixed(3)} Acc@5 ${(80 + epoch / 16).toFixed(3)}`,
  ).join("\n");

function body(model, variants, rich) {
  const commands = variants
    .map(
      (variant) =>
        `\`\`\`bash\ntorchrun --nproc_per_node=8 train.py \\\n  --model ${model}_${variant} --batch-size 128 --lr 0.5 \\\n  --lr-scheduler cosineannealinglr --lr-warmup-epochs 5 --lr-warmup-method linear \\\n  --auto-augment ta_wide --epochs 600 --random-erase 0.1 --weight-decay 0.00002\n\`\`\``,
    )
    .join("\n\n");
  const table = [
    "| Variant | Acc@1 (ours) | Acc@1 (paper) | Params | Checkpoint |",
    "|---|---|---|---|---|",
    ...variants.map(
      (variant, index) =>
        `| \`${model}_${variant}\` | ${(71.5 + index * 2.25).toFixed(3)} | ${(71.8 + index * 2.25).toFixed(1)} | ${22 + index}M | [weights](https://download.pytorch.org/models/${model}_${variant}-0a1b2c3d.pth) |`,
    ),
  ].join("\n");
  return [
    "<!-- Before submitting a PR, please make sure to check our contributing guidelines -->",
    `Adds ${className(model)}. Closes #4321, towards #2707. cc @fmassa @datumbox`,
    `The [paper](https://arxiv.org/abs/2103.01234) and the [original repository](https://github.com/authors/${model}).`,
    "## Results\n",
    table,
    "## How it was trained\n",
    commands,
    "Trained on 8 V100 for 600 epochs; the accuracy above was measured with `--test-only --batch-size 1` on one GPU.",
    "### Deviations\n\nThe stem differs from the paper: it uses a 3x3 convolution, since that trains faster at the same accuracy.",
    ...(rich ? [`<details><summary>Training log</summary>\n\n\`\`\`\n${logText(120)}\n\`\`\`\n\n</details>`] : []),
    "- [x] documentation\n- [x] tests\n- [ ] expected outputs",
  ].join("\n\n");
}

const VARIANTS = ["tiny", "small", "base", "large", "huge", "b0", "b1", "b2", "b3", "b4"];

function pullRequest(name, number, text, base, changes) {
  const head = { ...base, ...changes };
  return {
    name,
    pullRequest: {
      repo: "pytorch/vision",
      number,
      title: name,
      author: "contributor",
      labels: [],
      state: "open",
      draft: false,
      createdAt: "2024-03-01T12:00:00Z",
      requestedReviewers: [],
      assignees: [],
      linkedIssues: [],
    },
    body: text,
    conversation: [
      {
        author: "fmassa",
        association: "MEMBER",
        createdAt: "2024-03-02T12:00:00Z",
        kind: "comment",
        body: "Thanks! Could you add the log? See #4321.",
      },
      {
        author: "contributor",
        association: "CONTRIBUTOR",
        createdAt: "2024-03-03T12:00:00Z",
        kind: "comment",
        body: "Here: https://gist.github.com/contributor/0123456789abcdef0123456789abcdef\n\n> Could you add the log?\n\nAcc@1 76.2",
      },
    ],
    diffText: diffText(base, changes),
    base: treeOf(base),
    head: treeOf(head),
  };
}

function architecture(name, number, model, count, rich, base) {
  const variants = VARIANTS.slice(0, count);
  const append = (path, line) => ({ [path]: `${base[path]}\n${line}` });
  return pullRequest(name, number, body(model, variants, rich), base, {
    [`torchvision/models/${model}.py`]: modelFile(model, variants),
    ...append("torchvision/models/__init__.py", `from .${model} import *`),
    ...append(
      "hubconf.py",
      `from torchvision.models.${model} import ${variants.map((one) => `${model}_${one}`).join(", ")}`,
    ),
    ...append("docs/source/models.rst", `${className(model)}\n-----\n\n.. autosummary::\n\n    ${model}_tiny\n`),
    ...append(
      "references/classification/README.md",
      `### ${className(model)}\n\n\`\`\`\ntorchrun train.py --model ${model}_tiny\n\`\`\`\n`,
    ),
  });
}

/** Twelve pull requests: architectures of one to ten variants, new weights, and what is no model contribution. */
export function generatePulls() {
  const base = library();
  const changedMeta = (model, from, to) => ({
    [`torchvision/models/${model}.py`]: base[`torchvision/models/${model}.py`].replaceAll(from, to),
  });
  const manyFiles = Object.fromEntries(
    KNOWN_MODELS.slice(0, 6).map((model) => [
      `torchvision/models/${model}.py`,
      base[`torchvision/models/${model}.py`].replaceAll("List[int]", "list[int]"),
    ]),
  );
  return [
    architecture("an architecture", 101, "rexnet", 1, false, base),
    architecture("an architecture, three variants", 102, "swinette", 3, false, base),
    architecture("an architecture, ten variants", 103, "maxvitty", 10, false, base),
    architecture("an architecture with its log", 104, "convnetto", 3, true, base),
    pullRequest("an architecture without a word", 105, null, base, {
      "torchvision/models/silent.py": modelFile("silent", ["tiny"]),
    }),
    pullRequest(
      "an architecture in prose",
      106,
      "We add a new network. It reaches 76.3% top-1 (paper: 76.5%) after `python train.py --model prosaic_tiny --epochs 90`.",
      base,
      {
        "torchvision/models/prosaic.py": modelFile("prosaic", ["tiny"]),
      },
    ),
    pullRequest(
      "new weights",
      107,
      body("known1", ["base", "large"], false),
      base,
      changedMeta("known1", "known1_base-", "known1_base-v2-"),
    ),
    pullRequest(
      "new weights with their log",
      108,
      body("known2", ["base"], true),
      base,
      changedMeta("known2", "known2_base-", "known2_base-v2-"),
    ),
    pullRequest("a refactoring", 109, "Use builtin generics. No functional change.", base, manyFiles),
    pullRequest("documentation", 110, "Fix typos in the docs, see #12.", base, {
      "docs/source/models.rst": base["docs/source/models.rst"].replaceAll("autosummary", "auto-summary"),
    }),
    pullRequest("a flag of the reference scripts", 111, "Adds `--compile` to the training scripts.", base, {
      "references/classification/train.py": trainScript.replace(
        'parser.add_argument("--amp"',
        'parser.add_argument("--compile", action="store_true")\n    parser.add_argument("--amp"',
      ),
    }),
    pullRequest("nothing at all", 112, "", base, { "README.rst": "Hello" }),
  ];
}

/** The diff and trees of `bytes` of model code, in files of about 24 KB each. */
export function largeModelCode(bytes) {
  const base = library();
  const changes = {};
  let size = 0;
  for (let index = 0; size < bytes; index++) {
    const text = modelFile(`big${index}`, VARIANTS);
    changes[`torchvision/models/big${index}.py`] = text;
    size += text.length;
  }
  return pullRequest("model code", 201, body("big0", VARIANTS, false), base, changes);
}

/** The diff and trees of `bytes` of text that no rule reads. */
export function largeData(bytes) {
  const row = "0.1234 0.5678 0.9012 3456 7890 some text that stands in a table of data\n";
  const change = {
    "torchvision/models/small.py": modelFile("small", ["tiny"]),
    "assets/data.txt": row.repeat(Math.ceil(bytes / row.length)),
  };
  return pullRequest("data", 202, body("small", ["tiny"], false), library(), change);
}

/** `count` changed files, all over the repository. */
export function manyFiles(count) {
  const base = library();
  const changes = {};
  const folders = ["torchvision/models", "torchvision/ops", "test", "docs/source", "references/detection", "packaging"];
  for (let index = 0; index < count; index++) {
    const folder = folders[index % folders.length];
    changes[`${folder}/file${index}.py`] = `def helper_${index}(x: int) -> int:\n    return x + ${index}\n`;
  }
  return pullRequest(`${count} files`, 203, body("file0", ["tiny"], false), base, changes);
}
