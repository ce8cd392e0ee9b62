import { infiniteQueryOptions } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";

import { asked, type AuditSearch } from "./audit-search";

export type Deed = Schema<"DeedView">;
export type Trail = Schema<"AuditTrail">;

/** What was done of what is sought, newest first, a hundred at a time. */
export const auditQuery = (search: AuditSearch) =>
  infiniteQueryOptions({
    queryKey: ["audit", search],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...asked(search), ...(pageParam === null ? {} : { before: pageParam }) };
      return call(api.GET("/api/v1/audit", { params: { query }, signal }));
    },
    initialPageParam: null as number | null,
    getNextPageParam: ({ next_before }) => next_before,
  });
