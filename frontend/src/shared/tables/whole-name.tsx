import classes from "./whole-name.module.css";

/** Longer names are cut in the middle, before so many letters: their ends tell them apart. */
const LONG = 32;
const END = 12;

/**
 * A name as it is: isolated, so that letters from right to left move nothing beside it, and cut
 * where it is too long for its place. Pointing at it, or the keyboard in its row, shows all of it.
 */
export function WholeName({ text }: { text: string }) {
  const letters = Array.from(text);
  const cut = letters.length > LONG ? letters.length - END : letters.length;
  return (
    <bdi className={classes.name} title={text}>
      <span>{letters.slice(0, cut).join("")}</span>
      {cut < letters.length && <span>{letters.slice(cut).join("")}</span>}
    </bdi>
  );
}
