import classes from "./whole-name.module.css";

/** Longer names are cut before their last letters: ends tell equal beginnings apart. */
const LONG = 18;
const END = 10;
/** What is cut never becomes narrower than about this many letters, and must have as many. */
const FEWEST = 5;
/** Scripts whose letters join: a word of them that is parted is written wrongly. */
const JOINED = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}]/u;

/** How many letters come before the part that is never cut. */
function lettersBeforeEnd(letters: readonly string[]): number {
  if (letters.length <= LONG) return letters.length;
  const end = letters.length - END;
  if (!letters.some((letter) => JOINED.test(letter))) return end;
  const space = letters.lastIndexOf(" ", end);
  return space >= FEWEST ? space : letters.length;
}

/**
 * A name as it is: isolated, so that letters from right to left move nothing beside it, and cut
 * where it is too long for its place. Pointing at it, or the keyboard in its row, shows all of it.
 */
export function WholeName({ text }: { text: string }) {
  const letters = Array.from(text);
  const cut = lettersBeforeEnd(letters);
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
