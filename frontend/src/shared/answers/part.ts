/** The part of a figure that its reader zooms to: every point of it, and a few of the rest. */

import type { Figure } from "@/shared/figures/figure-theme";

/** About as many points of a line are kept outside of the part: they show where it comes from. */
const OUTSIDE = 200;

type Values = ArrayLike<unknown>;

interface Packed {
  dtype: string;
  bdata: string;
}

const KINDS: Readonly<Record<string, (bytes: ArrayBuffer) => Values>> = {
  f4: (bytes) => new Float32Array(bytes),
  f8: (bytes) => new Float64Array(bytes),
  i1: (bytes) => new Int8Array(bytes),
  i2: (bytes) => new Int16Array(bytes),
  i4: (bytes) => new Int32Array(bytes),
  u1: (bytes) => new Uint8Array(bytes),
  u2: (bytes) => new Uint16Array(bytes),
  u4: (bytes) => new Uint32Array(bytes),
};

function isPacked(value: unknown): value is Packed {
  return typeof value === "object" && value !== null && "bdata" in value && "dtype" in value;
}

/** Numbers as they were sent: bytes in base64, or a list; null for what is neither. */
export function valuesOf(value: unknown): Values | null {
  if (Array.isArray(value)) return value as unknown[];
  if (!isPacked(value)) return null;
  const bytes = Uint8Array.from(atob(value.bdata), (letter) => letter.charCodeAt(0));
  return KINDS[value.dtype]?.(bytes.buffer) ?? null;
}

/** So many bytes at a time become letters: more arguments than that no function takes. */
const AT_ONCE = 0x8000;

/** Bytes in base64. */
export function lettersOf(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += AT_ONCE) {
    text += String.fromCharCode(...bytes.subarray(from, from + AT_ONCE));
  }
  return btoa(text);
}

/** Which points to keep: all inside, those next to it, gaps, and each so many outside. */
function keptOf(x: Values, [from, to]: readonly [number, number]): number[] {
  const stride = Math.max(1, Math.floor(x.length / OUTSIDE));
  const isInside = (place: number) => {
    const value = Number(x[place]);
    return value >= from && value <= to;
  };
  const kept: number[] = [];
  for (let place = 0; place < x.length; place++) {
    const isGap = x[place] === null || Number.isNaN(x[place]);
    const isNear = isInside(place - 1) || isInside(place) || isInside(place + 1);
    if (isGap || isNear || place % stride === 0 || place === x.length - 1) kept.push(place);
  }
  return kept;
}

const ALONG = ["x", "y", "customdata", "text"] as const;

/** The figure with all of its points from one end to the other of a part of the x axis. */
export function partOf(figure: Figure, part: readonly [number, number]): Figure {
  const data = figure.data.map((trace) => {
    const x = valuesOf(trace["x"]);
    if (x === null || x.length <= OUTSIDE) return trace;
    const kept = keptOf(x, part);
    const cut = ALONG.flatMap((name) => {
      const values = valuesOf(trace[name]);
      const fits = values !== null && values.length === x.length;
      return fits ? [[name, kept.map((place) => values[place])] as const] : [];
    });
    return { ...trace, ...Object.fromEntries(cut) };
  });
  return { data, layout: figure.layout };
}
