import { Select } from "@mantine/core";
import type { ReactNode } from "react";

import type { Schema } from "@/client/client";

import type { Draft } from "@/features/launch/draft/draft";
import { isBegun } from "@/features/launch/draft/kept-draft";
import { counted } from "@/shared/words/numbers";
import classes from "./launch.module.css";

type Preset = Schema<"PresetChoice">;

interface OriginProps {
  presets: readonly Preset[];
  /** The preset that the form started from; null where it is a run. */
  started: Preset | null;
  draft: Draft;
  parent: string | undefined;
  onDraft: (draft: Draft) => void;
  onDiscard: () => void;
  children: ReactNode;
}

function option({ name, title }: Preset) {
  return { value: name, label: `${name} – ${title}` };
}

/** The menu of presets: one's own stand before those that come with Branchpoint. */
export function presetMenu(presets: readonly Preset[]) {
  const own = presets.filter((preset) => preset.own).map(option);
  const others = presets.filter((preset) => !preset.own).map(option);
  if (own.length === 0) return others;
  return [
    { group: "Yours", items: own },
    { group: "Branchpoint's", items: others },
  ];
}

/** What the form started from: a preset with its source, or a run. */
export function Origin({
  presets,
  started,
  draft,
  parent,
  onDraft,
  onDiscard,
  children,
}: OriginProps) {
  return (
    <div className={classes["origin"]}>
      {draft.from === "" ? (
        <Select
          aria-label="Preset"
          searchable
          allowDeselect={false}
          data={presetMenu(presets)}
          value={started?.name ?? null}
          onChange={(name) => {
            if (name !== null) onDraft({ ...draft, preset: name, set: {} });
          }}
        />
      ) : (
        <span>
          Starting from run{" "}
          <strong>
            <bdi>{parent ?? draft.from}</bdi>
          </strong>
        </span>
      )}
      <span className="note">
        <Changes draft={draft} onDiscard={onDiscard} />
        {started !== null && (started.own ? " · yours" : ` · source: ${started.source}`)}
      </span>
      {children}
      {started !== null && draft.preset !== "" && started.name !== draft.preset && (
        <p className={classes["missing"]} role="status">
          There is no preset {draft.preset} here: the form started from {started.name}.
        </p>
      )}
    </div>
  );
}

function Changes({ draft, onDiscard }: Pick<OriginProps, "draft" | "onDiscard">) {
  const changes = Object.keys(draft.set).length;
  return (
    <>
      {changes === 0 ? "nothing changed" : `${counted(changes, "field")} changed`}
      {isBegun(draft) && (
        <>
          {" · "}
          <button type="button" className={classes["textButton"]} onClick={onDiscard}>
            discard draft
          </button>
        </>
      )}
    </>
  );
}
