import sourceRepositoryLinked from "../../src/rules/source-repository-linked.ts";
import { judge } from "./submission-fixture.ts";

const on = (body: string | null, more: object = {}) =>
  judge(sourceRepositoryLinked, { kind: "new-architecture", body, ...more });

test("a repository, a file in one, each once", () => {
  const body =
    "Port of https://github.com/foolab/foonet, see\nhttps://github.com/foolab/foonet/blob/abc/model.py#L3 and [this](https://gitlab.com/bar/baz)";
  expect(on(body)).toMatchObject({
    verdict: "pass",
    message: "linked",
    data: { repositories: ["foolab/foonet", "bar/baz"] },
    evidence: [{ line: 1, quote: "https://github.com/foolab/foonet" }, { line: 2 }],
  });
});

test("named without a link", () => {
  expect(on("Adds FooNet.\nFollows the official implementation (foolab/foonet).")).toMatchObject({
    verdict: "unsure",
    message: "named",
    data: { repositories: ["foolab/foonet"] },
    evidence: [{ source: "description", line: 2, quote: expect.stringContaining("foolab/foonet") }],
  });
  for (const body of ["The original code in models/foonet.py", "the reference implementation of train/val splits"]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none" });
  }
});

test("nothing was published", () => {
  for (const body of [
    "There is no official implementation.",
    "The authors have not released their code yet.",
    "The official code is not available.",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "not-applicable", message: "unpublished", evidence: [{ line: 1 }] });
  }
  expect(on("Is there no official implementation?")).toMatchObject({ verdict: "fail", message: "none" });
});

test("the target, its forks and tools are no source", () => {
  for (const body of [
    null,
    "https://github.com/pytorch/vision/blob/main/torchvision/models/resnet.py",
    "https://github.com/contributor/vision/tree/foonet",
    "needs https://github.com/NVIDIA/apex",
    "https://github.com/foolab/foonet/issues/3",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none", evidence: [{ searched: true }] });
  }
});
