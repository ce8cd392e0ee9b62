/** Numbers as figures and tables write them: a true minus sign, thousands apart, few digits. */

const NOTHING = "–";

function signed(text: string): string {
  return text.replace(/^-/, "−");
}

/** A whole count: 3,900. */
export function count(value: number): string {
  return signed(Math.round(value).toLocaleString("en-US"));
}

/** A number with three significant digits; very small and very large ones as a power of ten. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-3))
    return signed(value.toExponential(1).replace("e+", "e"));
  if (size >= 100) return count(value);
  return signed(String(Number(value.toPrecision(size < 1 ? 2 : 3))));
}

/** A difference: the sign always shows. */
export function difference(value: number | null | undefined): string {
  const text = figure(value);
  return value !== null && value !== undefined && value > 0 && text !== NOTHING ? `+${text}` : text;
}

/** Digits after the point that an interval of this half-width leaves meaningful. */
function decimals(mean: number, halfWidth: number): number {
  const scale = halfWidth > 0 ? halfWidth : Math.abs(mean);
  if (scale === 0) return 0;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(scale))));
}

export interface Estimate {
  mean: number | null;
  half_width: number | null;
  n: number;
}

/** Intervals narrower than this are rounding, not spread. */
const LEAST_HALF_WIDTH = 5e-4;

/** A mean with its interval: 0.71 ± 0.09, with as many digits as the interval deserves. */
export function estimate({ mean, half_width: halfWidth }: Estimate, write = figure): string {
  if (mean === null) return NOTHING;
  if (halfWidth === null || Math.abs(mean) >= 1e6 || (mean !== 0 && Math.abs(mean) < 1e-3))
    return write(mean);
  if (halfWidth < LEAST_HALF_WIDTH) return `${write(mean)} ± 0`;
  const digits = Math.abs(mean) >= 100 ? 0 : Math.min(3, decimals(mean, halfWidth));
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const sign = write === difference && mean > 0 ? "+" : "";
  return `${sign}${signed(mean.toLocaleString("en-US", options))} ± ${halfWidth.toLocaleString("en-US", options)}`;
}

/** True where the whole interval lies above zero. Without an interval nothing is claimed. */
export function significantlyPositive({ mean, half_width: halfWidth }: Estimate): boolean {
  return mean !== null && halfWidth !== null && mean - halfWidth > 0;
}

/** A label that no line break may tear apart: "k = 5". */
export function unbroken(label: string): string {
  return label.replaceAll(" = ", "\u00a0=\u00a0");
}
