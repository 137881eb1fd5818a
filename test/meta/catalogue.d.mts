export interface CataloguePart {
  readonly title: string;
  readonly ids: readonly string[];
}
export function readCatalogue(): readonly CataloguePart[];
