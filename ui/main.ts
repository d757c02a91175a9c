import "./shell/necto-app.ts";
