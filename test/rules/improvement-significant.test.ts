import improvementSignificant from "../../src/rules/improvement-significant.ts";
import { modelFile } from "./contribution-files.ts";
import { type Example, judge } from "./submission-fixture.ts";

const MODEL = "torchvision/models/foonet.py";
const url = (hash: string) => `https://download.pytorch.org/models/foonet50-${hash}.pth`;
type Metrics = Readonly<Record<string, Readonly<Record<string, string>>>>;
const entry = (member: string, metrics: Metrics, hash = "0676ba61") => ({ member, url: url(hash), metrics });
const imagenet = (value: string): Metrics => ({ "ImageNet-1K": { "acc@1": value } });
const V1 = entry("IMAGENET1K_V1", imagenet("76.130"));
const file = (...entries: readonly ReturnType<typeof entry>[]) => ({
  [MODEL]: modelFile("foonet50", "FooNet", entries),
});

const on = (base: Record<string, string>, head: Record<string, string>, more: Partial<Example> = {}) =>
  judge(improvementSignificant, { kind: "new-weights", body: "", base, head, ...more });

test("better by the threshold", () => {
  const verdict = on(file(V1), file(V1, entry("IMAGENET1K_V2", imagenet("80.858"), "1676ba61")));
  expect(verdict).toMatchObject({
    verdict: "pass",
    message: "significant",
    data: { rows: ["foonet50 acc@1 76.130 (IMAGENET1K_V1) → 80.858 (IMAGENET1K_V2)"] },
    evidence: [
      { source: "diff", path: MODEL, quote: "80.858" },
      { source: "base", path: MODEL, quote: "76.130" },
    ],
  });
});

test("better by less, equal, worse", () => {
  const to = (value: string) => on(file(V1), file(V1, entry("IMAGENET1K_V2", imagenet(value), "1676ba61")));
  expect(to("76.400")).toMatchObject({
    verdict: "unsure",
    message: "below-threshold",
    data: { threshold: "0.5 points" },
  });
  expect(to("76.630")).toMatchObject({ verdict: "pass" });
  expect(to("76.130")).toMatchObject({ verdict: "fail", message: "not-better" });
  expect(to("75.000")).toMatchObject({ verdict: "fail", message: "not-better" });
});

test("the thresholds are the policy's", () => {
  const head = file(V1, entry("IMAGENET1K_V2", imagenet("76.400"), "1676ba61"));
  expect(on(file(V1), head, { options: { threshold: 0.2 } })).toMatchObject({ verdict: "pass" });
  const flow = (value: string) => ({ "Sintel-Train-Cleanpass": { epe: value } });
  const base = file(entry("C_T_V1", flow("1.400")));
  const better = file(entry("C_T_V1", flow("1.400")), entry("C_T_V2", flow("1.385"), "1676ba61"));
  expect(on(base, better)).toMatchObject({ verdict: "unsure", message: "below-threshold" });
  expect(on(base, better, { options: { relativeThreshold: 0.01 } })).toMatchObject({ verdict: "pass" });
});

test("the best of the old weights is the measure, and one of several new sets is enough", () => {
  const old = [V1, entry("IMAGENET1K_V2", imagenet("80.000"), "1676ba61")];
  expect(on(file(...old), file(...old, entry("IMAGENET1K_V3", imagenet("79.000"), "2676ba61")))).toMatchObject({
    verdict: "fail",
    data: { rows: ["foonet50 acc@1 80.000 (IMAGENET1K_V2) → 79.000 (IMAGENET1K_V3)"] },
  });
  const added = [entry("SWAG_E2E", imagenet("83.0"), "3676ba61"), entry("SWAG_LINEAR", imagenet("79.0"), "4676ba61")];
  expect(on(file(...old), file(...old, ...added))).toMatchObject({ verdict: "pass" });
});

test("one dataset of several is better", () => {
  const sintel = (clean: string, final: string) => ({
    "Sintel-Train-Cleanpass": { epe: clean },
    "Sintel-Train-Finalpass": { epe: final },
  });
  const base = [entry("C_T_V1", sintel("2.1231", "3.2790"))];
  const head = [...base, entry("C_T_V2", sintel("1.9901", "3.2831"), "1676ba61")];
  expect(on(file(...base), file(...head))).toMatchObject({ verdict: "pass" });
});

test("the first weights of a model, and those for another dataset", () => {
  const first = file(entry("IMAGENET1K_V1", imagenet("76.130")));
  expect(on({ [MODEL]: modelFile("foonet50", "FooNet") }, first)).toMatchObject({
    verdict: "not-applicable",
    message: "first-weights",
  });
  const other = file(V1, entry("PLACES_V1", { Places365: { "acc@1": "55.1" } }, "1676ba61"));
  expect(on(file(V1), other)).toMatchObject({ verdict: "not-assessed", message: "not-comparable" });
});

test("a file replaced in place", () => {
  const at = (value: string, name: string) => ({
    ...entry("IMAGENET1K_V1", imagenet(value)),
    url: url("1676ba61").replace("foonet50", name),
  });
  expect(on(file(V1), file(at("77.500", "foonet50")))).toMatchObject({
    verdict: "pass",
    data: { rows: ["foonet50 acc@1 76.130 (IMAGENET1K_V1) → 77.500 (IMAGENET1K_V1)"] },
  });
  // With the figures as they were it is the same training under another name.
  expect(on(file(V1), file(at("76.130", "foonet50_moved")))).toMatchObject({ verdict: "not-applicable" });
});

test("the description's own table of old and new", () => {
  const plain = (hash: string) => ({
    [MODEL]: modelFile("foonet50", "FooNet", [{ member: "IMAGENET1K_V1", url: url(hash) }]),
  });
  const moved = (hash: string) => ({
    [MODEL]: (plain(hash)[MODEL] ?? "").replace("foonet50-", "foonet50_new-"),
  });
  const table = (old: string, now: string) =>
    `| Model | Acc@1 (old) | Acc@1 (new) |\n|---|---|---|\n| foonet50 | ${old} | ${now} |\n`;
  expect(on(plain("0676ba61"), moved("1676ba61"), { body: table("76.1", "80.9") })).toMatchObject({ verdict: "pass" });
  expect(on(plain("0676ba61"), moved("1676ba61"), { body: table("76.1", "75.9") })).toMatchObject({
    verdict: "fail",
    message: "not-better",
  });
});

test("the float model's figure beside quantized weights is no old one", () => {
  const quantized = modelFile("foonet50", "FooNet", [V1]).replaceAll("FooNet_Weights", "FooNet_QuantizedWeights");
  const path = "torchvision/models/quantization/foonet.py";
  const base = { [path]: modelFile("foonet50", "FooNet") };
  const body = "| Model | Acc@1 (baseline) | Acc@1 |\n|---|---|---|\n| foonet50 | 77.0 | 76.130 |\n";
  expect(on(base, { [path]: quantized }, { body })).toMatchObject({ verdict: "not-applicable" });
});

test("weights of another kind are a measure of the same kind only", () => {
  const swag = entry("IMAGENET1K_SWAG_E2E_V1", imagenet("86.838"), "3676ba61");
  expect(on(file(V1, swag), file(V1, swag, entry("IMAGENET1K_V2", imagenet("81.982"), "1676ba61")))).toMatchObject({
    verdict: "pass",
    data: { rows: ["foonet50 acc@1 76.130 (IMAGENET1K_V1) → 81.982 (IMAGENET1K_V2)"] },
  });
  const linear = entry("IMAGENET1K_SWAG_LINEAR_V1", imagenet("75.000"), "4676ba61");
  expect(on(file(V1), file(V1, linear))).toMatchObject({ verdict: "unsure", message: "not-better-than-others" });
});
