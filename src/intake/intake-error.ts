/** A pull request could not be read. Its message is one line: the thing, the place, the remedy. */
export class IntakeError extends Error {
  /** File, URL or revision that could not be read. */
  readonly place: string;
  readonly remedy: string;

  constructor(what: string, place: string, remedy: string, options?: { readonly cause?: unknown }) {
    super(`${place}: ${what}. ${remedy}`, options);
    this.name = "IntakeError";
    this.place = place;
    this.remedy = remedy;
  }
}
