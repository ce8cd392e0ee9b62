/** What a share link opens, and the words for it. */

import type { Schema } from "@/client/client";

import type { Said } from "./said";

export type ShareTarget =
  | { kind: "experiment"; id: string; title: string; view: string }
  | { kind: "run"; id: string; title: string; view: string }
  | { kind: "comparison"; runIds: readonly string[]; title: string; view: string };

export const LIFETIMES = ["1 day", "7 days", "30 days", "until revoked"] as const;
export type Lifetime = (typeof LIFETIMES)[number];

const DAYS: Record<Lifetime, number | null> = {
  "1 day": 1,
  "7 days": 7,
  "30 days": 30,
  "until revoked": null,
};
const DAY = 86_400_000;

/** Of more runs a link shows them, and no file: each has answers of its own to be kept. */
const MOST_KEPT = 500;

/** Whether what is shown can be frozen and published. */
export function canBeKept(target: ShareTarget): boolean {
  return target.kind !== "comparison" || target.runIds.length <= MOST_KEPT;
}

/** What is shown, as requests name it. */
export function targetOf(target: ShareTarget) {
  return target.kind === "comparison"
    ? { kind: target.kind, run_ids: [...target.runIds] }
    : { kind: target.kind, target_id: target.id };
}

/** How a link shows its target. */
export interface LinkManner {
  lifetime: Lifetime;
  /** As it is now, whatever becomes of its runs. */
  isFrozen: boolean;
  /** Also in frames of other sites' pages. */
  isEmbeddable: boolean;
}

export const USUAL_MANNER: LinkManner = {
  lifetime: "30 days",
  isFrozen: false,
  isEmbeddable: false,
};

/** The request that makes a link to the target. */
export function newShare(
  target: ShareTarget,
  said: Said,
  manner: LinkManner,
  now: Date,
): Schema<"NewShare"> {
  const days = DAYS[manner.lifetime];
  return {
    ...targetOf(target),
    ...said,
    view: target.view,
    expires_at: days === null ? null : new Date(now.getTime() + days * DAY).toISOString(),
    is_frozen: manner.isFrozen,
    is_embeddable: manner.isEmbeddable,
  };
}

/** Whether a link opens this target. Comparisons are the same when their runs are. */
export function opens(share: Schema<"Share">, target: ShareTarget): boolean {
  if (target.kind !== "comparison") {
    return share.kind === target.kind && share.target_id === target.id;
  }
  if (share.kind !== "comparison") return false;
  const shared = new Set(share.run_ids);
  return shared.size === new Set(target.runIds).size && target.runIds.every((id) => shared.has(id));
}

/** Whether a link opens at all: not revoked, and its time is not over. */
export function isOpen(share: Schema<"Share">, now: Date): boolean {
  return (
    share.revoked_at === null && (share.expires_at === null || new Date(share.expires_at) > now)
  );
}

/** A link's name among others: the end of its id, as ids of one day begin alike. */
export function shortId({ id }: Schema<"Share">): string {
  return id.slice(-6);
}

/** What a link shows, where that tells it from another one: its title, and in which manner. */
export function shownBy(link: Schema<"Share">): string {
  const { title, view, is_frozen: isFrozen, is_embeddable: isEmbeddable, made_by: by } = link;
  const known = [
    title,
    view === "" ? "" : "with a view of its own",
    isFrozen ? "frozen" : "",
    isEmbeddable ? "embeddable" : "",
    by === null ? "" : `by ${by}`,
  ];
  return known.filter((words) => words !== "").join(" · ");
}

/** Links that still open, newest first. */
export function openLinks(
  shares: readonly Schema<"Share">[],
  target: ShareTarget,
  now: Date,
): Schema<"Share">[] {
  return shares.filter((share) => opens(share, target) && isOpen(share, now));
}

/** What somebody with the link can see. */
export function accessSentence(target: ShareTarget): string {
  const live = "It needs no account and changes nothing.";
  if (target.kind === "experiment") {
    return `The link opens this experiment with all its runs, those launched later too, and nothing else. ${live}`;
  }
  if (target.kind === "run") {
    return `The link opens this run with its figures and spec, and nothing else; not its log. ${live}`;
  }
  const runs =
    target.runIds.length === 1 ? "this run" : `these ${String(target.runIds.length)} runs`;
  return `The link opens this view of ${runs} and nothing else; runs launched later are not in it. ${live}`;
}

/** True where the page is served to this machine only, so a link cannot travel. */
export function loopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\./.test(hostname);
}
