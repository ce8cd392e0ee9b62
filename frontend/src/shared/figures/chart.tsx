import { Button, Skeleton } from "@mantine/core";
import { Component, type ReactNode } from "react";

import { sentenceOf } from "@/client/problem";
import { isSettled } from "@/shared/requests/retries";
import classes from "./chart.module.css";
import type { Figure } from "./figure-theme";
import { Plot } from "./plot";
import type { Part } from "./zoomed-part";

/** What a figure query knows; `useQuery` results fit. */
interface ChartQuery {
  data: { figure: Figure; empty: boolean; reason: string | null; note: string | null } | undefined;
  error: Error | null;
  isPending: boolean;
  refetch: () => unknown;
}

interface ChartProps {
  query: ChartQuery;
  /** What the figure shows, in one sentence, for those who cannot see it. */
  label: string;
  /** What is said after the reason why there is nothing to draw: when there will be. */
  coming?: ReactNode;
  height?: number;
  cursor?: number | null;
  cursorLabel?: string;
  onHover?: (x: number | null) => void;
  onPick?: (x: number) => void;
  /** The part of the x axis that is zoomed to, with the figure; null is all of it. */
  onZoom?: (part: Part, figure: Figure) => void;
}

/** A figure in one of its four states: loading, empty, failed, drawn. All take the same room. */
export function Chart({ query, label, coming, height = 420, ...linked }: ChartProps) {
  if (query.data === undefined) {
    return query.error === null ? (
      <Loading label={label} height={height} />
    ) : (
      <Failed error={query.error} height={height} retry={query.refetch} />
    );
  }
  const { figure, empty, reason, note } = query.data;
  if (empty) {
    return (
      <Blank height={height}>
        {reason} {coming}
      </Blank>
    );
  }
  return (
    <DrawingGuard height={height} resetKey={figure}>
      <Plot figure={figure} label={label} height={height} {...linked} />
      {note !== null && <p className="note">{note}</p>}
      {query.error !== null && (
        <p className={classes.stale} role="status">
          Not live: {sentenceOf(query.error).title.toLowerCase()}. This is what was last known.
        </p>
      )}
    </DrawingGuard>
  );
}

function Loading({ label, height }: { label: string; height: number }) {
  return (
    <div role="status" aria-label={`Loading: ${label}`} style={{ height }}>
      <Skeleton height={height} radius="xs" className={classes.skeleton ?? ""} />
    </div>
  );
}

function Blank({ height, children }: { height: number; children: ReactNode }) {
  return (
    <div className={classes.blank} style={{ height }}>
      <div className="reading">{children}</div>
    </div>
  );
}

function Failed({ error, height, retry }: { error: Error; height: number; retry: () => unknown }) {
  const { title, detail } = sentenceOf(error);
  return (
    <div className={classes.blank} style={{ height }} role="alert">
      <div>
        <p className="reading">{title}.</p>
        {detail !== "" && <p className="note">{detail}</p>}
        {!isSettled(error) && <Button onClick={() => void retry()}>Try again</Button>}
      </div>
    </div>
  );
}

interface GuardProps {
  height: number;
  resetKey: unknown;
  children: ReactNode;
}

/** plotly failing to draw is this chart's failure, not the page's. */
class DrawingGuard extends Component<GuardProps, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override componentDidUpdate(before: GuardProps): void {
    if (this.state.error !== null && before.resetKey !== this.props.resetKey) this.reset();
  }

  private readonly reset = (): void => {
    this.setState({ error: null });
  };

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return <Failed error={error} height={this.props.height} retry={this.reset} />;
  }
}
