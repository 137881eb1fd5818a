/**
 * The text as the parser is given it: of the same length and with the same lines, with two forms that Python accepts and the grammar
 * refuses written differently. Values are read from the original text at the same offsets.
 *
 * - `1.` and `1.e-3` become `10` and `10e-3`: the grammar knows no number that ends in a dot.
 * - `with f() as (a, b):` loses the parentheses of its targets.
 */
export function maskSource(text: string): string {
  return text
    .replace(/(?<![\w.])\d[\d_]*\.(?!\d)/g, (number) => `${number.slice(0, -1)}0`)
    .replace(/\bas \([\w, ]{1,80}\)/g, (targets) => targets.replace("(", " ").replace(")", " "));
}
