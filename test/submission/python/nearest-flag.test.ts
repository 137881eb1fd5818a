import { nearestFlag } from "../../../src/submission/python/nearest-flag.ts";

const FLAGS = [
  "-b",
  "--batch-size",
  "--epochs",
  "--start-epoch",
  "--lr",
  "--lr-warmup-epochs",
  "--lr-warmup-decay",
  "--lr-scheduler",
  "--data-path",
  "--print-freq",
];

test.each([
  ["--batch_size", "--batch-size"],
  ["--Batch-Size", "--batch-size"],
  ["-batch-size", "--batch-size"],
  ["--warmup-epochs", "--lr-warmup-epochs"],
  ["--warmup_decay", "--lr-warmup-decay"],
  ["--scheduler", "--lr-scheduler"],
  ["--lr-scheduler-type", "--lr-scheduler"],
  ["--train-batch-size", "--batch-size"],
  ["--bacth-size", "--batch-size"],
  ["--learning-rate", "--lr"],
  ["--data", "--data-path"],
  ["--start-epochs", "--start-epoch"],
  ["--print-frequency", "--print-freq"],
  ["--warmup", undefined],
  ["--decay", undefined],
  ["--mixup-alpha", undefined],
  ["--", undefined],
  ["-z", undefined],
])("%s is nearest to %s", (flag, expected) => {
  expect(nearestFlag(flag, FLAGS)).toBe(expected);
});
