import { readMarkdown } from "../../src/submission/read-markdown.ts";
import { readResults } from "../../src/submission/read-metric-claims.ts";

function results(body: string, models: readonly string[] = ["foonet_s"]) {
  return readResults(readMarkdown(body, { source: "description" }), { commands: [], models });
}

function read(body: string, models?: readonly string[]): string[] {
  return results(body, models).metrics.map(
    (one) =>
      `${one.model ?? "?"} ${one.metric}${one.ema ? " EMA" : ""} ${one.measured.text}${one.paper === undefined ? "" : ` paper ${one.paper.text}`}`,
  );
}

const table = (...rows: string[]): string => ["| | acc@1 |", "|--|--|", ...rows].join("\n");

test.each(["mine", "ours", "this implementation", "reproduced", "**mine**", "this PR", "run 2", "torchvision, 8 GPUs"])(
  "the row %s names no model, and stands beside that of the paper",
  (label) => {
    expect(read(table("| paper | 71.9 |", `| ${label} | 71.6 |`))).toEqual(["? acc@1 71.6 paper 71.9"]);
  },
);

test("rows with and without EMA", () => {
  expect(read(table("| w/o EMA | 70.1 |", "| EMA | 70.5 |", "| paper | 70.6 |"))).toEqual([
    "? acc@1 70.1 paper 70.6",
    "? acc@1 EMA 70.5 paper 70.6",
  ]);
  expect(read(table("| FooNet-S, no EMA | 70.1 |", "| FooNet-S, with EMA | 70.5 |"))).toEqual([
    "foonet_s acc@1 70.1",
    "foonet_s acc@1 EMA 70.5",
  ]);
});

test("every run is kept, for the weights may come from any", () => {
  expect(read(table("| paper | 71.9 |", "| this PR, seed 0 | 71.4 |", "| this PR, seed 1 | 71.7 |"))).toEqual([
    "? acc@1 71.4 paper 71.9",
    "? acc@1 71.7 paper 71.9",
  ]);
});

test("how far runs lie apart is no result of theirs", () => {
  const body = "| | epe |\n|--|--|\n| run 1 | 1.51 |\n| run 2 | 1.53 |\n| mean | 1.52 |\n| std | 0.01 |";
  expect(read(body)).toEqual(["? EPE 1.51", "? EPE 1.53", "? EPE 1.52"]);
});

test("runs and EMA may be columns too", () => {
  expect(read("| metric | run 1 | run 2 | epochs |\n|--|--|--|--|\n| acc@1 | 71.2 | 71.5 | 90 |")).toEqual([
    "? acc@1 71.2",
    "? acc@1 71.5",
  ]);
});

test("a name beside such words is still a name", () => {
  expect(read(table("| FooNet-S (paper) | 71.9 |", "| FooNet-S (mine) | 71.6 |", "| BarNet-50 | 70.2 |"))).toEqual([
    "foonet_s acc@1 71.6 paper 71.9",
    "BarNet-50 acc@1 70.2",
  ]);
});

test("another spelling of the model: the table compares, and its figures are not paired", () => {
  const { metrics, comparisons } = results(table("| foo_small_50 of the authors | 72.4 |", "| mine | 70.1 |"));
  expect(metrics.map((one) => one.paper)).toEqual([undefined]);
  expect(comparisons.map((one) => [one.hasFigure, one.evidence.quote.includes("72.4")])).toEqual([[true, true]]);
});

test("a reference row of another model compares nothing", () => {
  expect(results(table("| barnet_50 (reference) | 76.1 |", "| foonet_s | 71.6 |")).comparisons).toEqual([]);
  expect(results(table("| barnet_50 | 76.1 |", "| foonet_s | 71.6 |")).comparisons).toEqual([]);
  expect(results("| | acc@1 | acc@5 |\n|--|--|--|\n| paper | - | 90.1 |\n| mine | 71.6 | - |").comparisons).toEqual([]);
});

test("plain AP under a line about keypoints is theirs", () => {
  const rows = "| model | AP | AP50 |\n|--|--|--|\n| foonet_s | 65.1 | 86.0 |";
  expect(read(`Results on the val keypoints:\n\n${rows}`)).toEqual(["foonet_s keypoint mAP 65.1"]);
  expect(read(`Results on val:\n\n${rows}`)).toEqual(["foonet_s box mAP 65.1", "foonet_s box mAP@50 86.0"]);
  expect(read("Keypoints:\n\n| model | box AP | AP |\n|--|--|--|\n| foonet_s | 55.1 | 65.1 |")).toEqual([
    "foonet_s box mAP 55.1",
    "foonet_s keypoint mAP 65.1",
  ]);
});

test("the clean and the final pass are two figures", () => {
  const { metrics } = results(
    "| data | clean EPE | final EPE | clean EPE (paper) | final EPE (paper) |\n|--|--|--|--|--|\n| C+T | 1.41 | 2.88 | 1.40 | 2.86 |",
  );
  expect(metrics.map((one) => [one.dataset, one.measured.text, one.paper?.text])).toEqual([
    ["Sintel clean", "1.41", "1.40"],
    ["Sintel final", "2.88", "2.86"],
  ]);
});

test("a table drawn by spaces is read once, with the paper's column", () => {
  const drawn = [
    "                 top-1 err    top-5 err    top-1 err in paper",
    "    foonet_s12       22.9         6.4             22.8",
    "    foonet_s24       19.8         4.9             19.7",
  ].join("\n");
  expect(read(`Errors:\n\n${drawn}`, [])).toEqual([
    "foonet_s12 acc@1 22.9 paper 22.8",
    "foonet_s12 acc@5 6.4",
    "foonet_s24 acc@1 19.8 paper 19.7",
    "foonet_s24 acc@5 4.9",
  ]);
  expect(read("top-1 top-5 top-1 in paper\n\nfoonet_s12 77.1 93.6 77.2", [])).toEqual([
    "foonet_s12 acc@1 77.1 paper 77.2",
    "foonet_s12 acc@5 93.6",
  ]);
});
