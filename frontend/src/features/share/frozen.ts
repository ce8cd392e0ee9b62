/** What a frozen link shows: answers that were kept when it was made. Of the link itself the server is asked. */

import { queryOptions } from "@tanstack/react-query";

import { accessHeaders } from "@/client/client";
import { problemFrom } from "@/client/problem";
import { answerFrom, apiRoot, basePath, type Publication } from "@/client/transport";
import type { Contents, Files } from "@/shared/answers/answers";

const API = "/api/v1/";
/** What is asked of the link, which may be revoked. */
const OF_THE_LINK = ["shared", "session", "events"];

function unpacked(packed: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const whole = packed.stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(whole).arrayBuffer().then((bytes) => new Uint8Array(bytes));
}

async function readFile(name: string): Promise<Uint8Array<ArrayBuffer>> {
  const address = `${apiRoot()}${API}shared/files/${name}`;
  const answer = await globalThis.fetch(address, { headers: accessHeaders() });
  if (!answer.ok) throw problemFrom(await answer.json().catch(() => null), answer);
  return unpacked(await answer.blob());
}

/** The files of a frozen page, each read once. */
class FrozenFiles implements Files {
  private readonly known = new Map<string, Promise<Uint8Array<ArrayBuffer>>>();

  readonly bytes = (name: string) => {
    const read = this.known.get(name) ?? readFile(name);
    this.known.set(name, read);
    // What failed is tried again the next time.
    read.catch(() => this.known.delete(name));
    return read;
  };

  readonly text = async (name: string) => {
    if (name === "plotly") {
      return (await globalThis.fetch(`${basePath()}/published/plotly.js`)).text();
    }
    return new TextDecoder().decode(await this.bytes(name));
  };
}

function isOfTheLink({ url }: Request): boolean {
  const { pathname } = new URL(url);
  const route = pathname.slice(pathname.indexOf(API) + API.length);
  return OF_THE_LINK.some((each) => route === each || route.startsWith(`${each}/`));
}

/** From now on what was kept answers; what that page says of itself. */
async function answerFromFrozen(): Promise<Publication> {
  const { Answers } = await import("@/shared/answers/answers");
  const files = new FrozenFiles();
  const contents = JSON.parse(await files.text("contents")) as Contents;
  const kept = new Answers(files, contents);
  answerFrom(contents.publication, (request) =>
    isOfTheLink(request) ? globalThis.fetch(request) : kept.answer(request),
  );
  return contents.publication;
}

/** What the frozen page of a link says of itself, once its answers are there. */
export function frozenQuery(token: string) {
  return queryOptions({
    queryKey: ["frozen", token],
    queryFn: answerFromFrozen,
    staleTime: Infinity,
  });
}
