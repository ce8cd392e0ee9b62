import type { QueryClient } from "@tanstack/react-query";

import {
  figureParameters as horizonErrorParameters,
  horizonErrorFigureQuery,
  type HorizonErrorRequest,
} from "@/features/horizon-error/api";
import { returnsFigureQuery, returnsParameters } from "@/features/returns/api";
import { saveFigureImage } from "@/shared/figure-image";
import { apiAddress, saveAnswer } from "@/shared/files";

const FORMATS = ["csv", "json", "parquet"] as const;
const RETURN_KEYS = "return/real,return/model,return/gap";

/** The files that a run or a comparison can be saved as: its numbers, and its figures. */
export function exportsOf(client: QueryClient, name: string, request: HorizonErrorRequest) {
  const runs = request.runs.join(",");
  const numbers = (what: string, path: string, parameters: Record<string, string>) =>
    FORMATS.map((format) => ({
      label: `${what}, ${format === "parquet" ? "Parquet" : format.toUpperCase()}`,
      act: () =>
        saveAnswer(
          `${name}-${what.replaceAll(" ", "-")}.${format}`,
          apiAddress(path, { runs, format, ...parameters }),
        ),
    }));
  const returns = { runs: request.runs, groupBy: request.groupBy, individual: request.individual };
  const page = (figure: string, parameters: Parameters<typeof apiAddress>[1]) =>
    saveAnswer(`${name}-${figure}.html`, apiAddress(`figures/${figure}.html`, parameters));
  const image = async (format: "png" | "svg") => {
    const { figure } = await client.query(horizonErrorFigureQuery(request));
    await saveFigureImage(`${name}-horizon-error`, figure, format);
  };
  const returnsImage = async (format: "png" | "svg") => {
    const { figure } = await client.query(returnsFigureQuery(returns));
    await saveFigureImage(`${name}-returns`, figure, format);
  };
  return [
    {
      title: "Figure of the error",
      items: [
        { label: "PNG", act: () => image("png") },
        { label: "SVG", act: () => image("svg") },
        { label: "HTML", act: () => page("horizon-error", horizonErrorParameters(request)) },
      ],
    },
    {
      title: "Figure of the returns",
      items: [
        { label: "PNG", act: () => returnsImage("png") },
        { label: "SVG", act: () => returnsImage("svg") },
        { label: "HTML", act: () => page("returns", returnsParameters(returns)) },
      ],
    },
    {
      title: "Numbers",
      items: [
        ...numbers("horizon error", "profiles", { kind: "horizon-error" }),
        ...numbers("returns", "series", { keys: RETURN_KEYS }),
      ],
    },
  ];
}
