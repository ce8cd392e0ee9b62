/** A text that the form does not hold, kept by the browser: what is half typed outlives a reload. */

const PLACE = "branchpoint.launch-text";

interface Kept {
  /** The form beside which it was typed. */
  form: string;
  text: string;
}

/** The text that was left beside this form; null where there is none, or the browser keeps nothing. */
export function keptText(form: string): string | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "null");
    return isKept(kept) && kept.form === form ? kept.text : null;
  } catch {
    // Storage that is forbidden, or holds what somebody else wrote there, keeps no text.
    return null;
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== "object" || value === null) return false;
  const { form, text } = value as Record<string, unknown>;
  return typeof form === "string" && typeof text === "string";
}

/** Keeps a text in place of the one before; null forgets it. */
export function keepText(form: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, JSON.stringify({ form, text }));
  } catch {
    // Full or forbidden: the text stands while the page is open.
  }
}
