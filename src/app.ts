#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { openGitHubPort } from "./github/github-port.ts";
import { RULES } from "./rules/index.ts";
import { type AppCredentials, describeEnvironmentProblem, type Environment, readEnvironment } from "./server/environment.ts";
import { credentialsPath, readVariables, writeCredentials } from "./server/credentials-file.ts";
import { BODY_LIMIT, HELD_LIMIT, type HttpServer, openHttpServer, REQUEST_TIMEOUT } from "./server/http-server.ts";
import { type Log, openLog } from "./server/log.ts";
import { readAppFile } from "./server/manifest.ts";
import { logNotice } from "./server/run-record.ts";
import { openService, type Service } from "./server/service.ts";
import { setUpRoutes } from "./server/set-up-page.ts";
import { openStorage, type Storage } from "./store/open-storage.ts";

/** Orchestrators kill a process thirty seconds after they asked it to end. */
const SHUTDOWN_DEADLINE = 25_000;
const DRAIN = 20_000;
/** A secret that is shorter can be guessed. */
const SHORT_SECRET = 16;

const readFile = (path: string) => readFileSync(path, "utf8");

/** What the process was given, beneath it `.env`, beneath that what the set-up page has written. */
function readVariablesInForce(): Record<string, string | undefined> {
  const given = { ...readVariables(".env"), ...process.env };
  const dataDir = given.DATA_DIR?.trim() || "data";
  return { ...readVariables(credentialsPath(dataDir)), ...given };
}

function environmentOrEnd(): Environment {
  const read = readEnvironment(readVariablesInForce(), readFile);
  if ("environment" in read) return read.environment;
  for (const problem of read.problems) process.stderr.write(`weighbridge: ${describeEnvironmentProblem(problem)}\n`);
  process.exit(2);
}

interface Opened {
  readonly service: Service;
  readonly storage: Storage;
}

async function openAll(environment: Environment, credentials: AppCredentials, log: Log): Promise<Opened> {
  const { databaseUrl, dataDir } = environment;
  const storage = await openStorage({ databaseUrl, dataDir, notice: (notice) => logNotice(log, notice) });
  try {
    const { queue, store } = storage;
    const { appId, privateKey } = credentials;
    const { apiUrl, checkName } = environment;
    const github = openGitHubPort({ appId, privateKey, apiUrl, checkName, store });
    const service = await openService({ environment, credentials, queue, store, github, rules: RULES, log });
    return { service, storage };
  } catch (error) {
    await storage.close();
    throw error;
  }
}

async function main(): Promise<void> {
  const environment = environmentOrEnd();
  const log = openLog(environment);
  let opened: Opened | undefined;
  let server: HttpServer | undefined;
  let ending = false;

  async function end(code: number, why: string): Promise<never> {
    if (ending) process.exit(code === 0 ? 1 : code);
    ending = true;
    log.info({ why }, "ending");
    setTimeout(() => {
      log.error("the deadline for ending has passed; what still ran runs again after the next start");
      process.exit(1);
    }, SHUTDOWN_DEADLINE).unref();
    try {
      const service = opened?.service;
      await Promise.all([server?.close(DRAIN / 2), service?.stop(DRAIN)]);
      await opened?.storage.close();
    } catch (error) {
      log.error({ err: error }, "ending did not go well");
      process.exit(1);
    }
    log.info("ended");
    process.exit(code);
  }

  process.on("SIGTERM", () => void end(0, "SIGTERM"));
  process.on("SIGINT", () => void end(0, "SIGINT"));
  process.on("uncaughtException", (error) => {
    // What state the process is in nobody knows; what it worked on runs again after the next start.
    log.fatal({ err: error }, "uncaught error");
    process.exit(1);
  });
  process.on("unhandledRejection", (error) => {
    log.fatal({ err: error }, "unhandled rejection");
    process.exit(1);
  });

  const listen = () =>
    openHttpServer({
      host: environment.host,
      port: environment.port,
      bodyLimit: BODY_LIMIT,
      heldLimit: HELD_LIMIT,
      requestTimeout: REQUEST_TIMEOUT,
      onError: (error) => log.error({ err: error }, "a request broke"),
    });

  async function begin({ service }: Opened, on: HttpServer): Promise<void> {
    on.setRoutes(service.routes);
    await service.start();
    log.info({ port: on.port, api: environment.apiUrl }, "ready");
  }

  const { credentials } = environment;
  if (credentials !== undefined) {
    if (credentials.webhookSecret.length < SHORT_SECRET) {
      log.warn(`WEBHOOK_SECRET is shorter than ${SHORT_SECRET} characters: choose a longer one`);
    }
    opened = await openAll(environment, credentials, log);
    server = await listen();
    return await begin(opened, server);
  }
  const listening = await listen();
  server = listening;
  listening.setRoutes({
    "/healthz": { GET: () => ({ status: 200, body: "ok\n" }) },
    ...setUpRoutes({
      environment,
      app: readAppFile(),
      onCreated: async (created) => {
        writeCredentials(credentialsPath(environment.dataDir), created);
        opened = await openAll(environment, created, log);
        await begin(opened, listening);
      },
      onError: (error) => log.error({ err: error }, "the App could not be set up"),
    }),
  });
  log.info(
    { port: listening.port },
    "there are no credentials: open this server in a browser to create the App, or set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET",
  );
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`weighbridge: ${message}\n`);
  process.exit(2);
});
