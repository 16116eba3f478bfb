// Shows /api/v1/openapi.json: one section a tag, one box an endpoint. Text only, never markup from data.

const METHODS = ["get", "post", "put", "delete"];

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children.filter((child) => child !== undefined && child !== null));
  return node;
}

/** The name of a schema, or its type. */
function named(schema = {}) {
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.type === "array") return `${named(schema.items)}[]`;
  const either = schema.oneOf ?? schema.anyOf;
  if (either) return either.map(named).filter((name) => name !== "null").join(" | ");
  return [schema.type].flat().filter((type) => type && type !== "null").join(" | ") || "any";
}

/** Text in which `code` stands between backquotes. */
function prose(text = "") {
  return text.split("`").map((part, index) => (index % 2 ? element("code", {}, part) : part));
}

function paragraphs(text = "") {
  return text.split(/\n\s*\n/).filter(Boolean).map((part) => element("p", {}, ...prose(part)));
}

function table(heads, rows) {
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  const body = rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, ...[cell].flat()))));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
}

function contents(content = {}) {
  return Object.entries(content).map(([type, { schema }]) => `${type}: ${named(schema)}`).join(", ");
}

function endpoint(path, method, operation) {
  const parameters = (operation.parameters ?? []).map((parameter) => [
    element("code", {}, parameter.name),
    `${parameter.in}${parameter.required ? ", required" : ""}`,
    named(parameter.schema),
    prose(parameter.description),
  ]);
  const responses = Object.entries(operation.responses ?? {}).map(([status, response]) => [
    status,
    prose(response.description),
    contents(response.content),
  ]);
  const summary = element("summary", {}, element("code", { class: `method ${method}` }, method.toUpperCase()), " ", element("code", {}, path), " ", element("span", {}, ...prose(operation.summary)));
  return element(
    "details",
    { id: operation.operationId },
    summary,
    ...paragraphs(operation.description),
    parameters.length ? table(["parameter", "where", "type", "meaning"], parameters) : undefined,
    operation.requestBody ? element("p", {}, "Body – ", contents(operation.requestBody.content)) : undefined,
    table(["status", "meaning", "body"], responses),
  );
}

function schemaBox(name, schema) {
  const all = [schema, ...(schema.allOf ?? [])];
  const fields = all.flatMap((part) => Object.entries(part.properties ?? {}).map(([field, type]) => [
    element("code", {}, field),
    part.required?.includes(field) ? "required" : "",
    named(type),
    prose(type.description),
  ]));
  for (const part of schema.allOf ?? []) if (part.$ref) fields.unshift(["…", "", named(part), "its fields"]);
  const values = schema.enum?.map((value) => element("code", {}, String(value))).flatMap((value) => [value, " "]);
  return element(
    "details",
    { id: `schema-${name}` },
    element("summary", {}, element("code", {}, name), " ", element("span", {}, ...prose(schema.description?.split("\n")[0]))),
    values ? element("p", {}, ...values) : undefined,
    fields.length ? table(["field", "", "type", "meaning"], fields) : undefined,
    !fields.length && !values ? element("p", {}, named(schema)) : undefined,
  );
}

async function show() {
  const api = await (await fetch("/api/v1/openapi.json")).json();
  document.getElementById("about").append(...prose(api.info.description));
  const main = document.getElementById("endpoints");
  main.replaceChildren();
  const operations = Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] })));
  const sections = api.tags.map(({ name, description }) => {
    const boxes = operations.filter(({ operation }) => operation.tags?.[0] === name)
      .map(({ path, method, operation }) => endpoint(path, method, operation));
    return { name, node: element("section", { id: name }, element("h2", {}, name), ...paragraphs(description), ...boxes) };
  });
  const schemas = Object.entries(api.components.schemas).sort(([a], [b]) => a.localeCompare(b))
    .map(([name, schema]) => schemaBox(name, schema));
  sections.push({ name: "schemas", node: element("section", { id: "schemas" }, element("h2", {}, "schemas"), ...schemas) });
  main.append(...sections.map(({ node }) => node));
  main.setAttribute("aria-busy", "false");
  const links = [...sections.map(({ name }) => name), "problems"];
  document.getElementById("sections").append(...links.flatMap((name) => [element("a", { href: `#${name}` }, name), " "]));
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target) {
    if (target instanceof HTMLDetailsElement) target.open = true;
    target.scrollIntoView();
  }
}

show().catch((error) => {
  document.getElementById("endpoints").replaceChildren(element("p", { role: "alert" }, `The description could not be read: ${error.message}`));
});
