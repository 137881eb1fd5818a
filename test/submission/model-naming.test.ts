import { namesWord } from "../../src/submission/added-lines.ts";
import {
  findLineNaming,
  lineNaming,
  linesOf,
  modelNames,
  namesModel,
  speaksOfModel,
} from "../../src/submission/model-naming.ts";
import { submissionOf } from "../rules/submission-fixture.ts";
import { withTinynet } from "../rules/tinynet.ts";

test("a name counts as a word of its own alone", () => {
  expect(namesWord("use swin_t here", "swin_t")).toBe(true);
  expect(namesWord("swin_tiny, my_swin_t", "swin_t")).toBe(false);
  expect(namesWord("SWIN_T", "swin_t")).toBe(false);
  expect(namesWord("SWIN_T", "swin_t", true)).toBe(true);
  expect(namesWord("anything", "")).toBe(false);
});

test("lines that name one of many", () => {
  const lines = linesOf("first\n    swin_s_extra\n`swin_s`, swin_t\n");
  expect(findLineNaming(lines, ["swin_t", "swin_s"])).toEqual({ line: 3, text: "`swin_s`, swin_t" });
  expect(findLineNaming(lines, ["FIRST"])).toBeUndefined();
  expect(findLineNaming(lines, ["FIRST"], true)).toMatchObject({ line: 1 });
  expect(findLineNaming(lines, [])).toBeUndefined();
  expect(linesOf(undefined)).toEqual([{ line: 1, text: "" }]);
});

test("the names of a contribution: builders, and its class and module as its family", () => {
  const { contribution } = submissionOf(withTinynet());
  if (contribution === undefined) throw new Error("there is a diff");
  const names = modelNames(contribution);
  expect(names).toEqual({ models: ["tinynet_s", "tinynet_b"], families: ["TinyNet", "tinynet"] });
  expect(lineNaming(linesOf("TinyNet\ntinynet_b"), names)).toMatchObject({ line: 2 });
  expect(lineNaming(linesOf("About TinyNet"), names)).toMatchObject({ line: 1 });
});

test("spellings of a model, and of its family", () => {
  expect(namesModel("We add Swin V2-T.", "swin_v2_t")).toBe(true);
  expect(namesModel("We add Swin.", "swin_v2_t")).toBe(false);
  expect(speaksOfModel("We add the Swin Transformer.", "swin_v2_t")).toBe(true);
  expect(speaksOfModel("We add something.", "s3d")).toBe(false);
});
