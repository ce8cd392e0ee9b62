import { queryOptions } from "@tanstack/react-query";

import { apiAddress, readText } from "@/shared/requests/downloads";

/** The run's spec as a file to launch from. A spec never changes. */
export function specYamlQuery(runId: string) {
  return queryOptions({
    queryKey: ["specs", runId],
    queryFn: ({ signal }) => readText(apiAddress(`runs/${runId}/spec`, { format: "yaml" }), signal),
    staleTime: Infinity,
  });
}
