import { generateKeyPairSync } from "node:crypto";
import { describeEnvironmentProblem, readEnvironment } from "../../src/server/environment.ts";

const pem = (type: "pkcs1" | "pkcs8") =>
  generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type, format: "pem" }).toString();
const KEY = pem("pkcs1");
const SECRET = "a-secret-nobody-may-see";
const noFile = () => {
  throw new Error("ENOENT");
};
const GOOD = { APP_ID: "12", PRIVATE_KEY: KEY, WEBHOOK_SECRET: SECRET };

function read(variables: Record<string, string>, readFile: (path: string) => string = noFile) {
  const result = readEnvironment(variables, readFile);
  if ("problems" in result) throw new Error(result.problems.map(describeEnvironmentProblem).join("\n"));
  return result.environment;
}
function problems(variables: Record<string, string>, readFile: (path: string) => string = noFile): string[] {
  const result = readEnvironment(variables, readFile);
  return "problems" in result ? result.problems.map(describeEnvironmentProblem) : [];
}

test("without a word it is to be set up, on github.com, with files", () => {
  expect(read({})).toEqual({
    host: "0.0.0.0",
    port: 3000,
    dataDir: "data",
    apiUrl: "https://api.github.com",
    webUrl: "https://github.com",
    logLevel: "info",
    logFormat: "json",
    reviewConcurrency: 4,
    checkName: "weighbridge",
  });
});

test("an empty variable is one that is not set", () => {
  expect(read({ APP_ID: "", PRIVATE_KEY: " ", WEBHOOK_SECRET: "", PORT: "", GHE_HOST: "" }).port).toBe(3000);
});

describe("the private key", () => {
  const key = (text: string) => read({ ...GOOD, PRIVATE_KEY: text }).credentials?.privateKey;
  test.each([
    ["as it is", KEY],
    ["with written line ends", KEY.replaceAll("\n", "\\n")],
    ["in quotes", `"${KEY.replaceAll("\n", "\\n")}"`],
    ["in base64", Buffer.from(KEY).toString("base64")],
  ])("%s", (_, text) => {
    expect(key(text)).toBe(KEY);
  });
  test("of PKCS 8", () => {
    expect(key(pem("pkcs8"))).toContain("BEGIN PRIVATE KEY");
  });
  test("of a file", () => {
    const environment = read({ APP_ID: "12", PRIVATE_KEY_PATH: "/run/key.pem", WEBHOOK_SECRET: SECRET }, (path) =>
      path === "/run/key.pem" ? KEY : noFile(),
    );
    expect(environment.credentials).toEqual({ appId: 12, privateKey: KEY, webhookSecret: SECRET });
  });
});

test("all that is missing is said at once", () => {
  expect(problems({ APP_ID: "12" }).map((line) => line.split(" is ")[0])).toEqual(["PRIVATE_KEY", "WEBHOOK_SECRET"]);
  expect(problems({ WEBHOOK_SECRET: SECRET }).map((line) => line.split(" is ")[0])).toEqual(["APP_ID", "PRIVATE_KEY"]);
});

test("all that is wrong is said at once, with the remedy and without the value", () => {
  const said = problems({
    APP_ID: "twelve-secret",
    PRIVATE_KEY: "no-key-secret",
    WEBHOOK_SECRET: SECRET,
    PORT: "70000",
    DATABASE_URL: "mysql://u:pw-secret@h/d",
    GHE_HOST: "https://ghe.example.com/secret",
    LOG_LEVEL: "loud-secret",
    PUBLIC_URL: "ftp://secret",
    REVIEW_CONCURRENCY: "0",
  });
  expect(said).toEqual([
    "APP_ID is not the App's number. Copy it from the App's settings page on GitHub.",
    "PORT is not a port from 0 to 65535. For example 3000; 0 takes any free port.",
    "DATABASE_URL is not a PostgreSQL URL. For example postgres://user:password@host:5432/database; leave it out to keep everything in files of DATA_DIR.",
    "GHE_HOST is not a host name without protocol and path. For example github.example.com.",
    "PUBLIC_URL is not a URL. Set it to where GitHub reaches this server, for example https://weighbridge.example.com.",
    "LOG_LEVEL is not one of trace, debug, info, warn, error, fatal, silent. Leave it out for info.",
    "REVIEW_CONCURRENCY is not a number from 1 to 64. Leave it out for 4.",
    expect.stringContaining("PRIVATE_KEY is no RSA private key. "),
  ]);
  expect(said.join("\n")).not.toContain("secret.");
  for (const word of ["twelve", "no-key", "pw-secret", "loud", SECRET]) expect(said.join("\n")).not.toContain(word);
});

test("a key file that cannot be read", () => {
  expect(problems({ APP_ID: "1", WEBHOOK_SECRET: SECRET, PRIVATE_KEY_PATH: "/nowhere" })).toEqual([
    expect.stringMatching(/^PRIVATE_KEY_PATH names a file that cannot be read\. Set PRIVATE_KEY/),
  ]);
});

test.each([
  [{ GHE_HOST: "ghe.example.com" }, "https://ghe.example.com/api/v3", "https://ghe.example.com"],
  [{ GHE_HOST: "127.0.0.1:4001", GHE_PROTOCOL: "http" }, "http://127.0.0.1:4001/api/v3", "http://127.0.0.1:4001"],
  [{ GHE_HOST: "[::1]:4001", GHE_PROTOCOL: "http" }, "http://[::1]:4001/api/v3", "http://[::1]:4001"],
  [{ GITHUB_API_URL: "http://127.0.0.1:4001/" }, "http://127.0.0.1:4001", "https://github.com"],
])("%j", (variables, apiUrl, webUrl) => {
  expect(read({ ...GOOD, ...variables } as Record<string, string>)).toMatchObject({ apiUrl, webUrl });
});
