#!/usr/bin/env node
// Plants each bug of test/mutants/*.patch in a copy of the contracts and demands that the tests named in the patch catch it:
//   node tools/mutants.mjs [NAME...]
// A patch begins with a sentence about the bug and with lines "Caught by: test/File.t.sol". A bug that no longer applies, does
// not compile or is not caught fails the run.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const project = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(project, "test", "mutants");
const MIN_MUTANTS = 80;
const TIME_LIMIT_MS = 10 * 60_000;

function load(file) {
  const text = readFileSync(join(folder, file), "utf8");
  const head = text.split(/^--- /m)[0];
  const catchers = [...head.matchAll(/^Caught by: (\S+)$/gm)].map((match) => match[1]);
  if (catchers.length === 0) throw new Error(`${file} does not say which test catches it ("Caught by: test/...")`);
  return { name: file.replace(/\.patch$/, ""), path: join(folder, file), catchers };
}

/** A copy with only the tests that the mutant is for: compiling the others would take most of the time. */
function plant({ path, catchers }) {
  const copy = mkdtempSync(join(tmpdir(), "deopenchat-mutant-"));
  for (const name of ["src", "tools", "foundry.toml"]) cpSync(join(project, name), join(copy, name), { recursive: true });
  for (const name of ["support", "mocks", ...catchers.some((file) => file.includes("/invariant/")) ? ["invariant"] : []]) {
    cpSync(join(project, "test", name), join(copy, "test", name), { recursive: true });
  }
  for (const file of catchers) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(project, file), join(copy, file));
  }
  symlinkSync(join(project, "node_modules"), join(copy, "node_modules"));
  const patched = spawnSync("git", ["apply", path], { cwd: copy, encoding: "utf8" });
  if (patched.status !== 0) throw new Error(`the patch does not apply: ${patched.stderr}`);
  return copy;
}

function test(copy) {
  return new Promise((done, failed) => {
    // A bug may leave a parameter unused, which is no fault of the tests.
    const child = spawn(process.execPath, [join(copy, "tools", "foundry.mjs"), "forge", "test", "--fail-fast"], {
      cwd: copy,
      env: { ...process.env, FOUNDRY_DENY: "never" },
    });
    let output = "";
    const timer = setTimeout(() => child.kill("SIGKILL"), TIME_LIMIT_MS);
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => (output += data));
    child.on("error", failed);
    child.on("close", (status) => {
      clearTimeout(timer);
      done({ status, output });
    });
  });
}

async function judge(mutant) {
  let copy;
  try {
    copy = plant(mutant);
    const { status, output } = await test(copy);
    if (/Compiler run failed|^Error:/m.test(output) && !/\[FAIL/.test(output)) return `does not compile or run:\n${output.slice(-2000)}`;
    if (status === 0) return "was not caught";
    const failure = output.match(/\[FAIL[^\n]*/);
    return failure ? "" : `ended with ${status} and no failed test:\n${output.slice(-2000)}`;
  } catch (error) {
    return error.message;
  } finally {
    if (copy) rmSync(copy, { recursive: true, force: true });
  }
}

async function main(names) {
  const all = readdirSync(folder).filter((file) => file.endsWith(".patch")).sort().map(load);
  const mutants = names.length === 0 ? all : all.filter(({ name }) => names.some((wanted) => name.startsWith(wanted)));
  if (names.length === 0 && all.length < MIN_MUTANTS) throw new Error(`${all.length} mutants, at least ${MIN_MUTANTS} are wanted`);
  if (mutants.length === 0) throw new Error(`no mutant is called ${names.join(" or ")}`);
  let survivors = 0;
  const queue = [...mutants];
  const work = async () => {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const problem = await judge(mutant);
      if (problem) ++survivors;
      console.log(`${problem ? "FAILED" : "caught"} ${mutant.name}${problem ? `: ${problem}` : ""}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  console.log(`${mutants.length - survivors} of ${mutants.length} mutants caught`);
  if (survivors > 0) process.exitCode = 1;
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
