// The documentation's own search names a page that teaches before one that lists everything there is: words stand in
// the changelog, among the error codes and in the tables of results whatever they are about.
const LISTS = /^(error-codes|changelog|results|numbers|plant-format|formulation|verbs|api|models)$/;
const SINGLE = /^(speed$|robustness$|warm$|format\/|models\/|examples\/)/; // about what their title says
const BELOW_TEXT = 4;

var Scorer = {
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: { 0: 15, 1: 5, 2: -5 },
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
  score: (found) => {
    const [page, , , , score, , kind] = found;
    const told = kind === "text" && (LISTS.test(page) || (SINGLE.test(page) && score < Scorer.title));
    return told || kind === "object" ? Math.min(score, BELOW_TEXT) : score;
  },
};
