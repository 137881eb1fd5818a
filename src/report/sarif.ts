import type { Review } from "../engine/review.ts";
import type { Finding, Verdict } from "../engine/verdict.ts";
import type { Evidence } from "../submission/evidence.ts";
import { adviceText } from "./advice.ts";
import { visible } from "./escape.ts";
import { placeOf, placeText, pullRequestUrl } from "./place.ts";
import { PROJECT_PAGE, rulePage, ruleTitle } from "./rule-page.ts";
import { severityOf } from "./severity.ts";

type Json = { readonly [key: string]: unknown };

function artifact(path: string): Json {
  return { uri: visible(path).split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}

/** Files at head have a physical location; texts and the outside world a logical one. */
function location(evidence: Evidence, review: Review): Json {
  const message = { text: visible(placeText(placeOf(evidence, review))) };
  if (
    (evidence.source === "diff" || evidence.source === "head") &&
    evidence.removed !== true &&
    evidence.path !== undefined
  ) {
    const region =
      evidence.line === undefined
        ? {}
        : {
            region: {
              startLine: evidence.line,
              ...(evidence.endLine === undefined ? {} : { endLine: evidence.endLine }),
              snippet: { text: evidence.quote },
            },
          };
    return { physicalLocation: { artifactLocation: artifact(evidence.path), ...region }, message };
  }
  const { repo, number } = review.pullRequest;
  return {
    logicalLocations: [
      { name: evidence.source, fullyQualifiedName: `${repo}#${number}/${evidence.source}`, kind: "resource" },
    ],
    message: { text: evidence.searched === true ? message.text : `${message.text}: ${visible(evidence.quote)}` },
  };
}

function fixes(finding: Finding | undefined): Json {
  const suggestion = finding?.suggestion;
  if (suggestion === undefined) return {};
  return {
    fixes: [
      {
        description: { text: visible(finding?.text ?? "") },
        artifactChanges: [
          {
            artifactLocation: artifact(suggestion.path),
            replacements: [
              {
                deletedRegion: { startLine: suggestion.line, endLine: suggestion.endLine },
                insertedContent: { text: suggestion.replacement },
              },
            ],
          },
        ],
      },
    ],
  };
}

function result(verdict: Verdict, finding: Finding | undefined, ruleIndex: number, review: Review): Json[] {
  const { waiver, ...unwaived } = verdict;
  const level = severityOf(unwaived);
  if (level === undefined) return [];
  const own = finding === undefined ? verdict.evidence : [finding.evidence];
  const [first, ...others] = own.map((one) => location(one, review));
  const lines = [verdict.text, finding?.text ?? "", adviceText(verdict.fix)].filter((one) => one !== "");
  return [
    {
      ruleId: verdict.rule,
      ruleIndex,
      level,
      message: { text: visible(lines.join("\n")) },
      locations: first === undefined ? [] : [first],
      ...(others.length === 0 ? {} : { relatedLocations: others }),
      ...(waiver === undefined
        ? {}
        : { suppressions: [{ kind: "external", status: "accepted", justification: visible(waiver.reason) }] }),
      ...fixes(finding),
      properties: { verdict: verdict.verdict, message: verdict.message, requirementLevel: verdict.level },
    },
  ];
}

function run(review: Review): Json {
  const { repo, number, headSha } = review.pullRequest;
  const url = pullRequestUrl(review.pullRequest);
  const rules = [...new Map(review.verdicts.map((one) => [one.rule, one])).keys()];
  return {
    tool: {
      driver: {
        name: "Weighbridge",
        informationUri: PROJECT_PAGE,
        rules: rules.map((id) => ({
          id,
          shortDescription: { text: ruleTitle(id) },
          helpUri: rulePage(id),
          help: { text: `What is asked for and why: ${rulePage(id)}` },
        })),
      },
    },
    automationDetails: { id: `weighbridge/${repo}/${number}/` },
    ...(url === undefined
      ? {}
      : {
          versionControlProvenance: [
            {
              repositoryUri: url.slice(0, url.lastIndexOf("/pull/")),
              ...(headSha === undefined ? {} : { revisionId: headSha }),
            },
          ],
        }),
    results: review.verdicts.flatMap((verdict) => {
      const index = rules.indexOf(verdict.rule);
      return verdict.findings.length === 0
        ? result(verdict, undefined, index, review)
        : verdict.findings.flatMap((finding) => result(verdict, finding, index, review));
    }),
    columnKind: "utf16CodeUnits",
  };
}

/** SARIF 2.1.0 with one run a review. Results stand for what failed or needs a person; a waived failure is suppressed. */
export function renderSarif(reviews: readonly Review[]): string {
  return JSON.stringify(
    {
      $schema: "https://json.schemastore.org/sarif-2.1.0.json",
      version: "2.1.0",
      runs: reviews.map(run),
    },
    undefined,
    2,
  );
}
