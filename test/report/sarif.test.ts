import { renderSarif } from "../../src/report/sarif.ts";
import { hostileReview } from "./hostile-review.ts";
import { HOSTILE } from "./hostile-words.ts";
import { buildReview, evidence, HEAD_SHA, verdict } from "./review-fixture.ts";
import { richReview } from "./rich-review.ts";

interface Location {
  physicalLocation?: { artifactLocation: { uri: string }; region?: { startLine: number; endLine?: number } };
  logicalLocations?: { fullyQualifiedName: string }[];
  message: { text: string };
}
interface Result {
  ruleId: string;
  ruleIndex: number;
  level: string;
  message: { text: string };
  locations: Location[];
  suppressions?: unknown[];
  fixes?: { artifactChanges: { replacements: { deletedRegion: unknown; insertedContent: { text: string } }[] }[] }[];
}
interface Run {
  tool: { driver: { name: string; rules: { id: string; helpUri: string }[] } };
  versionControlProvenance: unknown[];
  results: Result[];
}

function runs(...reviews: Parameters<typeof renderSarif>[0]): Run[] {
  const log = JSON.parse(renderSarif(reviews)) as { version: string; runs: Run[] };
  expect(log.version).toBe("2.1.0");
  return log.runs;
}

test("one run a review, each rule once with its page, results for what needs someone", () => {
  const [run, other] = runs(richReview(), buildReview());
  expect(other?.results).toEqual([]);
  expect(run?.tool.driver.rules.length).toBe(11);
  expect(run?.tool.driver.rules[0]).toMatchObject({
    id: "ticket-linked",
    helpUri: "https://github.com/weighbridge/weighbridge/blob/main/src/rules/ticket-linked.md",
  });
  expect(run?.versionControlProvenance).toEqual([
    { repositoryUri: "https://github.com/acme/vision", revisionId: HEAD_SHA },
  ]);
  expect(run?.results.map((one) => [one.ruleId, one.level])).toEqual([
    ["maintainer-tagged", "error"],
    ["training-command-valid", "error"],
    ["accuracy-matches-log", "error"],
    ["api-usage-logged", "warning"],
    ["paper-results-reproduced", "warning"],
    ["expected-outputs-included", "error"],
  ]);
  for (const one of run?.results ?? []) expect(run?.tool.driver.rules[one.ruleIndex]?.id).toBe(one.ruleId);
});

test("files have a region, texts a logical location, suggestions are fixes, waivers suppress", () => {
  const results = runs(richReview())[0]?.results ?? [];
  const of = (rule: string) => results.find((one) => one.ruleId === rule);
  expect(of("api-usage-logged")?.locations[0]?.physicalLocation).toMatchObject({
    artifactLocation: { uri: "torchvision/models/foonet.py" },
    region: { startLine: 88 },
  });
  expect(of("api-usage-logged")?.fixes?.[0]?.artifactChanges[0]?.replacements[0]).toEqual({
    deletedRegion: { startLine: 88, endLine: 88 },
    insertedContent: { text: "        super().__init__()\n        _log_api_usage_once(self)" },
  });
  expect(of("accuracy-matches-log")?.locations[0]).toEqual({
    logicalLocations: [{ name: "description", fullyQualifiedName: "acme/vision#4321/description", kind: "resource" }],
    message: { text: "description, line 20: | foonet_small | 81.2 | 81.4 |" },
  });
  expect(of("expected-outputs-included")?.suppressions?.length).toBe(1);
  expect(of("maintainer-tagged")?.message.text).toBe(
    "No maintainer is mentioned, asked for a review or assigned.\nTag the maintainer who agreed to this contribution on the ticket.\ncc @<maintainer>",
  );
});

test("paths are encoded, and a line that only base has is no region of head", () => {
  const [run] = runs(
    buildReview({
      verdicts: [
        verdict({ verdict: "fail", evidence: [evidence({ source: "diff", path: "a b/é#.py", line: 2, endLine: 4 })] }),
        verdict({ verdict: "fail", evidence: [evidence({ source: "diff", path: "a.py", line: 2, removed: true })] }),
      ],
    }),
  );
  expect(run?.results[0]?.locations[0]?.physicalLocation).toMatchObject({
    artifactLocation: { uri: "a%20b/%C3%A9%23.py" },
    region: { startLine: 2, endLine: 4 },
  });
  expect(run?.results[1]?.locations[0]?.physicalLocation).toBeUndefined();
});

test("hostile words never break it", () => {
  for (const words of HOSTILE) expect(runs(hostileReview(words))[0]?.results.length).toBeGreaterThan(0);
});
