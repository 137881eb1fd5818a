import type { Policy } from "./policy.ts";

const MEBIBYTE = 1024 * 1024;

const none: Policy = {
  enforce: false,
  unlistedRules: "off",
  rules: {},
  paths: {
    models: [],
    prototype: [],
    documentation: [],
    tests: [],
    expectedOutputs: [],
    primitives: [],
    referenceScripts: [],
    hub: [],
    hubTasks: [],
  },
  maintainers: [],
  roadmapIssues: [],
  kindLabels: {},
  labels: { kind: {}, state: {} },
  templates: [
    ".github/pull_request_template.md",
    ".github/PULL_REQUEST_TEMPLATE.md",
    "pull_request_template.md",
    "PULL_REQUEST_TEMPLATE.md",
    "docs/pull_request_template.md",
    "docs/PULL_REQUEST_TEMPLATE.md",
  ],
  evidence: {
    enabled: true,
    timeoutSeconds: 10,
    totalSeconds: 20,
    requests: 40,
    concurrency: 4,
    redirects: 3,
    checkpointBytes: 4 * MEBIBYTE,
    logBytes: 8 * MEBIBYTE,
    hashBytes: 64 * MEBIBYTE,
    hosts: [],
  },
  comment: { post: "always", inline: true, inlineLimit: 30, reproductionKit: true },
};

const torchvision: Policy = {
  ...none,
  unlistedRules: "default",
  paths: {
    models: ["torchvision/models/**", "torchvision/prototype/models/**"],
    prototype: ["torchvision/prototype/**"],
    documentation: ["docs/source/models.rst", "docs/source/models/**"],
    tests: ["test/**/test_*.py"],
    expectedOutputs: ["test/expect/ModelTester.test_{model}_expect.pkl"],
    primitives: [
      "torchvision/ops/**/*.py",
      "torchvision/transforms/**/*.py",
      "torchvision/prototype/transforms/**/*.py",
      "references/**/transforms.py",
    ],
    referenceScripts: ["references/**"],
    hub: ["hubconf.py"],
    hubTasks: ["classification", "segmentation", "optical_flow", "video"],
  },
  // Who has reviewed and merged model contributions to torchvision.
  maintainers: [
    "NicolasHug",
    "YosuaMichael",
    "alykhantejani",
    "bjuncek",
    "colesbury",
    "datumbox",
    "fmassa",
    "jdsgomes",
    "pmeier",
    "prabhat00155",
    "soumith",
    "vfdev-5",
  ],
  // The umbrella issue under which torchvision discusses all new models.
  roadmapIssues: ["pytorch/vision#2707"],
};

/** What `extends` may name. `none` knows no paths and runs only the rules that the policy lists. */
export const PRESETS = { torchvision, none } as const satisfies Record<string, Policy>;
