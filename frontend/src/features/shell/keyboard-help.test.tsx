import { fireEvent, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import { SHORTCUTS, useShortcut } from "@/shared/page/shortcuts";
import { renderInPage } from "@/shared/testing/page-for-tests";

import { KeyboardHelp } from "./keyboard-help";

const SOURCES = import.meta.glob<string>("/src/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

test("the sheet lists every shortcut that is bound", async () => {
  renderInPage(<KeyboardHelp />);
  await userEvent.click(await screen.findByRole("button", { name: "Keyboard help" }));
  const sheet = await screen.findByRole("dialog");
  for (const { keys, does } of Object.values(SHORTCUTS)) {
    const said = screen.getByText(does);
    expect(sheet).toContainElement(said);
    expect(said.previousSibling).toHaveTextContent(keys.join(""));
  }
});

function Searching({ act }: { act: () => void }) {
  useShortcut("search", act);
  useShortcut("runs", act);
  useShortcut("help", act);
  return (
    <>
      <input type="checkbox" />
      <input type="text" />
    </>
  );
}

const PRESSED = [
  { on: "a German layout", key: "/", code: "Digit7", shiftKey: true },
  { on: "an American layout", key: "/", code: "Slash" },
  { on: "a Mac, whose Option makes a sign of the digit", key: "™", code: "Digit2", altKey: true },
  { on: "a PC", key: "2", code: "Digit2", altKey: true },
  { on: "a layout that has the ? without Shift", key: "?", code: "KeyX" },
];

test.each(PRESSED)(
  "a shortcut is heard from $on, but not while a field is written in",
  async (pressed) => {
    const act = vi.fn();
    renderInPage(<Searching act={act} />);
    fireEvent.keyDown(await screen.findByRole("checkbox"), pressed);
    expect(act).toHaveBeenCalledTimes(1);
    fireEvent.keyDown(screen.getByRole("textbox"), pressed);
    expect(act).toHaveBeenCalledTimes(1);
  },
);

test("shortcuts are bound in their list alone, and each of the list is used", () => {
  const users = Object.entries(SOURCES).filter(([, text]) =>
    /useHotkeys|getHotkeyHandler/.test(text),
  );
  const places = users.map(([path]) => path).filter((path) => !path.includes(".test."));
  expect(places).toEqual(["/src/shared/page/shortcuts.ts"]);
  const everything = Object.values(SOURCES).join("");
  for (const name of Object.keys(SHORTCUTS)) expect(everything).toContain(`useShortcut("${name}"`);
});
