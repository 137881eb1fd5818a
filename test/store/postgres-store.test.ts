import { jest } from "@jest/globals";
import { PostgresDatabase } from "../../src/queue/postgres-database.ts";
import { PostgresStore } from "../../src/store/postgres-store.ts";
import { type PostgresServer, startPostgres } from "../queue/postgres-server.ts";
import { describeStore } from "./store-contract.ts";

jest.setTimeout(60_000);

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

describeStore("the PostgreSQL store", async () => {
  const url = await server.createDatabase();
  let opened: { database: PostgresDatabase; store: PostgresStore } | undefined;
  return {
    open: async () => {
      const database = await PostgresDatabase.open(url);
      const store = new PostgresStore(database);
      opened = { database, store };
      return store;
    },
    close: async () => {
      await opened?.store.close();
      await opened?.database.close();
    },
  };
});
