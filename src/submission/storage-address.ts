import type { WebAddress } from "./web-address.ts";
import { fileNameOf, isAttachment, isWithin } from "./web-address.ts";

const STORES = [
  "drive.google.com",
  "docs.google.com",
  "drive.usercontent.google.com",
  "storage.googleapis.com",
  "storage.cloud.google.com",
  "dropbox.com",
  "dropboxusercontent.com",
  "dl.dropboxusercontent.com",
  "amazonaws.com",
  "cloudfront.net",
  "blob.core.windows.net",
  "onedrive.live.com",
  "1drv.ms",
  "sharepoint.com",
  "box.com",
  "mega.nz",
  "mega.co.nz",
  "pan.baidu.com",
  "yun.baidu.com",
  "bcebos.com",
  "aliyuncs.com",
  "aliyundrive.com",
  "myqcloud.com",
  "myhuaweicloud.com",
  "zenodo.org",
  "figshare.com",
  "osf.io",
  "archive.org",
  "disk.yandex.ru",
  "disk.yandex.com",
  "yadi.sk",
  "huggingface.co",
  "hf.co",
  "modelscope.cn",
  "openxlab.org.cn",
  "kaggle.com",
  "dl.fbaipublicfiles.com",
  "download.pytorch.org",
  "download.openmmlab.com",
  "wetransfer.com",
  "we.tl",
  "pcloud.com",
  "filebin.net",
  "transfer.sh",
  "owncloud.org",
  "nextcloud.com",
  "pastebin.com",
  "gist.github.com",
  "gist.githubusercontent.com",
];

/** Whether a host keeps files for whoever puts them there, so that only the words around tell what they are. */
export function isStorage(address: WebAddress): boolean {
  if (isAttachment(address)) return true;
  const { host, segments } = address;
  if (host === "huggingface.co" || host === "hf.co") {
    return (
      segments.length >= 2 && !/^(?:docs|papers|blog|learn|spaces|posts|tasks|join|login)$/.test(segments[0] ?? "")
    );
  }
  if (host === "github.com") return segments[2] === "releases" && segments.length >= 4;
  return STORES.some((store) => isWithin(host, store));
}

/** A file that holds weights by its name. `strong` endings hold nothing else. */
export function checkpointEnding(address: WebAddress): "strong" | "weak" | undefined {
  const name = fileNameOf(address);
  if (/expect/i.test(name)) return undefined;
  if (/\.(?:pth|pth\.tar|safetensors|ckpt|pdparams)$/i.test(name)) return "strong";
  if (/\.pt$/i.test(name)) return /transform|vocab|tokeni[sz]er|dataset/i.test(name) ? undefined : "strong";
  return /\.(?:bin|pkl|pickle|npz|h5|tar|t7)$/i.test(name) ? "weak" : undefined;
}
