import rule from "../../src/rules/model-code-included.ts";
import { judge } from "./submission-fixture.ts";
import { TINYNET, TINYNET_PATH, withTinynet } from "./tinynet.ts";

test("the model class is cited, once for each file", () => {
  expect(judge(rule, withTinynet())).toMatchObject({
    verdict: "pass",
    message: "included",
    data: { paths: [TINYNET_PATH] },
    evidence: [{ source: "diff", path: TINYNET_PATH, line: 8, quote: "class TinyNet(nn.Module):" }],
  });
});

test("a new builder of an existing class is an implementation", () => {
  const more = "\n\ndef tinynet_l(*, weights=None, **kwargs):\n    return TinyNet(**kwargs)\n";
  expect(judge(rule, { base: { [TINYNET_PATH]: TINYNET }, head: { [TINYNET_PATH]: TINYNET + more } })).toMatchObject({
    verdict: "pass",
    evidence: [{ line: 25, quote: "def tinynet_l(*, weights=None, **kwargs):" }],
  });
});

test("the prototype area counts", () => {
  const path = "torchvision/prototype/models/tinynet.py";
  expect(judge(rule, { head: { [path]: TINYNET } })).toMatchObject({ verdict: "pass", data: { paths: [path] } });
});

test("nothing in the models package", () => {
  const head = { "docs/source/models.rst": "TinyNet\n", "references/classification/train.py": "x = 1\n" };
  expect(judge(rule, { kind: "new-architecture", head })).toMatchObject({
    verdict: "fail",
    message: "none",
    evidence: [
      { source: "diff", path: "docs/source/models.rst", searched: true },
      { source: "diff", path: "references/classification/train.py", searched: true },
    ],
  });
  expect(judge(rule, { kind: "new-architecture", title: "Add TinyNet" })).toMatchObject({
    verdict: "fail",
    evidence: [{ source: "title", quote: "Add TinyNet", searched: true }],
  });
});

test("a models file whose text is not to be had may hold it", () => {
  expect(judge(rule, { kind: "new-architecture", unread: [TINYNET_PATH] })).toMatchObject({
    verdict: "not-assessed",
    message: "unread",
    data: { paths: [TINYNET_PATH] },
  });
});
