import { citeText } from "./citation.ts";
import type { PlaceClaim } from "./claims.ts";
import type { MarkdownText } from "./markdown-text.ts";
import { splitSentences } from "./sentence.ts";
import { readStatedUrls, type StatedUrl } from "./stated-url.ts";
import type { WebAddress } from "./web-address.ts";
import { isWithin } from "./web-address.ts";
import { callsItCheckpoint, callsItLog } from "./weights-words.ts";

/** Hosts that name a file by a number, so that an address tells nothing of what it holds. */
const MUTE_HOSTS = [
  "drive.google.com",
  "1drv.ms",
  "onedrive.live.com",
  "pan.baidu.com",
  "mega.nz",
  "we.tl",
  "wetransfer.com",
];
/** Words that make it something else. */
const OTHER =
  /\b(?:data ?sets?|annotations?|images?|videos?|demos?|slides?|papers?|docs?|documents?|notebooks?|papers?|pdf|figures?|presentation|screenshots?|code|scripts?|configs?)\b/i;
const HUB = /(?:^|[\s`"'([])((?:hf:\/\/)?[A-Za-z][\w-]{1,38}\/[A-Za-z][\w.-]{1,80})(?=$|[\s`"')\].,])/;
const HUB_WORDS = /\b(?:hub|hugging ?face|model ?scope|hf)\b/i;
const BUCKET = /\b(?:s3|gs|hf|oss|obs|bos|wasb|az):\/\/[^\s"'`<>)\]]{3,300}/gi;
const CHECKPOINT = /\b(?:weights?|checkpoints?|ckpts?|models?)\b/i;
const LOG = /\b(?:logs?|tensorboard)\b/i;
const PUT_OFF = /\b(?:will|soon|later|todo|tbd|plan\w*|going to|not yet|once|after the|when)\b|\?\s*$/i;

/**
 * Places that may hold a checkpoint or a log, where only a person can tell: a bucket, a name on a model hub, a link to a file store that
 * nothing describes.
 */
export function readPlaceClaims(text: MarkdownText): PlaceClaim[] {
  return [...readMuteLinks(text), ...readNamedPlaces(text)].slice(0, 50);
}

function readMuteLinks(text: MarkdownText): PlaceClaim[] {
  return readStatedUrls(text)
    .filter((url) => url.form !== "code" && isMute(url))
    .map((url) => ({
      holds: url.address !== undefined && isModelPage(url.address) ? "checkpoint" : "unknown",
      evidence: citeText(text, url.start, url.end),
    }));
}

function isMute(url: StatedUrl): boolean {
  const { address } = url;
  if (address === undefined) return false;
  if (!MUTE_HOSTS.some((host) => isWithin(address.host, host)) && !isModelPage(address)) return false;
  if (address.segments.length === 0 && address.query === "") return false;
  if (callsItLog(url) !== undefined || callsItCheckpoint(url)) return false;
  return ![url.label, url.column, url.before, url.after.slice(0, 60), url.leadIn, url.heading].some((words) =>
    OTHER.test(words),
  );
}

/** A model's page on a hub, where its weights most often lie. */
function isModelPage({ host, segments }: WebAddress): boolean {
  if (host !== "huggingface.co" && host !== "hf.co") return false;
  return (
    segments.length === 2 &&
    !/^(?:docs|papers|blog|learn|spaces|datasets|collections|posts|tasks|join|login|organizations|settings)$/.test(
      segments[0] ?? "",
    )
  );
}

function readNamedPlaces(text: MarkdownText): PlaceClaim[] {
  const places: PlaceClaim[] = [];
  for (const sentence of splitSentences(text)) {
    if (places.length >= 50) break;
    const words = text.statements.slice(sentence.start, sentence.end);
    if (!words.includes("/") || PUT_OFF.test(sentence.text)) continue;
    const holds = LOG.test(sentence.text) ? "log" : CHECKPOINT.test(sentence.text) ? "checkpoint" : undefined;
    if (holds === undefined) continue;
    for (const match of words.matchAll(BUCKET)) {
      const start = sentence.start + match.index;
      places.push({ holds, evidence: citeText(text, start, start + match[0].length) });
    }
    const name = HUB_WORDS.test(sentence.text) ? HUB.exec(words) : null;
    if (name?.[1] !== undefined && holds === "checkpoint") {
      const start = sentence.start + name.index + name[0].length - name[1].length;
      places.push({ holds, evidence: citeText(text, start, start + name[1].length) });
    }
  }
  return places;
}
