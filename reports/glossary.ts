/** Words that a newcomer needs, in the order in which they build on each other. */
export const glossary: readonly { readonly word: string; readonly meaning: string }[] = [
  {
    word: "app",
    meaning: "An ordinary Node.js server. It is the same file in every arm, and does not know it is being measured.",
  },
  {
    word: "strategy",
    meaning:
      "A way to run one app on several workers, such as node:cluster, threads, or a proxy in front of processes.",
  },
  { word: "worker", meaning: "A process or thread that handles requests." },
  { word: "arm", meaning: "One of the things compared: a strategy with a number of workers, under a load." },
  {
    word: "trial",
    meaning:
      "One boot of one arm, warmed up and measured once. Results depend on the number of trials, not of requests.",
  },
  { word: "block", meaning: "Every arm once, in random order. Arms are compared within blocks." },
  { word: "baseline", meaning: "The arm the others are compared with." },
  {
    word: "interval, [low, high]",
    meaning:
      "Where the true value plausibly lies, given how much the trials differed. If it is narrow, repeating the run would give nearly the same figure.",
  },
  {
    word: "not resolved",
    meaning: "The run cannot tell the two apart. They may be equal, or there are too few trials to see the difference.",
  },
  {
    word: "p50, p99",
    meaning:
      "Half of the requests were answered within p50, and 99 of 100 within p99. Users remember the slowest hundredth.",
  },
  { word: "closed loop", meaning: "A load in which each connection waits for its response before it sends again." },
  {
    word: "open loop",
    meaning: "A load in which requests are sent on schedule, regardless of earlier ones, like those of users.",
  },
  {
    word: "generator",
    meaning:
      "The program that sends the requests. If it is the busiest part, the run measured it rather than the server.",
  },
  {
    word: "VALID, SUSPECT, INVALID",
    meaning: "Whether the run can be trusted: yes; with the listed warnings in mind; no, so nothing is ranked.",
  },
];
