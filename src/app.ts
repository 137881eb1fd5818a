#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { credentialsPath, writeCredentials } from "./server/credentials-file.ts";
import {
  type AppCredentials,
  describeEnvironmentProblem,
  type Environment,
  readEnvironment,
} from "./server/environment.ts";
import { BODY_LIMIT, HELD_LIMIT, type HttpServer, openHttpServer, REQUEST_TIMEOUT } from "./server/http-server.ts";
import { openIntake } from "./server/intake.ts";
import { type Log, openLog } from "./server/log.ts";
import { type Metrics, openMetrics } from "./server/metrics.ts";
import { logNotice } from "./server/run-record.ts";
import { variablesInForce } from "./server/variables-in-force.ts";
import { openWorkshop, type Workshop } from "./server/workshop.ts";
import { openStorage, type Storage } from "./store/open-storage.ts";

/** Orchestrators kill a process thirty seconds after they asked it to end. */
const SHUTDOWN_DEADLINE = 25_000;
const DRAIN = 20_000;
/** A secret that is shorter can be guessed. */
const SHORT_SECRET = 16;

const readFile = (path: string) => readFileSync(path, "utf8");

function environmentOrEnd(): Environment {
  const read = readEnvironment(variablesInForce(process.env, process.cwd()), readFile);
  if ("environment" in read) return read.environment;
  for (const problem of read.problems) process.stderr.write(`weighbridge: ${describeEnvironmentProblem(problem)}\n`);
  process.exit(2);
}

/** All that a process holds open, to be closed in order. */
interface Held {
  server?: HttpServer;
  storage?: Storage;
  workshop?: Workshop;
  ending: boolean;
}

function endOnSignals(held: Held, log: Log): void {
  async function end(why: string): Promise<void> {
    // Who asks twice does not want to wait.
    if (held.ending) process.exit(1);
    held.ending = true;
    log.info({ why }, "ending");
    setTimeout(() => {
      log.error("the deadline for ending has passed; what still ran runs again after the next start");
      process.exit(1);
    }, SHUTDOWN_DEADLINE).unref();
    try {
      await Promise.all([held.server?.close(DRAIN / 2), held.workshop?.stop(DRAIN)]);
      await held.storage?.close();
    } catch (error) {
      log.error({ err: error }, "ending did not go well");
      process.exit(1);
    }
    log.info("ended");
    process.exit(0);
  }
  process.on("SIGTERM", () => void end("SIGTERM"));
  process.on("SIGINT", () => void end("SIGINT"));
  // What state the process is in then nobody knows; what it worked on runs again after the next start.
  process.on("uncaughtException", (error) => {
    log.fatal({ err: error }, "uncaught error");
    process.exit(1);
  });
  process.on("unhandledRejection", (error) => {
    log.fatal({ err: error }, "unhandled rejection");
    process.exit(1);
  });
}

function listen({ host, port }: Environment, log: Log): Promise<HttpServer> {
  return openHttpServer({
    host,
    port,
    bodyLimit: BODY_LIMIT,
    heldLimit: HELD_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    onError: (error) => log.error({ err: error }, "a request broke"),
  });
}

/** Opens storage and routes. When the server has them, deliveries are taken in and stored, even before anything works on them. */
async function takeIn(environment: Environment, credentials: AppCredentials, held: Held, log: Log) {
  if (credentials.webhookSecret.length < SHORT_SECRET) {
    log.warn(`WEBHOOK_SECRET is shorter than ${SHORT_SECRET} characters: choose a longer one`);
  }
  const { databaseUrl, dataDir } = environment;
  const storage = await openStorage({ databaseUrl, dataDir, notice: (notice) => logNotice(log, notice) });
  held.storage = storage;
  const { queue } = storage;
  const metrics = openMetrics(() => queue.counts());
  const isOpen = () => !held.ending;
  const intake = openIntake({ environment, credentials, queue, metrics, log, isOpen });
  return { intake, storage, metrics };
}

/** The work begins when deliveries can be taken in already. */
async function work(
  environment: Environment,
  credentials: AppCredentials,
  storage: Storage,
  metrics: Metrics,
  log: Log,
): Promise<Workshop> {
  return await openWorkshop({ environment, credentials }, storage, {
    onRun: (record) => metrics.countJob(record),
    onLost: (error) => {
      log.fatal({ err: error }, "the thread that does the work broke");
      process.exit(1);
    },
  });
}

async function setUp(environment: Environment, held: Held, log: Log): Promise<void> {
  const [{ readAppFile }, { setUpRoutes }] = await Promise.all([
    import("./server/manifest.ts"),
    import("./server/set-up-page.ts"),
  ]);
  const server = await listen(environment, log);
  held.server = server;
  server.setRoutes({
    "/healthz": { GET: () => ({ status: 200, body: "ok\n" }) },
    "/readyz": { GET: () => ({ status: 503, body: "not set up\n" }) },
    ...setUpRoutes({
      environment,
      app: readAppFile(),
      onCreated: async (credentials) => {
        writeCredentials(credentialsPath(environment.dataDir), credentials);
        const { intake, storage, metrics } = await takeIn(environment, credentials, held, log);
        server.setRoutes(intake.routes);
        held.workshop = await work(environment, credentials, storage, metrics, log);
        log.info({ port: server.port }, "the App is set up and at work");
      },
      onError: (error) => log.error({ err: error }, "the App could not be set up"),
    }),
  });
  log.info(
    { port: server.port },
    "there are no credentials: open this server in a browser to create the App, or set APP_ID, PRIVATE_KEY and WEBHOOK_SECRET",
  );
}

async function main(): Promise<void> {
  // Reviews leave much garbage behind; by itself the engine lets the heap grow to three times of what is in use before it looks for it.
  setFlagsFromString("--heap-growing-percent=30");
  const environment = environmentOrEnd();
  const log = openLog(environment);
  const held: Held = { ending: false };
  endOnSignals(held, log);
  const { credentials } = environment;
  if (credentials === undefined) return await setUp(environment, held, log);
  const { intake, storage, metrics } = await takeIn(environment, credentials, held, log);
  const server = await listen(environment, log);
  held.server = server;
  server.setRoutes(intake.routes);
  log.info({ port: server.port, api: environment.apiUrl }, "ready");
  await intake.load();
  held.workshop = await work(environment, credentials, storage, metrics, log);
}

main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`weighbridge: ${message}\n`);
  process.exit(2);
});
