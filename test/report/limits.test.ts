import { byteLength, fitSections, paragraph, type Section } from "../../src/report/limits.ts";

const list = (items: readonly string[]): Section => ({ open: "<open>\n", items, between: "\n", close: "\n<close>" });
const note = (leftOut: number) => `${leftOut} left out`;

test("bytes are counted as UTF-8 has them", () => {
  for (const text of ["", "abc", "é", "…", "😀", "a😀b…é\n"]) {
    expect(byteLength(text)).toBe(new TextEncoder().encode(text).length);
  }
});

test("what fits is joined by blank lines, and empty sections leave nothing behind", () => {
  expect(fitSections([paragraph("a"), list([]), list(["b", "c"])], 100, note)).toBe("a\n\n<open>\nb\nc\n<close>");
});

test("whole items are left out, the frame is closed, and the note counts them", () => {
  const items = ["x".repeat(40), "y".repeat(40), "z".repeat(40)];
  const out = fitSections([paragraph("a"), list(items)], 130, note);
  expect(out).toBe(`a\n\n<open>\n${items[0]}\n${items[1]}\n<close>\n\n1 left out`);
  expect(byteLength(out)).toBeLessThanOrEqual(130);
});

test("a later section that fits still stands when an earlier one is cut away", () => {
  const out = fitSections([list(["x".repeat(500)]), paragraph("b")], 120, note);
  expect(out).toBe("b\n\n1 left out");
});

test("the limit holds in bytes at every size", () => {
  const sections = [paragraph("é".repeat(10)), list(Array.from({ length: 40 }, (_, index) => "…".repeat(index)))];
  for (let limit = 60; limit < 3_200; limit += 37) {
    const out = fitSections(sections, limit, note);
    expect(byteLength(out)).toBeLessThanOrEqual(limit);
    expect(out.split("<open>").length).toBe(out.split("<close>").length);
  }
});
