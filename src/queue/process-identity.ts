import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { codeOf } from "./storage-error.ts";

/** Names a process so that another on the same machine can tell whether it still lives. */
export interface ProcessIdentity {
  /** Where the process id means something: the boot of the machine and its process namespace, for a container's ids are not its host's. */
  readonly scope: string;
  readonly pid: number;
  /** When it began, by the system's own count; empty where the system does not say. A process id is given anew. */
  readonly started: string;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return { scope: ownScope(), pid: process.pid, started: startOf(process.pid) ?? "" };
}

/** Whether that process is gone for certain; `false` also when this one cannot know. */
export function isGone(identity: ProcessIdentity, own: ProcessIdentity): boolean {
  if (identity.scope !== own.scope) return false;
  try {
    process.kill(identity.pid, 0);
  } catch (error) {
    return codeOf(error) === "ESRCH";
  }
  const started = startOf(identity.pid);
  return identity.started !== "" && started !== undefined && started !== identity.started;
}

function ownScope(): string {
  const boot = read(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  const namespace = read(() => readlinkSync("/proc/self/ns/pid"));
  return boot !== undefined && namespace !== undefined ? `${boot} ${namespace}` : hostname();
}

function startOf(pid: number): string | undefined {
  const status = read(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The name of the program stands in parentheses and may hold spaces; the start is the twentieth field after it.
  return status?.slice(status.lastIndexOf(")") + 2).split(" ")[19];
}

function read(from: () => string): string | undefined {
  try {
    return from();
  } catch {
    return undefined;
  }
}
