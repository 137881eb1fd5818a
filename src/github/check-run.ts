import { createHash } from "node:crypto";
import { z } from "zod";
import type { Annotation } from "../report/annotation.ts";
import type { CheckAction, CheckReport } from "../report/publication.ts";
import { counted } from "../report/turn.ts";
import { refusalOf } from "./github-error.ts";
import type { InstallationClient } from "./installation-client.ts";
import { CHECK_NAME, externalIdOf, type OwnCheckRun, type PullRequestRef, repositoryOf } from "./pull-request-state.ts";

const SPACE = "github-checks";
/** GitHub calls an unfinished check stale after 14 days. */
const KEPT = 30 * 24 * 60 * 60_000;
/** GitHub takes fifty annotations in a request, and adds them to those that are there. */
const ANNOTATIONS_PER_REQUEST = 50;
/** Annotations of a check run at most; what is beyond stands in the check's text. */
const ANNOTATION_LIMIT = 300;
/** Annotations that a note names at most: of those that no longer apply the oldest are forgotten first. */
const NOTED = 600;

/** What we last wrote into a run, noted at the end of its own text: what was sent is known even after an answer was lost. */
interface Note {
  /** Of everything that is shown; empty while a run is half written. */
  readonly hash: string;
  /** Of the annotations sent so far. */
  readonly annotations: readonly string[];
}

const NOTE = /<!-- weighbridge:check ([0-9a-f]{0,16}) ([0-9a-f,]{0,8000}) -->\s{0,8}$/;

function noteIn(text: string): Note {
  const found = NOTE.exec(text.slice(-8_100));
  const [, hash = "", annotations = ""] = found ?? [];
  return { hash, annotations: annotations.split(",").filter((one) => one !== "") };
}

function hashOf(value: unknown, length: number): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, length);
}

/** Something that GitHub holds of ours for a head. */
interface KnownRun {
  readonly id: number;
  readonly completed: boolean;
  readonly conclusion: string | undefined;
  readonly note: Note;
}

const runResponse = z.object({
  id: z.number(),
  status: z.string(),
  conclusion: z.string().nullish(),
  external_id: z.string().nullish(),
  app: z.object({ id: z.number() }).nullish(),
  output: z.object({ text: z.string().nullish() }).nullish(),
});

const record = z.object({ id: z.number().nullable(), restarted: z.boolean().optional() });
type Record = z.output<typeof record>;

export interface BeginOptions {
  /** The head has just come: no run of ours can be there, and none is looked for. */
  readonly isNewHead?: boolean;
  /** Someone asked for the check again: a finished run is opened once more, and written even if nothing changed. */
  readonly restart?: boolean;
}

const PLACEHOLDER = { title: "Review in progress", summary: "The claims are being weighed against the evidence." };

function annotationBody(one: Annotation) {
  return {
    path: one.path,
    start_line: one.startLine,
    end_line: one.endLine,
    annotation_level: one.level,
    message: one.message,
    title: one.title,
    ...(one.startColumn === undefined ? {} : { start_column: one.startColumn }),
    ...(one.endColumn === undefined ? {} : { end_column: one.endColumn }),
  };
}
type AnnotationBody = ReturnType<typeof annotationBody>;

/** Annotations by a key of what they say and where. How bad it is taken for is left out: GitHub would keep both beside each other. */
function annotationsOf({ annotations }: CheckReport): ReadonlyMap<string, AnnotationBody> {
  return new Map(
    annotations.map((one) => {
      const { annotation_level, ...said } = annotationBody(one);
      return [hashOf(said, 12), { ...said, annotation_level }] as const;
    }),
  );
}

/** What is sent of a run, in GitHub's words. */
interface CheckBody {
  readonly details_url?: string;
  readonly status?: "in_progress" | "completed";
  readonly conclusion?: CheckReport["conclusion"];
  readonly actions?: CheckAction[];
  readonly output?: { title: string; summary: string; text?: string; annotations?: AnnotationBody[] };
}

/** What a run is to show. */
interface Content {
  readonly report: CheckReport;
  readonly hash: string;
  readonly annotations: ReadonlyMap<string, AnnotationBody>;
  /** Annotations that are more than a run takes. */
  readonly beyond: number;
}

/** One request's share of a report. */
interface Step {
  readonly annotations: readonly AnnotationBody[];
  readonly note: Note;
  readonly last: boolean;
}

/** The report in as many steps as its unsent annotations need; the note of each says what has been sent with it. */
function stepsOf(hash: string, annotations: ReadonlyMap<string, AnnotationBody>, sent: readonly string[]): Step[] {
  const unsent = [...annotations].filter(([key]) => !sent.includes(key));
  const steps: Step[] = [];
  let done = [...sent.filter((key) => !annotations.has(key)), ...sent.filter((key) => annotations.has(key))];
  for (let at = 0; at === 0 || at < unsent.length; at += ANNOTATIONS_PER_REQUEST) {
    const share = unsent.slice(at, at + ANNOTATIONS_PER_REQUEST);
    done = [...done, ...share.map(([key]) => key)].slice(-NOTED);
    const last = at + ANNOTATIONS_PER_REQUEST >= unsent.length;
    steps.push({
      annotations: share.map(([, body]) => body),
      note: { hash: last ? hash : "", annotations: done },
      last,
    });
  }
  return steps;
}

/** The text with what must be said of its annotations, and the note. */
function textWith({ text }: CheckReport, current: ReadonlyMap<string, unknown>, beyond: number, note: Note): string {
  const outdated = note.annotations.filter((one) => !current.has(one)).length;
  const parts = [
    ...(text === "" ? [] : [text]),
    ...(outdated === 0
      ? []
      : [
          `GitHub keeps every annotation of a commit: ${counted(outdated, "annotation")} of an earlier review of this commit no longer ${outdated === 1 ? "applies" : "apply"}.`,
        ]),
    ...(beyond === 0 ? [] : [`${counted(beyond, "further place")} not annotated.`]),
    `<!-- weighbridge:check ${note.hash} ${note.annotations.join(",")} -->`,
  ];
  return parts.join("\n\n");
}

function isGone(error: unknown): boolean {
  const status = refusalOf(error)?.status;
  return status === 404 || status === 410;
}

/** Keeps one check run for each head of a pull request. */
export class CheckRuns {
  readonly #client: InstallationClient;
  readonly #ref: PullRequestRef;
  readonly #name: string;
  /** Runs that this very work made or wrote, by head. */
  readonly #own = new Map<string, KnownRun>();

  constructor(client: InstallationClient, ref: PullRequestRef) {
    this.#client = client;
    this.#ref = ref;
    this.#name = ref.checkName ?? CHECK_NAME;
  }

  /** Sees to it that a run stands on the head: in one request when the head is new or the run known. */
  async begin(headSha: string, { isNewHead = false, restart = false }: BeginOptions): Promise<void> {
    const known = await this.#record(headSha);
    if (known === undefined && isNewHead) {
      await this.#create(headSha, { status: "in_progress", output: PLACEHOLDER }, true);
      return;
    }
    const id = known?.id ?? (await this.#find(headSha))?.id;
    if (id === undefined) {
      await this.#create(headSha, { status: "in_progress", output: PLACEHOLDER }, true);
      return;
    }
    if (restart) await this.#restart(headSha, id);
    else if (known?.id !== id) await this.#remember(headSha, { id });
  }

  /**
   * Writes the report into the run of the head, or into a new one. Nothing is written when the run says it all already. `state`: the
   * run as it was read in this work; null: there was none; undefined: it is looked up. Returns whether anything was written.
   */
  async publish(headSha: string, report: CheckReport, state: OwnCheckRun | null | undefined): Promise<boolean> {
    const known = await this.#record(headSha);
    const run = await this.#runOf(headSha, known, state);
    const all = annotationsOf(report);
    const annotations = new Map([...all].slice(0, ANNOTATION_LIMIT));
    const { title, summary, text, conclusion, actions, detailsUrl } = report;
    const hash = hashOf([title, summary, text, conclusion, actions, detailsUrl ?? "", [...annotations.keys()]], 16);
    const isShown = run?.completed === true && run.conclusion === conclusion && run.note.hash === hash;
    if (isShown && known?.restarted !== true) return false;
    const content = { report, hash, annotations, beyond: all.size - annotations.size };
    const stands = await this.#write(headSha, content, run);
    // GitHub may refuse to change what a finished run concluded: then a new run takes its place.
    if (!stands) await this.#write(headSha, content, undefined);
    return true;
  }

  /** Ends the run that was begun on a commit, if it stands unfinished. */
  async end(headSha: string, report: CheckReport): Promise<void> {
    const known = await this.#record(headSha);
    if (known === undefined) return;
    const run = this.#own.get(headSha) ?? (await this.#find(headSha));
    if (run === undefined || run.completed) return;
    this.#own.set(headSha, run);
    await this.publish(headSha, report, undefined);
  }

  /** Returns false when the run does not show what was written. */
  async #write(
    headSha: string,
    { report, hash, annotations, beyond }: Content,
    run: KnownRun | undefined,
  ): Promise<boolean> {
    let at = run;
    let isNew = run === undefined;
    for (const step of stepsOf(hash, annotations, run?.note.annotations ?? [])) {
      const body: CheckBody = {
        ...(report.detailsUrl === undefined ? {} : { details_url: report.detailsUrl }),
        ...(step.last
          ? { status: "completed" as const, conclusion: report.conclusion, actions: [...report.actions] }
          : isNew
            ? { status: "in_progress" as const }
            : {}),
        output: {
          title: report.title,
          summary: report.summary,
          text: textWith(report, annotations, beyond, step.note),
          ...(step.annotations.length === 0 ? {} : { annotations: [...step.annotations] }),
        },
      };
      if (at === undefined) at = await this.#create(headSha, body, false, step.note);
      else {
        const updated = await this.#update(at.id, body);
        if (updated === undefined) return false;
        at = { ...updated, note: step.note };
      }
      this.#own.set(headSha, at);
      isNew = false;
    }
    await this.#remember(headSha, { id: at?.id ?? null });
    return at?.completed === true && at.conclusion === report.conclusion;
  }

  async #runOf(
    headSha: string,
    known: Record | undefined,
    state: OwnCheckRun | null | undefined,
  ): Promise<KnownRun | undefined> {
    const own = this.#own.get(headSha);
    if (own !== undefined) return own;
    if (state) {
      return { id: state.id, completed: state.completed, conclusion: state.conclusion, note: noteIn(state.text) };
    }
    // A run that was asked for, or a note of one, though none was seen: look before another is made.
    return state === null && known === undefined ? undefined : await this.#find(headSha);
  }

  async #find(headSha: string): Promise<KnownRun | undefined> {
    const { data } = await this.#client.octokit.rest.checks.listForRef({
      ...repositoryOf(this.#ref.repo),
      ref: headSha,
      check_name: this.#name,
      app_id: this.#ref.appId,
      filter: "all",
      per_page: 100,
    });
    const runs = z
      .array(runResponse)
      .parse(data.check_runs)
      .filter((one) => one.app?.id === this.#ref.appId && one.external_id === externalIdOf(this.#ref))
      .sort((a, b) => b.id - a.id);
    const [latest] = runs;
    return latest === undefined ? undefined : knownRun(latest);
  }

  async #create(
    headSha: string,
    body: CheckBody,
    urgent: boolean,
    note: Note = { hash: "", annotations: [] },
  ): Promise<KnownRun> {
    // If the answer is lost, this tells the next try to look before it asks again.
    await this.#remember(headSha, { id: null });
    const { data } = await this.#client.octokit.rest.checks.create({
      ...repositoryOf(this.#ref.repo),
      name: this.#name,
      head_sha: headSha,
      external_id: externalIdOf(this.#ref),
      ...body,
      request: { urgent },
    });
    const run = { ...knownRun(runResponse.parse(data)), note };
    this.#own.set(headSha, run);
    await this.#remember(headSha, { id: run.id });
    return run;
  }

  async #update(id: number, body: CheckBody, urgent = false): Promise<KnownRun | undefined> {
    try {
      const { data } = await this.#client.octokit.rest.checks.update({
        ...repositoryOf(this.#ref.repo),
        check_run_id: id,
        ...body,
        request: { urgent },
      });
      return knownRun(runResponse.parse(data));
    } catch (error) {
      if (isGone(error)) return undefined;
      throw error;
    }
  }

  async #restart(headSha: string, id: number): Promise<void> {
    const run = await this.#update(id, { status: "in_progress" }, true);
    if (run === undefined) await this.#create(headSha, { status: "in_progress", output: PLACEHOLDER }, true);
    else await this.#remember(headSha, { id, restarted: true });
  }

  #key(headSha: string): string {
    return `${this.#ref.appId}:${this.#name}:${externalIdOf(this.#ref)}@${headSha}`;
  }

  async #record(headSha: string): Promise<Record | undefined> {
    return record.safeParse(await this.#client.store.get(SPACE, this.#key(headSha))).data;
  }

  async #remember(headSha: string, value: Record): Promise<void> {
    const { id, restarted } = value;
    await this.#client.store.put(SPACE, this.#key(headSha), { id, ...(restarted ? { restarted } : {}) }, KEPT);
  }
}

function knownRun({ id, status, conclusion, output }: z.output<typeof runResponse>): KnownRun {
  return {
    id,
    completed: status === "completed",
    conclusion: conclusion ?? undefined,
    note: noteIn(output?.text ?? ""),
  };
}
