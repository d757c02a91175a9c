import { chooseTheme, chosenTheme } from "../../shell/theme.ts";
import "./necto-offline.ts";

chooseTheme(chosenTheme());
