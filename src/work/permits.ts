import { Places } from "../queue/places.ts";

/** A review is written with about three writes, a second apart: what is read meanwhile waits half a minute at most before it is shown. */
const PER_INSTALLATION = 12;

/** Bounds what is done at the same time. Both functions reject with the signal's reason when it is aborted before there is room. */
export class Permits {
  readonly #reviews: Places;
  readonly #installations = new Map<number, { readonly places: Places; users: number }>();

  /** `reviews` are made at the same time; how many may wait for their turn to be written each installation has of its own. */
  constructor(reviews: number) {
    this.#reviews = new Places(reviews);
  }

  review<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    return this.#reviews.run(signal, work);
  }

  /** For the whole of a review and its publication, so that none is made long before it can be written. */
  async pullRequest<T>(installation: number, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const lane = this.#installations.get(installation) ?? { places: new Places(PER_INSTALLATION), users: 0 };
    this.#installations.set(installation, lane);
    lane.users++;
    try {
      return await lane.places.run(signal, work);
    } finally {
      lane.users--;
      if (lane.users === 0) this.#installations.delete(installation);
    }
  }
}
