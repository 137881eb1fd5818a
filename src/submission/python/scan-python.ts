const DEFINITION = /^[ \t]*(?:async )?(?:def|class)[ \t]+(\w+)|^(\w+)[ \t]*[:=]/gm;
const CHECKPOINT_ENDING = /\.(?:pth|pt|pkl|bin|ckpt|safetensors|npz|pdparams|tar|zip|h5)(?!\w)/g;
const ADDRESS_LIMIT = 400;

/**
 * Names that a Python text defines or assigns, found without parsing it. Methods and nested definitions are among them: the set says
 * what a file has, not where.
 */
export function scanNames(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const match of text.matchAll(DEFINITION)) names.add(match[1] ?? match[2] ?? "");
  return names;
}

/** Addresses of checkpoint files that a text holds, as far back as they are written in one piece. */
export function scanCheckpoints(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const match of text.matchAll(CHECKPOINT_ENDING)) {
    let start = match.index;
    const end = start + match[0].length;
    while (start > 0 && end - start < ADDRESS_LIMIT && /[\w.+:/%@~-]/.test(text[start - 1] ?? "")) start--;
    found.add(text.slice(start, end));
  }
  return found;
}
