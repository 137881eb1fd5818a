import type { Command } from "../../src/submission/command.ts";
import { correctCommand } from "../../src/submission/correct-command.ts";

const command = (normalised: string): Command => ({
  role: "training",
  roleReason: "",
  text: normalised,
  normalised,
  launcher: "python",
  launcherArguments: [],
  arguments: [],
  positionals: [],
  unresolved: [],
  models: [],
  evidence: { source: "description", line: 1, quote: normalised },
});

test("a flag is replaced in its own word, once", () => {
  const given = command("python train.py --warmup=5 --warmup-method linear");
  expect(correctCommand(given, [{ kind: "unknown-flag", flag: "--warmup", nearest: "--lr-warmup" }])).toEqual({
    text: "python train.py --lr-warmup=5 --warmup-method linear",
    complete: true,
  });
});

test("a choice is replaced behind its flag, not elsewhere", () => {
  const problem = { kind: "invalid-choice", flag: "--opt", value: "adam", nearest: "adamw" } as const;
  expect(correctCommand(command("python train.py --name adam --opt adam"), [problem]).text).toBe(
    "python train.py --name adam --opt adamw",
  );
  expect(correctCommand(command("python train.py --opt=adam"), [problem]).text).toBe("python train.py --opt=adamw");
});

test("a value behind a switch goes", () => {
  const problem = { kind: "unexpected-value", flag: "--amp", value: "True", expected: "no value" } as const;
  expect(correctCommand(command("python train.py --amp True --lr 1"), [problem]).text).toBe(
    "python train.py --amp --lr 1",
  );
  expect(correctCommand(command("python train.py --amp=True --lr 1"), [problem]).text).toBe(
    "python train.py --amp --lr 1",
  );
});

test("what was meant is not clear", () => {
  for (const problem of [
    { kind: "unknown-flag", flag: "--foo" },
    { kind: "missing-required", flag: "--level" },
    { kind: "invalid-type", flag: "--epochs", value: "ten", expected: "int" },
    { kind: "missing-value", flag: "--epochs" },
    { kind: "ambiguous-flag", flag: "--lr-w", expected: "--lr-warmup-epochs, --lr-warmup-method" },
  ] as const) {
    expect(correctCommand(command("python train.py --foo --epochs ten"), [problem])).toEqual({
      text: "python train.py --foo --epochs ten",
      complete: false,
    });
  }
});
