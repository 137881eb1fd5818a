/* biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell variables are what is tested */
import type { ShellStatement } from "../../src/submission/shell.ts";
import { readShell } from "../../src/submission/shell.ts";

function read(source: string): ShellStatement[] {
  let start = 0;
  return readShell(
    source.split("\n").map((text) => {
      const line = { text, start };
      start += text.length + 1;
      return line;
    }),
  );
}

function words(source: string): string[][] {
  return read(source).flatMap((one) => (one.kind === "command" ? [one.words.map((word) => word.text)] : []));
}

describe("words", () => {
  test.each<[string, string[][]]>([
    ["a 'b c' \"d e\" f\\ g", [["a", "b c", "d e", "f g"]]],
    ["a \\ --b c\\ -d \\ e", [["a", "--b", "c", "-d", "e"]]],
    ["a 'b c", [["a", "b c"]]],
    ['a "b \\" c" d', [["a", 'b " c', "d"]]],
    ["a x'y z'w", [["a", "xy zw"]]],
    ["a “b c” d", [["a", "b c", "d"]]],
    ["a $(b c | d) e", [["a", "$(b c | d)", "e"]]],
    ["a `b c` d", [["a", "`b c`", "d"]]],
    ["a b#c # d", [["a", "b#c"]]],
    ["a https://x.org/#y?a=1&b=2 c", [["a", "https://x.org/#y?a=1&b=2", "c"]]],
    ["a <path to x>/y c", [["a", "<path to x>/y", "c"]]],
    ["a < in.txt > out.txt b", [["a", "b"]]],
    ["a <in.txt >out.txt b", [["a", "b"]]],
    ["a 2>&1 b", [["a", "b"]]],
    ["a &> log", [["a"]]],
    ["a 12 > log", [["a", "12"]]],
    ["pip install torch>=1.9 b", [["pip", "install", "torch>=1.9", "b"]]],
    ["a [--b c] [-d]", [["a", "--b", "c", "-d"]]],
    ["a [1,2] [MODEL] [other arguments]", [["a", "[1,2]", "[MODEL]", "[other arguments]"]]],
    ["a && b || c ; d & e", [["a"], ["b"], ["c"], ["d"], ["e"]]],
    ["a | b && c", [["a"], ["c"]]],
    ["x\\_y z", [["x_y", "z"]]],
    ["a — b", [["a", "—", "b"]]],
  ])("%s", (source, expected) => {
    expect(words(source)).toEqual(expected);
  });

  test("parts of a word keep what is to be filled in", () => {
    const [statement] = read('a --x="$A/${B:-c}/<d e>_{f}{g,h}"');
    expect(statement?.kind === "command" ? statement.words[1]?.parts : []).toEqual([
      { kind: "literal", text: "--x=" },
      { kind: "variable", name: "A", text: "$A" },
      { kind: "literal", text: "/" },
      { kind: "variable", name: "B", text: "${B:-c}", fallback: "c" },
      { kind: "literal", text: "/" },
      { kind: "placeholder", name: "d e", text: "<d e>", alternatives: [] },
      { kind: "literal", text: "_" },
      { kind: "placeholder", name: "f", text: "{f}", alternatives: [] },
      { kind: "placeholder", name: "g,h", text: "{g,h}", alternatives: ["g", "h"] },
    ]);
  });
});

test("offsets are those of the source, over prompts, continuations and quotes", () => {
  const source = "$ X=1 python 'a b' \\  \n   --lr  0.5 # why\nls";
  const statements = read(source);
  const [first, , third] = statements;
  if (first?.kind !== "command" || third?.kind !== "command") throw new Error("no commands");
  expect(source.slice(first.start, first.end)).toBe("X=1 python 'a b' \\  \n   --lr  0.5");
  expect(first.words.map((word) => source.slice(word.start, word.end))).toEqual(["python", "'a b'", "--lr", "0.5"]);
  expect(first.assignments.map(({ name, start, end }) => [name, source.slice(start, end)])).toEqual([["X", "X=1"]]);
  expect(first.text).toBe("X=1 python 'a b' \\\n   --lr  0.5");
  expect(statements[1]).toEqual({
    kind: "comment",
    text: "why",
    start: source.indexOf("why"),
    end: source.indexOf("why") + 3,
  });
  expect(source.slice(third.start, third.end)).toBe("ls");
});

describe("assignments", () => {
  test.each<[string, [string, string[], boolean][]]>([
    [
      "A=1 B='2 3'",
      [
        ["A", ["1"], false],
        ["B", ["2 3"], false],
      ],
    ],
    ["export A=1", [["A", ["1"], false]]],
    ["set A=1", [["A", ["1"], false]]],
    ["A = b_1", [["A", ["b_1"], false]]],
    ["A ?= b_1", [["A", ["b_1"], false]]],
    ["A= b_1", [["A", ["b_1"], false]]],
    ["A = ['b', 'c']", [["A", ["b", "c"], false]]],
    ["A=(b c)", [["A", ["b", "c"], false]]],
    ["A = b or c", [["A", ["b", "c"], false]]],
    ["# A = b_1", [["A", ["b_1"], true]]],
    ["#A=b_1", [["A", ["b_1"], true]]],
    ["for A in b c; do", [["A", ["b", "c"], false]]],
    ["A == b", []],
    ["# A is b = c", []],
  ])("%s", (source, expected) => {
    const found = read(source).flatMap((one) =>
      one.kind === "assignment" ? [[one.name, one.values.map((word) => word.text), one.commented]] : [],
    );
    expect(found).toEqual(expected);
  });
});

test("keywords of loops and branches are no words of a command", () => {
  expect(words("for a in b c\ndo\n  python x.py $a\ndone\nif true; then ls x; fi\n(cd y && ls z)")).toEqual([
    ["python", "x.py", "$a"],
    ["true"],
    ["ls", "x"],
    ["cd", "y"],
    ["ls", "z)"],
  ]);
});

test("nothing is read from nothing", () => {
  expect(readShell([])).toEqual([]);
  expect(read("\n  \n\\\n")).toEqual([]);
});
