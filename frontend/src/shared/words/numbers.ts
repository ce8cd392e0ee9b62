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

/** Words in which no line break tears "k = 5" apart. */
export function unbroken(words: string): string {
  return words.replaceAll(" = ", "\u00a0=\u00a0");
}

/** "1 field", "3 fields": so many of what has a regular plural. */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${value === 1 ? noun : `${noun}s`}`;
}
