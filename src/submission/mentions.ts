import type { Mention } from "./markdown-text.ts";

const LOGIN = /@([a-z\d]+(?:-[a-z\d]+)*)(\/[a-z\d][\w-]*)?/iy;
const LONGEST_LOGIN = 39;
const FURTHEST_DEFINITION = 6;

function isDecorator(text: string, start: number): boolean {
  let before = start - 1;
  while (text[before] === " " || text[before] === "\t") before--;
  if (before >= 0 && text[before] !== "\n") return false;
  let at = text.indexOf("\n", start);
  for (let line = 0; at >= 0 && line < FURTHEST_DEFINITION; line++) {
    const end = text.indexOf("\n", at + 1);
    const next = text.slice(at + 1, Math.min(end < 0 ? text.length : end, at + 200)).trimStart();
    if (/^(?:async )?(?:def|class) /.test(next)) return true;
    if (!next.startsWith("@") && !next.startsWith("def ")) return false;
    at = end;
  }
  return false;
}

/**
 * Finds `@login` and `@org/team` in prose by GitHub's rules. An attribute (`@torch.jit.script`), a decorator above a
 * definition, an e-mail address and a figure (`IoU @50`) are none. `isPlain` tells whether an offset lies outside links.
 */
export function readMentions(prose: string, isPlain: (offset: number) => boolean): readonly Mention[] {
  const mentions: Mention[] = [];
  for (let at = prose.indexOf("@"); at >= 0; at = prose.indexOf("@", at + 1)) {
    if ((at > 0 && /[\w/.@`]/.test(prose[at - 1] ?? "")) || !isPlain(at)) continue;
    LOGIN.lastIndex = at;
    const match = LOGIN.exec(prose);
    if (match === null) continue;
    const login = match[1] ?? "";
    const end = at + match[0].length;
    if (login.length > LONGEST_LOGIN || !/[a-z]/i.test(login)) continue;
    const after = prose.slice(end, end + 2);
    if (/^[\w@/]/.test(after) || /^[.-][\w-]/.test(after)) continue;
    if (isDecorator(prose, at)) continue;
    mentions.push({ login: match[0].slice(1), start: at, end });
  }
  return mentions;
}
