globalThis.traced = "traced";
