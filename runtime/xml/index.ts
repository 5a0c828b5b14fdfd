export { xml } from "./codec.js";
