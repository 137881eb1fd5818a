import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { variablesInForce } from "../../src/server/variables-in-force.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "weighbridge-variables-"));
  mkdirSync(join(folder, "data"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const put = (path: string, text: string) => writeFileSync(join(folder, path), text);
const KEPT = { APP_ID: "1", PRIVATE_KEY: "key of 1", WEBHOOK_SECRET: "secret of 1" };
function keep(): void {
  put("data/app.env", 'APP_ID="1"\nPRIVATE_KEY="key of 1"\nWEBHOOK_SECRET="secret of 1"\n');
}

test("what the set-up page has written is in force where no App is named", () => {
  keep();
  expect(variablesInForce({ PORT: "80" }, folder)).toEqual({ ...KEPT, PORT: "80" });
});

test("a variable that is set to nothing takes nothing away", () => {
  keep();
  put(".env", "WEBHOOK_SECRET=\nGH_ORG=acme\n");
  const empty = { APP_ID: "", PRIVATE_KEY: " ", PRIVATE_KEY_PATH: "", WEBHOOK_SECRET: "", GH_ORG: "", DATA_DIR: "" };
  expect(variablesInForce(empty, folder)).toEqual({ ...KEPT, GH_ORG: "acme" });
});

test.each([
  { APP_ID: "2" },
  { PRIVATE_KEY: "key of 2" },
  { PRIVATE_KEY_PATH: "/run/2.pem" },
  { WEBHOOK_SECRET: "secret of 2" },
])("%j alone leaves no credential of another App in force", (given) => {
  keep();
  expect(variablesInForce(given as Record<string, string>, folder)).toEqual(given);
  put(
    ".env",
    Object.entries(given)
      .map(([name, value]) => `${name}="${value}"\n`)
      .join(""),
  );
  expect(variablesInForce({}, folder)).toEqual(given);
});

test("the environment goes before .env, its key before the other's in whichever variable", () => {
  put(".env", "APP_ID=1\nPRIVATE_KEY=one\nPORT=1\n");
  expect(variablesInForce({ PORT: "2" }, folder)).toEqual({ APP_ID: "1", PRIVATE_KEY: "one", PORT: "2" });
  expect(variablesInForce({ PRIVATE_KEY_PATH: "/2.pem" }, folder)).toEqual({
    APP_ID: "1",
    PRIVATE_KEY_PATH: "/2.pem",
    PORT: "1",
  });
});

test("DATA_DIR of .env is where the set-up page has written", () => {
  mkdirSync(join(folder, "elsewhere"));
  put("elsewhere/app.env", "APP_ID=7\n");
  put(".env", "DATA_DIR=elsewhere\n");
  expect(variablesInForce({}, folder).APP_ID).toBe("7");
});
