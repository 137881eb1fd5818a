import { createPrivateKey } from "node:crypto";
import { z } from "zod";

/** What the App is known by on GitHub. */
export interface AppCredentials {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
}

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export const LOG_FORMATS = ["json", "pretty"] as const;

/** How the process is to run. */
export interface Environment {
  /** Undefined while the App is not set up. */
  readonly credentials?: AppCredentials;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** PostgreSQL; without it everything is kept in files of `dataDir`. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  /** Root of the REST API, without a slash at its end. */
  readonly apiUrl: string;
  /** Where people see GitHub. */
  readonly webUrl: string;
  /** Where GitHub reaches this server, without a slash at its end. */
  readonly publicUrl?: string;
  /** Register the App under this organisation when it is set up. */
  readonly organisation?: string;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly logFormat: (typeof LOG_FORMATS)[number];
  /** Reviews made at the same time. */
  readonly reviewConcurrency: number;
  /** Name of the check run, as branch protection names it. */
  readonly checkName: string;
}

/** One thing that is wrong with the environment. No value of a variable is ever part of it. */
export interface EnvironmentProblem {
  readonly variable: string;
  readonly problem: string;
  readonly remedy: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const url = (protocols: readonly string[]) =>
  z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol));
const host = z.string().regex(/^[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?$|^\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?$/);
const wholeNumber = (low: number, high: number) =>
  z
    .string()
    .regex(/^[0-9]{1,9}$/)
    .transform(Number)
    .refine((value) => value >= low && value <= high);

/** Every variable: its form, and what to say when it has another. */
const VARIABLES = {
  APP_ID: {
    form: wholeNumber(1, 999_999_999),
    expected: "the App's number",
    remedy: "Copy it from the App's settings page on GitHub.",
  },
  PRIVATE_KEY: { form: z.string(), expected: "the App's private key", remedy: "" },
  PRIVATE_KEY_PATH: { form: z.string(), expected: "a path", remedy: "" },
  WEBHOOK_SECRET: {
    form: z.string().max(1000),
    expected: "at most 1,000 characters",
    remedy: "Set it to the webhook secret of the App's settings page on GitHub.",
  },
  HOST: {
    form: z.string().regex(/^[A-Za-z0-9.:-]{1,253}$/),
    expected: "an address to listen on",
    remedy: "For example 0.0.0.0 or 127.0.0.1.",
  },
  PORT: {
    form: wholeNumber(0, 65_535),
    expected: "a port from 0 to 65535",
    remedy: "For example 3000; 0 takes any free port.",
  },
  DATABASE_URL: {
    form: url(["postgres:", "postgresql:"]),
    expected: "a PostgreSQL URL",
    remedy:
      "For example postgres://user:password@host:5432/database; leave it out to keep everything in files of DATA_DIR.",
  },
  DATA_DIR: {
    form: z.string().max(4096),
    expected: "a folder",
    remedy: "Name a folder that the process may write to.",
  },
  GHE_HOST: {
    form: host,
    expected: "a host name without protocol and path",
    remedy: "For example github.example.com.",
  },
  GHE_PROTOCOL: { form: z.enum(["https", "http"]), expected: "https or http", remedy: "Leave it out for https." },
  GITHUB_API_URL: {
    form: url(["https:", "http:"]),
    expected: "a URL",
    remedy: "Leave it out: the API of github.com, or of GHE_HOST, is found without it.",
  },
  PUBLIC_URL: {
    form: url(["https:", "http:"]),
    expected: "a URL",
    remedy: "Set it to where GitHub reaches this server, for example https://weighbridge.example.com.",
  },
  GH_ORG: {
    form: z.string().regex(/^[A-Za-z0-9-]{1,39}$/),
    expected: "an organisation's name",
    remedy: "Leave it out to set the App up under your own account.",
  },
  LOG_LEVEL: {
    form: z.enum(LOG_LEVELS),
    expected: `one of ${LOG_LEVELS.join(", ")}`,
    remedy: "Leave it out for info.",
  },
  LOG_FORMAT: { form: z.enum(LOG_FORMATS), expected: "json or pretty", remedy: "Leave it out for json." },
  REVIEW_CONCURRENCY: { form: wholeNumber(1, 64), expected: "a number from 1 to 64", remedy: "Leave it out for 4." },
  CHECK_NAME: {
    form: z.string().min(1).max(100),
    expected: "1 to 100 characters",
    remedy: "Leave it out for weighbridge.",
  },
} as const;

type VariableName = keyof typeof VARIABLES;
type Values = { readonly [Name in VariableName]?: z.output<(typeof VARIABLES)[Name]["form"]> };

function readValues(variables: Variables, problems: EnvironmentProblem[]): Values {
  const values: Partial<Record<VariableName, unknown>> = {};
  for (const name of Object.keys(VARIABLES) as VariableName[]) {
    const { form, expected, remedy } = VARIABLES[name];
    // Set to nothing is how compose files and shells leave a variable out.
    const text = variables[name]?.trim();
    if (text === undefined || text === "") continue;
    const read = form.safeParse(text);
    if (read.success) values[name] = read.data;
    else problems.push({ variable: name, problem: `is not ${expected}`, remedy });
  }
  return values as Values;
}

const KEY_REMEDY =
  "Set PRIVATE_KEY to the text of the .pem file that GitHub gave you (line ends may be written as \\n, or the whole in base64), or PRIVATE_KEY_PATH to the file.";

/** The key as PEM: newlines may have been written as `\n`, the whole may stand in quotes or be base64. */
function pemOf(text: string): string {
  const plain = text
    .trim()
    .replace(/^["']|["']$/g, "")
    .replaceAll("\\n", "\n")
    .trim();
  if (plain.startsWith("-----BEGIN")) return `${plain}\n`;
  return `${Buffer.from(plain, "base64").toString("utf8").trim()}\n`;
}

function readPrivateKey(
  values: Values,
  readFile: (path: string) => string,
  problems: EnvironmentProblem[],
): string | undefined {
  const { PRIVATE_KEY, PRIVATE_KEY_PATH } = values;
  const variable = PRIVATE_KEY === undefined ? "PRIVATE_KEY_PATH" : "PRIVATE_KEY";
  let text = PRIVATE_KEY;
  if (text === undefined) {
    if (PRIVATE_KEY_PATH === undefined) return undefined;
    try {
      text = readFile(PRIVATE_KEY_PATH);
    } catch {
      problems.push({ variable, problem: "names a file that cannot be read", remedy: KEY_REMEDY });
      return undefined;
    }
  }
  try {
    const pem = pemOf(text);
    if (createPrivateKey(pem).asymmetricKeyType === "rsa") return pem;
  } catch {
    // What OpenSSL says of a broken key helps nobody; the remedy does.
  }
  problems.push({ variable, problem: "is no RSA private key", remedy: KEY_REMEDY });
  return undefined;
}

function readCredentials(
  values: Values,
  readFile: (path: string) => string,
  problems: EnvironmentProblem[],
): AppCredentials | undefined {
  const { APP_ID: appId, WEBHOOK_SECRET: webhookSecret, PRIVATE_KEY, PRIVATE_KEY_PATH } = values;
  const keyNamed = PRIVATE_KEY !== undefined || PRIVATE_KEY_PATH !== undefined;
  // Nothing at all, and nothing that was meant: the App is yet to be set up.
  if (appId === undefined && webhookSecret === undefined && !keyNamed && problems.length === 0) return undefined;
  const privateKey = readPrivateKey(values, readFile, problems);
  const said = new Set(problems.map((one) => one.variable));
  const missing = (variable: VariableName, remedy: string) => {
    if (!said.has(variable)) problems.push({ variable, problem: "is missing", remedy });
  };
  if (appId === undefined) missing("APP_ID", VARIABLES.APP_ID.remedy);
  if (!keyNamed) missing("PRIVATE_KEY", KEY_REMEDY);
  if (webhookSecret === undefined) missing("WEBHOOK_SECRET", VARIABLES.WEBHOOK_SECRET.remedy);
  if (appId === undefined || privateKey === undefined || webhookSecret === undefined) return undefined;
  return { appId, privateKey, webhookSecret };
}

const withoutSlash = (text: string) => text.replace(/\/$/, "");

/**
 * Reads the environment. All that is missing or wrong comes back at once, each with its remedy; a value is never repeated, as it may be a
 * secret. Without any of APP_ID, PRIVATE_KEY and WEBHOOK_SECRET there are no credentials: the App is to be set up first.
 */
export function readEnvironment(
  variables: Variables,
  readFile: (path: string) => string,
): { readonly environment: Environment } | { readonly problems: readonly EnvironmentProblem[] } {
  const problems: EnvironmentProblem[] = [];
  const values = readValues(variables, problems);
  const credentials = readCredentials(values, readFile, problems);
  if (problems.length > 0) return { problems };
  const { GHE_HOST, GHE_PROTOCOL = "https", GITHUB_API_URL, DATABASE_URL, PUBLIC_URL, GH_ORG } = values;
  const webUrl = GHE_HOST === undefined ? "https://github.com" : `${GHE_PROTOCOL}://${GHE_HOST}`;
  const apiUrl = GITHUB_API_URL ?? (GHE_HOST === undefined ? "https://api.github.com" : `${webUrl}/api/v3`);
  return {
    environment: {
      ...(credentials === undefined ? {} : { credentials }),
      host: values.HOST ?? "0.0.0.0",
      port: values.PORT ?? 3000,
      ...(DATABASE_URL === undefined ? {} : { databaseUrl: DATABASE_URL }),
      dataDir: values.DATA_DIR ?? "data",
      apiUrl: withoutSlash(apiUrl),
      webUrl,
      ...(PUBLIC_URL === undefined ? {} : { publicUrl: withoutSlash(PUBLIC_URL) }),
      ...(GH_ORG === undefined ? {} : { organisation: GH_ORG }),
      logLevel: values.LOG_LEVEL ?? "info",
      logFormat: values.LOG_FORMAT ?? "json",
      reviewConcurrency: values.REVIEW_CONCURRENCY ?? 4,
      checkName: values.CHECK_NAME ?? "weighbridge",
    },
  };
}

/** The problem in one line. */
export function describeEnvironmentProblem({ variable, problem, remedy }: EnvironmentProblem): string {
  return `${variable} ${problem}. ${remedy}`.trim();
}
