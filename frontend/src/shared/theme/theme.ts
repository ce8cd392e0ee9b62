import {
  createTheme,
  type CSSVariablesResolver,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  useComputedColorScheme,
  type VariantColorsResolver,
} from "@mantine/core";

import { type ColorScheme, type Palette, PALETTES } from "./palette";

const SERIF = '"Source Serif 4 Variable", "Source Serif 4", Georgia, serif';
const SANS = '"Inter Variable", Inter, system-ui, sans-serif';
const MONO = '"IBM Plex Mono", ui-monospace, monospace';

/** The fonts by role, for what is not styled by the sheet (plotly). */
export const FONTS = { serif: SERIF, sans: SANS, mono: MONO } as const;

const INK: MantineColorsTuple = [
  "#f5f3ee",
  "#e2dfd8",
  "#c9c5bb",
  "#a9a49a",
  "#8b877e",
  "#5c5f66",
  "#43464d",
  "#2c2f36",
  "#1b1e24",
  "#101216",
];

/** Ink on paper, paper on ink, in both themes; Mantine would put white on the night's pale ink. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  if (input.variant !== "filled") return resolved;
  return {
    ...resolved,
    background: "var(--ink)",
    hover: "var(--ink-hover)",
    color: "var(--paper)",
    border: "1px solid transparent",
  };
};

/** Mantine's own theme: ink is the only accent, nothing casts a shadow. */
export const theme = createTheme({
  colors: { ink: INK },
  primaryColor: "ink",
  primaryShade: { light: 8, dark: 1 },
  autoContrast: true,
  white: PALETTES.light.sheet,
  black: PALETTES.light.ink,
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  headings: { fontFamily: SERIF, fontWeight: "600" },
  defaultRadius: "sm",
  radius: { xs: "3px", sm: "5px", md: "6px", lg: "8px", xl: "12px" },
  shadows: { xs: "none", sm: "none", md: "none", lg: "none", xl: "none" },
  focusRing: "auto",
  cursorType: "pointer",
  respectReducedMotion: true,
  variantColorResolver,
  components: {
    Input: { styles: { wrapper: { "--input-bd": "var(--edge)", "--input-bg": "var(--sheet)" } } },
    Button: { defaultProps: { variant: "default" } },
    Tooltip: {
      defaultProps: {
        openDelay: 300,
        withArrow: false,
        events: { hover: true, focus: true, touch: false },
      },
    },
    Menu: { defaultProps: { shadow: "none" } },
    Popover: { defaultProps: { shadow: "none" } },
    Modal: {
      defaultProps: {
        // Its header is no second banner of the page.
        attributes: { header: { role: "presentation" } },
        shadow: "none",
        overlayProps: { backgroundOpacity: 0.35 },
        transitionProps: { duration: 0 },
      },
    },
  },
});

function variables(palette: Palette): Record<string, string> {
  return {
    "--paper": palette.paper,
    "--sheet": palette.sheet,
    "--shade": palette.shade,
    "--ink": palette.ink,
    "--ink-soft": palette.inkSoft,
    "--ink-hover": palette.inkHover,
    "--hairline": palette.hairline,
    "--edge": palette.edge,
    "--real": palette.real,
    "--imagined": palette.imagined,
    "--danger": palette.danger,
    ...Object.fromEntries(palette.groups.map((color, i) => [`--group-${i}`, color])),
    // Mantine's own names, so that its components stand on our paper with enough contrast.
    "--mantine-color-body": palette.paper,
    "--mantine-color-text": palette.ink,
    "--mantine-color-bright": palette.ink,
    "--mantine-color-dimmed": palette.inkSoft,
    "--mantine-color-placeholder": palette.inkSoft,
    "--mantine-color-anchor": palette.ink,
    "--mantine-color-error": palette.danger,
    "--mantine-color-default": palette.sheet,
    "--mantine-color-default-hover": palette.shade,
    "--mantine-color-default-color": palette.ink,
    "--mantine-color-default-border": palette.edge,
    "--mantine-color-disabled": palette.shade,
    "--mantine-color-disabled-color": palette.inkSoft,
    "--mantine-color-disabled-border": palette.hairline,
    "--mantine-primary-color-filled": palette.ink,
    "--mantine-primary-color-contrast": palette.paper,
    "--mantine-color-ink-filled": palette.ink,
    "--mantine-color-ink-filled-hover": palette.inkHover,
  };
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: { "--serif": SERIF, "--sans": SANS, "--mono": MONO },
  light: variables(PALETTES.light),
  dark: variables(PALETTES.dark),
});

/** The colour scheme in force, the system's choice resolved. */
export function useColorScheme(): ColorScheme {
  return useComputedColorScheme("light", { getInitialValueInEffect: false });
}

/** The colours in force. */
export function usePalette(): Palette {
  return PALETTES[useColorScheme()];
}
