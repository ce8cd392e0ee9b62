/** Every key that the page listens to wherever the focus is: they are bound and listed here alone. */

import { useHotkeys } from "@mantine/hooks";

export interface Shortcut {
  /** As the library binds it. */
  hotkey: string;
  /** As the keyboard has them. */
  keys: readonly string[];
  does: string;
  /** Whether it is meant while a field is being written in, too. */
  inFields?: boolean;
}

export const SHORTCUTS = {
  experiments: { hotkey: "alt+1", keys: ["Alt", "1"], does: "Experiments" },
  runs: { hotkey: "alt+2", keys: ["Alt", "2"], does: "Runs" },
  launch: { hotkey: "alt+3", keys: ["Alt", "3"], does: "Launch" },
  compare: { hotkey: "alt+4", keys: ["Alt", "4"], does: "Compare" },
  queue: { hotkey: "alt+5", keys: ["Alt", "5"], does: "Queue" },
  guide: { hotkey: "alt+6", keys: ["Alt", "6"], does: "Help: the guide" },
  search: { hotkey: "/", keys: ["/"], does: "Search the runs, or the guide" },
  start: {
    hotkey: "mod+Enter",
    keys: ["Ctrl", "Enter"],
    does: "Launch what the form holds (⌘ Enter on a Mac)",
    inFields: true,
  },
  help: { hotkey: "shift+?", keys: ["?"], does: "These keys" },
} as const satisfies Record<string, Shortcut>;

const IN_FIELDS: string[] = [];

/** Does something when a shortcut's keys are pressed, while the component is on the page. */
export function useShortcut(name: keyof typeof SHORTCUTS, act: () => void) {
  const shortcut: Shortcut = SHORTCUTS[name];
  const ignoredTags = shortcut.inFields === true ? IN_FIELDS : undefined;
  useHotkeys([[shortcut.hotkey, act]], ignoredTags);
}
