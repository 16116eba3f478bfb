// Journeys in a real browser, for what no other ring of tests sees: pages, phone, map, accessibility.
import { defineConfig } from "@playwright/test";
import { launchOptions } from "./people.mjs";

// A trace holds every byte of a journey, 600 MB of photos among them, in several copies: it has filled a disk.
// CI keeps no files, so it records none; the run that reproduces a failure by hand does.
const trace = process.env.CI === "true" ? "off" : "retain-on-failure";

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.mjs",
  globalSetup: "./setup.mjs",
  outputDir: "../../target/browser-tests",
  reporter: "list",
  // A worker runs its files one after the other against a demo of its own: they share that demo, and the
  // journey counts what was checked in its district.
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env.CI === "true",
  use: { launchOptions, actionTimeout: 20_000, navigationTimeout: 30_000, trace },
});
