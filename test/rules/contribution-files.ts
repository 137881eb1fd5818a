/** Files of small contributions, as the rules' tests put them together. */

export const CLASSIFICATION_TRAIN = "references/classification/train.py";
export const DETECTION_TRAIN = "references/detection/train.py";

function script(definitions: readonly string[]): string {
  return [
    "import argparse",
    "",
    "",
    "def get_args_parser():",
    '    parser = argparse.ArgumentParser(description="Training")',
    ...definitions.map((one) => `    parser.add_argument(${one})`),
    "    return parser",
    "",
    "",
    'if __name__ == "__main__":',
    "    args = get_args_parser().parse_args()",
    "",
  ].join("\n");
}

/** Lines from 6: `--data-path`, `--model`, `--device`, … */
export const SCRIPTS: Readonly<Record<string, string>> = {
  [CLASSIFICATION_TRAIN]: script([
    '"--data-path", default="/datasets/imagenet", type=str',
    '"--model", default="resnet18", type=str',
    '"-b", "--batch-size", default=32, type=int',
    '"--epochs", default=90, type=int',
    '"--opt", default="sgd", choices=["sgd", "rmsprop", "adamw"]',
    '"--lr", default=0.1, type=float',
    '"--lr-warmup-epochs", default=0, type=int',
    '"--lr-scheduler", default="steplr", type=str',
    '"--wd", "--weight-decay", default=1e-4, type=float',
    '"--output-dir", default=".", type=str',
    '"--amp", action="store_true"',
    '"--test-only", action="store_true"',
    '"--weights", default=None, type=str',
  ]),
  [DETECTION_TRAIN]: script([
    '"--data-path", default="/datasets/coco", type=str',
    '"--dataset", default="coco", type=str',
    '"--model", default="fasterrcnn", type=str',
    '"-b", "--batch-size", default=2, type=int',
    '"--epochs", default=26, type=int',
    '"--lr", default=0.02, type=float',
    '"--lr-steps", default=[16, 22], nargs="+", type=int',
    '"--aspect-ratio-group-factor", default=3, type=int',
    '"--output-dir", default=".", type=str',
    '"--test-only", action="store_true"',
  ]),
};

interface Entry {
  readonly member: string;
  readonly url: string;
  /** `acc@1` and the like by dataset. */
  readonly metrics?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly parameters?: number;
}

/** A module with one builder and its weights, as the models package holds it. */
export function modelFile(builder: string, className: string, entries: readonly Entry[] = [], doc = ""): string {
  const container = `${className}_Weights`;
  const body = entries.flatMap((one) => [
    `    ${one.member} = Weights(`,
    `        url="${one.url}",`,
    "        transforms=partial(ImageClassification, crop_size=224),",
    "        meta={",
    ...(one.parameters === undefined ? [] : [`            "num_params": ${one.parameters},`]),
    ...(one.metrics === undefined
      ? []
      : [
          '            "_metrics": {',
          ...Object.entries(one.metrics).flatMap(([dataset, values]) => [
            `                "${dataset}": {`,
            ...Object.entries(values).map(([name, value]) => `                    "${name}": ${value},`),
            "                },",
          ]),
          "            },",
        ]),
    "        },",
    "    )",
  ]);
  return [
    "from functools import partial",
    "from typing import Optional",
    "from torch import nn",
    "from ._api import register_model, Weights, WeightsEnum",
    "",
    `__all__ = ["${className}", "${container}", "${builder}"]`,
    "",
    "",
    `class ${className}(nn.Module):`,
    `    """${doc === "" ? "A model." : doc}"""`,
    "",
    "    def __init__(self, num_classes: int = 1000) -> None:",
    "        super().__init__()",
    "        self.fc = nn.Linear(8, num_classes)",
    "",
    "",
    ...(entries.length === 0 ? [] : [`class ${container}(WeightsEnum):`, ...body, ""]),
    "",
    "@register_model()",
    `def ${builder}(*, weights${entries.length === 0 ? "" : `: Optional[${container}]`} = None, progress: bool = True, **kwargs) -> ${className}:`,
    `    return ${className}(**kwargs)`,
    "",
  ].join("\n");
}
