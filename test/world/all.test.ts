import { findCases, registerCases } from "./run-case.ts";

registerCases(await findCases());
