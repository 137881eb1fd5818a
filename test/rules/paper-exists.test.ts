import paperExists from "../../src/rules/paper-exists.ts";
import type { Fact } from "../../src/submission/facts.ts";
import { modelFile } from "./contribution-files.ts";
import { judge } from "./submission-fixture.ts";

const URL_A = "https://arxiv.org/abs/2103.14030";
const URL_B = "https://arxiv.org/abs/2010.11929";

const known = (title: string, url = URL_A, year: number | undefined = 2021): Fact<unknown> => ({
  status: "known",
  value: { title, authors: ["A. Author"], ...(year === undefined ? {} : { year }), registry: "arxiv" },
  evidence: { source: "paper", url, quote: title },
});
const refuted = (url = URL_A): Fact<unknown> => ({
  status: "refuted",
  reason: "arXiv knows no such paper",
  evidence: { source: "paper", url, quote: "" },
});

interface Given {
  readonly builder?: string;
  readonly className?: string;
  readonly doc?: string;
  readonly body?: string;
}

function on(papers: Record<string, Fact<unknown>>, given: Given = {}) {
  const { builder = "swin_t", className = "SwinTransformer", doc = "", body = `Paper: ${URL_A}` } = given;
  const entries = [{ member: "V1", url: "https://download.pytorch.org/models/a-0676ba61.pth" }];
  const head = { "torchvision/models/swin.py": modelFile(builder, className, entries, doc) };
  return judge(paperExists, { kind: "new-architecture", body, head, facts: { papers } });
}

test("the title names the model", () => {
  const title = "Swin Transformer: Hierarchical Vision Transformer using Shifted Windows";
  const verdict = on({ [URL_A]: known(title) });
  expect(verdict).toMatchObject({ verdict: "pass", message: "fits", data: { url: URL_A, title, year: 2021 } });
  expect(verdict.evidence).toMatchObject([
    { source: "description", line: 1, quote: URL_A },
    { source: "paper", quote: title },
  ]);
  expect(on({ [URL_A]: known(title, URL_A, undefined) }).data).toMatchObject({ url: URL_A, title });
});

test.each([
  ["densenet121", "DenseNet", "Densely Connected Convolutional Networks"],
  ["fcn_resnet50", "FCN", "Fully Convolutional Networks for Semantic Segmentation"],
  ["wide_resnet50_2", "WideResNet", "Wide Residual Networks"],
  ["vit_b_16", "VisionTransformer", "A Survey of the Vision Transformer"],
  ["incept_v1", "GoingDeeper", "Going Deeper with Convolutions"],
  ["mvit_v1_b", "MViT", "Multiscale Vision Transformers"],
])("%s is named after the paper, or its class is", (builder, className, title) => {
  expect(on({ [URL_A]: known(title) }, { builder, className })).toMatchObject({ verdict: "pass", message: "fits" });
});

test("the pull request spells the title out", () => {
  const title = "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale";
  const vit = { builder: "vit_b_16", className: "Encoder" };
  expect(on({ [URL_A]: known(title) }, vit)).toMatchObject({ verdict: "unsure", message: "other-title" });
  const body = `Brings the model of *An image is worth 16x16 words*, ${URL_A}`;
  expect(on({ [URL_A]: known(title) }, { ...vit, body })).toMatchObject({ verdict: "pass" });
  const doc = `From \`An Image is Worth 16x16 Words: Transformers for Image\n    Recognition at Scale <${URL_A}>\`_.`;
  expect(on({ [URL_A]: known(title) }, { ...vit, doc })).toMatchObject({ verdict: "pass" });
});

test("TeX in a title", () => {
  const title = "Going $\\mathbf{Deeper}$ with Convolutions";
  const body = `From "Going deeper with convolutions" (${URL_A})`;
  expect(on({ [URL_A]: known(title) }, { builder: "incept_v1", className: "Incept", body })).toMatchObject({
    verdict: "pass",
  });
});

test("another paper", () => {
  const title = "Weather Forecasting with Kernel Machines";
  const verdict = on({ [URL_A]: known(title) });
  expect(verdict).toMatchObject({
    verdict: "unsure",
    message: "other-title",
    data: { url: URL_A, title, models: ["swin_t"] },
  });
});

test("no such paper", () => {
  expect(on({ [URL_A]: refuted() })).toMatchObject({
    verdict: "fail",
    message: "does-not-exist",
    data: { url: URL_A, reason: "arXiv knows no such paper" },
    evidence: [{ source: "description", quote: URL_A }, { source: "paper" }],
  });
});

test("one paper that fits is enough", () => {
  const body = `Paper: ${URL_A}, see also ${URL_B}`;
  const swin = known("Swin Transformer", URL_B);
  expect(on({ [URL_A]: refuted(), [URL_B]: swin }, { body })).toMatchObject({ verdict: "pass", data: { url: URL_B } });
  expect(on({ [URL_A]: known("Weather Forecasting"), [URL_B]: swin }, { body })).toMatchObject({ verdict: "pass" });
});

test("the paper of a technique is not looked at", () => {
  const body = "Trained with [mixup](https://arxiv.org/abs/1710.09412).";
  const url = "https://arxiv.org/abs/1710.09412";
  expect(on({ [url]: known("mixup: Beyond Empirical Risk Minimization", url) }, { body })).toMatchObject({
    verdict: "not-assessed",
    message: "no-record",
  });
});

test("what cannot be told", () => {
  const unreachable: Fact<unknown> = { status: "unreachable", reason: "timed out", url: URL_A };
  expect(on({ [URL_A]: unreachable })).toMatchObject({
    verdict: "not-assessed",
    message: "unreachable",
    data: { reason: "timed out" },
  });
  expect(on({})).toMatchObject({ verdict: "not-assessed", message: "no-record" });
});
