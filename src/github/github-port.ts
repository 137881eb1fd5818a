import { z } from "zod";
import { type AnswerStore, createAnswerStore } from "../evidence/answer-store.ts";
import { createFetcher } from "../evidence/fetcher.ts";
import { asksForOpenPullRequests, gatherLinked } from "../evidence/gather-facts.ts";
import { DEFAULT_HOSTS } from "../evidence/url-rules.ts";
import type { Policy } from "../policy/policy.ts";
import { WorkError } from "../queue/retry-causes.ts";
import type { CheckReport, Publication } from "../report/publication.ts";
import type { Store } from "../store/store.ts";
import type { Facts } from "../submission/facts.ts";
import type { Submission, SubmissionInput } from "../submission/submission.ts";
import type {
  AppSite,
  BeginOptions,
  GitHubPort,
  InstallationSite,
  OpenPullRequestName,
  Permission,
  PullRequestSite,
  Reaction,
  ReadSettings,
  SpokenComment,
  PullRequestState as WorkState,
} from "../work/ports.ts";
import type { RequestCounts } from "../work/review-record.ts";
import { CheckRuns } from "./check-run.ts";
import { failedDeliveries, redeliver } from "./deliveries.ts";
import { EvidenceMemory } from "./evidence-memory.ts";
import type { EvidenceQuestions } from "./evidence-questions.ts";
import { foresee, gatherFromGitHub } from "./gather-from-github.ts";
import { workErrorOf } from "./github-error.ts";
import { GitHubApp, type InstallationClient } from "./installation-client.ts";
import { listInstallations, listRepositories, openPullRequestsWithoutCheck } from "./missed-work.ts";
import {
  type PullRequestRef,
  type PullRequestState,
  readPullRequestState,
  repositoryOf,
} from "./pull-request-state.ts";
import { readSubmissionInput } from "./read-submission-input.ts";
import { openReviewSite, type ReviewSite } from "./review-site.ts";

/** Bytes of evidence kept from review to review, to be asked for only if it has changed. */
const EVIDENCE_KEPT = 32 * 1024 * 1024;
const PAGE = 100;

export interface GitHubPortOptions {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly apiUrl: string;
  readonly checkName: string;
  readonly store: Store;
}

function countsOf({ tally }: InstallationClient): RequestCounts {
  const { reads, writes, notModified, tokens } = tally.counts;
  return { reads: reads + tokens, writes, conditional: notModified };
}

/** Comments by people, as commands are read from them; undefined when not all of them are known. */
function spokenComments({ remarks, remarksComplete }: PullRequestState): readonly SpokenComment[] | undefined {
  if (!remarksComplete) return undefined;
  return remarks.flatMap(({ kind, id, author, isBot, createdAt, editedAt, editor, body }) =>
    kind !== "comment" || isBot || id === undefined
      ? []
      : [
          {
            ...{ id, author: author ?? "ghost", body, at: editedAt ?? createdAt },
            ...(editor === undefined ? {} : { editor }),
          },
        ],
  );
}

interface Opened {
  readonly ref: PullRequestRef;
  readonly site: ReviewSite;
}

/** One pull request, as the worker sees it. */
class PullRequestOnGitHub implements PullRequestSite {
  readonly #client: InstallationClient;
  readonly #open: () => Promise<Opened>;
  readonly #evidence: AnswerStore;
  #state: PullRequestState | undefined;
  #memory: EvidenceMemory | undefined;
  #questions: EvidenceQuestions | undefined;

  constructor(client: InstallationClient, ref: () => Promise<PullRequestRef>, evidence: AnswerStore) {
    this.#client = client;
    this.#evidence = evidence;
    let opened: Promise<Opened> | undefined;
    this.#open = () => {
      opened ??= ref().then((known) => ({ ref: known, site: openReviewSite(client, known) }));
      return opened;
    };
  }

  async readState(): Promise<WorkState | undefined> {
    const { ref } = await this.#open();
    try {
      this.#state = await this.#readState(ref);
    } catch (error) {
      if (error instanceof WorkError && error.cause === "not-found") return undefined;
      throw error;
    }
    const { pullRequest, headSha, policy } = this.#state;
    return {
      state: pullRequest.state,
      headSha,
      baseRef: pullRequest.baseRef ?? "",
      author: pullRequest.author,
      policy: policy === undefined ? undefined : { text: policy.text, file: policy.file },
      comments: spokenComments(this.#state),
    };
  }

  async #readState(ref: PullRequestRef): Promise<PullRequestState> {
    this.#memory = new EvidenceMemory(this.#client, ref.repo, ref.number);
    this.#questions = await this.#memory.recall();
    return await readPullRequestState(this.#client, ref, this.#questions);
  }

  /** `asksEvidence` false: nothing is asked along that only evidence is made of. */
  async read({ asksEvidence = true, ...settings }: ReadSettings): Promise<SubmissionInput> {
    this.#state ??= await this.#readState((await this.#open()).ref);
    if (asksEvidence && this.#questions !== undefined) foresee(this.#questions, this.#state);
    return await readSubmissionInput(this.#client, this.#state, settings, this.#questions);
  }

  async gather(submission: Submission, { evidence: bounds }: Policy): Promise<Facts> {
    const { claims, pullRequest, contribution, diff } = submission;
    const { ref } = await this.#open();
    const memory = this.#memory ?? new EvidenceMemory(this.#client, ref.repo, ref.number);
    const questions = this.#questions ?? (await memory.recall());
    const rules = { hosts: [...DEFAULT_HOSTS, ...bounds.hosts] };
    const fetcher = createFetcher({ rules, bounds, etags: this.#evidence });
    try {
      const [{ asked, ...told }, linked] = await Promise.all([
        gatherFromGitHub(submission, { client: this.#client, questions, bounds }),
        gatherLinked(claims, pullRequest, fetcher, bounds, () => undefined, diff),
      ]);
      const open = asksForOpenPullRequests(contribution);
      await memory.remember({ tickets: asked, open }, open ? questions.openPullRequests : undefined);
      return { ...told, ...linked };
    } finally {
      await fetcher.close();
    }
  }

  async begin(headSha: string, options: BeginOptions): Promise<void> {
    await (await this.#open()).site.begin(headSha, options);
  }

  async publish(headSha: string, publication: Publication, onChecked: (check: CheckReport) => void): Promise<void> {
    await (await this.#open()).site.publish(headSha, publication, { state: this.#stateOf(headSha), onChecked });
  }

  async publishCheck(sha: string, check: CheckReport): Promise<void> {
    await (await this.#open()).site.publishCheck(sha, check, this.#stateOf(sha));
  }

  async endCheck(sha: string, check: CheckReport): Promise<void> {
    await (await this.#open()).site.endCheck(sha, check);
  }

  /** What was read of the pull request, if it is about that commit. */
  #stateOf(sha: string): PullRequestState | undefined {
    return this.#state?.headSha === sha ? this.#state : undefined;
  }

  async permissionOf(login: string): Promise<Permission> {
    return await (await this.#open()).site.permissionOf(login);
  }

  async react(commentId: number, reaction: Reaction): Promise<void> {
    await (await this.#open()).site.react(commentId, reaction);
  }

  async reply(commentId: number, marker: string, text: string): Promise<void> {
    await (await this.#open()).site.reply(commentId, text, this.#state, marker);
  }

  requests(): RequestCounts {
    return countsOf(this.#client);
  }
}

async function listOpen(
  client: InstallationClient,
  repo: string,
  limit: number,
): Promise<readonly OpenPullRequestName[]> {
  const form = z.object({ number: z.int(), head: z.object({ sha: z.string() }), base: z.object({ ref: z.string() }) });
  const open: OpenPullRequestName[] = [];
  try {
    for (let page = 1; open.length < limit; page++) {
      const { data } = await client.octokit.rest.pulls.list({
        ...repositoryOf(repo),
        state: "open",
        per_page: PAGE,
        page,
      });
      const listed = z.array(form).parse(data);
      open.push(...listed.map(({ number, head, base }) => ({ number, headSha: head.sha, baseRef: base.ref })));
      if (listed.length < PAGE) break;
    }
    return open.slice(0, limit);
  } catch (error) {
    throw workErrorOf(error);
  }
}

/** GitHub as the worker needs it, through the App's clients. Asks nothing yet. */
export function openGitHubPort({ appId, privateKey, apiUrl, checkName, store }: GitHubPortOptions): GitHubPort {
  const app = new GitHubApp({ appId, privateKey, apiUrl, store });
  const evidence = createAnswerStore(EVIDENCE_KEPT);
  return {
    pullRequest(installation, repo, number) {
      const ref = async (): Promise<PullRequestRef> => {
        const { slug } = await app.identity();
        return { repo, number, appId, appSlug: slug, checkName };
      };
      return new PullRequestOnGitHub(app.installation(installation), ref, evidence);
    },
    installation(installation): InstallationSite {
      const client = app.installation(installation);
      return {
        openPullRequests: (repo, limit) => listOpen(client, repo, limit),
        withoutCheck: (repo) => openPullRequestsWithoutCheck(client, { repo, appId, checkName }),
        repositories: (limit) => listRepositories(client, Math.ceil(limit / PAGE)),
        async publishCheck(repo, sha, check) {
          const { slug } = await app.identity();
          // No pull request is known, so the check names none.
          const runs = new CheckRuns(client, { repo, number: 0, appId, appSlug: slug, checkName });
          try {
            await runs.publish(sha, check, undefined);
          } catch (error) {
            throw workErrorOf(error, true);
          }
        },
        requests: () => countsOf(client),
      };
    },
    app(): AppSite {
      const self = app.self();
      return {
        failedDeliveries: (since) => failedDeliveries(self, since.getTime()),
        redeliver: (id) => redeliver(self, id),
        installations: (limit) => listInstallations(self, Math.ceil(limit / PAGE)),
      };
    },
  };
}
