import type { Answered } from "./fetch-answer.ts";

/** What an answer's code says of the file that was asked for. */
export type FileAnswer =
  | { readonly status: "there" }
  /** The host knows that there is no such file. */
  | { readonly status: "gone"; readonly reason: string }
  | { readonly status: "unreachable"; readonly reason: string };

/** GitHub answers 404 for what is private, too. Gists have no such readers' list: whoever has the URL may read. */
const HIDES_PRIVATE =
  /^(?:github\.com|raw\.githubusercontent\.com|(?:objects|media|user-images)\.githubusercontent\.com)$/;

/** Judges the code of an answer for a file at `url`. Redirects are followed before. */
export function judgeFileAnswer(url: string, answer: Answered): FileAnswer {
  const { code } = answer;
  if (code === 200 || code === 206) return { status: "there" };
  if (code === 404 || code === 410) {
    const hidden = [url, answer.url].some((one) => HIDES_PRIVATE.test(hostOf(one)));
    return hidden && code === 404
      ? { status: "unreachable", reason: "GitHub answers 404: it does not exist or is not public" }
      : { status: "gone", reason: `the host answers ${code} ${code === 404 ? "Not Found" : "Gone"}` };
  }
  if (code === 401 || code === 403)
    return { status: "unreachable", reason: `the host does not let it be read (${code})` };
  if (code === 429) return { status: "unreachable", reason: "the host asks to be left alone for a while (429)" };
  return { status: "unreachable", reason: code >= 500 ? `the host failed with ${code}` : `the host answers ${code}` };
}

/** Whether what was sent is a web page: links often lead to the page around a file, or to a login. */
export function isPage(bytes: Uint8Array, contentType: string | undefined): boolean {
  const start = new TextDecoder("latin1")
    .decode(bytes.subarray(0, 1024))
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart();
  if (/^(?:<!doctype html|<html|<head|<body)/i.test(start)) return true;
  return start.startsWith("<") && /^\s*text\/html\b/i.test(contentType ?? "");
}

/** The last part of a URL's path, decoded; empty when there is none. */
export function fileNameOf(url: string): string {
  let path: string;
  try {
    path = new URL(url).pathname;
  } catch {
    path = url.split(/[?#]/, 1)[0] ?? "";
  }
  const name = path.slice(path.lastIndexOf("/") + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname;
  } catch {
    return "";
  }
}
