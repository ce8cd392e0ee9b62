/** What the files of a published page hold, as `loader.ts` hands it out. */

export interface Held {
  /** A file calls this with its name and what it holds: gzip in base64. */
  take: (name: string, packed: string) => void;
  /** What a file holds. Rejected where it cannot be loaded. */
  bytes: (name: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** The same as text. */
  text: (name: string) => Promise<string>;
  /** Runs a file that holds a classic script. */
  run: (name: string) => Promise<void>;
}

declare global {
  interface Window {
    branchpoint: Held;
  }
}
