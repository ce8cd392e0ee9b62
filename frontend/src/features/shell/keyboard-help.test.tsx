import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { SHORTCUTS } from "@/shared/page/shortcuts";
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

test("shortcuts are bound in their list alone, and each of the list is used", () => {
  const users = Object.entries(SOURCES).filter(([, text]) =>
    /useHotkeys|getHotkeyHandler/.test(text),
  );
  const places = users.map(([path]) => path).filter((path) => !path.includes(".test."));
  expect(places).toEqual(["/src/shared/page/shortcuts.ts"]);
  const everything = Object.values(SOURCES).join("");
  for (const name of Object.keys(SHORTCUTS)) expect(everything).toContain(`useShortcut("${name}"`);
});
