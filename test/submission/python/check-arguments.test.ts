import { checkArguments } from "../../../src/submission/python/check-arguments.ts";
import { readArguments } from "../../../src/submission/python/read-arguments.ts";
import { readPython } from "../../../src/submission/python/read-python.ts";

const DEFINITIONS = [
  'parser.add_argument("--model", default="net_s")',
  'parser.add_argument("-b", "--batch-size", type=int, default=32)',
  'parser.add_argument("--epochs", type=int)',
  'parser.add_argument("--lr", type=float)',
  'parser.add_argument("--lr-warmup-epochs", type=int)',
  'parser.add_argument("--lr-warmup-method", type=str)',
  'parser.add_argument("--lr-step-size", type=int)',
  'parser.add_argument("--wd", "--weight-decay", type=float)',
  'parser.add_argument("-j", "--workers", type=int)',
  'parser.add_argument("--opt", choices=["sgd", "rmsprop", "adamw"])',
  'parser.add_argument("--level", type=int, choices=[1, 2, 3])',
  'parser.add_argument("--backend", type=str.lower, choices=["pil", "tensor"])',
  'parser.add_argument("--amp", action="store_true")',
  'parser.add_argument("-v", action="store_true")',
  'parser.add_argument("-q", action="count")',
  'parser.add_argument("--lr-steps", nargs="+", type=int)',
  'parser.add_argument("--crop-size", nargs=2, type=int)',
  'parser.add_argument("--resume", nargs="?")',
  'parser.add_argument("--ema", action=argparse.BooleanOptionalAction)',
  'parser.add_argument("--hook", action=Hook)',
  'parser.add_argument("--offset", type=float)',
];

function script(definitions: readonly string[] = DEFINITIONS, parser = "argparse.ArgumentParser()") {
  return readArguments(readPython("train.py", ["import argparse", `parser = ${parser}`, ...definitions].join("\n")));
}

/** Options as a reader of commands gives them: every word behind a flag belongs to it. */
function split(command: string): { flag: string; values: string[] }[] {
  const given: { flag: string; values: string[] }[] = [];
  for (const word of command.split(" ").filter((one) => one !== "")) {
    const equals = word.startsWith("--") ? word.indexOf("=") : -1;
    if (equals > 0) given.push({ flag: word.slice(0, equals), values: [word.slice(equals + 1)] });
    else if (word.startsWith("-")) given.push({ flag: word, values: [] });
    else given.at(-1)?.values.push(word);
  }
  return given;
}

function check(command: string, definitions?: readonly string[], parser?: string) {
  return checkArguments(split(command), script(definitions, parser));
}

/** Problems in short: kind, flag, value, nearest. */
function short(command: string, definitions?: readonly string[], parser?: string) {
  return check(command, definitions, parser).map(({ kind, flag, value, nearest }) =>
    [kind, flag, value, nearest].filter((part) => part !== undefined).join(" "),
  );
}

test.each([
  "--model net_l --batch-size 64 --epochs=300 --lr 0.5",
  "-b 32 -j8 -b=64 -vq -qqv",
  "-vb32",
  "--weight-decay 2e-5 --wd 0.",
  "--batch 64 --mod net_s",
  "--lr-warmup-e 5",
  "--lr 1e-3 --lr nan --lr inf --lr 1_0.5 --lr .5 --lr 1. --lr +3",
  "--epochs 1_000 --epochs -1 --offset -0.5 --offset -.5",
  "--lr-steps 16 22 --crop-size 224 224 --resume --resume a.pth",
  "--amp --ema --no-ema",
  "--opt adamw --level 2",
  "--hook a=1 b=2 --hook",
  "--help",
  "--backend PIL",
  "",
])("accepts %s", (command) => {
  expect(check(command)).toEqual([]);
});

test.each([
  ["--warmup-epochs 5", ["unknown-flag --warmup-epochs --lr-warmup-epochs"]],
  ["--batch_size 32", ["unknown-flag --batch_size --batch-size"]],
  ["--weight_decay=1e-4", ["unknown-flag --weight_decay --weight-decay"]],
  ["--batchsize 32", ["unknown-flag --batchsize --batch-size"]],
  ["--learning-rate 0.1", ["unknown-flag --learning-rate --lr"]],
  ["--num-workers 8", ["unknown-flag --num-workers --workers"]],
  ["--weigth-decay 0", ["unknown-flag --weigth-decay --weight-decay"]],
  ["--lr_steps 8", ["unknown-flag --lr_steps --lr-steps"]],
  ["--label-smoothing 0.1", ["unknown-flag --label-smoothing"]],
  ["-lr 0.1", ["unknown-flag -lr --lr"]],
  ["-x 1", ["unknown-flag -x"]],
  ["--lr-w 5", ["ambiguous-flag --lr-w"]],
  ["--opt adam", ["invalid-choice --opt adam adamw"]],
  ["--opt=lamb", ["invalid-choice --opt lamb"]],
  ["--level 4", ["invalid-choice --level 4"]],
  ["--epochs 0.5", ["invalid-type --epochs 0.5"]],
  ["--epochs 1e-3", ["invalid-type --epochs 1e-3"]],
  ["--batch 32.0", ["invalid-type --batch 32.0"]],
  ["-bx", ["invalid-type -b x"]],
  ["--lr fast", ["invalid-type --lr fast"]],
  ["--lr-steps 16 x", ["invalid-type --lr-steps x"]],
  ["--epochs --amp", ["missing-value --epochs"]],
  ["--lr-steps", ["missing-value --lr-steps"]],
  ["--crop-size 224", ["missing-value --crop-size"]],
  ["--amp True", ["unexpected-value --amp True"]],
  ["--no-ema 1", ["unexpected-value --no-ema 1"]],
  ["--lr 0.1 0.2", ["unexpected-value --lr 0.2"]],
  ["--crop-size 1 2 3", ["unexpected-value --crop-size 3"]],
])("refuses %s", (command, problems) => {
  expect(short(command)).toEqual(problems);
});

test("says what was expected, and where it is defined", () => {
  expect(check("--opt adam --epochs x --lr-w 1 --epochs --crop-size 1 --amp yes")).toEqual([
    {
      kind: "invalid-choice",
      flag: "--opt",
      value: "adam",
      nearest: "adamw",
      expected: "sgd, rmsprop, adamw",
      definitionLine: 12,
    },
    { kind: "invalid-type", flag: "--epochs", value: "x", expected: "int", definitionLine: 5 },
    { kind: "ambiguous-flag", flag: "--lr-w", expected: "--lr-warmup-epochs, --lr-warmup-method" },
    { kind: "missing-value", flag: "--epochs", expected: "one value: int", definitionLine: 5 },
    { kind: "missing-value", flag: "--crop-size", expected: "2 values", definitionLine: 19 },
    { kind: "unexpected-value", flag: "--amp", value: "yes", expected: "no value", definitionLine: 15 },
  ]);
});

test.each([
  "--epochs $EPOCHS --lr $LR --opt $OPT --level `cat level`",
  "--epochs <N> --opt <optimizer> --lr {lr} --crop-size $SIZE",
  "--epochs N --lr LR --opt OPT --batch-size BATCH_SIZE",
  "--epochs ... --$FLAG 3 --lr …",
  "--epochs [epochs]",
  "--amp $EXTRA",
])("leaves open what only a run can tell: %s", (command) => {
  expect(check(command)).toEqual([]);
});

test("a list in brackets is no placeholder", () => {
  expect(short("--lr-steps [16,22]")).toEqual(["invalid-type --lr-steps [16,22]"]);
});

test("a script read in part refuses no flag, but still knows its own", () => {
  const open = [...DEFINITIONS, "parser.parse_known_args()"];
  expect(short("--other 1 --amp yes --lr-w 3 --epochs x", open)).toEqual(["invalid-type --epochs x"]);
});

test("without abbreviations a prefix is unknown", () => {
  expect(short("--epoch 3", DEFINITIONS, "argparse.ArgumentParser(allow_abbrev=False)")).toEqual([
    "unknown-flag --epoch --epochs",
  ]);
  expect(short("--epoch 3")).toEqual([]);
});

test("two names of one argument are not ambiguous", () => {
  expect(short("--w 1", ['parser.add_argument("--wd", "--weight-decay", type=float)'])).toEqual([]);
});

describe("required arguments and positional words", () => {
  const definitions = [
    'parser.add_argument("data")',
    'parser.add_argument("--out", "-o", required=True)',
    'parser.add_argument("--amp", action="store_true")',
  ];
  const run = (command: string, positionals?: string[]) =>
    checkArguments(split(command), script(definitions), positionals).map(({ kind, flag, value }) => [
      kind,
      flag,
      value,
    ]);

  test("a missing option is named by its long flag", () => {
    expect(run("--amp")).toEqual([["missing-required", "--out", undefined]]);
    expect(run("-o x")).toEqual([]);
    expect(run("--ou x")).toEqual([]);
  });

  test("positional words are missed only when they are known", () => {
    expect(run("-o x", [])).toEqual([["missing-required", "data", undefined]]);
    expect(run("-o x", ["/data"])).toEqual([]);
    expect(run("-o x --amp /data", [])).toEqual([]);
    expect(run("-o x --amp /data", ["/more"])).toEqual([["unexpected-value", "--amp", "/data"]]);
  });

  test("a variable or an ellipsis may hold what seems to be missing", () => {
    expect(run("--amp", ["$ARGS"])).toEqual([]);
    expect(run("--amp ...", [])).toEqual([]);
    expect(run("--help", [])).toEqual([]);
  });

  test("a misspelt flag is not missing as well", () => {
    expect(run("--outt x", ["/data"])).toEqual([["unknown-flag", "--outt", undefined]]);
  });
});

test("a flag of two parsers is wrong only when neither takes it", () => {
  const two = [
    'parser.add_argument("--size", type=int)',
    "other = argparse.ArgumentParser()",
    'other.add_argument("--size")',
  ];
  expect(short("--size large", two)).toEqual([]);
  expect(short("--size", two)).toEqual(["missing-value --size"]);
});

test("a definition out of another file is cited there", () => {
  const base = script(['parser.add_argument("--lr", type=float)']);
  const moved = { ...base, arguments: base.arguments.map((one) => ({ ...one, path: "lib/options.py" })) };
  expect(checkArguments(split("--lr x"), moved)).toMatchObject([
    { definitionLine: 3, definitionPath: "lib/options.py" },
  ]);
});

test("thousands of wrong options give a bounded list", () => {
  const given = Array.from({ length: 5000 }, (_, at) => ({ flag: `--no-such-${at}`, values: ["x"] }));
  expect(checkArguments(given, script())).toHaveLength(100);
});
