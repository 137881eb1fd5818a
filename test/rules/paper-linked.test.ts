import paperLinked from "../../src/rules/paper-linked.ts";
import { judge } from "./submission-fixture.ts";

const on = (body: string | null, more: object = {}) => judge(paperLinked, { kind: "new-architecture", body, ...more });

test.each([
  ["https://arxiv.org/abs/2401.01234", "https://arxiv.org/abs/2401.01234"],
  ["[paper](https://arxiv.org/pdf/2401.01234v3.pdf)", "https://arxiv.org/pdf/2401.01234v3.pdf"],
  ["the [paper][p]\n\n[p]: https://doi.org/10.1109/CVPR.2024.00001", "https://doi.org/10.1109/CVPR.2024.00001"],
  ["https://openreview.net/forum?id=AbCdE", "https://openreview.net/forum?id=AbCdE"],
  ["arXiv:2401.01234v2", "https://arxiv.org/abs/2401.01234"],
  ["`eprint={2401.01234}`", "https://arxiv.org/abs/2401.01234"],
  ["Paper: 2401.01234", "https://arxiv.org/abs/2401.01234"],
])("%s", (body, url) => {
  expect(on(`Adds FooNet.\n${body}`)).toMatchObject({
    verdict: "pass",
    message: "linked",
    data: { urls: [url] },
    evidence: [{ source: "description", line: 2 }],
  });
});

test("in the code alone: it counts, and the answer says where", () => {
  const path = "torchvision/models/foonet.py";
  const head = { [path]: 'class FooNet:\n    """From `FooNet <https://arxiv.org/abs/2401.01234>`_."""\n' };
  expect(on("Adds FooNet.", { head })).toMatchObject({
    verdict: "pass",
    message: "linked-in-diff",
    data: { urls: ["https://arxiv.org/abs/2401.01234"] },
    evidence: [{ source: "diff", path, line: 2 }],
  });
  expect(on("https://arxiv.org/abs/2401.01234", { head }).message).toBe("linked");
});

test("an optimizer's or a dataset's paper is for a person to look at, and no hindrance beside the model's", () => {
  const adam = "We use [AdamW](https://arxiv.org/abs/1711.05101).";
  expect(on(adam)).toMatchObject({
    verdict: "unsure",
    message: "other-paper",
    data: { urls: ["https://arxiv.org/abs/1711.05101"] },
    evidence: [{ line: 1, quote: "[AdamW](https://arxiv.org/abs/1711.05101)" }],
  });
  expect(on(`${adam} FooNet: https://arxiv.org/abs/2401.01234`)).toMatchObject({
    verdict: "pass",
    data: { urls: ["https://arxiv.org/abs/2401.01234"] },
  });
});

test("no link, and links that are none of the author's", () => {
  for (const body of [
    null,
    "FooNet, CVPR 2022",
    "<!-- https://arxiv.org/abs/2401.01234 -->",
    "https://arxiv.org/list/cs.CV/recent",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none", evidence: [{ searched: true }] });
  }
  const comments = [{ author: "passer-by", body: "See https://arxiv.org/abs/2401.01234" }];
  expect(on("Adds FooNet.", { comments })).toMatchObject({ verdict: "fail", message: "none" });
});
