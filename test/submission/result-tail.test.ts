import { ResultReader } from "../../src/submission/result-line.ts";
import { readResultTail } from "../../src/submission/result-tail.ts";

function read(line: string): string[] {
  return readResultTail(line, new ResultReader().read(line)).map(
    ({ result, role, value, text, start }) =>
      `${result.metric} ${result.text}: ${role} ${value}${line.slice(start, start + text.length) === text ? "" : " (not there)"}`,
  );
}

test.each<[string, string[]]>([
  ["foonet_s:  Acc@1 71.512 Acc@5 90.580   (paper: 71.41)", ["acc@1 71.512: paper 71.41"]],
  ["Acc@1 71.512 Acc@5 90.580 (90.7 reported)", ["acc@5 90.580: paper 90.7"]],
  ["Acc@1 71.512 Acc@5 90.580 (was 70.9 / 90.1)", ["acc@1 71.512: baseline 70.9", "acc@5 90.580: baseline 90.1"]],
  ["Acc@1 71.512 (paper 71.4) Acc@5 90.580 (paper 90.7)", ["acc@1 71.512: paper 71.4", "acc@5 90.580: paper 90.7"]],
])("%s", (line, figures) => {
  expect(read(line)).toEqual(figures);
});

test.each([
  "Acc@1 71.512 Acc@5 90.580 (paper: 81.0)",
  "Acc@1 71.512 Acc@5 90.580 (paper: 41.0)",
  "Acc@1 71.512 Acc@5 90.580 loss 1.234",
  "(paper: 71.4) Acc@1 71.512 Acc@5 90.580",
  "Acc@1 71.512 Acc@5 90.580 (paper: 71.4M parameters)",
])("nothing stands behind: %s", (line) => {
  expect(read(line)).toEqual([]);
});

test("a hostile line ends in time", () => {
  expect(read(`Acc@1 71.512 ${"(paper: 71.4 / ".repeat(20_000)}`)).toHaveLength(1);
});
