import type { Association } from "./pull-request.ts";

const INSIDERS: ReadonlySet<Association> = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

/** Whether GitHub counts somebody of that association to the project. One who has left it is no longer told from a contributor. */
export function isInsider(association: Association): boolean {
  return INSIDERS.has(association);
}
