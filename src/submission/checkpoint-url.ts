const FILE = /\.(?:pth|pt|safetensors|ckpt|bin|pkl|pth\.tar|tar|t7|npz|h5|zip)$/i;

/** Whether a URL's path ends in a file name as checkpoints have. A page about weights is none. */
export function isCheckpointFile(url: string): boolean {
  const path = url.split(/[?#]/, 1)[0] ?? "";
  return FILE.test(path);
}

/** A date (`20220315`, `202203151200`), a step count padded with zeros, or a whole MD5 or SHA-1: no prefix of a SHA-256. */
const NO_HASH =
  /^(?:(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{2}){0,3}|000\d+|[0-9a-f]{32}|[0-9a-f]{40})$/;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\./i;

/** Hash prefix that a checkpoint's file name carries, lower case: `resnet50-0676ba61.pth` gives `0676ba61`. */
export function hashInName(url: string): string | undefined {
  const path = url.split(/[?#]/, 1)[0] ?? "";
  const name = path.slice(path.lastIndexOf("/") + 1).slice(-300);
  const hash = /-([0-9a-f]{8,64})\.[a-z0-9.]{1,12}$/i.exec(name)?.[1]?.toLowerCase();
  return hash === undefined || NO_HASH.test(hash) || UUID.test(name) ? undefined : hash;
}
