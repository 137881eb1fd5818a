import notDuplicated from "../../src/rules/not-duplicated.ts";
import { modelFile } from "./contribution-files.ts";
import { judge } from "./submission-fixture.ts";

interface Open {
  readonly title: string;
  readonly number?: number;
  readonly author?: string;
  readonly draft?: boolean;
}

function on(open: readonly (Open | string)[], builder = "swin_v2_t", className = "SwinV2") {
  const value = open.map((one, index) => {
    const given = typeof one === "string" ? { title: one } : one;
    const number = given.number ?? 100 + index;
    return {
      author: "somebody",
      draft: false,
      ...given,
      number,
      url: `https://github.com/pytorch/vision/pull/${number}`,
    };
  });
  return judge(notDuplicated, {
    kind: "new-architecture",
    title: "Add a model",
    head: { "torchvision/models/swin.py": modelFile(builder, className) },
    facts: {
      openPullRequests: {
        status: "known",
        value,
        evidence: { source: "url", url: "https://github.com/pytorch/vision/pulls", searched: true, quote: "Fix docs" },
      },
    },
  });
}

test.each([
  "Add swin_v2_t",
  "[WIP] Adding Swin V2-T model",
  "SwinV2-T",
  "feat: new model swin_v2_t with pretrained weights",
])("the same model: %s", (title) => {
  expect(on(["Fix docs", title])).toMatchObject({
    verdict: "fail",
    message: "duplicated",
    data: { others: ["#101 by somebody"] },
    evidence: [{ source: "url", url: "https://github.com/pytorch/vision/pull/101", quote: title }],
  });
});

test("a draft is said to be one", () => {
  expect(on([{ title: "Add swin_v2_t", draft: true }])).toMatchObject({
    verdict: "fail",
    data: { others: ["#100 by somebody (a draft)"] },
  });
});

test.each([
  "Fix support for swin_v2_t",
  "[prototype] Fix the weights of swin_v2_t",
  "Remove the model swin_v2_t",
  "Add type annotations to swin_v2_t",
  "Add tests for swin_v2_t",
  "Support TorchScript in swin_v2_t",
  "Add fx feature extraction for swin_v2_t",
  "Docs: add swin_v2_t benchmark",
  "Refactor Swin",
  "Add a dropout option to Swin",
  "Bump numpy",
  "Update swin_v2_t",
  "Add BarNet",
])("other work: %s", (title) => {
  expect(on([title])).toMatchObject({ verdict: "pass", message: "alone", data: { count: 1, models: ["swin_v2_t"] } });
});

test.each(["Add Swin Transformer", "Add SwinV2 model, tests and docs", "New weights for swin_s"])(
  "the same family: %s",
  (title) => {
    expect(on([title])).toMatchObject({ verdict: "unsure", message: "same-family", evidence: [{ quote: title }] });
  },
);

test("a backbone's name inside another model's is not the same model", () => {
  expect(on(["Add FCOS ResNet50 FPN"], "resnet50", "ResNet")).toMatchObject({
    verdict: "unsure",
    message: "same-family",
  });
});

test("the pull request itself and the author's other ones", () => {
  const own = [
    { title: "Add swin_v2_t", number: 9000 },
    { title: "Add swin_v2_t (2/2)", author: "Contributor" },
  ];
  expect(on(own)).toMatchObject({ verdict: "pass", data: { count: 0 } });
});

test("what cannot be told", () => {
  const openPullRequests = { status: "unreachable", reason: "timed out", url: "https://github.com" } as const;
  const head = { "torchvision/models/swin.py": modelFile("swin_v2_t", "SwinV2") };
  expect(judge(notDuplicated, { kind: "new-architecture", head, facts: { openPullRequests } })).toMatchObject({
    verdict: "not-assessed",
    message: "unreachable",
    data: { reason: "timed out" },
  });
  const known = {
    status: "known",
    value: [],
    evidence: { source: "url", url: "https://github.com", quote: "" },
  } as const;
  expect(
    judge(notDuplicated, { kind: "new-architecture", diff: false, facts: { openPullRequests: known } }),
  ).toMatchObject({ verdict: "not-assessed", message: "unnamed" });
});
