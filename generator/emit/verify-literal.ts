import type { Expression, ObjectProperty } from "oxc-parser";

/** Whether an expression is data: nothing in it can run, read a variable's member, or set a prototype. */
export function isPure(node: Expression): boolean {
  switch (node.type) {
    case "Literal":
    case "Identifier":
      return true;
    case "UnaryExpression":
      return node.operator === "-" && node.argument.type === "Literal" && typeof node.argument.value === "number";
    case "TemplateLiteral":
      return node.expressions.length === 0;
    case "ArrayExpression":
      return node.elements.every((element) => element !== null && element.type !== "SpreadElement" && isPure(element));
    case "ObjectExpression":
      return node.properties.every((property) => property.type === "Property" && isPureProperty(property));
    case "ArrowFunctionExpression":
      return node.expression && !node.async && node.params.length === 0 && node.body.type === "Identifier";
    case "TSAsExpression":
      return (
        node.typeAnnotation.type === "TSTypeReference" &&
        node.typeAnnotation.typeName.type === "Identifier" &&
        node.typeAnnotation.typeName.name === "const" &&
        isPure(node.expression)
      );
    default:
      return false;
  }
}

function isPureProperty(property: ObjectProperty): boolean {
  if (property.kind !== "init" || property.method || property.shorthand) return false;
  const { key } = property;
  const name = key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : null;
  // `__proto__: x` sets the prototype; `["__proto__"]: x` is a key like any other, and the only computed one we print.
  if (name === null || property.computed !== (name === "__proto__") || (property.computed && key.type !== "Literal")) return false;
  return isPure(property.value);
}
