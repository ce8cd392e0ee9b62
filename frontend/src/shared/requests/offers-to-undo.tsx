import { notifications } from "@mantine/notifications";

import { sentenceOf } from "@/client/problem";

import { isPassing } from "./retries";

const UNDO_MS = 12_000;

/** Says what was done and offers to undo it for a while. */
export function offerUndo(words: string, undo: () => Promise<unknown>): void {
  const id = notifications.show({
    color: "ink",
    autoClose: UNDO_MS,
    withBorder: true,
    closeButtonProps: { "aria-label": "Dismiss" },
    message: (
      <UndoMessage
        words={words}
        undo={() => {
          notifications.hide(id);
          attempt(undo);
        }}
      />
    ),
  });
}

function UndoMessage({ words, undo }: { words: string; undo: () => void }) {
  return (
    <span style={{ display: "flex", justifyContent: "space-between", gap: "1rem" }}>
      {words}
      <button type="button" className="link" onClick={undo}>
        Undo
      </button>
    </span>
  );
}

/** Does something asked for in passing; when it fails, says so and offers to try again. */
export function attempt(act: () => Promise<unknown>): void {
  act().catch((error: unknown) => {
    tellFailure(error, () => {
      attempt(act);
    });
  });
}

/** Says that something asked for in passing did not happen, and offers to try again. */
export function tellFailure(error: unknown, again?: () => void): void {
  const { title, detail } = sentenceOf(error);
  const id = notifications.show({
    color: "ink",
    withBorder: true,
    autoClose: false,
    title,
    message: (
      <>
        {detail}{" "}
        {again !== undefined && isPassing(error) && (
          <button
            type="button"
            className="link"
            onClick={() => {
              notifications.hide(id);
              again();
            }}
          >
            Try again
          </button>
        )}
      </>
    ),
    role: "alert",
    closeButtonProps: { "aria-label": "Dismiss" },
  });
}
