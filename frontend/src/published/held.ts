/** What the files of a published page hold, as `loader.ts` hands it out. */

import type { Files } from "@/shared/answers/answers";

export interface Held extends Files {
  /** A file calls this with its name and what it holds: gzip in base64. */
  take: (name: string, packed: string) => void;
  /** Runs a file that holds a classic script. */
  run: (name: string) => Promise<void>;
}

declare global {
  interface Window {
    branchpoint: Held;
  }
}
