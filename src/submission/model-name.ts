import type { Metric } from "./metric.ts";

const MODULE_PATH =
  /^(?:torchvision\.)?(?:models\.)?(?:(?:quantization|detection|segmentation|video|optical_flow|prototype)\.)*/;
const WEIGHTS_ENUM = /_?(?:quantized)?_?weights(?:\.[a-z0-9_]*)?$/;
const SIZES: Readonly<Record<string, string>> = { tiny: "t", small: "s", base: "b", large: "l", huge: "h", giant: "g" };
const NAME_LIMIT = 200;

/**
 * Key under which the spellings of one model's name agree: `ResNet-50`, `resnet50`, `ResNet50_Weights.IMAGENET1K_V2`,
 * `models.resnet50` and, for escaped Markdown, `vit\_b\_16`. Empty when the name holds no letter or digit.
 */
export function modelKey(name: string): string {
  const bare = name.slice(0, NAME_LIMIT).trim().toLowerCase().replaceAll("\\", "");
  const key = bare
    .replace(MODULE_PATH, "")
    .replace(WEIGHTS_ENUM, "")
    .replace(/\([a-z]*\)$/, "")
    .replace(/[^\p{L}\p{N}]/gu, "");
  const size = /(tiny|small|base|large|huge|giant)$/.exec(key)?.[1];
  return size === undefined || size === key ? key : key.slice(0, -size.length) + (SIZES[size] ?? "");
}

/**
 * Key without the digits, under which a short name in a table agrees with a builder's (`SSD VGG16` and `ssd300_vgg16`). Too loose to
 * tell two models apart by itself.
 */
export function looseModelKey(name: string): string {
  return modelKey(name).replace(/[0-9]/g, "");
}

/** Whether two names mean one model, as far as spelling tells. */
export function sameModel(a: string, b: string): boolean {
  const key = modelKey(a);
  return key !== "" && key === modelKey(b);
}

/** Whether two names mean one weights entry: members are compared, and enum names where both give one. */
export function sameWeights(a: string, b: string): boolean {
  const [memberA, enumA] = a.split(".").reverse();
  const [memberB, enumB] = b.split(".").reverse();
  if ((memberA ?? "").toUpperCase() !== (memberB ?? "").toUpperCase()) return false;
  return enumA === undefined || enumB === undefined || enumA.toLowerCase() === enumB.toLowerCase();
}

const META_METRICS: readonly (readonly [RegExp, Metric])[] = [
  [/^(?:acc@1|acc1|top1|top_1)$/, "acc@1"],
  [/^(?:acc@5|acc5|top5|top_5)$/, "acc@5"],
  [/^(?:box_map|box_ap|map)$/, "box mAP"],
  [/^(?:mask_map|mask_ap)$/, "mask mAP"],
  [/^(?:kp_map|keypoint_map|kp_ap)$/, "keypoint mAP"],
  [/^(?:miou|mean_iou)$/, "mean IoU"],
  [/^(?:pixel_acc|pixel_accuracy)$/, "pixel accuracy"],
  [/(?:^|_)epe$/, "EPE"],
  [/(?:^|_)1px$/, "1px"],
  [/(?:^|_)3px$/, "3px"],
  [/(?:^|_)5px$/, "5px"],
  [/(?:^|_)(?:f1|f1[_-]all|fl[_-]all)$/, "F1-all"],
];

/** Dataset that a flat meta key of the older form names before its metric: `sintel_train_cleanpass_epe`. */
export function metaKeyDataset(key: string): string | undefined {
  return /^((?:sintel|kitti|things|chairs)[a-z0-9_]{0,60})_(?:epe|[135]px|f1|f[1l][_-]all)$/i.exec(key)?.[1];
}

/** Metric that a key of a weights entry's meta names (`acc@1`, `box_map`, `sintel_train_cleanpass_epe`). */
export function canonicalMetric(key: string): Metric | undefined {
  const bare = key.slice(0, NAME_LIMIT).toLowerCase();
  // An error averaged image by image is another figure than the one over all pixels, and no metric of its own here.
  if (bare.includes("per_image")) return undefined;
  return META_METRICS.find(([form]) => form.test(bare))?.[1];
}
