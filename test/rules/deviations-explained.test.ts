import deviationsExplained from "../../src/rules/deviations-explained.ts";
import { judge } from "./submission-fixture.ts";

const on = (body: string | null, more: object = {}) =>
  judge(deviationsExplained, { kind: "new-architecture", body, ...more });

test.each([
  "Unlike the paper, we use BatchNorm instead of LayerNorm, because it trains faster.",
  "The paper trains for 300 epochs, but due to limited resources I only trained 90 epochs.",
  "The original uses a momentum of 0.01, we use 0.1.",
  "与论文不同，我们使用 AdamW 代替 SGD。",
])("differs: %s", (body) => {
  const verdict = on(`Adds FooNet.\n\n${body}`);
  expect(verdict).toMatchObject({ verdict: "pass", message: "explained", evidence: [{ line: 3 }] });
  expect(body).toContain(verdict.evidence[0]?.quote);
});

test.each([
  "The architecture is the same as in the paper.",
  "This is a faithful port of the official implementation.",
  "There are no deviations from the original implementation.",
  "模型结构与官方实现一致。",
])("the same: %s", (body) => {
  expect(on(body)).toMatchObject({ verdict: "pass", message: "same", evidence: [{ line: 1 }] });
});

test("what stands under the heading counts, the heading alone does not", () => {
  expect(on("## Deviations from the paper\n\n- The stem has a 3x3 convolution.")).toMatchObject({
    verdict: "pass",
    message: "explained",
    evidence: [{ line: 3 }],
  });
  expect(on("## Deviations from the paper\n\nNone.")).toMatchObject({ verdict: "pass", message: "same" });
  for (const body of ["## Deviations from the paper", "## Deviations from the paper\n\nTBD"]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none" });
  }
});

test("a named difference goes before a sameness", () => {
  expect(on("The architecture is the same as in the paper. Unlike the paper, we train with EMA.").message).toBe(
    "explained",
  );
});

test("the author's answer counts, a maintainer's question does not", () => {
  const said = (author: string, body: string) =>
    on("Adds FooNet.", { comments: [{ author, association: author === "datumbox" ? "MEMBER" : "NONE", body }] });
  expect(said("contributor", "Unlike the paper, we use ReLU in the head.")).toMatchObject({
    verdict: "pass",
    evidence: [{ source: "comment", comment: 0 }],
  });
  expect(said("datumbox", "This differs from the paper in the head.")).toMatchObject({
    verdict: "fail",
    message: "none",
  });
});

test("results, interfaces, plans, questions and checklists say nothing of a choice", () => {
  for (const body of [
    null,
    "Results differ from the paper by 0.3.",
    "Acc@1 79.1, same as reported in the paper.",
    "Parameter names differ from the official implementation.",
    "Should we follow the paper here?",
    "TODO: document deviations from the paper.",
    "- [x] deviations from the paper explained",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none", evidence: [{ searched: true }] });
  }
});
