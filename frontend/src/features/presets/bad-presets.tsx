import type { Schema } from "@/client/client";

import classes from "./presets.module.css";

/** Files among one's own presets that are none: which, where and why. The others are not affected. */
export function BadPresets({ files }: { files: readonly Schema<"BadPreset">[] }) {
  if (files.length === 0) return null;
  const words = files.length === 1 ? "1 preset file" : `${String(files.length)} preset files`;
  return (
    <details className={classes["bad"]}>
      <summary>{words} cannot be read</summary>
      <ul>
        {files.map(({ file, line, reason }) => (
          <li key={file}>
            <strong>presets/{file}</strong>, line {line}: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}
