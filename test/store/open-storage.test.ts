import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jest } from "@jest/globals";
import Database from "libsql";
import { StorageError } from "../../src/queue/storage-error.ts";
import { openStorage } from "../../src/store/open-storage.ts";
import { type PostgresServer, startPostgres } from "../queue/postgres-server.ts";

jest.setTimeout(60_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weighbridge-storage-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(options: { databaseUrl?: string; dataDir: string }): Promise<string> {
  const error: unknown = await openStorage(options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StorageError);
  return error instanceof Error ? error.message : "";
}

describe("without a database URL", () => {
  test("queue and store share the data directory, which is made", async () => {
    const dataDir = join(folder, "new", "data");
    const storage = await openStorage({ dataDir, databaseUrl: "" });
    expect(await storage.queue.enqueue({ key: "k", lane: "l", event: 1 })).toBe("stored");
    await storage.store.put("s", "k", 2);
    await Promise.all([storage.close(), storage.close()]);
    const again = await openStorage({ dataDir });
    expect(await again.queue.counts()).toMatchObject({ waiting: 1 });
    expect(await again.store.get("s", "k")).toBe(2);
    await again.close();
  });

  test("a data directory belongs to one process", async () => {
    const storage = await openStorage({ dataDir: folder });
    expect(await refusal({ dataDir: folder })).toBe(
      `${folder}: another process uses this data directory. Stop it, or set DATA_DIR to a directory of its own; several processes share work through DATABASE_URL.`,
    );
    await storage.close();
    await (await openStorage({ dataDir: folder })).close();
  });

  test("says when the directory cannot be one", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(await refusal({ dataDir: file })).toMatch(
      /file: the data directory cannot be written \(EEXIST.*Set DATA_DIR/,
    );
    expect(await refusal({ dataDir: join(file, "data") })).toMatch(/the data directory cannot be written \(ENOTDIR/);
  });

  test("says when the file is not a database, or a newer version's", async () => {
    writeFileSync(join(folder, "weighbridge.db"), "not a database at all, but long enough to look at".repeat(50));
    expect(await refusal({ dataDir: folder })).toMatch(
      /weighbridge\.db: the database cannot be opened \(.*not a database/,
    );
    const other = join(folder, "newer");
    mkdirSync(other);
    const database = new Database(join(other, "weighbridge.db"));
    database.exec("PRAGMA user_version = 999");
    database.close();
    expect(await refusal({ dataDir: other })).toMatch(/a newer Weighbridge wrote this database/);
    // What could not be opened is not held.
    rmSync(join(other, "weighbridge.db"));
    await (await openStorage({ dataDir: other })).close();
  });
});

describe("with a database URL", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.stop());

  test("queue and store share the database, which needs no data directory", async () => {
    const databaseUrl = await server.createDatabase();
    const storage = await openStorage({ databaseUrl, dataDir: join(folder, "unused") });
    expect(await storage.queue.enqueue({ key: "k", lane: "l", event: 1 })).toBe("stored");
    await storage.store.put("s", "k", 2);
    const other = await openStorage({ databaseUrl, dataDir: "" });
    expect(await other.queue.counts()).toMatchObject({ waiting: 1 });
    expect(await other.store.get("s", "k")).toBe(2);
    await other.close();
    await storage.close();
  });

  test("says what is wrong with it, without the password", async () => {
    const good = new URL(await server.createDatabase());
    const place = `postgres://${good.host}`;
    const variant = (change: (url: URL) => void): string => {
      const url = new URL(good);
      change(url);
      return url.href;
    };
    const refusals = await Promise.all(
      [
        variant((url) => {
          url.port = "1";
        }),
        variant((url) => {
          url.password = "wrong-secret";
        }),
        variant((url) => {
          url.pathname = "/missing";
        }),
        "postgres://user:hidden-secret@host:port/x",
      ].map((databaseUrl) => refusal({ databaseUrl, dataDir: "" })),
    );
    expect(refusals).toEqual([
      expect.stringMatching(
        /^postgres:\/\/127\.0\.0\.1:1\/\w+: the database cannot be reached \(.*ECONNREFUSED.*\)\. Check DATABASE_URL/,
      ),
      `${place}${good.pathname}: the server refuses the user or the password. Check DATABASE_URL and that the server runs.`,
      `${place}/missing: the server has no such database. Check DATABASE_URL and that the server runs.`,
      "DATABASE_URL is not the address of a PostgreSQL database. It should look like postgres://user:password@host:5432/name.",
    ]);
    expect(refusals.join("\n")).not.toMatch(/secret|a:b@c/);
  });

  test("says when a newer version set up the database", async () => {
    const databaseUrl = await server.createDatabase();
    await (await openStorage({ databaseUrl, dataDir: "" })).close();
    await server.run(databaseUrl, "INSERT INTO weighbridge.schema_version VALUES (999)");
    expect(await refusal({ databaseUrl, dataDir: "" })).toMatch(/a newer Weighbridge set up this database/);
  });
});
