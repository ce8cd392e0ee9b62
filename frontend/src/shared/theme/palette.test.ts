import { expect, test } from "vitest";

import { type ColorScheme, DISTINCT_GROUPS, groupStyle, PALETTES } from "./palette";

type Triple = readonly [number, number, number];

function linear(hex: string): Triple {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return [r, g, b];
}

function apply(rows: readonly Triple[], [x, y, z]: Triple): Triple {
  const [a = 0, b = 0, c = 0] = rows.map((row) => row[0] * x + row[1] * y + row[2] * z);
  return [a, b, c];
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [one, other]
    .map((hex) => apply([[0.2126, 0.7152, 0.0722]], linear(hex))[0])
    .sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const TO_XYZ: readonly Triple[] = [
  [0.4339, 0.3762, 0.1899],
  [0.2126, 0.7152, 0.0722],
  [0.0177, 0.1095, 0.8728],
];

function lab(rgb: Triple): Triple {
  const clipped = rgb.map((value) => Math.min(1, Math.max(0, value)));
  const [r = 0, g = 0, b = 0] = clipped;
  const [x = 0, y = 0, z = 0] = apply(TO_XYZ, [r, g, b]).map((value) =>
    value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116,
  );
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Machado, Oliveira and Fernandes 2009, severity 1. */
const EYES: Record<string, readonly Triple[]> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function distance(one: string, other: string, eye: readonly Triple[]): number {
  const [a, b] = [one, other].map((hex) => lab(apply(eye, linear(hex))));
  return Math.hypot(...(a ?? []).map((value, i) => value - (b?.[i] ?? 0)));
}

const SCHEMES: ColorScheme[] = ["light", "dark"];

test.each(SCHEMES)("text of every voice is readable on %s paper", (scheme) => {
  const palette = PALETTES[scheme];
  const voices = [
    palette.ink,
    palette.inkSoft,
    palette.imagined,
    palette.danger,
    ...palette.groups,
  ];
  for (const ground of [palette.paper, palette.sheet]) {
    for (const voice of voices) expect(contrast(voice, ground), voice).toBeGreaterThanOrEqual(4.5);
  }
  expect(contrast(palette.inkSoft, palette.shade)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(palette.edge, palette.paper)).toBeGreaterThanOrEqual(3);
});

test.each(SCHEMES)("groups stay apart for colour-blind eyes in the %s theme", (scheme) => {
  const { groups } = PALETTES[scheme];
  for (const [name, eye] of Object.entries(EYES)) {
    for (const [i, one] of groups.entries()) {
      for (const other of groups.slice(i + 1)) {
        expect(distance(one, other, eye), `${one} ${other} ${name}`).toBeGreaterThan(12);
      }
    }
  }
});

test("no two groups look the same before the page says so", () => {
  const looks = Array.from({ length: DISTINCT_GROUPS }, (_, index) => groupStyle(index, "light"));
  const names = new Set(looks.map(({ color, symbol }) => `${color} ${symbol ?? "plain"}`));
  expect(names.size).toBe(DISTINCT_GROUPS);
  expect(looks.some(({ repeats }) => repeats)).toBe(false);
  expect(groupStyle(DISTINCT_GROUPS, "light").repeats).toBe(true);
});

test("no group is drawn in the hue of the imagined", () => {
  for (const scheme of SCHEMES) {
    expect(PALETTES[scheme].groups).not.toContain(PALETTES[scheme].imagined);
  }
});

function okLab(hex: string): Triple {
  const [long, middle, short] = apply(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    linear(hex),
  ).map(Math.cbrt);
  return apply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [long ?? 0, middle ?? 0, short ?? 0],
  );
}

test.each(SCHEMES)(
  "equal steps of a number look equal, and only get farther from %s paper",
  (s) => {
    const { paper, sequential } = PALETTES[s];
    const colors = sequential.map(okLab);
    const steps = colors.slice(1).map((color, at) => {
      return Math.hypot(...color.map((value, i) => value - (colors[at]?.[i] ?? 0)));
    });
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.15);
    const lightness = colors.map(([light]) => Math.abs(light - okLab(paper)[0]));
    expect(lightness).toEqual(lightness.toSorted((a, b) => a - b));
  },
);
