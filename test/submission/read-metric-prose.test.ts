import { readMarkdown } from "../../src/submission/read-markdown.ts";
import { readMetricClaims } from "../../src/submission/read-metric-claims.ts";

function read(body: string, models: readonly string[] = ["foonet_s"]): string[] {
  const text = readMarkdown(body, { source: "description" });
  return readMetricClaims(text, { commands: [], models }).map(
    (one) =>
      `${one.model ?? "?"} ${one.metric} ${one.measured.text}${one.paper === undefined ? "" : ` paper ${one.paper.text}`}${one.baseline === undefined ? "" : ` before ${one.baseline.text}`}`,
  );
}

test("a published figure that names no metric is of the one whose value it is near", () => {
  expect(read("top1 = 71.4 / top5 = 90.2 on imagenet val, the paper says 71.8 after 900 epochs.")).toEqual([
    "? acc@1 71.4 paper 71.8",
    "? acc@5 90.2",
  ]);
  expect(read("Acc@1 71.4 Acc@5 90.2 (90.4 reported)")).toEqual(["? acc@1 71.4", "? acc@5 90.2 paper 90.4"]);
  expect(read("Acc@1 76.1, Acc@5 92.9 (paper 76.5/93.0)")).toEqual([
    "? acc@1 76.1 paper 76.5",
    "? acc@5 92.9 paper 93.0",
  ]);
});

test("it is nobody's where it is near none", () => {
  expect(read("top1 = 71.4 / top5 = 90.2 on imagenet val, the paper says 81.3.")).toEqual([
    "? acc@1 71.4",
    "? acc@5 90.2",
  ]);
  expect(read("top-1 76.1 and top-5 92.9 vs 76.5 and 93.0 in the paper")).toEqual([
    "? acc@1 76.1",
    "? acc@5 92.9 paper 93.0",
  ]);
});

test("the figure of a paper with its title in brackets is the paper's", () => {
  expect(read("The paper (Foo: a Net of Nets) reports 41.2 mIoU on ADE20K.")).toEqual([]);
  expect(read("The port (of FooNet) reports 41.2 mIoU on ADE20K.")).toEqual(["? mean IoU 41.2"]);
});

test("a figure of the authors behind another", () => {
  expect(read("70.1 mIoU vs. 70.6 of the authors")).toEqual(["? mean IoU 70.1 paper 70.6"]);
  expect(read("70.1 mIoU after 60.5 of the epochs")).toEqual(["? mean IoU 70.1"]);
});

test("the values of several runs are all kept", () => {
  expect(read("mIoU 59.1, 59.6, 59.3; pixel acc 91.2, 91.3, 91.3.")).toEqual([
    "? mean IoU 59.1",
    "? mean IoU 59.6",
    "? mean IoU 59.3",
    "? pixel accuracy 91.2",
    "? pixel accuracy 91.3",
  ]);
  expect(read("top-1 of 71.4 and 71.6 in two runs")).toEqual(["? acc@1 71.4", "? acc@1 71.6"]);
});

test("values of other models, of other metrics or far apart are no further runs", () => {
  expect(
    read("top-1 is 71.4, 71.6, 71.9 for foonet_s, foonet_m and foonet_l", ["foonet_s", "foonet_m", "foonet_l"]),
  ).toEqual(["? acc@1 71.4"]);
  expect(read("top-1 71.4, 71.6, 71.9 respectively")).toEqual(["? acc@1 71.4"]);
  expect(read("top-1 71.4, 75.6, 79.9")).toEqual(["? acc@1 71.4"]);
  expect(read("top-1 71.4, 71.6")).toEqual(["? acc@1 71.4"]);
});

test("the first word of a line says whose all its figures are", () => {
  expect(read("before: box AP 37.1, mask AP 33.9\nafter: box AP 38.0, mask AP 34.6")).toEqual([
    "? box mAP 38.0",
    "? mask mAP 34.6",
  ]);
  expect(read("Paper: https://arxiv.org/abs/2101.00001, acc@1 79.1")).toEqual(["? acc@1 79.1"]);
  expect(read("Original: acc@1 79.1")).toEqual([]);
  expect(read("After training for a week: box AP 38.0, mask AP 34.6")).toEqual(["? box mAP 38.0", "? mask mAP 34.6"]);
});

test("a figure that an edit puts right is read beside the one above", () => {
  expect(read("box AP 38.0\n\nEDIT2: box AP was from another epoch, it's 37.4 for the checkpoint.")).toEqual([
    "? box mAP 38.0",
    "? box mAP 37.4",
  ]);
  expect(read("Correction: the box AP should be 37.4, sorry.")).toEqual(["? box mAP 37.4"]);
  expect(read("EDIT: fixed the link of the 37.4 MB file, box AP is the same")).toEqual([]);
  expect(read("The box AP should be 37.4 in the end.")).toEqual([]);
});

test("a teacher's name is not whose the figures are", () => {
  expect(read("It reaches 81.2 top-1, distilled from barnet_160.")).toEqual(["? acc@1 81.2"]);
  expect(read("With barnet_160 as the teacher it reaches 81.2 top-1.")).toEqual(["? acc@1 81.2"]);
  expect(read("foonet_s reaches 81.2 top-1 (distilled from barnet_160).")).toEqual(["foonet_s acc@1 81.2"]);
  expect(read("81.2 top-1 for barnet_160.")).toEqual(["barnet_160 acc@1 81.2"]);
});

test("what stood there before, in brackets behind two metrics", () => {
  expect(read("miou 62.1 pixacc 91.6 (was 60.9/91.2)")).toEqual([
    "? mean IoU 62.1 before 60.9",
    "? pixel accuracy 91.6 before 91.2",
  ]);
  expect(read("miou 62.1 pixacc 91.6 (was in 60.9 of the hours done)")).toEqual([
    "? mean IoU 62.1",
    "? pixel accuracy 91.6",
  ]);
});
