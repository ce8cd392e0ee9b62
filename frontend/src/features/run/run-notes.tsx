import { Button, Textarea } from "@mantine/core";
import { useState } from "react";

import type { Schema } from "@/client/client";
import { Problem, sentenceOf } from "@/client/problem";
import { WrittenText } from "@/shared/page/written-text";

import { useRunActions } from "./api";
import classes from "./run-notes.module.css";

/** What its owner noted of a run, in Markdown. */
export function RunNotes({ run }: { run: Schema<"RunDetail"> }) {
  const [isEdited, setEdited] = useState(false);
  const notes = run.notes ?? "";
  const edit = (
    <button
      type="button"
      className="link"
      onClick={() => {
        setEdited(true);
      }}
    >
      {notes === "" ? "Write notes" : "Edit the notes"}
    </button>
  );
  if (!isEdited && notes === "") return <p className={classes.none}>{edit}</p>;
  return (
    <section className={classes.notes} aria-label="Notes">
      <h2 className="hidden">Notes</h2>
      {isEdited ? (
        <NotesEditor
          run={run}
          onDone={() => {
            setEdited(false);
          }}
        />
      ) : (
        <>
          <WrittenText markdown={notes} />
          {edit}
        </>
      )}
    </section>
  );
}

interface NotesEditorProps {
  run: Schema<"RunDetail">;
  onDone: () => void;
}

/** A text to write. One that somebody else changed meanwhile is shown beside it, and neither is lost. */
function NotesEditor({ run, onDone }: NotesEditorProps) {
  const { write } = useRunActions(run.id);
  const [text, setText] = useState(run.notes ?? "");
  const [seen, setSeen] = useState(run.notes_version);
  const [refusal, setRefusal] = useState<string | null>(null);
  const isBehind = run.notes_version !== seen;
  const save = async (): Promise<void> => {
    try {
      await write.mutateAsync({ notes: text, notes_version: seen });
      onDone();
    } catch (error) {
      const { title, detail } = sentenceOf(error);
      const [field] = error instanceof Problem ? error.fields : [];
      setRefusal(field?.message ?? (detail === "" ? title : detail));
    }
  };
  return (
    <>
      <Textarea
        label="Notes"
        description="Markdown: **bold**, lists, [links](https://…), tables. HTML is left out."
        autosize
        minRows={4}
        maxRows={24}
        value={text}
        error={refusal}
        data-autofocus
        onChange={(event) => {
          setText(event.currentTarget.value);
          setRefusal(null);
        }}
      />
      {isBehind && (
        <div role="alert" className={classes.other}>
          <p>The notes were changed meanwhile. They say now:</p>
          <pre tabIndex={0}>{run.notes}</pre>
          <button
            type="button"
            className="link"
            onClick={() => {
              setSeen(run.notes_version);
              setRefusal(null);
            }}
          >
            Keep mine in their place
          </button>{" "}
          ·{" "}
          <button
            type="button"
            className="link"
            onClick={() => {
              setText(`${text}\n\n${run.notes ?? ""}`);
              setSeen(run.notes_version);
              setRefusal(null);
            }}
          >
            Put them below mine
          </button>
        </div>
      )}
      <div className={classes.actions}>
        <Button variant="filled" loading={write.isPending} onClick={() => void save()}>
          Save
        </Button>
        <Button onClick={onDone}>Discard</Button>
      </div>
    </>
  );
}
