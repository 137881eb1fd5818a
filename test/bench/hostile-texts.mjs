// Texts made to cost time: in a description, and in a Python file. Each is a function of its size in characters.

const fill = (form) => (size) => form.repeat(Math.ceil(size / form.length)).slice(0, size);
const fenced = (form) => (size) => `\`\`\`\n${fill(form)(size - 8)}\n\`\`\``;

function risingBackticks(size) {
  let text = "";
  for (let length = 1; text.length < size; length++) text += `${"`".repeat(length)} `;
  return text;
}

function wideTable(size) {
  const columns = Math.floor(size / 5);
  return `|${"a|".repeat(columns)}\n|${"-|".repeat(columns)}\n|b|`;
}

function longTable(size) {
  return `| model | acc@1 | acc@5 | paper acc@1 |\n|---|---|---|---|\n${fill("| rexnet_tiny | 76.1 | 92.3 | 76.5 |\n")(size)}`;
}

const SHELL = [
  "'",
  '"\\"',
  "\\\n",
  "$",
  "${",
  "$(",
  "<a ",
  "{a,",
  "for a in b; do\n",
  "python train.py --a\n",
  "torchrun --m train.py \\\n",
  "A=$A$A\n",
  "$A is one of `a`, `b`\n",
  'sbatch --wrap "python t.py --a"\n',
  "&&\n",
  "a;\\\n",
];

const BODIES = {
  brackets: fill("["),
  "closing brackets": fill("]("),
  "nested images": (size) => `${"![".repeat(size / 7)}a${"](b)".repeat(size / 7)}`,
  "nested quotes": fill("> "),
  "quotes, a line each": fill("> a\n\n"),
  "nested lists": fill("- "),
  "indented lists": (size) =>
    Array.from({ length: Math.sqrt(size) }, (_, depth) => `${" ".repeat(depth)}- a`).join("\n"),
  stars: fill("*a **b "),
  underscores: fill("_a"),
  "open comments": fill("<!--"),
  "open comments in blocks": fill("<div><!--\n\n"),
  "open tags": fill('<a b="'),
  "open tables": fill("<table><tr><td>"),
  "spanning cells": (size) => `<table>${fill("<td colspan=50 rowspan=200><tr>")(size)}`,
  "open details": fill("<details>\n"),
  "details with summaries": fill("<details><summary>log</summary>\n\n"),
  "rising backticks": risingBackticks,
  "wide table": wideTable,
  "long table": longTable,
  "many tables": fill("| acc@1 | m |\n|---|---|\n| 76.1 | a |\n\n"),
  "tables under headings": fill("# rexnet_tiny\n| acc@1 |\n|---|\n| 76.1 |\n\n"),
  "long list": fill("- a\n"),
  headings: fill("# a\n"),
  "headings and figures": fill("# rexnet_tiny\n`Acc@1 76.1`\n"),
  "underlined headings": fill("a\n=\n"),
  entities: fill("&amp;&#0;&"),
  nul: fill("\0`\0`"),
  surrogates: fill("\ud800\udc00\udc00 "),
  "one word": fill("a"),
  spaces: fill(" "),
  "line breaks": fill("\n"),
  "carriage returns": fill("\r\n\r"),
  references: (size) => `[a]: https://example.org\n\n${fill("[a]")(size)}`,
  "reference definitions": fill("[a]: b\n"),
  urls: fill("https://"),
  "closing URL": (size) => `https://example.org/${fill(")")(size)}`,
  "checkpoint URLs": fill("https://x.y/z.pth "),
  "log links": fill("[a](https://gist.github.com/a/1) logs "),
  "paper URLs": fill("https://arxiv.org/abs/"),
  "paper numbers": fill("arXiv: 2103.01234 "),
  "paper prefixes": fill("arXiv: "),
  DOIs: fill("doi:10.1234/"),
  mentions: fill("@a "),
  "mentions with thanks": fill("thanks to @abc, "),
  tickets: fill("#1 "),
  "ticket words": fill("fixes #12, "),
  slashes: fill("a/"),
  underlines: fill("_"),
  pipes: fill("|a"),
  hyphens: fill("a-"),
  "metric names": fill("acc@1 "),
  "metric figures": fill("acc@1 1.5 "),
  "figures in sentences": fill("The model rexnet_tiny reaches 76.1% acc@1. "),
  "metric and spaces": (size) => `acc@1${" ".repeat(size)}76.1`,
  "open parentheses": fill("accuracy ("),
  digits: fill("1"),
  "digits and dots": fill("1."),
  figures: fill("76.1 92.3\n"),
  "figures in one line": fill("76.1 "),
  "figures and signs": fill("76.1 = 76.2 / 92.3, "),
  "spaced grid": fill("model  acc@1\nrexnet_tiny  76.1\n"),
  "long spaced grid": (size) => `model  acc@1  acc@5\n${fill("rexnet_tiny  76.1  92.3\n")(size)}`,
  "headers of spaced grids": fill("model  acc@1\n"),
  "tabbed grid": fill("model\tacc@1\nrexnet_tiny\t76.1\n"),
  "comma grid": fill("model,acc@1\nrexnet_tiny,76.1\n"),
  "wide spaced grid": fill(`${"acc@1  ".repeat(60)}\n${"76.1  ".repeat(60)}\n`),
  "grids with rules": fill("acc@1  m\n------\n76.1  a\n"),
  "rules of grids": fill("------\n"),
  "headless grid": fill("rexnet_tiny 76.1 92.3\n"),
  "headless grids apart": fill("rexnet_tiny 76.1 92.3\n\n"),
  "headless grids of changing width": fill("rexnet_tiny 76.1\nrexnet_tiny 76.1 92.3\n"),
  "headless cells": fill("a1b 1.1/1.1,1.1|"),
  tabs: fill("\t"),
  "tabs and letters": fill("a\t"),
  "tabs and figures": fill("76.1\t"),
  commas: fill("a,"),
  bars: fill("|"),
  "bars in lines": fill("|||||||\n"),
  "bars and figures": fill("76.1|"),
  "metric and sign": fill("acc@1 ="),
  "metrics, signs and figures": fill("acc@1 = 76.1 "),
  "metrics of a heading": fill("# acc@1\n- rexnet_tiny: 76.1\n"),
  "items under metrics": (size) => `Results (top-1):\n${fill("- rexnet_tiny: 76.1 / 92.3\n")(size)}`,
  "items under metrics apart": fill("acc@1, acc@5:\n- `rexnet_tiny`: 76.1 / 92.3\n"),
  "headings of metrics": fill("# acc@1 of rexnet_tiny\n"),
  "words of metrics": fill("top one accuracy of the "),
  "other metrics": fill("FID "),
  "other metrics and figures": fill("FID: 3.21 "),
  "other metrics on data": fill("WER on A on B "),
  "shares unnamed": fill("rexnet_tiny gets 79.3. "),
  "share words": fill("gets "),
  "arrows and figures": fill("76.1 -> 76.2 "),
  "figures compared": fill("acc@1 (76.1 vs 76.2) than the paper "),
  "from and to": fill("acc@1 from 76.1 to 76.2 "),
  "one line of metrics": fill("rexnet_tiny acc@1 76.1, "),
  "numbers in a row": fill("1.5 "),
  "COCO lines": fill(" Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.365\n"),
  "log lines": fill("Test:  Acc@1 76.1 Acc@5 92.1\n"),
  "log in a fence": fenced("Test:  Acc@1 76.1 Acc@5 92.1\n"),
  "epochs in a fence": fenced("Epoch: [1]\nTest:  Acc@1 76.1 Acc@5 92.1\n"),
  namespace: fenced("Namespace(a=("),
  "deviations named": fill("differs from the original x y "),
  "deviations denied": fill("same as the paper. "),
  "deviations in headings": fill("# Deviations\nfoo\n"),
  "weights named": fill("weights of rexnet_tiny "),
  "words of no meaning": fill("lorem ipsum dolor "),
  "models named": fill("rexnet_tiny, "),
  "many fences": fill("```\na\n```\n"),
  "commands in spans": fill("`python train.py --model rexnet_tiny --lr 0.1` "),
  "task lists": fill("- [x] a\n"),
  strikes: fill("~~a "),
  "quoted commands": fill("> python train.py --a\n"),
  placeholders: fill("TODO XXX <your text> "),
  ...Object.fromEntries(
    SHELL.flatMap((unit) => [
      [`shell ${JSON.stringify(unit)}`, fill(unit)],
      [`shell ${JSON.stringify(unit)} in a fence`, fenced(unit)],
    ]),
  ),
};

const PYTHON = {
  ...Object.fromEntries(
    [
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
      "a.",
      "a[b",
      "if x:\n ",
      "import a\n",
      "from a import *\n",
      "'a' ",
      "1.e-3 ",
      "_1",
      "as (a, ",
      "acc@1: 76.1 ",
    ].map((unit) => [JSON.stringify(unit), fill(unit)]),
  ),
  "nested blocks": (size) =>
    Array.from({ length: Math.sqrt(2 * size) }, (_, depth) => `${" ".repeat(depth)}if x:`).join("\n"),
  "many functions": fill("def a(weights=None): return B()\n"),
  "many classes": fill("class A(nn.Module): pass\n"),
  "a chain of classes": (size) =>
    Array.from({ length: size / 32 }, (_, index) => `class A${index}(A${index + 1}): pass`).join("\n"),
  "a chain of constants": (size) =>
    Array.from({ length: size / 24 }, (_, index) => `a${index} = {**a${index + 1}}`).join("\n"),
  "a chain of builders": (size) =>
    Array.from({ length: size / 48 }, (_, index) => `def a${index}(weights=None): return a${index + 1}()`).join("\n"),
  "many weights": fill('class A_Weights(WeightsEnum):\n    B = Weights(url="https://a/b.pth", meta={"a": 1})\n'),
  "many exports": (size) => `__all__ = [${fill('"a", ')(size)}]`,
  "many exports added": fill('__all__ += ["a"]\n'),
  "many arguments": fill('parser.add_argument("--a", type=int)\n'),
  "one docstring": (size) => `"""${fill("a `b <c>`_ ")(size)}"""\n`,
};

const forms = (table) => Object.entries(table).map(([name, make]) => ({ name, make }));

/** Descriptions. Each `make(size)` gives about `size` characters. */
export const HOSTILE_BODIES = forms(BODIES);
/** Python files. Each `make(size)` gives about `size` characters. */
export const HOSTILE_PYTHON = forms(PYTHON);
