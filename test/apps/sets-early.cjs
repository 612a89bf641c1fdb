globalThis.early = "before the app";
