// Makes the components livelier; every page works without it.
import { initAll } from "./govuk-frontend.min.js";

initAll();
