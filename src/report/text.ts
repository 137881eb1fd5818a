import type { Review } from "../engine/review.ts";
import type { Verdict } from "../engine/verdict.ts";
import type { Kind } from "../submission/contribution-kind.ts";
import { adviceOf } from "./advice.ts";
import { oneLine, shorten, visible } from "./escape.ts";
import { ledgerLines } from "./ledger-text.ts";
import { placeOf, placeText } from "./place.ts";
import { renderReproductionKit } from "./reproduction-kit.ts";
import { stateOf } from "./state.ts";
import { counted, sortVerdicts } from "./turn.ts";

export interface TextOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Ends with the script that reproduces the results. */
  readonly kit?: boolean;
}

const CODES = { red: "31", green: "32", yellow: "33", bold: "1", dim: "2" } as const;
type Style = keyof typeof CODES;

const KIND_NAMES: Readonly<Record<Kind, string>> = {
  "new-architecture": "new architecture",
  "new-weights": "new weights",
  "not-a-model-contribution": "not a model contribution",
};
const MINIMUM_WIDTH = 40;
const MAXIMUM_WIDTH = 120;
const PLACES_SHOWN = 3;
const FINDINGS_SHOWN = 8;

/** A writer of wrapped, coloured lines. Only what it adds itself is an escape sequence: strangers' own are removed first. */
class Page {
  readonly #lines: string[] = [];
  readonly #width: number;
  readonly #colour: boolean;

  constructor({ colour, width }: TextOptions) {
    this.#colour = colour;
    this.#width = Math.min(MAXIMUM_WIDTH, Math.max(MINIMUM_WIDTH, Math.floor(width) || MINIMUM_WIDTH));
  }

  paint(text: string, ...styles: readonly Style[]): string {
    if (!this.#colour || styles.length === 0) return text;
    return `\u001b[${styles.map((one) => CODES[one]).join(";")}m${text}\u001b[0m`;
  }

  /** Wraps words at the page's width; following lines are indented as far as the first one's text. */
  wrap(prefix: string, text: string, styles: readonly Style[] = [], hanging: number = prefix.length): void {
    const room = Math.max(20, this.#width - hanging);
    const rows: string[] = [];
    let row = "";
    for (const word of oneLine(text, 1_500).split(" ")) {
      if (row !== "" && row.length + 1 + word.length > room) {
        rows.push(row);
        row = word;
      } else row = row === "" ? word : `${row} ${word}`;
    }
    rows.push(row);
    for (const [index, one] of rows.entries()) {
      this.#lines.push((index === 0 ? prefix : " ".repeat(hanging)) + this.paint(one, ...styles));
    }
  }

  /** One line as it is, cut to the page. */
  cut(indent: string, text: string, ...styles: readonly Style[]): void {
    this.#lines.push(indent + this.paint(oneLine(text, Math.max(20, this.#width - indent.length)), ...styles));
  }

  /** One line with its spaces kept, as long as it is: to copy, or to stand in columns. */
  copyable(indent: string, text: string, ...styles: readonly Style[]): void {
    this.#lines.push(indent + this.paint(shorten(visible(text).replaceAll("\n", " "), 2_000), ...styles));
  }

  line(text = ""): void {
    this.#lines.push(text);
  }

  toString(): string {
    return this.#lines.join("\n");
  }
}

function details(page: Page, verdict: Verdict, review: Review): void {
  const found = verdict.evidence.filter((one) => one.searched !== true);
  if (found.length === 0 && verdict.evidence.length > 0) {
    const places = new Set(verdict.evidence.map((one) => placeText(placeOf(one, review))));
    page.wrap("    looked in ", [...places].join("; "), ["dim"]);
  }
  for (const one of found.slice(0, PLACES_SHOWN))
    page.cut("    ", `${placeText(placeOf(one, review))}: ${one.quote}`, "dim");
  if (found.length > PLACES_SHOWN) page.line(page.paint(`    and ${found.length - PLACES_SHOWN} more`, "dim"));
  for (const one of verdict.findings.slice(0, FINDINGS_SHOWN)) {
    page.wrap("    - ", `${one.text} (${placeText(placeOf(one.evidence, review))})`);
  }
  if (verdict.findings.length > FINDINGS_SHOWN) page.line(`    - and ${verdict.findings.length - FINDINGS_SHOWN} more`);
  const { words, example } = adviceOf(verdict.fix);
  for (const [index, one] of words.entries()) page.wrap(index === 0 ? "    fix: " : "         ", one);
  for (const one of example === "" ? [] : example.split("\n").slice(0, 30)) page.copyable("      ", one);
}

function group(page: Page, verdicts: readonly Verdict[], mark: string, style: Style, review: Review): void {
  for (const verdict of verdicts) {
    page.line();
    page.line(
      `${page.paint(mark, style, "bold")} ${page.paint(verdict.rule, "bold")} ${page.paint(`(${verdict.level})`, "dim")}`,
    );
    page.wrap("    ", verdict.text);
    details(page, verdict, review);
  }
}

/** The review for a terminal: what to do first, then what is in order and what was not judged. */
export function renderText(review: Review, options: TextOptions): string {
  const page = new Page(options);
  const { pullRequest, kind } = review;
  const state = stateOf(review);
  const style = { author: "red", maintainer: "yellow", ready: "green", nobody: "dim" } as const;
  // A checkout that is not a pull request yet has no number.
  const name = pullRequest.number > 0 ? `${pullRequest.repo}#${pullRequest.number}` : pullRequest.repo;
  page.wrap("", `${name} ${pullRequest.title}`, ["bold"]);
  page.wrap("", `${KIND_NAMES[kind.kind]}: ${kind.reason}`, ["dim"]);
  page.wrap("", state.plain, [style[state.turn]]);
  if (state.turn === "nobody") return `${page}\n`;

  const sorted = sortVerdicts(review.verdicts);
  group(page, sorted.missing, "✗", "red", review);
  group(page, sorted.advised, "!", "yellow", review);
  group(page, sorted.undecided, "?", "yellow", review);
  page.line();
  for (const one of sorted.waived) {
    page.wrap("~ ", `${one.rule} waived by ${one.waiver?.by ?? ""}: ${one.waiver?.reason ?? ""}`);
  }
  if (sorted.met.length > 0) {
    page.wrap(
      `${page.paint("✓", "green")} `,
      `${sorted.met.length} in order: ${sorted.met.map((one) => one.rule).join(", ")}`,
      [],
      2,
    );
  }
  const unjudged = [...sorted.errored, ...sorted.notAssessed];
  for (const reason of new Set(unjudged.map((one) => one.text))) {
    const rules = unjudged.filter((one) => one.text === reason).map((one) => one.rule);
    page.wrap("· ", `not judged: ${rules.join(", ")}. ${reason}`, ["dim"]);
  }
  if (sorted.notApplicable.length > 0) {
    page.wrap(
      "· ",
      `${counted(sorted.notApplicable.length, "rule")} not applicable: ${sorted.notApplicable.map((one) => one.rule).join(", ")}`,
      ["dim"],
    );
  }
  const ledger = ledgerLines(review);
  if (ledger.length > 0) {
    page.line();
    page.line(page.paint("Ledger of claims", "bold"));
    for (const { text, agrees } of ledger) page.copyable("  ", text, ...(agrees ? [] : (["red"] as const)));
  }
  const kit = options.kit === true ? renderReproductionKit(review) : undefined;
  if (kit !== undefined) {
    page.line();
    page.line(page.paint("Reproduce it", "bold"));
    for (const line of kit.split("\n")) page.copyable("  ", line);
  }
  return `${page}\n`;
}
