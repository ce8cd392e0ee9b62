/**
 * What lets a style of ours in. The server's policy takes styles of files, and of elements that carry the
 * nonce of this answer; it stands in the page's head, where only scripts of the page can read it.
 */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.nonce ?? "";
}

/** Plotly's own rules go into this element where it is there already, and else into one without a nonce. */
const PLOTLY_STYLE = "plotly.js-style-global";

/** Gives the nonce to libraries that make styles of their own. Before any of them does. */
export function giveStyleNonce(): void {
  const nonce = styleNonce();
  // What locks scrolling behind a dialog asks for it by this name.
  Object.assign(globalThis, { __webpack_nonce__: nonce });
  const style = document.createElement("style");
  style.id = PLOTLY_STYLE;
  style.nonce = nonce;
  document.head.append(style);
}
