import classes from "./whole-name.module.css";

/** Longer names are cut before their last letters: ends tell equal beginnings apart. */
const LONG = 14;
const END = 10;

/**
 * A name as it is: isolated, so that letters from right to left move nothing beside it, and cut
 * where it is too long for its place. Pointing at it, or the keyboard in its row, shows all of it.
 */
export function WholeName({ text }: { text: string }) {
  const letters = Array.from(text);
  const cut = letters.length > LONG ? letters.length - END : letters.length;
  return (
    <bdi className={classes.name} title={text}>
      {cut === letters.length ? (
        text
      ) : (
        <>
          <span>{letters.slice(0, cut).join("")}</span>
          <span>{letters.slice(cut).join("")}</span>
        </>
      )}
    </bdi>
  );
}

/** The name of a run in a list, with what tells it apart from others of its name. */
export function RunName({ run }: { run: { name: string; told_apart: string } }) {
  return (
    <>
      <WholeName text={run.name} />
      {run.told_apart !== "" && <span className="note"> {run.told_apart}</span>}
    </>
  );
}
