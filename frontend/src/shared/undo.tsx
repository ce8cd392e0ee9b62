import { notifications } from "@mantine/notifications";

import { sentenceOf } from "@/client/problem";

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
          undo().catch(tellFailure);
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

/** Says that something asked for in passing did not happen. */
export function tellFailure(error: unknown): void {
  const { title, detail } = sentenceOf(error);
  notifications.show({
    color: "ink",
    withBorder: true,
    autoClose: false,
    title,
    message: detail,
    role: "alert",
    closeButtonProps: { "aria-label": "Dismiss" },
  });
}
