import * as editor from "./editor.js";

window.newsgenEditor = editor;
