const DATASETS: readonly (readonly [RegExp, string | undefined])[] = [
  [/\bsintel\b/i, "Sintel"],
  [/\bkitti\b/i, "Kitti"],
  [/\bkinetics[ -]?(400|600|700)?\b|\bk-?(400|600|700)\b/i, "Kinetics"],
  [/\bimagenet[ -]?(v2|a|r|c|sketch|real|21k|22k)\b/i, "ImageNet"],
  [/\b(?:imagenet|ilsvrc)(?:[ -]?1k)?\b/i, "ImageNet"],
  [/\bcifar[ -]?(10|100)\b/i, "CIFAR"],
  [/\bcoco\b/i, "COCO"],
  [/\bpascal[ -]?voc\b|\bvoc\b/i, "Pascal VOC"],
  [/\bcityscapes\b/i, "Cityscapes"],
  [/\bade20k\b/i, "ADE20K"],
  [/\b(?:ucf|hmdb)[ -]?\d{2,3}\b/i, undefined],
  [/\bsomething[ -]something\b|\bssv2\b/i, "Something-Something"],
  [/\b(?:flying)?chairs\b/i, "FlyingChairs"],
  [/\bmiddlebury\b/i, "Middlebury"],
  [/\beth3d\b/i, "ETH3D"],
  [/\bimagenette\b/i, "Imagenette"],
];

/** The dataset that some words name (`ImageNet-V2`, `Kinetics-400`, `Sintel clean`, `Kitti-test`), or undefined. */
export function findDataset(words: string): string | undefined {
  const searched = words.length > 1000 ? words.slice(0, 1000) : words;
  for (const [form, name] of DATASETS) {
    const match = form.exec(searched);
    if (match === null) continue;
    const variant = match[1] ?? match[2];
    const base = name ?? match[0];
    if (variant !== undefined) return `${base}-${variant.toUpperCase()}`;
    if (base !== "Sintel" && base !== "Kitti") return base;
    const around = searched.slice(match.index, match.index + 40);
    const pass = /\b(clean|final)/i.exec(around)?.[1]?.toLowerCase();
    const split = /^\w+[ -](?:test)\b/i.test(around) ? "-test" : "";
    return `${base}${split}${pass === undefined ? "" : ` ${pass}`}`;
  }
  return undefined;
}
