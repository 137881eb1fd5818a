import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmbeddedDatabase } from "../../src/queue/embedded-database.ts";
import { EmbeddedStore } from "../../src/store/embedded-store.ts";
import { describeStore } from "./store-contract.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describeStore("the embedded store", async () => {
  const folder = mkdtempSync(join(tmpdir(), "weighbridge-store-"));
  folders.push(folder);
  let opened: { database: EmbeddedDatabase; store: EmbeddedStore } | undefined;
  return {
    open: async () => {
      const database = await EmbeddedDatabase.open(folder);
      const store = new EmbeddedStore(database);
      opened = { database, store };
      return store;
    },
    close: async () => {
      await opened?.store.close();
      await opened?.database.close();
    },
  };
});
