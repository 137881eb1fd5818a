import { IntakeError } from "../intake/intake-error.ts";

/** A pull request as a command line names it. */
export interface PullRequestName {
  /** `owner/name`. */
  readonly repo: string;
  readonly number: number;
}

const SHORT = /^([A-Za-z0-9][A-Za-z0-9-]{0,99}\/[A-Za-z0-9._-]{1,100})#([1-9]\d{0,8})$/;
const ADDRESS =
  /^https?:\/\/([A-Za-z0-9.-]{1,253}(?::\d{1,5})?)\/([A-Za-z0-9][A-Za-z0-9-]{0,99}\/[A-Za-z0-9._-]{1,100})\/pull\/([1-9]\d{0,8})(?:[/?#].*)?$/;

/** Host whose pages belong to an API's address: `github.com` for `api.github.com`, else the API's own host. */
function webHost(apiUrl: string): string | undefined {
  try {
    const { host } = new URL(apiUrl);
    return host === "api.github.com" ? "github.com" : host;
  } catch {
    return undefined;
  }
}

/**
 * Reads `owner/repo#123` or a pull request's URL. A URL of another host than the API's is refused, so that a token never goes
 * where the user did not mean it to go. Throws an {@link IntakeError}.
 */
export function readPullRequestName(text: string, apiUrl: string): PullRequestName {
  const short = SHORT.exec(text);
  if (short?.[1] !== undefined) return { repo: short[1], number: Number(short[2]) };
  const address = ADDRESS.exec(text);
  if (address?.[1] === undefined || address[2] === undefined) {
    throw new IntakeError("this names no pull request", text, "Write owner/repo#123 or the pull request's URL.");
  }
  if (address[1].replace(/^www\./, "") !== webHost(apiUrl)) {
    throw new IntakeError(
      `the host ${address[1]} does not belong to the API ${apiUrl}`,
      text,
      `For GitHub Enterprise Server add --api-url https://${address[1]}/api/v3.`,
    );
  }
  return { repo: address[2], number: Number(address[3]) };
}
