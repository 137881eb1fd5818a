import metricsComparedToPaper from "../../src/rules/metrics-compared-to-paper.ts";
import { judge } from "./submission-fixture.ts";

const on = (body: string | null, more: object = {}) =>
  judge(metricsComparedToPaper, { kind: "new-architecture", body, ...more });

test("two columns, and whose is which", () => {
  const verdict = on("| Model | Acc@1 | Paper |\n|:--|:-:|--:|\n| foonet_t | 79.112 | 79.0 |");
  expect(verdict).toMatchObject({
    verdict: "pass",
    message: "compared",
    data: { pairs: ["foonet_t 79.112 (published 79.0)"] },
    evidence: [{ line: 3 }, { line: 3 }],
  });
});

test.each([
  "Top-1 79.1 vs. 79.0 in the paper",
  "We get 79.1% top-1 accuracy whereas the authors report 79.0%.",
  "Top-1 error 23.8 (paper: 23.9)",
  "| | top1 |\n|---|---|\n| paper | 79.0 |\n| ours | 79.1 |",
  "| Metric | Ours | Original |\n|---|---|---|\n| Acc@1 | 79.1 | 79.0 |",
  "Top-1 accuracy:\n\n| Model | Ours | Paper |\n|---|---|---|\n| foonet_t | 79.1 | 79.0 |",
])("side by side: %s", (body) => {
  expect(on(body)).toMatchObject({ verdict: "pass", message: "compared" });
});

test("in words: with a figure it passes, without one a person looks", () => {
  expect(on("Acc@1 79.1 Acc@5 94.5\n\nThis is 0.2 points below the accuracy of the paper.")).toMatchObject({
    verdict: "pass",
    message: "stated",
    evidence: [{ line: 3 }],
  });
  for (const body of [
    "We reproduced the results of the paper.",
    "Acc@1 79.1 Acc@5 94.5\n\nThe accuracy is close to the paper's.",
    "The accuracy is within 0.1% of the paper.",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "unsure", message: "stated-without-figures" });
  }
});

test("a picture, and a table that names no metric", () => {
  expect(on("Results:\n\n<img src='https://user-images.githubusercontent.com/1/2.png'>")).toMatchObject({
    verdict: "unsure",
    message: "picture-only",
    evidence: [{ line: 3 }],
  });
  expect(on("| Model | Ours | Paper |\n|---|---|---|\n| foonet_t | 79.1 | 79.0 |")).toMatchObject({
    verdict: "unsure",
    message: "unnamed-figures",
  });
});

test("one column, old weights and the checklist are no comparison", () => {
  for (const body of [
    "| Model | Acc@1 |\n|---|---|\n| foonet_t | 79.1 |",
    "| Weights | Acc@1 |\n|---|---|\n| V1 | 76.1 |\n| V2 | 80.8 |",
    "Acc@1 79.1\n- [x] accuracy matches the paper",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "not-compared" });
  }
  for (const body of [null, "Adds FooNet.", "The accuracy should match the paper."]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none", evidence: [{ searched: true }] });
  }
});
