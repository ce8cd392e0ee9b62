import { Menu, SegmentedControl } from "@mantine/core";
import { type DragEvent, useState } from "react";

import type { ComparisonView as View } from "@/features/compare/address";
import { LinesChoice } from "@/features/compare/lines-choice";
import { areQuantiles } from "@/features/compare/named-runs";
import {
  MOST_PANELS,
  type Panel,
  PANEL_KINDS,
  PANEL_NAMES,
  placed,
} from "@/features/compare/panels";
import { LinkedZoom } from "@/shared/figures/linked-zoom";
import { Numbered } from "@/shared/figures/figure-section";
import type { NamedRuns } from "@/shared/queries/asked-runs";
import type { Comparison } from "@/shared/queries/comparison-query";

import type { useLinkedFigures } from "./-linked-figures";
import classes from "./-panel-board.module.css";
import { PanelFigure } from "./-panel-figure";

export interface BoardProps {
  named: NamedRuns;
  known: Comparison;
  view: View;
  onChange: (change: Partial<View>) => void;
  linked: ReturnType<typeof useLinkedFigures>;
  panels: readonly Panel[];
}

/** The figures as a reader arranged them. They share what is pointed at, zoomed to, and colours. */
export function PanelBoard({ panels, ...props }: BoardProps) {
  const { view, onChange } = props;
  const [dragged, setDragged] = useState<number | null>(null);
  const [said, setSaid] = useState("");
  const change = (next: readonly Panel[]): void => {
    onChange({ panels: next });
  };
  const move = (from: number, to: number): void => {
    const panel = panels[from];
    if (panel === undefined || to < 0 || to >= panels.length || from === to) return;
    change(placed(panels, from, to));
    setSaid(`${PANEL_NAMES[panel.kind]} is now panel ${to + 1} of ${panels.length}.`);
  };
  return (
    <section aria-label="Panels">
      <div className={classes.head}>
        <AddPanel
          isFull={panels.length >= MOST_PANELS}
          onAdd={(kind) => {
            change([...panels, { kind, own: {} }]);
            setSaid(`${PANEL_NAMES[kind]} added as panel ${panels.length + 1}.`);
          }}
        />
        <SegmentedControl
          size="xs"
          className={classes.columns ?? ""}
          aria-label="Panels beside one another"
          data={[
            { value: "1", label: "One column" },
            { value: "2", label: "Two columns" },
          ]}
          value={String(view.columns)}
          onChange={(columns) => {
            onChange({ columns: columns === "1" ? 1 : 2 });
          }}
        />
        {!areQuantiles(props.known) && (
          <LinesChoice view={view} usual={props.known.draws_seeds} onChange={onChange} />
        )}
        <button
          type="button"
          className="link"
          onClick={() => {
            onChange({ panels: undefined, zooms: {} });
          }}
        >
          figures as usual
        </button>
        <span role="status" className="hidden">
          {said}
        </span>
      </div>
      {panels.length === 0 && <p className="reading">No panel yet. Add the first one above.</p>}
      <LinkedZoom
        zooms={view.zooms}
        onZooms={(zooms) => {
          onChange({ zooms });
        }}
      >
        <div className={classes.board} data-columns={view.columns}>
          {panels.map((panel, at) => (
            <PanelFrame
              key={keyOf(panels, at)}
              {...props}
              panel={panel}
              place={at}
              count={panels.length}
              isDragged={dragged === at}
              onDragged={setDragged}
              onDropped={() => {
                if (dragged !== null) move(dragged, at);
              }}
              onMove={(by) => {
                move(at, at + by);
              }}
              onPanel={(next) => {
                change(panels.map((each, other) => (other === at ? next : each)));
              }}
              onRemove={() => {
                change(panels.filter((_, other) => other !== at));
                setSaid(`${PANEL_NAMES[panel.kind]} removed.`);
              }}
            />
          ))}
        </div>
      </LinkedZoom>
    </section>
  );
}

/** The same panel keeps its drawing when it is moved: its kind, and how many of it come before. */
function keyOf(panels: readonly Panel[], at: number): string {
  const kind = panels[at]?.kind ?? "";
  const before = panels.slice(0, at).filter((panel) => panel.kind === kind).length;
  return `${kind} ${before}`;
}

function AddPanel({ isFull, onAdd }: { isFull: boolean; onAdd: (kind: Panel["kind"]) => void }) {
  if (isFull) return <span className="note">At most {MOST_PANELS} panels</span>;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button type="button" className="link">
          add a panel
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {PANEL_KINDS.map((kind) => (
          <Menu.Item
            key={kind}
            onClick={() => {
              onAdd(kind);
            }}
          >
            {PANEL_NAMES[kind]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface FrameProps extends Omit<BoardProps, "panels"> {
  panel: Panel;
  place: number;
  count: number;
  isDragged: boolean;
  onDragged: (place: number | null) => void;
  onDropped: () => void;
  onMove: (by: number) => void;
  onPanel: (panel: Panel) => void;
  onRemove: () => void;
}

/** Places that a button moves a panel by: along the order of reading, and from row to row. */
const ALONG = [
  { by: -1, sign: "←", way: "earlier" },
  { by: 1, sign: "→", way: "later" },
] as const;
const ACROSS = {
  1: [],
  2: [
    { by: -2, sign: "↑", way: "up" },
    { by: 2, sign: "↓", way: "down" },
  ],
} as const;

/** A panel with what arranges it: a bar to drag, and buttons that do the same. */
function PanelFrame(props: FrameProps) {
  const { panel, place, count, isDragged, onDragged, onDropped, onMove, onRemove } = props;
  const { columns } = props.view;
  const name = PANEL_NAMES[panel.kind];
  const moves = [...ALONG, ...ACROSS[columns]];
  return (
    <div
      role="group"
      aria-label={`Panel ${place + 1} of ${count}: ${name}`}
      className={classes.panel}
      data-dragged={isDragged}
      onDragOver={(event) => {
        event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        onDropped();
      }}
    >
      <div
        className={classes.bar}
        draggable
        onDragStart={(event: DragEvent) => {
          event.dataTransfer.effectAllowed = "move";
          event.dataTransfer.setData("text/plain", name);
          onDragged(place);
        }}
        onDragEnd={() => {
          onDragged(null);
        }}
      >
        <span className="note" title="Drag to another place">
          <span aria-hidden="true">⠿ </span>
          {place + 1}
        </span>
        {moves.map(({ by, sign, way }) => (
          <button
            key={way}
            type="button"
            className="link"
            aria-label={`Move ${name} ${way}`}
            title={`Move ${way}`}
            data-across={Math.abs(by) > 1}
            disabled={place + by < 0 || place + by >= count}
            onClick={() => {
              onMove(by);
            }}
          >
            {sign}
          </button>
        ))}
        <button type="button" className="link" aria-label={`Remove ${name}`} onClick={onRemove}>
          remove
        </button>
      </div>
      <Numbered place={place + 1}>
        <PanelFigure {...props} />
      </Numbered>
    </div>
  );
}
