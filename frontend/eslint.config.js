import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import checkFile from "eslint-plugin-check-file";
import reactHooks from "eslint-plugin-react-hooks";
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";

const NO_PARENT = { regex: "(^|/)\\.\\./", message: "Same folder by ./, everything else by @/." };
const PLOTLY = { regex: "^plotly", message: "shared/figures/plot.tsx alone calls plotly." };

/** Which folders a part of src may not import, beside what holds everywhere. */
function forbid(files, patterns, ignores = []) {
  return {
    files,
    ignores,
    rules: { "no-restricted-imports": ["error", { patterns: [NO_PARENT, ...patterns] }] },
  };
}

/** Nothing of ours but what is below: a folder that is not named may not be imported. */
function only(folders, message) {
  return { regex: `^@/(?!(${folders.join("|")})/)`, message };
}

// routes -> features -> shared -> client, and features are strangers to each other.
const features = readdirSync(new URL("./src/features", import.meta.url));
const SHARED = only(["shared", "client"], "shared imports only client.");
const boundaries = [
  forbid(["src/**"], [PLOTLY]),
  forbid(
    ["src/routes/**"],
    [PLOTLY, only(["routes", "features", "shared", "client"], "A route imports what is below.")],
  ),
  ...features.map((feature) =>
    forbid(
      [`src/features/${feature}/**`],
      [
        PLOTLY,
        only([`features/${feature}`, "shared", "client"], "Features are strangers to each other."),
      ],
    ),
  ),
  forbid(["src/shared/**"], [PLOTLY, SHARED], ["src/shared/**/plotly-{loader,types}.ts"]),
  forbid(["src/shared/**/plotly-{loader,types}.ts"], [SHARED]),
  forbid(["src/client/**"], [PLOTLY, only(["client"], "client imports nothing of ours.")]),
];

const typescript = {
  files: ["src/**/*.{ts,tsx}", "*.ts"],
  extends: [
    js.configs.recommended,
    tseslint.configs.strictTypeChecked,
    reactHooks.configs.flat.recommended,
  ],
  plugins: { "check-file": checkFile },
  languageOptions: {
    parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
  },
  rules: {
    "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
    // notFound() and redirect() of the router are thrown by design.
    "@typescript-eslint/only-throw-error": [
      "error",
      {
        allow: [
          {
            from: "package",
            package: "@tanstack/router-core",
            name: ["Redirect", "NotFoundError"],
          },
        ],
      },
    ],
    "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    "check-file/filename-naming-convention": [
      "error",
      { "**/*.{ts,tsx}": "KEBAB_CASE" },
      { ignoreMiddleExtensions: true },
    ],
    "check-file/folder-naming-convention": [
      "error",
      { "src/{features,shared,client}/**/": "KEBAB_CASE" },
    ],
    "max-lines": ["error", { max: 250 }],
    "max-params": ["error", 6],
    "max-statements": ["error", 30],
    complexity: ["error", 12],
    "no-console": "error",
    "no-restricted-syntax": [
      "error",
      { selector: "ExportAllDeclaration", message: "No barrels." },
      { selector: "ExportNamedDeclaration[source]", message: "No barrels." },
      { selector: "ExportDefaultDeclaration", message: "Export by name." },
    ],
    "react-hooks/exhaustive-deps": "error",
  },
};

export default defineConfig(
  { ignores: ["dist", "src/client/schema.ts", "src/route-tree.gen.ts"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  typescript,
  boundaries,
  {
    files: ["src/routes/**"],
    rules: { "check-file/filename-naming-convention": "off" },
  },
  // What these are read by asks for a default export.
  { files: ["vite*.config.ts", "src/**/*.d.ts"], rules: { "no-restricted-syntax": "off" } },
  { files: ["**/*.test.{ts,tsx}"], rules: { "max-lines": ["error", { max: 400 }] } },
);
