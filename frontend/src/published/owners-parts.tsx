// Stands in for what owners alone are shown: a published page has no owner to show it to, and is
// smaller without.

const Nothing = () => null;

export {
  Nothing as LogTail,
  Nothing as PublishedCurves,
  Nothing as RunActions,
  Nothing as RunNotes,
  Nothing as RunPicker,
  Nothing as SavedComparisons,
  Nothing as SavePreset,
  Nothing as ShareButton,
};
