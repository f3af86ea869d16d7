// Wakes the design system's components. Every page does its work without this.
import { initAll } from "./govuk-frontend.js";
initAll();
