import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

/** Where GitHub sends webhooks. */
export const WEBHOOK_PATH = "/api/github/webhooks";
/** Where GitHub sends whoever has created the App. */
export const SETUP_DONE_PATH = "/probot/setup";

const appFile = z.looseObject({
  name: z.string(),
  description: z.string(),
  url: z.string(),
  public: z.boolean(),
  default_permissions: z.record(z.string(), z.enum(["read", "write"])),
  default_events: z.array(z.string()),
});
export type AppFile = z.output<typeof appFile>;

/** What the App asks for: app.yml, at the root of the package. Throws when it is not there or not of its form. */
export function readAppFile(): AppFile {
  return appFile.parse(parse(readFileSync(new URL("../../app.yml", import.meta.url), "utf8")));
}

/** The manifest from which GitHub creates the App. Permissions and events are those of app.yml. */
export function manifestOf(app: AppFile, publicUrl: string): Readonly<Record<string, unknown>> {
  return {
    ...app,
    hook_attributes: { url: `${publicUrl}${WEBHOOK_PATH}`, active: true },
    redirect_url: `${publicUrl}${SETUP_DONE_PATH}`,
  };
}
