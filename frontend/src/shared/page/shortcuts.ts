/** Every key that the page listens to wherever the focus is: they are bound and listed here alone. */

import { useHotkeys } from "@mantine/hooks";

export interface Shortcut {
  /**
   * As the library binds them. A sign may or may not need Shift, as the layout has it; a digit is
   * the physical key, because Option makes another sign of it on a Mac.
   */
  hotkeys: readonly string[];
  /** As the keyboard has them. */
  keys: readonly string[];
  does: string;
  /** Whether it is meant while a field is being written in, too. */
  inFields?: boolean;
}

export const SHORTCUTS = {
  experiments: { hotkeys: ["alt+Digit1"], keys: ["Alt", "1"], does: "Experiments" },
  runs: { hotkeys: ["alt+Digit2"], keys: ["Alt", "2"], does: "Runs" },
  launch: { hotkeys: ["alt+Digit3"], keys: ["Alt", "3"], does: "Launch" },
  compare: { hotkeys: ["alt+Digit4"], keys: ["Alt", "4"], does: "Compare" },
  queue: { hotkeys: ["alt+Digit5"], keys: ["Alt", "5"], does: "Queue" },
  guide: { hotkeys: ["alt+Digit6"], keys: ["Alt", "6"], does: "Help: the guide" },
  search: {
    hotkeys: ["/", "shift+/"],
    keys: ["/"],
    does: "Search the runs, the settings of a launch, or the guide",
  },
  start: {
    hotkeys: ["mod+Enter"],
    keys: ["Ctrl", "Enter"],
    does: "Launch what the form holds (⌘ Enter on a Mac)",
    inFields: true,
  },
  help: { hotkeys: ["shift+?", "?"], keys: ["?"], does: "These keys" },
} as const satisfies Record<string, Shortcut>;

const EVERYWHERE: string[] = [];

/** Does something when a shortcut's keys are pressed, while the component is on the page. */
export function useShortcut(name: keyof typeof SHORTCUTS, act: () => void) {
  const shortcut: Shortcut = SHORTCUTS[name];
  const heed = (event: KeyboardEvent) => {
    if (shortcut.inFields !== true && isWrittenIn(event.target)) return;
    event.preventDefault();
    act();
  };
  useHotkeys(
    shortcut.hotkeys.map((hotkey) => [
      hotkey,
      heed,
      { usePhysicalKeys: hotkey.includes("Digit"), preventDefault: false },
    ]),
    EVERYWHERE,
  );
}

const WRITTEN_IN = "textarea, select, input:not([type=checkbox], [type=radio], [type=range])";

/** Whether keys make text there, or choose from a menu. */
function isWrittenIn(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches(WRITTEN_IN);
}
