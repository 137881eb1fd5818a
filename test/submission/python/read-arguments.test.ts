import type { ArgumentDefinition } from "../../../src/submission/python/argument-definition.ts";
import { readArguments } from "../../../src/submission/python/read-arguments.ts";
import { readPython } from "../../../src/submission/python/read-python.ts";

function read(files: Readonly<Record<string, readonly string[]>>, path = "references/task/train.py") {
  return readArguments(readPython(path, (files[path] ?? []).join("\n")), (wanted) => {
    const lines = files[wanted];
    return lines && readPython(wanted, lines.join("\n"));
  });
}

function readScript(...lines: string[]) {
  return read({ "references/task/train.py": lines });
}

/** What one `add_argument(…)` defines. */
function define(call: string): ArgumentDefinition {
  const [definition] = readScript(
    "import argparse",
    'MODES = ["a", "b"]',
    "TABLE = {'x': 1, 'y': 2}",
    "parser = argparse.ArgumentParser()",
    `parser.add_argument(${call})`,
  ).arguments;
  if (!definition) throw new Error("no argument was read");
  return definition;
}

test("a script in the usual form", () => {
  const script = readScript(
    "def get_args_parser(add_help=True):",
    "    import argparse",
    "",
    '    parser = argparse.ArgumentParser(description="Training", add_help=add_help)',
    '    parser.add_argument("--model", default="net_s", type=str, help="name of the " "model")',
    "    parser.add_argument(",
    '        "-b", "--batch-size", default=32, type=int, help="per GPU"',
    "    )",
    '    parser.add_argument("--test-only", dest="test_only", action="store_true")',
    "    group = parser.add_mutually_exclusive_group()",
    '    group.add_argument("--amp", action="store_true")',
    '    parser.add_argument_group("paths").add_argument("data", metavar="DIR")',
    "    return parser",
    "",
    'if __name__ == "__main__":',
    "    args = get_args_parser().parse_args()",
    "    main(args)",
  );
  expect(script).toMatchObject({ path: "references/task/train.py", complete: true, abbreviations: true });
  expect(script.arguments).toEqual([
    {
      flags: ["--model"],
      positional: false,
      dest: "model",
      type: "str",
      defaultText: '"net_s"',
      required: false,
      action: "store",
      help: "name of the model",
      line: 5,
    },
    {
      flags: ["-b", "--batch-size"],
      positional: false,
      dest: "batch_size",
      type: "int",
      defaultText: "32",
      required: false,
      action: "store",
      help: "per GPU",
      line: 6,
    },
    { flags: ["--test-only"], positional: false, dest: "test_only", required: false, action: "store_true", line: 9 },
    { flags: ["--amp"], positional: false, dest: "amp", required: false, action: "store_true", line: 11 },
    { flags: ["data"], positional: true, dest: "data", required: true, action: "store", line: 12 },
  ]);
});

test.each([
  ['"--a-b"', { dest: "a_b" }],
  ['"-x"', { dest: "x" }],
  ['"-x", "--long-x", "--other"', { dest: "long_x" }],
  ['"--wd", dest="decay"', { dest: "decay" }],
  ['"data", nargs="?"', { positional: true, required: false, nargs: "?" }],
  ['"data", nargs="+"', { positional: true, required: true, nargs: "+" }],
  ['dest="data"', { positional: true, flags: ["data"] }],
  ['"--a", required=True', { required: true }],
  ['"--a", nargs=2', { nargs: "2" }],
  ['"--a", nargs=argparse.REMAINDER', { nargs: "..." }],
  ['"--a", type=lambda x: int(x)', { type: "lambda x: int(x)" }],
  ['"--a", type=str.lower', { type: "str.lower" }],
  ['"--a", choices=["x", "y"]', { choices: ["x", "y"] }],
  ['"--a", choices=(1, 2)', { choices: ["1", "2"] }],
  ['"--a", choices=range(3)', { choices: ["0", "1", "2"] }],
  ['"--a", choices=range(4, 0, -2)', { choices: ["4", "2"] }],
  ['"--a", choices=MODES', { choices: ["a", "b"] }],
  ['"--a", choices=MODES + ["c"]', { choices: ["a", "b", "c"] }],
  ['"--a", choices=[*MODES, "z"]', { choices: ["a", "b", "z"] }],
  ['"--a", choices=list(TABLE.keys())', { choices: ["x", "y"] }],
  ['"--a", choices=TABLE', { choices: ["x", "y"] }],
  ['"--a", action=argparse.BooleanOptionalAction', { flags: ["--a", "--no-a"], action: "BooleanOptionalAction" }],
  ['"--a", action=KeyValue', { action: "KeyValue" }],
  ['"--a", **common', { action: "unknown" }],
  ['"--" + "a"', { flags: ["--a"] }],
])("add_argument(%s)", (call, expected) => {
  expect(define(call)).toMatchObject(expected);
});

test.each([["MODELS.keys()"], ["names()"], ["sorted(n for n in names)"], ['"abc"'], ["range(9999)"], ["[first, 'b']"]])(
  "choices=%s are unknown",
  (choices) => {
    expect(define(`"--a", choices=${choices}`).choices).toBeUndefined();
  },
);

const head = ["import argparse", "parser = argparse.ArgumentParser()", 'parser.add_argument("--a")'];

test.each([
  ["plain", [], true],
  ["a loop", ["for name in names:", '    parser.add_argument("--b")'], false],
  ["computed flags", ['parser.add_argument("--" + name)'], false],
  ["spread flags", ["parser.add_argument(*flags)"], false],
  ["parse_known_args", ["args, rest = parser.parse_known_args()"], false],
  ["two stages", ["known, rest = parser.parse_known_args()", "args = other.parse_args(rest)"], true],
  ["subparsers", ["sub = parser.add_subparsers()"], false],
  ["unknown parents", ["p = argparse.ArgumentParser(parents=[imported])"], false],
  ["a parser given away", ["Trainer.add_args(parser)"], false],
  ["a parser given to a function of the file", ["def more(p):", '    p.add_argument("--c")', "more(parser)"], true],
  ["an alias of add_argument", ["add = parser.add_argument", 'add("--b")'], false],
  ["a rewritten command line", ["sys.argv = []"], false],
  ["a parser of another library", ["q = jsonargparse.ArgumentParser()"], false],
  ["prefix characters", ['q = argparse.ArgumentParser(prefix_chars="+")'], false],
])("complete with %s", (_name, lines, complete) => {
  expect(readScript(...head, ...lines).complete).toBe(complete);
});

test("without any parser nothing is certain", () => {
  expect(readScript("import click")).toEqual({
    path: "references/task/train.py",
    arguments: [],
    complete: false,
    abbreviations: true,
  });
});

test("its own class, or one imported from elsewhere, is no argparse", () => {
  expect(readScript("from argparse import ArgumentParser", "p = ArgumentParser()").complete).toBe(true);
  expect(readScript("from .tools import ArgumentParser", "p = ArgumentParser()").complete).toBe(false);
  expect(readScript("class ArgumentParser(Base): pass", "p = ArgumentParser()").complete).toBe(false);
  expect(readScript("import argparse as ap", "p = ap.ArgumentParser(allow_abbrev=False)")).toMatchObject({
    complete: true,
    abbreviations: false,
  });
});

describe("parsers of other files", () => {
  const train = [
    "import argparse",
    "def get_args_parser(add_help=True):",
    "    parser = argparse.ArgumentParser(add_help=add_help)",
    '    parser.add_argument("--epochs", type=int)',
    "    return parser",
  ];
  const launcher = (lines: string[]) => ["import argparse", ...lines, 'parser.add_argument("--ngpus", type=int)'];

  test.each([
    [
      "an imported module beside it",
      ["import train", "parser = argparse.ArgumentParser(parents=[train.get_args_parser()])"],
    ],
    [
      "under another name",
      [
        "import train as t",
        "base = t.get_args_parser(add_help=False)",
        "parser = argparse.ArgumentParser(parents=[base])",
      ],
    ],
    [
      "a relative import",
      ["from .train import get_args_parser as g", "parser = argparse.ArgumentParser(parents=[g()])"],
    ],
    [
      "a module out of the package",
      ["from . import train", "parser = argparse.ArgumentParser(parents=[train.get_args_parser()])"],
    ],
    [
      "from the root",
      [
        "from references.task.train import get_args_parser",
        "parser = argparse.ArgumentParser(parents=[get_args_parser()])",
      ],
    ],
    ["a star import", ["from train import *", "parser = argparse.ArgumentParser(parents=[get_args_parser()])"]],
    [
      "the parser itself",
      [
        "from train import get_args_parser",
        "parser = get_args_parser()",
        "own = argparse.ArgumentParser()",
        "parser.parse_args()",
      ],
    ],
  ])("%s", (_name, lines) => {
    const script = read(
      { "references/task/train.py": train, "references/task/launch.py": launcher(lines) },
      "references/task/launch.py",
    );
    expect(script.complete).toBe(true);
    expect(script.arguments.map(({ flags, path, line }) => [flags[0], path, line]).sort()).toEqual([
      ["--epochs", "references/task/train.py", 4],
      ["--ngpus", undefined, lines.length + 2],
    ]);
  });

  test("what cannot be read leaves the interface open", () => {
    const script = read(
      {
        "references/task/launch.py": launcher([
          "import train",
          "parser = argparse.ArgumentParser(parents=[train.get_args_parser()])",
        ]),
      },
      "references/task/launch.py",
    );
    expect(script).toMatchObject({ complete: false, arguments: [{ flags: ["--ngpus"] }] });
  });

  test("modules that import each other in a circle end", () => {
    const script = read(
      {
        "a.py": ["import argparse", "from b import f", "p = argparse.ArgumentParser(parents=[f()])"],
        "b.py": ["from a import f"],
      },
      "a.py",
    );
    expect(script.complete).toBe(false);
  });
});
