import { mount } from "svelte";
import "./app.css";
import App from "./App.svelte";
import { language } from "./i18n/index.svelte";
import { prefs } from "./lib/prefs.svelte";

prefs.show();
await language.load();
mount(App, { target: document.getElementById("app")! });
