import rule from "../../src/rules/documentation-included.ts";
import { judge } from "./submission-fixture.ts";
import { withTinynet } from "./tinynet.ts";

const PAGE = "docs/source/models.rst";
const on = (head: Record<string, string>, shared: Record<string, string> = {}) =>
  judge(rule, { ...withTinynet(head), shared });

test("a line that names a builder, cited where it is added", () => {
  const page = "docs/source/models/tiny.rst";
  expect(on({ [page]: "TinyNet\n=======\n\n.. autosummary::\n    tinynet_s\n    tinynet_b\n" })).toMatchObject({
    verdict: "pass",
    message: "included",
    data: { paths: [page] },
    evidence: [{ source: "diff", path: page, line: 5, quote: "tinynet_s" }],
  });
});

test("a line that names the class or the module, as tables of figures do", () => {
  expect(on({ [PAGE]: "TinyNet    70.1    89.2\n" })).toMatchObject({ verdict: "pass", message: "included" });
  expect(on({ [PAGE]: ".. automodule:: torchvision.models.tinynet\n" })).toMatchObject({ message: "included" });
});

test("the head's own pages may name it already", () => {
  expect(on({}, { [PAGE]: "Models\n\n.. autofunction:: tinynet_b\n" })).toMatchObject({
    verdict: "pass",
    message: "already-there",
    evidence: [{ source: "head", path: PAGE, line: 3, quote: ".. autofunction:: tinynet_b" }],
  });
});

test("before there were pages: the package's docstring, or the README", () => {
  const init = "torchvision/models/__init__.py";
  expect(on({ [init]: '"""Models\n\n- `TinyNet`_\n"""\nfrom .tinynet import *\n' })).toMatchObject({
    verdict: "pass",
    message: "included-elsewhere",
    evidence: [{ path: init, line: 3, quote: "- `TinyNet`_" }],
  });
  expect(on({ "README.rst": "- TinyNet\n" })).toMatchObject({ message: "included-elsewhere" });
  // The import of the module is no documentation, and a reference script's README is another requirement.
  expect(on({ [init]: '"""Models"""\nfrom .tinynet import *\n' })).toMatchObject({ verdict: "not-applicable" });
  expect(on({ "references/classification/README.md": "tinynet_s\n" })).toMatchObject({ verdict: "not-applicable" });
});

test("documentation that changes without naming the model is for a person to read", () => {
  expect(on({ [PAGE]: "New in this version: better figures.\n" })).toMatchObject({
    verdict: "unsure",
    message: "not-named",
    data: { paths: [PAGE], models: ["tinynet_s", "tinynet_b"] },
    evidence: [{ path: PAGE, quote: PAGE }],
  });
});

test("pages that are there and say nothing", () => {
  expect(on({}, { [PAGE]: "Models\n\ntinynet_small is another name.\n" })).toMatchObject({
    verdict: "fail",
    message: "none",
    data: { models: ["tinynet_s", "tinynet_b"], example: "tinynet_s" },
    evidence: [{ source: "head", path: PAGE, searched: true }],
  });
});

test("no documentation, and no model", () => {
  expect(on({})).toMatchObject({ verdict: "not-applicable", message: "no-documentation" });
  expect(judge(rule, { kind: "new-architecture", head: { "setup.py": "x = 1\n" } })).toMatchObject({
    verdict: "not-applicable",
    message: "no-model",
  });
});
