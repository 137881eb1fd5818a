import { readMarkdown } from "../../src/submission/read-markdown.ts";
import { readPastedLogs } from "../../src/submission/read-pasted-logs.ts";

const logs = (body: string) => readPastedLogs(readMarkdown(body, { source: "description" }));
const fence = (...lines: string[]) => ["```", ...lines, "```"].join("\n");
const iteration = (epoch: number, at: number) =>
  `Epoch: [${epoch}]  [${at}/625]  eta: 0:01:02  lr: 0.1  loss: 6.9 (6.9)`;

test("training iterations in a code block are a log", () => {
  const [log, ...others] = logs(
    `Log:\n\n${fence(iteration(0, 0), iteration(0, 10), iteration(1, 0), "Test:  Acc@1 41.5")}`,
  );
  expect(others).toEqual([]);
  expect(log).toMatchObject({
    form: "pasted",
    pasted: { hasTraining: true, epochs: 2, series: [{ metric: "acc@1", best: { value: 41.5, epoch: 1 } }] },
    evidence: { source: "description", line: 4, column: 1, quote: iteration(0, 0) },
  });
  expect(log).not.toHaveProperty("url");
});

test.each<[string, string]>([
  [
    "results of three epochs",
    fence("Epoch 1: val acc 40.1%", "Epoch 2: val acc1: 41.1", "Epoch 3: val acc1: 42.1", "Epoch 4: val acc1: 43.1"),
  ],
  ["JSON lines", fence(...[0, 1, 2].map((epoch) => JSON.stringify({ epoch, test_acc1: 10 + epoch })))],
  ["a CSV export", fence("epoch,train_loss,eval_top1", "0,6.9,1.2", "1,6.1,10.2", "2,5.1,20.2")],
  [
    "a details block",
    `<details><summary>log</summary>\n\n${iteration(0, 0)}\n${iteration(0, 10)}\n${iteration(1, 0)}\n\n</details>`,
  ],
  [
    "a fence in a details block",
    `<details>\n\n${fence(iteration(0, 0), iteration(0, 10), iteration(1, 0))}\n\n</details>`,
  ],
])("%s are one log", (_, body) => {
  expect(logs(body)).toHaveLength(1);
});

test.each<[string, string]>([
  ["one final line", fence("Test:  Acc@1 81.4 Acc@5 95.7")],
  [
    "a COCO block",
    fence(
      "Epoch 118:",
      "IoU metric: bbox",
      " Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.302",
    ),
  ],
  ["one iteration", fence(iteration(0, 0))],
  [
    "commands",
    fence("torchrun train.py --epochs 3", "torchrun train.py --epochs 30", "torchrun train.py --epochs 300"),
  ],
  ["source code", fence("for epoch in range(3):", "  loss = step()", "  print(epoch, loss)")],
  ["an inline line", `\`${iteration(0, 0)}\``],
  ["nothing", ""],
])("%s is no log", (_, body) => {
  expect(logs(body)).toEqual([]);
});

test("takes hostile texts", () => {
  expect(logs("<details>\n".repeat(6_000))).toEqual([]);
  expect(logs(`\`\`\`\n${"[".repeat(60_000)}\n\`\`\``)).toEqual([]);
});
