import { Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, useNavigate } from "@tanstack/react-router";

import { SHORTCUTS, useShortcut } from "@/shared/page/shortcuts";

import classes from "./shell.module.css";

/** Keys of what has the focus, beside those that are heard everywhere. */
const KEYS_OF_THE_FOCUS = [
  { keys: ["↑", "↓"], does: "Move along the rows of a table" },
  { keys: ["Enter"], does: "Open the row" },
  { keys: ["Space"], does: "Select the row; with Shift, all up to it" },
  { keys: ["←", "→"], does: "Move a slider or the cursor of a figure" },
  { keys: ["Esc"], does: "Close a dialog, or give up what is being renamed" },
];

/** What the keyboard can do, and the keys that lead from page to page. */
export function KeyboardHelp() {
  const [opened, { open, close }] = useDisclosure(false);
  const navigate = useNavigate();
  useShortcut("help", open);
  useShortcut("experiments", () => void navigate({ to: "/" }));
  useShortcut("runs", () => void navigate({ to: "/runs" }));
  useShortcut("launch", () => void navigate({ to: "/launch" }));
  useShortcut("compare", () => void navigate({ to: "/compare" }));
  useShortcut("queue", () => void navigate({ to: "/queue" }));
  useShortcut("guide", () => void navigate({ to: "/help" }));
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
          {[...Object.values(SHORTCUTS), ...KEYS_OF_THE_FOCUS].map(({ keys, does }) => (
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
        <p>
          <Link to="/help" onClick={close}>
            The guide
          </Link>{" "}
          explains the rest.
        </p>
      </Modal>
    </>
  );
}
