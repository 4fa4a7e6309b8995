#!/usr/bin/env node
// Runs forge, anvil or cast from the binaries inside the npm packages:
//   node tools/foundry.mjs [--profile NAME] forge|anvil|cast ARGUMENTS...
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const project = resolve(dirname(fileURLToPath(import.meta.url)), "..");

export function binary(tool) {
  const platform = { linux: "linux", darwin: "darwin", win32: "win32" }[process.platform];
  const architecture = { x64: "amd64", arm64: "arm64" }[process.arch];
  const suffix = process.platform === "win32" ? ".exe" : "";
  const path = join(project, "node_modules", "@foundry-rs", `${tool}-${platform}-${architecture}`, "bin", tool + suffix);
  if (!existsSync(path)) {
    throw new Error(`${tool} is not installed for ${process.platform} ${process.arch}: run "npm ci" in contracts`);
  }
  return path;
}

/** Runs one tool in the contracts folder and returns its exit code. Its home is a scratch folder that is removed. */
export function run(tool, options, { profile, env = {}, stdio = "inherit" } = {}) {
  const home = mkdtempSync(join(tmpdir(), "deopenchat-foundry-"));
  try {
    const result = spawnSync(binary(tool), options, {
      cwd: project,
      stdio,
      env: {
        ...process.env,
        HOME: home,
        FOUNDRY_SOLC: join(project, "tools", "solc.mjs"),
        FOUNDRY_DISABLE_NIGHTLY_WARNING: "1",
        ...(profile ? { FOUNDRY_PROFILE: profile } : {}),
        ...env,
      },
    });
    if (result.error) throw result.error;
    return result.status ?? 1;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  const profile = words[0] === "--profile" ? words.splice(0, 2)[1] : undefined;
  const [tool, ...options] = words;
  if (!["forge", "anvil", "cast"].includes(tool)) {
    process.stderr.write("usage: node tools/foundry.mjs [--profile NAME] forge|anvil|cast ARGUMENTS...\n");
    process.exit(2);
  }
  try {
    process.exit(run(tool, options, { profile }));
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
