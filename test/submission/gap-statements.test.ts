import { readGapStatements } from "../../src/submission/gap-statements.ts";
import { readMarkdown } from "../../src/submission/read-markdown.ts";

const gaps = (body: string) => readGapStatements(readMarkdown(body, { source: "description" })).map((one) => one.quote);

test.each([
  "The accuracy is lower than in the paper because we train for 300 epochs only.",
  "We could not reproduce the numbers of the paper.",
  "There is still a gap of 1.4 points to the original results.",
  "I plan to tune further until the accuracy is matching the reported one.",
  "Our top-1 falls short of the published 81.3.",
])("owns up to a gap: %s", (sentence) => {
  expect(gaps(`Intro.\n\n${sentence}`)).toEqual([sentence]);
});

test.each([
  "The learning rate is lower than in the recipe of resnet50.",
  "Training is slower than before.",
  "The results match those of the paper.",
  "The accuracy is better than in the paper.",
  "| lower than the paper's accuracy | 1 |",
  "```\nThe accuracy is lower than in the paper.\n```",
])("says nothing of a gap: %s", (sentence) => {
  expect(gaps(sentence)).toEqual([]);
});
