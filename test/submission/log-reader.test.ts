import { readNamespace } from "../../src/submission/log-arguments.ts";
import { LogReader, readLog } from "../../src/submission/log-reader.ts";
import type { TrainingLog } from "../../src/submission/training-log.ts";

/** `metric[ dataset][ EMA]: count × best@epoch, final@epoch`. */
function series(log: TrainingLog): string[] {
  return log.series.map((one) => {
    const name = `${one.metric}${one.dataset === undefined ? "" : ` ${one.dataset}`}${one.ema ? " EMA" : ""}`;
    return `${name}: ${one.count} × ${one.best.value}@${one.best.epoch}, ${one.final.value}@${one.final.epoch}`;
  });
}

const TORCHVISION = [
  "Not using distributed mode",
  "Namespace(amp=False, auto_augment='ta_wide, \"x\"', lr=0.5, lr_steps=[16, 22], size=(224, 224), data_path='/a b/c')",
  "Loading data",
  "Epoch: [0]  [   0/1251]  eta: 1:02:03  lr: 0.1  img/s: 12.3  loss: 6.9 (6.9)  acc1: 99.0 (99.0)  acc5: 99.5 (99.5)",
  "Epoch: [0]  [  10/1251]  eta: 1:02:03  lr: 0.1  img/s: 12.3  loss: 6.9 (6.9)  acc1: 99.0 (99.0)  acc5: 99.5 (99.5)",
  "Test:  [  0/100]  eta: 0:00:12  loss: 1.2 (1.2)  acc1: 98.0 (98.0)  acc5: 99.0 (99.0)",
  "Test:  Acc@1 0.820 Acc@5 3.100",
  "Test: EMA Acc@1 0.300 Acc@5 1.100",
  "Epoch: [1]  [   0/1251]  eta: 1:02:03  lr: 0.1  loss: 5.9 (6.9)",
  "Test:  Acc@1 41.500 Acc@5 66.000",
  "Test: EMA Acc@1 20.000 Acc@5 40.000",
  "Epoch: [2]  [   0/1251]  eta: 1:02:03  lr: 0.1  loss: 4.9 (6.9)",
  "Test:  Acc@1 40.250 Acc@5 67.000",
  "Test: EMA Acc@1 45.000 Acc@5 70.000",
  "Training time 1 day, 2:03:04",
  "",
].join("\n");

test("torchvision's log: best, final and count of each series, EMA apart", () => {
  const log = readLog(TORCHVISION);
  expect(series(log)).toEqual([
    "acc@1: 3 × 41.5@1, 40.25@2",
    "acc@5: 3 × 67@2, 67@2",
    "acc@1 EMA: 3 × 45@2, 45@2",
    "acc@5 EMA: 3 × 70@2, 70@2",
  ]);
  expect(log).toMatchObject({ epochs: 3, hasTraining: true, lines: 15, truncated: false, argumentsLine: 2 });
  expect(log.series[0]?.best).toEqual({ metric: "acc@1", value: 41.5, text: "41.500", epoch: 1, ema: false, line: 10 });
  expect(Object.fromEntries(log.arguments)).toEqual({
    amp: "False",
    auto_augment: "'ta_wide, \"x\"'",
    lr: "0.5",
    lr_steps: "[16, 22]",
    size: "(224, 224)",
    data_path: "'/a b/c'",
  });
});

test.each([1, 2, 3, 7, 64, 1000])("pieces of %i characters read like the whole", (size) => {
  const reader = new LogReader();
  for (let at = 0; at < TORCHVISION.length; at += size) reader.push(TORCHVISION.slice(at, at + size));
  expect(reader.finish()).toEqual(readLog(TORCHVISION));
});

test("carriage returns, with and without newlines, and a missing last newline", () => {
  expect(readLog(TORCHVISION.replaceAll("\n", "\r\n"))).toEqual(readLog(TORCHVISION));
  expect(series(readLog("epoch 1\n 10%|#\r 50%|##\rTest:  Acc@1 41.5\n"))).toEqual(["acc@1: 1 × 41.5@1, 41.5@1"]);
  expect(series(readLog("Epoch 1:\nTest:  Acc@1 41.5"))).toEqual(["acc@1: 1 × 41.5@1, 41.5@1"]);
});

test("a COCO log keeps boxes and masks apart, epoch after epoch", () => {
  const block = (box: string, mask: string) =>
    [
      "IoU metric: bbox",
      ` Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = ${box}`,
      " Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.9",
      "IoU metric: segm",
      ` Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = ${mask}`,
    ].join("\n");
  const log = readLog(
    `Epoch: [0]  [ 0/10]  eta: 0\n${block("0.101", "-1.000")}\nEpoch: [1]  [ 0/10]  eta: 0\n${block("0.202", "0.15")}\n`,
  );
  expect(series(log)).toEqual(["box mAP: 2 × 20.2@1, 20.2@1", "mask mAP: 1 × 15@1, 15@1"]);
});

test("best is the smallest end-point error, per dataset", () => {
  const log = readLog(
    "Epoch 0\nSintel val clean epe: 1.5\t1px: 0.8\nSintel val final epe: 2.5\nEpoch 1\nSintel val clean epe: 1.7\t1px: 0.7\n",
  );
  expect(series(log)).toEqual([
    "EPE Sintel clean: 2 × 1.5@0, 1.7@1",
    "1px Sintel clean: 2 × 80@0, 70@1",
    "EPE Sintel final: 1 × 2.5@0, 2.5@0",
  ]);
});

test("segmentation, video and plain logs", () => {
  expect(series(readLog("Epoch: [7]  [0/9]  eta: 0\nglobal correct: 91.4\nmean IoU: 60.5\n"))).toEqual([
    "pixel accuracy: 1 × 91.4@7, 91.4@7",
    "mean IoU: 1 × 60.5@7, 60.5@7",
  ]);
  expect(series(readLog("Epoch: [7]  [0/9]  eta: 0\n * Video Acc@1 57.5 Video Acc@5 78.8\n"))).toEqual([
    "video acc@1: 1 × 57.5@7, 57.5@7",
    "video acc@5: 1 × 78.8@7, 78.8@7",
  ]);
  expect(series(readLog("epoch 1: train acc: 0.95 val acc: 0.5\nepoch 2: train acc: 0.97 val acc: 0.625\n"))).toEqual([
    "accuracy: 2 × 62.5@2, 62.5@2",
  ]);
});

test("a line that gives the best so far is no evaluation", () => {
  expect(series(readLog("Epoch 1\n * Acc@1 80.0\nMax accuracy: 81.00%\nBest acc1: 82.0\n"))).toEqual([
    "acc@1: 1 × 80@1, 80@1",
  ]);
});

test("other scripts' training lines", () => {
  expect(readLog("Train: 4 [   0/1251 (  0%)]  Loss: 6.9\nTest: [  78/78]  Acc@1: 1.0 (79.9)\n")).toMatchObject({
    epochs: 1,
    hasTraining: true,
    series: [{ metric: "acc@1", best: { value: 79.9, epoch: 4 } }],
  });
  const log = readLog("Epoch [3][100/586] lr: 0.1, loss: 1.2\nEpoch(val) [3][5000] bbox_mAP: 0.374\n");
  expect(log).toMatchObject({
    epochs: 1,
    hasTraining: true,
    series: [{ metric: "box mAP", best: { value: 37.4, epoch: 3 } }],
  });
});

test("CSV exports", () => {
  const timm = "epoch,train_loss,eval_loss,eval_top1,eval_top5,lr\n0,6.9,6.5,1.2,4.5,0.1\n1,6.1,5.5,30.2,54.5,0.1\n";
  expect(series(readLog(timm))).toEqual(["acc@1: 2 × 30.2@1, 30.2@1", "acc@5: 2 × 54.5@1, 54.5@1"]);
  const dashboard =
    '"Step","run, one - val_acc1","run, one - val_acc1__MIN","run, one - val_acc1__MAX"\n"1","10","9","11"\n"2","20","9","99"\n';
  expect(series(readLog(dashboard))).toEqual(["acc@1: 2 × 20@2, 20@2"]);
  const board = "Wall time,Step,Value\n1,0,0.5\n2,1,0.75\n";
  expect(series(readLog(board, "run-swin_t-tag-val_acc1.csv"))).toEqual(["acc@1: 2 × 75@1, 75@1"]);
  expect(series(readLog(board))).toEqual([]);
});

test("JSON lines and documents", () => {
  const lines =
    '{"epoch": 0, "train_loss": 6.9, "test_acc1": 10.1}\n{"epoch": 1, "test_acc1": 20.1, "test_acc1_ema": 15.0}\n';
  expect(series(readLog(lines))).toEqual(["acc@1: 2 × 20.1@1, 20.1@1", "acc@1 EMA: 1 × 15@1, 15@1"]);
  const detection = '{"mode": "train", "epoch": 12, "acc": 99.5}\n{"mode": "val", "epoch": 12, "bbox_mAP": 0.38}\n';
  expect(series(readLog(detection))).toEqual(["box mAP: 1 × 38@12, 38@12"]);
  const history = JSON.stringify(
    {
      log_history: [
        { epoch: 1, eval_accuracy: 0.5 },
        { epoch: 2, eval_accuracy: 0.75 },
      ],
    },
    null,
    1,
  );
  expect(series(readLog(history))).toEqual(["accuracy: 2 × 75@2, 75@2"]);
  expect(series(readLog('{"val_acc": [0.25, 0.5],\n "acc": [0.9, 1.0]}'))).toEqual(["accuracy: 2 × 50@1, 50@1"]);
  expect(series(readLog('[{"epoch": 1, "val_acc": 0.5}]'))).toEqual(["accuracy: 1 × 50@1, 50@1"]);
});

test("what looks like JSON and is not is read as text", () => {
  expect(series(readLog("[2022-03-01 10:00:00] Epoch 1\n[2022-03-01 10:01:00] val acc1: 41.5\n"))).toEqual([
    "acc@1: 1 × 41.5@1, 41.5@1",
  ]);
  expect(series(readLog('{"broken":\nEpoch 1\nTest:  Acc@1 41.5\n'))).toEqual(["acc@1: 1 × 41.5@1, 41.5@1"]);
});

test("arguments of a line that was cut end before the cut", () => {
  expect(Object.fromEntries(readNamespace("x Namespace(a=1, b='it\\'s, fine', c=[1, 2")?.entries() ?? [])).toEqual({
    a: "1",
    b: "'it\\'s, fine'",
  });
  expect(readNamespace("nothing here")).toBeUndefined();
});

test.each<[string, string]>([
  ["nothing", ""],
  ["blank", "\n \n"],
  ["one endless line", "a".repeat(200_000)],
  ["an endless line of brackets", "[".repeat(200_000)],
  ["an endless namespace", `Namespace(${"a=(".repeat(60_000)}`],
  ["open quotes", `epoch,acc1\n${'"'.repeat(100_000)}\n`],
  ["deep JSON", '[{"a":'.repeat(50_000)],
  ["nulls", "\0".repeat(70_000)],
])("takes %s", (_, text) => {
  const log = readLog(text);
  expect(log.series).toEqual([]);
  expect(log.hasTraining).toBe(false);
});

test("a result after an endless line is still read, and an endless line is cut", () => {
  expect(series(readLog(`${"x".repeat(100_000)}\nTest:  Acc@1 41.5\n`))).toEqual([
    "acc@1: 1 × 41.5@undefined, 41.5@undefined",
  ]);
  expect(readLog(`${"x".repeat(100_000)}Acc@1 41.5\n`).series).toEqual([]);
});
