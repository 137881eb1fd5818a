import type { LiveWorld, LiveWorldOptions } from "../evidence/world.ts";

/** What the command line sees of the process that runs it. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Reads standard input to its end. */
  readonly readInput: () => Promise<string>;
  /** Folder that the command is run in. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Standard output is a terminal that shows colour. */
  readonly colour: boolean;
  /** Standard error is a terminal, so that progress may be drawn over itself. */
  readonly showsProgress: boolean;
  /** Columns of standard output. */
  readonly width: number;
  /** Opens the outside world in another way than over the network: for tests alone, no setting leads to it. */
  readonly openWorld?: (options: LiveWorldOptions) => LiveWorld;
}

export const EXIT = { clean: 0, findings: 1, failed: 2 } as const;

/** A command was used wrongly, or could not do its work. The message is one line: the thing, the place, the remedy. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** A line on standard error that is drawn over itself, when that is a terminal. */
export class Progress {
  readonly #terminal: Terminal;
  #drawn = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(line: string): void {
    if (!this.#terminal.showsProgress) return;
    this.#drawn = true;
    this.#terminal.err(`\r\u001b[K${line.slice(0, Math.max(20, this.#terminal.width - 1))}`);
  }

  clear(): void {
    if (this.#drawn) this.#terminal.err("\r\u001b[K");
    this.#drawn = false;
  }
}
