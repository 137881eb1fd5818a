import type { Disposition, Enqueued, Job, NewJob } from "../queue/queue.ts";
import type { Store } from "../store/store.ts";
import type { ReviewRecord } from "../work/review-record.ts";
import type { AppCredentials, Environment } from "./environment.ts";

/** What the workshop's thread is given when it begins. */
export interface WorkshopSettings {
  readonly environment: Environment;
  readonly credentials: AppCredentials;
}

/** What the thread asks of the storage, which the main thread alone holds. */
export interface WorkshopStorage extends Pick<Store, "get" | "put" | "delete" | "list"> {
  enqueue(job: NewJob): Promise<Enqueued>;
}

export type StorageCall = {
  [Name in keyof WorkshopStorage]: { readonly name: Name; readonly values: Parameters<WorkshopStorage[Name]> };
}[keyof WorkshopStorage];

/** An error on its way between threads: a clone would lose its name and its code, by which its cause is told. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly code: string;
  readonly stack: string;
}

/** What became of something that was asked, by the number under which it was asked. */
export type Outcome<T> =
  | { readonly number: number; readonly value: T }
  | { readonly number: number; readonly error: SentError };

/** To the thread. `abort` is about a job; `stop`: no job runs any more, end. */
export type WorkshopOrder =
  | { readonly type: "job"; readonly number: number; readonly job: Job }
  | { readonly type: "abort"; readonly number: number }
  | ({ readonly type: "answer" } & Outcome<unknown>)
  | { readonly type: "stop" };

/** From the thread. `run`: the record of a run, for the metrics. */
export type WorkshopNews =
  | ({ readonly type: "ended" } & Outcome<Disposition>)
  | { readonly type: "call"; readonly number: number; readonly call: StorageCall }
  | { readonly type: "run"; readonly record: ReviewRecord };

export function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), code: "", stack: "" };
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return { name: error.name, message: error.message, code, stack: error.stack ?? "" };
}

export function receivedError({ name, message, code, stack }: SentError): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = stack;
  return code === "" ? error : Object.assign(error, { code });
}
