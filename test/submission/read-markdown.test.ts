import type { MarkdownText, Span, TextOrigin } from "../../src/submission/markdown-text.ts";
import { readMarkdown, unescapeMarkdown } from "../../src/submission/read-markdown.ts";

const DESCRIPTION: TextOrigin = { source: "description" };
const COMMENT: TextOrigin = {
  source: "comment",
  index: 0,
  entry: { author: "a", association: "NONE", createdAt: "2022-01-01T00:00:00Z", kind: "comment", body: "" },
};

const read = (text: string) => readMarkdown(text, DESCRIPTION);
const slice = (markdown: MarkdownText, span: Span) => markdown.text.slice(span.start, span.end);
const links = (text: string) => {
  const markdown = read(text);
  return markdown.links.map((link) => [link.form, link.href, link.text, slice(markdown, link)]);
};
const code = (text: string) =>
  read(text).code.map(({ form, language, lines }) => [form, language, lines.map((line) => line.text)]);
const logins = (text: string) => read(text).mentions.map(({ login }) => login);

const SAMPLE = [
  "# New *model* `vit` ##",
  "",
  "Adds [the **paper**](https://arxiv.org/abs/2010.11929 'An image'), see [code][repo] and [repo].",
  "Bare https://example.org/a_(b), <https://example.org/auto>; thanks @someone and @org/team.",
  "",
  "[repo]: https://example.org/repo",
  "",
  "1. item with `code`",
  "   ```bash",
  "   torchrun train.py \\",
  "     --model vit",
  "",
  "   ```",
  "2. | h\\|1 | h2 |",
  "   |:---|---:|",
  "   | vit\\_b\\_16 | **76.1** [log](https://example.org/log) |",
  "   | `a\\|b` |",
  "",
  "> [!TIP]",
  "> - `quoted`",
  ">   ~~~",
  ">   fenced in alert",
  ">   ~~~",
  "",
  "**Training command**:",
  "two ``co`de`` spans ` over",
  "lines ` and <b>bold</b> <!-- hidden --> [![badge](https://example.org/b.svg)](https://example.org/ci)",
  "",
  "    indented",
  "\tby tab",
  "",
  "<details><summary>Log</summary>",
  "",
  "```text",
  "Acc@1 76.1",
  "```",
  "",
  "</details>",
  "",
  '<table><tr><th>Model</th><th>Acc<br/>@1</th></tr><tr><td><a href="https://example.org/?a=1&amp;b=2">vit</a></td><td> 76.1 </td></tr></table>',
  "",
  '<pre lang="sh">',
  "python x.py <path>",
  "</pre>",
  "",
  "Setext *heading*",
  "----------------",
  "text <code>inline</code> end",
].join("\r\n");

describe("a mixed sample", () => {
  const markdown = readMarkdown(SAMPLE, DESCRIPTION);

  test("line ends are single newlines and every line start is known", () => {
    expect(markdown.text).toBe(SAMPLE.replaceAll("\r\n", "\n"));
    expect(markdown.lineStarts).toHaveLength(markdown.text.split("\n").length);
    for (const start of markdown.lineStarts.slice(1)) expect(markdown.text[start - 1]).toBe("\n");
  });

  test("prose and statements keep length and newlines", () => {
    for (const blanked of [markdown.prose, markdown.statements]) {
      expect(blanked).toHaveLength(markdown.text.length);
      expect(blanked.split("\n").map((line) => line.length)).toEqual(
        markdown.text.split("\n").map((line) => line.length),
      );
    }
  });

  test("links cover the whole construct", () => {
    expect(markdown.links.map((link) => [link.form, link.href, link.text, slice(markdown, link)])).toEqual([
      [
        "inline",
        "https://arxiv.org/abs/2010.11929",
        "the paper",
        "[the **paper**](https://arxiv.org/abs/2010.11929 'An image')",
      ],
      ["reference", "https://example.org/repo", "code", "[code][repo]"],
      ["reference", "https://example.org/repo", "repo", "[repo]"],
      ["bare", "https://example.org/a_(b)", "https://example.org/a_(b)", "https://example.org/a_(b)"],
      ["autolink", "https://example.org/auto", "https://example.org/auto", "<https://example.org/auto>"],
      ["inline", "https://example.org/log", "log", "[log](https://example.org/log)"],
      ["inline", "https://example.org/ci", "badge", "[![badge](https://example.org/b.svg)](https://example.org/ci)"],
      ["image", "https://example.org/b.svg", "badge", "![badge](https://example.org/b.svg)"],
      ["html", "https://example.org/?a=1&b=2", "vit", '<a href="https://example.org/?a=1&amp;b=2">vit</a>'],
    ]);
  });

  test("code lines stand where they say", () => {
    for (const { lines } of markdown.code) {
      for (const { text, start } of lines) expect(markdown.text.slice(start, start + text.length)).toBe(text);
    }
    expect(markdown.code.map(({ form, language, lines }) => [form, language, lines.map(({ text }) => text)])).toEqual([
      ["inline", "", ["vit"]],
      ["inline", "", ["code"]],
      ["fenced", "bash", ["torchrun train.py \\", "  --model vit", ""]],
      ["inline", "", ["a\\|b"]],
      ["inline", "", ["quoted"]],
      ["fenced", "", ["fenced in alert"]],
      ["inline", "", ["co`de"]],
      ["inline", "", ["over", "lines"]],
      ["indented", "", ["indented", "by tab"]],
      ["fenced", "text", ["Acc@1 76.1"]],
      ["html", "sh", ["python x.py <path>"]],
      ["html", "", ["inline"]],
    ]);
  });

  test("cells give plain text and their source", () => {
    expect(
      markdown.tables.map(({ form, header, rows }) => [
        form,
        [header, ...rows].map((row) => row.map((cell) => [cell.text, slice(markdown, cell)])),
      ]),
    ).toEqual([
      [
        "markdown",
        [
          [
            ["h|1", "h\\|1"],
            ["h2", "h2"],
          ],
          [
            ["vit_b_16", "vit\\_b\\_16"],
            ["76.1 log", "**76.1** [log](https://example.org/log)"],
          ],
          [
            ["a|b", "`a\\|b`"],
            ["", ""],
          ],
        ],
      ],
      [
        "html",
        [
          [
            ["Model", "Model"],
            ["Acc @1", "Acc<br/>@1"],
          ],
          [
            ["vit", '<a href="https://example.org/?a=1&amp;b=2">vit</a>'],
            ["76.1", "76.1"],
          ],
        ],
      ],
    ]);
  });

  test("headings span their construct and own the section below", () => {
    expect(markdown.headings.map((heading) => [heading.level, heading.text, slice(markdown, heading)])).toEqual([
      [1, "New model vit", "# New *model* `vit` ##"],
      [7, "Training command", "**Training command**:"],
      [2, "Setext heading", "Setext *heading*\n----------------"],
    ]);
    const [first, bold, setext] = markdown.headings;
    expect(first?.section).toEqual({ start: 22, end: markdown.text.length });
    expect(bold?.section.end).toBe(setext?.start);
    expect(setext?.section.end).toBe(markdown.text.length);
  });

  test("mentions", () => {
    expect(markdown.mentions.map((mention) => slice(markdown, mention))).toEqual(["@someone", "@org/team"]);
  });

  test("prose has no code, tags, comments or definitions; statements have the code", () => {
    for (const gone of ["torchrun", "Acc@1 76.1", "<b>", "hidden", "example.org/repo", "```", "over"]) {
      expect(markdown.prose).not.toContain(gone);
    }
    for (const kept of ["bold", "Log", "Setext *heading*", "vit\\_b\\_16"]) expect(markdown.prose).toContain(kept);
    expect(markdown.statements).toContain("torchrun train.py \\\n     --model vit");
    expect(markdown.statements).toContain("Acc@1 76.1");
    expect(markdown.statements).toContain("python x.py <path>");
    expect(markdown.statements).not.toContain("```");
    expect(markdown.statements).not.toContain("hidden");
  });
});

test("null and blank texts", () => {
  expect(readMarkdown(null, DESCRIPTION)).toEqual({
    origin: DESCRIPTION,
    text: "",
    lineStarts: [0],
    prose: "",
    statements: "",
    links: [],
    code: [],
    tables: [],
    headings: [],
    mentions: [],
    template: [],
  });
  expect(read("\r\r\n\n").text).toBe("\n\n\n");
});

describe("code", () => {
  test("an unclosed fence runs to the end and its first word is the language", () => {
    expect(code("~~~ Bash title=x\na\n\n  b")).toEqual([["fenced", "bash", ["a", "", "  b"]]]);
    expect(code("```")).toEqual([["fenced", "", []]]);
  });

  test("a fence in a list in a quote of a description loses its container marks", () => {
    expect(code("> - x\n>\n>   ```\n>   a\n>     b\n>   ```")).toEqual([["fenced", "", ["a", "  b"]]]);
  });

  test("what <pre><code> wraps is one block", () => {
    expect(code('<pre><code class="language-python">\na\nb\n</code></pre>')).toEqual([["html", "python", ["a", "b"]]]);
  });

  test("a <code> that is never closed is no code", () => {
    expect(code("a <code> b\n\nc </code>")).toEqual([]);
  });

  test("a fence directly after a tag counts, though GitHub shows it as text", () => {
    const body =
      "<details><summary>cmd</summary>\n```\ntorchrun train.py\n```\nsee [log](https://example.org/l)\n</details>";
    expect(code(body)).toEqual([["fenced", "", ["torchrun train.py"]]]);
    expect(links(body)).toEqual([["inline", "https://example.org/l", "log", "[log](https://example.org/l)"]]);
    expect(read(body).prose).toContain("cmd");
  });
});

describe("links", () => {
  test("URLs in code are none; entities and escapes are resolved", () => {
    expect(links("`https://example.org/a`\n\n    https://example.org/b")).toEqual([]);
    expect(links("https://example.org/vit\\_b?x=1&amp;y=2")).toEqual([
      [
        "bare",
        "https://example.org/vit_b?x=1&y=2",
        "https://example.org/vit_b?x=1&y=2",
        "https://example.org/vit\\_b?x=1&amp;y=2",
      ],
    ]);
    expect(links("[a](<https://example.org/a b?x=1&amp;y>)")).toEqual([
      ["inline", "https://example.org/a b?x=1&y", "a", "[a](<https://example.org/a b?x=1&amp;y>)"],
    ]);
  });

  test("images, also as HTML", () => {
    expect(links('![plot](https://example.org/p.png) <img width="3" src=https://example.org/q.png alt="q">')).toEqual([
      ["image", "https://example.org/p.png", "plot", "![plot](https://example.org/p.png)"],
      ["html", "https://example.org/q.png", "q", '<img width="3" src=https://example.org/q.png alt="q">'],
    ]);
  });

  test("the same link twice stands at two places", () => {
    const markdown = read("[a](https://x.example) [a](https://x.example)\n[a](https://x.example)");
    expect(markdown.links.map(({ start }) => start)).toEqual([0, 23, 46]);
  });

  test("an unused definition still gives the address; a comment written as one does not", () => {
    expect(links("[//]: # (note)\n\n[Paper]: https://arxiv.org/abs/1")).toEqual([
      ["reference", "https://arxiv.org/abs/1", "paper", "[Paper]: https://arxiv.org/abs/1"],
    ]);
    expect(read("[//]: # (note)").prose.trim()).toBe("");
  });
});

describe("comments", () => {
  test("a comment hides what stands in it, over blank lines and to the end when unclosed", () => {
    const hidden = "<!--\n\n[a](https://example.org) `c` @someone\n\n# Heading\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n";
    for (const text of [`${hidden}-->\nafter`, `<div>\n${hidden}--> after`]) {
      const markdown = read(text);
      expect([markdown.links, markdown.code, markdown.mentions, markdown.headings, markdown.tables]).toEqual([
        [],
        [],
        [],
        [],
        [],
      ]);
      expect(markdown.prose.trim()).toBe("after");
      expect(markdown.statements.trim()).toBe("after");
    }
    expect(read(`before\n\n${hidden}`).prose.trim()).toBe("before");
  });
});

test("an element's tag is blanked, a placeholder in angle brackets stays", () => {
  const markdown = read("python train.py --data-path <path to imagenet> --model <model_name> <b>x</b>\n\n<path>");
  expect(markdown.prose).toBe("python train.py --data-path <path to imagenet> --model <model_name>    x    \n\n<path>");
});

describe("quotes", () => {
  const text = "> is there a [log](https://example.org/l)? `--x` @someone\nYes: https://example.org/mine";

  test("a reply's quote is not the author's; the line below it without a mark is", () => {
    const markdown = readMarkdown(text, COMMENT);
    expect(markdown.prose.trim()).toBe("Yes: https://example.org/mine");
    expect(markdown.statements.trim()).toBe("Yes: https://example.org/mine");
    expect(markdown.links.map(({ href }) => href)).toEqual(["https://example.org/mine"]);
    expect([markdown.code, markdown.mentions]).toEqual([[], []]);
  });

  test("in a description nobody is answered: links and code of a quote count, its words do not", () => {
    const markdown = read(text);
    expect(markdown.links).toHaveLength(2);
    expect(markdown.code).toHaveLength(1);
    expect(markdown.prose.trim()).toBe("Yes: https://example.org/mine");
  });

  test("an alert is no quote", () => {
    expect(read("> [!NOTE]\n> trained with EMA").prose).toContain("trained with EMA");
  });
});

describe("mentions", () => {
  test.each([
    ["cc @octo-cat, @a1. (@b2) @org/core-team's 感谢@c3", ["octo-cat", "a1", "b2", "org/core-team", "c3"]],
    ["@torch.jit.script mail@example.org a/@b .@c @@d @e@f @g_h @i--j", []],
    ["`@a` [@b](https://example.org/b) https://example.org/@c <d@example.org>", []],
    ["IoU @50 Acc@1 AP @0.5", []],
    ["@property\ndef x(self):\n", []],
    ["@torch\n@cached(1)\nasync def x():", []],
    ["@someone\nplease look at the def of x", ["someone"]],
    [`@${"a".repeat(39)} @${"b".repeat(40)}`, ["a".repeat(39)]],
  ])("%s", (text, expected) => {
    expect(logins(text)).toEqual(expected);
  });
});

describe("headings", () => {
  const headings = (text: string) => read(text).headings.map(({ level, text: title }) => [level, title]);

  test("bold lines, with the colon inside or outside, also in a list or within a paragraph", () => {
    expect(headings("**A:**\ntext\n__B__ :\n- **C**\n\n<b>D</b>\n\n**E** text\n\n**F** and **G**")).toEqual([
      [7, "A"],
      [7, "B"],
      [7, "C"],
      [7, "D"],
    ]);
  });

  test("HTML headings", () => {
    expect(headings('<h2 align="center">Accuracy <i>x</i></h2>\n\n### Three')).toEqual([
      [2, "Accuracy x"],
      [3, "Three"],
    ]);
  });

  test("a section ends at the next heading of the same or a higher level", () => {
    const markdown = read("## A\na\n### B\nb\n## C\nc");
    expect(markdown.headings.map(({ section }) => slice(markdown, section).trim())).toEqual(["a\n### B\nb", "b", "c"]);
  });
});

test("unescapeMarkdown removes escapes before punctuation alone", () => {
  expect(unescapeMarkdown("vit\\_b\\_16 \\\\ C:\\path \\*")).toBe("vit_b_16 \\ C:\\path *");
});

describe("hostile texts yield a value with every offset in bounds", () => {
  const fill = (form: string, size = 65_536) => form.repeat(Math.ceil(size / form.length)).slice(0, size);
  const columns = 20_000;
  let rising = "";
  for (let length = 1; rising.length < 65_536; length++) rising += `${"`".repeat(length)} `;
  const forms: Readonly<Record<string, string>> = {
    brackets: fill("["),
    "closing brackets": fill("]("),
    "nested images": `${"![".repeat(9000)}a${"](b)".repeat(9000)}`,
    "nested quotes": fill("> "),
    "nested lists": fill("- "),
    stars: fill("*a **b "),
    underscores: fill("_a"),
    "open comments": fill("<!--"),
    "open comments in blocks": fill("<div><!--\n\n"),
    "open tags": fill('<a b="'),
    "open tables": fill("<table><tr><td>"),
    "spanning cells": `<table>${fill("<td colspan=50 rowspan=200><tr>")}`,
    "rising backticks": rising,
    "wide table": `|${"a|".repeat(columns)}\n|${"-|".repeat(columns)}\n|b|`,
    "long list": "- a\n".repeat(30_000),
    entities: fill("&amp;&#0;&"),
    nul: fill("\0`\0`"),
    surrogates: fill("\ud800\udc00\udc00 "),
    "one line": fill("a"),
    references: `[a]: https://example.org\n\n${fill("[a]")}`,
    urls: fill("https://"),
    "closing URL": `https://example.org/${fill(")")}`,
    mentions: fill("@a "),
    pipes: fill("|a"),
    beyond: `${fill("[a](https://example.org/x) `c` @b\n", 300_000)}`,
  };

  test.each(Object.keys(forms))("%s", (name) => {
    const form = forms[name] ?? "";
    const markdown = readMarkdown(form, DESCRIPTION, "## Heading\n\nPlease describe");
    const size = markdown.text.length;
    expect(markdown.prose).toHaveLength(size);
    expect(markdown.statements).toHaveLength(size);
    const cells = markdown.tables.flatMap(({ header, rows }) => [header, ...rows].flat());
    const spans = [...markdown.links, ...markdown.code, ...cells, ...markdown.headings, ...markdown.mentions];
    expect(spans.filter(({ start, end }) => !(start >= 0 && start <= end && end <= size))).toEqual([]);
    const lines = markdown.code.flatMap((block) => block.lines);
    expect(lines.filter(({ text, start }) => markdown.text.slice(start, start + text.length) !== text)).toEqual([]);
  });

  test("a text far beyond GitHub's limit is still read, line by line", () => {
    const markdown = readMarkdown(forms.beyond ?? "", DESCRIPTION);
    expect(markdown.links).toHaveLength(8824);
    expect(markdown.code).toHaveLength(8823);
    expect(markdown.mentions).toHaveLength(8823);
  });
});
