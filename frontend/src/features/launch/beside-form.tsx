import { SegmentedControl } from "@mantine/core";

import type { Schema } from "@/client/client";

import { BranchDrawing } from "@/features/launch/drawing/branch-drawing";
import { type View, VIEWS } from "@/features/launch/draft/draft";
import type { LaunchText } from "@/features/launch/yaml/use-launch-text";
import { YamlView } from "@/features/launch/yaml/yaml-view";
import classes from "./launch.module.css";

interface BesideFormProps {
  view: View;
  onView: (view: View) => void;
  /** What the launch would imagine; undefined until the server has said it. */
  rollouts: Schema<"RolloutPreview"> | undefined;
  text: LaunchText;
}

const NAMES: Readonly<Record<View, string>> = { drawing: "Drawing", yaml: "YAML" };

/** What the form means: drawn and in words, or as YAML that can be written in. */
export function BesideForm({ view, onView, rollouts, text }: BesideFormProps) {
  return (
    <div className={classes["meaning"]}>
      <SegmentedControl
        size="xs"
        aria-label="Beside the form"
        className={classes["views"] ?? ""}
        data={VIEWS.map((value) => ({ value, label: NAMES[value] }))}
        value={view}
        onChange={onView}
      />
      {view === "yaml" ? (
        <YamlView launch={text} />
      ) : (
        rollouts !== undefined && (
          <>
            <BranchDrawing rollouts={rollouts} />
            <p className="reading">{rollouts.sentence}</p>
          </>
        )
      )}
    </div>
  );
}
