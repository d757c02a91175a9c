import { z } from "zod";

// Before any schema is made: the page's policy forbids code from text, and zod would try it once per page.
z.config({ jitless: true });
