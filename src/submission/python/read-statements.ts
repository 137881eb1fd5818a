import type { TreeCursor } from "@lezer/common";
import type { Assignment, PythonValue } from "./python-module.ts";
import { type CallSink, readExpression, starred } from "./read-expression.ts";
import { type Source, sourceText } from "./source.ts";

/**
 * Assignments of the statement at the cursor, one for each target: `a = b = 1` has two, `a, b = 1, 2` two, an annotation without a
 * value none. Targets other than names keep their source text (`urls["x"]`). Of the augmented ones only `+=` is read.
 */
export function readAssignments(source: Source, cursor: TreeCursor, sink: CallSink, depth: number): Assignment[] {
  const line = source.lines.lineAt(cursor.from);
  const endLine = source.lines.lineAt(Math.max(cursor.from, cursor.to - 1));
  const groups: PythonValue[][] = [[]];
  const texts: { from: number; to: number }[] = [{ from: cursor.from, to: cursor.from }];
  const commas = [false];
  let operator = "=";
  let star = -1;
  const firstCall = sink.calls.length;
  if (!cursor.firstChild()) return [];
  do {
    const at = groups.length - 1;
    switch (cursor.name) {
      case "AssignOp":
      case "UpdateOp":
        operator = sourceText(source, cursor.from, cursor.to);
        groups.push([]);
        texts.push({ from: cursor.to, to: cursor.to });
        commas.push(false);
        break;
      case ",":
        commas[at] = true;
        break;
      case "*":
        star = cursor.from;
        break;
      case "TypeDef":
      case "Comment":
        break;
      default: {
        if (cursor.type.isError) break;
        const value = readExpression(source, cursor, sink, depth + 1);
        groups[at]?.push(star === -1 ? value : starred(source, star, cursor.to, value));
        star = -1;
        const text = texts[at];
        if (text) text.to = cursor.to;
      }
    }
  } while (cursor.nextSibling());
  cursor.parent();
  const last = groups.length - 1;
  const values = groups[last] ?? [];
  const first = values[0];
  if (last === 0 || !first || (operator !== "=" && operator !== "+=")) return [];
  const value: PythonValue = commas[last] === true ? { kind: "tuple", items: values, line: first.line } : first;
  const assignments: Assignment[] = [];
  for (let at = 0; at < last; at++) {
    const targets = unpackTargets(groups[at] ?? [], commas[at] === true);
    const { from, to } = texts[at] ?? { from: 0, to: 0 };
    if (targets.length === 1) {
      const target = targets[0];
      const name = target?.kind === "name" ? target.name : sourceText(source, from, to);
      assignments.push({ target: name, operator, value, line, endLine });
    } else if (value.kind === "tuple" && value.items.length === targets.length) {
      for (const [index, target] of targets.entries()) {
        const item = value.items[index];
        if (target.kind === "name" && item)
          assignments.push({ target: target.name, operator, value: item, line, endLine });
      }
    }
  }
  nameCallResult(sink, firstCall, value, assignments);
  return assignments;
}

function unpackTargets(group: readonly PythonValue[], comma: boolean): readonly PythonValue[] {
  const only = group[0];
  if (!comma && only && (only.kind === "tuple" || only.kind === "list")) return only.items;
  return group;
}

function nameCallResult(
  sink: CallSink,
  firstCall: number,
  value: PythonValue,
  assignments: readonly Assignment[],
): void {
  const target = assignments[0]?.target;
  if (value.kind !== "call" || target === undefined) return;
  // The outer call of a value is gathered before the calls in its arguments, but after those in the targets.
  for (let at = firstCall; at < sink.calls.length; at++) {
    const call = sink.calls[at];
    if (call && call.args === value.args && call.keywords === value.keywords) {
      sink.calls[at] = { ...call, target };
      return;
    }
  }
}
