import { readDeviationClaims } from "../../src/submission/read-deviation-claims.ts";
import { readMarkdown } from "../../src/submission/read-markdown.ts";

const SOURCES = ["hanako/barnet", "foolab/FooNet"];

function read(body: string, repositories: readonly string[] = SOURCES): string[] {
  return readDeviationClaims(readMarkdown(body, { source: "description" }), repositories).map((one) => one.says);
}

test.each([
  "Layers and hyper parameters are identical to https://github.com/hanako/barnet.",
  "Layers and hyper parameters are identical to https://github.com/hanako/barnet (the outputs match up to 1e-6), see https://arxiv.org/abs/2101.00001.",
  "The blocks are identical to [barnet](https://github.com/hanako/barnet/blob/main/net.py) in every layer.",
])("a link to a source is what a choice is measured against: %s", (body) => {
  expect(read(body)).toEqual(["same"]);
});

test.each([
  "Unlike BarNet we do not use dropout in the head, to keep the family consistent.",
  "The stem is different from FooNet, because the presets resize already.",
  "We are at 70.9% top-1 vs 71.2% in the paper (they distill from a big CNN, I don't since there is no script for it).",
  "We get 70.9 acc. The authors train with 512 pixels, we use 224 for all stages.",
])("a source's name, and what its authors do and this does not: %s", (body) => {
  expect(read(body)).toEqual(["differs"]);
});

test("where the source is not linked its name says nothing", () => {
  expect(read("Unlike BarNet we do not use dropout in the head.", [])).toEqual([]);
  expect(read("Unlike BazNet we do not use dropout in the head.")).toEqual([]);
  expect(read("Layers are identical to https://github.com/somebody/else.")).toEqual([]);
  expect(read("Layers are identical to https://github.com/hanako/barnet-tools.")).toEqual([]);
});

test.each([
  "Adds dropout to BarNet.",
  "BarNet uses GELU instead of ReLU.",
  "The outputs are identical to https://github.com/hanako/barnet.",
  "The accuracy is different from BarNet.",
  "They use JAX, we use our own tests.",
  "Should this be identical to https://github.com/hanako/barnet?",
])("nothing is said of choices against the source: %s", (body) => {
  expect(read(body)).toEqual([]);
});

test("hostile sentences end in time", () => {
  for (const piece of ["unlike ", "identical to the ", "they train a, ", "(outputs ", "they use 0.1,"]) {
    expect(read(piece.repeat(20_000)).length).toBeLessThan(2_000);
  }
});
