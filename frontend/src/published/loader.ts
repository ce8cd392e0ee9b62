// Begins a published page. It has no imports: it is the one script that is not packed.
// Browsers refuse `fetch` and modules to pages that are opened as files, so everything comes by
// classic scripts, gzip in base64; in a page of one file by the text of its own elements.

import type { Held } from "./held";

const waiting = new Map<string, (packed: string) => void>();
const loading = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

const folder = document.currentScript?.dataset["files"] ?? "";
/** What a page that may fetch loads as it is, which is a third smaller. */
const EARLY = new Set(["page", "plotly", "style", "contents", "more", "answers"]);
/** How gzip begins: some servers unpack it on the way. */
const GZIP = [0x1f, 0x8b] as const;

/** The packed bytes of a file by `fetch`; null where that does not work. */
async function fetched(name: string): Promise<Uint8Array<ArrayBuffer> | null> {
  if (!window.location.protocol.startsWith("http") || !EARLY.has(name)) return null;
  if (document.getElementById(`branchpoint-${name}`) !== null) return null;
  try {
    const answer = await fetch(`${folder}/${name}.bin`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return answer.ok && GZIP.every((byte, place) => bytes[place] === byte) ? bytes : null;
  } catch {
    // Refused: the same comes as a script.
    return null;
  }
}

function packedOf(name: string): Promise<string> {
  const inside = document.getElementById(`branchpoint-${name}`);
  if (inside !== null) return Promise.resolve(inside.textContent);
  return new Promise((resolve, reject) => {
    waiting.set(name, resolve);
    const script = document.createElement("script");
    script.src = `${folder}/${name}.js`;
    script.onerror = () => {
      script.remove();
      reject(new Error(`${folder}/${name}.js could not be loaded`));
    };
    document.head.append(script);
  });
}

function unlettered(packed: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(packed.trim()), (letter) => letter.charCodeAt(0));
}

async function load(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = (await fetched(name)) ?? unlettered(await packedOf(name));
  const whole = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(whole).arrayBuffer());
}

const held: Held = {
  take(name, packed) {
    waiting.get(name)?.(packed);
    waiting.delete(name);
  },
  bytes(name) {
    let known = loading.get(name);
    if (known === undefined) {
      known = load(name);
      loading.set(name, known);
      // What failed is tried again the next time.
      known.catch(() => loading.delete(name));
    }
    return known;
  },
  async text(name) {
    return new TextDecoder().decode(await held.bytes(name));
  },
  async run(name) {
    const script = document.createElement("script");
    script.textContent = await held.text(name);
    document.head.append(script);
  },
};
window.branchpoint = held;

async function begin(): Promise<void> {
  // All that is needed first is asked for at once.
  const needed = ["contents", "answers", "plotly"].map((name) => held.bytes(name));
  const style = document.createElement("style");
  style.textContent = await held.text("style");
  document.head.append(style);
  await held.run("page");
  await Promise.all(needed);
}

begin().catch((error: unknown) => {
  const said = document.createElement("p");
  said.setAttribute("role", "alert");
  said.textContent = `This page cannot be shown: ${String(error)}. Are all of its files there?`;
  document.body.prepend(said);
});
