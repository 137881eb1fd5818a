import { sameDataset } from "../../src/submission/dataset-name.ts";

test.each([
  ["ImageNet", "ImageNet-1K", true],
  ["ILSVRC2012", "imagenet", true],
  ["ImageNet-V2", "ImageNet-1K", false],
  ["ImageNet-21K", "ImageNet", false],
  ["COCO", "COCO-val2017", true],
  ["COCO", "COCO-val2017-VOC-labels", true],
  ["Kinetics", "Kinetics-400", true],
  ["Kinetics-600", "Kinetics-400", false],
  ["Sintel clean", "Sintel-Train-Cleanpass", true],
  ["Sintel clean", "Sintel-Train-Finalpass", false],
  ["Sintel-test clean", "Sintel-Train-Cleanpass", false],
  ["Sintel val clean", "sintel_train_cleanpass", true],
  ["Kitti", "Kitti-Train", true],
  ["Kitti-test", "kitti_train", false],
  ["CIFAR-10", "CIFAR-100", false],
  ["COCO", "ImageNet", false],
])("%s and %s", (a, b, same) => {
  expect(sameDataset(a, b)).toBe(same);
  expect(sameDataset(b, a)).toBe(same);
});

test("an absent name says nothing", () => {
  expect(sameDataset(undefined, "COCO")).toBe(true);
});
