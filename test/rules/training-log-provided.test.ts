import trainingLogProvided from "../../src/rules/training-log-provided.ts";
import { judge } from "./submission-fixture.ts";

const on = (body: string | null, more: object = {}) =>
  judge(trainingLogProvided, { kind: "new-weights", body, ...more });

test.each([
  ["Training log: https://gist.github.com/foodev/0123456789abcdef", "https://gist.github.com/foodev/0123456789abcdef"],
  [
    "[train.log](https://github.com/pytorch/vision/files/8/train.log)",
    "https://github.com/pytorch/vision/files/8/train.log",
  ],
  ["https://wandb.ai/foodev/foonet/runs/3kq2x1ab", "https://wandb.ai/foodev/foonet/runs/3kq2x1ab"],
  ["训练日志：https://pan.baidu.com/s/1abc", "https://pan.baidu.com/s/1abc"],
])("linked: %s", (body, url) => {
  expect(on(`Adds weights.\n\n${body}`)).toMatchObject({
    verdict: "pass",
    message: "linked",
    data: { urls: [url] },
    evidence: [{ source: "description", line: 3 }],
  });
});

test("pasted: some iterations are a log, one line of results is none", () => {
  const line = (at: number) => `Epoch: [0]  [${at}/625]  lr: 0.5  loss: 6.9 (6.9)  acc1: 0.1 (0.1)`;
  expect(on(`\`\`\`\n${[100, 200, 300].map(line).join("\n")}\n\`\`\``)).toMatchObject({
    verdict: "pass",
    message: "pasted",
    evidence: [{ line: 2 }],
  });
  expect(on("```\nTest:  Acc@1 79.1 Acc@5 94.5\n```")).toMatchObject({ verdict: "fail", message: "none" });
});

test("what only a person can tell", () => {
  expect(on("Training curves:\n\n![loss](https://user-images.githubusercontent.com/1/2.png)")).toMatchObject({
    verdict: "unsure",
    message: "picture-only",
    evidence: [{ line: 3 }],
  });
  expect(on("Logs at gs://my-bucket/foonet/logs")).toMatchObject({
    verdict: "unsure",
    message: "place-only",
    data: { place: "gs://my-bucket/foonet/logs" },
  });
  expect(on("https://drive.google.com/file/d/1AbC/view")).toMatchObject({ verdict: "unsure", message: "place-only" });
});

test("a cluster job's id is no log", () => {
  expect(on("Submitted batch job 48213377")).toMatchObject({
    verdict: "fail",
    message: "job-id-only",
    data: { job: "Submitted batch job 48213377" },
    evidence: [{ line: 1 }, { searched: true }],
  });
});

test("promises, other logs, strangers' logs", () => {
  for (const body of [
    null,
    "Training log: TBD",
    "- [x] training log attached",
    "CI log: https://app.circleci.com/pipelines/github/pytorch/vision/1",
    "Log of the crash: https://gist.github.com/foodev/0123456789abcdef",
    "<!-- log: https://gist.github.com/foodev/0123456789abcdef -->",
  ]) {
    expect(on(body)).toMatchObject({ verdict: "fail", message: "none", evidence: [{ searched: true }] });
  }
  const comments = [
    { author: "passer-by", body: "My training log: https://gist.github.com/passer-by/0123456789abcdef" },
  ];
  expect(on("Adds weights.", { comments })).toMatchObject({ verdict: "fail", message: "none" });
});
