import type { Plugin } from "vite";

export function contract(): Plugin;
