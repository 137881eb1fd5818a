import { codeSpan, fence, inline, link, oneLine, shorten, tableCell, visible } from "../../src/report/escape.ts";
import { HOSTILE, randomWords, sequence } from "./hostile-words.ts";
import { renderedMarkdown } from "./rendered-markdown.ts";

const random = sequence(7);
const INPUTS = [...HOSTILE, ...Array.from({ length: 300 }, () => randomWords(random))];

/** Nothing but plain words and code came out. */
function expectHarmless(markdown: string, allowedHtml: readonly string[] = []): void {
  const out = renderedMarkdown(markdown);
  expect(out.links).toEqual([]);
  expect(out.headings).toEqual([]);
  expect(out.html.filter((one) => !allowedHtml.includes(one))).toEqual([]);
  expect(out.text).not.toMatch(/@|#\d|\/\/|www\.[a-z]|gh-\d/i);
  const extra = [...out.types].filter((one) =>
    /list|quote|hr|em_|strong|s_open|image|table|fence|code_block/.test(one),
  );
  expect(extra).toEqual([]);
}

test("sentences stay as they are, with what means something in code spans", () => {
  expect(inline("The description claims 81.2 acc@1, but the log's best is 79.9 (epoch 12).")).toBe(
    "The description claims 81.2 `acc@1`, but the log's best is 79.9 (epoch 12).",
  );
  expect(inline("Call it in (__init__): see models/foo_net.py.")).toBe(
    "Call it in (`__init__`): see `models/foo_net.py`.",
  );
  expect(inline("Use --lr-warmup-epochs, e.g. 5 & not 1e-3 - or +0.5; 30,919,624 in all: and/or.")).toBe(
    "Use `--lr-warmup-epochs`, e.g. 5 & not 1e-3 \\- or +0.5; 30,919,624 in all: and/or.",
  );
  expect(inline("FooHead(norm_layer), (f(x_y)) and nn.Conv2d().")).toBe(
    "`FooHead(norm_layer)`, (`f(x_y)`) and `nn.Conv2d()`.",
  );
  expect(inline("Naïve — “quoted”, 3 × 4 ± 0.1 °, größer")).toBe("Naïve — “quoted”, 3 × 4 ± 0.1 °, größer");
});

test("mentions, issue numbers, hashes and addresses stand in code", () => {
  expect(inline("@octocat #12 acme/vision#12 GH-12 deadbeef12")).toBe(
    "`@octocat` `#12` `acme/vision#12` `GH-12` `deadbeef12`",
  );
  expect(inline("(see https://a.example/x) or www.a.example.")).toBe("(see `https://a.example/x`) or `www.a.example`.");
});

test("backticks in a message make code spans, whatever pairs with what", () => {
  expect(inline("`--x` is no option; did you mean `--y`?")).toBe("`--x` is no option; did you mean `--y`?");
  expect(inline("one ` two")).toBe("one  two");
  expect(inline("`a``b`")).toBe("`a` `b`");
});

test("code spans show the words literally, whatever backticks they hold", () => {
  for (const words of ["a`b", "``", "`a`", "a ``` b", "x|y", "\\", "<b>", "&amp;", "[x](y)"]) {
    expect(renderedMarkdown(codeSpan(words)).code).toEqual([words]);
  }
  expect(codeSpan(" \n ")).toBe("(empty)");
  expect(codeSpan("a\n\tb")).toBe("`a b`");
});

test("no input makes a line do anything but speak", () => {
  for (const words of INPUTS) {
    expectHarmless(inline(words));
    expectHarmless(codeSpan(words));
    expectHarmless(`Before ${inline(words)} between ${codeSpan(words)} after`);
    expectHarmless(`a ${tableCell(`${inline(words)}; ${codeSpan(words)}`)} b`, ["<code>", "</code>"]);
  }
});

test("a table keeps its columns and shows pipes literally", () => {
  for (const words of INPUTS) {
    const row = `| ${tableCell(inline(words))} | ${tableCell(codeSpan(words))} | end |`;
    expect(renderedMarkdown(`| a | b | c |\n| --- | --- | --- |\n${row}\n\nafter`).rows).toEqual([3, 3]);
  }
  const shown = renderedMarkdown(`| a |\n| --- |\n| ${tableCell(codeSpan("| x_y | 81.2 | \\| `z` |"))} |\n`);
  expect(shown.code.join("")).toBe("| x_y | 81.2 | \\| `z` |");
});

test("a fence holds whatever stands in it", () => {
  for (const words of INPUTS) {
    const out = renderedMarkdown(`1. item\n\n${fence(words, "", "   ")}\n\n   after`);
    expect(out.fences.length).toBe(1);
    expect(out.headings).toEqual([]);
    expect(out.html).toEqual([]);
    expect(out.text.trim()).toBe("item\nafter");
  }
  expect(renderedMarkdown(fence("a\n```\nb")).fences).toEqual(["a\n```\nb\n"]);
  expect(fence("def f():\n    pass\n\n", "python", "  ")).toBe("  ```python\n  def f():\n      pass\n  ```");
});

test("links take only web addresses and keep them whole", () => {
  expect(link("x", "https://github.com/a/b(c)")).toBe("[x](https://github.com/a/b%28c%29)");
  expect(link("x", "javascript:alert(1)")).toBe("x");
  expect(link("x", "https://a b")).toBe("x");
  expect(link("x", undefined)).toBe("x");
});

test("control, bidirectional and zero-width characters are gone, lone surrogates replaced", () => {
  expect(visible("a\u202eb\u200bc\u001b[31md\u001b[0m\u0007\u{e0041}\ufeff")).toBe("abcd");
  expect(visible("\ud800x\udc00 😀")).toBe("\ufffdx\ufffd 😀");
  expect(visible("a\r\nb\rc\u2028d")).toBe("a\nb\nc\nd");
  expect(oneLine(" a \u00a0 b\n\nc ", 80)).toBe("a b c");
});

test("texts are cut to length, never through a character", () => {
  expect(shorten("abcdef", 6)).toBe("abcdef");
  expect(shorten("abcdefg", 6)).toBe("abcde…");
  expect(shorten("abcd😀fg", 6)).toBe("abcd…");
  expect(inline("x".repeat(5_000), 50).length).toBe(50);
});
