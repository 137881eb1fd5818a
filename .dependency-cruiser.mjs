/** No network, clock, process or GitHub client: tsconfig.pure.json holds them to it. */
const PURE = ["guide", "submission", "engine", "rules", "policy", "report"];

/**
 * Which folder of src/ may import which, and which packages. A folder that is not named here may not exist.
 * "node:" stands for Node's own modules. A folder may always import itself.
 */
export const TABLE = {
  guide: { folders: [], packages: [] },
  submission: { folders: ["guide"], packages: ["markdown-it", "@lezer/common", "@lezer/python"] },
  engine: { folders: ["guide", "submission"], packages: ["zod"] },
  rules: { folders: ["guide", "submission", "engine"], packages: ["zod"] },
  policy: { folders: ["guide", "submission", "engine", "rules"], packages: ["zod", "yaml"] },
  report: { folders: ["guide", "submission", "engine"], packages: ["zod"] },
  // They fill the submission: from the outside world, from the disk, from GitHub. No rule calls them.
  evidence: { folders: ["submission"], packages: ["node:", "zod", "undici", "ipaddr.js"] },
  intake: { folders: ["submission"], packages: ["node:", "zod"] },
  github: {
    folders: ["guide", "submission", "engine", "policy", "report", "intake", "evidence", "queue", "store", "work"],
    packages: ["node:", "zod", "@octokit/"],
  },
  // Scores reviews against labels.
  evaluation: { folders: ["submission", "engine"], packages: ["zod"] },
  // Durable jobs, and the small state beside them: they know nothing of reviews.
  queue: { folders: [], packages: ["node:", "zod", "libsql", "pg"] },
  store: { folders: ["queue"], packages: ["node:", "zod", "libsql", "pg"] },
  // What the App does with a job. It names what it needs of GitHub as ports and imports no client.
  work: {
    folders: [...PURE, "intake", "evidence", "queue", "store"],
    packages: ["node:", "zod"],
  },
  server: { folders: ["work", "queue", "store"], packages: ["node:", "zod", "yaml", "pino", "prom-client", "probot"] },
  web: { folders: PURE, packages: ["node:", "zod"] },
  "command-line": {
    // work and server: `replay` does with one delivery what the App does.
    folders: [...PURE, "evidence", "intake", "github", "evaluation", "work", "server"],
    packages: ["node:", "commander"],
  },
};

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");

/** Everything under the package, or under the scope when the name ends in a slash. */
const packagePattern = (name) => `(^|/)node_modules/${escaped(name.endsWith("/") ? name : `${name}/`)}`;

const folderRules = Object.entries(TABLE).map(([folder, { folders, packages }]) => {
  const modules = packages.filter((name) => name !== "node:");
  return {
    name: `${folder}-imports`,
    comment: `src/${folder} may import ${["itself", ...folders, ...packages].join(", ")}.`,
    severity: "error",
    from: { path: `^src/${folder}/` },
    to: {
      pathNot: [...[folder, ...folders].map((name) => `^src/${name}/`), ...modules.map(packagePattern)],
      ...(packages.includes("node:") ? { dependencyTypesNot: ["core"] } : {}),
    },
  };
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...folderRules,
    {
      name: "folder-in-the-table",
      comment: "A new folder says in the table of .dependency-cruiser.mjs what it may import.",
      severity: "error",
      from: { path: `^src/(?!(?:${Object.keys(TABLE).map(escaped).join("|")})/)[^/]+/` },
      to: {},
    },
    {
      name: "shells-on-top",
      comment: "Nothing imports a shell.",
      severity: "error",
      from: {},
      to: { path: "^src/[^/]+\\.ts$" },
    },
    { name: "no-circles", severity: "error", from: {}, to: { circular: true } },
    { name: "resolvable", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "production-packages-only",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
    },
  ],
  options: {
    // TypeScript 7 has no API to parse with.
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "types", "default"] },
  },
};
