// Every page by html-validate's rules for standard HTML.

import { HtmlValidate } from "html-validate";

export async function validity(sites, test) {
  const validator = new HtmlValidate({ root: true, extends: ["html-validate:standard"] });
  for (const { name, pages } of sites) {
    await test(`every page of ${name} is valid HTML (${pages.length} pages)`, async () => {
      const complaints = [];
      for (const { path, html } of pages) {
        const report = await validator.validateString(html, path);
        for (const { messages } of report.results) {
          for (const { line, column, ruleId, message } of messages) {
            complaints.push(`${path}:${line}:${column} ${ruleId}: ${message}`);
          }
        }
      }
      return complaints;
    });
  }
}
