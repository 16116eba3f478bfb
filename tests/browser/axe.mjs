// What axe finds on a page.
import { AxeBuilder } from "@axe-core/playwright";

/** What a person would stumble over, in words that name the place: serious and critical findings of all rules, or of these. */
export async function findings(page, rules) {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}: ${failureSummary}`));
}
