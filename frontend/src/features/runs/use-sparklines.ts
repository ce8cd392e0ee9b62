import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";

import type { Schema } from "@/client/client";

import { sparklinesQuery } from "./api";

/** Scrolling past asks for nothing. */
const RESTING_MS = 120;
/** Rows of one request; they are asked for in blocks, so that scrolling on does not ask again. */
const BLOCK = 50;

/** The small curves of the rows in sight, by run: one request for all of them. */
export function useSparklines(
  order: readonly string[],
  shown: readonly string[],
  withModel: boolean,
): ReadonlyMap<string, Schema<"Sparkline">> {
  const [first, last] = [order.indexOf(shown[0] ?? ""), order.indexOf(shown.at(-1) ?? "")];
  const begin = Math.floor(Math.max(0, first) / BLOCK) * BLOCK;
  const end = Math.max(begin + BLOCK, Math.ceil((last + 1) / BLOCK) * BLOCK);
  const [ids] = useDebouncedValue(
    order.slice(begin, Math.min(end, begin + 2 * BLOCK)).join(","),
    RESTING_MS,
  );
  const { data } = useQuery(sparklinesQuery(ids, withModel));
  return data ?? NONE;
}

const NONE: ReadonlyMap<string, Schema<"Sparkline">> = new Map();
