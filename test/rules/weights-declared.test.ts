import rule from "../../src/rules/weights-declared.ts";
import { judge } from "./submission-fixture.ts";
import { TINYNET_PATH } from "./tinynet.ts";

const on = (text: string, base?: string) =>
  judge(rule, {
    kind: "new-weights",
    head: { [TINYNET_PATH]: text },
    ...(base === undefined ? {} : { base: { [TINYNET_PATH]: base } }),
  });
const enumOf = (...lines: string[]) =>
  `class TinyNet_Weights(WeightsEnum):\n${lines.map((one) => `    ${one}\n`).join("")}`;

test("an enum member with the URL of a file, cited at the URL", () => {
  const url = "https://download.pytorch.org/models/tinynet-0a1b2c3d.pth";
  expect(on(enumOf("V1 = Weights(", `    url="${url}",`, "    meta={},", ")", "DEFAULT = V1"))).toMatchObject({
    verdict: "pass",
    message: "declared",
    data: { entries: ["TinyNet_Weights.V1"] },
    evidence: [{ source: "diff", path: TINYNET_PATH, line: 3, quote: `url="${url}",` }],
  });
});

test("entries of model_urls, of which some are still without", () => {
  expect(
    on('model_urls = {\n    "tiny_a": "https://host/tiny_a-0a1b2c3d.pth",\n    "tiny_b": None,\n}\n'),
  ).toMatchObject({
    verdict: "pass",
    data: { entries: ["model_urls.tiny_a"] },
    evidence: [{ line: 2 }],
  });
});

test("a page instead of a file", () => {
  for (const url of [
    "https://github.com/pytorch/vision/tree/main/references/optical_flow",
    "https://pytorch.org/vision/stable/models.html",
    "https://arxiv.org/abs/2003.12039",
    "https://host/weights/",
  ]) {
    expect(on(enumOf(`V1 = Weights(url="${url}")`))).toMatchObject({
      verdict: "fail",
      message: "url-is-no-file",
      data: { entries: ["TinyNet_Weights.V1"] },
      evidence: [{ line: 2 }],
    });
  }
});

test("an address that may give a file all the same", () => {
  expect(on(enumOf('V1 = Weights(url="https://drive.google.com/uc?id=1abc")'))).toMatchObject({
    verdict: "unsure",
    message: "url-may-be-no-file",
  });
});

test("a URL that is put together elsewhere", () => {
  expect(on(enumOf('V1 = Weights(url=WEIGHTS_HOST + "tinynet")'))).toMatchObject({
    verdict: "unsure",
    message: "not-readable",
    data: { entries: ["TinyNet_Weights.V1"] },
  });
});

test("declared, but empty", () => {
  expect(on(enumOf("pass"))).toMatchObject({
    verdict: "fail",
    message: "empty",
    data: { entries: ["TinyNet_Weights"] },
    evidence: [{ line: 1, quote: "TinyNet_Weights" }],
  });
  expect(on(enumOf('V1 = Weights(url="TODO")'))).toMatchObject({ message: "empty", evidence: [{ quote: "V1" }] });
  expect(on('model_urls = {\n    "tinynet": None,\n}\n')).toMatchObject({
    message: "empty",
    data: { entries: ["model_urls.tinynet"] },
    evidence: [{ line: 2, quote: "tinynet" }],
  });
});

test("an entry that has everything but a URL", () => {
  expect(on(enumOf("V1 = Weights(transforms=Eval, meta={'num_params': 1})"))).toMatchObject({
    verdict: "fail",
    message: "no-url",
    data: { entries: ["TinyNet_Weights.V1"] },
  });
});

test("no entry at all; what was empty before is not the contribution's", () => {
  const evidence = [{ source: "diff", path: TINYNET_PATH, searched: true }];
  expect(on("def tinynet(): ...\n")).toMatchObject({ verdict: "fail", message: "none", evidence });
  const empty = enumOf("pass");
  expect(on(`${empty}x = 1\n`, empty)).toMatchObject({ verdict: "fail", message: "none", evidence });
  expect(judge(rule, { kind: "new-weights", title: "New weights" })).toMatchObject({
    message: "none",
    evidence: [{ source: "title", quote: "New weights", searched: true }],
  });
});

test("a models file whose text is not to be had may hold them", () => {
  expect(judge(rule, { kind: "new-weights", unread: [TINYNET_PATH] })).toMatchObject({
    verdict: "not-assessed",
    message: "unread",
    data: { paths: [TINYNET_PATH] },
  });
});
