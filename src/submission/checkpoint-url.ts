const FILE = /\.(?:pth|pt|safetensors|ckpt|bin|pkl|pth\.tar|tar|t7|npz|h5|zip)$/i;

/** Whether a URL's path ends in a file name as checkpoints have. A page about weights is none. */
export function isCheckpointFile(url: string): boolean {
  const path = url.split(/[?#]/, 1)[0] ?? "";
  return FILE.test(path);
}

/** Hash prefix that a checkpoint's file name carries, lower case: `resnet50-0676ba61.pth` gives `0676ba61`. */
export function hashInName(url: string): string | undefined {
  const path = url.split(/[?#]/, 1)[0] ?? "";
  const name = path.slice(path.lastIndexOf("/") + 1);
  return /-([0-9a-f]{8,64})\.[a-z0-9.]{1,12}$/i.exec(name)?.[1]?.toLowerCase();
}
