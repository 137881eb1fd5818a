import type { Figure } from "./metric.ts";

/** Size of the last digit as written, on the metric's own scale: `0.302` read as 30.2 percent has a last digit of 0.1. */
function lastDigit(figure: Figure): number {
  const digits = /^[+-]?\d*(?:\.(\d*))?/.exec(figure.text.trim());
  const written = Number.parseFloat(figure.text);
  const scale = Number.isFinite(written) && written !== 0 ? Math.abs(figure.value / written) : 1;
  return 10 ** -(digits?.[1]?.length ?? 0) * (scale > 50 ? 100 : 1);
}

/** Whether one figure may be the other, rounded or cut off to fewer digits. */
export function figuresAgree(a: Figure, b: Figure): boolean {
  const [coarse, fine] = lastDigit(a) >= lastDigit(b) ? [a, b] : [b, a];
  const unit = lastDigit(coarse);
  const tolerance = unit * 1e-6;
  const rest = fine.value - coarse.value;
  return Math.abs(rest) <= unit / 2 + tolerance || (lastDigit(fine) < unit && rest > 0 && rest < unit - tolerance);
}
