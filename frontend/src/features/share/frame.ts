/** The HTML that shows a shared page in a page of another site. */

const ESCAPED: Record<string, string> = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };

function escaped(text: string): string {
  return text.replace(/[&"<>]/g, (letter) => ESCAPED[letter] ?? "");
}

export function frameOf(address: string, title: string): string {
  const named = title === "" ? "Branchpoint" : title;
  return `<iframe src="${escaped(address)}" title="${escaped(named)}" width="100%" height="900" style="border:0" loading="lazy"></iframe>`;
}
