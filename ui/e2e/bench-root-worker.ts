import { rootOf } from "@necto/tools/trace/merkle-root";

// Times roots in a worker, as the verifier computes them; for `bench-verify.ts` only.
self.addEventListener(
  "message",
  ({ data: { bytes, runs } }: MessageEvent<{ bytes: number; runs: number }>) => {
    const content = Uint8Array.from({ length: bytes }, (_, i) => (i * 31) % 251);
    const times = Array.from({ length: runs }, () => {
      const startedAt = performance.now();
      rootOf(content);
      return performance.now() - startedAt;
    });
    (self as unknown as Worker).postMessage(times);
  },
);
