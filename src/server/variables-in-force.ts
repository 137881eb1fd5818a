import { join, resolve } from "node:path";
import { credentialsPath, readVariables } from "./credentials-file.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** What names an App. Credentials of two Apps must never be mixed: GitHub refuses them all. */
const OF_THE_APP = ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET"];

/** Set to nothing is how compose files and shells leave a variable out. */
function stated(variables: Variables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((one): one is [string, string] => (one[1] ?? "").trim() !== ""),
  );
}

/** `given` over the `.env` of `folder`; whichever of its two variables the key stands in. */
function givenOver(given: Variables, folder: string): Record<string, string> {
  const own = stated(given);
  const { PRIVATE_KEY, PRIVATE_KEY_PATH, ...rest } = stated(readVariables(join(folder, ".env")));
  if (own.PRIVATE_KEY !== undefined || own.PRIVATE_KEY_PATH !== undefined) return { ...rest, ...own };
  return {
    ...rest,
    ...(PRIVATE_KEY === undefined ? {} : { PRIVATE_KEY }),
    ...(PRIVATE_KEY_PATH === undefined ? {} : { PRIVATE_KEY_PATH }),
    ...own,
  };
}

/**
 * What the process was given, beneath it the `.env` of the folder that it runs in; beneath both, when they name no App at all, what the
 * set-up page has written into DATA_DIR. Throws when one of the files cannot be read.
 */
export function variablesInForce(given: Variables, folder: string): Variables {
  const over = givenOver(given, folder);
  if (OF_THE_APP.some((name) => over[name] !== undefined)) return over;
  const kept = stated(readVariables(credentialsPath(resolve(folder, over.DATA_DIR?.trim() ?? "data"))));
  return { ...kept, ...over };
}
