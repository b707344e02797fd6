import type { Plugin } from "vite";

export function weights(budget: { first: number; route: number }): Plugin;
