import type { QueryClient } from "@tanstack/react-query";

import {
  figureParameters as horizonErrorParameters,
  horizonErrorFigureQuery,
  type HorizonErrorRequest,
} from "@/features/horizon-error/api";
import {
  diagnosticOf,
  overHorizonFigureQuery,
  overHorizonParameters,
} from "@/features/over-horizon/api";
import { returnsFigureQuery, returnsParameters } from "@/features/returns/api";
import { trustParameters } from "@/features/trust/api";
import { saveFigureImage } from "@/shared/figure-image";
import type { Figure } from "@/shared/figure-theme";
import { apiAddress, saveAnswer } from "@/shared/files";

const FORMATS = ["csv", "json", "parquet"] as const;
const RETURN_KEYS = "return/real,return/model,return/gap";

type Parameters = Readonly<Record<string, string | number | boolean | undefined>>;

/** The files that a run or a comparison can be saved as: its numbers, and its figures. */
export function exportsOf(client: QueryClient, name: string, request: HorizonErrorRequest) {
  const { kind, label } = diagnosticOf(request.diagnostic);
  const numbers = (what: string, path: string, parameters: Parameters) =>
    FORMATS.map((format) => ({
      label: `${what}, ${format === "parquet" ? "Parquet" : format.toUpperCase()}`,
      act: () =>
        saveAnswer(
          `${name}-${what.replaceAll(" ", "-")}.${format}`,
          apiAddress(path, { runs: request.runs.join(","), format, ...parameters }),
        ),
    }));
  const figure = (what: string, draw: () => Promise<{ figure: Figure }>, path: string) => {
    const image = async (format: "png" | "svg") => {
      await saveFigureImage(`${name}-${what}`, (await draw()).figure, format);
    };
    return [
      { label: "PNG", act: () => image("png") },
      { label: "SVG", act: () => image("svg") },
      { label: "HTML", act: () => saveAnswer(`${name}-${what}.html`, path) },
    ];
  };
  return [
    {
      title: "Figure of the error",
      items: figure(
        "horizon-error",
        () => client.query(horizonErrorFigureQuery(request)),
        apiAddress("figures/horizon-error.html", horizonErrorParameters(request)),
      ),
    },
    {
      title: "Figure of the returns",
      items: figure(
        "returns",
        () => client.query(returnsFigureQuery(request)),
        apiAddress("figures/returns.html", returnsParameters(request)),
      ),
    },
    {
      title: `Figure of the ${label}`,
      items: figure(
        kind,
        () => client.query(overHorizonFigureQuery(request)),
        apiAddress("figures/over-horizon.html", overHorizonParameters(request)),
      ),
    },
    {
      title: "Numbers",
      items: [
        ...numbers("horizon error", "profiles", { kind: "horizon-error" }),
        ...numbers("returns", "series", { keys: RETURN_KEYS }),
        ...numbers("trust", "trust", trustParameters(request)),
      ],
    },
  ];
}
