/**
 * Every colour of the page, once for paper and once for the night. The stylesheet and plotly both
 * read it from here. Vermilion means "imagined" and nothing else; groups never use it.
 */

export type ColorScheme = "light" | "dark";

export interface Palette {
  paper: string;
  /** Under fields and menus: a sheet lying on the paper. */
  sheet: string;
  /** Under what is selected or under the pointer. */
  shade: string;
  ink: string;
  /** Second voice: labels and captions. At least 4.5 : 1 on paper. */
  inkSoft: string;
  /** Ink under the pointer. */
  inkHover: string;
  /** Rules between rows, grid lines. Decoration only. */
  hairline: string;
  /** Edges of fields and buttons. At least 3 : 1 on paper. */
  edge: string;
  real: string;
  imagined: string;
  /** Dots where imagined trajectories leave real ones; they have an edge of ink. */
  branch: string;
  danger: string;
  groups: readonly string[];
  /** From the least to the most, in even steps of OKLab: the most stands out from the paper. */
  sequential: readonly string[];
}

export const PALETTES: Record<ColorScheme, Palette> = {
  light: {
    paper: "#fbfaf7",
    sheet: "#ffffff",
    shade: "#f0ede6",
    ink: "#1b1e24",
    inkSoft: "#5c5f66",
    inkHover: "#3a3e47",
    hairline: "#e2dfd8",
    edge: "#8b877e",
    real: "#1b1e24",
    imagined: "#c8441b",
    branch: "#f2a900",
    danger: "#a3123a",
    groups: ["#0b6660", "#a35a00", "#7c3aed", "#0d2a6b", "#c23a9e", "#5b4636"],
    sequential: [
      "#f1eabb",
      "#cbd9a1",
      "#9fca91",
      "#6eba8d",
      "#36a88f",
      "#099390",
      "#067b8b",
      "#056483",
      "#174d77",
      "#25355f",
      "#242143",
    ],
  },
  dark: {
    paper: "#171614",
    sheet: "#1f1e1b",
    shade: "#2a2825",
    ink: "#ece9e2",
    inkSoft: "#a9a49a",
    inkHover: "#cfcbc2",
    hairline: "#33312d",
    edge: "#7c776d",
    real: "#ece9e2",
    imagined: "#f0764a",
    branch: "#b57900",
    danger: "#f07b98",
    groups: ["#5fd0c5", "#f2b63c", "#9a74ff", "#7fb2ff", "#d96aa8", "#b08b66"],
    sequential: [
      "#2b294b",
      "#2c3d67",
      "#20547f",
      "#036c8e",
      "#008495",
      "#099b99",
      "#40b096",
      "#76c294",
      "#a6d198",
      "#d2e0a7",
      "#f8f0c2",
    ],
  },
};

/** Marks that tell apart groups whose colour is taken: the second round is circles, and so on. */
export const GROUP_SYMBOLS = ["circle", "square", "diamond", "triangle-up", "cross", "x"] as const;

export type GroupSymbol = (typeof GROUP_SYMBOLS)[number];

export interface GroupStyle {
  color: string;
  /** `null` in the first round, where the colour is enough. */
  symbol: GroupSymbol | null;
  /** True when even colour and mark together are already taken: the page must say so. */
  repeats: boolean;
}

/** How a group is drawn, from its index in the comparison (0, 1, 2, ...). */
export function groupStyle(index: number, scheme: ColorScheme): GroupStyle {
  const { groups, ink } = PALETTES[scheme];
  // A baseline stands in no colour of a group.
  if (index < 0) return { color: ink, symbol: null, repeats: false };
  const round = Math.floor(index / groups.length);
  const color = groups[index % groups.length] ?? PALETTES[scheme].ink;
  const symbol = round === 0 ? null : (GROUP_SYMBOLS[(round - 1) % GROUP_SYMBOLS.length] ?? null);
  return { color, symbol, repeats: round > GROUP_SYMBOLS.length };
}

/** Groups that can be told apart at a glance or by their mark. */
export const DISTINCT_GROUPS = PALETTES.light.groups.length * (GROUP_SYMBOLS.length + 1);
