/** A command that launches a spec from a terminal: it holds all of it. */
export function launchCommand(yaml: string): string {
  return `branchpoint launch - <<'END'\n${yaml.trimEnd()}\nEND\n`;
}
