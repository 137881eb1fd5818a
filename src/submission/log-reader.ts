import { readNamespace } from "./log-arguments.ts";
import type { ExportColumns, ExportedRecord } from "./log-export.ts";
import { readExportHeader, readExportRecord, readExportRow, trainingKeys } from "./log-export.ts";
import { SeriesCollector } from "./log-series.ts";
import { isIterationLine, LONGEST_LINE, ResultReader } from "./result-line.ts";
import type { TrainingLog } from "./training-log.ts";

/** Largest JSON document that is read as a whole, in characters; longer ones are cut and marked so. */
const LONGEST_DOCUMENT = 1 << 23;
/** Most objects of a JSON document that are looked at. */
const MOST_RECORDS = 1 << 17;
/** Most distinct epochs that are counted. */
const MOST_EPOCHS = 1 << 16;
/** Most lines in which the header of a CSV export is looked for. */
const HEADER_LINES = 8;

const EPOCH = /\bepoch(?:\((?:train|val)\))?[ =:#[]{1,4}(\d{1,6})\b/i;
const TIMM_TRAINING = /\bTrain: (\d{1,6}) \[ {0,6}\d/;
const WORTH_READING = /acc|prec|top|err|AP|iou|correct|epe|px|average|point|IoU/i;

/**
 * Reads a training log as it arrives, in bounded memory: of each series only best, last and count are kept. Understands the
 * output of torchvision's and similar scripts, JSON lines, JSON documents and CSV exports.
 */
export class LogReader {
  readonly #tag: string | undefined;
  readonly #results = new ResultReader();
  readonly #series = new SeriesCollector();
  readonly #epochs = new Set<number>();
  #arguments: ReadonlyMap<string, string> = new Map();
  #argumentsLine: number | undefined;
  #columns: ExportColumns | undefined;
  #document: string[] | undefined;
  #documentLength = 0;
  #started = false;
  #carry = "";
  #cut = false;
  #epoch: number | undefined;
  #hasTraining = false;
  #lines = 0;
  #truncated = false;

  /** `tag` is the log's name, which tells the metric of a TensorBoard export. */
  constructor(tag?: string) {
    this.#tag = tag;
  }

  /** Takes the next piece of the log; pieces may end anywhere. */
  push(chunk: string): void {
    let from = 0;
    if (!this.#started) {
      const text = this.#carry + chunk;
      const first = text.search(/\S/);
      if (first < 0 || first + 2 > text.length) {
        this.#carry = text.length > LONGEST_LINE ? text.slice(-LONGEST_LINE) : text;
        return;
      }
      this.#carry = "";
      this.#start(text, first);
      chunk = text;
    }
    if (this.#document !== undefined) {
      this.#keep(chunk);
      return;
    }
    for (;;) {
      const newline = chunk.indexOf("\n", from);
      if (newline < 0) break;
      if (this.#carry === "" && !this.#cut) this.#line(chunk, from, newline);
      else {
        const line = this.#cut ? this.#carry : this.#carry + chunk.slice(from, newline);
        this.#line(line, 0, line.length);
      }
      this.#carry = "";
      this.#cut = false;
      from = newline + 1;
    }
    if (from < chunk.length && !this.#cut) {
      const rest = this.#carry + chunk.slice(from);
      this.#cut = rest.length > LONGEST_LINE;
      this.#carry = this.#cut ? rest.slice(0, LONGEST_LINE) : rest;
    }
  }

  /** Ends the log. The reader takes nothing after that. */
  finish(): TrainingLog {
    if (!this.#started && this.#carry !== "") this.#started = true;
    if (this.#document !== undefined) this.#readDocument(this.#document.join(""));
    if (this.#carry !== "") this.#line(this.#carry, 0, this.#carry.length);
    this.#carry = "";
    return {
      series: this.#series.series(),
      arguments: this.#arguments,
      ...(this.#argumentsLine === undefined ? {} : { argumentsLine: this.#argumentsLine }),
      epochs: this.#epochs.size,
      hasTraining: this.#hasTraining,
      lines: this.#lines,
      truncated: this.#truncated,
    };
  }

  #start(text: string, first: number): void {
    this.#started = true;
    const opening = text.slice(first, first + 64);
    // `[2021-11-01 …]` opens a line of plain text, `{"epoch": 3, …}` on one line is the first of JSON lines.
    if (/^\[\s*[[{"]/.test(opening) || /^[[{]\s*\n/.test(opening)) this.#document = [];
    else if (opening.startsWith("{")) {
      const newline = text.indexOf("\n", first);
      const line = newline < 0 ? "" : text.slice(first, newline).trimEnd();
      if (!line.endsWith("}")) this.#document = [];
    }
  }

  #keep(chunk: string): void {
    if (this.#documentLength + chunk.length > LONGEST_DOCUMENT) {
      this.#truncated = true;
      return;
    }
    this.#documentLength += chunk.length;
    this.#document?.push(chunk);
  }

  #readDocument(text: string): void {
    this.#document = undefined;
    const parsed = parseJson(text);
    if (parsed === undefined) {
      const truncated = this.#truncated;
      this.push(text);
      this.#truncated = truncated;
      return;
    }
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.#lines++;
    if (!text.endsWith("\n")) this.#lines++;
    this.#walk(parsed);
  }

  /** Takes every object of a document for a record, and lists under metric names for series over the epochs. */
  #walk(document: unknown): void {
    const waiting: unknown[] = [document];
    let seen = 0;
    for (let next = 0; next < waiting.length && seen < MOST_RECORDS; next++) {
      const value = waiting[next];
      if (Array.isArray(value)) {
        for (const item of value.slice(0, MOST_RECORDS)) if (typeof item === "object") waiting.push(item);
        continue;
      }
      if (typeof value !== "object" || value === null) continue;
      seen++;
      const record = readExportRecord(value);
      if (record !== undefined) this.#take(record);
      const entries = Object.entries(value);
      const trained = trainingKeys(entries.map(([key]) => key));
      for (const [key, item] of entries) {
        if (!Array.isArray(item) || trained.has(key)) continue;
        if (typeof item[0] === "number" || typeof item[0] === "string") this.#takeList(key, item);
        else waiting.push(item);
      }
    }
  }

  #takeList(key: string, items: readonly unknown[]): void {
    items.slice(0, MOST_RECORDS).forEach((item, epoch) => {
      const record = readExportRecord({ [key]: item, epoch });
      if (record !== undefined && record.results.length > 0) this.#take(record);
    });
  }

  #take(record: ExportedRecord): void {
    if (record.epoch !== undefined) {
      this.#epoch = record.epoch;
      if (Number.isInteger(record.epoch)) this.#countEpoch(record.epoch);
    }
    if (record.training) this.#hasTraining = true;
    for (const result of record.results) this.#series.add(result, this.#epoch, Math.max(1, this.#lines));
  }

  #countEpoch(epoch: number): void {
    if (this.#epochs.size < MOST_EPOCHS) this.#epochs.add(epoch);
  }

  #line(text: string, from: number, to: number): void {
    this.#lines++;
    if (to - from < 4) return;
    if (to - from > LONGEST_LINE) to = from + LONGEST_LINE;
    const line = text.slice(from, to);
    // Most lines of a log are training iterations: they are known by their beginning.
    if (line.startsWith("Epoch: [")) {
      this.#trainingLine(line, 8);
      return;
    }
    if (line.indexOf("\r") >= 0) {
      // A progress bar overwrites its line: what is left to read stands after the last return.
      const shown = line.trimEnd();
      this.#read(shown.slice(shown.lastIndexOf("\r") + 1));
      return;
    }
    this.#read(line);
  }

  #trainingLine(line: string, at: number): void {
    let epoch = 0;
    let digits = 0;
    for (; digits < 6; digits++) {
      const code = line.charCodeAt(at + digits) - 48;
      if (!(code >= 0 && code <= 9)) break;
      epoch = epoch * 10 + code;
    }
    if (digits === 0) return;
    if (epoch !== this.#epoch) {
      this.#results.reset();
      this.#epoch = epoch;
      this.#countEpoch(epoch);
    }
    if (!this.#hasTraining && isIterationLine(line)) this.#hasTraining = true;
  }

  #read(line: string): void {
    const training = line.indexOf("Epoch: [");
    if (training >= 0) {
      this.#trainingLine(line, training + 8);
      return;
    }
    const first = line.charCodeAt(0);
    if (first === 123 && this.#readRecord(line)) return;
    if (this.#columns !== undefined) {
      const row = readExportRow(line, this.#columns);
      if (row !== undefined) this.#take(row);
      return;
    }
    if (this.#lines <= HEADER_LINES) {
      this.#columns = readExportHeader(line, this.#tag);
      if (this.#columns !== undefined) return;
    }
    if (this.#argumentsLine === undefined && line.indexOf("Namespace(") >= 0) {
      const found = readNamespace(line);
      if (found !== undefined && found.size > 0) {
        this.#arguments = found;
        this.#argumentsLine = this.#lines;
        return;
      }
    }
    // Evaluation iterations: no result, but by far the most of the rest.
    if (line.indexOf("eta: ") >= 0 && isIterationLine(line) && !/epoch|\(val\)/i.test(line)) return;
    this.#readEpoch(line);
    if (!WORTH_READING.test(line)) return;
    for (const result of this.#results.read(line)) {
      if (!result.running) this.#series.add(result, this.#epoch, this.#lines);
    }
  }

  #readRecord(line: string): boolean {
    const record = readExportRecord(parseJson(line));
    if (record === undefined) return false;
    this.#take(record);
    return true;
  }

  #readEpoch(line: string): void {
    const match = EPOCH.exec(line) ?? TIMM_TRAINING.exec(line);
    if (match?.[1] === undefined) return;
    const epoch = Number(match[1]);
    if (epoch !== this.#epoch) this.#results.reset();
    this.#epoch = epoch;
    const iteration = isIterationLine(line);
    const validation = /\(val\)|\bval(?:id|idation)?\b|\btest\b|\beval\b/i.test(line);
    if (!validation) {
      this.#countEpoch(epoch);
      if (iteration || /\bloss\b/i.test(line)) this.#hasTraining = true;
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads a whole log. `tag` is the log's name, which tells the metric of a TensorBoard export. */
export function readLog(text: string, tag?: string): TrainingLog {
  const reader = new LogReader(tag);
  reader.push(text);
  return reader.finish();
}
