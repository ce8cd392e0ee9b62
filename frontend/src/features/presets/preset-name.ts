/** The first half of the names of one's own presets. */
export const FAMILY = "mine/";
const LONGEST = 60;

/** The second half of a preset's name, made from other words: small letters, digits and hyphens. */
export function nameFrom(words: string): string {
  const plain = words
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{Mark}/gu, "")
    .replace(/[^a-z0-9]+/g, "-");
  return plain.replace(/^-+/, "").slice(0, LONGEST).replace(/-+$/, "");
}
