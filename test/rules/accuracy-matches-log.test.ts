import accuracyMatchesLog from "../../src/rules/accuracy-matches-log.ts";
import { LogReader } from "../../src/submission/log-reader.ts";
import { modelFile } from "./contribution-files.ts";
import { type Example, judge } from "./submission-fixture.ts";

const MODEL = "torchvision/models/foonet.py";
const LOG = "https://gist.githubusercontent.com/c/1/raw/train.log";
const head = { [MODEL]: modelFile("foonet50", "FooNet") };

/** A log as the classification script prints it: one figure after each epoch. */
function log(values: readonly string[], model = "foonet50", more = ""): string {
  return [
    `Namespace(model='${model}', epochs=${values.length}, lr=0.1${more})`,
    ...values.flatMap((value, epoch) => [
      `Epoch: [${epoch}]  [0/625]  eta: 0:10:00  lr: 0.1  img/s: 200.0  loss: 2.3 (2.3)  acc1: 40.0 (40.0)`,
      `Test:  Acc@1 ${value} Acc@5 95.000`,
    ]),
    "Training time 10:00:00",
    "",
  ].join("\n");
}

const on = (body: string, logs: Record<string, string>, more: Partial<Example> = {}) =>
  judge(accuracyMatchesLog, { kind: "new-weights", body, head, facts: { logs: logs as never }, ...more });
const claims = (figure: string) => `foonet50 reaches Acc@1 ${figure}.\n\nLog: ${LOG}`;

test("the claim is the best value of the log, or the last, or one a little off", () => {
  const verdict = on(claims("80.118"), { [LOG]: log(["70.0", "80.118", "79.9"]) });
  expect(verdict).toMatchObject({
    verdict: "pass",
    message: "matches",
    data: { rows: ["foonet50 acc@1 80.118 (in the log 80.118)"] },
    evidence: [
      { source: "description", line: 1 },
      { source: "log", url: LOG, line: 5, quote: "80.118" },
    ],
  });
  for (const figure of ["79.9", "80.1", "80.3"])
    expect(on(claims(figure), { [LOG]: log(["70.0", "80.118", "79.9"]) })).toMatchObject({ verdict: "pass" });
  expect(on("foonet50 has an acc@1 of 0.8012", { [LOG]: log(["80.118"]) })).toMatchObject({ verdict: "pass" });
});

test("the claim is better than anything in the log", () => {
  const verdict = on(claims("81.2"), { [LOG]: log(["70.0", "79.9", "79.8"]) });
  expect(verdict).toMatchObject({
    verdict: "fail",
    message: "differs",
    data: { rows: ["foonet50 acc@1 81.2 (best in the log 79.9)"] },
  });
  expect(verdict.evidence[0]?.quote).toContain("81.2");
  expect(verdict.evidence[1]).toMatchObject({ source: "log", url: LOG, line: 5, quote: "79.9" });
});

test("the claim is neither the best nor the last", () => {
  expect(on(claims("75.0"), { [LOG]: log(["75.0", "80.1", "79.9"]) })).toMatchObject({
    verdict: "unsure",
    message: "below-the-log",
  });
});

test("the tolerances are the policy's", () => {
  const options = { tolerance: 2 };
  expect(on(claims("81.2"), { [LOG]: log(["79.9"]) }, { options })).toMatchObject({ verdict: "pass" });
  const flow = [
    "Epoch: [0]  [0/625]  eta: 0:10:00  loss: 2.3 (2.3)",
    "Sintel val clean epe: 1.5000\t1px: 0.9028\t3px: 0.9573\t5px: 0.9697\tf1: 4.0234",
    "",
  ].join("\n");
  const body = `foonet50, Sintel clean: EPE 1.40\n\nLog: ${LOG}`;
  expect(on(body, { [LOG]: flow })).toMatchObject({ verdict: "fail", message: "differs" });
  expect(on(body, { [LOG]: flow }, { options: { relativeTolerance: 0.1 } })).toMatchObject({
    verdict: "pass",
  });
});

test("what was not read may hold the value", () => {
  const read = log(["79.9"]);
  const other = "https://gist.githubusercontent.com/c/2/raw/train.log";
  const unreachable = { status: "unreachable", reason: "timed out", url: other };
  const second = on(`${claims("81.2")}\n\nTraining log of the second stage: ${other}`, {
    [LOG]: read,
    [other]: unreachable as never,
  });
  expect(second).toMatchObject({
    verdict: "unsure",
    message: "log-in-part",
    data: { reason: `${other} could not be read` },
  });
  expect(on(`${claims("81.2")}\n\nSubmitted batch job 8123`, { [LOG]: read })).toMatchObject({
    verdict: "unsure",
    message: "log-in-part",
  });
  const reader = new LogReader();
  reader.push(read);
  const truncated = {
    status: "known",
    value: { log: { ...reader.finish(), truncated: true }, bytes: 10 },
    evidence: { source: "log", url: LOG, line: 1, quote: "Namespace" },
  };
  expect(on(claims("81.2"), { [LOG]: truncated as never })).toMatchObject({
    verdict: "unsure",
    message: "log-in-part",
    data: { reason: "The log was not read to its end" },
  });
  expect(on(claims("79.9"), { [LOG]: truncated as never })).toMatchObject({ verdict: "pass" });
});

test("averaged and raw weights in one log", () => {
  const both = `${log(["79.9"])}Test: EMA Acc@1 81.198 Acc@5 95.6\n`;
  expect(on(claims("81.2"), { [LOG]: both })).toMatchObject({ verdict: "pass" });
  expect(on(claims("79.9"), { [LOG]: both })).toMatchObject({ verdict: "pass" });
});

test("top-1 is not compared with top-5, nor ImageNet with another dataset", () => {
  expect(on(`foonet50 has Acc@5 96.0.\n\nLog: ${LOG}`, { [LOG]: log(["79.9"]) })).toMatchObject({ verdict: "fail" });
  expect(on(`foonet50 has Acc@5 95.1.\n\nLog: ${LOG}`, { [LOG]: log(["79.9"]) })).toMatchObject({ verdict: "pass" });
  expect(on(`foonet50 has mIoU 96.0.\n\nLog: ${LOG}`, { [LOG]: log(["79.9"]) })).toMatchObject({
    verdict: "not-assessed",
    message: "nothing-in-common",
  });
});

test("the log of another model tells nothing", () => {
  expect(on(claims("81.2"), { [LOG]: log(["69.7"], "resnet18") })).toMatchObject({
    verdict: "not-assessed",
    message: "nothing-in-common",
  });
});

test("the log of one of two sets of weights", () => {
  const entry = (member: string, value: string, hash: string) => ({
    member,
    url: `https://download.pytorch.org/models/foonet50-${hash}.pth`,
    metrics: { "ImageNet-1K": { "acc@1": value } },
  });
  const two = {
    [MODEL]: modelFile("foonet50", "FooNet", [
      entry("IMAGENET1K_V1", "76.130", "1676ba61"),
      entry("IMAGENET1K_V2", "80.858", "2676ba61"),
    ]),
  };
  for (const value of ["76.130", "80.858"])
    expect(on(`Log: ${LOG}`, { [LOG]: log(["50.0", value]) }, { head: two })).toMatchObject({ verdict: "pass" });
  expect(on(`Log: ${LOG}`, { [LOG]: log(["50.0", "79.5"]) }, { head: two })).toMatchObject({
    verdict: "fail",
    data: { rows: ["foonet50 acc@1 80.858 (best in the log 79.5)"] },
  });
});

test("the log of the float model beside quantized weights, and the other way round", () => {
  const quantized = modelFile("foonet50", "FooNet", [
    {
      member: "IMAGENET1K_V1",
      url: "https://download.pytorch.org/models/foonet50-0676ba61.pth",
      metrics: { "ImageNet-1K": { "acc@1": "80.004" } },
    },
  ]).replaceAll("FooNet_Weights", "FooNet_QuantizedWeights");
  const files = { "torchvision/models/quantization/foonet.py": quantized };
  expect(on(`Log: ${LOG}`, { [LOG]: log(["78.0"]) }, { head: files })).toMatchObject({ verdict: "not-assessed" });
  const training = log(["78.0"], "foonet50", ", num_observer_update_epochs=4, post_training_quantize=False");
  expect(on(`Log: ${LOG}`, { [LOG]: training }, { head: files })).toMatchObject({ verdict: "fail" });
});

test("a log without arguments belongs to the model that its address names", () => {
  const bare = log(["70.0", "79.9"]).split("\n").slice(1).join("\n");
  const files = {
    [MODEL]: modelFile("foonet50", "FooNet"),
    "torchvision/models/barnet.py": modelFile("barnet20", "BarNet"),
  };
  const url = "https://gist.githubusercontent.com/c/1/raw/foonet50_train.log";
  const body = `foonet50 reaches Acc@1 81.2, see ${url}`;
  expect(on(body, { [url]: bare }, { head: files })).toMatchObject({ verdict: "fail" });
  expect(on(claims("81.2"), { [LOG]: bare }, { head: files })).toMatchObject({
    verdict: "not-assessed",
    message: "nothing-in-common",
  });
});

test("a log pasted in the description", () => {
  const body = (figure: string) =>
    `foonet50 reaches Acc@1 ${figure}.\n\n\`\`\`\n${log(["60.0", "70.0", "79.9"])}\`\`\`\n`;
  expect(on(body("79.9"), {})).toMatchObject({ verdict: "pass", evidence: [{}, { source: "description" }] });
  expect(on(body("81.2"), {})).toMatchObject({ verdict: "fail", message: "differs" });
});

test("box AP of a COCO block", () => {
  const text = [
    "Epoch: [25]  [0/625]  eta: 0:10:00  loss: 2.3 (2.3)",
    "IoU metric: bbox",
    " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.369",
    "",
  ].join("\n");
  const body = (figure: string) => `foonet50 has box mAP ${figure}.\n\nLog: ${LOG}`;
  expect(on(body("36.9"), { [LOG]: text })).toMatchObject({ verdict: "pass" });
  expect(on(body("38.4"), { [LOG]: text })).toMatchObject({ verdict: "fail" });
});

test("what cannot be told", () => {
  expect(on("foonet50 reaches Acc@1 81.2.", {})).toMatchObject({ verdict: "not-assessed", message: "no-log" });
  const unreachable = { status: "unreachable", reason: "timed out", url: LOG };
  expect(on(claims("81.2"), { [LOG]: unreachable as never })).toMatchObject({
    verdict: "not-assessed",
    message: "unreachable",
    data: { reason: "timed out" },
  });
  const refuted = {
    status: "refuted",
    reason: "404 Not Found",
    evidence: { source: "log", url: LOG, quote: "404 Not Found" },
  };
  expect(on(claims("81.2"), { [LOG]: refuted as never })).toMatchObject({
    verdict: "fail",
    message: "gone",
    data: { url: LOG, reason: "404 Not Found" },
  });
});

test("a log that was given but not opened is told from one that is not there", () => {
  const offline = (body: string) => judge(accuracyMatchesLog, { kind: "new-weights", body, head });
  expect(offline(claims("80.1"))).toMatchObject({ verdict: "not-assessed", message: "not-opened" });
  expect(offline("foonet50 reaches Acc@1 80.1.")).toMatchObject({ verdict: "not-assessed", message: "no-log" });
});

test("the accuracy of videos is what a claim of plain accuracy means where it is equal, and tells nothing where not", () => {
  const video = (value: string) =>
    [
      "Namespace(model='foonet50', epochs=1, lr=0.1)",
      "Epoch: [0]  [0/625]  eta: 0:10:00  lr: 0.1  clips/s: 200.0  loss: 2.3 (2.3)  acc1: 40.0 (40.0)",
      ` * Clip Acc@1 54.110 Clip Acc@5 76.870`,
      ` * Video Acc@1 ${value} Video Acc@5 84.917`,
      "Training time 10:00:00",
      "",
    ].join("\n");
  expect(on(claims("65.021"), { [LOG]: video("65.021") })).toMatchObject({ verdict: "pass", message: "matches" });
  expect(on(claims("67.41"), { [LOG]: video("65.021") })).toMatchObject({ message: "nothing-in-common" });
});
