// Journeys in a real browser, for what no other ring of tests sees: pages, phone, map, accessibility.
import { defineConfig } from "@playwright/test";
import { launchOptions } from "./people.mjs";

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
  use: { launchOptions, actionTimeout: 20_000, navigationTimeout: 30_000, trace: "retain-on-failure" },
});
