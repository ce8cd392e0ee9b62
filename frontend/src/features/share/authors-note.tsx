import { WrittenText } from "@/shared/page/written-text";

import classes from "./shared-frame.module.css";

/** What is said of it by who shared or published it. */
export function AuthorsNote({ note }: { note: string }) {
  if (note === "") return null;
  return (
    <section className={classes.facts} aria-label="What its author says">
      <h2 className="hidden">What its author says</h2>
      <div className={`reading ${classes.words ?? ""}`}>
        <WrittenText markdown={note} />
      </div>
    </section>
  );
}
