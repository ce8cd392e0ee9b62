import { useState } from "react";

/**
 * A value that its owner takes over later, as the address does: it is shown as it was chosen, so that
 * the next key press counts from there and none is lost.
 */
export function useChosenAhead<T>(value: T, onChange: (value: T) => void) {
  const [chosen, setChosen] = useState<readonly T[]>([]);
  const [known, setKnown] = useState(value);
  const last = chosen.length === 0 ? value : chosen[chosen.length - 1];
  const isBehind = chosen.includes(value) && last !== value;
  if (value !== known) {
    setKnown(value);
    // One that was not chosen here, as by the browser's Back, stands before what was.
    if (!isBehind) setChosen([]);
  } else if (chosen.length > 0 && last === value) {
    setChosen([]);
  }
  const choose = (next: T) => {
    setChosen((before) => [...before, next]);
    onChange(next);
  };
  return { shown: last as T, choose };
}
