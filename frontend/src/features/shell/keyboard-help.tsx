import { Modal } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";

import classes from "./shell.module.css";

const KEYS = [
  { keys: ["Alt", "1"], does: "Experiments" },
  { keys: ["Alt", "2"], does: "Runs" },
  { keys: ["Alt", "3"], does: "Launch" },
  { keys: ["Alt", "4"], does: "Compare" },
  { keys: ["Alt", "5"], does: "Queue" },
  { keys: ["/"], does: "Search the runs" },
  { keys: ["↑", "↓"], does: "Move along the rows of a table" },
  { keys: ["Enter"], does: "Open the row" },
  { keys: ["Space"], does: "Select the row; with Shift, all up to it" },
  { keys: ["←", "→"], does: "Move a slider or the cursor of a figure" },
  { keys: ["?"], does: "This help" },
];

/** What the keyboard can do, and the keys that lead from page to page. */
export function KeyboardHelp() {
  const [opened, { open, close }] = useDisclosure(false);
  const navigate = useNavigate();
  useHotkeys([
    ["shift+?", open],
    ["alt+1", () => void navigate({ to: "/" })],
    ["alt+2", () => void navigate({ to: "/runs" })],
    ["alt+3", () => void navigate({ to: "/launch" })],
    ["alt+4", () => void navigate({ to: "/compare" })],
    ["alt+5", () => void navigate({ to: "/queue" })],
  ]);
  return (
    <>
      <button type="button" className={classes.word} onClick={open} aria-label="Keyboard help">
        <kbd>?</kbd>
      </button>
      <Modal
        opened={opened}
        onClose={close}
        title="Keyboard"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <dl className={classes.keys}>
          {KEYS.map(({ keys, does }) => (
            <div key={does}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </Modal>
    </>
  );
}
