import { figuresAgree } from "../../src/submission/figure-agreement.ts";
import { buildLedger } from "../../src/submission/ledger.ts";
import {
  buildReview,
  contribution,
  evidence,
  figure,
  metricClaim,
  type ReviewParts,
  trainingLog,
  weights,
} from "../report/review-fixture.ts";

/** The rows as `model weights dataset metric | column=text … | difference agrees`. */
function rows(parts: ReviewParts): string[] {
  return buildLedger(buildReview(parts).submission).map((row) => {
    const columns = (["description", "paper", "meta", "documentation", "readme", "log"] as const).flatMap((name) => {
      const value = row[name];
      return value === undefined ? [] : [`${name}=${value.text}`];
    });
    const names = [row.model, row.weights, row.dataset, row.metric].filter((one) => one !== undefined);
    return [
      names.join(" "),
      columns.join(" "),
      row.agrees ? "agrees" : `differs by ${row.difference?.toFixed(3)}`,
    ].join(" | ");
  });
}

const SMALL = weights("foonet_small", "FooNet_Small_Weights.IMAGENET1K_V1", [["ImageNet-1K", "acc@1", "81.198"]]);
const logs = (url: string, log: ReturnType<typeof trainingLog>) => ({
  logs: new Map([
    [url, { status: "known" as const, value: { log, bytes: 1 }, evidence: evidence({ source: "log", url }) }],
  ]),
});

test.each([
  ["81.2", "81.198", true],
  ["81.1", "81.198", true],
  ["81.3", "81.198", false],
  ["81.2", "81.3", false],
  ["81.198", "81.198", true],
  ["81", "81.9", true],
  ["81", "80.4", false],
  ["81", "80.5", true],
  ["79.9", "81.2", false],
])("%s may be %s: %s", (a, b, agree) => {
  expect(figuresAgree(figure(a), figure(b))).toBe(agree);
  expect(figuresAgree(figure(b), figure(a))).toBe(agree);
});

test("a fraction is compared on the metric's scale", () => {
  expect(figuresAgree(figure("0.302", {}, 30.2), figure("30.2"))).toBe(true);
  expect(figuresAgree(figure("0.302", {}, 30.2), figure("30.4"))).toBe(false);
});

test("description, paper and meta of one variant share a row, whatever the spelling", () => {
  expect(
    rows({
      contribution: contribution([SMALL]),
      claims: {
        metrics: [
          metricClaim({ model: "FooNet-Small", dataset: "ImageNet", measured: figure("81.2"), paper: figure("81.4") }),
        ],
      },
    }),
  ).toEqual([
    "foonet_small FooNet_Small_Weights.IMAGENET1K_V1 ImageNet-1K acc@1 | description=81.2 paper=81.4 meta=81.198 | agrees",
  ]);
});

test("a claim that differs from meta is shown beside it, with the distance", () => {
  expect(
    rows({ contribution: contribution([SMALL]), claims: { metrics: [metricClaim({ measured: figure("82.5") })] } }),
  ).toEqual([
    "foonet_small FooNet_Small_Weights.IMAGENET1K_V1 ImageNet-1K acc@1 | description=82.5 meta=81.198 | differs by 1.302",
  ]);
});

test("with several weights of one model the equal figure tells which is meant, and doubt keeps them apart", () => {
  const second = weights("foonet_small", "FooNet_Small_Weights.IMAGENET1K_V2", [["ImageNet-1K", "acc@1", "83.010"]]);
  const both = contribution([SMALL, second]);
  expect(rows({ contribution: both, claims: { metrics: [metricClaim({ measured: figure("83.0") })] } })).toEqual([
    "foonet_small FooNet_Small_Weights.IMAGENET1K_V1 ImageNet-1K acc@1 | meta=81.198 | agrees",
    "foonet_small FooNet_Small_Weights.IMAGENET1K_V2 ImageNet-1K acc@1 | description=83.0 meta=83.010 | agrees",
  ]);
  expect(rows({ contribution: both, claims: { metrics: [metricClaim({ measured: figure("85.0") })] } })[2]).toBe(
    "foonet_small acc@1 | description=85.0 | agrees",
  );
  expect(
    rows({
      contribution: both,
      claims: { metrics: [metricClaim({ weights: "IMAGENET1K_V2", measured: figure("85.0") })] },
    })[1],
  ).toBe(
    "foonet_small FooNet_Small_Weights.IMAGENET1K_V2 ImageNet-1K acc@1 | description=85.0 meta=83.010 | differs by 1.990",
  );
});

test("a figure measured in two ways does not contradict itself: the one that meta repeats is the claim", () => {
  expect(
    rows({
      contribution: contribution([SMALL]),
      claims: { metrics: [metricClaim({ measured: figure("81.5") }), metricClaim({ measured: figure("81.2") })] },
    }),
  ).toEqual([
    "foonet_small FooNet_Small_Weights.IMAGENET1K_V1 ImageNet-1K acc@1 | description=81.2 meta=81.198 | agrees",
  ]);
});

test("an unnamed figure belongs to the only model, and to nobody when there are several", () => {
  const claims = { metrics: [metricClaim({ measured: figure("80.0") })].map(({ model: _, ...one }) => one) };
  expect(rows({ contribution: contribution([SMALL]), claims })).toEqual([
    "foonet_small FooNet_Small_Weights.IMAGENET1K_V1 ImageNet-1K acc@1 | description=80.0 meta=81.198 | differs by 1.198",
  ]);
  const large = weights("foonet_large", "FooNet_Large_Weights.IMAGENET1K_V1", [["ImageNet-1K", "acc@1", "83.0"]]);
  expect(rows({ contribution: contribution([SMALL, large]), claims })[2]).toBe(" acc@1 | description=80.0 | agrees");
});

test("clip and video accuracy meet meta's acc@1 only where the figure is equal", () => {
  const video = contribution([weights("foo3d", "Foo3D_Weights.KINETICS400_V1", [["Kinetics-400", "acc@1", "75.30"]])]);
  const claims = {
    metrics: [
      metricClaim({ model: "foo3d", metric: "clip acc@1", measured: figure("62.1") }),
      metricClaim({ model: "foo3d", metric: "video acc@1", measured: figure("75.3") }),
    ],
  };
  expect(rows({ contribution: video, claims })).toEqual([
    "foo3d Foo3D_Weights.KINETICS400_V1 Kinetics-400 acc@1 | description=75.3 meta=75.30 | agrees",
    "foo3d clip acc@1 | description=62.1 | agrees",
  ]);
});

test("flat flow keys tell their dataset", () => {
  const flow = contribution([
    weights("foo_flow", "Foo_Flow_Weights.C_T_V1", [
      [undefined, "sintel_train_cleanpass_epe", "1.4"],
      [undefined, "sintel_train_finalpass_epe", "2.7"],
    ]),
  ]);
  const claims = {
    metrics: [metricClaim({ model: "foo_flow", metric: "EPE", dataset: "Sintel final", measured: figure("3.1") })],
  };
  expect(rows({ contribution: flow, claims })).toEqual([
    "foo_flow Foo_Flow_Weights.C_T_V1 sintel_train_cleanpass EPE | meta=1.4 | agrees",
    "foo_flow Foo_Flow_Weights.C_T_V1 sintel_train_finalpass EPE | description=3.1 meta=2.7 | differs by 0.400",
  ]);
});

test("the log's nearest value stands beside the claim, with its place", () => {
  const url = "https://a.example/train.log";
  const log = trainingLog([
    { metric: "acc@1", best: "79.912", final: "79.500" },
    { metric: "acc@1", best: "80.100", ema: true },
  ]);
  const parts: ReviewParts = {
    contribution: contribution([SMALL]),
    claims: { metrics: [metricClaim({ measured: figure("81.2") })] },
    facts: logs(url, log),
  };
  expect(rows(parts)).toEqual([
    "foonet_small FooNet_Small_Weights.IMAGENET1K_V1 ImageNet-1K acc@1 | description=81.2 meta=81.198 log=80.100 | differs by 1.100",
  ]);
  expect(buildLedger(buildReview(parts).submission)[0]?.log?.evidence).toEqual({
    source: "log",
    url,
    line: 100,
    quote: "80.100",
  });
});

test("a log of another model, and result lines without training, are no log of this one", () => {
  const claims = { metrics: [metricClaim({ measured: figure("81.2") })] };
  const other = trainingLog([{ metric: "acc@1", best: "70.0" }], { arguments: new Map([["model", "'foonet_large'"]]) });
  const resultsOnly = trainingLog([{ metric: "acc@1", best: "70.0" }], { hasTraining: false });
  const expected = [
    "foonet_small FooNet_Small_Weights.IMAGENET1K_V1 ImageNet-1K acc@1 | description=81.2 meta=81.198 | agrees",
  ];
  expect(rows({ contribution: contribution([SMALL]), claims, facts: logs("u", other) })).toEqual(expected);
  expect(
    rows({
      contribution: contribution([SMALL]),
      claims: { ...claims, logs: [{ form: "pasted", pasted: resultsOnly, evidence: evidence() }] },
    }),
  ).toEqual(expected);
});

test("documentation and README join the row of their model", () => {
  const table = "| Model | acc@1 |\n| --- | --- |\n| foonet_small | 81.9 |";
  const added = (path: string) => ({
    path,
    status: "added" as const,
    binary: false,
    patchMissing: false,
    additions: 3,
    deletions: 0,
    hunks: [
      {
        oldStart: 0,
        oldLines: 0,
        newStart: 1,
        newLines: 3,
        lines: [{ kind: "added" as const, text: "| foonet_small | 81.9 |", newLine: 3 }],
      },
    ],
  });
  expect(
    rows({
      contribution: contribution([SMALL]),
      diff: { files: [added("docs/models.md"), added("references/classification/README.md")], problems: [] },
      files: { "docs/models.md": table, "references/classification/README.md": table.replace("81.9", "81.2") },
    }),
  ).toEqual([
    "foonet_small FooNet_Small_Weights.IMAGENET1K_V1 ImageNet-1K acc@1 | meta=81.198 documentation=81.9 readme=81.2 | differs by 0.702",
  ]);
});

test("nothing claimed, no rows; very much claimed, a bounded number of rows", () => {
  expect(rows({})).toEqual([]);
  const metrics = Array.from({ length: 5_000 }, (_, index) =>
    metricClaim({ model: `m${index}`, measured: figure("1.0") }),
  );
  expect(rows({ claims: { metrics } }).length).toBe(300);
});

test("a short name in a table joins its builder's row where the figure is equal, other models of a realigned table stay out", () => {
  const table = "| Model | acc@1 |\n| --- | --- |\n| FooNet | 81.2 |\n| FooNet | 70.0 |\n| BarNet | 60.0 |";
  const lines = [3, 4, 5].map((newLine) => ({
    kind: "added" as const,
    text: table.split("\n")[newLine - 1] ?? "",
    newLine,
  }));
  const file = {
    path: "docs/models.md",
    status: "modified" as const,
    binary: false,
    patchMissing: false,
    additions: 3,
    deletions: 0,
    hunks: [{ oldStart: 0, oldLines: 0, newStart: 1, newLines: 5, lines }],
  };
  expect(
    rows({
      contribution: contribution([weights("foonet300", "FooNet300_Weights.V1", [["ImageNet-1K", "acc@1", "81.198"]])]),
      diff: { files: [file], problems: [] },
      files: { "docs/models.md": table },
    }),
  ).toEqual([
    "foonet300 FooNet300_Weights.V1 ImageNet-1K acc@1 | meta=81.198 documentation=81.2 | agrees",
    "FooNet acc@1 | documentation=70.0 | agrees",
  ]);
});

test("an error averaged over images, and one on the test split, are other figures than what the script prints", () => {
  const flow = contribution([
    weights("foo_flow", "Foo_Flow_Weights.C_T_V1", [
      [undefined, "kitti_train_per_image_epe", "7.5"],
      [undefined, "kitti_test_f1-all", "5.1"],
      [undefined, "sintel_test_cleanpass_epe", "1.9"],
    ]),
  ]);
  const claims = {
    metrics: [
      metricClaim({ model: "foo_flow", metric: "EPE", dataset: "Kitti", measured: figure("8.0") }),
      metricClaim({ model: "foo_flow", metric: "F1-all", dataset: "Kitti", measured: figure("1.4") }),
      metricClaim({ model: "foo_flow", metric: "EPE", dataset: "Sintel clean", measured: figure("0.7") }),
    ],
  };
  for (const row of buildLedger(buildReview({ contribution: flow, claims }).submission)) expect(row.agrees).toBe(true);
});

test("a table that lists several weights of one model accuses none of them", () => {
  const table =
    "| Model | acc@1 |\n| --- | --- |\n| foonet_small | 70.0 |\n| foonet_small | 81.2 |\n| foonet_small | 75.0 |";
  const of = (numbers: readonly number[]) => {
    const lines = numbers.map((newLine) => ({
      kind: "added" as const,
      text: table.split("\n")[newLine - 1] ?? "",
      newLine,
    }));
    const file = {
      path: "docs/models.md",
      status: "modified" as const,
      binary: false,
      patchMissing: false,
      additions: 3,
      deletions: 0,
      hunks: [{ oldStart: 0, oldLines: 0, newStart: 1, newLines: 5, lines }],
    };
    return rows({
      contribution: contribution([SMALL]),
      diff: { files: [file], problems: [] },
      files: { "docs/models.md": table },
    });
  };
  const name = "foonet_small FooNet_Small_Weights.IMAGENET1K_V1 ImageNet-1K acc@1";
  expect(of([3, 4, 5])).toEqual([`${name} | meta=81.198 documentation=81.2 | agrees`]);
  expect(of([3, 5])).toEqual([`${name} | meta=81.198 | agrees`]);
  expect(of([3])).toEqual([`${name} | meta=81.198 documentation=70.0 | differs by 11.198`]);
});
