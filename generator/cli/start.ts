#!/usr/bin/env node
import { compileLess } from "./compile-less.js";
import { main } from "./main.js";
import { processTerminal } from "./terminal.js";

const argv = process.argv.slice(2);
if (!argv.includes("--watch") && !argv.includes("-w")) compileLess(process.versions);
process.exitCode = await main(argv, processTerminal());
