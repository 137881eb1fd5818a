import type { DeclaredMetric } from "../../src/submission/claims.ts";
import { readDeclaredFigures } from "../../src/submission/read-declared-figures.ts";
import { readMarkdown } from "../../src/submission/read-markdown.ts";

const declared = (metric: string, text: string, model = "foonet_s"): DeclaredMetric => ({
  model,
  weights: "FooNet_S_Weights.IMAGENET1K_V1",
  dataset: "ImageNet-1K",
  metric,
  text,
  evidence: { source: "diff", path: "torchvision/models/foonet.py", line: 1, quote: text },
});
const META = [declared("acc@1", "83.700"), declared("acc@5", "96.722")];

const read = (body: string, meta = META) =>
  readDeclaredFigures(readMarkdown(body, { source: "description" }), meta).map(({ model, metric, measured, paper }) =>
    [model, metric, measured.text, ...(paper === undefined ? [] : ["paper", paper.text])].join(" "),
  );

test("a bare pair of figures is named by the meta that holds the same", () => {
  expect(read("## Results\n\n`foonet_s`: 83.700 / 96.722 (paper: 83.62)")).toEqual([
    "foonet_s acc@1 83.700 paper 83.62",
    "foonet_s acc@5 96.722",
  ]);
  expect(read("foonet_s 83.70")).toEqual(["foonet_s acc@1 83.70"]);
});

test("each figure is cited where it stands", () => {
  const [claim] = readDeclaredFigures(readMarkdown("Hi.\n\nfoonet_s 83.700 96.722", { source: "description" }), META);
  expect(claim?.measured.evidence).toMatchObject({ source: "description", line: 3 });
  expect("foonet_s 83.700 96.722").toContain(claim?.measured.evidence.quote);
  expect(claim?.measured.evidence.quote).toContain("83.700");
});

test("other figures, sizes, versions and round values are none", () => {
  for (const body of ["83.7 and 96.7", "83.700M parameters", "v83.700", "83.700.1", "0.837", "takes 83.700 ms", ""])
    expect(read(body)).toEqual([]);
  expect(read("1.0 and 84.0", [declared("acc@1", "84.0")])).toEqual([]);
  expect(read("<!-- 83.700 -->")).toEqual([]);
});

test("one claim for each figure, however often it is said", () => {
  expect(read("83.700 ".repeat(9_000))).toEqual(["foonet_s acc@1 83.700"]);
});
