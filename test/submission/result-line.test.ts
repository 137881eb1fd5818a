import { isIterationLine, onOwnScale, ResultReader, readResultLine } from "../../src/submission/result-line.ts";

/** Metric, value, and the words that the columns span. */
function read(line: string): string[] {
  return readResultLine(line).map((result) => {
    const name = `${result.dataset === undefined ? "" : `${result.dataset} `}${result.metric}${result.ema ? " EMA" : ""}`;
    return `${name} = ${result.value} [${line.slice(result.start, result.end)}]`;
  });
}

test.each<[string, string[]]>([
  ["Test:  Acc@1 71.430 Acc@5 90.262", ["acc@1 = 71.43 [Acc@1 71.430]", "acc@5 = 90.262 [Acc@5 90.262]"]],
  [" * Acc@1 71.430 Acc@5 90.262", ["acc@1 = 71.43 [Acc@1 71.430]", "acc@5 = 90.262 [Acc@5 90.262]"]],
  [" * [Acc@1 71.430 Acc@5 90.262]", ["acc@1 = 71.43 [Acc@1 71.430]", "acc@5 = 90.262 [Acc@5 90.262]"]],
  ["Test: EMA Acc@1 71.430 Acc@5 90.262", ["acc@1 EMA = 71.43 [Acc@1 71.430]", "acc@5 EMA = 90.262 [Acc@5 90.262]"]],
  ["`Prec@1 57.1 Prec@5 80.2`", ["acc@1 = 57.1 [Prec@1 57.1]", "acc@5 = 80.2 [Prec@5 80.2]"]],
  ["# Acc@1 83.2 Acc@5 96.4", ["acc@1 = 83.2 [Acc@1 83.2]", "acc@5 = 96.4 [Acc@5 96.4]"]],
  ["0: Test:  Acc@1 71.4", ["acc@1 = 71.4 [Acc@1 71.4]"]],
  ["12: 2022-03-01 10:11:12,345 INFO Test: Acc@1 71.4", ["acc@1 = 71.4 [Acc@1 71.4]"]],
  ["Top-1 76.1 Top-5 92.9", ["acc@1 = 76.1 [Top-1 76.1]", "acc@5 = 92.9 [Top-5 92.9]"]],
  ["acc1: 75.0 acc5: 92.1", ["acc@1 = 75 [acc1: 75.0]", "acc@5 = 92.1 [acc5: 92.1]"]],
  ["top1=0.7613", ["acc@1 = 76.13 [top1=0.7613]"]],
  [" * Acc@1 79.912 (20.088) Acc@5 94.9 (5.1)", ["acc@1 = 79.912 [Acc@1 79.912]", "acc@5 = 94.9 [Acc@5 94.9]"]],
  [" * Clip Acc@1 50.0 Clip Acc@5 70.1", ["clip acc@1 = 50 [Clip Acc@1 50.0]", "clip acc@5 = 70.1 [Clip Acc@5 70.1]"]],
  [
    " * Clip Acc@1 50.5 Video Acc@1 57.5",
    ["clip acc@1 = 50.5 [Clip Acc@1 50.5]", "video acc@1 = 57.5 [Video Acc@1 57.5]"],
  ],
  ["mean IoU: 60.5", ["mean IoU = 60.5 [mean IoU: 60.5]"]],
  ["global correct: 91.4", ["pixel accuracy = 91.4 [global correct: 91.4]"]],
  ["mIoU: 0.7812, aAcc: 0.95", ["mean IoU = 78.12 [mIoU: 0.7812]", "pixel accuracy = 95 [aAcc: 0.95]"]],
  [
    "Sintel val clean epe: 1.4\t1px: 0.9028\tper_image_epe: 1.5\tf1: 4.02",
    [
      "Sintel clean EPE = 1.4 [epe: 1.4]",
      "Sintel clean 1px = 90.28 [1px: 0.9028]",
      "Sintel clean F1-all = 4.02 [f1: 4.02]",
    ],
  ],
  ["Kitti val epe: 4.7", ["Kitti EPE = 4.7 [epe: 4.7]"]],
  [
    "10: {'mae': 1.3, '1px': 0.8, '5px': 0.9, 'relepe': 0.1, 'fl-all': 80.3}",
    ["1px = 80 [1px': 0.8]", "5px = 90 [5px': 0.9]"],
  ],
  ["mae: 0.31 rmse: 1.2 1px: 0.94 3px: 0.97", ["1px = 94 [1px: 0.94]", "3px = 97 [3px: 0.97]"]],
  [
    "Epoch(val) [12][5000]\tbbox_mAP: 0.374, bbox_mAP_50: 0.582, segm_mAP: 0.34",
    ["box mAP = 37.4 [bbox_mAP: 0.374]", "box mAP@50 = 58.2 [bbox_mAP_50: 0.582]", "mask mAP = 34 [segm_mAP: 0.34]"],
  ],
  ["Epoch(val) [100][50/50] accuracy_top-1: 76.5", ["acc@1 = 76.5 [accuracy_top-1: 76.5]"]],
  ["loss: 1.2 - accuracy: 0.61 - val_loss: 1.0 - val_accuracy: 0.6543", ["accuracy = 65.43 [accuracy: 0.6543]"]],
  ["train acc: 0.9 val acc: 0.812", ["accuracy = 81.2 [acc: 0.812]"]],
  ["top-1 error: 23.9", ["acc@1 = 76.1 [top-1 error: 23.9]"]],
  ["err@1: 0.239", ["acc@1 = 76.1 [err@1: 0.239]"]],
  ["box AP: 37.0 mask AP: 34.6", ["box mAP = 37 [box AP: 37.0]", "mask mAP = 34.6 [mask AP: 34.6]"]],
  [
    "Accuracy of the network on the 50000 test images: 81.2%",
    ["accuracy = 81.2 [Accuracy of the network on the 50000 test images: 81.2]"],
  ],
  [
    "0:  Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.302",
    ["box mAP = 30.2 [Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.302]"],
  ],
  [
    " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets= 20 ] = 0.65",
    ["keypoint mAP = 65 [Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets= 20 ] = 0.65]"],
  ],
])("reads %j", (line, expected) => {
  expect(read(line)).toEqual(expected);
});

test("a validation counter that has run out stands before the mean of the run", () => {
  const line = "Test: [  78/78]  Time: 0.1 (0.2)  Loss: 0.9 (1.0)  Acc@1: 81.2500 (79.9120)";
  expect(readResultLine(line)).toMatchObject([{ metric: "acc@1", value: 79.912, text: "79.9120" }]);
});

test.each([
  "",
  "Epoch: [3]  [ 10/625]  eta: 0:12:04  lr: 0.5  loss: 3.2 (3.3)  acc1: 12.5 (13.0)  acc5: 30.1 (31.2)",
  "Epoch: [0][10/5005]\tTime 0.3 (0.5)\tLoss 6.9 (6.9)\tPrec@1 0.39 (0.31)",
  "Test:  [   0/1563]  eta: 0:12:04  loss: 1.0 (1.0)  acc1: 75.0 (75.0)",
  "Test: [10/196]\tTime 0.3\tLoss 1.1\tPrec@1 76.0 (75.3)",
  "Averaged stats: lr: 0.1 loss: 2.1 acc1: 60.1",
  "Training: acc1: 60.1",
  " Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.221",
  " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = -1.000",
  " Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.562",
  "lr: 0.1 loss: 2.1 time: 0.2",
  "assert acc1 == 75.0",
  "python train.py --acc1 75.0",
  "Acc@1",
  "Acc@1 76.1.2",
  "top 5 models of 3",
  "mAP@0.5",
  "map: 0.3",
  "f1: 0.9",
  "border: 1px 3px",
  "Training time 1 day, 2:03:04",
  "accuracy 0.9 is fine",
])("finds no result in %j", (line) => {
  expect(read(line)).toEqual([]);
});

test("what a COCO block measures stands in the line above it", () => {
  const reader = new ResultReader();
  const main = " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.3";
  const half = " Average Precision  (AP) @[ IoU=0.50      | area=   all | maxDets=100 ] = 0.5";
  const values = ["IoU metric: bbox", main, half, "0: IoU metric: segm", main, half, "IoU metric: keypoints", main]
    .flatMap((line) => onOwnScale(reader.read(line)))
    .map((result) => `${result.metric} ${result.value}`);
  expect(values).toEqual(["box mAP 30", "box mAP@50 50", "mask mAP 30", "keypoint mAP 30"]);
});

test("a second COCO block without a heading is of an unknown kind until another run begins", () => {
  const reader = new ResultReader();
  const main = " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.3";
  expect(reader.read(main)).toHaveLength(1);
  expect(reader.read(main)).toHaveLength(0);
  reader.reset();
  expect(reader.read(main)).toHaveLength(1);
});

test("iteration counters are told from other brackets", () => {
  expect(isIterationLine("Epoch: [3]  [ 10/625]")).toBe(true);
  expect(isIterationLine("[2022-03-01 10:00] a/b")).toBe(false);
});

test.each([
  "Acc@1 ".repeat(11_000),
  "Acc@1 1.5 ".repeat(6_500),
  `Average Precision${" ".repeat(65_000)}`,
  "[".repeat(65_000),
  `acc1${" ".repeat(65_000)}7`,
  "1".repeat(65_000),
])("takes hostile lines for what they are", (line) => {
  expect(readResultLine(line).length).toBeLessThanOrEqual(1);
});
