const FAMILIES: readonly (readonly [RegExp, string])[] = [
  [/imagenet|ilsvrc/, "imagenet"],
  [/coco/, "coco"],
  [/kinetics/, "kinetics"],
  [/sintel/, "sintel"],
  [/kitti/, "kitti"],
  [/things/, "things"],
  [/chairs/, "chairs"],
  [/pascal|voc/, "voc"],
  [/cityscapes/, "cityscapes"],
];

const VARIANTS: readonly (readonly [family: string, form: RegExp, feature: string, value?: string])[] = [
  ["imagenet", /imagenet[ _-]?(v2|a|r|c|sketch|real|21k|22k)(?![a-z0-9])/, "edition"],
  ["kinetics", /kinetics[ _-]?(400|600|700)/, "edition"],
  ["sintel", /(clean|final)/, "pass"],
  ["sintel", /test/, "split", "test"],
  // Optical-flow scripts call the labelled training split `val`.
  ["sintel", /train|val/, "split", "train"],
  ["kitti", /test/, "split", "test"],
  ["kitti", /train|val/, "split", "train"],
];

interface DatasetName {
  readonly family: string;
  readonly features: ReadonlyMap<string, string>;
}

function read(name: string): DatasetName {
  const bare = name.slice(0, 200).toLowerCase();
  const family = FAMILIES.find(([form]) => form.test(bare))?.[1] ?? bare.replace(/[^a-z0-9]/g, "");
  const features = new Map<string, string>();
  for (const [of, form, feature, value] of VARIANTS) {
    const found = of === family && !features.has(feature) ? form.exec(bare) : null;
    if (found !== null) features.set(feature, value ?? found[1] ?? "");
  }
  // Plain ImageNet is the 1K set; its other editions are always named.
  if (family === "imagenet" && !features.has("edition")) features.set("edition", "1k");
  // The scripts evaluate optical flow on the labelled training split; results on a test split always say so.
  if ((family === "sintel" || family === "kitti") && !features.has("split")) features.set("split", "train");
  return { family, features };
}

/** Whether two names may mean one dataset: an absent name says nothing, and what only one of the two tells does not part them. */
export function sameDataset(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined || a === "" || b === "") return true;
  const one = read(a);
  const two = read(b);
  if (one.family !== two.family) return false;
  return [...one.features].every(([feature, value]) => (two.features.get(feature) ?? value) === value);
}
