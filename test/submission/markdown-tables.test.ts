import { readMarkdown } from "../../src/submission/read-markdown.ts";

const tables = (text: string) =>
  readMarkdown(text, { source: "description" }).tables.map(({ form, header, rows, start, end }) => ({
    form,
    source: text.slice(start, end),
    rows: [header, ...rows].map((row) => row.map((cell) => cell.text)),
  }));
const rows = (text: string) => tables(text).map((table) => table.rows);

describe("Markdown tables", () => {
  test("alignment, missing outer pipes, short and long rows", () => {
    expect(rows("Model | Acc@1\n:-- | :-:\nvit\\_b | 76.1\nswin\nx | 1 | 2\n\nafter")).toEqual([
      [
        ["Model", "Acc@1"],
        ["vit_b", "76.1"],
        ["swin", ""],
        ["x", "1"],
      ],
    ]);
  });

  test("a text line directly above and padding by tabs", () => {
    const text = "Results:\n|\tModel\t|\tAcc\t|\n|\t---\t|\t---\t|\n|\tvit\t|\t**1**\t|";
    expect(tables(text)).toEqual([
      {
        form: "markdown",
        source: text.slice(9),
        rows: [
          ["Model", "Acc"],
          ["vit", "1"],
        ],
      },
    ]);
  });

  test("line breaks become spaces, tags go, placeholders stay", () => {
    expect(rows("| a<br>b | <sub>c</sub> |\n|---|---|\n| <model> | ![x](https://example.org/x.png) ~~1~~ |")).toEqual([
      [
        ["a b", "c"],
        ["<model>", "x 1"],
      ],
    ]);
  });

  test("inside an alert the mark is no part of a cell", () => {
    expect(rows("> [!NOTE]\n> | a | b |\n> |---|---|\n> | 1 | 2 |")).toEqual([
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ]);
  });

  test("in a code block there is none", () => {
    expect(tables("```\n| a | b |\n|---|---|\n| 1 | 2 |\n```")).toEqual([]);
  });
});

describe("tables that GFM does not see", () => {
  test("no line of dashes, or one with the wrong number of cells", () => {
    const expected = [
      [
        ["a", "b", "c"],
        ["1", "`2", "3"],
      ],
    ];
    expect(rows("| a | b | c |\n| 1 | `2 | 3 |")).toEqual(expected);
    expect(rows("| a | b | c |\n|---|---|\n| 1 | `2 | 3 |")).toEqual(expected);
  });

  test("rows set apart by blank lines are one table, and go back to the table above", () => {
    expect(rows("| a | b |\n\n| --- | --- |\n\n| 1 | 2 |")).toEqual([
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ]);
    expect(rows("| a | b |\n|---|---|\n| 1 | 2 |\n\n| 3 | 4 |\n\ntext")).toEqual([
      [
        ["a", "b"],
        ["1", "2"],
        ["3", "4"],
      ],
    ]);
  });

  test("a single line, other text between, another number of cells, or one cell make none", () => {
    expect(tables("| a | b |")).toEqual([]);
    expect(tables("| a | b |\n\ntext\n\n| 1 | 2 |")).toEqual([]);
    expect(tables("| a | b |\n| 1 | 2 | 3 |")).toEqual([]);
    expect(tables("| a |\n| b |")).toEqual([]);
  });
});

describe("HTML tables", () => {
  test("cells without closing tags, nested formatting, Markdown marks and entities", () => {
    expect(
      rows("<table>\n<thead>\n<tr><th>Model<th>Acc\n<tbody>\n<tr><td><b>vit\\_b</b><td>`1`&nbsp;&lt; 2\n</table>"),
    ).toEqual([
      [
        ["Model", "Acc"],
        ["vit_b", "1 < 2"],
      ],
    ]);
  });

  test("blank lines within do not end it, and the first row is the header", () => {
    expect(
      rows("<table>\n<tr>\n<td>\n\n**a**\n\n</td><td>b</td>\n</tr>\n\n<tr><td>1</td><td>2</td></tr>\n</table>"),
    ).toEqual([
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ]);
  });

  test("a cell over several columns or rows stands in each", () => {
    expect(
      rows("<table><tr><th rowspan=2>m</th><th colspan='2'>acc</th></tr><tr><th>1</th><th>5</th></tr></table>"),
    ).toEqual([
      [
        ["m", "acc", "acc"],
        ["m", "1", "5"],
      ],
    ]);
  });

  test("a table within a cell is a table of its own", () => {
    expect(rows("<table><tr><td>a<table><tr><td>b</td></tr></table></td><td>c</td></tr></table>")).toEqual([
      [["ab", "c"]],
      [["b"]],
    ]);
  });
});
