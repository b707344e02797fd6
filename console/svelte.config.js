import { vitePreprocess } from "@sveltejs/vite-plugin-svelte";

export default {
  preprocess: vitePreprocess(),
  // The usual hash is of the path, so that what is built would depend on where it is built.
  compilerOptions: { cssHash: ({ hash, name, css }) => `s-${hash(name + css)}` },
};
