import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { contract } from "./build/contract.mjs";
import { weights } from "./build/weights.mjs";

export default defineConfig({
  base: "/console/",
  plugins: [contract(), svelte(), weights({ first: 90, route: 40 })],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
});
