/** `Math.sumPrecise`, which pdf.js calls and Node 24 lacks. */

type SumPrecise = (values: Iterable<number>) => number;

/**
 * Adds numbers without losing the small ones beside the large ones.
 * Method: Shewchuk, "Adaptive Precision Floating-Point Arithmetic", as in Python's `math.fsum`; the last rounding may
 * differ from the standard's by one unit. Infinities and NaN come out as plain addition gives them.
 */
export function sumPrecise(values: Iterable<number>): number {
  const partials: number[] = [];
  let plain = 0;
  for (const value of values) {
    plain += value;
    addExactly(partials, value);
  }
  return Number.isFinite(plain) ? partials.reduceRight((sum, partial) => sum + partial, 0) : plain;
}

/** Keeps `partials` a list of non-overlapping numbers whose exact sum is the sum so far. */
function addExactly(partials: number[], value: number): void {
  let x = value;
  let kept = 0;
  for (const partial of partials) {
    const [large, small] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
    const high = large + small;
    const low = small - (high - large);
    if (low !== 0) {
      partials[kept] = low;
      kept += 1;
    }
    x = high;
  }
  partials.length = kept;
  partials.push(x);
}

/** Gives `Math` the function when the runtime has none. Does nothing otherwise. */
export function installSumPrecise(): void {
  const math = Math as { sumPrecise?: SumPrecise };
  math.sumPrecise ??= sumPrecise;
}
