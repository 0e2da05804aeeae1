import Handlebars from "handlebars";

/**
 * A template of Handlebars as the code of a JavaScript function, which calls the functions of `template-functions.ts`. Handlebars only reads the
 * template: its own code would look up each field by a function and make a closure for each block, and take four times as long.
 *
 * `{{value}}` is quoted for YAML instead of escaped for HTML, and `{{{text}}}` is written unchanged. `{{#each (entries map)}}` iterates by sorted key,
 * and `{{{indented value 4}}}` writes lines as an indented block. Throws for syntax that no template needs.
 */
export function templateCode(source: string): string {
  return `(c0) => {\nlet out = "";\n${programCode(Handlebars.parse(source), 0)}return out;\n}`;
}

/** `depth` numbers the variable that holds the context. */
function programCode(program: hbs.AST.Program | undefined, depth: number): string {
  return joined((program?.body ?? []).map((statement) => statementCode(statement, depth)));
}

/** A piece of text as an expression, or statements. */
type Code = { readonly text: string } | { readonly statements: string };

/** Texts in a row become one expression. */
function joined(codes: readonly Code[]): string {
  let result = "";
  let texts: string[] = [];
  const end = () => {
    if (texts.length > 0) result += `out += ${texts.join(" + ")};\n`;
    texts = [];
  };
  for (const code of codes)
    if ("text" in code) texts.push(code.text);
    else {
      end();
      result += code.statements;
    }
  end();
  return result;
}

function statementCode(statement: hbs.AST.Statement, depth: number): Code {
  if (isContent(statement)) return { text: JSON.stringify(statement.value) };
  if (isMustache(statement)) return { text: valueCode(statement, depth) };
  if (isBlock(statement)) return { statements: blockCode(statement, depth) };
  throw new Error(`templates do not use a ${statement.type}`);
}

function valueCode({ path, params: [value, indent], escaped }: hbs.AST.MustacheStatement, depth: number): string {
  if (nameOf(path) === "indented" && value && indent)
    return `quoteLines(${pathCode(value, depth, ".")}, ${(indent as hbs.AST.NumberLiteral).value})`;
  return `${escaped ? "quote" : "unquoted"}(${pathCode(path, depth, ".")})`;
}

function blockCode({ path, params: [param], hash, program, inverse }: hbs.AST.BlockStatement, depth: number): string {
  if (!param) throw new Error("a block of a template has a parameter");
  const value = listCode(param, depth) ?? pathCode(param, depth, "?.");
  const inner = `c${depth + 1}`;
  const otherwise = inverse ? `else {\n${programCode(inverse, depth)}}\n` : "";
  switch (nameOf(path)) {
    case "if": {
      const isThere = hash?.pairs.some(({ key }) => key === "includeZero")
        ? `(${value} === 0 || isPresent(${value}))`
        : `isPresent(${value})`;
      return `if (${isThere}) {\n${programCode(program, depth)}}\n${otherwise}`;
    }
    case "with":
      return `if (isPresent(${value})) {\nconst ${inner} = ${value};\n${programCode(program, depth + 1)}}\n${otherwise}`;
    case "each": {
      const loop = `for (const ${inner} of ${value} ?? []) {\n${programCode(program, depth + 1)}}\n`;
      return inverse ? `if (isPresent(${value})) {\n${loop}}\n${otherwise}` : loop;
    }
    default:
      throw new Error(`templates do not use the block ${nameOf(path)}`);
  }
}

/** `(entries map)`. */
function listCode(expression: hbs.AST.Expression, depth: number): string | undefined {
  if (expression.type !== "SubExpression") return undefined;
  const { path, params } = expression as hbs.AST.SubExpression;
  const [map] = params;
  if (nameOf(path) !== "entries" || !map) throw new Error(`templates do not use the function ${nameOf(path)}`);
  return `sortedEntries(${pathCode(map, depth, "?.")})`;
}

/** A path in a block's parameter may lead nowhere; where a value is written, that is a mistake. */
function pathCode(expression: hbs.AST.Expression, depth: number, access: "." | "?."): string {
  const { parts, depth: above, data } = expression as hbs.AST.PathExpression;
  if (expression.type !== "PathExpression" || above > 0 || data) throw new Error("a path of a template leads down from where it stands");
  return [`c${depth}`, ...parts].join(access);
}

function nameOf(path: hbs.AST.Expression): string {
  return (path as hbs.AST.PathExpression).original;
}

function isContent(statement: hbs.AST.Statement): statement is hbs.AST.ContentStatement {
  return statement.type === "ContentStatement";
}

function isMustache(statement: hbs.AST.Statement): statement is hbs.AST.MustacheStatement {
  return statement.type === "MustacheStatement";
}

function isBlock(statement: hbs.AST.Statement): statement is hbs.AST.BlockStatement {
  return statement.type === "BlockStatement";
}
