import type { FunctionDefinition, PythonModule, PythonValue } from "../../../src/submission/python/python-module.ts";
import { readPython } from "../../../src/submission/python/read-python.ts";

function read(...lines: string[]): PythonModule {
  return readPython("library/models/net.py", lines.join("\n"));
}

function firstFunction(...lines: string[]): FunctionDefinition {
  const definition = read(...lines).functions[0];
  if (!definition) throw new Error("no function was read");
  return definition;
}

function valueFrom(source: string): PythonValue {
  const value = read(`x = ${source}`).assignments[0]?.value;
  if (!value) throw new Error("no assignment was read");
  return value;
}

describe("imports", () => {
  test("every form keeps its module, level, names and lines", () => {
    const { imports } = read(
      "import os, torch.nn as nn",
      "from .. import scale as s, crop",
      "from ..ops.misc import (",
      "    Block,  # shared",
      "    Head as H,",
      ")",
      "from ._api import *",
      "from ...deep import x",
    );
    expect(imports).toEqual([
      { module: "os", level: 0, names: [], star: false, line: 1 },
      { module: "torch.nn", alias: "nn", level: 0, names: [], star: false, line: 1 },
      {
        module: "",
        level: 2,
        names: [
          { name: "scale", alias: "s", line: 2 },
          { name: "crop", line: 2 },
        ],
        star: false,
        line: 2,
      },
      {
        module: "ops.misc",
        level: 2,
        names: [
          { name: "Block", line: 4 },
          { name: "Head", alias: "H", line: 5 },
        ],
        star: false,
        line: 3,
      },
      { module: "_api", level: 1, names: [], star: true, line: 7 },
      { module: "deep", level: 3, names: [{ name: "x", line: 8 }], star: false, line: 8 },
    ]);
  });

  test("imports inside try and TYPE_CHECKING belong to the module", () => {
    const { imports } = read(
      "try:",
      "    import a",
      "except ImportError:",
      "    import b",
      "if TYPE_CHECKING:",
      "    import c",
    );
    expect(imports.map((one) => one.module)).toEqual(["a", "b", "c"]);
  });
});

describe("functions", () => {
  test("a builder with decorators, parameters, docstring, calls and what it returns", () => {
    const builder = firstFunction(
      "@register_model()",
      '@handle_legacy_interface(weights=("pretrained", Net_Weights.V1))',
      "def net_s(*, weights: Optional[Net_Weights] = None, progress: bool = True, **kwargs: Any) -> Net:",
      '    """Small net.',
      "",
      "    More.",
      '    """',
      "    weights = Net_Weights.verify(weights)",
      "    return _net([2, 2], weights, progress, **kwargs)",
      "",
      "",
    );
    expect(builder).toMatchObject({
      name: "net_s",
      line: 3,
      endLine: 9,
      returns: "Net",
      docstring: { text: "Small net.\n\n    More.\n    ", line: 4, endLine: 7 },
      decorators: [
        { name: "register_model", args: [], keywords: [], line: 1 },
        { name: "handle_legacy_interface", args: [], line: 2, keywords: [{ name: "weights", line: 2 }] },
      ],
      parameters: [
        { name: "weights", form: "keyword-only", annotation: "Optional[Net_Weights]", defaultText: "None", line: 3 },
        { name: "progress", form: "keyword-only", annotation: "bool", defaultText: "True", line: 3 },
        { name: "kwargs", form: "double-star", annotation: "Any", line: 3 },
      ],
    });
    expect(builder.calls.map((call) => [call.callee, call.line, call.target])).toEqual([
      ["Net_Weights.verify", 8, "weights"],
      ["_net", 9, undefined],
    ]);
    expect(builder.returned).toHaveLength(1);
    expect(builder.returned[0]).toMatchObject({
      kind: "call",
      callee: "_net",
      keywords: [{ value: { name: "kwargs" } }],
    });
  });

  test("positional-only, star and keyword-only parameters", () => {
    const { parameters } = firstFunction("async def f(a, /, b=(1, 2), *rest, c): pass");
    expect(parameters.map(({ name, form, defaultText }) => [name, form, defaultText])).toEqual([
      ["a", "positional", undefined],
      ["b", "positional", "(1, 2)"],
      ["rest", "star", undefined],
      ["c", "keyword-only", undefined],
    ]);
  });

  test("overloads and conditional definitions all count, nested functions do not", () => {
    const { functions } = read(
      "@overload",
      "def f(a: int) -> int: ...",
      "def f(a):",
      "    def inner():",
      "        return g()",
      "    return inner",
      "if X:",
      "    def h(): pass",
      "else:",
      "    def h(): pass",
    );
    expect(functions.map((one) => [one.name, one.line])).toEqual([
      ["f", 2],
      ["f", 3],
      ["h", 8],
      ["h", 10],
    ]);
    const outer = functions[1];
    expect(outer?.calls.map((call) => call.callee)).toEqual(["g"]);
    expect(outer?.returned).toEqual([{ kind: "name", name: "inner", line: 6 }]);
  });

  test("nested calls are listed, an outer one before those in its arguments", () => {
    const { calls } = firstFunction(
      "def build(self):",
      "    layers.append(nn.Conv2d(3, 64, kernel_size=(3, 3)))",
      "    super().__init__()",
      "    for k in sizes:",
      "        x.add(Block(k))",
      "    y = [norm(k) for k in sizes]",
      '    z = f"{size(k)}" if ok() else -cost()',
    );
    expect(calls.map((call) => [call.callee, call.line, call.repeated ?? false])).toEqual([
      ["layers.append", 2, false],
      ["nn.Conv2d", 2, false],
      ["super().__init__", 3, false],
      ["super", 3, false],
      ["x.add", 5, true],
      ["Block", 5, true],
      ["norm", 6, true],
      ["size", 7, false],
      ["ok", 7, false],
      ["cost", 7, false],
    ]);
    expect(calls[1]?.keywords[0]).toMatchObject({ name: "kernel_size", value: { kind: "tuple" } });
  });

  test("a generator is one argument, with the commas of its targets", () => {
    const { calls } = firstFunction("def f():", "    next((a for a in b), None)", "    any(k for k, v in items)");
    expect(calls[0]?.args).toHaveLength(2);
    expect(calls[1]?.args).toEqual([{ kind: "expression", text: "k for k, v in items", line: 3 }]);
  });

  test("raise statements on one line, without those of nested functions", () => {
    const { raises } = firstFunction(
      "def f():",
      "    if a:",
      "        raise ValueError(",
      '            "no"',
      "        )",
      "    def g(): raise KeyError",
    );
    expect(raises).toEqual([{ text: 'raise ValueError( "no" )', line: 3 }]);
  });
});

describe("classes", () => {
  test("bases, methods and class-level assignments", () => {
    const { classes } = read(
      "@dataclass",
      "class Net(nn.Module, Generic[T], metaclass=Meta):",
      "    depth: int = 3",
      "    a = b = -1_0e1",
      "    name: str",
      "    def __init__(self):",
      "        _log_api_usage_once(self)",
      "    @staticmethod",
      "    async def run(): ...",
    );
    expect(classes).toHaveLength(1);
    expect(classes[0]).toMatchObject({
      name: "Net",
      line: 2,
      endLine: 9,
      bases: ["nn.Module", "Generic[T]"],
      empty: false,
    });
    expect(classes[0]?.decorators.map((one) => one.name)).toEqual(["dataclass"]);
    expect(
      classes[0]?.assignments.map(({ target, value }) => [target, "value" in value ? value.value : undefined]),
    ).toEqual([
      ["depth", 3],
      ["a", -100],
      ["b", -100],
    ]);
    expect(classes[0]?.methods.map((one) => [one.name, one.line, one.calls.map((call) => call.callee)])).toEqual([
      ["__init__", 6, ["_log_api_usage_once"]],
      ["run", 9, []],
    ]);
  });

  test.each([
    [["class A(B):", "    pass"], true],
    [["class A(B):", '    """Doc."""', "    # to come", "    ..."], true],
    [["class A(B): pass"], true],
    [["class A(B):", "    x = 1"], false],
    [["class A(B):", "    x: int"], false],
    [["class A(B):", "    print()"], false],
  ])("%j is empty: %s", (lines, empty) => {
    expect(read(...lines).classes[0]?.empty).toBe(empty);
  });
});

describe("values", () => {
  test.each([
    ["'a' \"b\" '''c'''", "abc"],
    ['"a\\n\\x41\\u00e9\\101\\q"', "a\nAéA\\q"],
    ['r"a\\n"', "a\\n"],
    ['f"plain {{x}}"', "plain {x}"],
    ['("a"\n     "b")', "ab"],
  ])("string %s", (source, value) => {
    expect(valueFrom(source)).toMatchObject({ kind: "string", value });
  });

  test.each([
    ["1_000_000", 1000000, "1_000_000"],
    ["-1e-3", -0.001, "-1e-3"],
    ["+.5", 0.5, "+.5"],
    ["0x1F", 31, "0x1F"],
    ["123.", 123, "123."],
    ["1.e2", 100, "1.e2"],
  ])("number %s", (source, value, text) => {
    expect(valueFrom(source)).toEqual({ kind: "number", value, text, line: 1 });
  });

  test("trailing-dot floats are values everywhere, and no syntax errors", () => {
    const module = read("x = f(mean=(123., 117.), p=1.)", "if y < 1. or z: pass", "with g() as (a, b):", "    yield");
    expect(module.syntaxErrors).toEqual([]);
    expect(module.assignments[0]?.value).toMatchObject({
      keywords: [{ value: { items: [{ value: 123 }, { value: 117 }] } }, { name: "p", value: { value: 1 } }],
    });
  });

  test("dicts with spreads, and calls of dict stay calls", () => {
    expect(valueFrom('{**_META, "k": {1, 2}, "m": None}')).toMatchObject({
      kind: "dict",
      entries: [
        { spread: true, value: { kind: "name", name: "_META" } },
        { spread: false, key: { value: "k" }, value: { kind: "set" } },
        { key: { value: "m" }, value: { kind: "none" } },
      ],
    });
    expect(valueFrom("dict(a=1, **b)")).toMatchObject({ kind: "call", callee: "dict", keywords: [{ name: "a" }, {}] });
  });

  test("expressions keep source and structure", () => {
    expect(valueFrom("A | {'x': 1}")).toMatchObject({
      kind: "expression",
      text: "A | {'x': 1}",
      operation: { operator: "|", operands: [{ name: "A" }, { kind: "dict" }] },
    });
    expect(valueFrom('f"{base}/x{n:02d}"')).toMatchObject({
      operation: {
        operator: "f-string",
        operands: [{ name: "base" }, { value: "/x" }, { kind: "expression", text: "{n:02d}" }],
      },
    });
    expect(valueFrom("META['a']")).toMatchObject({
      operation: { operator: "[]", operands: [{ name: "META" }, { value: "a" }] },
    });
    expect(valueFrom("lambda x: x")).toEqual({ kind: "expression", text: "lambda x: x", line: 1 });
    expect(valueFrom("not True")).toMatchObject({ kind: "expression" });
  });

  test("tuples may be unpacked, and targets may be subscripts", () => {
    const { assignments } = read("a, b = 1, 'x'", "urls['n'] = 'u'", "c = 1,", "d += [1]", "e: int");
    expect(assignments.map(({ target, operator, value }) => [target, operator, value.kind])).toEqual([
      ["a", "=", "number"],
      ["b", "=", "string"],
      ["urls['n']", "=", "string"],
      ["c", "=", "tuple"],
      ["d", "+=", "list"],
    ]);
  });
});

describe("__all__", () => {
  function names(...lines: string[]) {
    const { exports } = read(...lines);
    return (
      exports && [exports.form, exports.partial, exports.line, exports.names.map((one) => `${one.name}@${one.line}`)]
    );
  }

  test.each([
    [
      ["import a", '__all__ = ["A",', '  "b",', "]"],
      ["list", false, 2, ["A@2", "b@3"]],
    ],
    [['__all__ = ("A", "b")'], ["tuple", false, 1, ["A@1", "b@1"]]],
    [['__all__ = "A", "b"'], ["tuple", false, 1, ["A@1", "b@1"]]],
    [['__all__: List[str] = ["A"]'], ["list", false, 1, ["A@1"]]],
    [
      ['__all__ = ["A"] + ["b"] + [', '"c"]'],
      ["sum", false, 1, ["A@1", "b@1", "c@2"]],
    ],
    [
      ['__all__ = ["A"]', '__all__ += ["b"]', '__all__.extend(["c"])', '__all__.append("d")'],
      ["list", false, 1, ["A@1", "b@2", "c@3", "d@4"]],
    ],
    [['__all__ = [*a.__all__, "x"]'], ["list", true, 1, ["x@1"]]],
    [['__all__ = a.__all__ + ["x"]'], ["sum", true, 1, ["x@1"]]],
    [
      ['_names = ["A"]', "__all__ = _names + ['b']"],
      ["sum", false, 2, ["A@1", "b@2"]],
    ],
    [["__all__ = [n for n in dir()]"], ["other", true, 1, []]],
    [
      ["for m in ms:", "    __all__.append(m)"],
      ["other", true, 2, []],
    ],
    [
      ['A = [*A, *A, "x"]', "__all__ = A"],
      ["other", false, 2, ["x@1"]],
    ],
  ])("%j", (lines, expected) => {
    expect(names(...lines)).toEqual(expected);
  });

  test.each(["all", "__all", "_all_", "all__", "__ALL__", "__al__", "__alll__", "__all_"])(
    "%s is a misspelling",
    (target) => {
      expect(read("", `${target} = ["Net"]`).misspeltExports).toEqual({ target, line: 2 });
    },
  );

  test("other lists, and lists beside a right __all__, are none", () => {
    expect(read('small = ["Net"]').misspeltExports).toBeUndefined();
    expect(read("all = [1, 2]").misspeltExports).toBeUndefined();
    expect(read('all = ["a"]', '__all__ = ["b"]').misspeltExports).toBeUndefined();
  });
});

describe("damaged files", () => {
  test("merge conflict markers hide nothing around them", () => {
    const module = read(
      "def a(): return 1",
      "<<<<<<< HEAD",
      "def b(): return 2",
      "=======",
      "def c(): return 3",
      ">>>>>>> feature",
      "class D(nn.Module): pass",
    );
    expect(module.functions.map((one) => [one.name, one.line])).toEqual([
      ["a", 1],
      ["b", 3],
      ["c", 5],
    ]);
    expect(module.classes.map((one) => one.name)).toEqual(["D"]);
    expect(module.syntaxErrors.map((one) => one.line)).toContain(2);
  });

  test("unfinished functions and Python 2", () => {
    const module = read(
      "def a(self",
      "class B: pass",
      "def c():",
      "    x = foo(",
      "def d():",
      '    print "x"',
      "    return 1",
    );
    expect(module.functions.map((one) => one.name)).toEqual(["a", "c", "d"]);
    expect(module.classes.map((one) => one.name)).toEqual(["B"]);
  });

  test("CRLF and a byte order mark change no line", () => {
    const module = readPython("a.py", "\uFEFFimport os\r\n\r\ndef f():\r\n    return 1\r\n");
    expect(module.functions.map((one) => [one.line, one.endLine])).toEqual([[3, 4]]);
    expect(module.syntaxErrors).toEqual([]);
  });

  test("an empty file", () => {
    expect(readPython("a.py", "")).toEqual({
      path: "a.py",
      syntaxErrors: [],
      imports: [],
      functions: [],
      classes: [],
      assignments: [],
      calls: [],
    });
  });

  test.each([
    "(",
    "[",
    "{a:",
    "f(a=",
    "lambda:",
    "not ",
    "-",
    "@",
    ":",
    ",",
    "\0",
    'f"{',
    '"""',
    "a if b else ",
    "as (",
    "1.",
    "\\\n",
    "try:\n",
    "a = \n",
  ])("64 KiB of %j give a value", (part) => {
    const module = readPython("a.py", part.repeat(Math.ceil(65536 / part.length)));
    expect(module.functions).toEqual([]);
  });

  test("definitions before text that is no Python are kept", () => {
    const module = read("def a(): pass", ":".repeat(65536));
    expect(module.functions.map((one) => one.name)).toEqual(["a"]);
    expect(module.syntaxErrors.length).toBeGreaterThan(0);
  });

  test("blocks nested beyond what Python accepts", () => {
    const lines = Array.from({ length: 300 }, (_, depth) => `${" ".repeat(depth)}if x:`);
    expect(
      read(...lines, `${" ".repeat(300)}def f(): pass`, "def g(): pass").functions.map((one) => one.name),
    ).toContain("g");
  });

  test("a file beyond 2 MiB is read up to there", () => {
    const module = readPython("a.py", `x = 1\n${"# filler filler filler\n".repeat(100_000)}y = 2\n`);
    expect(module.assignments.map((one) => one.target)).toEqual(["x"]);
  });
});

test("module docstring, calls and targets at module level", () => {
  const module = read(
    '"""About."""',
    "urls.update({})",
    "if __name__ == '__main__':",
    "    args = parse().parse_args()",
  );
  expect(module.docstring).toEqual({ text: "About.", line: 1, endLine: 1 });
  expect(module.calls.map((call) => [call.callee, call.target])).toEqual([
    ["urls.update", undefined],
    ["parse().parse_args", "args"],
    ["parse", undefined],
  ]);
});
