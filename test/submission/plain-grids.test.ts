import { readHeadlessGrids } from "../../src/submission/headless-grids.ts";
import { readPlainGrids } from "../../src/submission/plain-grids.ts";
import { readMarkdown } from "../../src/submission/read-markdown.ts";
import { readMetricClaims } from "../../src/submission/read-metric-claims.ts";

const textOf = (body: string) => readMarkdown(body, { source: "description" });

/** `model metric = measured, paper, baseline`. */
function read(body: string): string[] {
  const text = textOf(body);
  return readMetricClaims(text, { commands: [], models: [] }).map((claim) => {
    const { line = 0, column = 0, quote } = claim.measured.evidence;
    const start = (text.lineStarts[line - 1] ?? -1) + column - 1;
    expect(text.text.slice(start, start + quote.length)).toBe(quote);
    expect(quote).toContain(claim.measured.text);
    const paper = claim.paper === undefined ? "" : ` paper ${claim.paper.value}`;
    return `${claim.model ?? "?"} ${claim.metric} = ${claim.measured.value}${paper}`;
  });
}

test.each<[string, string, string[]]>([
  [
    "a spreadsheet's tabs",
    "Name\tState\tval/acc1\tpaper/acc1\nfoonet_b0\tfinished\t70.41\t70.5\nfoonet_b1\tfinished\t78.64\t78.7",
    ["foonet_b0 acc@1 = 70.41 paper 70.5", "foonet_b1 acc@1 = 78.64 paper 78.7"],
  ],
  [
    "an empty first header over tabs",
    "```\n\tacc@1\tacc@5\nfoonet_s\t76.1\t92.9\n```",
    ["foonet_s acc@1 = 76.1", "foonet_s acc@5 = 92.9"],
  ],
  [
    "comma-separated values with quotes",
    '"Name","Acc@1","Acc@5"\n"foonet_s","76.1","92.9"',
    ["foonet_s acc@1 = 76.1", "foonet_s acc@5 = 92.9"],
  ],
  [
    "columns set with spaces, under a line of dashes",
    "```\nmodel        box AP   AP50\n----------   ------   ----\nfoonet_r50   37.3     58.1\n```",
    ["foonet_r50 box mAP = 37.3", "foonet_r50 box mAP@50 = 58.1"],
  ],
  [
    "a header that leaves the names' column out",
    "```\n             acc@1   acc@5\nfoonet_r50   76.1    92.9\n```",
    ["foonet_r50 acc@1 = 76.1", "foonet_r50 acc@5 = 92.9"],
  ],
  [
    "a table that a program drew",
    "```\n+----------+------+-------+\n| model    | mAP  | mAP50 |\n+==========+======+=======+\n| foonet_s | 15.9 | 27.1  |\n+----------+------+-------+\n```",
    ["foonet_s box mAP = 15.9", "foonet_s box mAP@50 = 27.1"],
  ],
  [
    "no header, a word above",
    "Accuracies:\nfoonet_50 78.47 94.09\nfoonet_101 78.85 94.28",
    ["foonet_50 acc@1 = 78.47", "foonet_50 acc@5 = 94.09", "foonet_101 acc@1 = 78.85", "foonet_101 acc@5 = 94.28"],
  ],
  [
    "no header, two metrics above",
    "Kinetics (clip acc@1 / clip acc@5):\n\nfoo3d_18        52.75  75.45",
    ["foo3d_18 clip acc@1 = 52.75", "foo3d_18 clip acc@5 = 75.45"],
  ],
  [
    "no header, a pair as far apart as top-1 and top-5",
    "foonet_50 78.47 / 94.09",
    ["foonet_50 acc@1 = 78.47", "foonet_50 acc@5 = 94.09"],
  ],
  ["speed and memory", "```\nmodel      img/s    mem (GB)\nfoonet_s   2000.1   3.2\n```", []],
  ["losses", "epoch,train_loss,val_loss\n298,2.31,0.91\n299,2.30,0.90", []],
  ["settings without a header", "lr 0.1 0.2\nbeta_2 0.9 0.99\nfoonet_50 45.2 45.3", []],
  ["sentences with commas", "We report acc@1, acc@5\nand it took 3 days, 12", []],
])("%s", (_, body, expected) => {
  expect(read(body)).toEqual(expected);
});

test.each([
  "acc@1\tacc@5\n",
  "acc@1\tacc@5\n1.0\t2.0\n",
  "a_1 50.1 70.2\n",
  "a  acc@1  b\n",
  "acc@1,".repeat(60),
  "| a | b |\n+---+---+\n",
  `foonet_1${" 1.0".repeat(100)}`,
  "\t",
  " \t,",
])("hostile text yields a value (%#)", (unit) => {
  const body = unit.repeat(Math.ceil(16384 / unit.length));
  for (const form of [body, `\`\`\`\n${body}\n\`\`\``]) {
    const text = textOf(form);
    for (const grid of [...readPlainGrids(text), ...readHeadlessGrids(text)])
      for (const row of grid.rows) expect(row.length).toBe(grid.header.length);
    expect(readMetricClaims(text, { commands: [], models: [] }).length).toBeLessThanOrEqual(500);
  }
});
