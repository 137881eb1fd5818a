import { conversationFile } from "../intake/pull-request-file.ts";
import type { ConversationEntry } from "../submission/pull-request.ts";

/** One comment or review as GitHub tells it. */
export interface Remark {
  readonly kind: ConversationEntry["kind"];
  readonly author: string | undefined;
  readonly isBot: boolean;
  readonly association: string | undefined;
  readonly createdAt: string;
  readonly body: string;
}

/** The conversation, oldest first. What bots say is no part of it, nor a review without words. */
export function conversationOf(remarks: readonly Remark[]): readonly ConversationEntry[] {
  const entries = remarks
    .filter((one) => !one.isBot && (one.kind === "comment" || one.body !== ""))
    .map(({ author, association, createdAt, kind, body }) => ({ author, association, createdAt, kind, body }));
  entries.sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
  return conversationFile.parse(entries);
}
