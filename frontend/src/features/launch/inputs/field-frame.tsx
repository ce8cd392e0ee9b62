import type { ReactNode } from "react";

import { splitValues } from "@/features/launch/draft/field-values";
import classes from "@/features/launch/launch.module.css";

interface FieldFrameProps {
  path: string;
  title: string;
  text: string;
  /** What the preset or the run says; null where the field still says it. */
  was: string | null;
  onReset: () => void;
  children: ReactNode;
}

/** The place of a field, by its path. */
function frameId(path: string): string {
  return `field:${path}`;
}

/** Brings a field into sight and puts the cursor into it. */
export function goToField(path: string): void {
  const frame = document.getElementById(frameId(path));
  frame?.scrollIntoView({ block: "center" });
  frame?.querySelector<HTMLElement>("input, textarea, button")?.focus({ preventScroll: true });
}

/** A field with what follows from its text: how many values it tries, and the way back. */
export function FieldFrame({ path, title, text, was, onReset, children }: FieldFrameProps) {
  const count = splitValues(text).length;
  const several = count > 1 ? `${String(count)} values` : "";
  return (
    <div id={frameId(path)} className={classes["frame"]}>
      {children}
      {(several !== "" || was !== null) && (
        <p className={classes["changed"]}>
          {several}
          {several !== "" && was !== null && " · "}
          {was !== null && (
            <>
              was {was === "" ? "not named" : was} ·{" "}
              <button
                type="button"
                className={classes["textButton"]}
                aria-label={`reset ${title}`}
                onClick={onReset}
              >
                reset
              </button>
            </>
          )}
        </p>
      )}
    </div>
  );
}
