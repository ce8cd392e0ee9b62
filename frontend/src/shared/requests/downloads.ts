import { accessHeaders } from "@/client/client";
import { problemFrom } from "@/client/problem";
import { apiRoot, send } from "@/client/transport";

/** Hands the browser a file to save. */
export function saveFile(name: string, type: string, content: BlobPart): void {
  const address = URL.createObjectURL(new Blob([content], { type }));
  saveAddress(name, address);
  URL.revokeObjectURL(address);
}

/** Saves what a data URL or an object URL holds. */
export function saveAddress(name: string, address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
}

/** An address of the API with its parameters; those undefined are left out. */
export function apiAddress(
  path: string,
  parameters: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const given = Object.entries(parameters).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return `/api/v1/${path}?${new URLSearchParams(given).toString()}`;
}

/**
 * Saves an answer of the API as a file. Asked by fetch and not by a link, so that readers of a
 * share link are let in too and a refusal is told instead of saved. Throws a `Problem`.
 */
export async function saveAnswer(name: string, address: string): Promise<void> {
  const response = await answerOf(address, null);
  const type = response.headers.get("Content-Type") ?? "application/octet-stream";
  saveFile(name, type, await response.arrayBuffer());
}

/** An answer of the API that is text and not JSON. Throws a `Problem`. */
export async function readText(address: string, signal: AbortSignal): Promise<string> {
  return (await answerOf(address, signal)).text();
}

async function answerOf(address: string, signal: AbortSignal | null): Promise<Response> {
  const request = new Request(apiRoot() + address, { headers: accessHeaders(), signal });
  const response = await send(request);
  if (!response.ok) throw problemFrom(await response.json().catch(() => null), response);
  return response;
}
