import { differingSettings } from "../../src/submission/compare-log-arguments.ts";
import { readLog } from "../../src/submission/log-reader.ts";
import { readCommands } from "../../src/submission/read-commands.ts";
import { readMarkdown } from "../../src/submission/read-markdown.ts";

const commandsIn = (code: string) => readCommands(readMarkdown(`\`\`\`\n${code}\n\`\`\`\n`, { source: "description" }));
const logOf = (settings: string) => readLog(`Namespace(${settings})\nEpoch: [0] [ 0/10] eta: 0:00 loss: 1\n`);
const differences = (code: string, settings: string) =>
  differingSettings(commandsIn(code), logOf(settings)).map((one) => `${one.flag} ${one.given} / ${one.logged}`);

const COMMAND =
  "torchrun --nproc_per_node=8 train.py --model heron_s --epochs 300 --lr 0.5 --wd 2e-5 --lr-scheduler cosineannealinglr --batch-size 128 --data-path /a";

test("equal settings, however they are written", () => {
  const settings =
    "data_path='/b', model='heron_s', epochs=300, lr=0.5, weight_decay=0.00002, lr_scheduler='CosineAnnealingLR', batch_size=256";
  expect(differences(COMMAND, settings)).toEqual([]);
  expect(differences(COMMAND.replace("0.5", "5e-1"), settings)).toEqual([]);
});

test("settings that decide what is trained, and where the command gives them", () => {
  const found = differingSettings(
    commandsIn(COMMAND),
    logOf("model='heron_s', epochs=600, lr=0.5, weight_decay=0.0001"),
  );
  expect(found).toMatchObject([
    { flag: "--epochs", given: "300", logged: "600", evidence: { source: "description", line: 2 } },
    { flag: "--wd", given: "2e-5", logged: "0.0001" },
  ]);
});

test("lists", () => {
  const command = "python train.py --model heron_s --lr-steps 16 22 --epochs 26";
  expect(differences(command, "model='heron_s', lr_steps=[16, 22], epochs=26")).toEqual([]);
  expect(differences(command, "model='heron_s', lr_steps=[8, 11], epochs=26")).toEqual(["--lr-steps 16 22 / [8, 11]"]);
});

test("what is not known is no difference", () => {
  expect(
    differences("python train.py --model heron_s --epochs $EPOCHS --lr <lr>", "model='heron_s', epochs=3, lr=1"),
  ).toEqual([]);
  expect(differences(COMMAND, "model='heron_b', epochs=600")).toEqual([]);
  expect(differences(COMMAND, "model='heron_s'")).toEqual([]);
  expect(differences("python train.py --model heron_s --test-only --epochs 3", "model='heron_s', epochs=600")).toEqual(
    [],
  );
});

test("one command that agrees is enough", () => {
  const twice = `${COMMAND}\n${COMMAND.replace("300", "600")}`;
  expect(differences(twice, "model='heron_s', epochs=600, lr=0.5")).toEqual([]);
});
