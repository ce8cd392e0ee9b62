/** Presets of one's own: kept and deleted. */

import { useMutation, useQueryClient } from "@tanstack/react-query";

import { api, call, type Schema } from "@/client/client";
import { Problem } from "@/client/problem";
import { useCreateOnce } from "@/shared/requests/create-once";

function useReread() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["catalog"] });
}

export function useSavePreset() {
  return useMutation({
    mutationFn: useCreateOnce<Schema<"NewPreset">, Schema<"PresetChoice">>((body, params) =>
      call(api.POST("/api/v1/presets", { body, params })),
    ),
    onSuccess: useReread(),
  });
}

async function deletePreset(name: string): Promise<void> {
  try {
    await call(api.DELETE("/api/v1/presets/{name}", { params: { path: { name } } }));
  } catch (error) {
    // Gone already: deleted elsewhere, or by a first try whose answer was lost.
    if (!(error instanceof Problem && error.status === 404)) throw error;
  }
}

/** `onDeleted` comes before the menu is read anew, which takes away what asked for it. */
export function useDeletePreset(onDeleted: () => void) {
  const reread = useReread();
  return useMutation({
    mutationFn: deletePreset,
    onSuccess: () => {
      onDeleted();
      return reread();
    },
  });
}
